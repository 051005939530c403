"""Shares of themes on a corpus of two documents that can be counted in the head."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.frequency import (
    positions,
    term_rates,
    theme_pairs,
    theme_shares,
)

THEMES = ["innovation", "culture"]
SENTENCES = pd.DataFrame(
    [
        ("b:1", "b", True, 4, "culture"),  # a heading
        ("b:2", "b", False, 10, "culture,innovation"),
        ("b:3", "b", False, 20, "culture"),
        ("b:4", "b", False, 5, ""),
        ("b:5", "b", False, 5, "innovation"),
        ("a:1", "a", False, 8, "innovation"),
        ("a:2", "a", False, 2, "party"),
    ],
    columns=["sentence", "document", "is_heading", "n_tokens", "themes"],
)


def long_document(document, n):
    """A document of n sentences, of which each third one is on culture."""
    carried = ["culture" if i % 3 == 0 else "" for i in range(n)]
    return pd.DataFrame(
        {
            "sentence": [f"{document}:{i}" for i in range(n)],
            "document": document,
            "is_heading": False,
            "n_tokens": 10,
            "themes": carried,
        }
    )


def test_a_share_is_sentences_with_the_theme_by_sentences_without_headings():
    shares = theme_shares(SENTENCES, THEMES)
    assert shares["document"].tolist() == ["b", "b", "a", "a"]
    assert shares["theme"].tolist() == ["innovation", "culture"] * 2
    assert shares["n"].tolist() == [2, 2, 1, 0]
    assert shares["n_sentences"].tolist() == [4, 4, 2, 2]
    assert shares["share"].tolist() == [0.5, 0.5, 0.5, 0.0]


def test_the_share_of_tokens_weighs_sentences_by_length():
    shares = theme_shares(SENTENCES, THEMES)
    assert shares["share_of_tokens"].tolist() == [15 / 40, 30 / 40, 0.8, 0.0]


def test_short_documents_have_a_share_but_no_interval():
    shares = theme_shares(SENTENCES, THEMES)
    assert shares[["low", "high"]].isna().all(axis=None)
    assert shares["n_blocks"].tolist() == [2, 2, 2, 2]


def test_an_interval_holds_the_share_where_the_document_is_long_enough():
    row = theme_shares(long_document("a", 64), ["culture"]).iloc[0]
    assert row["n_blocks"] == 16
    assert row["low"] < row["share"] < row["high"]


def test_the_name_of_a_theme_within_another_is_not_that_theme():
    sentences = SENTENCES.assign(themes="subculture")
    assert theme_shares(sentences, ["culture"])["n"].tolist() == [0, 0]


def test_a_document_of_headings_has_no_shares():
    shares = theme_shares(SENTENCES.assign(is_heading=True), THEMES)
    assert shares[["share", "share_of_tokens", "low", "high"]].isna().all(axis=None)


def test_the_order_of_documents_does_not_matter():
    one, two = long_document("a", 64), long_document("z", 90)
    keys = ["document", "theme"]
    first = theme_shares(pd.concat([one, two]), THEMES).sort_values(keys, ignore_index=True)
    second = theme_shares(pd.concat([two, one]), THEMES).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(first, second)


def test_pairs_of_themes_are_shares_of_the_first():
    pairs = theme_pairs(SENTENCES, ["culture", "party", "innovation"])
    pairs = pairs.set_index(["document", "theme", "other"])
    assert pairs.loc[("b", "culture", "innovation"), "n_both"] == 1
    assert pairs.loc[("b", "culture", "innovation"), "share"] == 0.5
    assert np.isnan(pairs.loc[("a", "culture", "innovation"), "share"])
    assert len(pairs) == 2 * 3 * 2


def test_positions_leave_headings_out_and_fill_the_share_of_the_theme():
    strips = positions(SENTENCES, THEMES)
    culture = strips[(strips["document"] == "b") & (strips["theme"] == "culture")]
    assert culture["sentence"].tolist() == ["b:2", "b:3"]
    assert culture[["start", "end"]].values.tolist() == [[0, 0.25], [0.25, 0.5]]
    filled = (strips["end"] - strips["start"]).groupby([strips["document"], strips["theme"]]).sum()
    shares = theme_shares(SENTENCES, THEMES).set_index(["document", "theme"])["share"]
    for key, width in filled.items():
        assert width == pytest.approx(shares[key])


def test_rates_are_per_1000_tokens_of_the_document():
    tokens = pd.DataFrame(
        [("b", "文化", 2), ("b", "产业", 1), ("b", "文化", 1), ("a", "文化", 1)],
        columns=["document", "token", "n"],
    )
    rates = term_rates(tokens)
    assert rates.values.tolist() == [
        ["b", "文化", 3, 750.0],
        ["b", "产业", 1, 250.0],
        ["a", "文化", 1, 1000.0],
    ]
    assert rates["n"].sum() == tokens["n"].sum()
