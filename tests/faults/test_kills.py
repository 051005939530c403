"""Runs killed at random moments, twenty in all: nothing is lost, and the next one completes."""

import random
import shutil

import pytest
from faults.kills import KINDS, ROOT, tried


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_run_leaves_the_old_or_the_new_and_the_next_one_completes(tmp_path, kind):
    if kind == "make book" and not ((ROOT / ".venv/book").exists() and shutil.which("make")):
        pytest.skip("not installed by make")
    begin, n = KINDS[kind]
    tally = tried(begin(tmp_path), n, random.Random(kind))
    assert (tally.tries, tally.lost, tally.wrong) == (n, 0, 0)
    assert tally.in_the_middle or n < 3
