"""Every figure of the book: its data say what the tables say, its words what the data say."""

import dataclasses
import hashlib
import io
import os
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from pytest import approx
from test_validation_figures import FIGURES as VALIDATION

from policytext import figures, load
from policytext.data import read_rows
from policytext.figures import publish, read_table, validation_figures
from policytext.figures.columns import columns_of, with_unit
from policytext.tables import carries

ROOT = Path(__file__).parents[1]
COLUMNS = ROOT / "src" / "policytext" / "figures" / "columns.csv"
PYTHONPATH = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
THEMES = ("innovation", "industry", "culture", "livelihood")
TABLES = load()
SPEECH = TABLES.sentences[~TABLES.sentences["is_heading"]]
LABELS = list(TABLES.documents["label_en"])

FIGURES = {
    "fig-corpus-lengths": lambda: figures.lengths_figure(figures.corpus_lengths(TABLES)),
    "fig-corpus-edits": lambda: figures.edits_figure(figures.corpus_edits(TABLES)),
    "fig-theme-shares": lambda: figures.shares_figure(figures.core_shares(TABLES)),
    "fig-comparison-mix": lambda: figures.mix_figure(figures.theme_mix(TABLES)),
    "fig-comparison-order": lambda: figures.order_figure(figures.theme_order(TABLES)),
    "fig-comparison-distance": lambda: figures.distance_figure(figures.pair_distances(TABLES)),
    "fig-comparison-words": lambda: figures.words_figure(figures.specific_words(TABLES)),
    "fig-comparison-phrases": lambda: figures.phrases_figure(figures.common_phrases(TABLES)),
    "fig-formulas-rates": lambda: figures.formula_rates_figure(figures.formula_frequency(TABLES)),
    "fig-formulas-places": lambda: figures.formula_places_figure(figures.formula_course(TABLES)),
    "fig-formulas-levels": lambda: figures.formula_levels_figure(figures.formula_glossary(TABLES)),
    "fig-formulas-shared": lambda: figures.shared_formulas_figure(figures.shared_formulas(TABLES)),
    "fig-commitments-paired": lambda: figures.pairs_figure(figures.commitment_pairs(TABLES)),
    "fig-commitments-growth": lambda: figures.growth_figure(figures.growth_promised(TABLES)),
    "fig-commitments-themes": lambda: figures.promise_counts_figure(figures.promise_counts(TABLES)),
    "fig-commitments-kinds": lambda: figures.kinds_figure(figures.kinds_of_promises(TABLES)),
}
OF_A_THEME = {
    "share": lambda theme: figures.share_figure(figures.theme_share(TABLES, theme)),
    "terms": lambda theme: figures.terms_figure(figures.theme_terms(TABLES, theme)),
    "cloud": lambda theme: figures.cloud_figure(figures.theme_terms(TABLES, theme)),
    "sensitivity": lambda theme: figures.sensitivity_figure(
        figures.theme_sensitivity(TABLES, theme)
    ),
    "collocates": lambda theme: figures.collocates_figure(
        figures.theme_pairs_of_words(TABLES, theme)
    ),
    "positions": lambda theme: figures.positions_figure(figures.theme_positions(TABLES, theme)),
    "company": lambda theme: figures.company_figure(figures.theme_company(TABLES, theme)),
    "promises": lambda theme: figures.promises_figure(figures.theme_promises(TABLES, theme)),
}
for name, make in OF_A_THEME.items():
    for theme in THEMES:
        FIGURES[f"fig-{theme}-{name}"] = lambda make=make, theme=theme: make(theme)


FIGURES |= VALIDATION
# The books of other corpora have figures more: these are what ours would be, one text of ours
# being a reference corpus for all
PATTERNS = [*(ROOT / "src" / "policytext" / "book").glob("*.md.template")]
REFERENCE = dataclasses.replace(
    TABLES, tokens=TABLES.tokens[TABLES.tokens["document"] == "henan-district"]
)
OF_OTHER_BOOKS = {
    "fig-industry-years": lambda: figures.years_figure(figures.theme_years(TABLES, "industry")),
    "fig-comparison-baseline": lambda: figures.baseline_figure(
        figures.baseline_words(TABLES, REFERENCE)
    ),
}
FIGURES |= OF_OTHER_BOOKS


@cache
def published(name):
    return FIGURES[name]()


@pytest.fixture(params=FIGURES)
def figure(request):
    assert published(request.param).id == request.param
    return published(request.param)


