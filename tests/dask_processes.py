"""A scheduler and workers of Dask's own command line, for the tests that need real processes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 60
PATHS = os.pathsep.join(str(folder) for folder in Path(__file__).parents[:2])
"""Where a preload finds the modules of the tests."""
ALONE = ("--no-nanny",)
"""Of a worker that nobody starts again."""


@dataclass(frozen=True)
class Cluster:
    """The address of a scheduler on this machine, its process, and those of its workers."""

    address: str
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen]


def started(*command: str, until: Path | None = None, **environment: str) -> subprocess.Popen:
    """A process of Dask's own command line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": PATHS} | environment,
    )
    deadline = time.monotonic() + TIMEOUT
    while until is not None and not until.exists():
        assert process.poll() is None and time.monotonic() < deadline, command
        time.sleep(0.05)
    return process


@contextlib.contextmanager
def running(folder: Path, *options: str, allowed_failures: int = 3) -> Iterator[Cluster]:
    """A scheduler and two workers with these options; they are killed at the end."""
    from distributed import Client

    place = folder / "scheduler.json"
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(place)]
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
    processes = [started("scheduler", *common, "--port", "0", until=place, **allowed)]
    own = ["--nthreads", "1", "--local-directory", str(folder / "dask"), *options]
    try:
        for _ in range(2):
            processes.append(started("worker", *common, *own))
        with Client(scheduler_file=str(place)) as client:
            client.wait_for_workers(2, timeout=TIMEOUT)
            address = client.scheduler.address
        yield Cluster(address, processes[0], processes[1:])
    finally:
        for process in reversed(processes):
            end(process)


def end(process: subprocess.Popen) -> None:
    """Kill a process with those that it has started: they are of its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
