"""The formulas of keyness, against published values and scipy."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from policytext.measures.keyness import (
    guarded_log_ratio,
    log_likelihood,
    log_ratio,
    odds_ratio,
    percent_difference,
    weighted_log_odds,
)


def marginals(joint, first, second, total):
    """Cells of a table from the count of a pair, of its members, and of all."""
    return joint, first - joint, second - joint, total - first - second + joint


# --- log-likelihood


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((10, 0, 3, 31764), 167.23),
        (marginals(110, 2552, 221, 31777), 270.72),
        (marginals(8, 13, 32, 31777), 95.29),
    ],
)
def test_log_likelihood_agrees_with_published_values(cells, expected):
    # The table of Dunning (1993), and two collocations of nltk's doctests.
    assert log_likelihood(*cells) == pytest.approx(expected, abs=0.005)


def test_log_likelihood_agrees_with_scipy_on_tables_of_all_sizes():
    tables = np.random.default_rng(1).integers(0, 50, (200, 4)) * [1, 1, 10, 40] + [0, 1, 1, 1]
    ours = log_likelihood(*tables.T)
    for value, (a, b, c, d) in zip(ours, tables, strict=True):
        theirs = chi2_contingency(
            [[a, b], [c, d]], lambda_="log-likelihood", correction=False
        ).statistic
        assert abs(value) == pytest.approx(theirs, abs=1e-8)
        assert value <= 0 or a / (a + c) >= b / (b + d)
        assert value >= 0 or a / (a + c) <= b / (b + d)


def test_log_likelihood_turns_its_sign_with_target_and_reference():
    assert log_likelihood(9, 2, 100, 300) == pytest.approx(-log_likelihood(2, 9, 300, 100))
    assert log_likelihood(9, 2, 100, 300) > 0


def test_equal_rates_have_no_log_likelihood():
    assert log_likelihood(5, 50, 95, 950) == pytest.approx(0, abs=1e-9)


def test_a_zero_cell_adds_nothing():
    # Left: O ln(O/E) of the other three cells, by hand.
    by_hand = 2 * (4 * np.log(4 / 2) + 6 * np.log(6 / 8) + 10 * np.log(10 / 8))
    assert log_likelihood(4, 0, 6, 10) == pytest.approx(by_hand)


@pytest.mark.parametrize("cells", [(0, 0, 10, 10), (0, 5, 0, 10), (5, 0, 10, 0), (0, 0, 0, 0)])
def test_what_cannot_be_compared_has_no_log_likelihood(cells):
    assert np.isnan(log_likelihood(*cells))


def test_a_negative_cell_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        log_likelihood(5, 1, -1, 3)


# --- effect sizes


def test_effect_sizes_agree_with_published_values():
    # Values of Wordless's tests.
    assert percent_difference(206523, 959641, 178174, 1562358) == pytest.approx(88.7, abs=0.05)
    assert odds_ratio(16217, 2796938, 735, 2087946) == pytest.approx(16.6, abs=0.05)
    assert log_ratio(3, 100, 6, 200) == 0


def test_log_ratio_takes_an_empty_cell_as_half_an_occurrence():
    assert log_ratio(4, 1000, 0, 1000) == 3
    assert log_ratio(0, 1000, 4, 1000) == -3


@pytest.mark.parametrize("counts", [(0, 100, 0, 100), (0, 0, 4, 100), (4, 100, 0, 0)])
def test_log_ratio_is_undefined_where_there_is_nothing_to_compare(counts):
    assert np.isnan(log_ratio(*counts))


def test_the_guarded_log_ratio_never_shows_the_opposite_of_what_was_seen():
    # Half an occurrence in 10 tokens is above 1 in 1,000, though the word was not in the 10.
    assert log_ratio(0, 10, 1, 1000) > 0
    assert guarded_log_ratio(0, 10, 1, 1000) == 0
    assert guarded_log_ratio(4, 1000, 0, 1000) == log_ratio(4, 1000, 0, 1000)


def test_ratios_to_nothing_are_undefined():
    assert np.isnan(percent_difference(4, 100, 0, 100))
    assert np.isnan(odds_ratio(4, 100, 0, 100))
    assert np.isnan(odds_ratio(4, 100, 100, 100))
    assert odds_ratio(0, 100, 4, 100) == 0


# --- weighted log-odds


def test_weighted_log_odds_agree_with_published_values():
    # Deltas of Monroe et al. (2008) in scattertext's tests.
    delta, _ = weighted_log_odds([1, 5, 1, 9], [100, 510, 100, 199], 0.01)
    assert delta == pytest.approx([-0.6095321, -1.0345766, -0.6095321, 1.5201005], abs=5e-7)


def test_z_is_delta_by_its_standard_deviation():
    delta, z = weighted_log_odds([6, 2], [2, 6], 1)
    assert delta == pytest.approx([2 * np.log(7 / 3), -2 * np.log(7 / 3)])
    assert z == pytest.approx(delta / np.sqrt(1 / 7 + 1 / 3))


def test_a_larger_prior_pulls_towards_no_difference():
    deltas = [weighted_log_odds([6, 2], [2, 6], size)[0][0] for size in (0.1, 1, 100)]
    assert deltas[0] > deltas[1] > deltas[2] > 0


def test_odds_of_nothing_are_undefined():
    assert np.isnan(weighted_log_odds([0, 5], [0, 5], 0)).all()
    assert np.isnan(weighted_log_odds([5], [5], 1)).all()
