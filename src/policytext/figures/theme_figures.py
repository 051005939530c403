"""The figures of a theme's chapter: one set for all themes, which differ by data alone.

Each figure has two functions: `theme_…` computes the table that it shows, `…_figure` publishes it
with its caption and alt text. The id of a figure is `fig-THEME-…`.
"""

import pandas as pd

from policytext.figures.charts import company, share_dots
from policytext.figures.publish import CitedFigure, publish
from policytext.figures.strip_charts import position_strip
from policytext.figures.term_charts import distinctive_terms
from policytext.figures.wordclouds import wordcloud
from policytext.measures import distinctive, positions, theme_pairs, theme_shares
from policytext.tables import Tables, carries, named

INTERVAL = "95% percentile intervals from 2,000 resamples of blocks of consecutive sentences"
TOO_FEW_WORDS = "No word marks the theme often enough to be drawn."
INTERVAL_ZH = "横线为95%区间（对连续句块重抽样2000次）"


def theme_share(tables: Tables, theme: str) -> pd.DataFrame:
    """Share of each document's sentences with the theme: the rows of `theme_shares`, named."""
    shares = theme_shares(tables.sentences, [theme])
    return named(shares, tables)


def share_figure(table: pd.DataFrame) -> CitedFigure:
    """The theme's share in each document; `table` is that of `theme_share`."""
    row = table.iloc[0]
    return publish(
        f"fig-{row['theme']}-share",
        share_dots,
        table,
        height=16 + 8 * len(table),
        caption=(
            f"{row['label_en']}: share of each text's sentences that carry the theme, headings left"
            f" out; {INTERVAL}. n: sentences with the theme / all sentences."
        ),
        caption_zh=(
            f"{row['label_zh']}：各篇中涉及该主题的句子占全部句子（不含标题）的比例；{INTERVAL_ZH}。"
            "n为涉及该主题的句数与总句数。"
        ),
        alt=f"Dot plot of the share of sentences on {row['label_en'].lower()}. "
        + "; ".join(
            f"{r.document_en}: {r.share:.0%}"
            + ("" if pd.isna(r.low) else f" (interval {r.low:.0%} to {r.high:.0%})")
            for r in table.itertuples()
        )
        + ".",
        alt_zh=f"{row['label_zh']}句子比例点图："
        + "；".join(f"{r.document_zh}{r.share:.0%}" for r in table.itertuples())
        + "。",
    )


def theme_terms(tables: Tables, theme: str, *, most: int = 12) -> pd.DataFrame:
    """The words that mark the theme: the rows of `distinctive`, of two characters or more, named.

    The first `most` words that the lexicon does not have, then the first `most` that it has; none
    whose interval reaches down to zero. `per_1000_tokens` is the mean, over the documents that
    speak of the theme, of a word's rate in the theme's sentences.
    """
    terms = tables.terms.loc[tables.terms["theme"] == theme, "term"].unique()
    ranked = distinctive(tables.tokens, theme, lexicon_terms=terms)
    marked = ranked[(ranked["token"].str.len() > 1) & ~(ranked["low"] <= 0)]
    first = marked.sort_values("in_lexicon", kind="stable").groupby("in_lexicon").head(most)
    rates = theme_rates(tables, theme)
    return named(first.assign(theme=theme).merge(rates, on="token"), tables)


def theme_rates(tables: Tables, theme: str) -> pd.DataFrame:
    """Mean rate of each token in the theme's sentences: token, per_1000_tokens.

    The mean is over the documents that have such sentences, each with the same weight.
    """
    tokens = tables.tokens[carries(tables.tokens, theme)]
    counts = tokens.pivot_table(
        index="document", columns="token", values="n", aggfunc="sum", fill_value=0
    )
    rates = 1000 * counts.div(counts.sum(axis=1), axis=0).mean()
    return rates.rename("per_1000_tokens").rename_axis("token").reset_index()


