"""A theme over the years, where a corpus has some."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policytext.figures.layout import note_below, panels
from policytext.figures.marks import dot
from policytext.figures.style import tint
from policytext.measures.intervals import MIN_BLOCKS


def year_line(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: the mean share of a theme in each year, with an interval over the year's documents.

    Columns: `year`, `n_documents`, `mean_share`, `low`, `high`, `colour`. Years without documents
    are gaps of the axis, over which the line goes on. A dot is hollow where there are too few
    documents for an interval.
    """
    ax = panels(ax)[0, 0]
    colour, years = table["colour"].iloc[0], table["year"].astype(int)
    ax.plot(years, table["mean_share"], color=tint(colour, 0.45), lw=1.2, zorder=1)
    for year, row in zip(years, table.itertuples(), strict=True):
        bare = pd.isna(row.low)
        if not bare:
            ax.plot([year, year], [row.low, row.high], color=tint(colour, 0.45), lw=2.2, zorder=2)
        dot(ax, year, row.mean_share, colour, hollow=bare)
    ax.set_ylim(0, max(table[["mean_share", "high"]].max(axis=None) * 1.1, 0.1))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))
    ax.xaxis.set_major_locator(MaxNLocator(10, integer=True, min_n_ticks=1))
    ax.set_xlim(years.min() - 0.5, years.max() + 0.5)
    ax.grid(axis="y")
    few, most = table["n_documents"].min(), table["n_documents"].max()
    n = f"{few}" if few == most else f"{few}–{most}"
    texts = "one text" if most == 1 else f"{n} texts"
    notes = {
        "en": (
            f"Mean share of a text's sentences, %; {texts} a year",
            f"Hollow: no interval (fewer than {MIN_BLOCKS} texts).",
        ),
        "zh": (f"占各篇句子比例的均值，%；每年{n}篇", f"空心：不足{MIN_BLOCKS}篇，无区间。"),
    }[lang]
    note_below(ax, notes[0], notes[1] if table["low"].isna().any() else "")
    return ax
