"""The figures of a theme's chapter: one set for all themes, which differ by data alone.

Each figure has two functions: `theme_…` computes the table that it shows, `…_figure` publishes it
with its caption and alt text. The id of a figure is `fig-THEME-…`.
"""

import pandas as pd

from policytext.figures.charts import FEW_SENTENCES, company, share_dots
from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.strip_charts import position_strip
from policytext.measures import positions, share_error, theme_pairs, theme_shares
from policytext.tables import Tables, named, read_coding

INTERVAL = "95% percentile intervals from 2,000 resamples of blocks of consecutive sentences"
NO_COMPANY = NoFigure("The lexicon has no other theme.")
INTERVAL_ZH = "横线为95%区间（对连续句块重抽样2000次）"


def theme_share(tables: Tables, theme: str) -> pd.DataFrame:
    """Share of each document's sentences with the theme: the rows of `theme_shares`, named.

    With `error` and `n_coded` of `share_error`: NaN where the coding does not reach.
    """
    shares = theme_shares(tables.sentences, [theme])
    errors = share_error(read_coding(), tables.sentences, [theme])
    errors = errors.rename(columns={"n_sentences": "n_coded"})
    keys = ["document", "theme"]
    return named(shares.merge(errors[[*keys, "n_coded", "error"]], on=keys, how="left"), tables)


def few_sentences(tables: Tables, theme: str) -> dict[str, str]:
    """Which documents have few sentences of the theme, to be drawn as a warning: by language.

    '' where all have ten or more.
    """
    shares = named(theme_shares(tables.sentences, [theme]), tables)
    few = shares[shares["n"] < FEW_SENTENCES]
    if few.empty:
        return {"en": "", "zh": ""}
    listed = {
        lang: [f"{r[f'document_{lang}']} ({r['n']})" for _, r in few.iterrows()]
        for lang in ("en", "zh")
    }
    return {
        "en": f"Fewer than {FEW_SENTENCES} sentences of the theme: {'; '.join(listed['en'])}.",
        "zh": f"该主题不足{FEW_SENTENCES}句的文本：{'；'.join(listed['zh'])}。",
    }


def share_figure(table: pd.DataFrame) -> CitedFigure:
    """The theme's share in each document; `table` is that of `theme_share`."""
    row = table.iloc[0]
    reached = table.dropna(subset=["n_coded"])
    coded = "; ".join(f"{r.document_en}: {r.n_coded:.0f}" for r in reached.itertuples())
    error = (
        " Error: coded minus labelled share, so that a positive one means that more is said than"
        f" labelled; of the coded sentences ({coded})."
    )
    error_zh = "误差为编码比例减标注比例（百分点），仅就已编码的句子而言。"
    return publish(
        f"fig-{row['theme']}-share",
        share_dots,
        table,
        title=f"{row['label_en']}: share of sentences, by text",
        title_zh=f"{row['label_zh']}：各篇句子比例",
        kind="dots",
        unit="share of sentences, in per cent (0 to 1 in the data), with 95% intervals",
        denominator="sentences of the text, headings left out; tick: tokens of these sentences",
        n=(
            f"{table['n'].sum():,} sentences with the theme of {table['n_sentences'].sum():,} in"
            f" {len(table)} texts"
        ),
        height=26 + 8 * len(table),
        caption=(
            f"{row['label_en']}: share of each text's sentences that carry the theme, headings left"
            f" out; {INTERVAL}. Tick: share of the text's tokens that stand in such sentences. n:"
            f" sentences with the theme / all sentences.{error if coded else ''}"
        ),
        caption_zh=(
            f"{row['label_zh']}：各篇中涉及该主题的句子占全部句子（不含标题）的比例；{INTERVAL_ZH}。"
            "竖线为此类句子的词数占全篇词数的比例。n为涉及该主题的句数与总句数。"
            f"{error_zh if coded else ''}"
        ),
        alt=f"Dot plot of the share of sentences on {row['label_en'].lower()}. "
        + "; ".join(
            f"{r.document_en}: {r.share:.0%}"
            + ("" if pd.isna(r.low) else f" (interval {r.low:.0%} to {r.high:.0%})")
            for r in table.itertuples()
        )
        + ".",
        alt_zh=f"{row['label_zh']}句子比例点图："
        + "；".join(f"{r.document_zh}：{r.share:.0%}" for r in table.itertuples())
        + "。",
    )


def theme_positions(tables: Tables, theme: str) -> pd.DataFrame:
    """Where the theme's sentences stand in each document: the rows of `positions`, named.

    A document without any keeps one row, without places.
    """
    places = positions(tables.sentences, [theme])
    every = tables.documents[["document"]].merge(places, on="document", how="left")
    return named(every.assign(theme=theme), tables)