def terms_figure(table: pd.DataFrame) -> CitedFigure | str:
    """The theme's words, ranked; `table` is that of `theme_terms`. A sentence if it has no rows."""
    if table.empty:
        return TOO_FEW_WORDS
    row = table.iloc[0]
    others = table[~table["in_lexicon"]]
    leading = "; ".join(
        f"{r.token}{f' ({r.gloss})' if r.gloss else ''} {r.mean_log_ratio:.1f}"
        for r in others.head(5).itertuples()
    )
    return publish(
        f"fig-{row['theme']}-terms",
        distinctive_terms,
        table,
        height=24 + 4.1 * len(table),
        caption=(
            f"{row['label_en']}: words that are more frequent in the theme's sentences than in the"
            " others. Left, log ratio within each text, averaged over the texts that have the word"
            " (1 = twice as frequent, 2 = four times), with 95% intervals over blocks of ten"
            " sentences; ranked by the interval's lower end. Right, dispersion DP-norm over those"
            " blocks (0 = spread evenly, 1 = in one place), and the number of texts. Words of two"
            " characters or more, at least five times in at least two texts, whose interval lies"
            " above zero. Squares: words that are, contain or are part of a lexicon term, which"
            " come back by construction."
        ),
        caption_zh=(
            f"{row['label_zh']}：在该主题句子中明显多于其他句子的词。左：各篇内对数比的均值及95%区间"
            "（1为两倍，2为四倍），按区间下限排序；右：离散度DP-norm（0为均匀分布）与出现篇数。"
            "仅列两字以上、至少五次、至少两篇且区间在零以上的词。方块为词表词、含有词表词或为其一部分者，必然出现。"
        ),
        alt=f"Ranked dot plot of words that mark {row['label_en'].lower()}, with dispersion beside"
        f" it. Outside the lexicon the first are: {leading or 'none'}.",
        alt_zh=f"{row['label_zh']}主题词排序图，词表之外居前者："
        + "、".join(others["token"].head(5))
        + "。",
    )


def cloud_figure(table: pd.DataFrame) -> CitedFigure | str:
    """The same words as a cloud; `table` is that of `theme_terms`. A sentence if it has no rows."""
    if table.empty:
        return TOO_FEW_WORDS
    row = table.iloc[0]
    weighted = table.assign(weight=table["per_1000_tokens"]).sort_values(
        "weight", ascending=False, ignore_index=True
    )
    largest = "; ".join(
        f"{r.token}{f' ({r.gloss})' if r.gloss else ''} {r.weight:.1f}"
        for r in weighted.head(4).itertuples()
    )
    return publish(
        f"fig-{row['theme']}-cloud",
        wordcloud,
        weighted,
        height=70,
        caption=(
            f"{row['label_en']}: the words of the chart before, each as large as its rate per 1,000"
            " tokens of the theme's sentences (mean over the texts). Their places mean nothing."
        ),
        caption_zh=(
            f"{row['label_zh']}：上图各词的词云，字号表示其在该主题句子中每千词的平均频次；"
            "位置没有含义，排序见上图。"
        ),
        alt=f"Word cloud for {row['label_en'].lower()}. The largest words, per 1,000 tokens:"
        f" {largest}.",
        alt_zh=f"{row['label_zh']}词云，最大的词为：" + "、".join(weighted["token"].head(4)) + "。",
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


def company_figure(table: pd.DataFrame) -> CitedFigure:
    """The company that the theme keeps; `table` is that of `theme_company`."""
    label_en, label_zh = table.loc[0, ["theme_label_en", "theme_label_zh"]]
    means = table.groupby("label_en")["share"].mean().sort_values(ascending=False)
    return publish(
        f"fig-{table['theme'].iloc[0]}-company",
        company,
        table,
        height=20 + 5.5 * table["other"].nunique(),
        caption=(
            f"{label_en}: of the sentences with the theme, the share that carry another theme too."
            " One ring per text; tick and number are the mean over the texts, each with the same"
            " weight. The diamond is the other theme's mean share of all sentences: what company by"
            " mere weight would be."
            f" n = {int(table.groupby('document')['n_theme'].first().sum())} sentences in"
            f" {table.loc[table['n_theme'] > 0, 'document'].nunique()} texts."
        ),
        caption_zh=(
            f"{label_zh}：在涉及该主题的句子中，同时涉及其他主题的比例。"
            "圆圈为各篇，短线与数字为各篇均值（等权），菱形为该主题在全部句子中的平均比例。"
        ),
        alt=f"Dot plot of the themes that share sentences with {label_en.lower()}. Means: "
        + "; ".join(f"{name} {share:.0%}" for name, share in means.head(4).items())
        + ".",
        alt_zh=f"与{label_zh}同句出现的其他主题比例图。",
    )
