"""Every chart, with data that try to break it: nothing overlaps, nothing is cut off."""

from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from policytext import figures
from policytext.figures import formula_charts
from policytext.figures.layout import GROUND, in_order, percent, wrap
from policytext.figures.style import FAINT, INK, QUIET, WIDTHS_MM, contrast, style, tint

THEMES = pd.DataFrame(
    [
        ("innovation", "Innovation", "创新", "#0072B2", "#0072B2"),
        ("industry", "Industry", "产业", "#D55E00", "#B04E00"),
        ("culture", "Culture", "文化", "#CC79A7", "#A8447D"),
        ("governance", "Governance and safety", "治理安全", "#8c8c8c", "#595959"),
    ],
    columns=["theme", "label_en", "label_zh", "colour", "text_colour"],
)
GLOSSES = [
    ("数字化", "digitalization"),
    ("新质生产力", "new quality productive forces"),
    ("人才", ""),
    ("研发", "R&D"),
]


def documents(n: int) -> pd.DataFrame:
    names = [f"A district with a long name {2012 + k}" if k % 3 else f"Z {k}" for k in range(n)]
    return pd.DataFrame(
        {
            "document": [f"d{k}" for k in range(n)],
            "document_en": names,
            "document_zh": [f"名字很长的某某地区 {2012 + k}" for k in range(n)],
        }
    )


def shares(n: int) -> pd.DataFrame:
    """Shares that come near everything: 0, 100 %, no interval, interval up to the edge."""
    table = documents(n).merge(THEMES, how="cross")
    table["share"] = np.resize([0, 1, 0.004, 0.5, 0.996], len(table))
    table["low"] = np.resize([0, 0.9, 0.001, np.nan, 0.8], len(table))
    table["high"] = np.resize([0, 1, 0.2, np.nan, 1], len(table))
    table["share_of_tokens"] = np.resize([0.01, 1, 0.3], len(table))
    table["error"] = np.resize([-0.05, np.nan, 0.004, 0.1], len(table))
    table["n_sentences"] = 12345
    table["n"] = (table["share"] * 12345).round()
    return table


def companions(n: int) -> pd.DataFrame:
    table = shares(n).rename(columns={"theme": "other"})
    return table.assign(
        share=np.resize([0, 1, np.nan, 0.5, 0.51], len(table)),
        base=np.resize([0, 0.3, 1], len(table)),
        n_theme=np.resize([3, 400], len(table)),
    )


def terms(n: int) -> pd.DataFrame:
    table = pd.DataFrame(GLOSSES * n, columns=["token", "gloss"])
    size = len(table)
    return table.assign(
        mean_log_ratio=np.linspace(9, -2, size),
        low=np.resize([-3, np.nan, 1], size),
        high=np.resize([11, np.nan, 9.5], size),
        n_documents=np.resize([1, 12], size),
        lowest_mean=np.resize([-2, np.nan], size),
        highest_mean=np.resize([10, np.nan], size),
        n_agree=np.resize([0, 11], size),
        n_target=np.resize([5, 12345], size),
        dp_norm=np.resize([0, 1, 0.5], size),
        one_document=np.resize([True, False], size),
        only_in_en=np.resize(["A district with a long name 2012", ""], size),
        only_in_zh=np.resize(["名字很长的某某地区 2012", ""], size),
        in_lexicon=np.arange(size) % 4 == 3,
        colour="#0072B2",
        text_colour="#0072B2",
        warning_en="Fewer than 10 sentences of the theme: " + "a district with a long name; " * n,
        warning_zh="该主题不足10句的文本：" + "名字很长的某某地区；" * n,
    )


def pairs_of_words(n: int) -> pd.DataFrame:
    table = terms(n)
    return table.assign(
        token=table["token"] + " + " + table["token"],
        gloss=table["gloss"] + " + " + table["gloss"],
        log_dice=np.resize([14, 9.5, 12], len(table)),
        lowest_mean=np.resize([13, np.nan, 8], len(table)),
        highest_mean=np.resize([14, np.nan, 13], len(table)),
        n_sentences=np.resize([3, 12345], len(table)),
        n_together=np.resize([1, 11], len(table)),
    )


def ranks(n: int) -> pd.DataFrame:
    """2 n + 10 words under four ways, of which the second is upside down."""
    words = [chr(0x4E00 + 7 * k) + "化" * (1 + k % 4) for k in range(2 * n + 10)]
    table = pd.DataFrame({"token": words, "gloss": ["", "a gloss of some length"] * (n + 5)})
    ways = pd.DataFrame(
        {
            "engine": ["jieba", "no_hmm", "no_words", "substring"],
            "engine_en": ["as in the book (jieba)", "no guess at new words", "no list", "search"],
            "engine_zh": ["本书做法", "不识别新词", "不用词表", "字符串检索"],
        }
    )
    places = np.arange(1, len(words) + 1)
    orders = [places, places[::-1], np.roll(places, 1), np.roll(places, 7)]
    table = pd.concat(
        [table.assign(engine=e, rank=r) for e, r in zip(ways["engine"], orders, strict=True)]
    )
    return table.merge(ways).assign(
        flips=lambda t: t["token"].str.len() > 4,
        text_colour="#0072B2",
        warning_en="Fewer than 10 sentences of the theme: a district.",
        warning_zh="该主题不足10句的文本：某地。",
    )


