"""Every figure of the book, as it is drawn, in English and in Chinese: fit to go to a journal.

The size of its type, the contrast of its words, what lies under them, the fonts inside its files.
"""

import io
import re
import zlib
from functools import cache
from importlib import import_module
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from PIL import Image
from test_book_figures import FIGURES, published
from test_charts import corners, overlap, texts_of

from policytext import figures
from policytext.figures import read_table, validation_charts
from policytext.figures.font import quick_fonts
from policytext.figures.style import MM_PER_INCH, WIDTHS_MM, contrast, font_path, style

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
EACH = pytest.mark.parametrize("name", FIGURES)
CLOUDS = [name for name in FIGURES if name.endswith("-cloud")]
"""The one exception in type: their words are sized by a measure, so only the smallest is held."""

CHARTS = vars(figures) | vars(validation_charts)
DPI = 150
ONE_GROUND = 1.5
"""Contrast below which two colours are one ground: paper, hairline, empty track."""


class Word(NamedTuple):
    """A text that is seen: its look, the corners of its box in points, the colours under it."""

    text: str
    size: float
    font: str
    colour: str
    box: np.ndarray
    grounds: list[tuple]


class Page(NamedTuple):
    """What is measured of a figure; a look is form, row and colour of a mark."""

    words: list[Word]
    size: np.ndarray
    title: str
    headings: list[str]
    looks: list[set[tuple]]


@cache
def page(name: str, lang: str) -> Page:
    figure = drawn(name, lang)
    texts = texts_of(figure)
    renderer = figure.canvas.get_renderer()
    corners_of = ink_of if name in CLOUDS else corners
    boxes = [corners_of(text, renderer) * 72 / figure.dpi for text in texts]
    with style():
        fonts = [findfont(text.get_fontproperties()) for text in texts]
    words = [
        Word(text.get_text(), text.get_fontsize(), font, to_hex(text.get_color()), box, under)
        for text, font, box, under in zip(
            texts, fonts, boxes, grounds(figure, texts, boxes), strict=True
        )
    ]
    sides = [(ax, side) for ax in figure.axes for side in ("left", "center", "right")]
    headings = [heading for ax, side in sides if (heading := ax.get_title(loc=side))]
    looks = [lines_of(ax) | bars_of(ax) for ax in figure.axes]
    return Page(words, 72 * figure.get_size_inches(), figure.get_suptitle(), headings, looks)


