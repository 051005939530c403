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
    in_order,
    names,
    note_below,
    number_column,
    panel_title,
    panels,
    percent,
    row_axis,
    share_axis,
    signed,
    width_beside,
)
from policytext.figures.marks import dot, dots_with_intervals, left_out_line
from policytext.figures.style import INK, QUIET
from policytext.measures import left_out_range

PANELS_PER_ROW = 5
FEW_SENTENCES = 10
"""Sentences of a theme below which a text says little of it: such texts are marked in figures."""
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

    Columns: document and its labels, `colour`, `text_colour`, `share`, `low`, `high`,
    `share_of_tokens`, `n` (sentences with the theme), `n_sentences`, `error` (coded minus labelled
    share; NaN where nothing is coded). In the mean each document has the same weight; the band is
    its range with each left out in turn.
    """
    ax = panels(ax)[0, 0]
    look, mean = table.iloc[0], table["share"].mean()
    row_axis(ax, list(table[f"document_{lang}"].astype(str)))
    hollow = dots_with_intervals(ax, table, "share", look["colour"])
    share_axis(ax, table[["share", "high", "share_of_tokens"]].max(axis=None))
    for y, share in enumerate(table["share_of_tokens"]):
        ax.plot([share, share], [y - 0.26, y + 0.26], color=INK, lw=1.2, zorder=4, clip_on=False)
    ax.axvline(mean, color=QUIET, lw=0.8, ls=(0, (3, 2)), zorder=1)
    out = left_out_range(table[["share"]]).iloc[0]
    if pd.notna(out["lowest_mean"]):
        ax.axvspan(out["lowest_mean"], out["highest_mean"], color="#eeeeee", lw=0, zorder=0)
    columns = {
        ("Sentences", "句"): [percent(share) for share in table["share"]],
        ("Tokens", "词"): [percent(share) for share in table["share_of_tokens"]],
        ("n", "句数"): [f"{row.n:.0f}/{row.n_sentences:.0f}" for row in table.itertuples()],
    }
    is_coded = table["error"].notna().any()
    if is_coded:
        columns["Error", "误差"] = [signed(100 * error) for error in table["error"]]
    end = 0.0
    for (head_en, head_zh), numbers in columns.items():
        colour = look["text_colour"] if head_en == "Sentences" else QUIET
        head = {"en": head_en, "zh": head_zh}[lang]
        end = number_column(ax, numbers, colour=colour, head=head, start=end)
    notes = {
        "en": (
            "Share of the text's sentences, %; mean {} (dashed), band: with each text left out",
            "Tick: share of tokens.",
            " Error: coded minus labelled share, in percentage points; – where nothing is coded.",
        ),
        "zh": (
            "占该文句子的比例，%；均值 {}（虚线），浅带为逐一剔除各篇后均值的范围",
            "竖线：按词计的比例。",
            "误差：编码比例减标注比例，百分点；未编码者为–。",
        ),
    }[lang]
    tick = notes[1] + (notes[2] if is_coded else "")
    note_below(ax, notes[0].format(percent(mean)), tick, NO_INTERVAL[lang] if hollow else "")
    return ax


def company(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: of a theme's sentences, the share that carries each other theme too.

    Columns: document, `other` (theme) with `label_*` and `text_colour` *of the other theme*,
    `n_theme` (the theme's sentences in the document), `share` (of these; NaN where there are none),
    `base` (of all sentences of the document). One ring for each document, small where it has fewer
    than ten such sentences; the tick and the number are the mean over documents, which ranks the
    rows, the thin line its range with each document left out, the diamond the mean of `base`: what
    company by mere weight would be.
    """
    ax = panels(ax)[0, 0]
    wide = table.pivot(index="document", columns="other", values="share")
    wide = wide[in_order(table["other"])]
    means = wide.mean().sort_values(ascending=False, kind="stable")
    ranges = left_out_range(wide)
    labels, looks = names(table, "other", "label", lang), table.drop_duplicates("other")
    looks = looks.set_index("other")
    row_axis(ax, [labels[other] for other in means.index])
    share_axis(ax, max(table["share"].max(), table["base"].max()))
    for y, (other, mean) in enumerate(means.items()):
        for row in table[table["other"] == other].itertuples():
            colour = looks.loc[other, "text_colour"]
            size = 2.6 if row.n_theme < FEW_SENTENCES else None
            dot(ax, row.share, y, colour, hollow=True, size=size)
        left_out_line(ax, ranges.loc[other], y)
        ax.plot([mean, mean], [y - 0.32, y + 0.32], color=INK, lw=1.6, zorder=4, clip_on=False)
        base = table.loc[(table["other"] == other) & (table["n_theme"] > 0), "base"].mean()
        ax.plot(base, y, "D", ms=3.2, color=QUIET, zorder=5, clip_on=False)
    for tick, other in zip(ax.get_yticklabels(), means.index, strict=True):
        tick.set_color(looks.loc[other, "text_colour"])
    number_column(ax, [percent(mean) for mean in means], colour=INK)
    few = (table["n_theme"] < FEW_SENTENCES).any()
    notes = {
        "en": (
            "Share of the theme's sentences, %",
            "Ring: one text. Tick and number: mean; thin line: its range with each text left out."
            " Diamond: mean among all sentences.",
            f"Small ring: a text with fewer than {FEW_SENTENCES} sentences of the theme.",
        ),
        "zh": (
            "占该主题句子的比例，%",
            "圆圈：一篇文本；竖线与数字：各篇均值；细线：逐一剔除各篇后均值的范围；"
            "菱形：在全部句子中的均值。",
            f"小圆圈：该主题句子不足{FEW_SENTENCES}句的文本。",
        ),
    }[lang]
    note_below(ax, *notes[:2], notes[2] if few else "")
    return ax


def _theme_title(look: pd.Series, lang: str) -> str:
    return f"{look['label_en']} {look['label_zh']}" if lang == "en" else str(look["label_zh"])


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
