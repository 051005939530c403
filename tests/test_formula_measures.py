"""Rates, places, counts and levels of formulas, on documents that can be counted in the head."""

import numpy as np
import pandas as pd
import pytest

from policytext.coding.formulas import LEVELS as CODED_LEVELS
from policytext.data import InputError
from policytext.measures.formulas import (
    LEVELS,
    formula_counts,
    formula_levels,
    formula_places,
    formula_rates,
)
from policytext.tables import read_formula_glossary

SENTENCES = pd.DataFrame(
    [
        ("b:1", "b", True, 4),  # a heading
        ("b:2", "b", False, 10),
        ("b:3", "b", False, 20),
        ("b:4", "b", False, 5),
        ("b:5", "b", False, 5),
        ("a:1", "a", False, 8),
        ("a:2", "a", False, 2),
        ("c:1", "c", False, 50),
    ],
    columns=["sentence", "document", "is_heading", "n_tokens"],
)
FORMULAS = pd.DataFrame(
    [("b:1", "两会"), ("b:2", "两会"), ("b:2", "四个甲"), ("b:4", "两会"), ("a:2", "两会")],
    columns=["sentence", "normalised"],
)
GLOSSARY = pd.DataFrame(
    [
        ("两会", "Two Sessions", "人大、政协", "central", "", ""),
        ("六稳", "x", "", "central", "2018", ""),
    ],
    columns=["formula", "gloss", "members", "level", "year", "note"],
)


def test_a_rate_is_occurrences_by_tokens_and_headings_count_in_neither():
    rates = formula_rates(FORMULAS, SENTENCES).set_index("document")
    assert list(rates.index) == ["b", "a", "c"]
    assert rates["n"].tolist() == [3, 1, 0]
    assert rates["n_different"].tolist() == [2, 1, 0]
    assert rates["n_tokens"].tolist() == [40, 10, 50]
    assert rates["per_1000_tokens"].tolist() == [75.0, 100.0, 0.0]


def test_sentences_with_two_formulas_count_once_among_sentences():
    rates = formula_rates(FORMULAS, SENTENCES).set_index("document")
    assert rates["n_with"].tolist() == [2, 1, 0]
    assert rates["share_of_sentences"].tolist() == [0.5, 0.5, 0.0]


def test_a_short_document_has_no_interval_and_a_long_one_holds_its_rate():
    assert formula_rates(FORMULAS, SENTENCES)[["low", "high"]].isna().all(axis=None)
    ids = [f"d:{i}" for i in range(64)]
    long = pd.DataFrame({"sentence": ids, "document": "d", "is_heading": False, "n_tokens": 10})
    said = pd.DataFrame({"sentence": ids[::3], "normalised": "两会"})
    row = formula_rates(said, long).iloc[0]
    assert row["low"] < row["per_1000_tokens"] < row["high"]


def test_a_document_without_tokens_has_no_rate():
    silent = SENTENCES.assign(is_heading=True)
    rates = formula_rates(FORMULAS, silent)
    assert rates["n"].tolist() == [0, 0, 0]
    assert rates[["per_1000_tokens", "share_of_sentences"]].isna().all(axis=None)


def test_a_place_is_the_middle_of_the_sentence_with_headings_left_out():
    places = formula_places(FORMULAS, SENTENCES)
    assert places.values.tolist() == [
        ["b", "b:2", "两会", 1 / 8],
        ["b", "b:2", "四个甲", 1 / 8],
        ["b", "b:4", "两会", 5 / 8],
        ["a", "a:2", "两会", 3 / 4],
    ]


def test_counts_say_in_how_many_documents_a_formula_stands():
    counts = formula_counts(FORMULAS, SENTENCES, GLOSSARY)
    assert counts[["document", "formula", "n", "n_documents"]].values.tolist() == [
        ["b", "两会", 2, 2],
        ["b", "四个甲", 1, 1],
        ["a", "两会", 1, 2],
    ]


def test_a_formula_that_the_glossary_lacks_is_unknown_and_never_guessed():
    counts = formula_counts(FORMULAS, SENTENCES, GLOSSARY).set_index("formula")
    row = counts.loc["四个甲"]
    assert row["level"] == "unknown"
    assert row[["gloss", "members", "year", "note"]].tolist() == [""] * 4
    assert set(counts.loc["两会", "level"]) == {"central"}


def test_levels_share_out_the_occurrences_of_a_document():
    levels = formula_levels(formula_counts(FORMULAS, SENTENCES, GLOSSARY))
    assert set(levels["document"]) == {"a", "b"}  # c has nothing to share out
    b = levels[levels["document"] == "b"].set_index("level")
    assert list(b.index) == list(LEVELS)
    assert b["n"].tolist() == [2, 0, 0, 1]
    assert b["n_different"].tolist() == [1, 0, 0, 1]
    assert b["share"].tolist() == pytest.approx([2 / 3, 0, 0, 1 / 3])
    assert levels.groupby("document")["share"].sum().tolist() == pytest.approx([1, 1])


def test_a_corpus_without_formulas_has_no_counts_and_no_places():
    none = FORMULAS.head(0)
    assert formula_counts(none, SENTENCES, GLOSSARY).empty
    assert formula_places(none, SENTENCES).empty
    assert formula_levels(formula_counts(none, SENTENCES, GLOSSARY)).empty


def test_the_order_of_documents_does_not_matter():
    turned = SENTENCES.iloc[[5, 6, 7, 0, 1, 2, 3, 4]]
    for measure in (formula_rates, formula_places):
        one, two = (
            measure(FORMULAS, s).sort_values("document", kind="stable") for s in (SENTENCES, turned)
        )
        assert np.array_equal(one.fillna(-1).to_numpy(), two.fillna(-1).to_numpy())


def test_the_glossary_knows_the_levels_that_the_coding_checks():
    assert LEVELS == CODED_LEVELS
    glossary = read_formula_glossary()
    assert glossary["formula"].is_unique
    assert set(glossary["level"]) == set(LEVELS)


def test_a_glossary_without_a_column_is_refused(tmp_path):
    (tmp_path / "formulas.csv").write_text("formula,gloss\n两会,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="members"):
        read_formula_glossary(tmp_path)
