"""Charts of ranks: each takes one tidy table and draws all of it, and nothing else."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from policytext.figures.layout import (
    column_heads,
    label_column,
    names,
    note_below,
    panels,
    row_axis,
    term_labels,
    warning_of,
)
from policytext.figures.style import QUIET
from policytext.measures.sensitivity import FLIP, LEADING

STEADY = "#b4b4b4"


def rank_bumps(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: the rank of each word under several ways of counting, a line for each word.

    Columns: `token`, `engine`, `engine_en`, `engine_zh`, `rank`, `flips`, `text_colour`, optionally
    `gloss` and the warning. The first way names the rows at the left, the last those at the right.
    Words that flip are thick lines with squares. Below the dashed line, in hollow marks, are words
    beyond the first twenty, in no order.
    """
    ax = panels(ax)[0, 0]
    engines = names(table, "engine", "engine", lang)
    ranks = table.pivot(index="token", columns="engine", values="rank")[list(engines)]
    looks = table.drop_duplicates("token").set_index("token")
    left, right = (ranks[engine].sort_values() for engine in (ranks.columns[0], ranks.columns[-1]))
    labels = term_labels(looks.loc[left.index].reset_index(), lang)
    rows = _rows(left)
    row_axis(ax, [""] * (int(rows.max()) + 1))
    ax.set_yticks(rows, [f"{text}  {_number(r)}" for text, r in zip(labels, left, strict=True)])
    ax.grid(False)
    for token, by_engine in ranks.iterrows():
        flips = bool(looks.at[token, "flips"])
        colour = looks.at[token, "text_colour"] if flips else STEADY
        places = _rows(by_engine)
        order = 4 if flips else 2
        ax.plot(range(len(places)), places, color=colour, lw=2.2 if flips else 1, zorder=order)
        for x, (place, rank) in enumerate(zip(places, by_engine, strict=True)):
            ax.plot(
                [x],
                [place],
                "s" if flips else "o",
                color=colour,
                markerfacecolor="white" if rank > LEADING else colour,
                ms=5 if flips else 4,
                zorder=order + 1,
                clip_on=False,
            )
    texts = [f"{_number(rank)}  {token}" for token, rank in right.items()]
    label_column(ax, dict(zip(_rows(right), texts, strict=True)))
    beyond = int(ranks.max(axis=None)) > LEADING
    if beyond:
        ax.axhline(LEADING, color=QUIET, lw=0.8, ls=(0, (3, 2)), zorder=1)
    column_heads(ax, list(engines.values()))
    ax.set_xlim(-0.12, len(engines) - 0.88)
    note_below(ax, *_notes(looks["flips"].any(), beyond, lang), warning_of(table, lang))
    return ax


def _rows(ranks: pd.Series) -> np.ndarray:
    """Rows from 0; ranks beyond the leading ones stand one row lower, below the line."""
    return np.where(ranks > LEADING, ranks, ranks - 1).astype(int)


def _number(rank: float) -> str:
    return "–" if rank > LEADING else f"{rank:.0f}"


def _notes(flips: bool, beyond: bool, lang: str) -> list[str]:
    notes = {
        "en": (
            f"Thick line, squares: the word moves {FLIP} places or more against the first column.",
            f"Hollow, below the dashed line: not among the first {LEADING}, in no order.",
        ),
        "zh": (
            f"粗线与方块：与第一列相比移动{FLIP}位或以上的词。",
            f"虚线以下空心者：不在前{LEADING}位，其间不分先后。",
        ),
    }[lang]
    return [note for note, shown in zip(notes, (flips, beyond), strict=True) if shown]
