"""Runs that are killed at random moments, what they leave, and what the next run makes of it.

`python tests/faults/kills.py --tries 500` prints a table. All processes of a run are killed with
signal 9, or one of them by chance. Each output must then be the old one or the new one, whole; and
the next run must end well, with what an undisturbed run gives, byte for byte.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from invented_corpus import corpus, files  # noqa: E402

from benchmarks.build import EDITED, copy_book, edit  # noqa: E402

POLICYTEXT = [sys.executable, "-m", "policytext.cli"]
LONGEST = 120
"""Seconds that what a killed run started may go on."""

FIGURES = """
from policytext import figures, load
tables = load()
for theme in ("innovation", "culture"):
    figures.share_figure(figures.theme_share(tables, theme))
figures.lengths_figure(figures.corpus_lengths(tables))
"""


@dataclass(frozen=True)
class Work:
    """What is run and killed.

    Attributes
    ----------
    prepare : puts the state before a run there.
    outputs : what is there, by name: the bytes of a file, or those of the files of a folder.
    beside : the folder that the output lies in.
    """

    command: list[str]
    prepare: Callable[[], None]
    outputs: Callable[[], Mapping[str, object]]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = ROOT
    beside: Path | None = None

    def left(self) -> list[Path]:
        """Hidden files beside the output, which no run should leave."""
        return list(self.beside.glob(".*")) if self.beside else []

    def start(self) -> subprocess.Popen:
        """A run, in a session of its own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
        return subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=kept | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


@dataclass
class Tally:
    """Tries, those that were killed before they ended, and what went wrong."""

    tries: int = 0
    in_the_middle: int = 0
    lost: int = 0
    wrong: int = 0


def derive_files(place: Path) -> Work:
    """`derive` of a small corpus into CSV files, with counts by year, over older tables."""
    source = corpus(place / "corpus", 5, length=3000)
    older = corpus(place / "older", 2)
    out = place / "out"
    ready([*POLICYTEXT, "derive", str(older), "--out", str(place / "tables"), "--by", "year"])

    def prepare() -> None:
        put(place / "tables", out)

    command = [*POLICYTEXT, "derive", str(source), "--out", str(out), "--by", "year"]
    return Work(command, prepare, lambda: {"out": files(out)}, beside=place)


