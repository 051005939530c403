"""Files and folders that are written whole or not at all, and by one run at a time.

What is being written lies beside its place, hidden under the place's name (`.NAME.new`), and takes
the place in one step: whoever is killed leaves the old one or the new one.
"""

import contextlib
import ctypes
import errno
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from policytext.data import InputError


@contextlib.contextmanager
def alone_at(place: Path) -> Iterator[int]:
    """Keeps a second run away from the same output until this one and its forks have ended.

    What it gives is a file's number. A program that writes there for us is started with it
    (`pass_fds`): then the second run is kept away until that program has ended, too. Where the
    file system knows no locks, nobody is kept away, and a line says so.

    Raises
    ------
    InputError
        Another run is writing there, or it cannot be written: for want of space, say.
    """
    path = beside(place, "lock")
    try:
        lock = locked(path)
    except BlockingIOError:
        raise InputError(f"{place}: another run is writing there; wait for its end") from None
    except OSError as error:
        raise cannot(place, error) from error
    try:
        put_back(place)
        yield lock
    except OSError as error:
        raise cannot(place, error) from error
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def locked(path: Path) -> int:
    """The number of an open file that no other run can have open so.

    Raises
    ------
    BlockingIOError
        Another one has.
    OSError
        It cannot be opened, or is a link, which may lead anywhere.
    """
    while True:
        # Nothing is written to it, and what may stand there, a pipe say, is not waited for
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        lock = os.open(path, flags, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in CANNOT:
                os.close(lock)
                raise
            logging.getLogger("policytext").warning(f"{path}: no locks here; run one at a time")
            return lock
        # Its last holder may have removed it between the two: then another one can be made
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), os.lstat(path)):
                return lock
        os.close(lock)


def beside(place: Path, what: str) -> Path:
    """The hidden path beside a place for something of its own."""
    return place.with_name(f".{place.name}.{what}")


def cannot(place: Path, error: OSError) -> InputError:
    """What is said of a place that cannot be written, or of what was in the way elsewhere."""
    reason = error.strerror or str(error)
    where = Path(os.fsdecode(error.filename)) if error.filename else place
    if not where.is_relative_to(place.parent):
        reason = f"{where}: {reason}"
    return InputError(f"{place}: cannot be written ({reason})")


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which then takes the place of another one, if nothing went wrong.

    One run at a time may have it (`alone_at`): what an earlier one left unfinished is removed.
    """
    new = beside(folder, "new")
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        yield new
        replace_folder(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def replace_folder(new: Path, folder: Path) -> None:
    """Put a finished folder into the place of another one of the same file system."""
    if not folder.exists():
        new.rename(folder)
        return
    try:
        exchange(new, folder)
    except OSError as error:
        if error.errno not in CANNOT:
            raise
        replace_in_two_steps(new, folder)
    shutil.rmtree(new, ignore_errors=True)


def exchange(one: Path, other: Path) -> None:
    """Let two paths change places in one step, which Linux can on most file systems.

    Raises
    ------
    OSError
        They cannot: the error is one of `CANNOT` where the system knows no such step.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(other))


AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Of Linux's fcntl.h: paths are those of the working directory; both names stay, and change."""
CANNOT = {*(errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EPERM, errno.ENOLCK)}
"""Errors of a file system that does not know what is asked for."""


def replace_in_two_steps(new: Path, folder: Path) -> None:
    """The same where paths cannot be exchanged: a kill between the two leaves the old one aside,
    and the next run puts it back (`put_back`).
    """
    old = beside(folder, "old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def put_back(folder: Path) -> None:
    """Put a folder back that a killed run left aside, or remove it if there is a newer one."""
    old = beside(folder, "old")
    if not old.is_dir() or old.is_symlink():
        return
    if os.path.lexists(folder):
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(folder)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; several processes may write the same one."""
    with new_file(path, f"{os.getpid()}.new", content) as new:
        new.replace(path)


@contextlib.contextmanager
def new_file(path: Path, what: str, content: bytes) -> Iterator[Path]:
    """A file beside a path, to be moved there; what stood in its place is removed, not followed."""
    new = beside(path, what)
    new.unlink(missing_ok=True)
    with new.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            yield new
        finally:
            new.unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a file where there is none, whole or not at all.

    Raises
    ------
    InputError
        There is one, or none can be written there.
    """
    try:
        with new_file(path, "new", content) as new:
            try:
                os.link(new, path)  # unlike a move, this does not take the place of another file
            except OSError as error:
                if error.errno not in CANNOT:  # a memory stick, say, knows no links
                    raise
                if os.path.lexists(path):
                    raise FileExistsError from None
                new.replace(path)
    except FileExistsError as error:
        raise InputError(f"{path}: is there already; it is left as it is") from error
    except OSError as error:
        raise cannot(path, error) from error
