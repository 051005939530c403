"""Charts of words: each takes one tidy table and draws all of it, and nothing else.

Order of rows is order of display. `gloss` (English, may be empty) is optional in every table and
stands beside the Chinese word in the English version. `ax=None` draws into a new figure; a chart of
several panels puts them in the place of `ax`.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from policytext.figures.layout import (
    column_heads,
    dot,
    in_order,
    names,
    note_below,
    number_column,
    panels,
    row_axis,
)
from policytext.figures.style import FAINT, INK, QUIET, tint


def distinctive_terms(
    table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None
) -> np.ndarray:
    """Two Axes: terms ranked by log ratio with interval, and the dispersion of each.

    Columns: `token`, `mean_log_ratio`, `low`, `high`, `n_documents`, `dp_norm`, `one_document`,
    `in_lexicon`, `colour`. Terms of the lexicon define the theme, so they come back by
    construction: they follow below the others, as squares. Hollow: a term of one document.
    """
    words, lexicon = table[~table["in_lexicon"]], table[table["in_lexicon"]]
    rows = pd.concat([words, lexicon])
    gap = 1 if len(words) and len(lexicon) else 0
    places = [*range(len(words)), *(len(words) + gap + k for k in range(len(lexicon)))]
    ratio, spread = panels(ax, 1, 2, width_ratios=[3.2, 1])[0]
    for panel in (ratio, spread):
        row_axis(panel, [""] * (max(places) + 1))
        panel.set_yticks(places, [""] * len(rows))
    ratio.set_yticks(places, _term_labels(rows, lang))
    for y, row in zip(places, rows.itertuples(), strict=True):
        marker = "s" if row.in_lexicon else "o"
        if not (pd.isna(row.low) or pd.isna(row.high)):
            ratio.plot([row.low, row.high], [y, y], color=tint(row.colour, 0.45), lw=2.2, zorder=2)
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
    counts = [""] * (max(places) + 1)
    for y, n in zip(places, rows["n_documents"], strict=True):
        counts[y] = f"{n:.0f}"
    number_column(spread, counts, head={"en": "Texts", "zh": "篇数"}[lang])
    notes = {
        "en": (
            "Squares: a term of the lexicon, or a part of one, or with one in it. ",
            "Hollow: in one text only. ",
            "No bar: no interval.",
        ),
        "zh": (
            "方块：词表词，或含有词表词，或为其一部分。",
            "空心：仅见于一篇。",
            "无横线：无区间。",
        ),
    }[lang]
    shown = (len(lexicon), rows["one_document"].any(), rows[["low", "high"]].isna().any(axis=None))
    note_below(ratio, "".join(note for note, show in zip(notes, shown, strict=True) if show))
    return np.array([ratio, spread])


def document_terms(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each document: the words that set it apart, ranked by log ratio.

    Columns: document, document_en, document_zh, `token`, `log_ratio`, optionally `low` and `high`.
    All panels have one scale; with glosses, which need room, there are two in a row, else three.
    """
    documents = names(table, "document", "document", lang)
    columns = min(len(documents), 2 if "gloss" in table else 3)
    axes = panels(ax, -(-len(documents) // columns), columns, sharex=True)
    edge = table[[c for c in ("log_ratio", "low", "high") if c in table]]
    for place, (document, label) in zip(axes.flat, documents.items(), strict=False):
        rows = table[table["document"] == document]
        _headed_rows(place, label, _term_labels(rows, lang))
        for y, row in enumerate(rows.itertuples()):
            low, high = getattr(row, "low", np.nan), getattr(row, "high", np.nan)
            if not (pd.isna(low) or pd.isna(high)):
                place.plot([low, high], [y, y], color=FAINT, lw=2.2, zorder=2)
            dot(place, row.log_ratio, y, INK)
        place.set_xlim(min(0, edge.min(axis=None)), max(1, edge.max(axis=None) * 1.08))
        place.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        place.tick_params(labelbottom=True)
        place.grid(axis="x")
    for place in axes.flat[len(documents) :]:
        place.remove()
    text = {
        "en": "Log ratio (log2): this text against the others",
        "zh": "对数比（log2）：该文与其余各篇相比",
    }[lang]
    note_below(axes.flat[0], text)
    return axes.ravel()[: len(documents)]


def shared_phrases(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: which phrase stands in which document, and how often.

    Columns: `phrase`, document, document_en, document_zh, `n`. A phrase's missing row or 0 is a
    small point. Counts are not rates: documents differ in length.
    """
    ax = panels(ax)[0, 0]
    documents, phrases = names(table, "document", "document", lang), in_order(table["phrase"])
    first = table.drop_duplicates("phrase")
    row_axis(ax, _term_labels(first.rename(columns={"phrase": "token"}), lang))
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


def _term_labels(rows: pd.DataFrame, lang: str) -> list[str]:
    if lang == "zh" or "gloss" not in rows:
        return list(rows["token"].astype(str))
    gloss = rows["gloss"].fillna("").astype(str)
    return [f"{g}  {t}".strip() for g, t in zip(gloss, rows["token"].astype(str), strict=True)]
