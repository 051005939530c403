"""Outputs are written whole or not at all, and by one run at a time."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from policytext import outputs
from policytext.data import InputError
from policytext.outputs import alone_at, new_folder, replace_folder, write_new, write_whole


def folders(place: Path) -> tuple[Path, Path]:
    """An old folder and a new one that is to take its place."""
    for name in ("old", "new"):
        (place / name).mkdir()
        (place / name / f"{name}.csv").write_text(name, "utf-8")
    return place / "new", place / "old"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def cannot_exchange(one, other):
    raise OSError(errno.EINVAL, "a file system that cannot")


@pytest.mark.parametrize("in_one_step", [True, False])
def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path, monkeypatch, in_one_step):
    if not in_one_step:
        monkeypatch.setattr(outputs, "exchange", cannot_exchange)
    new, old = folders(tmp_path)
    replace_folder(new, old)
    assert names(tmp_path) == ["old"] and names(old) == ["new.csv"]


def test_where_folders_change_places_in_one_step_the_place_is_never_empty(tmp_path):
    new, old = folders(tmp_path)
    watch = get_context("fork").Process(target=never_empty, args=(old,), daemon=True)
    watch.start()
    try:
        for _ in range(2000):
            outputs.exchange(new, old)
    finally:
        (tmp_path / "stop").touch()
    watch.join(timeout=30)
    assert watch.exitcode == 0


def never_empty(folder: Path) -> None:
    while not (folder.parent / "stop").exists():
        os.stat(folder)  # fails if it is not there


@pytest.mark.parametrize("refused", [1, 2, 3])
def test_the_old_folder_is_not_lost_when_a_move_is_refused(tmp_path, monkeypatch, refused):
    monkeypatch.setattr(outputs, "exchange", cannot_exchange)
    new, old = folders(tmp_path)
    moves, rename = iter(range(1, 9)), Path.rename

    def rename_or_refuse(self, target):
        if (move := next(moves)) == refused or (refused == 3 and move == 2):
            raise OSError("refused")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_or_refuse)
    with pytest.raises(OSError, match="refused"):
        replace_folder(new, old)
    assert [path.read_text("utf-8") for path in tmp_path.rglob("old.csv")] == ["old"]
    monkeypatch.undo()
    with alone_at(old):  # as the next run is
        assert names(old) == ["old.csv"]


def test_what_a_killed_run_left_is_neither_taken_up_nor_left(tmp_path):
    (tmp_path / ".out.new").mkdir()
    (tmp_path / ".out.new" / "half.csv").write_text("half", "utf-8")
    with alone_at(tmp_path / "out"), new_folder(tmp_path / "out") as new:
        (new / "whole.csv").write_text("whole", "utf-8")
    assert names(tmp_path) == ["out"] and names(tmp_path / "out") == ["whole.csv"]


def test_nothing_is_put_into_place_when_something_goes_wrong(tmp_path):
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    no_space = pytest.raises(InputError, match=r"out: cannot be written \(No space")
    with no_space, alone_at(tmp_path / "out"), new_folder(tmp_path / "out"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert names(tmp_path) == []


ALONE = """
import os, pathlib, subprocess, sys
from policytext.outputs import alone_at
with alone_at(pathlib.Path(sys.argv[1])) as lock:
    print("alone", flush=True)
"""
KILLED = f"""{ALONE}
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    program = subprocess.Popen(["sleep", "60"], pass_fds=[lock], **quiet)
    print(program.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def elsewhere(place: Path, code: str = ALONE) -> subprocess.CompletedProcess:
    """Another process that wants to be alone at a place."""
    return subprocess.run([sys.executable, "-c", code, place], capture_output=True, text=True)


def test_a_second_run_says_that_another_one_is_writing_and_leaves(tmp_path):
    place = tmp_path / "out"
    with alone_at(place):
        second = elsewhere(place)
        assert second.returncode and "another run is writing there; wait" in second.stderr
        assert elsewhere(tmp_path / "other").stdout == "alone\n"
    assert elsewhere(place).stdout == "alone\n"
    assert names(tmp_path) == []


def test_a_killed_run_is_in_nobodys_way_but_a_program_that_writes_for_it_is(tmp_path):
    place = tmp_path / "out"
    killed = elsewhere(place, KILLED)
    assert killed.returncode == -signal.SIGKILL
    assert "another run is writing" in elsewhere(place).stderr
    os.kill(int(killed.stdout.split()[1]), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while elsewhere(place).stdout != "alone\n":
        assert time.monotonic() < deadline


def test_of_many_runs_at_once_one_at_a_time_is_alone(tmp_path):
    (tmp_path / "count").write_text("0")
    context = get_context("fork")
    runs = [context.Process(target=add_one_alone, args=(tmp_path / "count",)) for _ in range(8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(timeout=60)
    assert [run.exitcode for run in runs] == [0] * 8
    assert (tmp_path / "count").read_text() == "400"


def add_one_alone(path: Path) -> None:
    done = 0
    while done < 50:
        try:
            with alone_at(path):
                path.write_text(str(int(path.read_text()) + 1))
                done += 1
        except InputError as error:
            assert "another run" in str(error)


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path):
    path = tmp_path / "a.csv"
    write_whole(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))  # no file of more than a byte
    try:
        with pytest.raises(OSError, match="File too large"):
            write_whole(path, b"new")
        with pytest.raises(InputError, match=r"b\.csv: cannot be written \(File too large"):
            write_new(tmp_path / "b.csv", b"new")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == ["a.csv"] and path.read_bytes() == b"old"


def test_a_file_is_new_even_where_there_are_no_links(tmp_path, monkeypatch):
    def no_links(*paths):
        raise PermissionError(errno.EPERM, "a memory stick")

    monkeypatch.setattr(os, "link", no_links)
    write_new(tmp_path / "a.csv", b"ours")
    with pytest.raises(InputError, match="is there already; it is left as it is"):
        write_new(tmp_path / "a.csv", b"other")
    assert names(tmp_path) == ["a.csv"] and (tmp_path / "a.csv").read_bytes() == b"ours"
