"""Agreement of labels with a coding: counts to check in the head, and the shipped coding."""

import csv
import math
from pathlib import Path

import pandas as pd
import pytest
from pytest import approx

from policytext.data import InputError
from policytext.measures import scores, share_error
from policytext.measures.validation import (
    SCORES,
    confusions,
    printed,
    read_scores,
    scores_by_document,
)
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


def test_an_average_has_the_themes_that_it_names_and_no_others():
    coded = table("culture", "culture", "reform", "")
    labelled = table("culture", "", "reform", "reform")
    result = scores(coded, labelled, ["culture", "reform"], {"one": ["culture"]})
    result = result.set_index("theme")
    assert list(result.loc["one", list(SCORES[2:])]) == approx(
        list(result.loc["culture", list(SCORES[2:])]), nan_ok=True
    )
    assert list(result["n_coded"]) == [2, 1, 4]


def test_precision_recall_and_f1_lie_within_their_intervals():
    coded = table(*["culture"] * 12, *[""] * 8)
    labelled = table(*["culture"] * 9, *[""] * 8, *["culture"] * 3)
    row = scores(coded, labelled, ["culture"]).iloc[0]
    assert row["precision_low"] < row["precision"] == 0.75 < row["precision_high"]
    assert row["recall_low"] < row["recall"] == 0.75 < row["recall_high"]
    assert row["low"] < row["f1"] == 0.75 < row["high"]


def test_what_is_always_right_has_an_interval_of_no_width():
    coded = table(*["culture"] * 8)
    row = scores(coded, coded, ["culture"]).iloc[0]
    assert list(row[["precision_low", "recall_low", "low", "high"]]) == [1, 1, 1, 1]


def test_precision_without_labels_and_recall_without_codes_are_undefined():
    row = scores(table("culture", ""), table("", ""), ["culture"]).iloc[0]
    assert math.isnan(row["precision"])
    assert row["recall"] == 0
    row = scores(table("", ""), table("culture", ""), ["culture"]).iloc[0]
    assert math.isnan(row["recall"])
    assert (row["precision"], row["f1"]) == (0, 0)


def test_an_average_is_undefined_where_one_of_its_themes_is():
    coded = table("culture", "culture")
    macro = scores(coded, coded, ["culture", "reform"]).iloc[-1]
    assert (macro["theme"], math.isnan(macro["f1"])) == ("macro", True)


def test_each_document_is_scored_by_itself():
    sentences = table("culture", "", "culture").assign(document=["b", "b", "a"])
    coded = table("culture", "culture", "culture")
    result = scores_by_document(coded, sentences, ["culture"]).set_index(["document", "theme"])
    assert list(result.index.get_level_values("document").unique()) == ["b", "a"]
    assert result.loc[("b", "culture"), "recall"] == 0.5
    assert result.loc[("a", "culture"), "recall"] == 1


def test_a_document_that_nobody_coded_has_no_scores():
    sentences = table("culture").assign(document="a", sentence="c:0")
    result = scores_by_document(table("culture"), sentences, ["culture"])
    assert list(result) == ["document", "theme", *SCORES]
    assert result.empty


def test_an_undefined_score_is_printed_as_a_dash_and_few_coded_sentences_are_starred():
    many = dict.fromkeys(SCORES, 0.25) | {"n_coded": 10, "n_labelled": 9, "f1": 0.5}
    few = many | {"n_coded": 9} | dict.fromkeys(("recall", "recall_low", "recall_high"), math.nan)
    shown = printed(pd.DataFrame([many, few], index=["culture", "reform"]))
    assert list(shown.loc["culture"]) == [
        10,
        9,
        "0.25 (0.25–0.25)",
        "0.25 (0.25–0.25)",
        "0.50 (0.25–0.25)",
    ]
    assert list(shown.loc["reform"])[2:] == ["0.25 (0.25–0.25)*", "–*", "0.50 (0.25–0.25)*"]


def test_no_scores_are_printed_as_no_rows():
    sentences = table("culture").assign(document="a")
    nothing = scores_by_document(sentences.head(0), sentences, ["culture"])
    assert printed(nothing).empty


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


# Confusions


def confused(coded, labelled):
    found = confusions(coded, labelled, ["industry", "culture", "reform"])
    return list(found.itertuples(index=False, name=None))


def test_a_theme_given_for_another_is_one_confusion():
    assert confused(table("culture"), table("industry")) == [("culture", "industry", 1)]


def test_a_theme_that_both_have_is_in_no_confusion():
    assert confused(table("culture,reform", ""), table("reform,culture", "")) == []
    pairs = confused(table("culture,reform"), table("reform,industry"))
    assert pairs == [("culture", "industry", 1)]


def test_a_theme_missed_alone_and_one_added_alone_have_no_other():
    coded, labelled = table("culture,reform", "culture"), table("reform", "culture,industry")
    assert confused(coded, labelled) == [("culture", "", 1), ("", "industry", 1)]


def test_a_sentence_counts_for_each_pair_of_a_missed_and_an_added_theme():
    pairs = confused(table("culture,reform"), table("industry"))
    assert pairs == [("culture", "industry", 1), ("reform", "industry", 1)]


def test_the_most_frequent_confusion_comes_first_then_the_order_of_themes():
    coded = table("reform", "reform", "culture", "industry")
    assert confused(coded, table("", "", "", "")) == [
        ("reform", "", 2),
        ("industry", "", 1),
        ("culture", "", 1),
    ]


# What is shipped


def test_an_undefined_score_is_read_as_undefined(tmp_path):
    path = tmp_path / "scores.csv"
    numbers = ["5", "4"] + ["0.5"] * 3 + [""] * 3 + ["0.5"] * 3
    header = ["sentences", "n_sentences", "method", "theme", *SCORES, "lexicon"]
    row = ["reports", "9", "lexicon", "culture", *numbers, "0123"]
    path.write_text(",".join(header) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    found = read_scores(path).iloc[0]
    assert (found["n_sentences"], found["n_coded"], found["f1"]) == (9, 5, 0.5)
    assert math.isnan(found["recall"])
    assert found["lexicon"] == "0123"


def test_scores_without_a_column_are_refused(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("sentences,method\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column n_sentences"):
        read_scores(path)


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
