"""Scores of extraction on toy codings, and the coding of targets that comes with the project."""

import csv

import pandas as pd
import pytest

from benchmarks import extraction
from policytext.data import data_folder
from policytext.measures.extraction import pairs, same_indicator, scores

COLUMNS = ["sentence", "indicator", "measure", "comparator", "value", "unit", "status"]
CODED = pd.DataFrame(
    [
        ("a", "工业投资", "growth", "=", "-5", "%", "achieved"),
        ("a", "驿站", "level", "=", "2", "个", "achieved"),
        ("b", "驿站", "level", ">=", "3", "个", "target"),
    ],
    columns=COLUMNS,
)


def read(name: str) -> list[dict[str, str]]:
    path = data_folder() / "coding" / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_a_coding_agrees_with_itself():
    same = scores(CODED, CODED, ["a", "b", "c"], strict=True)
    assert (same["n_matched"], same["precision"], same["recall"], same["f1"]) == (3, 1, 1, 1)


def test_a_sign_alone_does_not_fail_a_match():
    turned = CODED.assign(value=["5", "2", "3"])
    assert scores(CODED, turned, ["a", "b"], strict=True)["f1"] == 1


@pytest.mark.parametrize(
    "column, value",
    [("indicator", "学校"), ("comparator", "<"), ("unit", "座"), ("status", "context")],
)
def test_a_strict_match_needs_each_column(column, value):
    other = CODED.assign(**{column: value})
    assert scores(CODED, other, ["a", "b"])["f1"] == 1
    assert scores(CODED, other, ["a", "b"], strict=True)["n_matched"] == 0


def test_value_and_measure_are_needed_and_the_sentence_too():
    assert scores(CODED, CODED.assign(measure="share"), ["a", "b"])["n_matched"] == 0
    assert scores(CODED, CODED.assign(value="9"), ["a", "b"])["n_matched"] == 0
    assert scores(CODED, CODED.assign(sentence="c"), ["a", "b", "c"])["n_matched"] == 0


def test_one_row_matches_one_row_only():
    twice = pd.concat([CODED, CODED[1:2]])
    found = scores(CODED, twice, ["a", "b"])
    assert (found["n_matched"], found["precision"], found["recall"]) == (3, 0.75, 1)


def test_what_is_found_in_a_sentence_without_target_is_wrong():
    found = pd.concat([CODED, CODED[:1].assign(sentence="c")])
    assert scores(CODED, found, ["a", "b", "c"])["precision"] == 0.75
    assert scores(CODED, found, ["a", "b"])["precision"] == 1


def test_rates_without_a_case_are_undefined():
    nothing = scores(CODED, CODED[:0], ["a", "b"])
    assert nothing["precision"] != nothing["precision"] and nothing["recall"] == 0
    assert scores(CODED[:0], CODED[:0], ["a"])["f1"] != 0


def test_the_largest_matching_is_found():
    def near(one, other):
        return abs(one - other) <= 1

    assert len(pairs([2, 1], [2, 3], near)) == 2


def test_wordings_are_one_indicator_by_containment_or_by_bigrams():
    assert same_indicator("工业投资", "全区工业投资")
    assert not same_indicator("投资", "全区工业投资")  # three times as long
    assert same_indicator("企业的利润", "企业利润")
    assert same_indicator("入选名单的企业", "企业入选名单")
    assert not same_indicator("", "投资") and same_indicator("", "")
    assert not same_indicator("甲", "乙")


def test_the_coding_of_targets_speaks_of_coded_sentences():
    coded = [row["sentence"] for row in read("themes.csv")]
    for name in ("targets.csv", "targets_passes.csv"):
        assert {row["sentence"] for row in read(name)} <= set(coded)
    assert len(read("targets.csv")) == 94
    assert {row["pass"] for row in read("targets_passes.csv")} == {"first", "second"}


def test_the_coding_has_as_many_sentences_as_its_source():
    gold = data_folder().parents[1] / "shared" / "gold"
    if not gold.is_dir():
        pytest.skip("the coding with its sentences is not here")
    ours = [row["sentence"].split(":")[0] for row in read("themes.csv")]
    lines = (gold / "themes.tsv").read_text("utf-8").splitlines()[1:]
    documents = (gold.parent / "corpus" / "documents.csv").read_text("utf-8").splitlines()
    names = {row["gold"]: row["id"] for row in csv.DictReader(documents)}
    theirs = [names[line.split("-")[0]] for line in lines]
    assert sorted(ours) == sorted(theirs)


@pytest.mark.skipif(not extraction.GOLD.is_dir(), reason="the coding with its text is not here")
def test_the_page_has_what_the_extractor_reaches_now():
    assert extraction.PAGE.read_text("utf-8") == extraction.page(), "run: make validate"


def test_the_page_says_what_must_be_reached():
    rows = [line.split(" | ") for line in extraction.PAGE.read_text("utf-8").splitlines()]
    rows = [row for row in rows if len(row) == 8 and row[3].isdecimal()]
    f1 = {(row[0][2:], row[1]): float(row[7][:5]) for row in rows}
    assert f1["five documents, in context", "value and measure"] >= 0.95
    assert f1["five documents, in context", "strict"] >= 0.88
    assert f1["reports, half not looked at, in context", "value and measure"] >= 0.88
    assert f1["reports, half not looked at, in context", "strict"] >= 0.75
    assert f1["five documents", "normal form"] >= 0.95
