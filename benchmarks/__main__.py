"""`make bench`: how fast and how large, as ratios, into `README.md` and `growth.svg` beside this.

`python -m benchmarks [SECTION …]`: segmentation, derive, cluster, growth, steps, build; all by
default.
What was measured before stays in `results.csv` and in the page.
"""

import csv
import datetime
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import matplotlib.pyplot as plt

from benchmarks import build, derive, segmentation, steps

HERE = Path(__file__).parent
RESULTS, PAGE, CHART = HERE / "results.csv", HERE / "README.md", HERE / "growth.svg"
MB = 1_000_000
GROWTH = (1, 10, 100, 1000)
"""Megabytes of the corpora of which the cost is shown."""


class Result(NamedTuple):
    """One line of the page: a ratio, its lowest and highest turn, and what it should reach.

    `at_most` is whether smaller is better. `seconds` and `megabytes` are given for `growth`.
    """

    section: str
    what: str
    ratio: float
    low: float
    high: float
    must: float
    aim: float
    at_most: bool = False
    seconds: float = 0.0
    megabytes: float = 0.0


def of_turns(section: str, what: str, ratios: list[float], must: float, aim: float, **more):
    """The line of some turns: their median, lowest and highest."""
    return Result(section, what, median(ratios), min(ratios), max(ratios), must, aim, **more)


def measure_segmentation(_: Path) -> Iterator[Result]:
    """One core, by `jieba.lcut` and by `segment` or `segment_each`, text by text in turns."""
    for way in segmentation.WAYS:
        spent = segmentation.alone(segmentation.measured, way, "15")[2]
        ratio = spent["jieba"] / spent["fast"]
        yield of_turns("segmentation", f"segmentation, {way}, 15 MB", [ratio], 6, 15)


def measure_derive(folder: Path) -> Iterator[Result]:
    """Two cores, files to tables, against the obvious script."""
    tokens = ("--only", "tokens")
    large = derive.write_corpus(folder / "large", 30 * MB)
    ratios = derive.speed_up(large, *tokens)
    yield of_turns("derive", "derive --only tokens, 30 MB in 30 kB documents", ratios, 6, 15)
    ratios = derive.speed_up(large)
    yield of_turns("derive", "derive with all coding, the same", ratios, 2, 5)
    small = derive.write_corpus(folder / "small", 40 * MB, derive.SMALL)
    ratios = derive.speed_up(small, *tokens)
    yield of_turns("derive", "derive --only tokens, 20,000 documents of 2 kB", ratios, 8, 15)


def measure_cluster(folder: Path) -> Iterator[Result]:
    """Dask with two workers on this machine, against two local processes."""
    ratios = derive.against_cluster(derive.write_corpus(folder / "cluster", 100 * MB))
    yield of_turns("cluster", "Dask with two workers here, 100 MB, tokens", ratios, 0.7, 0.9)


def measure_steps(folder: Path) -> Iterator[Result]:
    """Seconds of one core for each step, on small documents."""
    corpus = derive.write_corpus(folder / "steps", 40 * MB, derive.SMALL)
    none = float("nan")
    for what, seconds in steps.measured(corpus).items():
        yield Result("steps", what, none, none, none, none, none, True, seconds)


def measure_growth(folder: Path) -> Iterator[Result]:
    """Time and memory of `derive --only tokens` for corpora of 1 MB to 1 GB."""
    runs = {}
    for size in GROWTH:
        corpus = derive.write_corpus(folder / f"growth{size}", size * MB)
        runs[size] = run = derive.derive(corpus, "--only", "tokens")
        shutil.rmtree(corpus)
        what, none = f"derive --only tokens, {size:,} MB", float("nan")
        yield Result("growth", what, none, none, none, none, none, True, *run)
    ratio = runs[1000].megabytes / runs[100].megabytes
    what = "peak memory of derive, 1 GB against 100 MB"
    yield of_turns("growth", what, [ratio], 1.2, 1.05, at_most=True)


def measure_build(_: Path) -> Iterator[Result]:
    """The book against as many small notebooks by the stock build."""
    bounds = {"executed": (0.9, 0.5), "book": (0.9, 0.5), "edit": (0.3, 0.15)}
    turns = build.measured()
    for name, (must, aim) in bounds.items():
        ratios = [turn[name] / turn["stock"] for turn in turns]
        yield of_turns("build", build.WHAT[name], ratios, must, aim, at_most=True)


SECTIONS = {
    "segmentation": measure_segmentation,
    "derive": measure_derive,
    "cluster": measure_cluster,
    "growth": measure_growth,
    "steps": measure_steps,
    "build": measure_build,
}


def read_results() -> list[Result]:
    """What was measured before."""
    if not RESULTS.is_file():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as file:
        rows = [Result(*row) for row in list(csv.reader(file))[1:]]
    numbers = Result._fields[2:7] + Result._fields[8:]
    return [
        row._replace(at_most=row.at_most == "True", **{n: float(getattr(row, n)) for n in numbers})
        for row in rows
    ]


