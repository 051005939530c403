"""What the charts share: panels in one place, rows of labels, columns of numbers, axes in percent.

Text stands where no mark can reach it: names left of the axes, numbers in a column right of them,
notes below. So nothing overlaps whatever the numbers are.
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policytext.figures.style import INK, QUIET, tint

NOTE_SIZE = 7.5
GROUND = "#22415a"
LETTER = 4.1
"""Points that a Latin letter takes at that size, on the generous side."""

NO_INTERVAL = {
    "en": "Hollow: no interval (too few blocks of sentences, or none with the theme).",
    "zh": "空心：无区间（句块不足，或没有相关句子）。",
}


def panels(ax: Axes | None, rows: int = 1, columns: int = 1, **options) -> np.ndarray:
    """Axes in a rows x columns grid in the place of `ax` (None: of a new figure's).

    Raises
    ------
    ValueError
        `ax` stands in no grid, so that its place cannot be divided.
    """
    ax = plt.subplots()[1] if ax is None else ax
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError("ax: axes outside a grid found, axes made with subplots expected")
    ax.remove()
    ratios = {key: options.pop(key, None) for key in ("width_ratios", "height_ratios")}
    grid = place.subgridspec(rows, columns, **ratios)
    return grid.subplots(squeeze=False, **options)


def in_order(values: pd.Series) -> list:
    """The different values, in order of first appearance, which is the order of display."""
    return list(dict.fromkeys(values))


def names(table: pd.DataFrame, key: str, label: str, lang: str) -> dict:
    """Key -> label in the language, in order of first appearance."""
    return dict(zip(table[key], table[f"{label}_{lang}"].astype(str), strict=True))


def row_axis(ax: Axes, labels: list[str], *, show: bool = True) -> None:
    """One row for each label, from the top; hairlines lead the eye from name to mark."""
    ax.set_yticks(range(len(labels)), labels if show else [""] * len(labels))
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.grid(axis="y")


def share_axis(ax: Axes, top: float, *, label: str = "") -> None:
    """x from zero to `top` and no less than 10 %, ticks in percent."""
    ax.set_xlim(0, max(float(np.nan_to_num(top)) * 1.02, 0.1))
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))
    ax.set_xlabel(label)


def number_column(ax: Axes, numbers: list[str], *, colour=QUIET, head: str = "", start=0) -> float:
    """Numbers right of the axes, one a row, flush right, with a heading above the first.

    `start` is where the column begins, in points right of the axes. Returns where it ends, which
    is the `start` of a next column.
    """
    right = start + 7 + max(map(_points, [*numbers, head]), default=0)
    for row, number in enumerate(numbers):
        _beside(ax, number, row, right, colour)
    if head:
        _beside(ax, head, -0.9, right, QUIET)
    return right


def label_column(ax: Axes, labels: dict[float, str]) -> None:
    """Words right of the axes, flush left, one for each row that has one."""
    for row, text in labels.items():
        _beside(ax, text, row, 8, INK, ha="left")


def term_labels(rows: pd.DataFrame, lang: str, *, most: int = 80) -> list[str]:
    """The words of the rows; in English with their glosses before them, where there are any.

    A gloss is cut where the label would be wider than `most` Latin letters.
    """
    tokens = list(rows["token"].astype(str))
    if lang == "zh" or "gloss" not in rows:
        return tokens
    labels = []
    for gloss, token in zip(rows["gloss"].fillna("").astype(str), tokens, strict=True):
        room = most - letters_wide(token) - 2
        short = gloss if len(gloss) <= room else gloss[: max(room - 3, 0)].rstrip(" ,+(") + "..."
        labels.append(f"{short}  {token}".strip())
    return labels


def warning_of(table: pd.DataFrame, lang: str) -> str:
    """The warning that a table carries in its column `warning_en` or `warning_zh`; '' for none."""
    column = table.get(f"warning_{lang}", pd.Series(dtype=str)).dropna()
    return str(column.iloc[0]) if len(column) else ""


def signed(points: float) -> str:
    """`+2`, `−5`, `0`; `–` where it is undefined.

    >>> signed(2.4), signed(-4.9), signed(-0.2), signed(float("nan"))
    ('+2', '−5', '0', '–')
    """
    if pd.isna(points):
        return "–"
    rounded = round(points)
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"


def percent(share: float) -> str:
    """`21%`; `<1%` and `>99%` for what would round to a false 0 or 100; `–` where it is undefined.

    >>> percent(0.2149), percent(0.004), percent(0.0)
    ('21%', '<1%', '0%')
    """
    if pd.isna(share):
        return "–"
    rounded = f"{100 * share:.0f}%"
    if rounded == "0%" and share > 0:
        return "<1%"
    return ">99%" if rounded == "100%" and share < 1 else rounded


def panel_title(ax: Axes, text: str, width: float, colour: str = INK) -> None:
    """Title over a panel, flush left, wrapped where it would leave a width in points."""
    size = 8.5
    letters = int(width / (LETTER * size / NOTE_SIZE))
    ax.set_title(wrap(text, letters), fontsize=size, color=colour)


def inches(ax: Axes) -> tuple[float, float]:
    """Width and height of the figure, or the part of one, that the axes stand in."""
    figure = ax.figure
    if isinstance(figure, Figure):
        return figure.get_figwidth(), figure.get_figheight()
    return figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi


def width_beside(ax: Axes, labels: list[str]) -> float:
    """Points of the figure's width that row labels leave, about."""
    taken = max(map(_points, labels), default=0) * 8 / NOTE_SIZE + 20
    return 72 * inches(ax)[0] - taken


def note_below(ax: Axes, *parts: str) -> None:
    """Axis label and notes under the whole figure, one part a line, flush left, wrapped to fit."""
    letters = int(72 * inches(ax)[0] / LETTER) - 1
    text = "\n".join(wrap(part, letters) for part in parts if part)
    if text:
        ax.figure.supxlabel(text, x=0.004, ha="left", fontsize=NOTE_SIZE, color=QUIET)


def wrap(text: str, width: int) -> str:
    """`text` on lines of at most `width` Latin letters; a Chinese character counts as two.

    Latin breaks at spaces, Chinese anywhere but before a stop. A longer word stays whole.

    >>> print(wrap("urban and rural", 9))
    urban and
    rural
    >>> print(wrap("占该文句子的比例", 8))
    占该文句
    子的比例
    """
    lines = [""]
    for piece in re.findall(r"[ ]?[^ \u2e80-\uffff]+|[ ]?[\u2e80-\uffff][，。；：、）]*", text):
        if lines[-1] and letters_wide(lines[-1] + piece) > width:
            lines.append(piece.lstrip(" "))
        else:
            lines[-1] += piece
    return "\n".join(lines)


def _balanced(text: str, width: int) -> str:
    """`text` on as few lines of at most `width` letters as `wrap` needs, none a mere remainder.

    >>> print(_balanced("改革开放", 7))
    改革
    开放
    """
    lines = wrap(text, width).count("\n")
    for narrower in range(1, width):
        if (shorter := wrap(text, narrower)).count("\n") == lines:
            return shorter
    return wrap(text, width)


def letters_wide(text: str) -> int:
    """Width of a text in Latin letters: a Chinese character or a sign as wide counts as two."""
    return sum(2 if ord(character) > 0x2E7F or character in "≥≤≈→" else 1 for character in text)


def number_cell(ax: Axes, x: int, y: int, value: float, top: float, form) -> None:
    """A cell of a matrix: the number on a ground that darkens towards `top`; NaN is a dash.

    The darkest ground still leaves the number a contrast of 4.5.
    """
    known = pd.notna(value)
    ground = tint(GROUND, 0.03 + 0.52 * value / top) if known and top > 0 else "#ffffff"
    ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=ground, zorder=1))
    text = form(value) if known else "–"
    ax.text(x, y, text, ha="center", va="center_baseline", fontsize=NOTE_SIZE, color=INK)


