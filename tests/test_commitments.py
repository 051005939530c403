"""Reached and promised: measures on toy tables that can be checked by hand."""

import math

import pandas as pd
import pytest

from policytext.coding.targets import named_period
from policytext.measures import (
    growth_targets,
    horizon,
    own_targets,
    promise_kinds,
    promises_by_horizon,
    promises_by_theme,
    reached_and_promised,
)

COLUMNS = [
    *("sentence", "canonical", "measure", "comparator", "value", "high", "unit", "period"),
    *("status", "themes"),
]
NAN = math.nan
TARGETS = pd.DataFrame(
    [
        ("a:1", "零售额", "growth", "=", 8.5, NAN, "%", "去年", "achieved", "industry"),
        ("a:1", "驿站", "level", "=", 4, NAN, "个", "去年", "achieved", "industry"),
        ("a:3", "零售额", "growth", ">=", 9, NAN, "%", "今年", "target", "industry,livelihood"),
        ("a:3", "粮食产量", "growth", "=", 1, NAN, "%", "今年", "target", "industry,livelihood"),
        ("a:4", "零售额", "level", "=", 5e9, NAN, "元", "2025", "target", "industry"),
        ("a:5", "减税", "level", "=", 1e12, NAN, "元", "今年", "context", "industry"),
        ("a:0", "零售额", "growth", "=", 8, NAN, "%", "", "target", "industry"),
        ("b:1", "粮食产量", "growth", "=", 2, NAN, "%", "去年", "achieved", ""),
        ("b:2", "驿站", "level", "=", 6, NAN, "个", "", "target", "livelihood"),
    ],
    columns=COLUMNS,
)
SENTENCES = pd.DataFrame(
    [
        ("a:0", "a", True, "target", ""),  # a heading
        ("a:1", "a", False, "achieved", "去年"),
        ("a:2", "a", False, "target", "年底"),
        ("a:3", "a", False, "target", "今年"),
        ("a:4", "a", False, "target", ""),
        ("a:5", "a", False, "target", ""),
        ("b:1", "b", False, "achieved", ""),
        ("b:2", "b", False, "achieved", ""),
        ("c:1", "c", False, "target", ""),
    ],
    columns=["sentence", "document", "is_heading", "status", "period"],
)
OWN = own_targets(TARGETS, SENTENCES)


def test_headings_and_background_are_no_targets_of_the_place():
    assert len(OWN) == 7
    assert "减税" not in set(OWN["canonical"])
    assert "a:0" not in set(OWN["sentence"])
    assert list(OWN["document"].unique()) == ["a", "b"]


def test_a_pair_has_one_document_indicator_measure_and_unit():
    found = reached_and_promised(OWN)
    # the level of retail sales, the stations of another document and grain do not pair
    assert list(found["canonical"]) == ["零售额", "零售额"]
    assert list(zip(found["status"], found["value"], strict=True)) == [
        ("achieved", 8.5),
        ("target", 9),
    ]


def test_a_value_that_comes_twice_is_one_dot():
    twice = pd.concat([OWN, OWN[OWN["sentence"] == "a:3"].assign(sentence="a:9")])
    assert len(reached_and_promised(twice)) == 2


def test_growth_of_other_places_stands_beside_what_one_promises():
    found = growth_targets(OWN)
    assert list(zip(found["document"], found["canonical"], found["status"], strict=True)) == [
        ("a", "零售额", "achieved"),
        ("a", "零售额", "target"),
        ("a", "粮食产量", "target"),
        ("b", "粮食产量", "achieved"),
    ]


@pytest.mark.parametrize(
    ("period", "year", "expected"),
    [
        ("今年", 2022, "year"),
        ("2022", 2022, "year"),
        ("2022年末", 2022, "year"),
        ("9月底", 2022, "year"),
        ("2025", 2022, "later"),
        ("2021-2025", 2022, "later"),
        ("明年", 2022, "later"),
        ("十四五末", 2022, "later"),
        ("2025", None, "later"),
        ("2021年末", 2022, "none"),
        ("一年来", 2022, "none"),
        ("今年以来", 2022, "none"),
        ("去年", 2022, "none"),
        ("", 2022, "none"),
    ],
)
def test_when_a_promise_is_due(period, year, expected):
    assert horizon(period, year) == expected


def test_a_quantity_counts_for_each_theme_of_its_sentence_and_once_in_all():
    counts = promises_by_theme(OWN, ["industry", "livelihood", "culture"])
    a = counts[counts["document"] == "a"].set_index("theme")
    assert a["n"].to_dict() == {"industry": 3, "livelihood": 2, "culture": 0}
    assert a["n_sentences"].to_dict() == {"industry": 2, "livelihood": 1, "culture": 0}
    assert set(a["n_promised"]) == {3}


def test_horizons_sum_to_all_promised_quantities():
    counts = promises_by_horizon(OWN, {"a": 2022, "b": None})
    wide = counts.pivot(index="document", columns="horizon", values="n")
    assert wide.loc["a"].to_dict() == {"year": 2, "later": 1, "none": 0}
    assert wide.loc["b"].to_dict() == {"year": 0, "later": 0, "none": 1}
    assert (wide.sum(axis=1) == counts.groupby("document")["n_promised"].first()).all()


def test_a_promise_has_a_number_a_date_both_or_neither():
    kinds = promise_kinds(SENTENCES, OWN)
    a = kinds[kinds["document"] == "a"].set_index("kind")
    # a:3 has both, a:4 a number, a:2 a date, a:5 speaks of others' numbers
    assert a["n"].to_dict() == {"both": 1, "number": 1, "date": 1, "neither": 1}
    assert set(a["share"]) == {0.25}
    assert set(a["n_sentences"]) == {5}


def test_a_text_that_promises_nothing_has_no_share():
    kinds = promise_kinds(SENTENCES, OWN)
    assert kinds.loc[kinds["document"] == "b", "share"].isna().all()
    assert kinds.loc[kinds["document"] == "c", "share"].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("到2025年，建成驿站5个。", "2025"),
        ("确保年底前完工，2025年全面建成。", "年底"),
        ("“十四五”末翻一番。", "十四五末"),
        ("６月底前完成。", "6月底"),
        ("持续优化营商环境。", ""),
    ],
)
def test_the_first_time_that_a_sentence_names(sentence, period):
    assert named_period(sentence) == period
