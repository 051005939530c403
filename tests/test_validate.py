"""The page of `make validate`: toy texts to check in the head, and page and scores as shipped."""

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import validate
from policytext.data import lexicon_folder, read_rows
from policytext.measures.validation import averages, read_scores, scores
from policytext.pipeline import lexicon_hash
from policytext.tables import load, read_coding

ROOT = Path(__file__).resolve().parents[1]
THEMES = ["industry", "culture", "reform"]


def texts(*rows):
    return pd.DataFrame(rows, columns=["document", "themes", "text"])


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


def test_the_error_of_a_share_is_printed_with_its_sign_in_percentage_points():
    errors = pd.DataFrame(
        [("a", "industry", 8, 0.125), ("a", "culture", 8, -0.25)],
        columns=["document", "theme", "n_sentences", "error"],
    )
    rows = validate.error_table(errors, ["industry", "culture"]).splitlines()[2:]
    assert rows == ["| industry | +12.5 |", "| culture | -25.0 |", "| n sentences | 8 |"]


def test_the_page_has_the_scores_errors_and_confusions_that_the_shipped_tables_give():
    page = validate.PAGE.read_text("utf-8")
    assert f"Lexicon `{lexicon_hash(lexicon_folder())}`" in page, "run: make validate"
    tables = load(ROOT / "data" / "derived")
    now = validate.development(tables, read_coding("themes"), read_coding("passes"))
    assert now in page, "run: make validate"


# The scores that the methods chapter reads


def test_the_scores_are_of_the_shipped_lexicon_and_on_the_page():
    found = read_scores(validate.SCORES_FILE)
    assert set(found["lexicon"]) == {lexicon_hash(lexicon_folder())}, "run: make validate"
    assert validate.comparison(found) in validate.PAGE.read_text("utf-8")


def test_every_method_is_scored_on_every_set_and_the_labels_in_context_on_what_is_shipped():
    found = read_scores(validate.SCORES_FILE)
    pairs = set(found[["sentences", "method"]].itertuples(index=False, name=None))
    sets = ("development coding", "reports, half tuned on", "reports, half not looked at")
    methods = ("lexicon", "five keywords", "TF-IDF")
    assert pairs == {*product(sets, methods), (sets[0], "lexicon in context")}
    themes = [*load().themes["theme"], "macro", "core"]
    assert all(list(rows["theme"]) == themes for _, rows in found.groupby(["sentences", "method"]))


def test_the_scores_in_context_are_those_of_the_shipped_tables():
    tables = load(ROOT / "data" / "derived")
    found = read_scores(validate.SCORES_FILE)
    found = found[found["method"] == "lexicon in context"].reset_index(drop=True)
    themes = list(tables.themes["theme"])
    now = scores(read_coding(), tables.sentences, themes, averages(tables.themes)).round(4)
    pd.testing.assert_frame_equal(found[list(now)], now)


@pytest.mark.skipif(not validate.GOLD.is_dir(), reason="the coding with its text is not here")
def test_the_scores_are_those_that_the_sentences_give():
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    now = validate.method_scores(load(ROOT / "data" / "derived")).reset_index(drop=True)
    found = read_scores(validate.SCORES_FILE)
    pd.testing.assert_frame_equal(found, now, atol=2e-4)  # if not: make validate


@pytest.mark.skipif(not validate.GOLD.is_dir(), reason="the coding with its text is not here")
@pytest.mark.parametrize("shipped", [validate.PAGE, validate.SCORES_FILE])
def test_no_sentence_of_a_coding_is_published(shipped):
    text = shipped.read_text("utf-8")
    for name in ("themes.tsv", "themes-reports.tsv"):
        sentences = validate.read_texts(name)["text"]
        assert not [sentence for sentence in sentences if len(sentence) > 3 and sentence in text]
