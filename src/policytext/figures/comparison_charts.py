"""Charts that hold documents against each other: each takes one tidy table and draws all of it.

Every table has `document`, `document_en`, `document_zh`. Order of rows is order of display.
`ax=None` draws into a new figure; a chart of several panels puts them in the place of `ax`.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from policytext.figures.layout import (
    NO_INTERVAL,
    column_heads,
    names,
    note_below,
    number_cell,
    number_column,
    panel_title,
    panels,
    percent,
    row_axis,
    width_beside,
)
from policytext.figures.marks import dots_with_intervals
from policytext.figures.style import INK, QUIET


def mix_matrix(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: share of each theme in each document as numbers on a ground that darkens with them.

    Columns: document, theme and their labels, `share`. Documents are rows, themes columns; a
    missing pair is a dash.
    """
    ax = panels(ax)[0, 0]
    documents, themes = (
        names(table, "document", "document", lang),
        names(table, "theme", "label", lang),
    )
    shares = table.pivot(index="document", columns="theme", values="share")
    row_axis(ax, list(documents.values()))
    ax.grid(False)
    for y, document in enumerate(documents):
        for x, theme in enumerate(themes):
            number_cell(ax, x, y, shares.loc[document, theme], shares.max(axis=None), percent)
    column_heads(ax, list(themes.values()))
    return ax


def distance_dots(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each measure: the distance of each pair of documents, with its interval.

    Columns: document and its labels, `other_document`, `other_en`, `other_zh`, `measure`,
    `measure_en`, `measure_zh`, `distance` (0 to 1), `low`, `high`, `chance`. The diamond is what
    chance alone would bring. Rows are the pairs, in the order of the first measure.
    """
    measures = names(table, "measure", "measure", lang)
    axes = panels(ax, 1, len(measures))[0]
    room = width_beside(axes[0], _pair_labels(table, lang)) / len(measures) - 40
    for place, (measure, label) in zip(axes, measures.items(), strict=True):
        rows = table[table["measure"] == measure]
        row_axis(place, _pair_labels(rows, lang), show=place is axes[0])
        place.grid(axis="x")
        for y, chance in enumerate(rows["chance"]):
            place.plot(chance, y, "D", ms=3.4, color=QUIET, markerfacecolor="white", zorder=5)
        dots_with_intervals(place, rows, "distance", INK)
        known = rows[["distance", "low", "high", "chance"]]
        low, high = known.min(axis=None), known.max(axis=None)
        # Distances that are all large would be a bundle at the edge of an axis from zero.
        place.set_xlim(0 if low < 0.5 * high else low - 0.1 * (high - low), high * 1.02)
        place.xaxis.set_major_locator(MaxNLocator(4))
        numbers = ["–" if pd.isna(d) else f"{d:.2f}" for d in rows["distance"]]
        number_column(place, numbers, colour=INK)
        panel_title(place, label, room)
    note_below(
        axes[0],
        {
            "en": "Diamond: distance of two texts dealt out at random from the passages of both.",
            "zh": "菱形：把两篇的句块随机分成两份时的距离。",
        }[lang],
        NO_INTERVAL[lang] if table[["low", "high"]].isna().any(axis=None) else "",
    )
    return axes


def _pair_labels(rows: pd.DataFrame, lang: str) -> list[str]:
    columns = (rows[f"{side}_{lang}"].astype(str) for side in ("document", "other"))
    return [f"{one} – {two}" for one, two in zip(*columns, strict=True)]