def derive_parts(place: Path) -> Work:
    """`derive` of a large corpus into parts, on all cores; what was there before is none."""
    source, out = corpus(place / "corpus", 60, length=40_000), place / "out"

    def prepare() -> None:
        for path in place.glob(".out*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(out, ignore_errors=True)

    command = [*POLICYTEXT, "derive", str(source), "--out", str(out)]
    command += ["--only", "tokens", "--by", "year"]
    return Work(command, prepare, lambda: {"out": files(out)}, beside=place)


def verify(place: Path) -> Work:
    """`verify`, which writes nothing."""
    source = Path(shutil.copytree(ROOT / "data" / "sample", place / "corpus"))
    ready([*POLICYTEXT, "derive", str(source), "--out", str(place / "tables")])
    command = [*POLICYTEXT, "verify", str(source)]
    environment = {"POLICYTEXT_TABLES": str(place / "tables")}
    return Work(command, lambda: None, lambda: {"all": files(place)}, environment)


def manifest(place: Path) -> Work:
    """`manifest` of a folder without one."""
    source = corpus(place / "corpus", 60, length=3000)
    path = source / "documents.csv"

    def prepare() -> None:
        for left in source.glob("*documents.csv*"):
            left.unlink()

    command = [*POLICYTEXT, "manifest", str(source)]

    def outputs() -> dict[str, object]:
        return {"documents.csv": path.read_bytes()} if path.exists() else {}

    return Work(command, prepare, outputs, beside=source)


def figures(place: Path) -> Work:
    """Figures drawn into the folder that the build keeps them in."""
    drawn = place / "drawn"

    def prepare() -> None:
        shutil.rmtree(drawn, ignore_errors=True)
        drawn.mkdir()

    def outputs() -> dict[str, object]:
        return {path.name: path.read_bytes() for path in drawn.glob("*.json")}

    return Work([sys.executable, "-c", FIGURES], prepare, outputs, {"POLICYTEXT_DRAWN": str(drawn)})


def make_book(place: Path) -> Work:
    """`make book` after an edit of a chapter."""
    book = place / "book"
    copy_book(book)
    executed = "_build/.jupyter_cache"  # of the same sources: their chapters need not run again
    if (ROOT / executed).is_dir():
        shutil.copytree(ROOT / executed, book / executed)
    command = ["make", "book", "--old-file=.venv/book"]
    environment = {"PYTHONPATH": str(book / "src")}
    ready(command, cwd=book, env=os.environ | environment)
    chapter, kept = book / EDITED, place / "kept"
    text = chapter.read_text("utf-8")
    shutil.copytree(book / "_build", kept)

    def prepare() -> None:
        put(kept, book / "_build")
        chapter.write_text(text, "utf-8")
        edit(chapter)

    return Work(command, prepare, lambda: {"html": files(book / "_build/html")}, environment, book)


KINDS: dict[str, tuple[Callable[[Path], Work], int]] = {
    "derive, CSV files": (derive_files, 5),
    "derive, parts": (derive_parts, 5),
    "verify": (verify, 2),
    "manifest": (manifest, 4),
    "figures": (figures, 3),
    "make book": (make_book, 1),
}
"""The kinds of work, and how many of twenty tries each is given."""


def ready(command: list[str], **how) -> None:
    """Run what must be there first."""
    subprocess.run(command, check=True, capture_output=True, **how)


def put(kept: Path, place: Path) -> None:
    """Put a copy of a folder into the place of another one."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(kept, place, symlinks=True)


def processes_of(session: int) -> Iterator[int]:
    """The processes of a session."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # gone meanwhile
            continue
        if int(its_session) == session and state != "Z":
            yield int(path.parent.name)


def kill(run: subprocess.Popen, chance: random.Random) -> None:
    """Kill all processes of a run or one of them, and wait until none is left."""
    there = sorted(processes_of(run.pid))
    chosen = there if chance.random() < 0.5 else [chance.choice(there)] if there else []
    for process in chosen:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + LONGEST
    while run.poll() is None or list(processes_of(run.pid)):
        if time.monotonic() > deadline:
            os.killpg(run.pid, signal.SIGKILL)
            raise TimeoutError(f"processes of {run.args} go on though it was killed")
        time.sleep(0.02)


def tried(work: Work, n: int, chance: random.Random) -> Tally:
    """Kill so many runs, each at a random moment, and let the next one complete."""
    work.prepare()
    before = work.outputs()
    started = time.monotonic()
    if status := work.start().wait():
        raise RuntimeError(f"{work.command} ends with {status}, undisturbed")
    lasts, expected = time.monotonic() - started, work.outputs()
    tally = Tally()
    for _ in range(n):
        work.prepare()
        run = work.start()
        time.sleep(chance.uniform(0, lasts))
        tally.tries += 1
        tally.in_the_middle += run.poll() is None
        kill(run, chance)
        found = work.outputs()
        names = before.keys() | expected.keys() | found.keys()
        tally.lost += any(
            found.get(name) not in (before.get(name), expected.get(name)) for name in names
        )
        tally.wrong += bool(work.start().wait() or work.outputs() != expected or work.left())
    return tally


def main(arguments: list[str] | None = None) -> int:
    """Print the table; status 1 if anything was lost or wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=int, default=20, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, action="append", help="all, if none is given")
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    bad = 0
    print("| killed | tries | in the middle | outputs lost | wrong after the next run |")
    print("| --- | --- | --- | --- | --- |")
    for name in asked.kind or KINDS:
        begin, share = KINDS[name]
        with tempfile.TemporaryDirectory(prefix="policytext-kills-") as place:
            tally = tried(begin(Path(place)), -(-asked.tries * share // 20), chance)
        bad += tally.lost + tally.wrong
        print(f"| {name} | {' | '.join(map(str, vars(tally).values()))} |", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
