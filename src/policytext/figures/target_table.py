"""The table of all quantified targets as HTML: whole without a script, searchable with one."""

import base64
from html import escape

import pandas as pd

from policytext.figures.commitment_charts import amount
from policytext.figures.commitment_figures import named_targets
from policytext.figures.publish import write_table
from policytext.figures.searchable import SearchableTable, searchable
from policytext.tables import Tables

STATUS_NAMES = {
    "achieved": ("reached", "已达到"),
    "target": ("promised", "承诺"),
    "context": ("background", "背景"),
}
# Heading, and the columns that its cells show: English above, Chinese below
HEADS = (
    ("Text", "document_en", "document_zh"),
    ("Indicator", "gloss", "indicator"),
    ("Measure", "measure_en", "measure_zh"),
    ("Value", "value_en", "value_zh"),
    ("Period", "", "period"),
    ("Status", "status_en", "status_zh"),
    ("Themes", "themes_en", "themes_zh"),
)
MOST_ROWS = 1500
DOWNLOAD = (
    *("sentence", "document", "indicator", "canonical", "gloss", "measure", "comparator", "value"),
    *("high", "unit", "period", "status", "themes"),
)


def all_targets(tables: Tables) -> pd.DataFrame:
    """All rows of `targets` with the words that the table shows, documents in order of display.

    Headings and background are here too: it is the whole table.
    """
    documents = tables.sentences[["sentence", "document"]]
    table = named_targets(tables.targets.merge(documents, on="sentence"), tables)
    themes = tables.themes.set_index("theme")
    for place, lang in enumerate(("en", "zh")):
        table[f"status_{lang}"] = [STATUS_NAMES[name][place] for name in table["status"]]
        table[f"value_{lang}"] = [amount(row, lang) for _, row in table.iterrows()]
        labels = themes[f"label_{lang}"]
        table[f"themes_{lang}"] = [
            {"en": ", ", "zh": "、"}[lang].join(labels[code] for code in codes.split(",") if code)
            for codes in table["themes"]
        ]
    return table


def target_table(table: pd.DataFrame) -> SearchableTable:
    """The table of `all_targets` as HTML, with a link to its CSV that needs no other file.

    Of a table of more than `MOST_ROWS` the first ones, and a sentence that says so: a page must
    stay light.
    """
    shown = table.head(MOST_ROWS)
    data = base64.b64encode(write_table(shown[list(DOWNLOAD)])).decode("ascii")
    rows = [_cells(row) for _, row in shown.iterrows()]
    download = (
        f'<p><a href="data:text/csv;charset=utf-8;base64,{data}" download="targets.csv">'
        f"Download the table (CSV, {len(shown)} rows)</a></p>\n"
    )
    if len(table) > MOST_ROWS:
        download += (
            f"<p>These are the first {MOST_ROWS:,} of {len(table):,} quantities; all of them are in"
            " the table <code>targets</code> of the book's data.</p>\n"
        )
    return searchable("All targets", [name for name, _, _ in HEADS], rows, above=download)


def _cells(row: pd.Series) -> str:
    cells = []
    for name, english, chinese in HEADS:
        parts = [escape(str(row[english]))] if english and row[english] else []
        if row[chinese] and row[chinese] != (english and row[english]):
            text = escape(str(row[chinese]))
            parts.append(text if text.isascii() else f'<span lang="zh-Hans">{text}</span>')
        key = f' data-value="{row["value"]:.15g}"' if name == "Value" else ""
        cells.append(f"<td{key}>{'<br>'.join(parts)}</td>")
    return "".join(cells)