def positions_figure(table: pd.DataFrame) -> CitedFigure:
    """Where in each text the theme stands; `table` is that of `theme_positions`."""
    row = table.iloc[0]
    middles = (table["start"] + table["end"]).groupby(table["document_en"], sort=False).mean() / 2
    return publish(
        f"fig-{row['theme']}-positions",
        position_strip,
        table,
        title=f"{row['label_en']}: where its sentences stand in each text",
        title_zh=f"{row['label_zh']}：句子在各篇中的位置",
        kind="strips",
        unit="place of a sentence, in per cent of the text (0 to 1 in the data)",
        denominator="sentences of the text, headings left out",
        n=(
            f"{table['start'].count():,} sentences with the theme in"
            f" {table.dropna(subset=['start'])['document'].nunique()} texts"
        ),
        height=18 + 8 * table["document"].nunique(),
        caption=(
            f"{row['label_en']}: where in each text the theme's sentences stand, from the first"
            " sentence (0%) to the last (100%). Each sentence takes the same width, headings left"
            " out, so that the filled part of a strip is the theme's share."
        ),
        caption_zh=(
            f"{row['label_zh']}：该主题的句子在各篇中的位置，由首句（0%）至末句（100%），"
            "每句等宽，不含标题；填色部分即其比例。"
        ),
        alt=f"Strips, one a text, sentences on {row['label_en'].lower()} filled. Mean place: "
        + "; ".join(f"{name} {place:.0%}" for name, place in middles.dropna().items())
        + ".",
        alt_zh=f"各篇中{row['label_zh']}句子位置的条带图。",
    )


def theme_company(tables: Tables, theme: str) -> pd.DataFrame:
    """Which other themes the theme's sentences carry: the rows of `theme_pairs`, named.

    `base` is the other theme's share of all sentences of the document, to hold `share` against.
    """
    pairs = theme_pairs(tables.sentences, tables.themes["theme"])
    theme_labels = tables.themes.set_index("theme")[["label_en", "label_zh"]].add_prefix("theme_")
    base = theme_shares(tables.sentences, tables.themes["theme"]).set_index(["document", "theme"])
    base = base["share"].rename("base").rename_axis(["document", "other"])
    pairs = pairs[pairs["theme"] == theme].join(theme_labels, on="theme")
    pairs = pairs.join(base, on=["document", "other"])
    return named(pairs, tables, theme="other")


def company_figure(table: pd.DataFrame) -> CitedFigure | NoFigure:
    """The company that the theme keeps; `table` is that of `theme_company`."""
    if table.empty:
        return NO_COMPANY
    label_en, label_zh = table.loc[0, ["theme_label_en", "theme_label_zh"]]
    means = table.groupby("label_en")["share"].mean().sort_values(ascending=False)
    n = (
        f"{int(table.groupby('document')['n_theme'].first().sum())} sentences in"
        f" {table.loc[table['n_theme'] > 0, 'document'].nunique()} texts"
    )
    return publish(
        f"fig-{table['theme'].iloc[0]}-company",
        company,
        table,
        title=f"{label_en}: which other themes its sentences carry",
        title_zh=f"{label_zh}：同句出现的其他主题",
        kind="dots",
        unit="share of sentences, in per cent (0 to 1 in the data)",
        denominator=(
            "sentences of the text that carry the theme; diamond: all its sentences; headings left"
            " out; mean over texts"
        ),
        n=n,
        height=28 + 5.5 * table["other"].nunique(),
        caption=(
            f"{label_en}: of the sentences with the theme, the share that carry another theme too."
            " One ring per text; tick and number are the mean over the texts, each with the same"
            " weight, the thin line its range with each text left out. The diamond is the"
            " other theme's mean share of all sentences of these texts: what company by"
            " mere weight would be. Texts without the theme are left out of all means."
            f" n = {n}."
        ),
        caption_zh=(
            f"{label_zh}：在涉及该主题的句子中，同时涉及其他主题的比例。"
            "圆圈为各篇，短线与数字为各篇均值（等权），细线为逐一剔除各篇后均值的范围，菱形为该主题在这些篇全部句子中的平均比例；没有该主题的篇不计入均值。"
        ),
        alt=f"Dot plot of the themes that share sentences with {label_en.lower()}. Means: "
        + "; ".join(f"{name} {share:.0%}" for name, share in means.head(4).items())
        + ".",
        alt_zh=f"与{label_zh}同句出现的其他主题比例图。",
    )
