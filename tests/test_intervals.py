"""The moving block bootstrap, against resamples that are written out and cases known beforehand."""

import numpy as np
import pytest

from policytext.measures.intervals import block_bootstrap, block_length, percentile_ends


def share(sums):
    return sums[:, 0] / sums[:, 1]


def rows(carried):
    carried = np.asarray(carried, dtype=float)
    return np.column_stack([carried, np.ones(len(carried))])


@pytest.mark.parametrize(("n", "length"), [(0, 1), (1, 1), (3, 1), (27, 3), (61, 4), (400, 7)])
def test_blocks_grow_with_the_cube_root_of_the_text(n, length):
    assert block_length(n) == length


def test_sums_are_those_of_the_resamples_written_out():
    values = np.arange(23.0)  # 23 sentences in blocks of 2: the last block is cut to 1
    seen = []
    block_bootstrap(values, lambda sums: seen.append(sums) or sums[:, 0], length=2, resamples=50)
    starts = np.random.default_rng(20240101).integers(0, 22, (50, 12))
    for row, drawn in zip(starts, seen[0][:, 0], strict=True):
        sentences = [value for start in row for value in (start, start + 1)][:23]
        assert sum(sentences) == drawn


def test_each_resample_has_as_many_sentences_as_the_text():
    seen = []
    block_bootstrap(np.ones(61), lambda sums: seen.append(sums) or sums[:, 0])
    assert (seen[0] == 61).all()


def test_blocks_of_one_agree_with_the_binomial_distribution():
    # Without neighbours, the resampled share of 200 sentences, half of which carry the theme,
    # has standard deviation sqrt(.5 × .5 / 200) = .0354; 1.96 of them are .069.
    low, high = block_bootstrap(rows(np.arange(200) % 2), share, length=1)
    assert low == pytest.approx(0.5 - 0.069, abs=0.01)
    assert high == pytest.approx(0.5 + 0.069, abs=0.01)


def test_a_theme_in_one_passage_has_a_wider_interval_than_the_same_theme_spread_out():
    low_passage, high_passage = block_bootstrap(rows([1] * 20 + [0] * 60), share)
    low_spread, high_spread = block_bootstrap(rows([1, 0, 0, 0] * 20), share)
    assert high_passage - low_passage > 2 * (high_spread - low_spread)


def test_the_same_seed_gives_the_same_numbers_whatever_was_called_before():
    values = np.column_stack([np.arange(80) ** 2, np.ones(80)])
    first = block_bootstrap(values, share)
    block_bootstrap(values, share, seed=7)
    assert block_bootstrap(values, share) == first
    assert block_bootstrap(values, share, seed=7) != first


def test_there_is_no_interval_below_eight_blocks():
    assert np.isnan(block_bootstrap(rows([1, 0] * 7), share, length=2)).all()
    assert np.isfinite(block_bootstrap(rows([1, 0] * 8), share, length=2)).all()


def test_an_empty_text_has_no_interval():
    assert np.isnan(block_bootstrap(np.empty((0, 2)), share)).all()


def test_several_statistics_come_as_a_row():
    values = np.column_stack([np.tile([1, 0], 20), np.zeros(40), np.ones(40)])
    low, high = block_bootstrap(values, lambda sums: sums[:, :-1] / sums[:, -1:])
    assert low.shape == high.shape == (2,)
    assert (low[1], high[1]) == (0, 0)


def test_a_lower_level_gives_a_narrower_interval():
    values = rows([1, 0, 0, 1, 1, 0, 0, 0] * 10)
    wide, narrow = block_bootstrap(values, share), block_bootstrap(values, share, level=0.5)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_undefined_resamples_are_left_out_and_nothing_else_is_nan():
    low, high = percentile_ends(np.array([[np.nan, np.nan], [1.0, np.nan], [np.inf, np.nan]]))
    assert (low[0], high[0]) == (1, 1)
    assert np.isnan([low[1], high[1]]).all()


def test_a_block_of_no_sentences_is_an_error():
    with pytest.raises(ValueError, match="1 sentence or more"):
        block_bootstrap(np.ones(30), share, length=0)
