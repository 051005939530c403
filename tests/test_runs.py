"""Runs that the dictionary leaves single are cut one by one and at once as jieba's model does."""

from functools import partial

import numpy as np
import pytest

from policytext.reading.jieba_tokenizer import finalseg
from policytext.reading.runs import recut_run, recut_runs
from policytext.reading.runs_at_once import Weights, lengths_of_runs, recut_runs_at_once
from policytext.reading.unknown_words import CHARACTERS

HEAVY = np.full(len(CHARACTERS), 2.0)
"""No known word is ruled out by its characters' weights."""


def by_both(path, weights=None):
    """The tokens of a dictionary path with its runs cut, which must be the same by all ways."""
    weights = weights or {}
    one_by_one = recut_runs(path.copy(), partial(recut_run, weights))
    text, given = "".join(path), Weights(weights, HEAVY)
    at_once = recut_runs_at_once(path.copy(), text, given)
    assert one_by_one == at_once
    assert lengths_of_runs(path.copy(), text, given).tolist() == list(map(len, at_once))
    return at_once


@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        ("11 . 5 %", "11.5%"),
        ("发展 13 % 左右", "发展 13% 左右"),
        ("1 . 2 . 3", "1.2 . 3"),
        ("1 . 2a % . 5", "1.2 a% . 5"),  # one token is cut, too
        ("a . b - c", "a . b - c"),
        ("5 % % - - +", "5% %--+"),
        ("c++ % 5", "c++ % 5"),  # a word is no part of a run
        ("5G网络 . 5", "5G网络 . 5"),
        ("5 . 5G网络", "5 . 5G网络"),
        ("， % ，", "， % ，"),
        ("%", "%"),
    ],
)
def test_numbers_and_marks_are_joined_by_jiebas_pattern(path, tokens):
    assert by_both(path.split()) == tokens.split()


@pytest.mark.parametrize("run", ["秀洲", "洲秀洲", "的秀洲区", "秀洲秀洲的", "常在青山常在青" * 3])
def test_runs_of_any_length_are_cut_by_jiebas_model(run):
    expected = list(finalseg.cut(run))
    assert len(expected) < len(run)
    assert by_both([*run]) == expected
    path = ["发展", *run, "，", *run, "5", *run, "发展"]
    assert by_both(path) == ["发展", *expected, "，", *expected, "5", *expected, "发展"]


@pytest.mark.parametrize("run", ["秀洲", "洲秀洲", "的秀洲区", "秀洲秀洲的"])
def test_a_known_word_stays_apart_where_it_is_all_of_a_run(run):
    weights = {run: 1}
    cut = list(finalseg.cut(run))
    assert by_both([*run], weights) == [*run]
    assert by_both(["发展", *run, "，"], weights) == ["发展", *run, "，"]
    assert by_both(["5", *run], weights) == ["5", *cut]
    assert by_both([*run, "11", ".", "5"], weights) == [*cut, "11.5"]
    assert by_both(["%", *run, "c++"], weights) == ["%", *cut, "c++"]
    assert by_both(["5G网络", *run, "c++"], weights) == ["5G网络", *run, "c++"]


def test_a_text_without_runs_is_left_as_it_is():
    for path in ([], ["发展"], ["发展", "的", "发展"], ["，"] * 5):
        assert by_both(path) == path
