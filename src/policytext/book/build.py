"""The pages of a book, built beside those that are there and put into their place whole.

`make book` runs this module when a source of the book is another one than at the last build. By
then `_build/sources` has the SHA-256 of each, which is kept as `_build/built-from` at the end.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from policytext.data import InputError, shown
from policytext.outputs import alone_at, replace_folder, write_whole


def build_pages(source: Path, html: Path, log: Path, **how) -> None:
    """Build the pages of a book into the folder `html`, whole or not at all.

    What was read of each page stays in `source`, for the next build: see `rereading`. `how` is what
    `subprocess.run` takes.

    Raises
    ------
    InputError
        The book is not built: a cell fails, say, or there is a warning. `log` has the rest.
    """
    beside = source / "_build" / "next"
    built = beside / "_build" / "html"
    shutil.rmtree(built, ignore_errors=True)  # no stale page
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    if not jupyter_book.is_file():
        raise InputError(f"{jupyter_book}: no such program; pip install 'policytext[book]'")
    command = [jupyter_book, "build", source, "-W", "-n", "--keep-going", "--path-output", beside]
    with log.open("w", encoding="utf-8") as file:
        if subprocess.run(command, stdout=file, **how).returncode:  # noqa: S603 - paths are whole
            raise InputError(f"the book: not built; see {log}")
    (built / ".buildinfo").unlink(missing_ok=True)
    (built / "SHA256SUMS").write_text(sums(built), "utf-8")
    replace_folder(built, html)


def sums(folder: Path) -> str:
    """The SHA-256 of each file in a folder, as `sha256sum` writes it, by the path's bytes."""
    paths = sorted((path for path in folder.rglob("*") if path.is_file()), key=os.fsencode)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in paths
    )


def build_again(root: Path) -> None:
    """Build our book anew, of the sources that `_build/sources` lists."""
    folder = root / "_build"
    with alone_at(folder / "html") as lock:
        sources = (folder / "sources").read_bytes()
        (folder / "built-from").unlink(missing_ok=True)
        build_pages(root, folder / "html", folder / "log.txt", pass_fds=[lock])
        write_whole(folder / "built-from", sources)


if __name__ == "__main__":
    try:
        build_again(Path.cwd())
    except InputError as error:
        sys.exit(f"make book: {shown(str(error))}")
    except KeyboardInterrupt:
        sys.exit("make book: stopped")