def document_words(n: int) -> pd.DataFrame:
    table = documents(n).merge(pd.DataFrame(GLOSSES, columns=["token", "gloss"]), how="cross")
    ratios = np.resize([9.0, 4, 1, -1], len(table))
    return table.assign(log_ratio=ratios, low=ratios - 1, high=np.resize([11, np.nan], len(table)))


def phrases(n: int) -> pd.DataFrame:
    table = pd.DataFrame(GLOSSES, columns=["phrase", "gloss"]).merge(documents(n), how="cross")
    return table.assign(n=np.resize([0, 1, 999], len(table)))


def distances(n: int) -> pd.DataFrame:
    other = documents(n).rename(columns=lambda name: name.replace("document", "other"))
    pairs = documents(n).merge(other, how="cross")
    pairs = pairs[pairs["document"] < pairs["other"]]
    pairs = pairs.assign(
        distance=np.resize([0, 1, np.nan, 0.5], len(pairs)),
        low=np.resize([0, 0.9, np.nan, 0.1], len(pairs)),
        high=np.resize([0, 1, np.nan, 0.6], len(pairs)),
        chance=np.resize([0.9, np.nan, np.nan, 0.3], len(pairs)),
    )
    words = pairs.assign(measure="words", measure_en="In words", measure_zh="用词")
    return pd.concat([pairs.assign(measure="a", measure_en="In themes", measure_zh="主题"), words])


def places(n: int) -> pd.DataFrame:
    table = documents(n).merge(THEMES, how="cross")
    return table.assign(
        start=np.resize([0, 0.5, 0.999, np.nan, 0.3], len(table)),
        end=np.resize([0.01, 0.9, 1, np.nan, 0.3001], len(table)),
    )


def edits(n: int) -> pd.DataFrame:
    groups = {
        "furniture": ("Page furniture of a long name", "名字很长的网页杂项"),
        "byline": ("Title, date, and a byline too", "标题、日期、作者与更多的信息"),
        "space": ("Line ends and blanks and the rest", "断行、空格与其余的种种"),
        "script": ("Characters and marks, many of them", "繁简字形与标点符号的转换"),
    }
    table = pd.concat(
        [documents(n).assign(group=g, group_en=en, group_zh=zh) for g, (en, zh) in groups.items()]
    )
    return table.assign(start=np.resize([0, 0.98], len(table)), end=np.resize([0.4, 1], len(table)))


def sizes(n: int) -> pd.DataFrame:
    return documents(n).assign(
        n_chars=np.resize([123456, 7], n),
        share_of_chars=np.resize([0.99, 0.001], n),
        n_sentences=np.resize([9999, 1], n),
        chars_per_sentence=np.resize([86, 7.0], n),
    )


LEVEL_NAMES = {
    "central": ("Central", "中央"),
    "provincial": ("Provincial", "省级"),
    "local": ("Local", "市县及以下"),
    "unknown": ("Unknown", "未知"),
}


def with_levels(table: pd.DataFrame) -> pd.DataFrame:
    table = table.assign(level=np.resize(list(LEVEL_NAMES), len(table)))
    return table.assign(
        level_en=table["level"].map(lambda level: LEVEL_NAMES[level][0]),
        level_zh=table["level"].map(lambda level: LEVEL_NAMES[level][1]),
    )


def formula_rates(n: int) -> pd.DataFrame:
    return documents(n).assign(
        per_1000_tokens=np.resize([0, 120.5, np.nan], n),
        low=np.resize([0, 90, np.nan], n),
        high=np.resize([0, 130, np.nan], n),
        n=np.resize([0, 12345], n),
        n_different=np.resize([0, 999], n),
        n_with=np.resize([0, 1234], n),
        n_sentences=12345,
    )


def formula_places(n: int) -> pd.DataFrame:
    """A stack of eight at the beginning of each text, one at its end, and a place not known."""
    table = documents(n).merge(pd.DataFrame({"place": [0.0] * 8 + [1.0, np.nan]}), how="cross")
    return with_levels(table)


def formula_cells(n: int) -> pd.DataFrame:
    """Cells of 1, 37, 0 and 12345 occurrences: one, four lines, none, and too many to draw."""
    table = documents(n).merge(pd.DataFrame({"formula": ["甲", "乙", "丙", "丁"]}), how="cross")
    return with_levels(table).assign(n=np.resize([1, 37, 0, 12345], len(table)))


