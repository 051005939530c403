"""Charts of words: each takes one tidy table and draws all of it, and nothing else.

Order of rows is order of display. `gloss` (English, may be empty) is optional in every table and
stands beside the Chinese word in the English version. `ax=None` draws into a new figure; a chart of
several panels puts them in the place of `ax`.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from policytext.figures.layout import (
    column_heads,
    in_order,
    names,
    note_below,
    number_column,
    panels,
    row_axis,
    term_labels,
    warning_of,
)
from policytext.figures.marks import dot, left_out_line
from policytext.figures.style import FAINT, INK, QUIET, tint

PAIR_LETTERS = 60
"""Width of the names of pairs, in Latin letters: two long glosses would leave no room to draw."""


def distinctive_terms(
    table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None
) -> np.ndarray:
    """Two Axes: terms ranked by log ratio with interval, and the dispersion of each.

    Columns: `token`, `mean_log_ratio`, `low`, `high`, `lowest_mean`, `highest_mean`, `n_agree`,
    `n_documents`, `n_target`, `dp_norm`, `one_document`, `only_in_en`, `only_in_zh`, `in_lexicon`,
    `colour`, optionally the warning. Rows of one document are hollow and bear its name instead of
    a number of texts. Terms of the lexicon define the theme, so they come back by construction:
    they follow below the others, as squares.
    """
    groups = [
        rows
        for rows in (
            table[~table["in_lexicon"] & ~table["one_document"]],
            table[~table["in_lexicon"] & table["one_document"]],
            table[table["in_lexicon"]],
        )
        if len(rows)
    ]
    rows, places = pd.concat(groups), _places_of(groups)
    ratio, spread = panels(ax, 1, 2, width_ratios=[3.2, 1])[0]
    for panel in (ratio, spread):
        row_axis(panel, [""] * (max(places) + 1))
        panel.set_yticks(places, [""] * len(rows))
    ratio.set_yticks(places, term_labels(rows, lang))
    for y, row in zip(places, rows.itertuples(), strict=True):
        marker = "s" if row.in_lexicon else "o"
        if not (pd.isna(row.low) or pd.isna(row.high)):
            ratio.plot([row.low, row.high], [y, y], color=tint(row.colour, 0.45), lw=2.2, zorder=2)
        left_out_line(ratio, row, y)
        dot(ratio, row.mean_log_ratio, y, row.colour, hollow=row.one_document, marker=marker)
        dot(spread, row.dp_norm, y, QUIET, hollow=row.one_document, marker=marker)
    ratio.axvline(0, color=QUIET, lw=0.8, zorder=1)
    ratio.grid(axis="x")
    ratio.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ratio.set_xlabel(
        {"en": "Log ratio (log2), mean of texts", "zh": "对数比（log2），各篇均值"}[lang]
    )
    spread.set_xlim(0, 1)
    spread.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    spread.grid(axis="x")
    spread.set_xlabel({"en": "DP-norm", "zh": "离散度 DP-norm"}[lang])
    end = number_column(spread, _in_rows(places, rows["n_target"].map("{:.0f}".format)), head="n")
    _texts_column(spread, places, rows, "n_agree", lang, start=end)
    notes = {
        "en": (
            "Squares: a term of the lexicon, or a part of one, or with one in it. ",
            "Hollow: in one text only, named at the right. ",
            "No bar: no interval. ",
            "Thin line: range of the mean with each text left out.",
        ),
        "zh": (
            "方块：词表词，或含有词表词，或为其一部分。",
            "空心：仅见于一篇，篇名见右。",
            "无横线：无区间。",
            "细线：逐一剔除各篇后均值的范围。",
        ),
    }[lang]
    shown = (
        rows["in_lexicon"].any(),
        rows["one_document"].any(),
        rows[["low", "high"]].isna().any(axis=None),
        rows["lowest_mean"].notna().any(),
    )
    note = "".join(note for note, show in zip(notes, shown, strict=True) if show)
    note_below(ratio, note, warning_of(table, lang))
    return np.array([ratio, spread])


def collocate_dots(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: pairs of words and how typical each is, first those that meet in several documents.

    Columns: `token` (both words), optionally `gloss`; `log_dice`, `lowest_mean`, `highest_mean`,
    `n_sentences`, `n_together`, `n_documents`, `one_document`, `only_in_en`, `only_in_zh`,
    `colour`, optionally the warning. Pairs of one document are hollow and bear its name.
    """
    ax = panels(ax)[0, 0]
    groups = [
        rows for rows in (table[~table["one_document"]], table[table["one_document"]]) if len(rows)
    ]
    rows, places = pd.concat(groups), _places_of(groups)
    row_axis(ax, [""] * (max(places) + 1))
    ax.set_yticks(places, term_labels(rows, lang, most=PAIR_LETTERS))
    for y, row in zip(places, rows.itertuples(), strict=True):
        left_out_line(ax, row, y)
        dot(ax, row.log_dice, y, row.colour, hollow=row.one_document)
    edge = rows[["log_dice", "lowest_mean"]].min(axis=None)
    ax.set_xlim(min(np.floor(edge * 2) / 2, 13.5), 14)  # 14 is the most that there is
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.grid(axis="x")
    numbers = _in_rows(places, rows["n_sentences"].map("{:.0f}".format))
    end = number_column(ax, numbers, head={"en": "Sentences", "zh": "句数"}[lang])
    _texts_column(ax, places, rows, "n_together", lang, start=end)
    notes = {
        "en": (
            "logDice, from the mean over the texts with both words; 14: never apart.",
            "Thin line: its range with each text left out. ",
            "Hollow: the pair meets in one text only, named at the right.",
        ),
        "zh": (
            "logDice，由两词俱见的各篇之均值得出；14为从不分离。",
            "细线：逐一剔除各篇后的范围。",
            "空心：该词对仅在一篇中同句出现，篇名见右。",
        ),
    }[lang]
    shown = (True, rows["lowest_mean"].notna().any(), rows["one_document"].any())
    note = [text for text, show in zip(notes, shown, strict=True) if show]
    note_below(ax, note[0], "".join(note[1:]), warning_of(table, lang))
    return ax


