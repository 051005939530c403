"""The marks of the charts: a value, its interval, and the range of a mean over documents.

A pale thick bar is an interval within texts; a thin dark line is the range of a mean when each
document is left out in turn. Hollow marks ask for caution.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from policytext.figures.style import INK, tint


def dots_with_intervals(ax: Axes, rows: pd.DataFrame, value: str, colour: str, marker="o") -> bool:
    """Draw `value` with `low` and `high`, one row of the axes for each row of the table.

    A dot is hollow where there is no interval (NaN, or of no width, as for a theme that never
    occurs: its resamples never hold it either). Returns whether there is such a dot.
    """
    bare = (rows["low"].isna() | rows["high"].isna() | (rows["high"] <= rows["low"])).to_numpy()
    for y, row, hollow in zip(range(len(rows)), rows.itertuples(), bare, strict=True):
        if not hollow:
            ax.plot([row.low, row.high], [y, y], color=tint(colour, 0.45), lw=2.2, zorder=2)
        dot(ax, getattr(row, value), y, colour, hollow=hollow, marker=marker)
    return bool(bare.any())


def dot(
    ax: Axes, x: float, y: float, colour: str | tuple, *, hollow=False, marker="o", size=None
) -> None:
    """One mark, whole even at the edge of the axes."""
    ax.plot(
        [x],
        [y],
        marker,
        color=colour,
        markerfacecolor="white" if hollow else colour,
        markeredgewidth=1.1,
        markersize=size,
        clip_on=False,
        zorder=3,
    )


def key_entry(
    ax: Axes,
    at: tuple[float, float],
    label: str,
    marker: str,
    colour: str,
    text_colour: str = INK,
    *,
    hollow=False,
    size=3.8,
) -> None:
    """A mark and its name over the axes, `at` so many points right of and above their corner."""
    x, y = at
    beside = ScaledTranslation((x + 3) / 72, (y + 2.6) / 72, ax.figure.dpi_scale_trans)
    ax.plot(
        [0],
        [1],
        marker,
        transform=ax.transAxes + beside,
        color=colour,
        markerfacecolor="white" if hollow else colour,
        markeredgewidth=1.1,
        markersize=size,
        clip_on=False,
    )
    ax.annotate(
        label,
        (0, 1),
        xycoords="axes fraction",
        xytext=(x + 8 + size / 2, y),
        textcoords="offset points",
        fontsize=7.5,
        color=text_colour,
        annotation_clip=False,
    )


def left_out_line(ax: Axes, row, y: float) -> None:
    """A thin line over the range of a mean when each document in turn is left out, if it has one.

    `row` has `lowest_mean` and `highest_mean`.
    """
    if not (pd.isna(row.lowest_mean) or pd.isna(row.highest_mean)):
        ax.plot([row.lowest_mean, row.highest_mean], [y, y], color=INK, lw=0.8, zorder=2.5)
