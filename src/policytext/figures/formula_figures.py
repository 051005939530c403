"""The figures about numbered formulas, one by one.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it.
"""

from html import escape

import pandas as pd

from policytext.figures.formula_charts import (
    cell_lines,
    formula_cells,
    formula_matrix,
    formula_rates_dots,
    formula_stacks,
    storeys,
)
from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.searchable import SearchableTable, searchable
from policytext.figures.theme_figures import INTERVAL, INTERVAL_ZH
from policytext.measures import formula_counts, formula_levels, formula_places, formula_rates
from policytext.tables import Tables, named, read_formula_glossary

LEVEL_NAMES = {
    "central": ("Central", "中央"),
    "provincial": ("Provincial", "省级"),
    "local": ("Local", "市县及以下"),
    "unknown": ("Unknown", "未知"),
}
NO_FORMULA = NoFigure("No numbered formula was found.")
NONE_SHARED = NoFigure("No numbered formula stands in two texts or more.")
LONGEST_MM = 230


def formula_frequency(tables: Tables) -> pd.DataFrame:
    """How often formulas occur in each document: the rows of `formula_rates`, named."""
    return named(formula_rates(tables.formulas, tables.sentences), tables)


def formula_rates_figure(table: pd.DataFrame) -> CitedFigure:
    """How often formulas occur in each document; `table` is that of `formula_frequency`."""
    said = "; ".join(f"{r.document_en} {r.per_1000_tokens:.1f}" for r in table.itertuples())
    n = (
        f"{table['n'].sum()} occurrences in {table['n_tokens'].sum():,} tokens of {len(table)}"
        " texts"
    )
    return publish(
        "fig-formulas-rates",
        formula_rates_dots,
        table,
        title="Numbered formulas per 1,000 tokens, by text",
        title_zh="各篇每千词的数字口号数",
        kind="dots",
        unit="occurrences per 1,000 tokens, with 95% intervals",
        denominator="tokens of the text, headings left out",
        n=n,
        height=26 + 8 * len(table),
        caption=(
            "Numbered formulas per 1,000 tokens of each text, headings left out;"
            f" {INTERVAL}. n: occurrences; different: different formulas. n = {n}."
        ),
        caption_zh=(
            f"各篇每千词的数字口号数，不含标题；{INTERVAL_ZH}。"
            f"共{len(table)}篇，{table['n_tokens'].sum():,}词，{table['n'].sum()}次。"
        ),
        alt=f"Dots with intervals: formulas per 1,000 tokens in {len(table)} texts. {said}.",
        alt_zh="各篇每千词数字口号数的点图，附区间。",
    )


def formula_course(tables: Tables) -> pd.DataFrame:
    """Where formulas stand, with their levels: the rows of `formula_places`, named.

    A document without formulas has one row with NaN in `place`.
    """
    places = formula_places(tables.formulas, tables.sentences)
    levels = read_formula_glossary().set_index("formula")["level"]
    places["level"] = places["formula"].map(levels).fillna("unknown")
    return _with_levels(_with_all_documents(places, tables), tables)


def formula_places_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Where in each document formulas stand; `table` is that of `formula_course`.

    A sentence for a corpus without formulas.
    """
    known = table.dropna(subset=["place"])
    if known.empty:
        return NO_FORMULA
    first = known["place"].le(0.25).groupby(known["document_en"], sort=False).agg(["sum", "size"])
    said = "; ".join(f"{name} {row['sum']} of {row['size']}" for name, row in first.iterrows())
    return publish(
        "fig-formulas-places",
        formula_stacks,
        table,
        title="Where numbered formulas stand in each text",
        title_zh="数字口号在各篇中的位置",
        kind="strips",
        unit="place of an occurrence, in per cent of the text (0 to 1 in the data)",
        denominator="sentences of the text, headings left out",
        n=f"{len(known)} occurrences in {known['document'].nunique()} texts",
        height=min(24 + 1.95 * sum(max(n, 2) + 1 for n in storeys(table).values()), LONGEST_MM),
        caption=(
            "Where numbered formulas stand in each text, from its first sentence (0%) to its last"
            " (100%), headings left out. A mark is an occurrence, by the level that coined the"
            f" formula; stacked by fiftieths of the text. n = {len(known)} occurrences."
        ),
        caption_zh=(
            "数字口号在各篇中的位置，由首句（0%）至末句（100%），不含标题；一个符号为一次，"
            f"符号示提出者的层级，按全文五十等分堆叠；共{len(known)}次。"
        ),
        alt=f"Stacked marks along each text. In the first quarter: {said}.",
        alt_zh="各篇中数字口号位置的堆叠点图。",
    )


def formula_glossary(tables: Tables) -> pd.DataFrame:
    """Which formulas each document uses, with what the lexicon knows: `formula_counts`, named.

    A document without formulas has one row with n = 0 and no formula.
    """
    counts = formula_counts(tables.formulas, tables.sentences, read_formula_glossary())
    table = _with_levels(_with_all_documents(counts, tables), tables)
    return table.assign(n=table["n"].fillna(0).astype(int))


def glossary_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The glossary as a page shows it: a row for each formula, a column for each document.

    `table` is that of `formula_glossary`. Columns: English (with the note in brackets), members,
    level, year, and n by document ('' for none), under its English label; sorted by
    level, then by formula.
    """
    used = table[table["n"] > 0]
    about = used.drop_duplicates("formula").set_index("formula").sort_index()
    levels = about["level"].map(list(LEVEL_NAMES).index)
    about = about.loc[levels.sort_values(kind="stable").index]
    note = about["note"].where(about["note"] == "", " (" + about["note"] + ")")
    shown = pd.DataFrame(
        {
            "English": about["gloss"] + note,
            "members": about["members"],
            "level": about["level"],
            "year": about["year"],
        }
    )
    for document, label in table[["document", "document_en"]].drop_duplicates().values:
        n = used[used["document"] == document].set_index("formula")["n"].astype(str)
        shown[label] = n.reindex(shown.index).fillna("")
    return shown.rename_axis(index=None)


