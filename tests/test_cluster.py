"""A real Dask scheduler with worker processes, one of which is killed while it works."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import ALONE, Cluster, running
from invented_corpus import corpus, files, parts

from policytext.cli import main
from policytext.data import InputError
from policytext.maps import dask_cluster
from policytext.pipeline import derive_into, signature
from policytext.tables import differences, load

pytestmark = pytest.mark.usefixtures("in_a_minute")


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    """A scheduler on this machine, and two workers."""
    with running(tmp_path, *ALONE) as cluster:
        yield cluster


def test_a_cluster_gives_the_same_tables_though_a_worker_is_killed(tmp_path, monkeypatch, cluster):
    source = corpus(tmp_path / "corpus", 40, length=6000)
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 20_000)
    seen = []

    def kill_one(function, items):
        for result in dask_cluster(cluster.address, signature)(function, items):
            if not seen:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            seen.append(result)
            yield result

    derive_into(source, tmp_path / "cluster", small=0, map=kill_one)
    assert cluster.workers[0].wait() == -signal.SIGKILL
    assert cluster.workers[1].poll() is None
    assert len(seen) == len(parts(tmp_path / "cluster")) >= 10
    derive_into(source, tmp_path / "here", small=0)
    assert files(tmp_path / "cluster") == files(tmp_path / "here")


def test_the_command_works_on_a_cluster_from_a_url_that_fsspec_knows(tmp_path, capsys, cluster):
    source = Path(shutil.copytree(Path(__file__).parents[1] / "data/sample", tmp_path / "corpus"))
    out = ["--out", str(tmp_path / "out"), "--scheduler", cluster.address]
    assert main(["derive", source.as_uri(), *out]) == 0
    derive_into(source, tmp_path / "here")
    assert differences(load(tmp_path / "out"), load(tmp_path / "here")) == []


def test_what_is_wrong_with_a_cluster_is_said(monkeypatch, cluster):
    with pytest.raises(InputError, match="no scheduler answers there"):
        dask_cluster("tcp://127.0.0.1:9", signature)
    with pytest.raises(InputError, match=r"worker tcp://.* has another jieba; the same"):
        dask_cluster(cluster.address, lambda: {"jieba": f"of process {os.getpid()}"})
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'policytext\[cluster\]'"):
        dask_cluster(cluster.address, signature)
