"""A long run of inputs that atheris makes, guided by what code they reach.

`python tests/faults/coverage_guided.py --inputs 10000000` shares them out among all targets, each
in a process of its own; it ends with status 1 if an input crashed or stalled one. Such an input is
kept in the folder `--out`; `--target NAME --again FILE` runs it once more. atheris is none of the
locked packages: `make .venv/faults` puts it beside them.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (
    *("clean", "structure", "segment", "label", "targets", "formulas", "manifest"),
    *(".txt", ".txt in utf-8", ".txt in gb18030", ".html", ".docx", ".pdf", ".csv", ".jsonl"),
    *("book.toml", "documents.csv", "themes.csv", "terms.csv", "formulas.csv", "not_formulas.csv"),
    *("themes.csv beside", "terms.csv beside", "themes.csv instead", "words.csv beside"),
)
"""The steps of a text, the readers of files, and the files of a corpus and of a lexicon."""
SHARES = {
    **{"structure": 60, "formulas": 60, "label": 60, "segment": 20, "targets": 8, "clean": 8},
    **dict.fromkeys((".csv", ".jsonl", "book.toml", "documents.csv"), 4),
}
"""How many inputs a target is given for one of each other target: the fast ones get more."""
COMPARES_ARRAYS = ["policytext.reading.runs_at_once"]
"""Modules that atheris does not follow: it keeps what each comparison there gives, an array."""
LONGEST, SLOWEST = 400, 10
"""Bytes of an input, and seconds after which it is called a stall."""


def target(name: str) -> Callable[[bytes], None]:
    """What is done with the bytes of an input."""
    from contracts import FILES, HOLDS, read_as
    from pieces import PIECES, READERS

    if name in HOLDS:
        return lambda data: HOLDS[name](as_text(data, PIECES))
    if name in READERS:
        return READERS[name]
    headers = FILES[name].headers
    return lambda data: read_as(name, headers[data[0] % len(headers)] + data[1:] if data else b"")


def as_text(data: bytes, pieces: tuple[str, ...]) -> str:
    """The text of an input: a piece for each byte, or the bytes as UTF-8, as the first one says."""
    if data[:1] < b"\x40":
        return data[1:].decode("utf-8", "surrogateescape")
    return "".join(pieces[byte % len(pieces)] for byte in data[1:])


def run(name: str, n_inputs: int, out: Path, seed: int) -> None:
    """Run a target on so many inputs; the process ends with it."""
    import atheris

    with atheris.instrument_imports(include=["policytext"], exclude=COMPARES_ARRAYS):
        tried = target(name)
    known = out / name.replace(" ", "-")  # inputs that reached something new, taken up next time
    known.mkdir(parents=True, exist_ok=True)
    options = {
        "runs": n_inputs,
        "max_len": LONGEST,
        "timeout": SLOWEST,
        "seed": seed,
        "artifact_prefix": f"{out}/{known.name}-",
        "verbosity": 0,
    }
    given = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *given, str(known)], tried)
    atheris.Fuzz()


def main(arguments: list[str] | None = None) -> int:
    """Run one target or all of them; the number of targets that did not hold decides the status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=230_000, help="of all targets together")
    parser.add_argument("--target", choices=TARGETS, action="append", help="all, if none is given")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=Path, help="a file with an input to run once")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    names = asked.target or TARGETS
    if asked.again:
        target(names[0])(asked.again.read_bytes())
        return 0
    if asked.here:
        run(names[0], asked.inputs, asked.out, asked.seed)
    import atheris  # noqa: F401 - without it, nothing of what follows would be said of an input

    failed, took = [], []
    print("| target | inputs | seconds | crashed or stalled |", flush=True)
    print("| --- | --- | --- | --- |", flush=True)
    total = sum(SHARES.get(name, 1) for name in names)
    n_inputs = {name: -(-asked.inputs * SHARES.get(name, 1) // total) for name in names}
    for name, share in n_inputs.items():
        begun = time.perf_counter()
        options = ["--inputs", share, "--target", name, "--out", asked.out, "--seed", asked.seed]
        command = [sys.executable, __file__, "--here", *map(str, options)]
        status = subprocess.run(command).returncode
        took.append(time.perf_counter() - begun)
        print(f"| {name} | {share:,} | {took[-1]:,.0f} | {int(bool(status))} |", flush=True)
        failed += [name] if status else []
    print(f"| all | {sum(n_inputs.values()):,} | {sum(took):,.0f} | {len(failed)} |")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
