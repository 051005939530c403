"""Every figure of the book: its data say what the tables say, its words what the data say."""

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from pytest import approx

from policytext import figures, load
from policytext.tables import carries

ROOT = Path(__file__).parents[1]
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
    "fig-comparison-distance": lambda: figures.distance_figure(figures.mix_distances(TABLES)),
    "fig-comparison-words": lambda: figures.words_figure(figures.specific_words(TABLES)),
    "fig-comparison-phrases": lambda: figures.phrases_figure(figures.common_phrases(TABLES)),
}
OF_A_THEME = {
    "share": lambda theme: figures.share_figure(figures.theme_share(TABLES, theme)),
    "terms": lambda theme: figures.terms_figure(figures.theme_terms(TABLES, theme)),
    "cloud": lambda theme: figures.cloud_figure(figures.theme_terms(TABLES, theme)),
    "positions": lambda theme: figures.positions_figure(figures.theme_positions(TABLES, theme)),
    "company": lambda theme: figures.company_figure(figures.theme_company(TABLES, theme)),
}
for name, make in OF_A_THEME.items():
    for theme in THEMES:
        FIGURES[f"fig-{theme}-{name}"] = lambda make=make, theme=theme: make(theme)


def _csv(figure):
    return io.BytesIO(figure.files["csv"])


@pytest.fixture(scope="module", params=FIGURES)
def figure(request):
    published = FIGURES[request.param]()
    assert published.id == request.param
    return published


def test_a_figure_has_all_its_files_and_texts(figure):
    assert set(figure.files) == {
        *(f"{lang}.{kind}" for lang in ("en", "zh") for kind in ("pdf", "svg", "png")),
        "csv",
    }
    assert figure.caption.endswith(".")
    assert figure.caption_zh.endswith("。")
    assert len(figure.alt) >= 60
    assert "nan" not in figure.alt.lower().split()


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
    cloud = pd.read_csv(_csv(figures.cloud_figure(terms)))
    chart = pd.read_csv(_csv(figures.terms_figure(terms)))
    assert sorted(cloud["token"]) == sorted(chart["token"])
    assert cloud["weight"].is_monotonic_decreasing


@pytest.mark.parametrize("theme", THEMES)
def test_the_ranked_words_have_intervals_above_zero(theme):
    terms = figures.theme_terms(TABLES, theme)
    assert (terms["low"] > 0).all()
    assert terms.groupby("in_lexicon")["low"].apply(lambda low: low.is_monotonic_decreasing).all()


def test_a_theme_without_words_that_mark_it_has_a_sentence_in_their_place():
    none = figures.theme_terms(TABLES, "culture").head(0)
    assert isinstance(figures.terms_figure(none), str)
    assert isinstance(figures.cloud_figure(none), str)


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


def test_every_pair_of_documents_has_one_distance():
    pairs = figures.mix_distances(TABLES)
    n = len(TABLES.documents)
    assert len(
        {frozenset(pair) for pair in zip(pairs["document"], pairs["other"], strict=True)}
    ) == (n * (n - 1) // 2)


def test_specific_words_are_no_enumerators():
    words = figures.specific_words(TABLES)["token"]
    assert not words.str.fullmatch("[一二三四五六七八九十]+[是要]").any()
    assert words.str.len().min() >= 2


def test_every_word_that_a_figure_prints_has_a_gloss():
    printed = pd.concat([figures.theme_terms(TABLES, theme) for theme in THEMES])
    printed = pd.concat([printed, figures.specific_words(TABLES)])
    assert list(printed.loc[printed["gloss"] == "", "token"]) == []


DRAW_ALL = """
import hashlib, json, runpy
FIGURES = runpy.run_path("tests/test_book_figures.py")["FIGURES"]
print(json.dumps({
    f"{id}.{part}": hashlib.sha256(data).hexdigest()
    for id in FIGURES if "cloud" not in id
    for part, data in FIGURES[id]().files.items() if part.endswith("svg")
}))
"""


def test_every_figure_has_the_same_bytes_in_another_process():
    def draw(seed):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DRAW_ALL]
        result = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(result.stdout)

    with ThreadPoolExecutor() as pool:
        one, two = pool.map(draw, ("1", "2"))
    assert {name for name in one if one[name] != two[name]} == set()


def test_the_picture_in_the_readme_is_the_headline_figure():
    picture = ROOT / "_static" / "overview.png"
    published = figures.shares_figure(figures.core_shares(TABLES))
    assert picture.read_bytes() == published.files["en.png"]
