"""A corpus into a folder: parts that a killed run leaves and the next one takes up, and counts."""

import io
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd
import pytest
from faults.deadly_reading import but_reasons, deadly_read, harmless_read, with_notes
from invented_corpus import corpus, files, parts

from policytext.coding.themes import read_lexicon
from policytext.data import InputError
from policytext.maps import Killed, LostWork, in_order, local_processes, outcomes
from policytext.pipeline import derive, derive_into
from policytext.pipeline.comparisons import COMPARISONS
from policytext.pipeline.progress import Progress
from policytext.tables import carries, differences, load

pytestmark = pytest.mark.usefixtures("in_a_minute")
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
SHARED = ROOT.parent / "shared" / "corpora" / "hailar"


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Path:
    return corpus(tmp_path_factory.mktemp("large") / "corpus", 24, length=900)


@pytest.fixture
def in_parts(monkeypatch):
    """`derive_into` as for a large corpus, with a part for each two documents or so."""
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 5000)
    return partial(derive_into, small=0)


@pytest.mark.parametrize("source", [SAMPLE, SHARED], ids=["sample", "hailar"])
def test_parts_and_files_are_the_same_tables(tmp_path, in_parts, source):
    if not source.is_dir():
        pytest.skip("the county reports are not here")
    in_parts(source, tmp_path / "parts", phrases=True)
    derive_into(source, tmp_path / "files", small=10**9)
    assert len(parts(tmp_path / "parts")) == (2 if source is SAMPLE else 4)
    assert not parts(tmp_path / "files")
    assert differences(load(tmp_path / "parts"), load(tmp_path / "files")) == []
    assert len(load(tmp_path / "parts").phrases)


def test_a_corpus_of_more_than_5_mb_goes_into_parts_without_comparisons(tmp_path, invented):
    many = tmp_path / "many"
    many.mkdir()
    text = (invented / "0.txt").read_text("utf-8") * 2400
    (many / "0.txt").write_text(text[:2_000_000], "utf-8")
    (many / "documents.csv").write_text("id,file\na,0.txt\n", "utf-8")
    derive_into(many, tmp_path / "out", only_tokens=True)
    assert len(parts(tmp_path / "out")) == 1
    tables = load(tmp_path / "out")
    assert all(getattr(tables, name).empty for name in COMPARISONS)
    assert tables.tokens["n"].sum() == tables.documents["n_tokens"].sum() > 0


def test_processes_and_the_order_of_documents_change_no_byte(tmp_path, in_parts, invented):
    in_parts(invented, tmp_path / "one")
    in_parts(invented, tmp_path / "two", map=local_processes(2))
    assert files(tmp_path / "two") == files(tmp_path / "one")
    manifest = (invented / "documents.csv").read_text("utf-8").splitlines()
    turned = tmp_path / "turned"
    turned.mkdir()
    for path in invented.glob("*.txt"):
        os.link(path, turned / path.name)
    lines = [manifest[0], *reversed(manifest[1:])]
    (turned / "documents.csv").write_text("\n".join(lines) + "\n", "utf-8")
    in_parts(turned, tmp_path / "three")
    assert differences(load(tmp_path / "three"), load(tmp_path / "one")) == []


def test_a_run_that_stopped_goes_on_with_the_parts_that_are_missing(tmp_path, in_parts, invented):
    in_parts(invented, tmp_path / "whole")
    worked: list[list[str]] = []

    def breaks_after(n: int):
        def run(function, items):
            for item in items:
                if len(worked) == n:
                    raise LostWork("killed")
                worked.append([document.id for document in item])
                yield function(item)

        return run

    out = tmp_path / "out"
    with pytest.raises(LostWork, match=r"\.out\.unfinished keeps what is done"):
        in_parts(invented, out, map=breaks_after(3))
    assert not out.exists()
    before = parts(tmp_path / ".out.unfinished")
    assert len(before) == 3
    in_parts(invented, out, map=breaks_after(10**6))
    assert sum(map(len, worked)) == 24  # none was worked on twice
    assert files(out) == files(tmp_path / "whole")
    assert [path.name for path in tmp_path.glob(".*")] == []

    worked.clear()
    in_parts(invented, out, map=breaks_after(10**6))  # it is all there
    assert worked == []


