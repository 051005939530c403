"""Whether the book comes out the same, byte for byte: built twice from the last commit.

Both are built by `make book` in new clones, each with an environment of its own from the lock, with
other homes, time zones and languages, and one as on an old processor; they share pip's downloads
alone. Run it with `make reproduce`, and with `MANIFEST=` the SHA256SUMS of a release to hold them
against that, too.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANIFEST = "SHA256SUMS"
# What NumPy, OpenBLAS and the C library compute with on a processor of 2009: other last digits
OLD_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "OPENBLAS_CORETYPE": "Nehalem",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX",
}
# What must not matter. The clocks are 26 hours apart: it is never the same day on both.
PLACES = {
    "one": {"TZ": "<-12>+12", "LC_ALL": "C"},
    "two/further/down": {"TZ": "<+14>-14", "LC_ALL": "C.UTF-8"} | OLD_PROCESSOR,
}
# What a shell, a make or a hook around this one says to a build
OURS = re.compile(
    r"MAKE|MFLAGS|GIT_|PYTHON|POLICYTEXT_|RELEASE$|MANIFEST$|VIRTUAL_ENV|LANG|LC_|XDG_|MPL|JUPYTER|"
    r"IPYTHON|SOURCE_DATE_EPOCH"
)


def digests(book: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder, by its path there."""
    return {
        path.relative_to(book).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(book.rglob("*"))
        if path.is_file()
    }


def read_manifest(path: Path) -> dict[str, str]:
    """The same, of the files that a manifest as `sha256sum` writes it names."""
    named = {}
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = re.fullmatch(r"([0-9a-f]{64}) [ *](.+)", line)
        if not match:
            raise ValueError(
                f"{path}, line {n}: {line[:80]!r}, expected a SHA-256, two spaces and a path"
            )
        named[match[2]] = match[1]
    if not named:
        raise ValueError(f"{path}: no line, expected the manifest of a book")
    return named


def differences(
    first: Mapping[str, str], second: Mapping[str, str], names: tuple[str, str] = ("one", "two")
) -> list[str]:
    """A line for each path that has not the same hash in both, sorted by path."""
    lines = []
    for path in sorted(first.keys() | second.keys()):
        if path not in second:
            lines.append(f"only in {names[0]}: {path}")
        elif path not in first:
            lines.append(f"only in {names[1]}: {path}")
        elif first[path] != second[path]:
            lines.append(f"differs: {path}")
    return lines


def git(root: Path, *command: str) -> str:
    """What a git command says; raises ValueError with git's own words where it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    result = subprocess.run(
        ["git", *command], cwd=root, env=environment, capture_output=True, text=True
    )
    if result.returncode:
        raise ValueError(f"{root}: git {command[0]}: {result.stderr.strip()}")
    return result.stdout


def environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with another home, and without what could reach a page."""
    user = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    pip = {  # where packages come from is no part of the book
        "PIP_CACHE_DIR": str(user / "pip"),
        "PIP_CONFIG_FILE": str(Path.home() / ".config" / "pip" / "pip.conf"),
    }
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return pip | kept | dict(settings) | {"HOME": str(home)}


def build(root: Path, folder: Path, settings: Mapping[str, str], release: str) -> Path:
    """The book of the last commit of a repository, built in a new folder.

    Raises RuntimeError with the end of what `make book` said if it fails.
    """
    home, clone, log = folder / "home", folder / "policytext", folder / "log.txt"
    home.mkdir(parents=True)
    git(root, "clone", "--quiet", str(root), str(clone))
    command = ["make", "book", f"PYTHON={sys.executable}", f"RELEASE={release}"]
    with log.open("w") as said:
        result = subprocess.run(
            command, cwd=clone, env=environment(home, settings), stdout=said, stderr=said
        )
    if result.returncode:
        end = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-20:])
        raise RuntimeError(f"make book failed in {clone}:\n{end}")
    return clone / "_build" / "html"


def say(line: str) -> None:
    print(line, flush=True)


def report(n: int, lines: list[str], what: str) -> bool:
    """Say which of n files differ; whether any does."""
    for line in lines:
        say(line)
    say(f"{n} files compared {what}: {len(lines) or 'none'} differ{'s' * (len(lines) <= 1)}.")
    return bool(lines)


def reproduce(root: Path, release: str = "", manifest: Path | None = None) -> bool:
    """Whether two builds of the last commit are the same, and the same as a manifest's book.

    The two are removed when they are, and kept when they are not.
    """
    expected = read_manifest(manifest) if manifest else None
    commit = git(root, "log", "-1", "--format=%h %s").strip()
    say(f"{commit} ({release or 'unreleased'}), built twice")
    for line in git(root, "status", "--porcelain").splitlines():
        say(f"not committed, so not part of it: {line[3:]}")
    folder = Path(tempfile.mkdtemp(prefix="policytext-reproduce-"))
    books = []
    try:
        for n, (place, settings) in enumerate(PLACES.items(), start=1):
            say(f"{n} of {len(PLACES)}: building in {folder / place}, where log.txt says how far")
            started = time.perf_counter()
            books.append(build(root, folder / place, settings, release))
            say(f"{n} of {len(PLACES)}: built in {time.perf_counter() - started:.0f} s")
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    first, second = map(digests, books)
    differ = report(len(first | second), differences(first, second), "between the two")
    if expected is not None:
        del first[MANIFEST]
        lines = differences(first, expected, ("this book", str(manifest)))
        differ |= report(len(first | expected), lines, f"with {manifest}")
    if differ:
        say(f"Both are kept: {' and '.join(map(str, books))}")
    else:
        shutil.rmtree(folder)
    return not differ


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the book twice and compare every file.")
    parser.add_argument("--release", default="", help="the release that the book is built as")
    parser.add_argument("--manifest", default="", help="SHA256SUMS of a release")
    named = parser.parse_args()
    try:
        manifest = Path(named.manifest) if named.manifest else None
        sys.exit(0 if reproduce(ROOT, named.release, manifest) else 1)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"reproduce: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