def column_heads(ax: Axes, labels: list[str]) -> None:
    """Labels over the columns 0, 1, …: wrapped, or slanted where a word is wider than that."""
    row_names = max((letters_wide(tick.get_text()) for tick in ax.get_yticklabels()), default=0)
    room = 72 * inches(ax)[0] / LETTER - row_names - 4
    wrapped = [_balanced(label, int(room / len(labels))) for label in labels]
    widest = max(letters_wide(line) for text in wrapped for line in text.split("\n"))
    slanted = widest > room / len(labels)
    ax.set_xlim(-0.6, len(labels) - 0.4)
    ax.set_xticks(range(len(labels)), labels if slanted else wrapped)
    ax.tick_params(
        axis="x",
        top=False,
        bottom=False,
        labeltop=True,
        labelbottom=False,
        labelcolor=INK,
        labelsize=7,
    )
    if slanted:
        for tick in ax.get_xticklabels():
            tick.set(rotation=35, ha="left", rotation_mode="anchor")
    ax.spines["bottom"].set_visible(False)


def _beside(ax, text, row, offset, colour, ha="right") -> None:
    ax.annotate(
        text,
        (1, row),
        xycoords=ax.get_yaxis_transform(),
        xytext=(offset, 0),
        textcoords="offset points",
        ha=ha,
        va="center_baseline",
        fontsize=NOTE_SIZE,
        color=colour,
        annotation_clip=False,
    )


def _points(text: str) -> float:
    return LETTER * letters_wide(text)
