"""The figure of a theme over the years, for corpora of more than two."""

import pandas as pd

from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.year_charts import year_line
from policytext.measures import mean_share_by, theme_shares
from policytext.tables import Tables, named

INTERVALS = (
    "; 95% percentile intervals from 2,000 resamples of the texts of the year, which describe how"
    " these vary, for years of eight texts or more"
)
INTERVALS_ZH = "；竖线为95%区间（对当年各篇重抽样2000次，限八篇以上的年份），反映各篇之间的差异"
MIN_YEARS = 3
"""Years below which no line is drawn: two points are a difference, and no course."""


def theme_years(tables: Tables, theme: str) -> pd.DataFrame:
    """The mean share of a theme in each year, as `mean_share_by` gives it, named.

    Column `year` in place of `group`; no row for a corpus whose documents have no years. A year is
    four digits at the beginning of what the manifest says.
    """
    about = tables.documents
    said = about.get("year", pd.Series("", index=about.index)).astype(str)
    years = said.str.extract(r"^(\d{4})", expand=False).fillna("")
    shares = theme_shares(tables.sentences, [theme])
    table = mean_share_by(shares, dict(zip(about["document"], years, strict=True)))
    return named(table.rename(columns={"group": "year"}), tables)


def years_figure(table: pd.DataFrame) -> CitedFigure | str:
    """A theme over the years; `table` is that of `theme_years`. A sentence for too few years."""
    if len(table) < MIN_YEARS:
        said = f"No line is drawn for fewer than {MIN_YEARS} years; known here: {len(table)}."
        return NoFigure(said)
    row, last = table.iloc[0], table.iloc[-1]
    has_intervals = table["low"].notna().any()
    return publish(
        f"fig-{row['theme']}-years",
        year_line,
        table,
        title=f"{row['label_en']}: share of sentences, by year",
        title_zh=f"{row['label_zh']}：各年句子比例",
        kind="lines",
        unit="mean share of a text's sentences, in per cent (0 to 1 in the data)",
        denominator="sentences of each text, headings left out; each text has the same weight",
        n=f"{table['n_documents'].sum():,} texts of {len(table)} years",
        height=62,
        caption=(
            f"{row['label_en']}: share of a text's sentences that carry the theme, headings left"
            f" out, as a mean over the texts of each year, {row['year']} to {last['year']}"
            f"{INTERVALS if has_intervals else ''}. n: {table['n_documents'].sum():,} texts."
        ),
        caption_zh=(
            f"{row['label_zh']}：各篇中涉及该主题的句子占全部句子（不含标题）的比例，按年取各篇均值"
            f"{INTERVALS_ZH if has_intervals else ''}。"
        ),
        alt=f"Line of the mean share of sentences on {row['label_en'].lower()} by year: "
        + "; ".join(f"{r.year}: {r.mean_share:.0%}" for r in table.itertuples())
        + ".",
        alt_zh=f"{row['label_zh']}各年句子比例的折线图："
        + "；".join(f"{r.year}年{r.mean_share:.0%}" for r in table.itertuples())
        + "。",
    )
