"""Where the time of `policytext derive --only tokens` goes: step by step, on one core.

`python -m benchmarks.steps CORPUS` prints seconds as JSON. Part of `make bench`: where a bound is
not reached, this says what stands in the way.
"""

import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEPS = {
    "read_raw": "bytes read and decoded",
    "clean": "cleaned",
    "structure": "parted into sentences",
    "token_lengths": "cut into tokens",
    "count_tokens": "counted",
}
"""Functions of `policytext.pipeline.batch`, and what they do."""


def measured(corpus: Path) -> dict[str, float]:
    """Seconds of each step, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.steps", str(corpus)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main(folder: str) -> None:
    """Derive a corpus, batch by batch, in this process."""
    spent: dict[str, float] = defaultdict(float)
    begun = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal begun
        spent[name] += time.perf_counter() - begun
        begun = time.perf_counter()

    from policytext.pipeline import batch, parts, plan
    from policytext.reading.fast_segment import pieces
    from policytext.reading.segment import segment, segmenter

    lap("packages imported")
    planned = list(plan.batches(plan.read_sorted(folder)))
    lap("documents listed")
    segment("先读词典。")
    lap("dictionaries read")

    def timed(function, name: str):
        def call(*arguments, **options):
            started = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                spent[name] += time.perf_counter() - started

        return call

    for name, said in STEPS.items():
        setattr(batch, name, timed(getattr(batch, name), said))
    speech = batch.token_lengths
    alone = segmenter("fast", None).rust.cut

    def with_floor(text: str):
        lengths = speech(text)
        started = time.perf_counter()
        for piece, _ in pieces(segmenter("fast", None), text):
            alone(piece, False)
        spent["rjieba alone, once more"] += time.perf_counter() - started
        return lengths

    batch.token_lengths = with_floor
    for one in planned:
        parts.derive_part(one.documents, only_tokens=True)
    every = time.perf_counter() - begun
    known = sum(spent[name] for name in (*STEPS.values(), "rjieba alone, once more"))
    spent["tables made and written as Parquet"] = every - known
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