def formula_matrix(n: int) -> pd.DataFrame:
    table = phrases(n).rename(columns={"phrase": "formula"})
    first = with_levels(table.drop_duplicates("formula")).set_index("formula")
    table = table.join(first[["level", "level_en", "level_zh"]], on="formula")
    return table.assign(year=np.where(table["formula"] == "人才", np.nan, 2023))


QUANTITIES = [  # indicator, gloss, measure, unit, and values that come near everything
    ("规模以上工业增加值", "value added of industrial firms above the size line", "growth", "%"),
    ("地区生产总值", "", "level", "元"),
    ("名字很长的示范项目与创新平台", "projects and platforms of a rather long name", "level", "个"),
    ("高标准农田", "high-standard farmland", "change", "亩"),
    ("居民满意度", "satisfaction", "share", ""),
]


def quantities(n: int) -> pd.DataFrame:
    kinds = pd.DataFrame(QUANTITIES, columns=["canonical", "gloss", "measure", "unit"])
    table = documents(n).merge(kinds, how="cross")
    sides = pd.DataFrame(
        {"status": ["achieved", "target", "target"], "comparator": ["~", ">=", "<"]}
    )
    table = table.merge(sides, how="cross")
    money = table["unit"].map({"元": 1e9, "个": 1000, "亩": 60000, "": 0.01}).fillna(1)
    return table.assign(
        value=np.resize([9, 100, 11.6, 7.25], len(table)) * money,
        high=np.resize([np.nan, np.nan, 120], len(table)) * money,
        unit_en=table["unit"].map({"亩": "mu (1/15 hectare)"}).fillna(""),
        measure_en=table["measure"].str.capitalize(),
        measure_zh=table["measure"].map(
            {"growth": "增速", "level": "水平", "change": "增量", "share": "占比"}
        ),
        n_all=1234,
        colour="#0072B2",
        text_colour="#0072B2",
    )


def pairs(n: int) -> pd.DataFrame:
    table = quantities(n)
    few = table["unit"].isin(["%", "元", "个"]) & (table["comparator"] != "<")
    return table[few].assign(high=np.nan)


def rates(n: int) -> pd.DataFrame:
    table = pd.concat([quantities(n).query("unit == '%'").assign(canonical=c) for c in "甲乙丙"])
    order = {name: place for place, name in enumerate(documents(n)["document"])}
    return table.sort_values("document", key=lambda d: d.map(order), kind="stable")


def promise_counts(n: int) -> pd.DataFrame:
    keys = [(t.theme, t.label_en, t.label_zh, "theme") for t in THEMES.itertuples()]
    keys += [("year", "Due in the text's year", "当年", "horizon")]
    keys += [("none", "No time ahead named", "未说明期限", "horizon")]
    table = documents(n).merge(
        pd.DataFrame(keys, columns=["key", "key_en", "key_zh", "group"]), how="cross"
    )
    table["n_promised"] = np.where(table["document"] == "d0", 0, 999)
    return table.assign(n=np.where(table["n_promised"] == 0, 0, np.resize([0, 1, 999], len(table))))


def kinds(n: int) -> pd.DataFrame:
    names = pd.DataFrame(
        {
            "kind": ["both", "number", "date", "neither"],
            "kind_en": ["Both", "Number", "Date", "Neither"],
            "kind_zh": ["两者皆有", "仅有数量", "仅有期限", "两者皆无"],
        }
    )
    table = documents(n).merge(names, how="cross")
    table["n"] = np.resize([0, 1, 0, 1234, 0, 0, 0, 0], len(table))
    table["n_promises"] = table.groupby("document")["n"].transform("sum")
    return table.assign(share=table["n"] / table["n_promises"].where(table["n_promises"] > 0))


# chart, table of n documents, width, and height in mm for (1, 5, 12) documents
CHARTS = {
    "share_panels": (figures.share_panels, shares, "full", (35, 60, 110)),
    "share_dots": (
        figures.share_dots,
        lambda n: shares(n)[shares(n)["theme"] == "culture"],
        "full",
        (40, 60, 110),
    ),
    "company": (figures.company, companions, "column", (70, 70, 70)),
    "mix_matrix": (figures.mix_matrix, shares, "full", (40, 60, 110)),
    "distance_dots": (figures.distance_dots, distances, "full", (40, 80, 330)),
    "collocate_dots": (figures.collocate_dots, pairs_of_words, "full", (60, 130, 280)),
    "rank_bumps": (figures.rank_bumps, ranks, "full", (80, 120, 190)),
    "lengths": (figures.lengths, sizes, "full", (30, 50, 90)),
    "distinctive_terms": (figures.distinctive_terms, terms, "full", (60, 135, 280)),
    "document_terms": (figures.document_terms, document_words, "full", (50, 120, 240)),
    "shared_phrases": (figures.shared_phrases, phrases, "full", (50, 60, 90)),
    "formula_rates_dots": (figures.formula_rates_dots, formula_rates, "full", (40, 66, 120)),
    "formula_stacks": (figures.formula_stacks, formula_places, "full", (45, 115, 240)),
    "formula_cells": (figures.formula_cells, formula_cells, "full", (38, 110, 230)),
    "formula_matrix": (figures.formula_matrix, formula_matrix, "full", (50, 60, 90)),
    "position_strip": (figures.position_strip, places, "full", (40, 80, 120)),
    "removed_strip": (figures.removed_strip, edits, "full", (40, 60, 90)),
    "paired_dots": (figures.paired_dots, pairs, "full", (110, 300, 660)),
    "growth_panels": (figures.growth_panels, rates, "full", (60, 120, 240)),
    "promise_matrix": (figures.promise_matrix, promise_counts, "full", (50, 80, 140)),
    "kind_bars": (figures.kind_bars, kinds, "full", (40, 72, 128)),
    "promise_list": (figures.promise_list, quantities, "full", (60, 180, 400)),
}
HARD = [
    (name, n, lang)
    for name in CHARTS
    for n in (1, 5, 12)
    for lang in ("en", "zh")
    if (name, n) != ("distance_dots", 1)  # one document has no pair
]


