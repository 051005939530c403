"""Charts of documents and themes: each takes one tidy table and draws all of it, and nothing else.

Every table has `document`, `document_en`, `document_zh`; where themes are shown also `theme`,
`label_en`, `label_zh`, `colour` (marks) and `text_colour` (words, contrast 4.5 or more). Order of
rows is order of display. Shares are between 0 and 1. `ax=None` draws into a new figure; a chart of
several panels puts them in the place of `ax`.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from policytext.figures.layout import (
    NO_INTERVAL,
    NOTE_SIZE,
    column_heads,
    dot,
    dots_with_intervals,
    in_order,
    names,
    note_below,
    number_cell,
    number_column,
    panel_title,
    panels,
    percent,
    row_axis,
    share_axis,
    width_beside,
)
from policytext.figures.style import INK, QUIET

PANELS_PER_ROW = 5
BAR = "#7d8a94"


def share_panels(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each theme: the theme's share in every document, with its interval.

    Columns: document, theme and their labels and colours, `share`, `low`, `high`. All panels have
    one scale. A document that lacks a theme's row has no mark there.
    """
    documents, themes = names(table, "document", "document", lang), in_order(table["theme"])
    columns = min(len(themes), PANELS_PER_ROW)
    axes = panels(ax, -(-len(themes) // columns), columns, sharex=True)
    room, hollow = width_beside(axes.flat[0], list(documents.values())) / columns, False
    for place, theme in zip(axes.flat, themes, strict=False):
        rows = table[table["theme"] == theme].set_index("document").reindex(documents)
        look = table[table["theme"] == theme].iloc[0]
        first = place in axes[:, 0]
        row_axis(place, list(documents.values()), show=first)
        share_axis(place, table[["share", "high"]].max(axis=None))
        place.grid(axis="x")
        hollow |= dots_with_intervals(place, rows, "share", look["colour"])
        number_column(place, [percent(v) for v in rows["share"]], colour=look["text_colour"])
        panel_title(place, _theme_title(look, lang), room, look["text_colour"])
        place.tick_params(labelbottom=True)
    for place in axes.flat[len(themes) :]:
        place.remove()
    unit = {"en": "Share of the text's sentences, %", "zh": "占该文句子的比例，%"}[lang]
    note_below(axes.flat[0], unit, NO_INTERVAL[lang] if hollow else "")
    return axes.ravel()[: len(themes)]


def share_dots(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: one theme's share in every document, with interval, and its mean over documents.

    Columns: document and its labels, `colour`, `text_colour`, `share`, `low`, `high`, `n`
    (sentences with the theme), `n_sentences`. In the mean each document has the same weight.
    """
    ax = panels(ax)[0, 0]
    look, mean = table.iloc[0], table["share"].mean()
    row_axis(ax, list(table[f"document_{lang}"].astype(str)))
    hollow = dots_with_intervals(ax, table, "share", look["colour"])
    share_axis(ax, table[["share", "high"]].max(axis=None))
    ax.axvline(mean, color=QUIET, lw=0.8, ls=(0, (3, 2)), zorder=1)
    counts = [f"{row.n:.0f}/{row.n_sentences:.0f}" for row in table.itertuples()]
    end = number_column(
        ax, [percent(share) for share in table["share"]], colour=look["text_colour"]
    )
    number_column(ax, counts, start=end, head={"en": "n", "zh": "句数"}[lang])
    text = {"en": "mean {} (dashed)", "zh": "均值 {}（虚线）"}[lang].format(percent(mean))
    unit = {"en": "Share of the text's sentences, %", "zh": "占该文句子的比例，%"}[lang]
    note_below(ax, f"{unit}; {text}", NO_INTERVAL[lang] if hollow else "")
    return ax


def company(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: of a theme's sentences, the share that carries each other theme too.

    Columns: document, `other` (theme) with `label_*` and `text_colour` *of the other theme*,
    `share` (of the theme's sentences; NaN where a document has none), `base` (of all sentences of
    the document). One ring for each document; the tick and the number are the mean over documents,
    which ranks the rows, the diamond the mean of `base`: what company by mere weight would be.
    """
    ax = panels(ax)[0, 0]
    means = (
        table.groupby("other", sort=False)["share"]
        .mean()
        .sort_values(ascending=False, kind="stable")
    )
    labels, looks = names(table, "other", "label", lang), table.drop_duplicates("other")
    looks = looks.set_index("other")
    row_axis(ax, [labels[other] for other in means.index])
    share_axis(ax, max(table["share"].max(), table["base"].max()))
    for y, (other, mean) in enumerate(means.items()):
        for share in table.loc[table["other"] == other, "share"]:
            dot(ax, share, y, looks.loc[other, "text_colour"], hollow=True)
        ax.plot([mean, mean], [y - 0.32, y + 0.32], color=INK, lw=1.6, zorder=4, clip_on=False)
        base = table.loc[table["other"] == other, "base"].mean()
        ax.plot(base, y, "D", ms=3.2, color=QUIET, zorder=5, clip_on=False)
    for tick, other in zip(ax.get_yticklabels(), means.index, strict=True):
        tick.set_color(looks.loc[other, "text_colour"])
    number_column(ax, [percent(mean) for mean in means], colour=INK)
    note_below(
        ax,
        {"en": "Share of the theme's sentences, %", "zh": "占该主题句子的比例，%"}[lang],
        {
            "en": "Ring: one text. Tick and number: mean. Diamond: mean among all sentences.",
            "zh": "圆圈：一篇文本；竖线与数字：各篇均值；菱形：在全部句子中的均值。",
        }[lang],
    )
    return ax


def _theme_title(look: pd.Series, lang: str) -> str:
    return f"{look['label_en']} {look['label_zh']}" if lang == "en" else str(look["label_zh"])


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


def document_distance(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: distance of each pair of documents, as a triangle of numbers; the names are its stairs.

    Columns: document and its labels, `other`, `other_en`, `other_zh`, `distance` (0 or more). Each
    pair stands once or twice; a name reads left for its row and down for its column.
    """
    ax = panels(ax)[0, 0]
    labels = names(table, "document", "document", lang) | names(table, "other", "other", lang)
    pairs = {frozenset((r.document, r.other)): r.distance for r in table.itertuples()}
    top = table["distance"].max()
    for y, document in enumerate(labels):
        for x, other in enumerate(list(labels)[:y]):
            number_cell(
                ax, x, y, pairs.get(frozenset((document, other)), np.nan), top, "{:.2f}".format
            )
        ax.text(y - 0.4, y, labels[document], va="center_baseline", fontsize=8, color=INK)
    ax.set_xlim(-0.5, len(labels) - 0.5)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_axis_off()
    return ax


def lengths(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Three Axes: characters (with the share of all), sentences, characters a sentence.

    Columns: document and its labels, `n_chars`, `share_of_chars` (of the corpus), `n_sentences`,
    `chars_per_sentence`. Bars start at zero.
    """
    axes = panels(ax, 1, 3, sharey=True, width_ratios=[1.3, 1, 1])[0]
    heads = {
        "en": ("Characters, and share of all", "Sentences", "Characters a sentence"),
        "zh": ("字数及占比", "句数", "平均句长（字）"),
    }[lang]
    texts = (
        [f"{r.n_chars:,.0f} ({percent(r.share_of_chars)})" for r in table.itertuples()],
        [f"{n:,.0f}" for n in table["n_sentences"]],
        [f"{n:.0f}" for n in table["chars_per_sentence"]],
    )
    columns = ("n_chars", "n_sentences", "chars_per_sentence")
    for place, column, head, numbers in zip(axes, columns, heads, texts, strict=True):
        row_axis(place, list(table[f"document_{lang}"].astype(str)))
        place.grid(False)
        place.barh(range(len(table)), table[column], height=0.55, color=BAR)
        for y, (value, number) in enumerate(zip(table[column], numbers, strict=True)):
            place.annotate(
                number,
                (value, y),
                xytext=(4, 0),
                textcoords="offset points",
                va="center_baseline",
                fontsize=NOTE_SIZE,
                annotation_clip=False,
            )
        place.set_xlim(0, table[column].max())
        place.set_xticks([])
        place.spines[["bottom"]].set_visible(False)
        place.spines[["left"]].set_visible(True)
        place.set_title(head, fontsize=8)
    return axes
