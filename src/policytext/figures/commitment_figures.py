"""The figures of what is promised: reached against promised, growth, themes and times, kinds.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it.
Each gives a sentence in place of a figure where a corpus has nothing to show.
"""

import pandas as pd

from policytext.coding.indicators import indicators
from policytext.data import lexicon_folder, read_rows
from policytext.figures.commitment_charts import (
    MANY_TEXTS,
    amount,
    growth_columns,
    growth_panels,
    kind_bars,
    pair_lines,
    paired_dots,
    promise_list,
    promise_matrix,
)
from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.measures.commitments import (
    growth_targets,
    own_targets,
    promise_kinds,
    promises_by_horizon,
    promises_by_theme,
    reached_and_promised,
)
from policytext.tables import Tables, carries, named, read_glosses

MEASURES = {
    "level": ("Level", "水平"),
    "growth": ("Growth", "增速"),
    "share": ("Share", "占比"),
    "rank": ("Rank", "位次"),
    "change": ("Amount added", "增量"),
}
HORIZON_NAMES = {
    "year": ("Due in the text's year", "当年"),
    "later": ("Due later", "更晚"),
    "none": ("No time ahead named", "未说明期限"),
}
KIND_NAMES = {
    "both": ("Both", "两者皆有"),
    "number": ("Number", "仅有数量"),
    "date": ("Date", "仅有期限"),
    "neither": ("Neither", "两者皆无"),
}
MOST_ROWS, MANY_THEMES = 20, 3
MOST_PAIRS, MOST_INDICATORS = 40, 8
"""Pairs that are drawn, and indicators whose growth is drawn of many texts."""
ROW = ["document", "canonical", "measure", "unit"]
UNPAIRED = NoFigure(
    "No text reports an indicator as reached and promises it too, in the same unit."
)
NO_GROWTH = NoFigure("No text promises a rate of growth.")
NOTHING_PROMISED = NoFigure("No text promises a quantity.")
NO_PROMISES = NoFigure("No sentence is read as a promise.")
NO_QUANTITY = NoFigure("No sentence of this theme carries a quantity.")