def test_parts_of_another_corpus_or_lexicon_are_not_taken_up(tmp_path, in_parts, invented):
    copy = Path(shutil.copytree(invented, tmp_path / "corpus"))
    in_parts(copy, tmp_path / "out", only_tokens=True)
    before = parts(tmp_path / "out")
    (copy / "23.txt").write_text("发展新质生产力。", "utf-8")
    in_parts(copy, tmp_path / "out", only_tokens=True)
    after = parts(tmp_path / "out")
    assert before[:-1] == after[:-1] and before[-1] != after[-1]
    assert load(tmp_path / "out").documents["n_tokens"].iloc[-1] == 2
    in_parts(copy, tmp_path / "out")
    assert not set(parts(tmp_path / "out")) & set(after)
    assert not load(tmp_path / "out").terms.empty


def test_counts_of_an_earlier_run_that_nobody_asks_for_any_more_are_gone(
    tmp_path, in_parts, invented
):
    out = tmp_path / "out"
    in_parts(invented, out, by=["year"])
    parts_before = parts(out)
    (out / ".by-year.new").mkdir()  # as a run leaves it that was killed
    in_parts(invented, out, by=["note"])
    in_parts(invented, tmp_path / "fresh", by=["note"])
    assert parts(out) == parts_before
    assert files(out) == files(tmp_path / "fresh")
    assert sorted(path.name for path in out.iterdir()) == sorted(
        path.name for path in (tmp_path / "fresh").iterdir()
    )


