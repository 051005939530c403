"""What may be wrong with a machine: its disk, permissions, clock, locale, home, and Python's ways.

Each run is a process of its own. Either it gives the same bytes as everywhere, or it says in one
line what stands in the way, and the old output is as it was.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from faults.kills import FIGURES, Work, make_book
from invented_corpus import corpus, files

from policytext.book.book_settings import read_settings
from policytext.cli import main
from policytext.data import InputError, read_bytes
from policytext.outputs import alone_at
from policytext.pipeline import derive, derive_into
from policytext.reading import corpus as reading
from policytext.reading.corpus import Document, read_manifest
from policytext.reading.manifest import draft
from policytext.tables import load

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
POLICYTEXT = [sys.executable, "-m", "policytext.cli"]


def run(*arguments: object, folder: Path = ROOT, **how) -> subprocess.CompletedProcess:
    """The command in a process of its own; `how` is what `subprocess.run` takes."""
    command = [*POLICYTEXT, *map(str, arguments)]
    # Or a disk without space would leave half a module, compiled, for the next run
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    how = {"cwd": folder, "env": environment} | pipes | how
    return subprocess.run(command, timeout=120, **how)


def said(result: subprocess.CompletedProcess) -> tuple[int, str]:
    """The status, and the one line that says why; a page of a traceback is no such line."""
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 1, lines
    return result.returncode, lines[0]


@pytest.fixture
def old(tmp_path) -> Path:
    """Derived tables of an older corpus, which a run is to replace."""
    derive_into(corpus(tmp_path / "older", 2), tmp_path / "out")
    return tmp_path / "out"


def no_file_above(n_bytes: int) -> None:
    """As on a full disk: a file cannot grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))


def as_nobody_special() -> None:
    """Let what permissions forbid be forbidden to root, too."""
    drop_from_bounding_set, capabilities = 24, (1, 2, 3)  # DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
    for capability in capabilities:
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


# No space left


@pytest.mark.parametrize("n_bytes", [0, 50, 5000, 20_000])
def test_tables_that_do_not_fit_leave_the_old_ones(tmp_path, old, n_bytes):
    before = files(old)
    full = {"preexec_fn": partial(no_file_above, n_bytes)}
    status, why = said(run("derive", SAMPLE, "--out", old, "--by", "year", **full))
    assert status == 2 and why.endswith("out: cannot be written (File too large)")
    assert files(old) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["older", "out"]
    assert run("derive", SAMPLE, "--out", old, "--by", "year").returncode == 0


def test_a_large_corpus_that_does_not_fit_keeps_what_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 5000)
    source = corpus(tmp_path / "corpus", 24, length=900)
    derive_into(source, tmp_path / "undisturbed", small=0, by=["year"])
    command = [sys.executable, "-c", IN_PARTS, str(source), str(tmp_path / "out")]
    full = {"preexec_fn": partial(no_file_above, 9000)}
    full["env"] = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(command, capture_output=True, text=True, **full)
    assert result.returncode == 3, result.stderr
    assert "out: cannot be written (File too large); " in result.stderr
    assert "keeps what is done: run the same again" in result.stderr
    assert not (tmp_path / "out").exists()
    subprocess.run(command, check=True)
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "out", "undisturbed"]