@pytest.fixture(autouse=True, scope="module")
def in_style():
    with style():
        yield


@cache
def drawn(name: str, n: int, lang: str):
    """Figure as `publish` makes it, and what the chart returned."""
    chart, table, width, heights = CHARTS[name]
    height = heights[(1, 5, 12).index(n)]
    figure = Figure(figsize=(WIDTHS_MM[width] / 25.4, height / 25.4), dpi=100)
    FigureCanvasAgg(figure)
    axes = chart(table(n), lang=lang, ax=figure.subplots())
    figure.canvas.draw()
    return figure, axes


def texts_of(figure) -> list[Text]:
    unseen = set()  # matplotlib keeps labels of ticks beyond the ends of an axis, and draws none
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                unseen |= {tick.label1, tick.label2}
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text not in unseen
    ]


def shown(axes) -> str:
    figure = np.ravel(axes)[0].figure
    return " ".join(text.get_text() for text in texts_of(figure))


def corners(text: Text, renderer) -> np.ndarray:
    """Four corners of a text's box on the page, turned with the text, a pixel smaller all round."""
    turn = text.get_rotation()
    if not turn:
        box = text.get_window_extent(renderer).padded(-1)
        return np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    anchor = text.get_transform().transform(text.get_unitless_position())
    text.set_rotation(0)
    flat = corners(text, renderer) - anchor
    text.set_rotation(turn)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return flat @ np.array([[cos, sin], [-sin, cos]]) + anchor


def overlap(one: np.ndarray, two: np.ndarray) -> bool:
    """Whether two rectangles, turned or not, share area (no side of either separates them)."""
    for box in (one, two):
        for side in (box[1] - box[0], box[3] - box[0]):
            a, b = one @ side, two @ side
            if a.max() <= b.min() or b.max() <= a.min():
                return False
    return True


