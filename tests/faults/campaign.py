"""The fault campaign, into `benchmarks/faults.md`: `make faults`, which takes some hours.

All tests of faults, those that take minutes too; runs killed at random moments (`kills`); and
inputs that coverage guides (`coverage_guided`). `--only` does one of the three, and leaves what the
page says of the others.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
PAGE = ROOT / "benchmarks" / "faults.md"
HEAD = """\
# Faults

Made by `make faults`: what was tried, how often, and what went wrong. Each section says of which
commit it is.
"""
TESTED = (
    *("faults", "test_cluster.py", "test_derive_into.py", "test_outputs.py"),
    "test_supply_chain.py",
)
"""The tests that try faults, below `tests/`."""


def tests(options: argparse.Namespace) -> Iterator[str]:
    """The lines of a table of tests, by file, and one of slopes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"]
        command += [
            "-m",
            "not long" if options.quick else "",
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
        ]
        command += [f"tests/{name}" for name in TESTED]
        ended(subprocess.run(command, cwd=ROOT).returncode)
        cases = list(ElementTree.parse(report).iter("testcase"))
    by_file: dict[str, list[ElementTree.Element]] = defaultdict(list)
    slopes: dict[str, list[float]] = defaultdict(list)
    shown = "not tried | | |"
    for case in cases:
        by_file[case.get("file", "")].append(case)
        for found in case.iterfind("properties/property[@name='slope']"):
            what = case.get("name", "").partition("[")[0]
            slopes[what].append(float(found.get("value", "nan")))
        for found in case.iterfind("properties/property[@name='hostile']"):
            shown = found.get("value")
    if options.quick:
        yield "Without those that take minutes.\n"
    yield "| tests | passed | failed | skipped |"
    yield "| --- | --- | --- | --- |"
    for file, found in sorted(by_file.items()):
        said = (ROOT / file).read_text("utf-8").partition('"""')[2].partition("\n")[0].strip('."')
        bad = sum(case.find(kind) is not None for case in found for kind in ("failure", "error"))
        skipped = sum(case.find("skipped") is not None for case in found)
        yield (
            f"| {said}: [{Path(file).stem}](../{file}) | {len(found) - bad - skipped} | {bad} |"
            f" {skipped} |"
        )
    yield ""
    yield "| time against size, 1 to 64 kB | fitted | steepest slope |"
    yield "| --- | --- | --- |"
    for what, values in slopes.items():
        name = what.removeprefix("test_").replace("_", " ")
        yield f"| {name} | {len(values)} | {max(values):.2f} |"
    yield ""
    yield "| hostile strings | pages opened in a browser | times shown as text | times run |"
    yield "| --- | --- | --- | --- |"
    yield f"| {shown} |"


def kills(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the table that `kills` prints."""
    yield from printed("kills.py", "--tries", str(options.tries))


def inputs(options: argparse.Namespace) -> Iterator[str]:
    """The lines of the table that `coverage_guided` prints."""
    yield from printed("coverage_guided.py", "--inputs", str(options.inputs))


def printed(script: str, *arguments: str) -> Iterator[str]:
    """What a script prints, line by line."""
    command = [sys.executable, str(FOLDER / script), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout or ():
            yield line.rstrip("\n")
    ended(run.returncode)


def ended(status: int) -> None:
    """Nothing is said of a section whose program did not go through; 1 is that it found faults."""
    if status not in (0, 1):
        sys.exit(f"ended with {status}; the page is left as it is")


SECTIONS: dict[str, tuple[str, Callable[[argparse.Namespace], Iterator[str]]]] = {
    "tests": ("Tests", tests),
    "kills": ("Killed at random moments", kills),
    "inputs": ("Inputs guided by coverage", inputs),
}


def with_section(page: str, heading: str, lines: list[str]) -> str:
    """The page with a section in the place of the one of that heading, or at its end."""
    section = "\n".join([f"## {heading}", "", *lines, ""])
    parts = re.split(r"^(?=## )", page, flags=re.M)
    places = [n for n, part in enumerate(parts) if part.startswith(f"## {heading}\n")]
    if places:
        parts[places[0]] = section
    else:
        parts.append(section)
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=SECTIONS, action="append")
    parser.add_argument("--tries", type=int, default=500, help="kills of all kinds together")
    parser.add_argument("--inputs", type=int, default=10_000_000, help="of all targets together")
    parser.add_argument("--quick", action="store_true", help="without tests that take minutes")
    asked = parser.parse_args(arguments)
    command = ["git", "describe", "--always", "--exclude=*", "--dirty=, with changes"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    for name in asked.only or SECTIONS:
        heading, work = SECTIONS[name]
        lines = []
        for line in work(asked):
            print(line, flush=True)
            lines.append(line)
        page = PAGE.read_text("utf-8") if PAGE.is_file() else HEAD
        said = [f"Of commit {commit}." if commit else "Of no commit.", "", *lines]
        PAGE.write_text(with_section(page, heading, said), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