def test_a_figure_has_all_its_files_and_texts(figure):
    assert set(figure.files) == {
        *(f"{lang}.{kind}" for lang in ("en", "zh") for kind in ("pdf", "svg", "png")),
        "csv",
    }
    assert figure.caption.endswith(".")
    assert figure.caption_zh.endswith("。")
    assert len(figure.alt) >= 60
    assert "nan" not in figure.alt.lower().split()
    assert not figure.title.endswith(".") and "nan" not in figure.n
    assert re.search("[\u4e00-\u9fff]", figure.title_zh)
    assert re.search("[1-9]", figure.n)
    named = [i for i in TABLES.documents["document"] if i in figure.files["csv"].decode()]
    assert sorted(figure.documents) == sorted(named) or "document" not in read_table(
        figure.files["csv"]
    )
    assert figure.group in {
        *THEMES, "corpus", "comparison", "commitments", "formulas", "methods"
    }  # fmt: skip


def test_the_title_of_a_figure_is_its_own():
    for titles in (
        [published(name).title for name in FIGURES],
        [published(name).title_zh for name in FIGURES],
    ):
        assert len(set(titles)) == len(titles)


def test_the_csv_says_the_unit_of_every_number_and_draws_the_figure_again(figure):
    data = figure.files["csv"]
    table, known = read_table(data), columns_of(figure.chart)
    assert [name for name in table if name not in known] == []
    numbers = table.select_dtypes(["number", "bool"]).dropna(axis="columns", how="all")
    assert [name for name in numbers if not known[name].unit] == []
    header = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", nrows=0)
    assert list(header) == [with_unit(name, known) for name in table]
    assert not any(re.match(r"[=+\-@]", name) for name in header)

    module, name = figure.chart.rsplit(".", 1)
    said = {f.name: getattr(figure, f.name) for f in dataclasses.fields(figure)}
    texts = ("title", "title_zh", "group", "kind", "unit", "denominator", "n")
    texts += ("caption", "caption_zh", "alt", "alt_zh")
    again = publish(
        figure.id,
        getattr(import_module(module), name),
        table,
        width="full" if figure.width_mm == 174 else "column",
        height=figure.height_mm,
        **{name: said[name] for name in texts},
    )
    assert again == figure


def test_no_column_is_explained_that_no_figure_has():
    had = {
        (published(name).chart.rsplit(".", 1)[1], column)
        for name in FIGURES
        for column in read_table(published(name).files["csv"])
    }
    rows = [row for _, row in read_rows(COLUMNS, required=("charts", "column", "meaning"))]
    own = [(chart, row["column"]) for row in rows for chart in row["charts"].split()]
    assert set(own) <= had and len(set(own)) == len(own)
    # a row for every chart is one that some chart without a row of its own needs
    general = [row["column"] for row in rows if not row["charts"]]
    assert set(general) <= {column for _, column in had - set(own)}
    assert len(set(general)) == len(general)
    assert all(row["meaning"] for row in rows)


def test_no_figure_that_a_chapter_publishes_is_missing_here():
    pages = [*(ROOT / "chapters").glob("*.md"), ROOT / "index.md"]
    pages.remove(ROOT / "chapters" / "reproduce.md")  # an example, which publishes nothing
    calls = [
        call for page in pages for call in re.findall(r"\w+_figure\(", page.read_text("utf-8"))
    ]
    of_others = [
        call for page in PATTERNS for call in re.findall(r"\w+_figure\(", page.read_text("utf-8"))
    ]
    calls += [call for call in of_others if call not in calls]
    assert len(calls) == len(FIGURES)
    assert set(calls) == {
        f"{name}(" for name in (*dir(figures), *dir(validation_figures)) if name.endswith("_figure")
    }


def test_each_theme_has_the_same_figures():
    assert {key for key in FIGURES if "innovation" in key} == {
        key.replace("livelihood", "innovation") for key in FIGURES if "livelihood" in key
    }


@pytest.mark.parametrize("theme", THEMES)
def test_the_share_is_sentences_with_the_theme_by_all_sentences(theme):
    table = figures.theme_share(TABLES, theme).set_index("document")
    by_hand = carries(SPEECH, theme).groupby(SPEECH["document"]).mean()
    assert table["share"].to_dict() == approx(by_hand.to_dict())
    assert list(table["document_en"]) == LABELS


@pytest.mark.parametrize("theme", THEMES)
def test_the_filled_part_of_a_strip_is_the_share(theme):
    places = figures.theme_positions(TABLES, theme)
    filled = (places["end"] - places["start"]).groupby(places["document"]).sum()
    share = figures.theme_share(TABLES, theme).set_index("document")["share"]
    assert filled.to_dict() == approx(share.to_dict())