@pytest.mark.parametrize(("name", "n", "lang"), HARD)
def test_no_text_touches_another_text_or_leaves_the_figure(name, n, lang):
    figure, _ = drawn(name, n, lang)
    renderer = figure.canvas.get_renderer()
    texts = texts_of(figure)
    boxes = [corners(text, renderer) for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        inside = box.min() >= 0 and (box.max(axis=0) <= figure.bbox.size).all()
        assert inside, (text, box.tolist())
    for k, one in enumerate(boxes):
        for later, two in enumerate(boxes[k + 1 :], k + 1):
            assert not overlap(one, two), (texts[k], texts[later])


NUMBERS_ON_MARKS = ("mix_matrix", "shared_phrases", "formula_matrix")
NUMBERS_ON_MARKS = ("mix_matrix", "shared_phrases", "promise_matrix")


@pytest.mark.parametrize(
    ("name", "n", "lang"), [hard for hard in HARD if hard[0] not in NUMBERS_ON_MARKS]
)
def test_no_text_touches_a_mark(name, n, lang):
    figure, axes = drawn(name, n, lang)
    renderer = figure.canvas.get_renderer()
    boxes = {text: corners(text, renderer) for text in texts_of(figure)}
    for place in np.ravel(axes):
        marks = [*place.lines, *(bar for bar in place.patches)]
        for mark in marks:
            area = mark.get_window_extent(renderer)
            if not np.isfinite(area.extents).all():
                continue
            if mark in place.lines and mark.get_marker() not in ("", "None", None):
                area = area.padded(0.5 * mark.get_markersize() * figure.dpi / 72 - 1)
            x0, y0, x1, y1 = area.extents
            square = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
            for text, box in boxes.items():
                assert not overlap(square, box), (text, mark)


@pytest.mark.parametrize("name", CHARTS)
def test_type_is_7_to_9_points_and_dark_enough(name):
    figure, _ = drawn(name, 5, "en")
    for text in texts_of(figure):
        assert 7 <= text.get_fontsize() <= 9, text
        assert contrast(text.get_color()) >= 4.5, text


@pytest.mark.parametrize("name", CHARTS)
def test_the_chinese_version_holds_no_english_words(name):
    _, axes = drawn(name, 5, "zh")
    allowed = {"DP", "norm", "log2", "logDice", "n"}
    words = set("".join(c if c.isascii() and c.isalnum() else " " for c in shown(axes)).split())
    assert not {w for w in words if w.isalpha() or w == "log2"} - allowed


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_leaves_its_table_and_matplotlib_as_they_were(name):
    chart, table, _, _ = CHARTS[name]
    before, kept = dict(mpl.rcParams), table(5)
    chart(kept, ax=Figure().subplots())
    pd.testing.assert_frame_equal(kept, table(5))
    assert dict(mpl.rcParams) == before


def test_a_chart_in_a_part_of_a_figure_fits_its_notes_to_that_part():
    part = Figure(figsize=(8, 3)).subfigures(1, 2)[0]
    whole = Figure(figsize=(4, 3))
    for figure in (part, whole):
        figures.kind_bars(kinds(3), ax=figure.subplots())
    assert part.get_supxlabel() == whole.get_supxlabel() != ""


def test_axes_outside_a_grid_are_refused_and_stay_where_they_are():
    figure = Figure()
    ax = figure.add_axes((0, 0, 1, 1))
    with pytest.raises(ValueError, match="made with subplots expected"):
        figures.kind_bars(kinds(3), ax=ax)
    assert figure.axes == [ax]


def test_numbers_in_cells_keep_their_contrast_on_the_darkest_ground():
    assert contrast(INK, tint(GROUND, 0.55)) >= 4.5
    assert contrast(QUIET) >= 4.5 > contrast(FAINT)


def test_dots_stand_where_the_shares_are_and_are_hollow_without_an_interval():
    axes = figures.share_panels(shares(5), ax=Figure().subplots())
    assert len(axes) == 4
    rows = shares(5)[shares(5)["theme"] == "innovation"]
    dots = [line for line in axes[0].lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == list(rows["share"])
    hollow = [dot.get_markerfacecolor() == "white" for dot in dots]
    # 0 with interval 0 to 0, and NaN: both say nothing about variation
    assert hollow == [not high > low for low, high in zip(rows["low"], rows["high"], strict=True)]
    assert "Hollow: no interval" in shown(axes)


def test_panels_share_one_scale_from_zero_that_cuts_no_interval():
    axes = figures.share_panels(shares(5), ax=Figure().subplots())
    assert {ax.get_xlim() for ax in axes} == {axes[0].get_xlim()}
    assert axes[0].get_xlim()[0] == 0 and axes[0].get_xlim()[1] >= 1


def test_the_note_on_hollow_dots_appears_only_when_there_are_some():
    table = shares(5).assign(share=0.5, low=0.4, high=0.6)
    assert "Hollow" not in shown(figures.share_panels(table, ax=Figure().subplots()))


def test_a_document_without_a_row_for_a_theme_has_no_mark():
    table = shares(3).query("not (document == 'd1' and theme == 'culture')")
    culture = figures.share_panels(table, ax=Figure().subplots())[2]
    assert [t.get_text() for t in culture.texts][1] == "–"


def test_the_mean_gives_each_document_the_same_weight():
    table = shares(2)[shares(2)["theme"] == "innovation"].assign(
        share=[0.2, 0.4], n=[2, 400], n_sentences=[10, 1000]
    )
    assert "mean 30%" in shown(figures.share_dots(table, ax=Figure().subplots()))


def test_companions_are_ranked_by_mean_over_documents():
    table = documents(2).merge(THEMES.rename(columns={"theme": "other"}), how="cross")
    table["share"] = [0.1, 0.2, 0.3, 0.4, 0.3, 0.2, np.nan, 0.8]
    table["base"], table["n_theme"] = 0.25, 30
    ax = figures.company(table, ax=Figure().subplots())
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    # means: 0.2, 0.2, 0.3 (of one document), 0.6
    assert labels == ["Governance and safety", "Culture", "Innovation", "Industry"]
    diamonds = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
    assert diamonds == [0.25] * 4


def test_lexicon_terms_follow_the_others_as_squares():
    ratio, spread = figures.distinctive_terms(terms(2), ax=Figure().subplots())
    markers = [line.get_marker() for line in ratio.lines if line.get_marker() in ("o", "s")]
    assert markers == ["o"] * 6 + ["s"] * 2
    assert spread.get_xlim() == (0, 1)
    assert "Squares" in shown(ratio)


def test_words_of_one_text_are_hollow_and_bear_its_name():
    table = terms(1).assign(one_document=[False, True, False, False])
    ratio, _ = figures.distinctive_terms(table, ax=Figure().subplots())
    marks = [line for line in ratio.lines if line.get_marker() in ("o", "s")]
    # the word of one text follows the two of several, before the lexicon's
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False, False, True, False]
    table["only_in_en"] = "Z 0"
    assert shown(figures.distinctive_terms(table, ax=Figure().subplots())).count("Z 0") == 1


@pytest.mark.parametrize("chart", ["distinctive_terms", "collocate_dots", "rank_bumps"])
def test_a_warning_of_small_numbers_is_drawn_where_there_is_one(chart):
    draw, table, _, _ = CHARTS[chart]
    assert "Fewer than 10 sentences" in shown(draw(table(1), ax=Figure().subplots()))
    none = table(1).assign(warning_en=np.nan)  # what an empty cell of the CSV is read as
    assert "Fewer than" not in shown(draw(none, ax=Figure().subplots()))


def test_texts_with_few_sentences_of_the_theme_have_small_rings():
    table = companions(2).query("other == 'industry'").assign(share=[0.2, 0.3], n_theme=[3, 30])
    ax = figures.company(table, ax=Figure().subplots())
    rings = {
        line.get_xdata()[0]: line.get_markersize() for line in ax.lines if line.get_marker() == "o"
    }
    assert rings[0.2] < rings[0.3]
    assert "Small ring" in shown(ax)
    assert "Small ring" not in shown(
        figures.company(table.assign(n_theme=30), ax=Figure().subplots())
    )


def test_pairs_of_one_text_follow_the_others_and_are_hollow():
    table = pairs_of_words(1).assign(one_document=[True, False, True, False])
    ax = figures.collocate_dots(table, ax=Figure().subplots())
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False, False, True, True]
    assert ax.get_xlim()[1] == 14


