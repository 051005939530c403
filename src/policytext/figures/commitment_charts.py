"""Charts of quantified targets: each takes one tidy table and draws all of it, and nothing else.

A ring is a value that a text reports as reached, a disc one that it promises. Tables have
`document` and its labels; where values are shown also `canonical` (the indicator), `gloss` (its
English, may be empty), `measure`, `measure_en`, `measure_zh`, `unit`, `unit_en`, `status` (achieved
or target), `comparator`, `value` and `high` in base units. Order of rows is order of display.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from policytext.figures.layout import (
    GROUND,
    NOTE_SIZE,
    column_heads,
    in_order,
    inches,
    letters_wide,
    names,
    note_below,
    number_cell,
    number_column,
    panel_title,
    panels,
    percent,
    row_axis,
    share_axis,
    term_labels,
    width_beside,
    wrap,
)
from policytext.figures.style import INK, QUIET, tint

REACHED, PROMISED = "achieved", "target"
HAIRLINE = "#dddddd"
SIGNS = {"=": "", ">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "≈"}
EN_POWERS = ((1e12, " tn"), (1e9, " bn"), (1e6, " m"))
ZH_POWERS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
KIND_LOOKS: tuple[dict[str, Any], ...] = (
    {"facecolor": GROUND},
    {"facecolor": tint(GROUND, 0.62), "hatch": "/////", "edgecolor": "white"},
    {"facecolor": tint(GROUND, 0.25), "hatch": ".....", "edgecolor": GROUND},
)
"""Tints with hatches: the parts of a bar differ without their colours too."""
LOG_FROM = 10
"""Largest by smallest value from which an axis is logarithmic."""
PANELS_PER_ROW = 3
MANY_TEXTS, MOST_LETTERS = 5, 16
"""Texts from whose number on a panel is wider; letters of a number beside a panel."""
LABEL_LETTERS = 40
LIST_LABEL = 72
LETTER = 4.1
KEY = {
    "en": "Ring: reached or described. Disc: promised.",
    "zh": "空心：已达到或现状；实心：承诺。",
}
LOGARITHMIC = {"en": " An axis without 0 is logarithmic.", "zh": "不含0的坐标为对数。"}


def paired_dots(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each measure and unit: what is reached, joined with what is promised.

    One row for each document and indicator. An axis from zero; logarithmic where the values of its
    panel lie far apart.
    """
    groups = list(table.groupby(["measure", "unit"], sort=False, dropna=False))
    groups.sort(key=lambda group: -_n_rows(group[1]))  # stable
    one_text = table["document"].nunique() == 1
    sizes = [_n_rows(rows) + 1.3 for _, rows in groups]
    axes = panels(ax, len(groups), 1, height_ratios=sizes)[:, 0]
    logarithmic = False
    for place, (_, rows) in zip(axes, groups, strict=True):
        pairs = list(rows.groupby(["document", "canonical"], sort=False))
        row_axis(place, [_pair_label(pair.iloc[0], lang, one_text) for _, pair in pairs])
        logarithmic |= _value_axis(place, rows, lang)
        for y, (_, pair) in enumerate(pairs):
            place.plot([pair["value"].min(), pair["value"].max()], [y, y], color="#b4b4b4", lw=1)
            _marks(place, pair, y)
        numbers = [
            " → ".join(_cut(text, 26 if one_text else 15) for text in _by_status(pair, lang))
            for _, pair in pairs
        ]
        number_column(place, numbers, colour=INK)
        above = "" if place is axes[0] else "\n"  # room below the numbers of the panel before
        place.set_title(above + _unit_title(rows.iloc[0], lang), fontsize=8.5)
    place = table[f"document_{lang}"].iloc[0]
    alone = {"en": f"All rows: {place}.", "zh": f"各行均出自{place}。"}[lang] if one_text else ""
    note_below(axes[0], KEY[lang] + LOGARITHMIC[lang] * logarithmic, alone)
    return axes


