"""Agreement of labels with a coding: counts to check in the head, and the shipped coding."""

import csv
import math
from pathlib import Path

import pandas as pd
import pytest
from pytest import approx

from policytext.measures import scores, share_error
from policytext.tables import load

REPOSITORY = Path(__file__).parents[1]
GOLD = REPOSITORY.parent / "shared" / "gold"


def table(*themes):
    return pd.DataFrame({"sentence": [f"a:{n}" for n in range(len(themes))], "themes": themes})


def test_precision_recall_and_f1_are_counted_over_sentences():
    coded = table("culture", "culture", "culture,reform", "reform", "")
    labelled = table("culture", "", "culture", "culture", "")
    row = scores(coded, labelled, ["culture", "reform"]).set_index("theme").loc["culture"]
    assert (row["n_coded"], row["n_labelled"]) == (3, 3)
    assert (row["precision"], row["recall"]) == (approx(2 / 3), approx(2 / 3))


def test_the_macro_average_gives_each_theme_the_same_weight():
    coded = table("culture", "culture", "culture", "reform")
    labelled = table("culture", "culture", "culture", "culture,reform")
    result = scores(coded, labelled, ["culture", "reform"]).set_index("theme")
    assert result.loc["culture", "f1"] == approx(6 / 7)
    assert result.loc["macro", "f1"] == approx((6 / 7 + 1) / 2)


def test_f1_of_two_passes_is_symmetric():
    first, second = table("culture", "reform", ""), table("culture", "", "reform")
    there, back = (scores(a, b, ["culture"])["f1"] for a, b in ((first, second), (second, first)))
    assert list(there) == list(back)


def test_a_theme_that_nobody_gives_has_no_f1():
    assert math.isnan(scores(table(""), table(""), ["culture"])["f1"][0])


def test_only_sentences_that_both_have_are_compared():
    coded = table("culture", "culture").head(1)
    assert scores(coded, table("culture", ""), ["culture"])["n_coded"][0] == 1


def test_without_a_sentence_in_common_nothing_is_scored():
    other = table("culture").assign(sentence="b:0")
    result = scores(table("culture"), other, ["culture"])
    assert result["f1"].isna().all()
    assert list(result["n_coded"]) == [0, 0]


def test_the_error_of_a_share_is_coded_minus_labelled_without_headings():
    coded = table("culture", "culture", "", "culture")
    sentences = table("culture", "culture", "", "").assign(
        document="a", is_heading=[True, False, False, False]
    )
    row = share_error(coded, sentences, ["culture"]).iloc[0]
    assert (row["n_sentences"], row["coded"], row["labelled"]) == (3, approx(2 / 3), approx(1 / 3))
    assert row["error"] == approx(1 / 3)


def test_every_coded_sentence_is_one_of_the_tables():
    sentences = set(load().sentences["sentence"])
    for name in ("themes", "passes"):
        coded = pd.read_csv(REPOSITORY / "data" / "coding" / f"{name}.csv")
        assert set(coded["sentence"]) <= sentences
        assert coded["sentence"].is_unique


@pytest.mark.skipif(not GOLD.is_dir(), reason="the coding with its text is not here")
@pytest.mark.parametrize(
    ("source", "shipped", "columns"),
    [
        ("themes.tsv", "themes.csv", ["themes"]),
        ("passes-themes.tsv", "passes.csv", ["first", "second"]),
    ],
)
def test_the_shipped_coding_is_the_coders(source, shipped, columns):
    with open(GOLD.parent / "corpus" / "documents.csv", encoding="utf-8") as file:
        ids = {row["gold"]: row["id"] for row in csv.DictReader(file)}
    coded = pd.read_csv(GOLD / source, sep="\t", quoting=csv.QUOTE_NONE, dtype=str)
    number = coded["sentence"].str.split("-")
    coded["sentence"] = number.map(lambda parts: f"{ids[parts[0]]}:{int(parts[1]):04d}")
    coded = coded.set_index("sentence")[columns].replace("-", "").sort_index()
    path = REPOSITORY / "data" / "coding" / shipped
    assert pd.read_csv(path, keep_default_na=False).set_index("sentence").equals(coded)
