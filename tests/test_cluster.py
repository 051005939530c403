"""A real Dask scheduler with worker processes, one of which is killed while it works."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_corpus import corpus, files, parts

from policytext.cli import main
from policytext.data import InputError
from policytext.pipeline import derive_into, signature
from policytext.pipeline.maps import dask_cluster
from policytext.tables import differences, load

TIMEOUT = 60


def started(*command: str, until: Path | None = None) -> subprocess.Popen:
    """A process of Dask's own command line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + TIMEOUT
    while until is not None and not until.exists():
        assert process.poll() is None and time.monotonic() < deadline, command
        time.sleep(0.05)
    return process


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """The address of a scheduler on this machine, and its two workers."""
    local = ["--host", "127.0.0.1"]
    place = tmp_path / "scheduler.json"
    options = ["--port", "0", "--no-dashboard", "--scheduler-file", str(place)]
    scheduler = started("scheduler", *local, *options, until=place)
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", str(place)]
    folder = ["--local-directory", str(tmp_path / "dask")]
    workers = [started("worker", *local, *options, *folder) for _ in range(2)]
    from distributed import Client

    try:
        with Client(scheduler_file=str(place)) as client:
            client.wait_for_workers(2, timeout=TIMEOUT)
            address = client.scheduler.address
        yield address, workers
    finally:
        for process in [*workers, scheduler]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_a_cluster_gives_the_same_tables_though_a_worker_is_killed(tmp_path, monkeypatch, cluster):
    address, workers = cluster
    source = corpus(tmp_path / "corpus", 40, length=6000)
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 20_000)
    seen = []

    def kill_one(function, items):
        for result in dask_cluster(address, signature)(function, items):
            if not seen:
                os.kill(workers[0].pid, signal.SIGKILL)
            seen.append(result)
            yield result

    derive_into(source, tmp_path / "cluster", small=0, map=kill_one)
    assert workers[0].wait() == -signal.SIGKILL
    assert workers[1].poll() is None
    assert len(seen) == len(parts(tmp_path / "cluster")) >= 10
    derive_into(source, tmp_path / "here", small=0)
    assert files(tmp_path / "cluster") == files(tmp_path / "here")


def test_the_command_works_on_a_cluster_from_a_url_that_fsspec_knows(tmp_path, capsys, cluster):
    source = Path(shutil.copytree(Path(__file__).parents[1] / "data/sample", tmp_path / "corpus"))
    out = ["--out", str(tmp_path / "out"), "--scheduler", cluster[0]]
    assert main(["derive", source.as_uri(), *out]) == 0
    derive_into(source, tmp_path / "here")
    assert differences(load(tmp_path / "out"), load(tmp_path / "here")) == []


def test_what_is_wrong_with_a_cluster_is_said(monkeypatch, cluster):
    with pytest.raises(InputError, match="no scheduler answers there"):
        dask_cluster("tcp://127.0.0.1:9", signature)
    with pytest.raises(InputError, match=r"worker tcp://.* has another jieba; the same"):
        dask_cluster(cluster[0], lambda: {"jieba": f"of process {os.getpid()}"})
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'policytext\[cluster\]'"):
        dask_cluster(cluster[0], signature)
