"""Dispersion, against the toy corpus of Gries (2008) and values known beforehand."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.dispersion import dispersion, dp, dp_norm

GRIES = [
    "b a m n i b e u p",
    "b a s a t b e w q n",
    "b c a g a b e s t a",
    "b a g h a b e a a t",
    "b a h a a b e a x a t",
]
SIZES = [len(part.split()) for part in GRIES]


def table(parts, document="a"):
    rows = [
        (document, block, token, 1) for block, part in enumerate(parts) for token in part.split()
    ]
    return pd.DataFrame(rows, columns=["document", "block", "token", "n"])


@pytest.mark.parametrize(
    ("word", "expected_dp", "expected_norm"),
    [("b", 0.02, 0.024), ("i", 0.82, 1), ("q", 0.8, 0.976), ("x", 0.78, 0.951)],
)
def test_dp_agrees_with_the_toy_corpus_of_gries(word, expected_dp, expected_norm):
    frequencies = [part.split().count(word) for part in GRIES]
    assert dp(frequencies, SIZES) == pytest.approx(expected_dp, abs=5e-4)
    assert dp_norm(frequencies, SIZES) == pytest.approx(expected_norm, abs=5e-4)


def test_dp_agrees_with_the_example_of_five_equal_parts():
    assert dp([0, 0, 1, 2, 5], [1] * 5) == pytest.approx(0.475)  # Gries (2008)


def test_a_word_spread_as_the_parts_are_has_a_dp_of_0():
    assert dp([1, 2, 3], [100, 200, 300]) == pytest.approx(0)


def test_a_word_that_never_occurs_has_no_dispersion():
    assert np.isnan(dp([0, 0], [1, 1]))
    assert np.isnan(dp_norm([0, 0], [1, 1]))


def test_in_one_part_nothing_can_be_spread():
    assert dp([3], [10]) == 0
    assert np.isnan(dp_norm([3], [10]))


def test_a_part_without_tokens_is_no_part():
    assert dp_norm([3, 1, 0], [10, 10, 0]) == dp_norm([3, 1], [10, 10])


@pytest.mark.parametrize(
    ("frequencies", "sizes"), [([1], [1, 2]), ([-1, 2], [1, 1]), ([0, 0], [0, 0])]
)
def test_impossible_counts_are_an_error(frequencies, sizes):
    with pytest.raises(ValueError):
        dp(frequencies, sizes)


def test_the_table_gives_the_same_as_word_by_word():
    spread = dispersion(table(GRIES)).set_index("token")
    for word, row in spread.iterrows():
        frequencies = [part.split().count(word) for part in GRIES]
        assert row["n"] == sum(frequencies)
        assert row["n_blocks"] == sum(f > 0 for f in frequencies)
        assert row["dp"] == pytest.approx(dp(frequencies, SIZES))
        assert row["dp_norm"] == pytest.approx(dp_norm(frequencies, SIZES))


def test_blocks_of_the_same_number_in_two_documents_are_two_parts():
    both = pd.concat([table(["b c", "b c"], "a"), table(["b d", "b d"], "z")])
    spread = dispersion(both).set_index("token")
    assert spread.at["b", "dp"] == 0
    assert spread.at["c", "dp"] == pytest.approx(0.5)
    assert spread.at["c", "n_blocks"] == 2


def test_the_order_of_documents_does_not_matter():
    first, second = table(GRIES, "a"), table(GRIES[::-1], "z")
    pd.testing.assert_frame_equal(
        dispersion(pd.concat([first, second])), dispersion(pd.concat([second, first]))
    )


def test_one_block_gives_no_dp_norm():
    assert dispersion(table(["b c b"]))["dp_norm"].isna().all()