def write_results(results: list[Result]) -> None:
    """Keep the measurements, and make the page and the chart of them."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Result._fields)
        writer.writerows(
            [f"{v:.4g}" if isinstance(v, float) else v for v in row] for row in results
        )
    PAGE.write_text(page(results), "utf-8")
    growth = [row for row in results if row.section == "growth" and row.seconds]
    if growth:
        draw_growth(growth)


def page(results: list[Result]) -> str:
    """The page, in Markdown."""
    lines = [
        "# How fast, and how large\n",
        "Made by `make bench`; `python -m benchmarks SECTION` measures a part anew. Every figure",
        "is a ratio of two things measured in turns on the same machine; low and high are its",
        "turns. Texts are invented (`generator.py`), each is cut once and cold; commands are timed",
        "whole, from start to end, with compiled byte code.\n",
        f"Last on {platform.machine()}, {len(os.sched_getaffinity(0))} cores,"
        f" Python {platform.python_version()}, {datetime.date.today()}.\n",
        "## Times as fast\n",
        *table([row for row in results if not row.at_most], "at least"),
        "## Share of what the other takes\n",
        *table([r for r in results if r.at_most and not r.seconds], "at most"),
        "## How cost grows\n",
        "![Seconds and megabytes against the size of the corpus, both logarithmic](growth.svg)\n",
        "| corpus | seconds | MB/s | memory of the largest process, MB |",
        "| --- | ---: | ---: | ---: |",
    ]
    for row in results:
        if row.section == "growth" and row.seconds:
            size = row.what.rpartition(", ")[2]
            rate = float(size.split()[0].replace(",", "")) / row.seconds
            lines.append(f"| {size} | {row.seconds:.1f} | {rate:.1f} | {row.megabytes:.0f} |")
    lines += [
        "",
        "## Where the time of small documents goes\n",
        "`derive --only tokens` on 20,000 documents of 2 kB, on one core. What is done once cannot",
        "be shared out between cores. The floor of cutting is rjieba, where all tokens start.\n",
        "| step | seconds |",
        "| --- | ---: |",
        *(f"| {row.what} | {row.seconds:.2f} |" for row in results if row.section == "steps"),
    ]
    return "\n".join(lines) + "\n"


def table(rows: list[Result], bound: str) -> list[str]:
    """Lines of a Markdown table of ratios."""
    lines = [
        f"| what | found | low | high | {bound} | aim |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        reached = row.ratio <= row.must if row.at_most else row.ratio >= row.must
        found = f"{row.ratio:.2f}" if reached else f"**{row.ratio:.2f}, not reached**"
        turns = f"{row.low:.2f} | {row.high:.2f}"
        lines.append(f"| {row.what} | {found} | {turns} | {row.must:g} | {row.aim:g} |")
    return [*lines, ""]


def draw_growth(rows: list[Result]) -> None:
    """Seconds and memory against the size of the corpus, on logarithmic axes."""
    with plt.rc_context({"svg.hashsalt": "growth", "font.size": 8, "svg.fonttype": "none"}):
        figure, both = plt.subplots(1, 2, figsize=(6.9, 2.6), layout="constrained")
        sizes = GROWTH[: len(rows)]
        for ax, values, label in zip(
            both,
            ([row.seconds for row in rows], [row.megabytes for row in rows]),
            ("seconds", "memory of the largest process, MB"),
            strict=True,
        ):
            ax.loglog(sizes, values, "o-", color="#0072B2")
            ax.set(xlabel="corpus, MB", ylabel=label, xticks=GROWTH, xticklabels=GROWTH)
            ax.set_ylim(min(values) / 3, max(values) * 3)
            ax.grid(alpha=0.3)
            for size, value in zip(sizes, values, strict=True):
                ax.annotate(
                    f"{value:.3g}", (size, value), (0, 5), textcoords="offset points", ha="center"
                )
        figure.savefig(CHART, metadata={"Date": None})
        plt.close(figure)


def main(names: list[str]) -> None:
    """Measure some sections, or all, and write the page after each."""
    if unknown := set(names) - SECTIONS.keys():
        sys.exit(f"no section {min(unknown)}; one of {', '.join(SECTIONS)}")
    results = read_results()
    for name in names or SECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            found = []
            for row in SECTIONS[name](Path(folder)):
                print(
                    f"{row.what}: {row.ratio:.2f} {row.seconds:.1f} s {row.megabytes:.0f} MB",
                    flush=True,
                )
                found.append(row)
        order = list(SECTIONS)
        results = [row for row in results if row.section != name] + found
        results.sort(key=lambda row: order.index(row.section))
        write_results(results)
    print(f"\n{PAGE.read_text('utf-8')}")


if __name__ == "__main__":
    main(sys.argv[1:])