def test_a_document_without_the_theme_keeps_its_strip():
    assert set(figures.theme_positions(TABLES, "culture")["document_en"]) == set(LABELS)


@pytest.mark.parametrize("theme", THEMES)
def test_the_words_of_the_cloud_are_those_of_the_ranked_chart(theme):
    terms = figures.theme_terms(TABLES, theme)
    cloud = read_table(figures.cloud_figure(terms).files["csv"])
    chart = read_table(figures.terms_figure(terms).files["csv"])
    several = chart[~chart["one_document"]]
    assert sorted(cloud["token"]) == sorted(several["token"])
    assert cloud["weight"].is_monotonic_decreasing


@pytest.mark.parametrize("theme", THEMES)
def test_the_ranked_words_have_intervals_above_zero(theme):
    terms = figures.theme_terms(TABLES, theme)
    terms = terms[~terms["one_document"]]
    assert (terms["low"] > 0).all()
    assert terms.groupby("in_lexicon")["low"].apply(lambda low: low.is_monotonic_decreasing).all()


def test_a_theme_without_words_that_mark_it_has_a_sentence_in_their_place():
    none = figures.theme_terms(TABLES, "culture").head(0)
    assert isinstance(figures.terms_figure(none), str)
    assert isinstance(figures.cloud_figure(none), str)


def test_a_theme_without_pairs_or_ranks_has_a_sentence_in_their_place():
    none = dataclasses.replace(
        TABLES, collocates=TABLES.collocates.head(0), sensitivity=TABLES.sensitivity.head(0)
    )
    for make in (
        lambda: figures.collocates_figure(figures.theme_pairs_of_words(none, "culture")),
        lambda: figures.sensitivity_figure(figures.theme_sensitivity(none, "culture")),
    ):
        assert isinstance(make(), str)


def test_a_corpus_without_quantities_has_a_sentence_in_the_place_of_its_figures():
    none = dataclasses.replace(TABLES, targets=TABLES.targets.head(0))
    for made in (
        figures.pairs_figure(figures.commitment_pairs(none)),
        figures.growth_figure(figures.growth_promised(none)),
        figures.promise_counts_figure(figures.promise_counts(none)),
        figures.promises_figure(figures.theme_promises(none, "industry")),
    ):
        assert isinstance(made, str)
    assert "0 rows" in figures.target_table(figures.all_targets(none)).html


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_shows_at_most_twenty_rows_of_its_quantities_and_says_of_how_many(theme):
    table = figures.theme_promises(TABLES, theme)
    row = ["document", "canonical", "measure", "unit"]
    n, n_all = len(table.drop_duplicates(row)), table["n_all"].iloc[0]
    assert n == min(n_all, 20)
    caption = figures.promises_figure(table).caption
    assert (f"{n} of {n_all} indicators" in caption) == (n < n_all)


def test_one_text_alone_has_no_distance_and_its_words_are_all_its_own():
    one = dataclasses.replace(
        TABLES,
        documents=TABLES.documents[TABLES.documents["document"] == "henan-district"],
        sentences=TABLES.sentences[TABLES.sentences["document"] == "henan-district"],
        tokens=TABLES.tokens[TABLES.tokens["document"] == "henan-district"],
    )
    assert isinstance(figures.distance_figure(figures.pair_distances(one)), str)
    assert figures.theme_share(one, "culture")["error"].notna().all()
    terms = figures.theme_terms(one, "industry")
    assert terms["one_document"].all()
    words = terms.loc[~terms["in_lexicon"], "token"]
    assert len(words) > 4 and words.iloc[0] in figures.terms_figure(terms).alt


def test_the_rate_of_a_word_is_a_mean_of_rates_and_pools_no_counts():
    rate = figures.theme_rates(TABLES, "culture").set_index("token")["per_1000_tokens"]
    tokens = TABLES.tokens[carries(TABLES.tokens, "culture")]
    sizes = tokens.groupby("document")["n"].sum()
    counts = tokens[tokens["token"] == "文化"].groupby("document")["n"].sum()
    by_hand = (counts.reindex(sizes.index, fill_value=0) / sizes * 1000).mean()
    assert rate["文化"] == approx(by_hand)


def test_the_company_of_a_theme_leaves_itself_out():
    company = figures.theme_company(TABLES, "culture")
    assert set(company["other"]) == set(TABLES.themes["theme"]) - {"culture"}


