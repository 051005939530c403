"""The page of `make validate`: toy codings to check in the head, and the page as it is shipped."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from policytext.data import lexicon_folder, read_rows
from policytext.pipeline import lexicon_hash
from policytext.tables import load, read_coding

ROOT = Path(__file__).resolve().parents[1]
THEMES = ["industry", "culture", "reform"]
validate = SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "validate.py")))


def coding(*themes):
    return pd.DataFrame({"sentence": [f"a:{n}" for n in range(len(themes))], "themes": themes})


def texts(*rows):
    return pd.DataFrame(rows, columns=["document", "themes", "text"])


def confused(coded, labelled):
    return list(validate.confusions(coded, labelled, THEMES).itertuples(index=False, name=None))


# Confusions


def test_a_theme_given_for_another_is_one_confusion():
    assert confused(coding("culture"), coding("industry")) == [("culture", "industry", 1)]


def test_a_theme_that_both_have_is_in_no_confusion():
    assert confused(coding("culture,reform", ""), coding("reform,culture", "")) == []
    pairs = confused(coding("culture,reform"), coding("reform,industry"))
    assert pairs == [("culture", "industry", 1)]


def test_a_theme_missed_alone_and_one_added_alone_stand_against_a_dash():
    coded, labelled = coding("culture,reform", "culture"), coding("reform", "culture,industry")
    assert confused(coded, labelled) == [("culture", "–", 1), ("–", "industry", 1)]


def test_a_sentence_counts_for_each_pair_of_a_missed_and_an_added_theme():
    pairs = confused(coding("culture,reform"), coding("industry"))
    assert pairs == [("culture", "industry", 1), ("reform", "industry", 1)]


def test_the_most_frequent_confusion_comes_first_then_the_order_of_themes():
    coded = coding("reform", "reform", "culture", "industry")
    assert confused(coded, coding("", "", "", "")) == [
        ("reform", "–", 2),
        ("industry", "–", 1),
        ("culture", "–", 1),
    ]


# Halves, folds, baselines


def test_every_second_document_in_sorted_order_was_tuned_on():
    frame = texts(*((document, "", "") for document in "dbacab"))
    tuned_on, others = validate.halves(frame)
    assert list(tuned_on["document"]) == ["a", "c", "a"]
    assert list(others["document"]) == ["d", "b", "b"]


def test_no_document_is_trained_on_and_tested_on():
    folds = validate.by_document(texts(*((document, "", "") for document in "aabc")))
    found = [(list(train["document"]), list(test["document"])) for train, test in folds]
    assert found == [
        (["b", "c"], ["a", "a"]),
        (["a", "a", "c"], ["b"]),
        (["a", "a", "b"], ["c"]),
    ]


def test_a_keyword_gives_its_theme_once():
    found = validate.by_keywords(
        texts(("a", "", "办好教育，办好养老，改革。"), ("a", "", "谢谢。"))
    )
    assert list(found["themes"]) == ["livelihood,reform", ""]


def test_each_theme_of_the_lexicon_has_five_keywords():
    path = ROOT / "benchmarks" / "keywords.csv"
    rows = pd.DataFrame(row for _, row in read_rows(path, ("theme", "keyword", "gloss")))
    assert list(rows["theme"].unique()) == list(load().themes["theme"])
    assert set(rows.groupby("theme")["keyword"].nunique()) == {5}
    assert (rows["gloss"] != "").all()


def test_tfidf_finds_the_theme_of_like_sentences_and_gives_none_that_it_never_saw():
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    train = texts(*[("a", "culture", "修文庙。")] * 3, *[("a", "", "谢谢大家。")] * 3)
    new = texts(("b", "", "修文庙吧。"), ("b", "", "谢谢大家了。"))
    found = validate.by_tfidf(train, new, THEMES)
    assert list(found["themes"]) == ["culture", ""]


# The page


def test_an_undefined_score_is_a_dash_and_few_coded_sentences_are_starred():
    row = {"f1": 0.5, "low": 0.25, "high": 0.75, "n_coded": 10}
    assert validate.f1_and_interval(row) == "0.50 (0.25–0.75)"
    assert validate.f1_and_interval(row | {"n_coded": 9}) == "0.50 (0.25–0.75)*"
    undefined = dict.fromkeys(("f1", "low", "high"), float("nan"))
    assert validate.f1_and_interval(undefined | {"n_coded": 0}) == "–*"


def test_without_the_sentences_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(validate.comparison.__globals__, "GOLD", tmp_path)
    assert validate.comparison(load()).endswith("is not here.\n")


def test_the_page_has_the_scores_and_confusions_that_the_shipped_tables_give():
    page = validate.PAGE.read_text("utf-8")
    assert f"Lexicon `{lexicon_hash(lexicon_folder())}`" in page, "run: make validate"
    tables = load(ROOT / "data" / "derived")
    now = validate.development(tables, read_coding("themes"), read_coding("passes"))
    assert now in page, "run: make validate"


@pytest.mark.skipif(not validate.GOLD.is_dir(), reason="the coding with its text is not here")
def test_no_sentence_of_a_coding_is_on_the_page():
    page = validate.PAGE.read_text("utf-8")
    for name in ("themes.tsv", "themes-reports.tsv"):
        sentences = validate.read_texts(name)["text"]
        assert not [text for text in sentences if len(text) > 3 and text in page]