def growth_panels(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> np.ndarray:
    """Axes, one for each document: rates of growth, promised and reached, on one scale.

    Rows are the indicators. The number is what is promised, in brackets what is reached where
    nothing is promised.
    """
    indicators = in_order(table["canonical"])
    firsts = table.drop_duplicates("canonical")
    firsts = firsts.set_index("canonical", drop=False).loc[indicators]
    labels = [_indicator_label(row, lang) for _, row in firsts.iterrows()]
    documents = names(table, "document", "document", lang)
    columns = growth_columns(len(documents))
    axes = panels(ax, -(-len(documents) // columns), columns, sharex=True)
    lines = [line for label in labels for line in label.split("\n")]
    room = width_beside(axes[0, 0], lines) / columns
    for place, (document, name) in zip(axes.flat, documents.items(), strict=False):
        rows = table[table["document"] == document]
        row_axis(place, labels, show=place in axes[:, 0])
        logarithmic = _value_axis(place, table, lang)
        place.grid(axis="x")
        numbers = []
        for y, indicator in enumerate(indicators):
            found = rows[rows["canonical"] == indicator]
            _marks(place, found, y)
            reached, promised = (_cut(text, MOST_LETTERS) for text in _by_status(found, lang))
            numbers.append(promised or (f"({reached})" if reached else ""))
        number_column(place, numbers, colour=INK)
        panel_title(place, name, room)
        place.tick_params(labelbottom=True)
    for place in axes.flat[len(documents) :]:
        place.remove()
    brackets = {
        "en": "Rates in per cent. Number: promised; in brackets: reached, nothing promised.",
        "zh": "增速，%。数字为承诺值；括号内为已达到值（无承诺者）。",
    }[lang]
    note_below(axes[0, 0], KEY[lang] + LOGARITHMIC[lang] * logarithmic, brackets)
    return axes.ravel()[: len(documents)]


def growth_columns(n_documents: int) -> int:
    """Panels beside each other in `growth_panels`: of many texts two, which have more numbers."""
    return min(n_documents, PANELS_PER_ROW) if n_documents <= MANY_TEXTS else 2


def promise_matrix(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: number of promised quantities of each document by theme and, beyond a line, by time.

    Columns: document and its labels, `group` (theme or horizon), `key`, `key_en`, `key_zh`, `n`,
    `n_promised`. A document that promises no quantity has dashes.
    """
    ax = panels(ax)[0, 0]
    documents = names(table, "document", "document", lang)
    totals = table.drop_duplicates("document").set_index("document")["n_promised"]
    row_axis(ax, [f"{name}  (n = {totals[document]:.0f})" for document, name in documents.items()])
    ax.grid(False)
    keys = names(table, "key", "key", lang)
    counts = table.pivot(index="document", columns="key", values="n")
    for y, document in enumerate(documents):
        for x, key in enumerate(keys):
            n = counts.loc[document, key] if totals[document] else np.nan
            number_cell(ax, x, y, n, counts.max(axis=None), "{:.0f}".format)
    column_heads(ax, list(keys.values()))
    ax.axvline(table.loc[table["group"] == "theme", "key"].nunique() - 0.5, color=QUIET, lw=0.8)
    notes = {
        "en": "Left of the line: by theme of the sentence, several are possible. Right: by the time"
        " at which it is due.",
        "zh": "竖线左侧按句子的主题计（可有多个），右侧按期限计。",
    }[lang]
    note_below(ax, notes)
    return ax


def kind_bars(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: of the sentences that promise, the share that names a number, a date, or both.

    Columns: document and its labels, `kind` (both, number, date, neither), `kind_en`, `kind_zh`,
    `n`, `n_promises`, `share` (NaN where nothing is promised). What names neither is the rest, and
    stands as a number.
    """
    ax = panels(ax)[0, 0]
    documents, kinds = (
        names(table, "document", "document", lang),
        names(table, "kind", "kind", lang),
    )
    shares = table.pivot(index="document", columns="kind", values="share").loc[list(documents)]
    counts = table.pivot(index="document", columns="kind", values="n").loc[list(documents)]
    row_axis(ax, list(documents.values()))
    ax.grid(axis="x")
    drawn = [kind for kind in kinds if kind != "neither"]
    share_axis(ax, shares[drawn].sum(axis=1).max())
    left = np.zeros(len(documents))
    for kind, look in zip(drawn, KIND_LOOKS, strict=True):
        widths = shares[kind].fillna(0).to_numpy()
        ax.barh(range(len(documents)), widths, left=left, height=0.55, **look)
        left = left + widths
    key = [Patch(**look, label=kinds[kind]) for kind, look in zip(drawn, KIND_LOOKS, strict=True)]
    ax.legend(
        handles=key,
        loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False,
        handlelength=0.8, handletextpad=0.5,
        columnspacing=1.2, borderpad=0, borderaxespad=0.6,
    )  # fmt: skip
    end = 0.0
    for kind in kinds:
        numbers = [f"{n:.0f}" for n in counts[kind]]
        end = number_column(ax, numbers, colour=INK, head=kinds[kind], start=end)
    totals = table.drop_duplicates("document")["n_promises"]
    number_column(ax, [f"{n:.0f}" for n in totals], head="n", start=end)
    notes = {
        "en": (
            "Share of the sentences that promise, %. Right: their numbers.",
            "What promises is read by rule and was not tested for sentences without quantities.",
        ),
        "zh": (
            "占承诺句的比例，%；右侧为句数。",
            "承诺与否由规则判定，不含数量的句子未经检验。",
        ),
    }[lang]
    note_below(ax, *notes)
    return ax


def promise_list(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: a theme's quantities by document, reached and promised in columns beside each other.

    Also `colour` and `text_colour` of the theme, and `n_all`, how many rows there would be in all.
    One row for each document, indicator, measure and unit, under the document's name.
    """
    ax = panels(ax)[0, 0]
    look = table.iloc[0]
    labels: list[str] = []
    heads: list[int] = []
    columns = {REACHED: 0.0, PROMISED: 0.5}
    rows = table.assign(token=table["canonical"])
    widest = max(map(letters_wide, term_labels(rows, lang, most=LIST_LABEL)))
    room = int((72 * inches(ax)[0] / LETTER - widest) / 2) - 6
    for document in in_order(rows["document"]):
        own = rows[rows["document"] == document]
        heads.append(len(labels))
        ax.hlines(len(labels), 0, 1, color=QUIET, lw=0.5, zorder=1)  # a group begins
        labels.append(str(own[f"document_{lang}"].iloc[0]))
        for _, pair in own.groupby(["canonical", "measure", "unit"], sort=False, dropna=False):
            said, y = _by_status(pair, lang), len(labels)
            if not said[0]:  # leads the eye from the name over the empty column
                ax.hlines(y, 0, columns[PROMISED], color=HAIRLINE, lw=0.5, zorder=1)
            for (status, x), text in zip(columns.items(), said, strict=True):
                if text:
                    ground = "white" if status == REACHED else look["colour"]
                    ax.plot(
                        [x + 0.02], [y], "o", color=look["colour"], markerfacecolor=ground,
                        markeredgewidth=1.1, clip_on=False,
                    )  # fmt: skip
                    ax.annotate(
                        _cut(text, room), (x + 0.02, y), xytext=(7, 0), textcoords="offset points",
                        va="center_baseline", fontsize=NOTE_SIZE, annotation_clip=False,
                    )  # fmt: skip
            labels += term_labels(pair.head(1), lang, most=LIST_LABEL)
    row_axis(ax, labels)
    ax.grid(False)
    ax.set_xlim(0, 1)
    ax.set_xticks([0.02, 0.52], {"en": ["Reached", "Promised"], "zh": ["已达到", "承诺"]}[lang])
    ax.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False)
    for tick in ax.get_xticklabels():
        tick.set(ha="left")
    ax.spines["bottom"].set_visible(False)
    for y in heads:
        ax.get_yticklabels()[y].set(color=look["text_colour"], fontsize=9)
    n_shown, n_all = len(labels) - len(heads), int(look["n_all"])
    notes = {
        "en": f"{n_shown} of {n_all} rows: promised before only reached, indicators of statistics"
        " before others; sentences of many themes are left out first.",
        "zh": f"共{n_all}行，列{n_shown}行：先取承诺，次取统计指标；涉及多个主题的句子先略去。",
    }[lang]
    note_below(ax, KEY[lang], notes if n_shown < n_all else "")
    return ax


def amount(row: pd.Series, lang: str) -> str:
    """A value as people write it: '≥9%', '80 bn yuan', 'no. 2', with its unit in Chinese.

    >>> row = pd.Series({"value": 8e10, "high": None, "comparator": ">=", "unit": "元",
    ...                  "unit_en": "", "measure": "level"})
    >>> amount(row, "en"), amount(row, "zh")
    ('≥80 bn yuan', '≥800亿元')
    """
    sign = SIGNS[row["comparator"]]
    unit = "" if pd.isna(row["unit"]) else str(row["unit"])
    if unit == "rank":
        if sign == "≤":
            return {"en": "top {:g}", "zh": "前{:g}位"}[lang].format(row["value"])
        return sign + {"en": "no. {:g}", "zh": "第{:g}位"}[lang].format(row["value"])
    if unit == "percentage point":
        return sign + {"en": "{:+g} points", "zh": "{:+g}个百分点"}[lang].format(row["value"])
    if unit == "" and row["measure"] == "share":
        return sign + percent(row["value"])
    values = [row["value"]] if pd.isna(row["high"]) else [row["value"], row["high"]]
    plus = "+" if row["measure"] in ("growth", "change") and row["value"] > 0 and not sign else ""
    if unit == "%":
        return f"{sign}{plus}" + "–".join(f"{value:g}" for value in values) + "%"
    text = "–".join(_number(value, unit == "元", lang) for value in values)
    named = {"元": "yuan"}.get(unit, row["unit_en"]) if lang == "en" else unit
    named = "" if pd.isna(named) else str(named).partition(" (")[0]  # mu (1/15 hectare)
    return f"{sign}{plus}{text}{' ' if lang == 'en' and named else ''}{named}"


def _number(value: float, money: bool, lang: str) -> str:
    for power, word in EN_POWERS if lang == "en" else ZH_POWERS:
        if abs(value) >= power and (money or lang == "zh"):
            return f"{value / power:g}{word}"
    return f"{value:,g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _cut(text: str, letters: int) -> str:
    """As many values of a list as fit, and dots for the others; the first always.

    >>> _cut("41 bn yuan, 70 bn yuan", 18)
    '41 bn yuan, ...'
    """
    mark = "、" if "、" in text else ", "
    values = text.split(mark)
    n = len(values)
    while n > 1 and letters_wide(mark.join(values[:n])) > letters:
        n -= 1
    return text if n == len(values) else mark.join([*values[:n], "..."])


def _by_status(rows: pd.DataFrame, lang: str) -> tuple[str, str]:
    """What is reached and what is promised, as text; values of one kind with commas."""
    reached, promised = (
        {"en": ", ", "zh": "、"}[lang].join(
            amount(row, lang) for _, row in rows[rows["status"] == status].iterrows()
        )
        for status in (REACHED, PROMISED)
    )
    return reached, promised


def _marks(ax: Axes, rows: pd.DataFrame, y: float) -> None:
    for _, row in rows.iterrows():
        reached = row["status"] == REACHED
        ax.plot(
            [row["value"]], [y], "o", ms=6.4 if reached else 4.2, color=GROUND, markeredgewidth=1.1,
            markerfacecolor="none" if reached else GROUND, clip_on=False, zorder=3,
        )  # fmt: skip


def _value_axis(ax: Axes, rows: pd.DataFrame, lang: str) -> bool:
    """x for the values of one measure and unit; whether it is logarithmic."""
    low, high = rows["value"].min(), rows["value"].max()
    unit = rows["unit"].iloc[0]
    form = FuncFormatter(lambda value, _: _tick(unit, value, lang))
    logarithmic = bool(low > 0 and high / low >= LOG_FROM)
    if logarithmic:
        ax.set_xscale("log")
        ax.set_xlim(low / 1.4, high * 1.3)
        steps = [s * 10.0**k for k in range(-3, 15) for s in ((1,) if high / low > 30 else (1, 3))]
        inside = [step for step in steps if low / 1.4 <= step <= high * 1.3]
        ax.xaxis.set_major_locator(FixedLocator(inside))
        ax.xaxis.set_minor_locator(NullLocator())
    else:
        span = max(high, 0) - min(low, 0)
        ax.set_xlim(min(low, 0) - 0.06 * span * (low < 0), max(high, 0) + 0.04 * span)
        ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(form)
    return logarithmic


def _tick(unit: str, value: float, lang: str) -> str:
    return f"{value:g}" if unit == "%" else _number(value, unit == "元", lang)


def _unit_title(row: pd.Series, lang: str) -> str:
    """Measure and unit over a panel; in English no counters (家, 个), since the name says what."""
    unit = (
        row["unit"] if lang == "zh" else {"元": "yuan", "%": "%"}.get(row["unit"], row["unit_en"])
    )
    unit = "" if pd.isna(unit) or unit in ("rank", "percentage point") else unit
    return f"{row[f'measure_{lang}']}{', ' if lang == 'en' else '，'}{unit}".rstrip(", ，")


def _n_rows(rows: pd.DataFrame) -> int:
    return len(rows[["document", "canonical"]].drop_duplicates())


def _indicator_label(row: pd.Series, lang: str, width: int = LABEL_LETTERS) -> str:
    gloss = "" if pd.isna(row["gloss"]) else str(row["gloss"])
    if lang == "zh" or not gloss:
        return str(row["canonical"])
    if letters_wide(gloss) + letters_wide(row["canonical"]) + 2 <= width:
        return f"{gloss}  {row['canonical']}"
    return f"{wrap(gloss, width)}\n{row['canonical']}"


def pair_lines(table: pd.DataFrame) -> int:
    """Lines that the longest label of `paired_dots` takes."""
    one_text = table["document"].nunique() == 1
    labels = (_pair_label(row, "en", one_text) for _, row in table.iterrows())
    return max(label.count("\n") + 1 for label in labels)


def _pair_label(row: pd.Series, lang: str, one_text: bool) -> str:
    label = _indicator_label(row, lang, width=54 if one_text else 40)
    return label if one_text else f"{label}\n{row[f'document_{lang}']}"
