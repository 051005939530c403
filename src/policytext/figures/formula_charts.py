"""Charts of numbered formulas: each takes one tidy table and draws all of it, and nothing else.

Every table has `document`, `document_en`, `document_zh`; where levels are shown also `level`,
`level_en`, `level_zh`. Order of rows is order of display. `ax=None` draws into a new figure. There
are few formulas in a text, so each is a mark of its own where that can be.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policytext.figures.layout import (
    LETTER,
    NOTE_SIZE,
    column_heads,
    in_order,
    letters_wide,
    names,
    note_below,
    number_column,
    panels,
    row_axis,
    term_labels,
)
from policytext.figures.marks import dot, dots_with_intervals, key_entry
from policytext.figures.style import FAINT, INK, QUIET, tint

MARKS = {
    "central": ("o", INK, False),
    "provincial": ("s", "#3d6f96", False),
    "local": ("^", "#b8862b", False),
    "unknown": ("o", QUIET, True),
}
"""Marker, colour and whether hollow, by the level that coined a formula."""

BINS = 50
A_LINE = 10  # marks in a line of a cell: so they are easily counted
MOST_MARKS = 60  # beyond this a cell has its number alone


def formula_rates_dots(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: how often formulas occur in each document, with intervals, and the counts beside.

    Columns: document and its labels, `per_1000_tokens`, `low`, `high`, `n`, `n_different`,
    `n_with`, `n_sentences`.
    """
    ax = panels(ax)[0, 0]
    row_axis(ax, list(table[f"document_{lang}"].astype(str)))
    hollow = dots_with_intervals(ax, table, "per_1000_tokens", INK)
    top = np.nan_to_num(table[["per_1000_tokens", "high"]].max(axis=None))
    ax.set_xlim(0, max(float(top) * 1.02, 1))
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.grid(axis="x")
    rates = table["per_1000_tokens"]
    columns = {
        ("Rate", "频率"): ["–" if pd.isna(rate) else f"{rate:.1f}" for rate in rates],
        ("n", "次数"): [f"{n:.0f}" for n in table["n"]],
        ("Different", "种数"): [f"{n:.0f}" for n in table["n_different"]],
        ("Sentences", "句数"): [f"{r.n_with:.0f}/{r.n_sentences:.0f}" for r in table.itertuples()],
    }
    end = 0.0
    for (head_en, head_zh), numbers in columns.items():
        colour = INK if head_en == "Rate" else QUIET
        head = {"en": head_en, "zh": head_zh}[lang]
        end = number_column(ax, numbers, colour=colour, head=head, start=end)
    notes = {
        "en": (
            "Formulas per 1,000 tokens. Sentences: with a formula / all.",
            "Hollow: no interval (too few blocks of sentences, or no formula).",
        ),
        "zh": (
            "每千词的数字口号数。句数：含口号的句子／全部句子。",
            "空心：无区间（句块不足，或没有口号）。",
        ),
    }[lang]
    note_below(ax, notes[0], notes[1] if hollow else "")
    return ax