def glossary_table(rows: pd.DataFrame) -> SearchableTable:
    """The table of `glossary_rows` as HTML."""
    cells = (
        f'<th scope="row" lang="zh-Hans">{escape(row.Index)}</th>'
        + "".join(f"<td>{escape(str(value))}</td>" for value in row[1:])
        for row in rows.itertuples()
    )
    return searchable("Glossary of formulas", ["Formula", *map(str.capitalize, rows)], cells)


def formula_levels_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Who coined the formulas of each document; `table` is that of `formula_glossary`.

    A sentence for a corpus without formulas.
    """
    used = table[table["n"] > 0]
    if used.empty:
        return NO_FORMULA
    shares = formula_levels(used).merge(used[["document", "document_en"]].drop_duplicates())
    central = shares[shares["level"] == "central"]
    said = "; ".join(f"{r.document_en} {r.n} of {r.n_all}" for r in central.itertuples())
    n = f"{used['n'].sum()} occurrences of {used['formula'].nunique()} formulas"
    lines = sum(cell_lines(table, name) for name in table["document"].unique())
    return publish(
        "fig-formulas-levels",
        formula_cells,
        table,
        title="Who coined the numbered formulas of each text",
        title_zh="各篇数字口号的提出者层级",
        kind="matrix",
        unit="number of occurrences",
        n=n,
        height=min(17 + 3.6 * lines, LONGEST_MM),
        caption=(
            "Numbered formulas of each text by the level that coined them, headings left out."
            f" n = {n}. Unknown:"
            " the lexicon does not have the formula, or does not know where it comes from."
        ),
        caption_zh=(
            "各篇数字口号按提出者的层级，不含标题；"
            f"共{used['n'].sum()}次、{used['formula'].nunique()}种。未知：词表未收，或来历不明。"
        ),
        alt=f"Cells of marks by text and level. Of the centre: {said}.",
        alt_zh="各篇与各层级的数字口号符号矩阵。",
    )


def shared_formulas(tables: Tables, most: int = 40) -> pd.DataFrame:
    """The formulas of two or more documents, a row for each document and formula, n = 0 too.

    Those of most documents first, then by total n; `most` formulas at most.
    """
    table = formula_glossary(tables)
    shared = table[table["n_documents"] >= 2]
    about = [c for c in table if not c.startswith("document") and c != "n"]
    first = shared.drop_duplicates("formula")[about]
    total = shared.groupby("formula")["n"].sum().rename("total")
    first = first.join(total, on="formula").sort_values(
        ["n_documents", "total", "formula"], ascending=[False, False, True]
    )
    documents = table[["document", "document_en", "document_zh"]].drop_duplicates()
    n = shared[["document", "formula", "n"]]
    wide = first.head(most).drop(columns="total").merge(documents, how="cross")
    wide = wide.merge(n, on=["document", "formula"], how="left")
    return wide.assign(n=wide["n"].fillna(0).astype(int))


def shared_formulas_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Which formulas the documents share; `table` is that of `shared_formulas`.

    A sentence where none is shared.
    """
    if table.empty:
        return NONE_SHARED
    said = ", ".join(table["formula"].drop_duplicates().head(4))
    n = table["formula"].nunique()
    return publish(
        "fig-formulas-shared",
        formula_matrix,
        table,
        title="Numbered formulas that stand in two texts or more",
        title_zh="见于两篇或以上的数字口号",
        kind="matrix",
        unit="number of occurrences",
        n=f"{n} formulas, {table['n'].sum()} occurrences",
        height=22 + 5.6 * n,
        caption=(
            "Numbered formulas that stand in two texts or more, with the number of times, the level"
            f" that coined them and the year of first use. Counts are no rates. n = {n} formulas."
        ),
        caption_zh=f"见于两篇或以上的数字口号及次数、提出者的层级与年份；次数不是比率；共{n}种。",
        alt=f"Matrix of formulas and texts with counts, level and year. First formulas: {said}.",
        alt_zh="共有数字口号与各篇的矩阵图。",
    )


def _with_all_documents(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The rows, and one for each document that has none."""
    every = tables.documents[["document"]]
    return every.merge(rows, on="document", how="left")


def _with_levels(table: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    for place, lang in enumerate(("en", "zh")):
        names = {level: label[place] for level, label in LEVEL_NAMES.items()}
        table[f"level_{lang}"] = table["level"].map(names)
    return named(table, tables)
