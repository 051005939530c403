"""Diversity of vocabulary, against published examples."""

from itertools import combinations

import pytest

from policytext.measures.diversity import hdd, mattr, ttr

ONE_TWO = ["one", "one", "two", "one", "one", "two", "one"]
HYPHEN = ["test", "text", "with", "some", "text", "numbers", "hyphenhere", "and", "text"]
HYPHEN += ["punctuations"]


@pytest.mark.parametrize(("window", "expected"), [(2, 0.8333), (3, 0.6667), (4, 0.5)])
def test_mattr_agrees_with_published_values(window, expected):
    assert mattr(ONE_TWO, window) == pytest.approx(expected, abs=5e-5)


def test_diversity_agrees_with_published_values_of_ten_tokens():
    assert ttr(HYPHEN) == 0.8
    assert mattr(HYPHEN, window=5) == pytest.approx(0.9)
    assert hdd(HYPHEN, draws=5) == pytest.approx(0.8833333)


def test_hdd_is_the_mean_over_all_draws():
    draws = list(combinations(HYPHEN, 4))
    assert hdd(HYPHEN, draws=4) == pytest.approx(sum(len(set(d)) / 4 for d in draws) / len(draws))


def test_mattr_is_the_mean_over_all_windows_written_out():
    tokens = list("产业创新产业文化创新民生产业产业文化")
    windows = [tokens[i : i + 6] for i in range(len(tokens) - 5)]
    expected = sum(len(set(w)) / 6 for w in windows) / len(windows)
    assert mattr(tokens, window=6) == pytest.approx(expected)


def test_one_window_over_the_whole_text_is_ttr():
    assert mattr(HYPHEN, window=10) == ttr(HYPHEN)


@pytest.mark.parametrize("window", [0, 8])
def test_a_window_that_does_not_fit_the_text_is_an_error(window):
    with pytest.raises(ValueError, match="does not fit"):
        mattr(ONE_TWO, window)


def test_more_draws_than_tokens_are_an_error():
    with pytest.raises(ValueError, match="cannot be made"):
        hdd(ONE_TWO, draws=8)


def test_an_empty_text_has_no_ratio():
    assert ttr([]) != ttr([])  # NaN