def document_terms(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each document: the words that set it apart, ranked by log ratio.

    Columns: document, document_en, document_zh, `token`, `log_ratio`, optionally `low` and `high`,
    and `n_other_documents`: words that no other document has are hollow. All panels have one
    scale; with glosses, which need room, there are two in a row, else three.
    """
    notes = {
        "en": ("Log ratio (log2): this text against the others", "Hollow: in no other text."),
        "zh": ("对数比（log2）：该文与其余各篇相比", "空心：不见于其他各篇。"),
    }
    return _term_panels(table, "document", notes[lang], lang, ax)


def corpus_terms(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each of two corpora: the words that set it apart from the other one.

    Columns: `corpus`, `corpus_en`, `corpus_zh`; the others are those of `document_terms`.
    """
    notes = {
        "en": ("Log ratio (log2): this corpus against the other", "Hollow: not in the other."),
        "zh": ("对数比（log2）：该语料与另一语料相比", "空心：不见于另一语料。"),
    }
    return _term_panels(table, "corpus", notes[lang], lang, ax)


def _term_panels(table, key, notes, lang, ax) -> np.ndarray:
    """Axes, one for each value of a column: its words, ranked by log ratio."""
    labels = names(table, key, key, lang)
    columns = min(len(labels), 2 if "gloss" in table else 3)
    axes = panels(ax, -(-len(labels) // columns), columns, sharex=True)
    edge = table[[c for c in ("log_ratio", "low", "high") if c in table]]
    for place, (value, label) in zip(axes.flat, labels.items(), strict=False):
        rows = table[table[key] == value]
        _headed_rows(place, label, term_labels(rows, lang))
        for y, row in enumerate(rows.itertuples()):
            low, high = getattr(row, "low", np.nan), getattr(row, "high", np.nan)
            if not (pd.isna(low) or pd.isna(high)):
                place.plot([low, high], [y, y], color=FAINT, lw=2.2, zorder=2)
            dot(place, row.log_ratio, y, INK, hollow=getattr(row, "n_other_documents", 1) == 0)
        place.set_xlim(min(0, edge.min(axis=None)), max(1, edge.max(axis=None) * 1.08))
        place.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        place.tick_params(labelbottom=True)
        place.grid(axis="x")
    for place in axes.flat[len(labels) :]:
        place.remove()
    alone = "n_other_documents" in table and (table["n_other_documents"] == 0).any()
    note_below(axes.flat[0], notes[0], notes[1] if alone else "")
    return axes.ravel()[: len(labels)]


def shared_phrases(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: which phrase stands in which document, and how often.

    Columns: `phrase`, document, document_en, document_zh, `n`. A phrase's missing row or 0 is a
    small point. Counts are not rates: documents differ in length.
    """
    ax = panels(ax)[0, 0]
    documents, phrases = names(table, "document", "document", lang), in_order(table["phrase"])
    first = table.drop_duplicates("phrase")
    row_axis(ax, term_labels(first.rename(columns={"phrase": "token"}), lang))
    counts = table.pivot_table(index="phrase", columns="document", values="n", aggfunc="sum")
    for y, phrase in enumerate(phrases):
        for x, document in enumerate(documents):
            n = counts.loc[phrase].get(document, 0)
            if n > 0:
                ax.plot([x], [y], "o", ms=11, color=tint(INK, 0.16), zorder=2, clip_on=False)
                ax.text(x, y, f"{n:.0f}", ha="center", va="center_baseline", fontsize=7.5)
            else:
                ax.plot([x], [y], "o", ms=1.6, color=FAINT, zorder=2)
    column_heads(ax, list(documents.values()))
    return ax


def _headed_rows(ax: Axes, head: str, labels: list[str]) -> None:
    """Rows of labels under a heading that stands in the labels' own column, so it always fits."""
    row_axis(ax, labels)
    ax.set_yticks([-1.1, *range(len(labels))], [head, *labels])
    ax.get_yticklabels()[0].set_fontsize(9)
    ax.yaxis.get_major_ticks()[0].gridline.set_visible(False)
    ax.set_ylim(len(labels) - 0.4, -1.6)


def _places_of(groups: list[pd.DataFrame]) -> list[int]:
    """Rows of the groups' members, one after the other, with an empty row between groups."""
    starts = np.cumsum([0, *(len(group) + 1 for group in groups)])
    return [
        int(start) + k
        for start, group in zip(starts, groups, strict=False)
        for k in range(len(group))
    ]


def _texts_column(
    ax: Axes, places: list[int], rows: pd.DataFrame, agreeing: str, lang: str, *, start: float
) -> None:
    """In how many of its texts a row's finding holds, or the name of the one text that has it."""
    names, known = rows[f"only_in_{lang}"].astype(str), rows["n_documents"]
    counts = [f"{n}/{of}" for n, of in zip(rows[agreeing], known, strict=True)]
    texts = names.where(rows["one_document"], counts)
    head = {"en": "Texts", "zh": "篇数"}[lang]
    number_column(ax, _in_rows(places, texts), head=head, start=start)


def _in_rows(places: list[int], texts: Iterable[str]) -> list[str]:
    """The texts at their rows, '' in the empty rows between."""
    by_row = dict(zip(places, texts, strict=True))
    return [by_row.get(row, "") for row in range(max(places) + 1)]
