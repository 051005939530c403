"""Charts of how well sentences are labelled: each takes one tidy table and draws all of it.

Tables have `theme`, `label_en`, `label_zh`, `colour`, `text_colour`; rows of averages are among the
themes. Order of rows is order of display. `ax=None` draws into a new figure; the panels take the
place of `ax`.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from policytext.figures.layout import (
    in_order,
    names,
    note_below,
    number_column,
    panel_title,
    panels,
    row_axis,
    share_axis,
    width_beside,
)
from policytext.figures.marks import dot
from policytext.figures.style import INK, QUIET, tint
from policytext.measures.validation import FEW

MARKERS = ("o", "D", "s")  # a method each, in order of appearance


def score_panels(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each part: F1 of each theme by one to three methods, with intervals.

    Columns: theme and its labels and colours, `method_en`, `method_zh`, `f1`, `low`, `high`,
    `n_coded`; where there are several parts, `part_en` and `part_zh`. The numbers are F1 of the
    first method and `n_coded`. Hollow where fewer than ten sentences are coded. NaN has no mark.
    """
    parts = in_order(table[f"part_{lang}"]) if f"part_{lang}" in table else [""]
    labels, methods = names(table, "theme", "label", lang), in_order(table[f"method_{lang}"])
    axes = panels(ax, 1, len(parts), sharey=True)[0]
    room, few = width_beside(axes[0], list(labels.values())) / len(parts), False
    for place, part in zip(axes, parts, strict=True):
        of_part = table[table[f"part_{lang}"] == part] if part else table
        row_axis(place, list(labels.values()))
        _unit_axis(place)
        for k, method in enumerate(methods):
            rows = of_part[of_part[f"method_{lang}"] == method].set_index("theme").reindex(labels)
            shift = 0.26 * (k - (len(methods) - 1) / 2)
            few |= _scores(place, rows, shift, MARKERS[k], quiet=k > 0)
        first = of_part[of_part[f"method_{lang}"] == methods[0]].set_index("theme").reindex(labels)
        numbers = ["–" if pd.isna(f1) else f"{f1:.2f}" for f1 in first["f1"]]
        end = number_column(place, numbers, colour=INK, head="F1")
        counts = [f"{n:.0f}" for n in first["n_coded"]]
        end = number_column(place, counts, start=end, head={"en": "n", "zh": "句"}[lang])
        panel_title(place, part, room - end)
    note_below(axes[0], *_score_notes(methods, few, lang))
    return axes


def error_panels(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each document: coded (ring) and labelled (dot) share of each theme.

    Columns: document, theme and their labels and colours, `coded`, `labelled`, `error`.
    """
    documents, labels = (
        names(table, "document", "document", lang),
        names(table, "theme", "label", lang),
    )
    axes = panels(ax, 1, len(documents), sharey=True, sharex=True)[0]
    room = width_beside(axes[0], list(labels.values())) / len(documents)
    for place, (document, title) in zip(axes, documents.items(), strict=True):
        rows = table[table["document"] == document].set_index("theme").reindex(labels)
        row_axis(place, list(labels.values()))
        share_axis(place, table[["coded", "labelled"]].max(axis=None))
        place.grid(axis="x")
        for y, row in enumerate(rows.itertuples()):
            place.plot([row.coded, row.labelled], [y, y], color=tint(row.colour, 0.45), lw=2.2)
            dot(place, row.labelled, y, row.colour)
            place.plot(
                [row.coded], [y], "o", ms=7, mfc="none", mec=INK, mew=0.9, clip_on=False, zorder=4
            )
        errors = [percentage_points(error) for error in rows["error"]]
        panel_title(place, title, room - number_column(place, errors, colour=INK))
    note_below(
        axes[0],
        {
            "en": "Share of the coded sentences, %. Ring: coded; dot: labelled. Number: coded minus"
            " labelled, percentage points.",
            "zh": "占已编码句子的比例，%。圆圈：编码；圆点：标签。数字：编码减标签（百分点）。",
        }[lang],
    )
    return axes


def percentage_points(share: float) -> str:
    """Signed percentage points of a difference of shares; 0.0 has no sign.

    >>> percentage_points(0.0213), percentage_points(-0.049), percentage_points(0)
    ('+2.1', '−4.9', '0.0')
    """
    text = f"{100 * share:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def _unit_axis(ax: Axes) -> None:
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    ax.grid(axis="x")


def _scores(ax: Axes, rows: pd.DataFrame, shift: float, marker: str, *, quiet: bool) -> bool:
    """Draw F1 with its interval, one row a theme; whether one has few sentences behind it."""
    few = rows["n_coded"] < FEW
    for y, (row, hollow) in enumerate(zip(rows.itertuples(), few, strict=True)):
        colour = QUIET if quiet else row.colour
        if row.low < row.high:
            line = tint(colour, 0.45)
            ax.plot([row.low, row.high], [y + shift] * 2, color=line, lw=1.6, zorder=2)
        if pd.notna(row.f1):
            dot(ax, row.f1, y + shift, colour, hollow=hollow or quiet, marker=marker)
    return bool(few.any())


def _score_notes(methods: list[str], few: bool, lang: str) -> list[str]:
    shapes = {"en": ("dot", "diamond", "square"), "zh": ("圆点", "菱形", "方块")}[lang]
    colon, join, end = {"en": (": ", "; ", "."), "zh": ("：", "；", "。")}[lang]
    named = [colon.join(pair) for pair in zip(shapes, methods, strict=False)]
    text = "F1" + colon + join.join(named if len(methods) > 1 else methods) + end
    hollow = {
        "en": f"Hollow dot: fewer than {FEW} sentences are coded with the theme.",
        "zh": f"空心圆点：编码为该主题的不足{FEW}句。",
    }[lang]
    return [text, hollow if few else ""]