IN_PARTS = """
import sys
from pathlib import Path
from policytext.pipeline import derive_into, plan
from policytext.maps import LostWork
plan.BATCH_BYTES = 5000
try:
    derive_into(sys.argv[1], Path(sys.argv[2]), small=0, by=["year"])
except LostWork as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""


def test_a_manifest_that_does_not_fit_is_none(tmp_path):
    shutil.copy(SAMPLE / "yunxi.txt", tmp_path)
    result = run("manifest", tmp_path, preexec_fn=partial(no_file_above, 100))
    *_, why = result.stderr.decode().splitlines()
    assert result.returncode == 2 and why.endswith(
        "documents.csv: cannot be written (File too large)"
    )
    assert list(files(tmp_path)) == ["yunxi.txt"]


@pytest.mark.parametrize("command", ["clean", "targets", "formulas"])
def test_what_is_printed_and_does_not_fit_is_no_success(command):
    with open("/dev/full", "w") as full:
        status, why = said(run(command, SAMPLE / "yunxi.txt", stdout=full))
    assert (status, why) == (3, "policytext: the output: No space left on device")


def test_a_real_full_disk(tmp_path, old):
    disk = tmp_path / "disk"
    disk.mkdir()
    used = sum(-(-len(content) // 4096) for content in files(old).values())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={4 * used + 40}k", "tmpfs", str(disk)]
    if shutil.which("unshare") is None or subprocess.run([*NAMESPACE, *mount]).returncode:
        pytest.skip("no file system may be mounted here")
    script = f"""
        {" ".join(mount)} && cp -r {old} {disk}/out || exit 9
        {" ".join(POLICYTEXT)} derive {SAMPLE} --out {disk}/out
        status=$?
        cp -r {disk}/out {tmp_path}/left; ls -A {disk} >{tmp_path}/names
        exit $status
    """
    result = subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=ROOT, capture_output=True)
    status, why = said(result)
    assert status == 2 and why.endswith("cannot be written (No space left on device)")
    assert files(tmp_path / "left") == files(old)
    assert (tmp_path / "names").read_text() == "out\n"


NAMESPACE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def test_a_reader_who_leaves_makes_no_success_of_what_is_none():
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:
        assert run("verify", SAMPLE, stdout=pipe).returncode == 128 + signal.SIGPIPE


def test_ctrl_c_is_said_in_a_line_and_leaves_the_old_tables(tmp_path, old):
    before = files(old)
    source = corpus(tmp_path / "corpus", 60, length=40_000)
    command = [*POLICYTEXT, "derive", str(source), "--out", str(tmp_path / "new")]
    derive = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / ".new.unfinished").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(derive.pid, signal.SIGINT)  # as a terminal does
    _, why = derive.communicate(timeout=30)
    assert derive.returncode == 130
    assert why.decode().splitlines()[-1] == "policytext: stopped" and b"Traceback" not in why
    assert files(old) == before and not (tmp_path / "new").exists()


@pytest.mark.parametrize("option", ["-I", "-Xutf8=0"])
def test_a_python_that_does_not_listen_to_the_environment_goes_on_as_it_is(option):
    command = [sys.executable, option, "-m", "policytext.cli", "segment", "--help"]
    result = subprocess.run(command, env=os.environ | ASCII, capture_output=True, timeout=60)
    assert result.returncode == 0 and b"Print the tokens" in result.stdout


# What cannot be read or written


def test_a_folder_that_is_read_only_is_named_and_one_beside_it_is_written(tmp_path, old):
    before = files(tmp_path)
    tmp_path.chmod(0o555)
    try:
        status, why = said(run("derive", SAMPLE, "--out", old, preexec_fn=as_nobody_special))
        assert (status, files(tmp_path)) == (2, before)
        assert why.endswith("out: cannot be written (Permission denied)")
    finally:
        tmp_path.chmod(0o755)
    source = Path(shutil.copytree(SAMPLE, tmp_path / "corpus"))
    (source / "documents.csv").unlink()
    source.chmod(0o555)
    try:
        alone = {"preexec_fn": as_nobody_special}
        status, why = said(run("manifest", source, **alone))
        assert status == 2 and why.endswith("documents.csv: cannot be written (Permission denied)")
        assert run("manifest", source, "--out", tmp_path / "new.csv", **alone).returncode == 0
        assert len(pd.read_csv(tmp_path / "new.csv")) == 3
    finally:
        source.chmod(0o755)


def test_a_file_without_permission_is_named_and_the_others_are_drafted(tmp_path):
    source = corpus(tmp_path / "corpus", 3)
    (source / "1.txt").chmod(0)
    alone = {"preexec_fn": as_nobody_special}
    status, why = said(run("derive", source, "--out", tmp_path / "out", **alone))
    assert status == 2 and why.endswith("1.txt: cannot be read (Permission denied)")
    assert not (tmp_path / "out").exists()
    (source / "documents.csv").unlink()
    drafted = run("manifest", source, **alone)
    assert drafted.returncode == 3
    assert "not read: 1\n  1.txt: cannot be read (Permission denied)" in drafted.stderr.decode()
    assert len(pd.read_csv(source / "documents.csv")) == 2


def lay(place: Path, kind: str) -> None:
    """Put something that is no text in the place of a file."""
    place.unlink()
    if kind == "folder":
        place.mkdir()
    elif kind == "dangling link":
        place.symlink_to(place.with_name("nowhere"))
    elif kind == "looping link":
        place.symlink_to(place)
    elif kind == "link to outside":
        place.symlink_to("/etc/hostname")
    elif kind == "pipe":
        os.mkfifo(place)


ODD = {
    "nothing": r"cannot be read \(No such file or directory\)",
    "folder": r"no file; a text expected|Is a directory",
    "dangling link": r"cannot be read \(No such file or directory\)",
    "looping link": r"cannot be read \(.*([Ss]ymlink loop|[Ss]ymbolic links).*\)",
    "link to outside": "lies outside the folder",
    "pipe": "no file; a text expected",
}


@pytest.mark.parametrize("kind", ODD)
def test_what_lies_in_the_place_of_a_text_is_said(tmp_path, kind):
    source = corpus(tmp_path / "corpus", 3)
    lay(source / "1.txt", kind)
    with pytest.raises(InputError, match=ODD[kind]):
        derive(source)
    rows = draft(source).rows
    assert [row["id"] for row in rows] == ["0", "2"]


@pytest.mark.parametrize("kind", ODD)
def test_what_lies_in_the_place_of_a_manifest_is_said(tmp_path, kind):
    source = corpus(tmp_path / "corpus", 2)
    lay(source / "documents.csv", kind)
    said = r"documents\.csv: (cannot be read|no file; a text expected|leads out of)"
    with pytest.raises(InputError, match=said):
        read_manifest(source)


@pytest.mark.parametrize("name", [".documents.csv.lock", ".documents.csv.new"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_nothing_that_a_corpus_puts_in_our_way_is_followed_or_waited_for(tmp_path, name, kind):
    (tmp_path / "victim").write_text("mine", "utf-8")
    source = corpus(tmp_path / "corpus", 2)
    (source / "documents.csv").unlink()
    place = source / name
    if kind == "link":
        place.symlink_to(tmp_path / "victim")
    else:
        os.mkfifo(place) if kind == "pipe" else place.mkdir()
    result = run("manifest", source)
    assert (tmp_path / "victim").read_text("utf-8") == "mine"
    written = source / "documents.csv"
    if result.returncode == 0:
        assert written.is_file() and not written.is_symlink()
    else:
        assert result.returncode == 2 and b"csv: cannot be written" in result.stderr
        assert not os.path.lexists(written)


@pytest.mark.parametrize(
    "arguments",
    [
        ["derive", SAMPLE, "--out", "LOOP"],
        ["derive", SAMPLE, "--out", "LOOP/out"],
        ["derive", "LOOP", "--out", "out"],
        ["book", "LOOP"],
        ["book", SAMPLE, "--out", "LOOP"],
        ["manifest", "LOOP"],
        ["lexicon", "check", "LOOP"],
        ["verify", "LOOP"],
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_a_link_that_leads_round_is_said_wherever_it_is_named(tmp_path, capsys, arguments):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    named = [str(argument).replace("LOOP", str(loop)) for argument in arguments]
    assert main([str(tmp_path / "out") if name == "out" else name for name in named]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_settings_that_are_no_file_are_not_taken_for_none(tmp_path):
    (tmp_path / "book.toml").mkdir()
    with pytest.raises(InputError, match=r"book\.toml: no file; a text expected"):
        read_settings(tmp_path)


def test_links_of_folders_that_lead_round_end(tmp_path):
    source = corpus(tmp_path / "corpus", 2)
    (source / "again").symlink_to(source, target_is_directory=True)
    assert [row["file"] for row in draft(source).rows] == ["0.txt", "1.txt"]


# What changes between listing and reading


def vanishes(path: Path) -> None:
    path.unlink()


def becomes_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def becomes_another_text(path: Path) -> None:
    path.write_text("发展新质生产力。", "utf-8")


@pytest.mark.parametrize("change", [vanishes, becomes_a_folder])
def test_a_file_that_is_gone_when_it_is_read_is_named_and_the_others_go_on(
    tmp_path, monkeypatch, change
):
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 5000)
    source = corpus(tmp_path / "corpus", 6)

    def before_reading(function, items):
        change(source / "3.txt")
        return map(function, items)

    derived = derive_into(source, tmp_path / "out", small=0, map=before_reading)
    assert list(derived.failed) == ["d003"] and derived.n_documents == 5
    failed = pd.read_csv(tmp_path / "out" / "failed.csv")
    assert list(failed["document"]) == ["d003"] and "3.txt" in failed["reason"][0]


def test_a_text_that_is_another_one_when_it_is_read_is_not_taken_for_the_listed_one(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("policytext.pipeline.plan.BATCH_BYTES", 5000)
    source = corpus(tmp_path / "corpus", 6)

    def before_reading(function, items):
        becomes_another_text(source / "3.txt")
        return map(function, items)

    derive_into(source, tmp_path / "out", small=0, map=before_reading)
    derive_into(source, tmp_path / "out", small=0)  # the part that had it is made again
    derive_into(source, tmp_path / "undisturbed", small=0)
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")
    sums = load(tmp_path / "out").documents.set_index("document")["sha256"]
    assert sums["d003"] == reading.checksum((source / "3.txt").read_bytes())
    stated = Document("d003", source / "3.txt", sha256="0" * 64)
    with pytest.raises(InputError, match=f"SHA-256 .* found, {'0' * 64} expected"):
        reading.read_raw(stated)


def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("发展新质生产力。" * 100, "utf-8")

    def grows(path, mode):
        with open(path, "a", encoding="utf-8") as other:
            other.write("。" * 10)
        return open(path, mode)

    monkeypatch.setattr(Path, "open", grows)
    with pytest.raises(InputError, match=r"a\.txt: was changed while it was read"):
        read_bytes(path, 10**6)


# Two runs at once


@pytest.mark.parametrize("command", ["derive", "manifest", "book"])
def test_the_second_of_two_runs_says_so_and_leaves(tmp_path, command):
    source = corpus(tmp_path / "corpus", 2)
    given = {
        "derive": (tmp_path / "out", ["--out", tmp_path / "out"]),
        "manifest": (tmp_path / "new.csv", ["--out", tmp_path / "new.csv"]),
        "book": (tmp_path / "corpus-book" / "html", []),
    }
    place, options = given[command]
    place.parent.mkdir(exist_ok=True)
    before = files(tmp_path)
    with alone_at(place):
        status, why = said(run(command, source, *options))
        assert (status, why) == (
            2,
            f"policytext: {place}: another run is writing there; wait for its end",
        )
    assert files(tmp_path) == before


# What must not matter


def other_clock(folder: Path) -> dict[str, str]:
    """A clock that jumps by days, forwards and backwards, each time that it is looked at."""
    (folder / "sitecustomize.py").write_text(
        "import random, time\nreal = time.time\n"
        "time.time = lambda: real() + random.uniform(-9e5, 9e5)\n"
        "time.time_ns = lambda: int(time.time() * 1e9)\n"
    )
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def other_locale(name: str, charmap: str) -> Callable[[Path], Mapping[str, str]]:
    """A locale that is not UTF-8, made by the C library's own tool."""

    def made(folder: Path) -> dict[str, str]:
        language, _, _ = name.partition(".")
        command = ["localedef", "-i", language, "-f", charmap, str(folder / name)]
        if shutil.which("localedef") is None or subprocess.run(command).returncode > 1:
            pytest.skip(f"no {charmap} here")
        return {"LOCPATH": str(folder), "LC_ALL": name, "PYTHONUTF8": "0"}

    return made


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CIRCUMSTANCES: dict[str, Mapping[str, str] | Callable[[Path], Mapping[str, str]]] = {
    "another order of sets": {"PYTHONHASHSEED": "1"},
    "chance order of sets": {"PYTHONHASHSEED": "random"},
    "without assert and docstrings": {"PYTHONOPTIMIZE": "2"},
    "a locale of ASCII": ASCII,
    "a locale of GB18030": other_locale("zh_CN.GB18030", "GB18030"),
    "a locale of Latin-1": other_locale("de_DE.ISO-8859-1", "ISO-8859-1"),
    "a home that cannot be written": {
        "HOME": "/dev/null",
        **dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), "/dev/null"),
    },
    "a clock that jumps": other_clock,
    "another time zone": {"TZ": "<+14>-14"},
}


