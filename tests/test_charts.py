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
    table["n_sentences"] = 12345
    table["n"] = (table["share"] * 12345).round()
    return table


def companions(n: int) -> pd.DataFrame:
    table = shares(n).rename(columns={"theme": "other"})
    return table.assign(
        share=np.resize([0, 1, np.nan, 0.5, 0.51], len(table)),
        base=np.resize([0, 0.3, 1], len(table)),
    )


def terms(n: int) -> pd.DataFrame:
    table = pd.DataFrame(GLOSSES * n, columns=["token", "gloss"])
    size = len(table)
    return table.assign(
        mean_log_ratio=np.linspace(9, -2, size),
        low=np.resize([-3, np.nan, 1], size),
        high=np.resize([11, np.nan, 9.5], size),
        n_documents=np.resize([1, 12], size),
        dp_norm=np.resize([0, 1, 0.5], size),
        one_document=np.resize([True, False], size),
        in_lexicon=np.arange(size) % 4 == 3,
        colour="#0072B2",
        text_colour="#0072B2",
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
    return pairs.assign(distance=np.resize([0, 1, np.nan, 0.5], len(pairs)))


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


# chart, table of n documents, width, and height in mm for (1, 5, 12) documents
CHARTS = {
    "share_panels": (figures.share_panels, shares, "full", (35, 60, 110)),
    "share_dots": (
        figures.share_dots,
        lambda n: shares(n)[shares(n)["theme"] == "culture"],
        "column",
        (40, 60, 110),
    ),
    "company": (figures.company, companions, "column", (60, 60, 60)),
    "mix_matrix": (figures.mix_matrix, shares, "full", (40, 60, 110)),
    "document_distance": (figures.document_distance, distances, "full", (40, 50, 90)),
    "lengths": (figures.lengths, sizes, "full", (30, 50, 90)),
    "distinctive_terms": (figures.distinctive_terms, terms, "full", (50, 120, 245)),
    "document_terms": (figures.document_terms, document_words, "full", (50, 120, 240)),
    "shared_phrases": (figures.shared_phrases, phrases, "full", (50, 60, 90)),
    "position_strip": (figures.position_strip, places, "full", (40, 80, 120)),
    "removed_strip": (figures.removed_strip, edits, "full", (40, 60, 90)),
}
HARD = [
    (name, n, lang)
    for name in CHARTS
    for n in (1, 5, 12)
    for lang in ("en", "zh")
    if (name, n) != ("document_distance", 1)  # one document has no pair
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


NUMBERS_ON_MARKS = ("mix_matrix", "shared_phrases", "document_distance")


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
        if text.get_text() != "■":
            assert contrast(text.get_color()) >= 4.5, text


@pytest.mark.parametrize("name", CHARTS)
def test_the_chinese_version_holds_no_english_words(name):
    _, axes = drawn(name, 5, "zh")
    allowed = {"DP", "norm", "log2"}
    words = set("".join(c if c.isascii() and c.isalnum() else " " for c in shown(axes)).split())
    assert not {w for w in words if w.isalpha() or w == "log2"} - allowed


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_leaves_its_table_and_matplotlib_as_they_were(name):
    chart, table, _, _ = CHARTS[name]
    before, kept = dict(mpl.rcParams), table(5)
    chart(kept, ax=Figure().subplots())
    pd.testing.assert_frame_equal(kept, table(5))
    assert dict(mpl.rcParams) == before


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
    table["base"] = 0.25
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


def test_an_empty_gloss_leaves_the_chinese_word_alone():
    table = terms(1).assign(gloss=["digital", np.nan, "", "R&D"])
    ratio, _ = figures.distinctive_terms(table, ax=Figure().subplots())
    labels = [tick.get_text() for tick in ratio.get_yticklabels()]
    assert labels == ["digital  数字化", "新质生产力", "人才", "R&D  研发"]


def test_a_strip_has_a_piece_for_each_sentence_and_skips_unknown_places():
    table = places(1).assign(start=[0, 0.5, 0.9, np.nan], end=[0.25, 1, 1, np.nan])
    ax = figures.position_strip(table, ax=Figure().subplots())
    pieces = [c.get_paths() for c in ax.collections[1::2]]
    assert [len(paths) for paths in pieces] == [1, 1, 1, 0]
    assert pieces[1][0].get_extents().x0 == 0.5


def test_counts_of_phrases_are_printed_and_absence_is_not_zero():
    ax = figures.shared_phrases(phrases(5), ax=Figure().subplots())
    assert {text.get_text() for text in ax.texts} == {"1", "999"}


def test_each_pair_of_documents_has_one_distance():
    pair = distances(2).assign(distance=0.25)
    both = pd.concat(
        [
            pair,
            pair.rename(
                columns={
                    "document": "other",
                    "other": "document",
                    "document_en": "other_en",
                    "other_en": "document_en",
                    "document_zh": "other_zh",
                    "other_zh": "document_zh",
                }
            ),
        ]
    )
    ax = figures.document_distance(both, ax=Figure().subplots())
    assert sorted(text.get_text() for text in ax.texts) == sorted(
        ["0.25", *documents(2)["document_en"]]
    )


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
