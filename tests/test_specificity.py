"""Words that set a document apart, on a corpus that can be counted in the head."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.specificity import document_keyness


def tokens_table(rows):
    return pd.DataFrame(rows, columns=["document", "block", "themes", "token", "n"])


def corpus():
    """Three documents with two words in common, and one of them with a word of its own."""
    rows = [(d, 0, "", "文化", 18) for d in "abc"] + [(d, 0, "", "的", 252) for d in "abc"]
    rows += [("a", 0, "", "灯会", 12), ("a", 0, "", "三十", 9)]
    return tokens_table(rows)


def test_words_of_one_place_are_found_against_the_others():
    table = document_keyness(corpus())
    assert table["document"].drop_duplicates().tolist() == ["a", "b", "c"]
    first = table[table["document"] == "a"].iloc[0]
    assert (first["token"], first["n"], first["n_other_documents"]) == ("灯会", 12, 0)
    assert first["log_ratio"] > 0 and first["g2"] > 3.84
    shared = table[table["token"] == "文化"]
    assert shared["n_other_documents"].tolist() == [2, 2, 2]


def test_the_longest_of_the_others_does_not_set_the_reference():
    small = [("a", 0, "", "产业", 10), ("a", 0, "", "的", 90)]
    small += [("b", 0, "", "产业", 40), ("b", 0, "", "的", 60)]
    large = [("c", 0, "", "产业", 200), ("c", 0, "", "的", 9800)]
    table = document_keyness(tokens_table(small + large)).set_index(["document", "token"])
    # Others: 40 % and 2 %, mean 21 %; pooled they would be 2.4 %, and a's 10 % far above it.
    assert table.loc[("a", "产业"), "log_ratio"] == pytest.approx(np.log2(0.1 / 0.21))
    assert table.loc[("a", "产业"), "g2"] < 0


def test_one_document_cannot_be_compared_with_others():
    table = document_keyness(corpus().query("document == 'a'"))
    assert len(table) > 0
    assert table[["log_ratio", "g2"]].isna().all(axis=None)