def test_each_word_has_a_line_of_its_ranks_and_flips_are_thick():
    table = ranks(5)
    ax = figures.rank_bumps(table, ax=Figure().subplots())
    lines = [line for line in ax.lines if len(line.get_xdata()) == 4]
    assert len(lines) == table["token"].nunique()
    first = table[table["token"] == table["token"].iloc[0]]["rank"]
    assert list(lines[0].get_ydata()) == list(first - 1)  # rank 1 is row 0
    thick = [line.get_linewidth() > 2 for line in lines]
    assert sum(thick) == table.loc[table["flips"], "token"].nunique() > 0
    assert "dashed" not in shown(ax)


def test_ranks_beyond_the_twentieth_stand_hollow_below_a_line():
    ax = figures.rank_bumps(ranks(12), ax=Figure().subplots())  # 34 words
    hollow = {
        line.get_ydata()[0]
        for line in ax.lines
        if len(line.get_xdata()) == 1 and line.get_markerfacecolor() == "white"
    }
    assert hollow == set(range(21, 35))
    assert "–" in ax.get_yticklabels()[-1].get_text()
    assert "dashed line" in shown(ax)


def test_tokens_and_the_error_of_the_labels_stand_beside_the_share():
    table = (
        shares(3)
        .query("theme == 'culture'")
        .assign(
            share=[0.2, 0.4, 0.9], share_of_tokens=[0.25, 0.4, 0.8], error=[-0.049, np.nan, 0.02]
        )
    )
    ax = figures.share_dots(table, ax=Figure().subplots())
    assert {"25%", "−5", "–", "+2"} <= {text.get_text() for text in ax.texts}
    ticks = [line.get_xdata()[0] for line in ax.lines if line.get_color() == INK]
    assert ticks == [0.25, 0.4, 0.8]
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (band.x0, band.x1) == (pytest.approx(0.3), pytest.approx(0.65))


def test_an_empty_gloss_leaves_the_chinese_word_alone():
    table = terms(1).assign(gloss=["digital", np.nan, "", "R&D"], one_document=False)
    ratio, _ = figures.distinctive_terms(table, ax=Figure().subplots())
    labels = [tick.get_text() for tick in ratio.get_yticklabels()]
    assert labels == ["digital  数字化", "新质生产力", "人才", "R&D  研发"]


def test_a_long_gloss_is_cut_before_the_chinese_word():
    table = pairs_of_words(1).assign(gloss="a very long gloss of this word and " * 3)
    ax = figures.collocate_dots(table, ax=Figure().subplots())
    for tick, token in zip(
        ax.get_yticklabels(), table.sort_values("one_document", kind="stable")["token"], strict=True
    ):
        assert tick.get_text().endswith(f"...  {token}")
        assert len(tick.get_text()) <= 60


def test_a_strip_has_a_piece_for_each_sentence_and_skips_unknown_places():
    table = places(1).assign(start=[0, 0.5, 0.9, np.nan], end=[0.25, 1, 1, np.nan])
    ax = figures.position_strip(table, ax=Figure().subplots())
    pieces = [c.get_paths() for c in ax.collections[1::2]]
    assert [len(paths) for paths in pieces] == [1, 1, 1, 0]
    assert pieces[1][0].get_extents().x0 == 0.5