def drawn(name: str, lang: str):
    """The matplotlib figure of which `publish` makes the files, drawn again from its own CSV."""
    figure, kept = published(name), []
    publishing = import_module("policytext.figures.publish")
    chart = CHARTS[figure.chart.rpartition(".")[2]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_save", lambda figure, form: kept.append(figure))
        publishing._draw(
            name,
            chart,
            read_table(figure.files["csv"]),
            lang,
            (figure.width_mm, figure.height_mm),
            {},
        )
    kept[0].draw_without_rendering()  # which puts the words of a legend in their places
    return kept[0]


def ink_of(text: Text, renderer) -> np.ndarray:
    """Corners of a word's own ink: the words of a cloud lie closer than lines of text do."""
    path = TextPath((0, 0), text.get_text(), text.get_fontsize(), prop=text.get_fontproperties())
    points = renderer.points_to_pixels(1)
    box = path.get_extents().get_points() * points
    (x0, y0), (x1, y1) = box + text.get_transform().transform(text.get_position())
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def grounds(figure, texts: list[Text], boxes: list[np.ndarray]) -> list[list[tuple]]:
    """Colours under each text: the page is drawn with its words and without.

    They are those in the least rectangle round the word's ink; of a slanted word, whose rectangle
    holds more than itself, those under the ink. None where there is no ink.
    """
    figure.set_dpi(DPI)
    with_words = pixels(figure)
    for text in texts:
        text.set_alpha(0)
    without = pixels(figure)
    inked = (with_words != without).any(axis=2)
    found = []
    for text, box in zip(texts, boxes, strict=True):
        (left, bottom), (right, top) = (box * DPI / 72).round().astype(int)[[0, 2]]
        if text.get_rotation():
            (left, bottom), (right, top) = (
                (side(box, axis=0) * DPI / 72).astype(int) for side in (np.min, np.max)
            )
        place = np.s_[max(len(inked) - top, 0) : len(inked) - bottom, max(left, 0) : right]
        ink, under = inked[place], without[place]
        if not text.get_rotation() and ink.any():
            y, x = np.nonzero(ink)
            under = under[y.min() : y.max() + 1, x.min() : x.max() + 1]
        else:
            under = under[ink]
        found.append([tuple(c / 255) for c in np.unique(under.reshape(-1, 3), axis=0)])
    return found


def pixels(figure) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()


def lines_of(ax) -> set[tuple]:
    """Form, row and colour of each point or line; those of a key stand beside their name."""
    found = set()
    for line in ax.lines:
        if line.get_transform().contains_branch(ax.transData):
            form = line.get_linestyle(), line.get_linewidth(), len(set(line.get_ydata())) > 1
            if line.get_marker() not in ("None", ""):
                hollow = line.get_markerfacecolor() in ("white", "none")
                form = line.get_marker(), hollow, line.get_markersize()
            row = tuple(np.unique(np.round(line.get_ydata(), 3)))
            found.add((form, row, to_hex(line.get_color())))
    return found


def bars_of(ax) -> set[tuple]:
    """Hatch, row and colour of each bar and each lane of a strip, but not of its empty track, nor
    of a cell, in which its number stands."""
    numbers = np.array([text.get_position() for text in ax.texts]).reshape(-1, 2)
    bars = [
        (bar.get_hatch(), bar.get_bbox().get_points(), bar.get_facecolor())
        for bar in ax.patches
        if isinstance(bar, Rectangle) and bar.get_width()
    ]
    bars += [
        (lane.get_hatch(), path.get_extents().get_points(), lane.get_facecolor()[0])
        for lane in ax.collections
        if isinstance(lane, PolyCollection)
        for path in lane.get_paths()
    ]
    found = set()
    for hatch, ((x0, y0), (x1, y1)), colour in bars:
        x, y = numbers.T
        is_cell = ((x0 < x) & (x < x1) & (y0 < y) & (y < y1)).any()
        if not is_cell and contrast(colour) > ONE_GROUND:
            found.add((hatch, round(y0, 3), to_hex(colour)))
    return found


@BOTH
@EACH
def test_type_is_noto_sans_sc_of_7_to_9_points_and_each_character_has_a_glyph(name, lang):
    glyphs = FT2Font(str(font_path())).get_charmap()
    copies = [str(path) for path in quick_fonts(font_path())]
    largest = np.inf if name in CLOUDS else 9
    assert page(name, lang).words
    for word in page(name, lang).words:
        assert 7 <= word.size <= largest, word
        assert word.font in copies, word
        assert {ord(c) for c in word.text} - {ord("\n")} <= set(glyphs), word


@BOTH
@pytest.mark.parametrize("name", CLOUDS)
def test_the_area_of_a_letter_in_a_cloud_is_in_proportion_to_the_weight_of_its_word(name, lang):
    weights = read_table(published(name).files["csv"]).set_index("token")["weight"]
    sizes = {word.text: word.size for word in page(name, lang).words}
    assert set(sizes) == set(weights.index)
    largest = max(sizes.values())
    for word, size in sizes.items():
        stated = largest * np.sqrt(weights[word] / weights.max())
        assert size == pytest.approx(max(stated, 7)), word


@BOTH
@EACH
def test_each_word_has_ink_and_a_contrast_of_4_5_with_all_that_lies_under_it(name, lang):
    for word in page(name, lang).words:
        assert word.grounds, f"{word.text} is not to be seen"
        assert min(contrast(word.colour, ground) for ground in word.grounds) >= 4.5, word


@BOTH
@EACH
def test_no_mark_reaches_under_a_word(name, lang):
    """One ground lies under the whole of it: no edge of a bar, no point, no line."""
    for word in page(name, lang).words:
        for one, two in combinations(word.grounds, 2):
            assert contrast(one, two) < ONE_GROUND, word


@BOTH
@EACH
def test_no_word_is_cut_by_the_edge_and_no_two_meet(name, lang):
    words, size = page(name, lang).words, page(name, lang).size
    for word in words:
        assert word.box.min() >= 0 and (word.box.max(axis=0) <= size).all(), word
    for one, two in combinations(words, 2):
        assert not overlap(one.box, two.box), (one, two)


@BOTH
@EACH
def test_no_title_stands_in_a_figure(name, lang):
    """Panels have headings, each its own; what the whole shows, its caption says."""
    panels, whole = page(name, lang).headings, page(name, lang).title
    assert not whole
    assert len(set(panels)) == len(panels) != 1


@BOTH
@EACH
def test_marks_that_differ_in_colour_differ_in_form_or_place_too(name, lang):
    """No two marks in one row of one panel have one form and two colours."""
    for looks in page(name, lang).looks:
        for (form, row, colour), (other_form, other_row, other) in combinations(looks, 2):
            assert (form, row) != (other_form, other_row) or colour == other, (form, row)


@BOTH
@pytest.mark.parametrize("name", ["fig-comparison-order", "fig-corpus-edits"])
def test_a_figure_of_several_lanes_says_in_words_which_lane_is_which(name, lang):
    said = " ".join(word.text for word in page(name, lang).words)
    assert {"en": "from above: as named in the key", "zh": "自上而下，与图例"}[lang] in said


@BOTH
@EACH
def test_all_files_have_exactly_the_declared_width(name, lang):
    figure = published(name)
    assert figure.width_mm in WIDTHS_MM.values()
    inches = np.array([figure.width_mm, figure.height_mm]) / MM_PER_INCH
    pdf, svg = figure.files[f"{lang}.pdf"], figure.files[f"{lang}.svg"].decode()
    boxes = re.findall(rb"/MediaBox \[ ([0-9. ]+) \]", pdf)
    assert [list(map(float, box.split())) for box in boxes] == [
        pytest.approx([0, 0, *inches * 72], abs=1e-6)
    ]
    root = svg[svg.index("<svg") :].partition(">")[0]
    sides = re.findall(r' (?:width|height)="([0-9.]+)pt"', root)
    assert list(map(float, sides)) == pytest.approx(inches * 72, abs=1e-5)
    picture = Image.open(io.BytesIO(figure.files[f"{lang}.png"]))
    assert picture.size == tuple((inches * 300 + 1e-9).astype(int))
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@BOTH
@EACH
def test_the_pdf_embeds_a_truetype_subset_of_noto_sans_sc_alone(name, lang):
    found = fonts_of(published(name).files[f"{lang}.pdf"])
    assert found
    for base, font in found:
        assert re.fullmatch(r"[A-Z]{6}\+NotoSansSC-Regular", base)
        assert font["name"].getDebugName(6) == "NotoSansSC-Regular"
        assert "glyf" in font  # TrueType outlines, and a subset of the font's thousands
        assert font["maxp"].numGlyphs < 1000
    shown = {c for word in page(name, lang).words for c in word.text} - set(" \n")
    held = {chr(code) for _, font in found for code in font.getBestCmap()}
    assert shown <= held


@BOTH
@EACH
def test_the_svg_holds_words_as_paths(name, lang):
    svg = published(name).files[f"{lang}.svg"].decode()
    assert not re.search(r"<(text|tspan|font|style[^>]*>[^<]*@font-face)\b", svg)
    assert "<path" in svg


def fonts_of(pdf: bytes) -> list[tuple[str, TTFont]]:
    """Name and program of each font that a PDF of matplotlib names; all must be embedded."""
    objects = {
        int(number): body for number, body in re.findall(rb"(?s)\n(\d+) 0 obj\n(.*?)\nendobj", pdf)
    }
    fonts = []
    for body in objects.values():
        if re.match(rb"<< /Type /Font\b", body) and b"/DescendantFonts" not in body:
            kind = re.search(rb"/Subtype /(\w+)", body).group(1)
            assert kind in (b"TrueType", b"CIDFontType2"), kind
            base = re.search(rb"/BaseFont /(\S+)", body).group(1).decode()
            sheet = objects[int(re.search(rb"/FontDescriptor (\d+) 0 R", body).group(1))]
            program = objects[int(re.search(rb"/FontFile2 (\d+) 0 R", sheet).group(1))]
            stream = program[program.index(b"stream\n") + 7 :]
            data = zlib.decompressobj().decompress(stream)
            fonts.append((base, TTFont(io.BytesIO(data))))
    return fonts
