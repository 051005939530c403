"""A Dask cluster, of real processes, that loses workers, documents and its scheduler."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import pandas as pd
import pytest
from dask_processes import ALONE, Cluster, running
from faults import deadly_reading
from faults.deadly_reading import REASON, but_reasons, harmless_read, with_notes
from invented_corpus import corpus, files, parts

from policytext.cli import main
from policytext.maps import LostWork, dask_cluster, local_processes
from policytext.pipeline import derive_into, signature

pytestmark = pytest.mark.usefixtures("in_a_minute")
PRELOAD = ("--preload", str(deadly_reading.__file__))
BATCH_BYTES = 15_000
KILLED = r"^/.*\.txt: the process that read it was killed, out of memory\?$"
DERIVE = f"""
from functools import partial
from policytext import cli
from policytext import maps
from policytext.pipeline import plan
maps.ANSWER = 2
plan.BATCH_BYTES = {BATCH_BYTES}
cli.derive_into = partial(cli.derive_into, small=0)
raise SystemExit(cli.main())
"""


@pytest.fixture
def in_parts(monkeypatch) -> partial:
    """`derive_into` as for a large corpus, with a part for each three documents or so."""
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", BATCH_BYTES)
    large = partial(derive_into, small=0)
    monkeypatch.setattr("policytext.cli.derive_into", large)
    return large


@pytest.fixture(scope="module")
def guarded_cluster(tmp_path_factory) -> Iterator[Cluster]:
    """Two workers, each with a nanny that starts it again and kills it beyond so much memory.

    A batch is lost with its second worker, not with its fourth: so it takes half as long.
    """
    folder = tmp_path_factory.mktemp("cluster")
    options = ["--memory-limit", "800MB", *PRELOAD]
    with running(folder, *options, allowed_failures=1) as cluster:
        yield cluster


@pytest.mark.parametrize("harm", ["kills", "grows"])
def test_documents_that_kill_workers_are_named_and_the_others_are_there(
    tmp_path, monkeypatch, capsys, in_parts, guarded_cluster, harm
):
    source = with_notes(corpus(tmp_path / "corpus", 15), {4: harm, 13: "raises"})
    out = tmp_path / "out"
    command = ["derive", str(source), "--out", str(out), "--scheduler", guarded_cluster.address]
    assert main(command) == 3
    failed = pd.read_csv(out / "failed.csv", index_col="document")["reason"]
    assert list(failed.index) == ["d004", "d013"]
    assert pd.Series([failed["d004"]]).str.match(KILLED).all()
    assert REASON in failed["d013"]
    said = capsys.readouterr().err
    assert "d004 is left out" in said and "d013 is left out" in said

    monkeypatch.setattr("policytext.pipeline.batch.read", harmless_read)
    in_parts(source, tmp_path / "raised")
    assert len(parts(out)) > 3
    assert but_reasons(out) == but_reasons(tmp_path / "raised")


def test_without_any_worker_the_run_ends_and_the_next_one_names_the_document(
    tmp_path, monkeypatch, in_parts
):
    monkeypatch.setattr("policytext.maps.PATIENCE", 2)
    source = with_notes(corpus(tmp_path / "corpus", 15), {9: "kills"})
    out = tmp_path / "out"
    with running(tmp_path, *ALONE, *PRELOAD) as cluster:
        began = time.monotonic()
        with pytest.raises(LostWork, match=r"no worker for 2 s.*unfinished keeps what is done"):
            in_parts(source, out, map=dask_cluster(cluster.address, signature))
        assert time.monotonic() - began < 15
        assert all(worker.wait(10) for worker in cluster.workers)
    kept = parts(tmp_path / ".out.unfinished")
    assert kept and not out.exists()
    monkeypatch.setattr("policytext.pipeline.batch.read", deadly_reading.deadly_read)
    assert list(in_parts(source, out, map=local_processes(2)).failed) == ["d009"]
    assert set(kept) < set(parts(out))


@pytest.mark.parametrize(
    ("how", "why"),
    [(signal.SIGKILL, "the scheduler is gone"), (signal.SIGSTOP, "TimeoutError(")],
    ids=["killed", "mute"],
)
def test_when_the_scheduler_is_lost_the_run_says_so_in_a_line_and_the_next_one_completes(
    tmp_path, in_parts, how, why
):
    source = with_notes(corpus(tmp_path / "corpus", 15), {14: "waits"})
    out, unfinished = tmp_path / "out", tmp_path / ".out.unfinished"
    command = [sys.executable, "-c", DERIVE, "derive", str(source), "--out", str(out)]
    with running(tmp_path, *ALONE, *PRELOAD) as cluster:
        command += ["--scheduler", cluster.address]
        run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            deadline = time.monotonic() + 20
            while not parts(unfinished) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert run.poll() is None
            cluster.scheduler.send_signal(how)
            _, said = run.communicate(timeout=20)
        finally:
            run.kill()
    assert run.returncode == 3
    *_, line = said.splitlines()  # before it may stand how far it was
    assert line.startswith(f"policytext: the cluster lost what it worked on: {why}")
    assert str(unfinished) in line
    kept = {name: (unfinished / name).stat().st_mtime_ns for name in parts(unfinished)}
    assert kept and not out.exists()
    in_parts(source, out, map=local_processes(2))
    assert {name: (out / name).stat().st_mtime_ns for name in kept} == kept
    in_parts(source, tmp_path / "undisturbed")
    assert files(out) == files(tmp_path / "undisturbed")