def nobody_is_left(group: int) -> bool:
    """Whether a group of processes has ended."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("killed", ["all of its processes", "the first of them"])
def test_kill_9_leaves_the_old_tables_and_the_next_run_completes(tmp_path, killed):
    source, out = corpus(tmp_path / "corpus", 60, length=40_000), tmp_path / "out"
    command = [sys.executable, "-m", "policytext.cli", "derive", source, "--out", out]
    command += ["--only", "tokens"]
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    unfinished = tmp_path / ".out.unfinished"
    deadline = time.monotonic() + 60
    while not parts(unfinished) and time.monotonic() < deadline:
        time.sleep(0.01)
    kill = os.kill if killed == "the first of them" else os.killpg
    kill(run.pid, signal.SIGKILL)
    run.wait()
    while not nobody_is_left(run.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert nobody_is_left(run.pid)
    assert not out.exists()
    left = {name: (unfinished / name).stat().st_mtime_ns for name in parts(unfinished)}
    assert left
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert {name: (out / name).stat().st_mtime_ns for name in left} == left
    derive_into(source, tmp_path / "undisturbed", only_tokens=True)
    assert files(out) == files(tmp_path / "undisturbed")


@pytest.mark.parametrize("n_processes", [1, 2])
def test_an_item_that_kills_its_process_is_missing_and_the_others_are_there(n_processes):
    each = local_processes(n_processes)
    found = list(outcomes(each(kill_itself_at_0, [1, 0, 2, 0, 0, 3, 4])))
    assert [outcome for outcome in found if not isinstance(outcome, Killed)] == [1, 2, 3, 4]
    assert [n for n, outcome in enumerate(found) if isinstance(outcome, Killed)] == [1, 3, 4]
    with pytest.raises(LostWork, match="was killed"):  # for who knows of nothing
        list(each(kill_itself_at_0, range(3)))


def kill_itself_at_0(n: int) -> int:
    if n == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


@pytest.mark.parametrize("n_processes", [1, 2])
def test_a_process_that_is_killed_while_it_answers_keeps_nobody_waiting(n_processes):
    found = list(outcomes(local_processes(n_processes)(answer_by_half_at_0, [1, 0, 2])))
    assert [len(outcome) for outcome in (found[0], found[2])] == [10**6, 2 * 10**6]
    assert isinstance(found[1], Killed)


def answer_by_half_at_0(n: int) -> bytes:
    if n == 0:
        Connection._send_bytes = send_half
        n = 1
    return b"x" * n * 10**6


def send_half(pipe: Connection, answer: bytes) -> None:
    pipe._send(struct.pack("!i", len(answer)) + bytes(answer[: len(answer) // 2]))
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_an_item_raises_comes_through_processes():
    with pytest.raises(ZeroDivisionError):
        list(local_processes(2)(one_by, [1, 0, 2]))


def one_by(n: int) -> float:
    return 1 / n


@pytest.mark.parametrize("phrases", [False, True])
def test_documents_that_kill_their_process_are_named_and_the_others_are_there(
    tmp_path, monkeypatch, in_parts, phrases
):
    notes = {3: "kills", 8: "kills", 9: "kills", 12: "raises", 13: "kills", 20: "kills once"}
    source = with_notes(corpus(tmp_path / "corpus", 24, length=900), notes)
    with (source / "18.txt").open("a", encoding="utf-8") as file:  # a batch of its own
        file.write("我们要推动高质量发展。" * 200)
    with_notes(source, {18: "kills"})
    monkeypatch.setattr("policytext.pipeline.batch.read", deadly_read)
    out = tmp_path / "out"
    derived = in_parts(source, out, phrases=phrases, map=local_processes(2))
    failed = pd.read_csv(out / "failed.csv", index_col="document")["reason"].to_dict()
    assert failed == derived.failed
    assert list(failed) == ["d003", "d008", "d009", "d012", "d013", "d018"]
    reason = "the process that read it was killed, out of memory?"
    assert failed["d008"] == f"{source / '8.txt'}: {reason}"
    assert "poisoned" in failed["d012"]

    monkeypatch.setattr("policytext.pipeline.batch.read", harmless_read)
    in_parts(source, tmp_path / "raised", phrases=phrases)
    assert but_reasons(out) == but_reasons(tmp_path / "raised")
    assert len(parts(out)) > 8
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_processes_that_are_killed_once_by_accident_change_no_byte(tmp_path, monkeypatch, in_parts):
    notes = {3: "kills once", 4: "kills once", 15: "kills once"}
    source = with_notes(corpus(tmp_path / "corpus", 24, length=900), notes)
    monkeypatch.setattr("policytext.pipeline.batch.read", deadly_read)
    assert in_parts(source, tmp_path / "out", map=local_processes(2)).failed == {}
    assert len(list(source.glob("*.killed"))) == 3
    in_parts(source, tmp_path / "undisturbed")
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")


def test_a_batch_that_is_lost_though_none_of_its_documents_is_to_blame_is_the_same(
    tmp_path, in_parts, invented
):
    lost = []

    def loses_the_first(function, items):
        def outcome(item):
            if not lost:
                lost.append(item)
                raise Killed
            return function(item)

        return map(outcome, items)

    in_parts(invented, tmp_path / "out", map=loses_the_first)
    in_parts(invented, tmp_path / "undisturbed")
    assert len(lost[0]) > 1
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")


def test_documents_that_are_too_much_together_are_all_there(
    tmp_path, monkeypatch, in_parts, invented
):
    reads = []

    def read_but_once(document):
        reads.append(document)
        if len(reads) > 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return harmless_read(document)

    monkeypatch.setattr("policytext.pipeline.batch.read", read_but_once)
    assert in_parts(invented, tmp_path / "out", map=local_processes(2)).failed == {}
    monkeypatch.setattr("policytext.pipeline.batch.read", harmless_read)
    in_parts(invented, tmp_path / "undisturbed")
    assert parts(tmp_path / "out") == parts(tmp_path / "undisturbed")
    assert differences(load(tmp_path / "out"), load(tmp_path / "undisturbed")) == []


def test_what_prepares_processes_is_done_once_and_before_them():
    prepared = []
    each = local_processes(2, prepare=lambda: prepared.append("dictionaries"))
    assert list(each(len, ["", "a", "ab"])) == [0, 1, 2]
    assert prepared == ["dictionaries"]


def test_of_a_large_corpus_a_bad_document_is_left_out_and_listed(tmp_path, in_parts, capsys):
    source = corpus(tmp_path / "corpus", 6)
    (source / "2.txt").unlink()
    (source / "3.txt").write_text("一、只有标题", "utf-8")
    derived = in_parts(source, tmp_path / "out")
    assert sorted(derived.failed) == ["d002", "d003"]
    failed = pd.read_csv(tmp_path / "out" / "failed.csv")
    assert list(failed["document"]) == ["d002", "d003"]
    assert "cannot be read" in failed.loc[0, "reason"]
    tables = load(tmp_path / "out")
    assert list(tables.documents["document"]) == ["d000", "d001", "d004", "d005"]
    for n in (2, 3):  # mended, it is whole
        (source / f"{n}.txt").write_text("发展新质生产力。", "utf-8")
    assert in_parts(source, tmp_path / "out").failed == {}
    assert not (tmp_path / "out" / "failed.csv").exists()
    assert len(load(tmp_path / "out").documents) == 6


def test_a_large_corpus_of_which_nothing_can_be_used_writes_nothing(tmp_path, in_parts):
    source = corpus(tmp_path / "corpus", 3)
    for path in source.glob("*.txt"):
        path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        in_parts(source, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_second_run_on_the_same_output_says_so_and_leaves(tmp_path, in_parts, invented):
    def second(function, items):
        with pytest.raises(InputError, match="another run is writing there"):
            in_parts(invented, tmp_path / "out")
        return map(function, items)

    in_parts(invented, tmp_path / "out", map=second)
    assert parts(tmp_path / "out")


def test_counts_by_a_column_are_those_of_the_tables(tmp_path, in_parts):
    source = SHARED if SHARED.is_dir() else SAMPLE
    manifest = pd.read_csv(source / "documents.csv", dtype=str)
    manifest["half"] = [("a", "b")[n % 2] for n in range(len(manifest))]
    copy = tmp_path / "corpus"
    shutil.copytree(source, copy, copy_function=shutil.copyfile)
    manifest.to_csv(copy / "documents.csv", index=False)
    in_parts(copy, tmp_path / "parts", by=["half"])
    derive_into(copy, tmp_path / "files", by=["half"])
    assert files(tmp_path / "parts" / "by-half") == files(tmp_path / "files" / "by-half")
    assert not load(tmp_path / "files").tokens.empty

    def counts(name: str) -> pd.DataFrame:
        return pd.read_csv(tmp_path / "parts" / "by-half" / f"{name}.csv", keep_default_na=False)

    codebook = (ROOT / "data" / "README.md").read_text("utf-8")
    described = re.findall(r"^\| (\w+)\.csv \| (.+) \| (.+) \|$", codebook, re.MULTILINE)
    tables_by = (tmp_path / "files" / "by-half").iterdir()
    assert sorted(f"{name}.csv" for name, _, _ in described) == sorted(p.name for p in tables_by)
    for name, keys, columns in described:
        keys = re.findall(r"\w+", re.sub(r"\(.*?\)", "", keys))
        header = list(counts(name))
        assert header[: 1 + len(keys)] == ["half", *keys]
        assert set(header[1 + len(keys) :]) <= set(re.findall(r"\w+", columns)), name

    tables = load(tmp_path / "files")
    half = manifest.set_index("id")["half"]
    speech = tables.sentences[~tables.sentences["is_heading"]]
    speech = speech.assign(half=speech["document"].map(half))
    for row in counts("themes").itertuples():
        of_half = speech[speech["half"] == row.half]
        share = carries(of_half, row.theme).groupby(of_half["document"]).mean()
        assert row.n_sentences == carries(of_half, row.theme).sum()
        assert row.n_tokens == of_half.loc[carries(of_half, row.theme), "n_tokens"].sum()
        assert row.n_documents == (share > 0).sum()
        assert row.mean_share == pytest.approx(share.mean(), abs=1e-9)
        assert float(row.sd_share or "nan") == pytest.approx(share.std(), abs=1e-9, nan_ok=True)
    tokens = tables.tokens.assign(half=tables.tokens["document"].map(half))
    found = counts("tokens")
    for theme in ("", "culture"):
        rows = tokens[carries(tokens, theme)] if theme else tokens
        expected = rows.groupby(["half", "token"])["n"].sum()
        spread = rows.groupby(["half", "token"])["document"].nunique()
        got = found[found["theme"] == theme].astype({"token": str}).set_index(["half", "token"])
        assert len(got) > 50
        assert got["n"].to_dict() == expected[got.index].to_dict()
        assert got["n_documents"].to_dict() == spread[got.index].to_dict()
    every = tokens.groupby("token").agg(n=("n", "sum"), spread=("document", "nunique"))
    often = every[(every["n"] >= 5) & (every["spread"] >= 2)]
    assert set(found["token"].astype(str)) == set(often.index)
    documents = counts("documents").set_index("half")
    assert documents["n_documents"].to_dict() == half.value_counts().to_dict()
    assert counts("terms")["n"].sum() == tables.terms["n"].sum()
    assert counts("targets")["n"].sum() == len(tables.targets)
    assert counts("formulas")["n"].sum() == len(tables.formulas)


def test_counts_by_a_column_that_is_not_there_are_refused_before_any_work(tmp_path, invented):
    with pytest.raises(InputError, match="no column 'yaer'; one of year, note expected"):
        derive_into(invented, tmp_path / "out", by=["yaer"])
    assert list(tmp_path.iterdir()) == []


def test_only_a_few_items_are_on_their_way_at_a_time():
    waiting = []

    class Future:
        def __init__(self, item):
            waiting.append(item)
            self.item = item

        def result(self):
            waiting.remove(self.item)
            return self.item * 2

    found = []
    for result in in_order(Future, Future.result, iter(range(10)), 3):
        assert len(waiting) <= 3
        found.append(result)
    assert found == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_progress_counts_and_says_what_is_left():
    now = 0.0
    to = io.StringIO()
    progress = Progress(4_000_000, 1_000_000, to=to, clock=lambda: now)
    now = 30.0
    progress.add(1_000_000, documents=5)
    now = 31.0
    progress.add(1_000_000, documents=6)  # too soon for another line
    progress.add(1_000_000, documents=7)
    progress.close()
    assert to.getvalue().splitlines() == [
        "2.0 of 4.0 MB, documents 5, about 1 min left",
        "4.0 of 4.0 MB, documents 7",
    ]


def test_on_a_terminal_one_line_is_written_over():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    to = Terminal()
    progress = Progress(2, to=to, clock=iter([0, 1, 2]).__next__)
    progress.add(1)
    progress.add(1)
    progress.close()
    assert to.getvalue().count("\r") == 2
    assert to.getvalue().endswith("\n") and to.getvalue().count("\n") == 1


def test_tables_in_memory_are_those_of_processes(invented):
    assert differences(derive(invented, map=local_processes(2)), derive(invented)) == []


def test_a_lexicon_of_ones_own_is_named_in_the_signature(tmp_path, invented):
    (tmp_path / "themes.csv").write_text("theme,core\nwater,true\n", "utf-8")
    (tmp_path / "terms.csv").write_text("theme,term,strength\nwater,发展,strong\n", "utf-8")
    own = read_lexicon(tmp_path)
    tables = derive(SAMPLE, lexicon=own)
    assert set(tables.terms["theme"]) == {"water"}
    shipped = json.loads((ROOT / "data/derived/signature.json").read_text("utf-8"))
    assert tables.signature["lexicon"] != shipped["lexicon"]
    assert derive(SAMPLE).signature["lexicon"] == shipped["lexicon"]