def test_counts_of_phrases_are_printed_and_absence_is_not_zero():
    ax = figures.shared_phrases(phrases(5), ax=Figure().subplots())
    assert {text.get_text() for text in ax.texts} == {"1", "999"}


def marks_of(ax) -> list:
    return [line for line in ax.lines if line.get_marker() in ("o", "s", "^")]


def test_each_formula_is_a_mark_in_a_stack_and_an_unknown_place_is_none():
    ax = figures.formula_stacks(formula_places(1), ax=Figure().subplots())
    key, n = 4, 9
    drawn = [m for m in marks_of(ax) if m.get_transform() == ax.transData]
    assert len(drawn) == n and len(marks_of(ax)) == n + key
    storeys = sorted(float(m.get_ydata()[0]) for m in drawn if m.get_xdata()[0] < 0.5)
    assert storeys == [k + 0.5 for k in range(8)]


def test_levels_differ_in_shape_or_filling_and_not_in_colour_alone():
    looks = {(marker, hollow) for marker, _, hollow in formula_charts.MARKS.values()}
    assert len(looks) == len(formula_charts.MARKS)


def test_a_cell_has_a_mark_for_each_occurrence_and_repeats_are_small():
    table = formula_cells(1).assign(n=[3, 0, 0, 1], level="central", level_en="Central")
    ax = figures.formula_cells(table, ax=Figure().subplots())
    assert "4 (2)" in shown(ax)
    sizes = [mark.get_markersize() for mark in marks_of(ax)]
    assert len(sizes) == 4
    assert sizes[0] == sizes[1] > 1.5 * sizes[2] == 1.5 * sizes[3]


def test_too_many_occurrences_are_a_number_alone():
    table = formula_cells(1).assign(n=[61, 0, 0, 0])
    ax = figures.formula_cells(table, ax=Figure().subplots())
    assert marks_of(ax) == [] and "61 (1)" in shown(ax)
    assert "Above 60" in shown(ax)


def test_a_document_without_formulas_keeps_its_row():
    table = formula_cells(2).assign(n=[1, 1, 1, 1, 0, 0, 0, 0])
    ax = figures.formula_cells(table, ax=Figure().subplots())
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(documents(2)["document_en"])
    assert [text.get_text() for text in ax.texts].count("–") == 4


def test_level_and_year_stand_beside_a_shared_formula():
    ax = figures.formula_matrix(formula_matrix(2), ax=Figure().subplots())
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("2023") == 3 and texts.count("–") == 1
    assert {"Central", "Provincial", "Local", "Unknown"} <= set(texts)


def test_each_pair_of_documents_has_a_row_with_its_distances_and_what_chance_brings():
    table = distances(3).assign(distance=0.25, low=0.2, high=0.3, chance=0.1)
    axes = figures.distance_dots(table, ax=Figure().subplots())
    assert len(axes) == 2
    for ax in axes:
        assert [t.get_text() for t in ax.texts] == ["0.25"] * 3
        assert [m.get_xdata()[0] for m in ax.lines if m.get_marker() == "D"] == [0.1] * 3
    labels = [tick.get_text() for tick in axes[0].get_yticklabels()]
    assert labels[0] == " – ".join(documents(2)["document_en"])
    assert "Hollow" not in shown(axes)


def test_a_reached_value_is_a_ring_joined_with_the_disc_of_the_promise():
    table = quantities(1).query("unit == '%' and comparator != '<'").assign(value=[11.6, 11.0])
    (ax,) = figures.paired_dots(table, ax=Figure().subplots())
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [mark.get_xdata()[0] for mark in marks] == [11.6, 11.0]
    assert [mark.get_markerfacecolor() == "none" for mark in marks] == [True, False]
    assert list(ax.lines[0].get_xdata()) == [11.0, 11.6]
    assert ax.get_xlim()[0] == 0
    assert "All rows: Z 0" in shown(ax)


def test_values_far_apart_stand_on_a_logarithmic_axis_that_says_so():
    table = quantities(1).query("unit == '%' and comparator != '<'").assign(value=[1.0, 100.0])
    (ax,) = figures.paired_dots(table, ax=Figure().subplots())
    assert ax.get_xscale() == "log" and "logarithmic" in shown(ax)
    below = figures.paired_dots(table.assign(value=[-1.0, 100.0]), ax=Figure().subplots())
    assert below[0].get_xscale() == "linear" and below[0].get_xlim()[0] < -1
    assert "logarithmic" not in shown(below)


def test_what_is_only_reached_stands_in_brackets_beside_the_promises():
    table = rates(2).query("comparator != '<' and not (document == 'd1' and status == 'target')")
    one, two = figures.growth_panels(table, ax=Figure().subplots())
    assert not any("(" in text.get_text() for text in one.texts)
    assert all(text.get_text().startswith("(") for text in two.texts)
    assert one.get_xlim() == two.get_xlim()


