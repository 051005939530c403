"""The figures of the validation: their data say what the scores say, and nothing overlaps."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pytest import approx
from test_charts import texts_of

from policytext import load, read_coding
from policytext.figures import read_table
from policytext.figures import validation_charts as charts
from policytext.figures import validation_figures as figures
from policytext.figures.style import WIDTHS_MM, contrast, style
from policytext.measures import scores, share_error

TABLES = load()
CODING, PASSES = read_coding("themes"), read_coding("passes")
THEMES = list(TABLES.themes["theme"])
NOBODYS = CODING.head(0)


FIGURES = {
    "fig-methods-quality": lambda: figures.quality_figure(
        figures.theme_quality(TABLES, CODING, PASSES)
    ),
    "fig-methods-documents": lambda: figures.documents_figure(
        figures.document_quality(TABLES, CODING)
    ),
    "fig-methods-baselines": lambda: figures.methods_figure(figures.method_quality(TABLES)),
    "fig-methods-share-error": lambda: figures.errors_figure(
        figures.document_errors(TABLES, CODING)
    ),
}


@cache
def published(name: str):
    return FIGURES[name]()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_its_name_and_its_texts(name):
    figure = published(name)
    assert figure.id == name
    assert figure.caption.endswith(".")
    assert figure.caption_zh.endswith("。")
    assert "nan" not in figure.alt.lower().split()


def test_the_figure_of_the_whole_has_the_scores_of_labels_and_passes():
    data = read_table(published("fig-methods-quality").files["csv"])
    labels = data[data["method"] == "labels"].set_index("theme")
    expected = scores(CODING, TABLES.sentences, THEMES).set_index("theme")
    assert list(labels.loc[THEMES, "f1"]) == approx(list(expected.loc[THEMES, "f1"]))
    assert set(data["method"]) == {"labels", "passes"}
    assert {"macro", "core"} < set(labels.index)


def test_each_document_has_each_theme_and_both_averages():
    table = figures.document_quality(TABLES, CODING)
    coded = TABLES.sentences.loc[
        TABLES.sentences["sentence"].isin(CODING["sentence"]), "document"
    ].unique()
    order = [name for name in TABLES.documents["document"] if name in set(coded)]
    assert list(table["document"].unique()) == order
    for _, rows in table.groupby("document"):
        assert list(rows["theme"]) == [*THEMES, "macro", "core"]


def test_the_errors_are_coded_minus_labelled():
    table = figures.document_errors(TABLES, CODING)
    assert len(table) == len(share_error(CODING, TABLES.sentences, THEMES))
    assert list(table["error"]) == approx(list(table["coded"] - table["labelled"]))


@pytest.mark.parametrize(
    "figure",
    [
        lambda: figures.quality_figure(figures.theme_quality(TABLES, NOBODYS, PASSES)),
        lambda: figures.documents_figure(figures.document_quality(TABLES, NOBODYS)),
        lambda: figures.errors_figure(figures.document_errors(TABLES, NOBODYS)),
    ],
    ids=["quality", "documents", "errors"],
)
def test_without_a_coded_sentence_a_sentence_stands_in_the_place_of_the_figure(figure):
    assert figure() == figures.NOTHING_CODED


# The charts, with data that try to break them


def hard(parts: int, methods: int) -> pd.DataFrame:
    """Scores at both ends, undefined ones, intervals without width and from end to end."""
    looks = pd.DataFrame(
        [
            ("a", "Innovation", "创新", "#0072B2", "#0072B2"),
            ("b", "Governance and safety", "治理安全", "#8c8c8c", "#595959"),
            ("macro", "Average, all themes", "平均，全部主题", "#262626", "#262626"),
        ],
        columns=["theme", "label_en", "label_zh", "colour", "text_colour"],
    )
    part = [f"A place with a long name {2012 + k}" for k in range(parts)]
    method = [f"a way to label number {k}" for k in range(methods)]
    table = pd.DataFrame({"part_en": part}).merge(pd.DataFrame({"method_en": method}), how="cross")
    table = table.merge(looks, how="cross")
    return table.assign(
        part_zh=table["part_en"].map({name: f"某某地区{k}" for k, name in enumerate(part)}),
        method_zh=table["method_en"].map({name: f"办法{k}" for k, name in enumerate(method)}),
        f1=np.resize([0, 1, np.nan, 0.5], len(table)),
        low=np.resize([0, 1, np.nan, 0], len(table)),
        high=np.resize([0, 1, np.nan, 1], len(table)),
        n_coded=np.resize([0, 12345, 9, 10], len(table)),
    )


def hard_errors(documents: int) -> pd.DataFrame:
    table = hard(documents, 1).rename(columns=lambda name: name.replace("part_", "document_"))
    return table.assign(
        document=table["document_en"],
        coded=np.resize([0, 1, 0.5], len(table)),
        labelled=np.resize([1, 1, 0], len(table)),
        error=np.resize([-1, 0, 0.5], len(table)),
    )


CHARTS = {
    "one part": (charts.score_panels, lambda: hard(1, 2)),
    "three parts": (charts.score_panels, lambda: hard(3, 3)),
    "one document": (charts.error_panels, lambda: hard_errors(1)),
    "three documents": (charts.error_panels, lambda: hard_errors(3)),
}


def drawn(name: str, lang: str):
    chart, table = CHARTS[name]
    with style():
        figure = Figure(figsize=(WIDTHS_MM["full"] / 25.4, 60 / 25.4), dpi=100)
        FigureCanvasAgg(figure)
        axes = np.ravel(chart(table(), lang=lang, ax=figure.subplots()))
        figure.canvas.draw()
    return figure, axes


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_touches_another_or_leaves_the_figure(name, lang):
    figure, _ = drawn(name, lang)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer).padded(-1) for text in texts_of(figure)]
    width, height = figure.bbox.size
    for box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
    for k, box in enumerate(boxes):
        touching = [j for j in range(k + 1, len(boxes)) if box.overlaps(boxes[j])]
        assert not touching, (texts_of(figure)[k], [texts_of(figure)[j] for j in touching])


@pytest.mark.parametrize("name", CHARTS)
def test_type_is_7_to_9_points_and_dark_enough(name):
    figure, _ = drawn(name, "en")
    for text in texts_of(figure):
        assert 7 <= text.get_fontsize() <= 9, text
        assert contrast(text.get_color()) >= 4.5, text


def test_a_dot_stands_at_f1_and_is_hollow_where_few_sentences_are_coded():
    _, (ax,) = drawn("one part", "en")
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [0, 1]  # the third is undefined
    assert [dot.get_markerfacecolor() == "white" for dot in dots] == [True, False]


def test_an_undefined_score_is_printed_as_a_dash():
    _, (ax,) = drawn("one part", "en")
    assert "–" in [text.get_text() for text in ax.texts]


def test_the_shares_of_all_documents_have_one_scale_from_zero():
    _, axes = drawn("three documents", "en")
    assert {ax.get_xlim() for ax in axes} == {axes[0].get_xlim()}
    assert axes[0].get_xlim()[0] == 0
