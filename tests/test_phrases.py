"""Phrases that documents share."""

import pandas as pd

from policytext.measures import longest_phrases
from policytext.tables import load


def table(*rows):
    return pd.DataFrame(rows, columns=["phrase", "document", "n"])


def test_a_part_that_never_stands_alone_is_hidden_by_its_whole():
    rows = table(("科技创新", "a", 1), ("科技创新", "b", 2), ("科技", "a", 1), ("科技", "b", 2))
    assert list(longest_phrases(rows)["phrase"].unique()) == ["科技创新"]


def test_a_part_that_occurs_more_often_or_elsewhere_is_kept():
    rows = table(
        ("科技创新", "a", 1), ("科技创新", "b", 1),
        ("科技", "a", 2), ("科技", "b", 1),
        ("创新", "a", 1), ("创新", "b", 1), ("创新", "c", 1),
    )  # fmt: skip
    result = longest_phrases(rows)
    assert list(result["phrase"].unique()) == ["创新", "科技创新", "科技"]
    assert list(result["n_documents"]) == [3, 3, 3, 2, 2, 2, 2]


def test_the_order_of_the_rows_does_not_matter():
    phrases = load().phrases
    shuffled = phrases.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(longest_phrases(shuffled), longest_phrases(phrases))


def test_no_phrase_of_the_book_is_longer_than_a_formula():
    assert load().phrases["phrase"].str.len().max() < 24