OFTEN = (
    *("chance order of sets", "without assert and docstrings", "a locale of ASCII"),
    *("a home that cannot be written", "a clock that jumps"),
)
"""Those that are tried each time; the others are much like one of them."""


@pytest.fixture(scope="module")
def chinese(tmp_path_factory) -> Path:
    """A corpus whose files have Chinese names."""
    source = corpus(tmp_path_factory.mktemp("named") / "语料", 4)
    for path in source.glob("*.txt"):
        path.rename(path.with_stem(f"报告{path.stem}"))
    manifest = source / "documents.csv"
    manifest.write_text(manifest.read_text("utf-8").replace(",", ",报告", 2), "utf-8")
    rows = [row.split(",") for row in manifest.read_text("utf-8").splitlines()]
    for row in rows[1:]:
        row[1] = f"报告{row[0].removeprefix('d').lstrip('0') or '0'}.txt"
    rows[0] = ["id", "file", "year", "note"]
    manifest.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    return source


def everything(source: Path, place: Path, environment: Mapping[str, str]) -> dict[str, bytes]:
    """What the commands print and write, and the files of figures."""
    place.mkdir()
    (place / "drawn").mkdir()
    how = {"env": os.environ | environment, "folder": place, "check": True}
    text = source / "报告1.txt"
    for command in (["clean", "--json"], ["label", "--lines"]):
        (place / "-".join(command)).write_bytes(run(*command, text, **how).stdout)
    run("manifest", source, "--out", place / "new.csv", **how)
    run("derive", source, "--out", place / "出", "--by", "year", **how)
    kept = {"POLICYTEXT_DRAWN": str(place / "drawn")}
    command = [sys.executable, "-c", FIGURES]
    subprocess.run(command, check=True, cwd=place, env=os.environ | environment | kept)
    return files(place)


