"""Keyness of a corpus against a reference corpus."""

import numpy as np
import pandas as pd
import pytest

from policytext import figures, load, measures

TABLES = load()


def test_a_rate_is_the_mean_of_the_texts_rates():
    own = pd.DataFrame(
        {"document": ["a", "a", "b", "b"], "token": ["河流", "山地"] * 2, "n": [10, 90, 300, 700]}
    )
    other = pd.DataFrame({"document": "c", "token": ["河流", "山地"], "n": [5, 95]})
    found = measures.corpus_keyness(own, other).set_index(["corpus", "token"])
    # 10 % and 30 %, each with the same weight, against 5 %
    assert found.loc[("own", "河流"), "log_ratio"] == pytest.approx(np.log2(0.2 / 0.05))
    assert found.loc[("own", "河流"), "n"] == 310 and found.loc[("own", "河流"), "n_documents"] == 2
    assert list(found.index) == [("own", "河流"), ("reference", "山地")]


def test_a_corpus_against_itself_has_no_keyword():
    assert measures.corpus_keyness(TABLES.tokens, TABLES.tokens).empty
    found = figures.baseline_figure(figures.baseline_words(TABLES, TABLES))
    assert isinstance(found, str) and "No word" in found


def test_one_text_against_the_others_is_what_document_keyness_says():
    name = TABLES.documents["document"].iloc[3]
    is_own = TABLES.tokens["document"] == name
    found = measures.corpus_keyness(TABLES.tokens[is_own], TABLES.tokens[~is_own])
    found = found[found["corpus"] == "own"].set_index("token")
    each = measures.document_keyness(TABLES.tokens)
    each = each[each["document"] == name].set_index("token").loc[found.index]
    for column in ("n", "log_ratio", "g2", "n_other_documents"):
        assert found[column].tolist() == pytest.approx(each[column].tolist()), column


def test_the_figure_has_both_directions():
    is_own = TABLES.tokens["document"] == "nantong"
    own = TABLES.tokens[is_own], TABLES.tokens[~is_own]
    words = measures.corpus_keyness(*own)
    assert set(words["corpus"]) == {"own", "reference"} and (words["log_ratio"] > 0).all()
    assert (words["n"] >= 5).all() and not words["token"].str.fullmatch(r"[0-9]+").any()