def formula_stacks(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: where in each document formulas stand, a mark for each, stacked in fiftieths.

    Columns: document and its labels, `place` (0 to 1), `level` and its labels. A document without
    formulas keeps its row if a row with a NaN place says so. Rows are as high as their stacks.
    """
    ax = panels(ax)[0, 0]
    documents, levels = (
        names(table, "document", "document", lang),
        _levels_of(table, lang),
    )
    known = table.dropna(subset=["place"])
    known = known.assign(bin=_bins(known["place"])).sort_values(
        "level", key=lambda k: k.map(_rank), kind="stable"
    )
    known["storey"] = known.groupby(["document", "bin"]).cumcount()
    heights, base, ticks = storeys(table), 0.0, []
    for document in reversed(documents):  # from the bottom
        rows = known[known["document"] == document]
        for row in rows.itertuples():
            _mark(ax, (row.bin + 0.5) / BINS, base + row.storey + 0.5, row.level)
        ax.axhline(base - 0.15, color="#d9d9d9", lw=0.6, zorder=1)
        ticks.append(base + 0.3)
        base += max(heights[document], 2) + 1
    labels = list(reversed(documents.values()))
    ax.set_yticks(ticks, labels)
    ax.set_ylim(-0.5, base - 0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))
    ax.set_xlabel({"en": "Position in the text, %", "zh": "在全文中的位置，%"}[lang], loc="left")
    _level_key(ax, levels)
    return ax


def formula_matrix(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: which formula stands in which document, and how often; level and year beside.

    Columns: document and its labels, `formula`, `gloss` (may be empty), `n` (0 where the document
    has none), `level` and its labels, `year` (NaN or text). Counts are no rates.
    """
    ax = panels(ax)[0, 0]
    documents, formulas = (
        names(table, "document", "document", lang),
        in_order(table["formula"]),
    )
    first = table.drop_duplicates("formula").rename(columns={"formula": "token"})
    row_axis(ax, term_labels(first, lang, most=48))
    counts = table.pivot_table(index="formula", columns="document", values="n", aggfunc="sum")
    for y, formula in enumerate(formulas):
        for x, document in enumerate(documents):
            n = counts.loc[formula].get(document, 0)
            if n > 0:
                disc = {"boxstyle": "circle,pad=0.35", "fc": tint(INK, 0.16), "ec": "none"}
                ax.text(x, y, f"{n:.0f}", ha="center", va="center", fontsize=NOTE_SIZE, bbox=disc)
            else:
                ax.plot([x], [y], "o", ms=1.6, color=FAINT, zorder=2)
    end = number_column(ax, list(first[f"level_{lang}"].astype(str)), colour=INK)
    years = ["–" if pd.isna(year) else f"{year:.0f}" for year in pd.to_numeric(first["year"])]
    number_column(ax, years, start=end)
    column_heads(ax, list(documents.values()))
    return ax


def formula_cells(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: a cell for each document and level, with a mark for each occurrence.

    Columns: document and its labels, `formula`, `n`, `level` and its labels; a document without
    formulas keeps its row if a row with n = 0 says so. Marks of a formula's second and later
    occurrences are small. The number is the occurrences, in brackets the different formulas.
    """
    ax = panels(ax)[0, 0]
    documents, levels = names(table, "document", "document", lang), _levels_of(table, lang)
    used = table[table["n"] > 0]
    base, ticks = 0.0, []
    for document in documents:
        cells = {
            level: used[(used["document"] == document) & (used["level"] == level)]
            for level in levels
        }
        for x, (level, rows) in enumerate(cells.items()):
            _cell(ax, x, base, level, rows)
        ticks.append(base)
        base += cell_lines(table, document)
        ax.axhline(base - 0.75, color="#d9d9d9", lw=0.6, zorder=1)
    ax.set_yticks(ticks, list(documents.values()))
    ax.set_ylim(base - 0.7, -0.7)
    ax.grid(False)
    ax.set_xticks(range(len(levels)), list(levels.values()), ha="left")
    ax.tick_params(
        axis="x", top=False, bottom=False, labeltop=True, labelbottom=False, labelcolor=INK
    )
    ax.set_xlim(-0.06, len(levels) - 0.2)
    ax.spines["bottom"].set_visible(False)
    notes = {
        "en": (
            "A mark is an occurrence; small: the same formula again. Number: occurrences"
            " (different formulas).",
            f"Above {MOST_MARKS} occurrences: the number alone.",
        ),
        "zh": (
            "一个符号为一次；小者为同一口号再次出现。数字：次数（种数）。",
            f"超过{MOST_MARKS}次者只列数字。",
        ),
    }[lang]
    beyond = used.groupby(["document", "level"])["n"].sum().gt(MOST_MARKS).any()
    note_below(ax, notes[0], notes[1] if beyond else "")
    return ax


def _cell(ax, x, top, level, rows) -> None:
    """A count and below it its marks, ten a line, the first of each formula before all repeats."""
    n, different = int(rows["n"].sum()), len(rows)
    text = f"{n} ({different})" if n else "–"
    ax.text(x, top, text, va="center_baseline", fontsize=NOTE_SIZE, color=INK if n else QUIET)
    for k in range(n if n <= MOST_MARKS else 0):
        line, place = divmod(k, A_LINE)
        _mark(ax, x + 0.02 + place * 0.072, top + 0.9 + line * 0.75, level, again=k >= different)


def _mark(ax, x, y, level, *, again=False) -> None:
    marker, colour, hollow = MARKS[level]
    shade = tint(colour, 0.6) if again else colour
    dot(ax, x, y, shade, hollow=hollow, marker=marker, size=2 if again else 3.8)


def cell_lines(table: pd.DataFrame, document: str) -> float:
    """Lines that a document's row of `formula_cells` takes."""
    rows = table[(table["document"] == document) & (table["n"] > 0)]
    drawn = rows.groupby("level")["n"].sum().loc[lambda n: n <= MOST_MARKS]
    return 1.4 + 0.75 * -(-int(drawn.max()) // A_LINE) if len(drawn) else 1.4


def storeys(table: pd.DataFrame) -> dict[str, int]:
    """Marks in the highest stack of each document of `formula_stacks`."""
    known = table.dropna(subset=["place"])
    highest = known.groupby(["document", _bins(known["place"])]).size().groupby("document").max()
    return {name: int(highest.get(name, 0)) for name in in_order(table["document"])}


def _bins(places: pd.Series) -> pd.Series:
    return np.minimum((places * BINS).astype(int), BINS - 1).rename("bin")


def _levels_of(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Level -> label, from central to unknown, of the levels that occur."""
    labels = names(table.dropna(subset=["level"]), "level", "level", lang)
    return {level: labels[level] for level in MARKS if level in labels}


def _rank(level: str) -> int:
    return list(MARKS).index(level)


def _level_key(ax: Axes, levels: dict[str, str]) -> None:
    """Marks and names of the levels over the chart, from the left."""
    left = 0.0
    for level, label in levels.items():
        marker, colour, hollow = MARKS[level]
        key_entry(ax, (left, 5), label, marker, colour, hollow=hollow)
        left += 7 + LETTER * letters_wide(label) + 14
