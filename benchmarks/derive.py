"""How much faster `policytext derive` is than the obvious script, and what it takes to grow.

Whole commands are timed, from files to tables, start-up included, in turns. Each text is invented
(`benchmarks.generator`), and cut once by each command. Part of `make bench`.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.generator import texts

ROOT = Path(__file__).parent.parent
TURNS = 3
CHUNK = 10_000_000
"""Bytes that one process makes of a corpus; the same corpus comes out on any number of cores."""
LARGE, SMALL = 10_000, 660
"""Characters of a document: 30 kB, as a report, or 2 kB, as a notice."""


class Run(NamedTuple):
    """A command that ended: seconds on the clock, and megabytes that its largest process took."""

    seconds: float
    megabytes: float


def write_corpus(folder: Path, n_bytes: int, length: int = LARGE) -> Path:
    """A corpus of so many bytes, in documents of `length` characters each, or some more."""
    folder.mkdir(parents=True)
    sizes = [min(CHUNK, n_bytes - at) for at in range(0, n_bytes, CHUNK)]
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(write_chunk, folder, n, size, length) for n, size in enumerate(sizes)]
        names = [name for job in jobs for name in job.result()]
    rows = [f"{name},{name}.txt,{1990 + n % 30}\n" for n, name in enumerate(names)]
    (folder / "documents.csv").write_text("id,file,year\n" + "".join(rows), "utf-8")
    return folder


def write_chunk(folder: Path, number: int, n_bytes: int, length: int) -> list[str]:
    """Write some of a corpus's documents, a paragraph for each five sentences; their names."""
    names = []
    for place, sentences in enumerate(texts(n_bytes, seed=number, length=length)):
        paragraphs = ("".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))
        names.append(f"d{number:04d}-{place:05d}")
        (folder / f"{names[-1]}.txt").write_text("\n".join(paragraphs), "utf-8")
    return names


def run(*command: str | Path) -> Run:
    """Run a command to its end; stops the benchmark when it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)  # its own usage and that of what it waited for
    seconds = time.perf_counter() - begun
    process.returncode = status
    if status:
        sys.exit(said.decode())
    return Run(seconds, usage.ru_maxrss / 1024)


def derive(corpus: Path, *options: str) -> Run:
    """Run `policytext derive` on a corpus, into a folder of its own beside it."""
    out = corpus.with_name(f"{corpus.name}-tables")
    command = [sys.executable, "-m", "policytext.cli", "derive", corpus, "--out", out]
    found = run(*command, *options)
    shutil.rmtree(out)
    return found


def obvious(corpus: Path) -> Run:
    """Run the obvious script on a corpus."""
    return run(sys.executable, "-m", "benchmarks.obvious", corpus, corpus.with_suffix(".csv"))


def speed_up(corpus: Path, *options: str) -> list[float]:
    """How many times as fast as the obvious script `derive` is, in each turn."""
    ratios = []
    for turn in range(TURNS):
        if turn % 2:
            ours, theirs = derive(corpus, *options), obvious(corpus)
        else:
            theirs, ours = obvious(corpus), derive(corpus, *options)
        ratios.append(theirs.seconds / ours.seconds)
        print(f"  {theirs.seconds:.1f} s / {ours.seconds:.1f} s = {ratios[-1]:.2f}", flush=True)
    return ratios


def against_cluster(corpus: Path) -> list[float]:
    """How many times as fast as local processes a cluster of two workers here is, in each turn."""
    dask = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    place = corpus.with_suffix(".scheduler.json")
    place.unlink(missing_ok=True)
    at = ["--scheduler-file", str(place)]
    started = [subprocess.Popen([*dask, "scheduler", *local, "--port", "0", *at], **quiet)]
    try:
        while not place.exists():
            time.sleep(0.1)
        one = ["--nthreads", "1", "--no-nanny", "--local-directory", str(corpus.parent / "dask")]
        started += [subprocess.Popen([*dask, "worker", *local, *one, *at], **quiet) for _ in "ab"]
        from distributed import Client

        with Client(scheduler_file=str(place)) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        ratios = []
        derive(corpus, "--only", "tokens", "--scheduler", address)  # workers read dictionaries
        for _ in range(TURNS):
            here = derive(corpus, "--only", "tokens").seconds
            there = derive(corpus, "--only", "tokens", "--scheduler", address).seconds
            ratios.append(here / there)
            print(f"  {here:.1f} s / {there:.1f} s = {ratios[-1]:.2f}", flush=True)
        return ratios
    finally:
        for process in started:
            process.kill()
            process.wait()
