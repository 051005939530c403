"""Charts of a text from its first to its last character: each takes one tidy table and draws it.

Tables have `document`, `document_en`, `document_zh`, `start` and `end`, both as share of the text
(0 is its beginning, 1 its end). Order of rows is order of display. `ax=None` draws into a new
figure.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from policytext.figures.layout import (
    in_order,
    letters_wide,
    names,
    panels,
    row_axis,
    width_beside,
)
from policytext.figures.marks import key_entry
from policytext.figures.style import INK

GREYS = ("#1f1f1f", "#767676", "#4a4a4a", "#9a9a9a")
LANE_HEIGHT = 0.8  # of the row, for all lanes together
KEY_SQUARE, KEY_LETTER, KEY_GAP = 11, 4.5, 9  # widths in points


def position_strip(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: where in each document the theme's sentences stand; with several themes, a lane each.

    Columns: document, theme and their labels and colours, `start`, `end`: one row for each sentence
    that carries the theme. A document without any keeps its row if a row with NaN places says so.
    """
    labels = names(table, "theme", "label", lang)
    looks = table.drop_duplicates("theme").set_index("theme")
    ax = _lanes(table, "theme", looks["colour"].to_dict(), lang, ax)
    heads = {theme: (labels[theme], looks.loc[theme, "text_colour"]) for theme in labels}
    _lane_key(ax, [(*heads[theme], looks.loc[theme, "colour"]) for theme in labels])
    label = {"en": "Position in the text, %", "zh": "在全文中的位置，%"}[lang]
    ax.set_xlabel(label + _lane_order(labels, lang), loc="left")
    return ax


def removed_strip(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: what cleaning took off or changed in each raw text, a lane for each group of rules.

    Columns: document and its labels, `group`, `group_en`, `group_zh`, `start`, `end` (share of the
    raw text); one row for each edit.
    """
    labels = names(table, "group", "group", lang)
    colours = {group: GREYS[k % len(GREYS)] for k, group in enumerate(labels)}
    ax = _lanes(table, "group", colours, lang, ax)
    _lane_key(ax, [(label, INK, colours[group]) for group, label in labels.items()])
    label = {"en": "Position in the raw text, %", "zh": "在原始文本中的位置，%"}[lang]
    ax.set_xlabel(label + _lane_order(labels, lang), loc="left")
    return ax


def _lanes(table, lane, colours, lang, ax) -> Axes:
    ax = panels(ax)[0, 0]
    documents, lanes = names(table, "document", "document", lang), in_order(table[lane])
    row_axis(ax, list(documents.values()))
    ax.grid(False)
    height = LANE_HEIGHT / len(lanes)
    for y, document in enumerate(documents):
        for k, name in enumerate(lanes):
            top = y - LANE_HEIGHT / 2 + k * height
            ax.broken_barh([(0, 1)], (top, height * 0.82), color="#f0f0f0", lw=0, zorder=1)
            rows = table[(table["document"] == document) & (table[lane] == name)]
            rows = rows.dropna(subset=["start", "end"])
            spans = _joined(rows)
            # a hairline round it keeps a short sentence of a long text visible
            ax.broken_barh(spans, (top, height * 0.82), color=colours[name], lw=0.25, zorder=2)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))
    return ax


def _joined(rows) -> list[tuple[float, float]]:
    """Begin and width of each run of rows without a gap: no seam shows between neighbours."""
    spans: list[list[float]] = []
    for start, end in zip(rows["start"], rows["end"], strict=True):
        if spans and abs(start - spans[-1][1]) < 1e-9:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [(start, end - start) for start, end in spans]


def _lane_order(labels: dict[str, str], lang: str) -> str:
    """Which lane is which, for who sees no colours; '' where there is one."""
    if len(labels) == 1:
        return ""
    return {
        "en": ". Lanes of a text, from above: as named in the key, from the left.",
        "zh": "。每篇各带自上而下，与图例自左至右同序。",
    }[lang]


def _lane_key(ax, entries) -> None:
    """The lanes' names over the strips, in reading order as the lanes are from top to bottom."""
    room = width_beside(ax, [tick.get_text() for tick in ax.get_yticklabels()])
    lines: list[list[tuple[float, str, str, str]]] = [[]]
    used = 0.0
    for label, text_colour, colour in entries:
        width = KEY_SQUARE + KEY_LETTER * letters_wide(label) + KEY_GAP
        if lines[-1] and used + width - KEY_GAP > room:
            lines.append([])
            used = 0.0
        lines[-1].append((used, label, text_colour, colour))
        used += width
    for height, line in enumerate(reversed(lines)):
        for left, label, text_colour, colour in line:
            at = (left, 5 + 12 * height)
            key_entry(ax, at, label, "s", colour, text_colour, size=KEY_SQUARE - 5)