def named_targets(targets: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The targets with the names that figures print: of document, indicator, measure and unit.

    `gloss` is the English of `canonical`, from the indicators or, for other wordings, the glosses;
    '' where neither has one. `unit_en` is that of measures such as 亩, and '' for counters.
    """
    known, glosses = indicators(), read_glosses()
    units = read_rows(lexicon_folder() / "units.csv", required=("unit", "kind", "gloss"))
    english = {row["unit"]: row["gloss"] for _, row in units if row["kind"] == "measure"}
    table = targets.assign(
        gloss=[
            known[name].gloss if name in known else glosses.get(name, "")
            for name in targets["canonical"]
        ],
        unit_en=targets["unit"].map(english).fillna(""),
    )
    for place, lang in enumerate(("en", "zh")):
        table[f"measure_{lang}"] = [MEASURES[name][place] for name in targets["measure"]]
    return named(table, tables)


def commitment_pairs(tables: Tables) -> pd.DataFrame:
    """What each document reports as reached and promises too: `reached_and_promised`, named."""
    own = own_targets(tables.targets, tables.sentences)
    return named_targets(reached_and_promised(own), tables)


def pairs_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Reached against promised; `table` is that of `commitment_pairs`."""
    if table.empty:
        return UNPAIRED
    n_pairs = table.groupby(ROW, sort=False, dropna=False).ngroups
    table = first_pairs(table)
    pairs = table.groupby(["document_en", "canonical", "measure"], sort=False)
    n = len(pairs)
    some, some_zh = ", all that there are,", ""
    if n_pairs > MOST_PAIRS:
        some, some_zh = (
            f" of {n_pairs}, those of the commonest kinds of values,",
            f"（共{n_pairs}对，列其常见者）",
        )
    n_panels = table.groupby(["measure", "unit"]).ngroups
    return publish(
        "fig-commitments-paired",
        paired_dots,
        table,
        title="Reached and promised: the same indicator of the same text",
        title_zh="各篇已达到与承诺之值",
        kind="dots",
        unit="value as the text gives it, in the unit of its panel",
        n=f"{n} pairs, from {table['document'].nunique()} of the texts",
        height=14 + 4 * max(pair_lines(table), 2) * n + 13 * n_panels,
        caption=(
            "What a text reports as reached (ring) against what it promises (disc): the same"
            " indicator, measure and unit. A panel for each measure and unit; values as the text"
            f" gives them. n = {n} pairs{some} from"
            f" {table['document'].nunique()} of the texts. Two rings: two values reported, such as"
            " of two years or areas."
        ),
        caption_zh=(
            "各篇所报告的已达到值（空心）与所承诺值（实心）：同一指标、同一计法、同一单位；按计法与单位分栏。"
            f"{'所列' if some_zh else '全部'}{n}对{some_zh}，出自{table['document'].nunique()}篇。"
            "两个空心点表示报告了两个值（如不同年份或范围）。"
        ),
        alt="Paired dots of values reached and promised. "
        + "; ".join(
            f"{rows['gloss'].iloc[0] or name}: " + " against ".join(_said(rows))
            for (_, name, _), rows in pairs
        )
        + ".",
        alt_zh=f"已达到与承诺之值的成对点图，共{n}对。",
    )


def first_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the first `MOST_PAIRS` pairs, those of the commonest measures and units first."""
    kind = ["measure", "unit"]
    common = table.groupby(kind, dropna=False)["value"].transform("size")
    order = common.sort_values(ascending=False, kind="stable").index
    number = table.loc[order].groupby(ROW, sort=False, dropna=False).ngroup()
    return table[number.reindex(table.index) < MOST_PAIRS]


def growth_promised(tables: Tables) -> pd.DataFrame:
    """Rates of growth that are promised, and those reached of the same indicators, named."""
    own = own_targets(tables.targets, tables.sentences)
    table = named_targets(growth_targets(own), tables)
    promised = table.loc[table["status"] == "target", "canonical"]
    order = {name: place for place, name in enumerate(dict.fromkeys(promised))}
    places = table["document"].map({d: i for i, d in enumerate(dict.fromkeys(table["document"]))})
    table = table.assign(place=table["canonical"].map(order), text=places)
    ordered = table.sort_values(["text", "place"], kind="stable")
    return ordered.drop(columns=["text", "place"]).reset_index(drop=True)


def growth_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Growth targets by place; `table` is that of `growth_promised`."""
    if table.empty:
        return NO_GROWTH
    promised = table[table["status"] == "target"]
    some, some_zh = "", ""
    if table["document"].nunique() > MANY_TEXTS:
        by_text = promised.groupby("canonical", sort=False)["document"].nunique()
        common = by_text.sort_values(ascending=False, kind="stable").head(MOST_INDICATORS).index
        some = f" Of {len(by_text)} indicators the {len(common)} that most texts promise."
        some_zh = f"指标{len(by_text)}种，列承诺篇数最多的{len(common)}种。"
        table, promised = (rows[rows["canonical"].isin(common)] for rows in (table, promised))
    n_documents = table["document"].nunique()
    return publish(
        "fig-commitments-growth",
        growth_panels,
        table,
        title="Rates of growth promised and reached, by text",
        title_zh="各篇承诺与已达到的增速",
        kind="dots",
        unit="rate of growth, in per cent",
        denominator="the value of the time that the text compares with",
        n=(
            f"{len(promised)} promised and {len(table) - len(promised)} reached rates in"
            f" {n_documents} texts"
        ),
        height=(26 + 10 * table["canonical"].nunique())
        * -(-n_documents // growth_columns(n_documents)),
        caption=(
            "Rates of growth in per cent, by text: promised (disc) and, for the same indicators,"
            f" reached (ring). n = {len(promised)} promised rates in"
            f" {promised['document'].nunique()} of the texts, {len(table) - len(promised)} reached."
            " A rate holds for the time that the text gives it for, mostly a year; a doubling is"
            f" drawn as 100% whatever its time.{some}"
        ),
        caption_zh=(
            "各篇所承诺的增速（实心，%）及同一指标的已达到值（空心）。"
            f"承诺{len(promised)}项，出自{promised['document'].nunique()}篇；"
            f"已达到{len(table) - len(promised)}项。"
            f"增速多以一年计，翻番以100%计，不论其期限。{some_zh}"
        ),
        alt="Dot plots of growth rates, one panel a text. Promised: "
        + "; ".join(
            f"{row['document_en']}, {row['gloss'] or row['canonical']} {amount(row, 'en')}"
            for _, row in promised.iterrows()
        )
        + ".",
        alt_zh="各篇增速承诺的点图，每篇一栏。",
    )


def promise_counts(tables: Tables) -> pd.DataFrame:
    """Promised quantities of each document by theme and by horizon; 0 where there are none.

    Columns: document and its labels, `group` (theme, horizon), `key`, `key_en`, `key_zh`, `n`,
    `n_promised`.
    """
    own = own_targets(tables.targets, tables.sentences)
    themes = dict(zip(tables.themes["theme"], _labels(tables.themes), strict=True))
    parts = (
        ("theme", "theme", themes, promises_by_theme(own, list(themes))),
        ("horizon", "horizon", HORIZON_NAMES, promises_by_horizon(own, _years(tables))),
    )
    frames = []
    for group, column, labels, counts in parts:
        every = pd.MultiIndex.from_product([tables.documents["document"], labels])
        wide = counts.set_index(["document", column])[["n", "n_promised"]]
        whole = wide.reindex(every, fill_value=0).astype(int)
        frame = whole.rename_axis(["document", "key"]).reset_index()
        frames.append(
            frame.assign(
                group=group,
                key_en=[labels[key][0] for key in frame["key"]],
                key_zh=[labels[key][1] for key in frame["key"]],
            )
        )
    return named(pd.concat(frames, ignore_index=True), tables)


def promise_counts_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Promises by theme and by time; `table` is that of `promise_counts`."""
    totals = table.drop_duplicates("document").set_index("document_en")["n_promised"]
    if not totals.sum():
        return NOTHING_PROMISED
    by_text = "; ".join(f"{name}: {n}" for name, n in totals.items())
    return publish(
        "fig-commitments-themes",
        promise_matrix,
        table,
        title="Promised quantities, by theme and by time",
        title_zh="各篇所承诺数量的主题与期限",
        kind="matrix",
        unit="number of promised quantities",
        n=f"{int(totals.sum())} quantities in {int((totals > 0).sum())} texts",
        height=40 + 8 * len(totals),
        caption=(
            "Promised quantities of each text, counted by the themes of their sentence and by the"
            " time at which they are due. A quantity has all themes of its sentence, so that the"
            " left part of a row may sum to more than n; the right part sums to n. Counts, not"
            f" shares: texts differ in length. n = {int(totals.sum())} quantities."
        ),
        caption_zh=(
            "各篇所承诺的数量，按所在句子的主题与期限计数。一个数量具有其句子的全部主题，"
            f"故左侧各行之和可大于n，右侧之和等于n。为计数而非比例，各篇长短不一。共{int(totals.sum())}项。"
        ),
        alt=f"Matrix of counts of promised quantities by theme and by time. By text: {by_text}.",
        alt_zh="各篇所承诺数量按主题与期限的计数矩阵。",
    )


def kinds_of_promises(tables: Tables) -> pd.DataFrame:
    """Which promises carry a number, a date, both or neither: `promise_kinds`, named."""
    own = own_targets(tables.targets, tables.sentences)
    kinds = promise_kinds(tables.sentences, own)
    for place, lang in enumerate(("en", "zh")):
        kinds[f"kind_{lang}"] = [KIND_NAMES[kind][place] for kind in kinds["kind"]]
    return named(kinds, tables)


def kinds_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Numbers and dates of promises; `table` is that of `kinds_of_promises`."""
    firsts = table.drop_duplicates("document")
    if not firsts["n_promises"].sum():
        return NO_PROMISES
    n = (
        f"{int(firsts['n_promises'].sum())} sentences in"
        f" {int((firsts['n_promises'] > 0).sum())} texts"
    )
    neither = table[(table["kind"] == "neither") & (table["n_promises"] > 0)]
    return publish(
        "fig-commitments-kinds",
        kind_bars,
        table,
        title="Promises that name a number, a date, both or neither",
        title_zh="承诺句中的数量与期限",
        kind="bars",
        unit="share of promising sentences, in per cent (0 to 1 in the data)",
        denominator="sentences of the text that promise, plan or demand, headings left out",
        n=n,
        height=32 + 8 * len(firsts),
        caption=(
            "Of the sentences that promise, plan or demand, the share that names a quantity, a"
            " time, or both; the rest names neither. Headings left out;"
            f" n = {n}. Whether a sentence promises is read"
            " by rule; for sentences without a quantity, which are most, that was never tested."
        ),
        caption_zh=(
            "在承诺、部署或要求的句子中，提到数量、期限或两者皆有的比例，其余两者皆无；不含标题，"
            f"共{int(firsts['n_promises'].sum())}句。承诺与否由规则判定；不含数量的句子占大多数，其判定未经检验。"
        ),
        alt="Stacked bars of promises with a number, a date or both. Neither: "
        + "; ".join(f"{row.document_en} {row.share:.0%}" for row in neither.itertuples())
        + ".",
        alt_zh="各篇承诺句中含数量、期限者的堆叠条形图。",
    )


def theme_promises(tables: Tables, theme: str) -> pd.DataFrame:
    """Quantities in sentences of a theme, reached and promised, by document, named.

    At most `MOST_ROWS` rows of document, indicator, measure and unit: those of sentences
    with more than three themes come last, which are least sure to be about this one; before that,
    those promised come first, known indicators before others. `n_all` is how many there are.
    """
    own = own_targets(tables.targets, tables.sentences)
    own = own[carries(own, theme).astype(bool)]  # of no rows, it is no boolean
    own = own.assign(n_themes=own["themes"].str.count(",") + 1).drop(columns="themes")
    table = named_targets(own, tables)
    table = table.drop_duplicates([*ROW, "status", "value", "comparator"])
    promised = table["status"].eq("target").groupby([table[key] for key in ROW]).transform("any")
    ranked = table.assign(
        many=table["n_themes"] > MANY_THEMES,
        promised=promised,
        known=table["canonical"].isin(list(indicators())),
        place=table.groupby(ROW, sort=False).ngroup(),
    ).sort_values(["many", "promised", "known", "place"], ascending=[True, False, False, True])
    kept = ranked["place"].drop_duplicates().head(MOST_ROWS)
    shown = table[table.groupby(ROW, sort=False).ngroup().isin(kept)]
    look = tables.themes.set_index("theme").loc[theme]
    look = look[["label_en", "label_zh", "colour", "text_colour"]]
    return shown.assign(theme=theme, n_all=ranked["place"].nunique(), **look).reset_index(drop=True)


def promises_figure(table: pd.DataFrame) -> CitedFigure | str:
    """What is promised under a theme; `table` is that of `theme_promises`."""
    if table.empty:
        return NO_QUANTITY
    first = table.iloc[0]
    n_shown = len(table.drop_duplicates(ROW))
    promised = table[table["status"] == "target"]
    of_all = "" if n_shown == first["n_all"] else f" of {first['n_all']}"
    n = f"{n_shown}{of_all} indicators, {len(promised)} promised values"
    return publish(
        f"fig-{first['theme']}-promises",
        promise_list,
        table,
        title=f"{first['label_en']}: quantities reached and promised",
        title_zh=f"{first['label_zh']}：已达到与承诺的数量",
        kind="table",
        unit="value as the text gives it, each in its own unit",
        n=n,
        height=20 + 5.2 * (n_shown + table["document"].nunique()),
        caption=(
            f"{first['label_en']}: quantities in sentences with the theme, by text, reached (ring)"
            f" and promised (disc). n = {n}. A quantity has the themes of its whole"
            " sentence, also where it is itself about something else."
        ),
        caption_zh=(
            f"{first['label_zh']}：各篇中该主题的句子所含的数量，已达到（空心）与承诺（实心）。"
            f"列{n_shown}项（共{first['n_all']}项），承诺值{len(promised)}个。"
            "数量的主题随其所在的整句而定，其本身未必属于该主题。"
        ),
        alt=f"List of quantities in sentences on {first['label_en'].lower()}, by text; promised: "
        + (
            "; ".join(
                f"{row['document_en']}, {row['gloss'] or row['canonical']} {amount(row, 'en')}"
                for _, row in promised.head(12).iterrows()
            )
            or "none, all values are reported as reached"
        )
        + ".",
        alt_zh=f"{first['label_zh']}主题句子中的数量一览，已达到与承诺。",
    )


def _labels(themes: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(themes["label_en"], themes["label_zh"], strict=True))


def _years(tables: Tables) -> dict[str, int | None]:
    years = tables.documents.get("year", pd.Series("", index=tables.documents.index))
    known = [int(year) if str(year).isdigit() else None for year in years]
    return dict(zip(tables.documents["document"], known, strict=True))


def _said(rows: pd.DataFrame) -> list[str]:
    return [
        ", ".join(amount(row, "en") for _, row in rows[rows["status"] == status].iterrows())
        for status in ("achieved", "target")
    ]