def test_a_text_that_promises_no_quantity_has_dashes_and_no_zeros():
    ax = figures.promise_matrix(promise_counts(2), ax=Figure().subplots())
    cells = [text.get_text() for text in ax.texts]
    assert cells[:6] == ["–"] * 6 and "–" not in cells[6:] and "0" in cells[6:]


def test_bars_of_promises_add_up_to_what_is_not_neither():
    table = kinds(1).assign(n=[1, 2, 1, 6], n_promises=10, share=[0.1, 0.2, 0.1, 0.6])
    ax = figures.kind_bars(table, ax=Figure().subplots())
    assert [round(bar.get_x(), 9) for bar in ax.patches] == [0, 0.1, 0.3]
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(0.4)
    assert [text.get_text() for text in ax.texts[:1]] == ["1"] and "10" in shown(ax)


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        ((9, None, ">=", "%", "growth"), "≥9%", "≥9%"),
        ((-3, None, "=", "%", "growth"), "-3%", "-3%"),
        ((6.3, None, "=", "%", "growth"), "+6.3%", "+6.3%"),
        ((1.5e12, None, "~", "元", "level"), "≈1.5 tn yuan", "≈1.5万亿元"),
        ((1, 2, "=", "个", "level"), "1–2", "1–2个"),
        ((14000, None, "=", "人", "change"), "+14,000", "+1.4万人"),
        ((20, None, "<=", "rank", "rank"), "top 20", "前20位"),
        ((2, None, "=", "rank", "rank"), "no. 2", "第2位"),
        ((6.4, None, "=", "percentage point", "change"), "+6.4 points", "+6.4个百分点"),
        ((2 / 3, None, "=", "", "share"), "67%", "67%"),
    ],
)
def test_amounts_are_written_as_people_write_them(row, en, zh):
    names = ["value", "high", "comparator", "unit", "measure"]
    series = pd.Series(dict(zip(names, row, strict=True)) | {"unit_en": ""})
    assert (figures.amount(series, "en"), figures.amount(series, "zh")) == (en, zh)


def test_bars_start_at_zero():
    for ax in figures.lengths(sizes(5), ax=Figure().subplots()):
        assert ax.get_xlim()[0] == 0
        assert {bar.get_x() for bar in ax.patches} == {0}


def cloud_words(n: int) -> pd.DataFrame:
    words = [chr(0x4E00 + 7 * k) + "化" * (1 + k % 4) for k in range(n)]
    return pd.DataFrame({"token": words, "weight": np.linspace(1, 9, n), "text_colour": "#0072B2"})


def test_the_area_of_a_word_is_in_proportion_to_its_weight():
    ax = figures.wordcloud(cloud_words(9), ax=Figure(figsize=(4, 3)).subplots())
    heights = {text.get_text(): text.get_fontsize() for text in ax.texts}
    weights = cloud_words(9).set_index("token")["weight"]
    areas = {word: size**2 / weights[word] for word, size in heights.items()}
    assert set(areas) == set(weights.index)
    assert max(areas.values()) == pytest.approx(min(areas.values()))


def test_words_of_a_cloud_do_not_overlap_and_stay_inside():
    figure = Figure(figsize=(3.35, 2.4), dpi=300)
    FigureCanvasAgg(figure)
    ax = figures.wordcloud(cloud_words(25), ax=figure.subplots())
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].sum(axis=2) < 700
    assert not pixels[[0, -1]].any() and not pixels[:, [0, -1]].any()
    alone = 0
    for text in ax.texts:
        for other in ax.texts:
            other.set_visible(other is text)
        figure.canvas.draw()
        alone += (np.asarray(figure.canvas.buffer_rgba())[..., :3].sum(axis=2) < 700).sum()
    assert alone == pixels.sum()


def test_a_cloud_that_cannot_hold_all_words_says_so():
    with pytest.raises(ValueError, match="do not fit"):
        figures.wordcloud(cloud_words(300), ax=Figure(figsize=(2, 1)).subplots())
    with pytest.raises(ValueError, match="above 0"):
        figures.wordcloud(cloud_words(3).assign(weight=[1, 0, 2]), ax=Figure().subplots())


def test_no_share_is_rounded_to_a_false_0_or_100():
    shares = (0, 0.004, 0.005, 0.216, 0.999, 1, np.nan)
    assert [percent(x) for x in shares] == ["0%", "<1%", "<1%", "22%", ">99%", "100%", "–"]


def test_order_of_display_is_order_of_first_appearance():
    assert in_order(pd.Series(["b", "a", "b", "c"])) == ["b", "a", "c"]


def test_wrapped_chinese_never_begins_with_a_stop():
    assert wrap("占该文句子，比例", 10) == "占该文句\n子，比例"
    assert wrap("Governance and safety", 10) == "Governance\nand safety"