@pytest.fixture(scope="module")
def usual(chinese, tmp_path_factory) -> dict[str, bytes]:
    return everything(chinese, tmp_path_factory.mktemp("usual") / "here", {})


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in CIRCUMSTANCES],
)
def test_the_same_bytes_come_out_with(tmp_path, chinese, usual, name):
    environment = CIRCUMSTANCES[name]
    if callable(environment):
        environment = environment(tmp_path)
    found = everything(chinese, tmp_path / "here", environment)
    assert found.keys() == usual.keys()
    assert [path for path in usual if found[path] != usual[path]] == []


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Work:
    """A copy of the project whose book is built; a chapter is edited since."""
    work = make_book(tmp_path_factory.mktemp("book"))
    work.prepare()
    assert work.start().wait() == 0
    return work


@pytest.mark.long
@pytest.mark.parametrize("name", ["another order of sets", *list(CIRCUMSTANCES)[2:]])
def test_the_same_book_comes_out_with(tmp_path, book, name):
    environment = CIRCUMSTANCES[name]
    if callable(environment):
        environment = environment(tmp_path)
    before = book.outputs()
    shutil.rmtree(book.folder / "_build")
    paths = {"PYTHONPATH": os.pathsep.join([str(book.folder / "src"), str(tmp_path)])}
    changed = replace(book, environment=environment | paths)
    assert changed.start().wait() == 0
    assert book.outputs() == before


@pytest.mark.long
def test_a_book_that_does_not_fit_leaves_the_old_one(book):
    before = book.outputs()
    (book.folder / "index.md").write_text("# Another book\n", "utf-8")
    full = partial(no_file_above, 1_000_000)
    environment = os.environ | book.environment | {"PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        book.command, cwd=book.folder, env=environment, preexec_fn=full, capture_output=True
    )
    assert result.returncode == 2
    assert b"File too large" in result.stderr
    assert book.outputs() == before
