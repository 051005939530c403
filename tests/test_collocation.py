"""logDice and ranked pairs."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.collocation import collocations, log_dice, theme_collocates

PAIRS = pd.DataFrame(
    [
        ("culture", "文化", "产业", 4, 8, 8),  # 14 + log2(8 / 16) = 13
        ("culture", "文化", "遗产", 4, 8, 4),  # 14 + log2(8 / 12) = 13.415
        ("culture", "红色", "资源", 3, 3, 3),  # always together: 14
        ("culture", "场馆", "开放", 2, 2, 2),
        ("industry", "产业", "集群", 5, 5, 5),
    ],
    columns=["theme", "token", "collocate", "n_sentences", "n_token", "n_collocate"],
)


@pytest.mark.parametrize(
    ("f", "f_x", "f_y", "expected"),
    [(256, 3035, 1000, 11.021647), (56, 3035, 214, 9.141575), (33, 3035, 33, 8.461311)],
)
def test_log_dice_agrees_with_published_values(f, f_x, f_y, expected):
    # Values with the binary logarithm of Rychlý (2008); the natural one gives others.
    assert log_dice(f, f_x, f_y) == pytest.approx(expected, abs=5e-7)


def test_log_dice_is_highest_for_tokens_that_are_never_apart():
    assert log_dice(7, 7, 7) == 14


def test_log_dice_falls_by_one_when_a_pair_meets_half_as_often():
    assert log_dice(20, 100, 60) - log_dice(10, 100, 60) == pytest.approx(1)


def test_a_pair_that_never_meets_has_no_log_dice():
    assert np.isnan(log_dice(0, 5, 5))


def test_a_pair_cannot_meet_more_often_than_its_members_occur():
    with pytest.raises(ValueError, match="more often"):
        log_dice(6, 5, 9)


def test_pairs_of_the_theme_are_ranked_and_rare_ones_left_out():
    ranked = collocations(PAIRS, "culture")
    assert ranked["collocate"].tolist() == ["资源", "遗产", "产业"]
    assert ranked["log_dice"].round(3).tolist() == [14.0, 13.415, 13.0]


def test_the_order_of_the_rows_does_not_matter():
    pd.testing.assert_frame_equal(
        collocations(PAIRS, "culture"), collocations(PAIRS[::-1], "culture")
    )


def test_a_theme_without_pairs_gives_an_empty_table():
    assert collocations(PAIRS, "ecology").empty


def by_document(*rows):
    columns = ["document", "theme", "token", "collocate", "n_sentences", "n_token", "n_collocate"]
    return pd.DataFrame([(d, "culture", *rest) for d, *rest in rows], columns=columns)


def test_log_dice_over_documents_is_that_of_the_mean_of_dice():
    # Dice 1/2 and 1, mean 3/4; counts pooled would be 2 x 12 / 40 = 0.6.
    table = theme_collocates(
        by_document(("long", "文化", "遗产", 10, 20, 20), ("short", "文化", "遗产", 2, 2, 2)),
        "culture",
    )
    row = table.iloc[0]
    assert row["log_dice"] == pytest.approx(14 + np.log2(0.75))
    assert row["lowest_mean"] == pytest.approx(log_dice(10, 20, 20)) == 13
    assert row["highest_mean"] == pytest.approx(log_dice(2, 2, 2)) == 14
    assert (row["n_documents"], row["n_together"], row["n_sentences"]) == (2, 2, 12)


def test_a_document_where_both_occur_apart_counts_against_the_pair():
    table = theme_collocates(
        by_document(("a", "文化", "遗产", 3, 3, 3), ("b", "文化", "遗产", 0, 2, 4)), "culture"
    )
    row = table.iloc[0]
    assert row["log_dice"] == 13  # mean of 1 and 0
    assert (row["n_documents"], row["n_together"]) == (2, 1)
    assert row["one_document"] and row["only_in"] == "a"
    assert np.isnan(row["lowest_mean"])  # without a, they never meet


def test_pairs_that_meet_in_several_documents_are_not_flagged():
    table = theme_collocates(
        by_document(("a", "文化", "遗产", 2, 3, 3), ("b", "文化", "遗产", 1, 2, 4)), "culture"
    )
    assert not table["one_document"].item()
    assert table["only_in"].item() == ""


def test_sentences_are_summed_before_rare_pairs_are_left_out():
    rows = by_document(
        ("a", "文化", "遗产", 2, 3, 3),
        ("b", "文化", "遗产", 1, 2, 4),
        ("a", "文化", "场馆", 2, 3, 2),
    )
    assert theme_collocates(rows, "culture")["collocate"].tolist() == ["遗产"]
    assert len(theme_collocates(rows, "culture", min_sentences=2)) == 2


def test_a_theme_without_pairs_has_no_collocates():
    rows = by_document(("a", "文化", "遗产", 2, 3, 3))
    assert theme_collocates(rows, "ecology").empty