def test_edits_lie_within_the_text_and_in_known_groups():
    edits = figures.corpus_edits(TABLES)
    assert (edits["start"] >= 0).all() and (edits["end"] <= 1).all()
    assert set(edits["group"]) == {"furniture", "title", "lines", "characters"}
    assert len(edits) == len(TABLES.edits)


def test_every_pair_of_documents_has_one_distance_in_themes_and_one_in_words():
    pairs = figures.pair_distances(TABLES)
    n = len(TABLES.documents)
    for _, rows in pairs.groupby("measure"):
        names = zip(rows["document"], rows["other_document"], strict=True)
        assert len({frozenset(pair) for pair in names}) == len(rows) == n * (n - 1) // 2
    themes, words = (pairs[pairs["measure"] == name] for name in ("themes", "words"))
    assert list(themes["document"] + themes["other_document"]) == list(
        words["document"] + words["other_document"]
    )


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_pairs_of_one_text_are_flagged_with_its_name(theme):
    for table in (
        figures.theme_terms(TABLES, theme),
        figures.theme_pairs_of_words(TABLES, theme),
    ):
        named = table["only_in_en"] != ""
        assert (named == table["one_document"]).all()
        assert set(table.loc[named, "only_in_en"]) <= set(LABELS)
        assert (~table["one_document"]).any()


@pytest.mark.parametrize("theme", THEMES)
def test_the_ranks_of_each_way_of_counting_are_1_to_n(theme):
    ranks = figures.theme_sensitivity(TABLES, theme)
    for _, rows in ranks.groupby("engine"):
        assert sorted(rows["rank"]) == list(range(1, len(rows) + 1))
    assert ranks["token"].nunique() >= 20
    # what plain search finds holds all that a segmenter finds
    wide = ranks.pivot(index="token", columns="engine", values="n")
    assert (wide["jieba"] <= wide["substring"]).all()


def test_texts_with_few_sentences_are_named_in_the_warning():
    warning = figures.few_sentences(TABLES, "culture")
    assert "Nantong, 2023 (0)" in warning["en"]
    assert "Henan" not in warning["en"]
    everywhere = figures.few_sentences(TABLES, "industry")
    assert everywhere == {"en": "", "zh": ""}


def test_specific_words_are_no_enumerators():
    words = figures.specific_words(TABLES)["token"]
    assert not words.str.fullmatch("[一二三四五六七八九十]+[是要]").any()
    assert words.str.len().min() >= 2


def test_every_word_that_a_figure_prints_has_a_gloss():
    printed = pd.concat([figures.theme_terms(TABLES, theme) for theme in THEMES])
    ranked = [figures.theme_sensitivity(TABLES, theme) for theme in THEMES]
    printed = pd.concat([printed, *ranked, figures.specific_words(TABLES)])
    assert list(printed.loc[printed["gloss"] == "", "token"]) == []
    pairs = pd.concat([figures.theme_pairs_of_words(TABLES, theme) for theme in THEMES])
    assert not pairs["gloss"].str.contains("[\u4e00-\u9fff]").any()
    targets = figures.all_targets(TABLES)
    assert list(targets.loc[targets["gloss"] == "", "canonical"]) == []


def test_every_formula_of_the_texts_is_in_the_data_of_the_figure_on_levels():
    table = read_table(published("fig-formulas-levels").files["csv"])
    found = TABLES.formulas[TABLES.formulas["sentence"].isin(SPEECH["sentence"])]
    assert set(table["formula"].dropna()) == set(found["normalised"])
    assert table["n"].sum() == len(found)


DRAW_ALL = """
import hashlib, runpy
for name, figure in runpy.run_path("tests/test_book_figures.py")["FIGURES"].items():
    figure = figure()
    for part, data in sorted(figure.files.items()):
        print(name, part, hashlib.sha256(data).hexdigest())
"""


def test_every_figure_has_the_same_bytes_in_another_process():
    result = subprocess.run(
        [sys.executable, "-c", DRAW_ALL],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [
        f"{name} {part} {hashlib.sha256(data).hexdigest()}"
        for name in FIGURES
        for part, data in sorted(published(name).files.items())
    ]
    assert result.stdout.splitlines() == ours


def test_the_picture_in_the_readme_is_the_headline_figure():
    picture = (ROOT / "_static" / "overview.png").read_bytes()
    headline = published("fig-theme-shares").files["en.png"]
    assert hashlib.sha256(picture).hexdigest() == hashlib.sha256(headline).hexdigest()
