"""The figures of a theme's words: which mark it, keep company in it, and hang on the segmenter.

As in `theme_figures`, one set of functions for all themes: `theme_…` computes the table that a
figure shows, `…_figure` publishes it.
"""

import pandas as pd

from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.rank_charts import rank_bumps
from policytext.figures.term_charts import collocate_dots, distinctive_terms
from policytext.figures.theme_figures import few_sentences
from policytext.figures.wordclouds import wordcloud
from policytext.measures import distinctive, segmentation_ranks, theme_collocates
from policytext.tables import Tables, carries, named, read_glosses

TOO_FEW_WORDS = NoFigure("No word marks the theme often enough to be drawn.")
NOT_MADE = "or the table behind it was not made, as of corpora above 5 MB without --phrases."
TOO_FEW_PAIRS = NoFigure(
    f"No two words share sentences of the theme often enough to be drawn, {NOT_MADE}"
)
NO_RANKS = NoFigure(f"No word of the theme is frequent enough to be ranked, {NOT_MADE}")
CLOUD_COLUMNS = ("n_target", "theme", "label_en", "label_zh", "colour", "text_colour")
ENGINES = {
    "jieba": ("as in the book (jieba)", "本书做法"),
    "no_hmm": ("no guess at new words", "不识别新词"),
    "no_words": ("no word list", "不用词表"),
    "substring": ("plain search", "字符串检索"),
}


def theme_terms(tables: Tables, theme: str, *, most: int = 12, single: int = 4) -> pd.DataFrame:
    """The words that mark the theme: the rows of `distinctive`, of two characters or more, named.

    The first `most` words that the lexicon does not have, then the first `most` that it has; none
    whose interval reaches down to zero. Between them the first `single` words that live in one
    document and that the lexicon does not have, whatever their interval: they are flagged, and
    tell of that document. `per_1000_tokens` is the mean, over the documents that speak of the
    theme, of a word's rate in the theme's sentences.
    """
    terms = tables.terms.loc[tables.terms["theme"] == theme, "term"].unique()
    ranked = distinctive(tables.tokens, theme, lexicon_terms=terms, min_documents=1)
    ranked = ranked[ranked["token"].str.len() > 1]
    if len(tables.documents) > 1:
        alone = ranked["one_document"] & ~ranked["in_lexicon"] & (ranked["mean_log_ratio"] > 0)
        of_one = ranked[alone].head(single)
        ranked = ranked[ranked["n_documents"] > 1]
    else:
        of_one = ranked.head(0)
    marked = ranked[~(ranked["low"] <= 0)]
    first = marked.sort_values("in_lexicon", kind="stable").groupby("in_lexicon").head(most)
    first = pd.concat([first, of_one]).assign(theme=theme)
    rates = theme_rates(tables, theme)
    return with_text_names(named(first.merge(rates, on="token"), tables), tables, theme)


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


def with_text_names(table: pd.DataFrame, tables: Tables, theme: str) -> pd.DataFrame:
    """The table with the names of the documents of `only_in`, and with the theme's warning."""
    labels = tables.documents.set_index("document")
    for lang in ("en", "zh"):
        table[f"only_in_{lang}"] = table["only_in"].map(labels[f"label_{lang}"]).fillna("")
        table[f"warning_{lang}"] = few_sentences(tables, theme)[lang]
    return table


def terms_figure(table: pd.DataFrame) -> CitedFigure | str:
    """The theme's words, ranked; `table` is that of `theme_terms`. A sentence if it has no rows."""
    if table.empty:
        return TOO_FEW_WORDS
    row = table.iloc[0]
    several = ~table["one_document"] | table["one_document"].all()
    others = table[~table["in_lexicon"] & several]
    leading = "; ".join(
        f"{r.token}{f' ({r.gloss})' if r.gloss else ''} {r.mean_log_ratio:.1f}"
        for r in others.head(5).itertuples()
    )
    alone = table.loc[~several, "token"]
    return publish(
        f"fig-{row['theme']}-terms",
        distinctive_terms,
        table,
        title=f"{row['label_en']}: words that mark it",
        title_zh=f"{row['label_zh']}：突出的词",
        kind="dots",
        unit="mean log ratio, base 2, with 95% intervals; DP-norm, 0 to 1",
        denominator=(
            "tokens of the theme's sentences, and of the others, within each text; mean over texts"
        ),
        n=f"{len(table)} words, {table['n_target'].sum():,} occurrences with the theme",
        height=32 + 4.1 * (len(table) + 1),
        caption=(
            f"{row['label_en']}: words that are more frequent in the theme's sentences than in the"
            " others. Left, log ratio within each text, averaged over the texts that have the word,"
            " and sentences both with the theme and without it (1 = twice as frequent, 2 = four"
            " times; an absent word counts as half an occurrence), with 95% intervals over blocks"
            " of ten sentences; thin line: range of the mean with each text left out. Words that"
            " the lexicon lacks come first; then by the interval's lower end. Right, dispersion"
            " DP-norm over those blocks (0 = spread evenly, 1 = in one place); n, occurrences in"
            " the theme's sentences; and in how many of those texts it is more frequent there."
            " Words of two characters or more, at least five times, in at least two texts with the"
            " interval above zero; hollow, the first words of one text only, whatever their"
            " interval. Squares: words that are, contain or are part of a lexicon term, which come"
            " back by construction."
        ),
        caption_zh=(
            f"{row['label_zh']}：在该主题句子中明显多于其他句子的词。左：各篇内对数比的均值及95%区间，仅计有该词且兼有、无该主题句子者，未出现者计为半次，细线为逐一剔除各篇后均值的范围"
            "（1为两倍，2为四倍），按区间下限排序；右：离散度DP-norm（0为均匀分布）、该主题句子中的次数n，"
            "以及出现该词的篇目中有几篇较多。"
            "仅列两字以上、至少五次、至少两篇且区间在零以上的词；空心者为仅见于一篇而居前的词，不论区间。"
            "方块为词表词、含有词表词或为其一部分者，必然出现。"
        ),
        alt=f"Ranked dot plot of words that mark {row['label_en'].lower()}, with dispersion beside"
        f" it. Outside the lexicon the first are: {leading or 'none'}."
        + (f" In one text only: {', '.join(alone)}." if len(alone) else ""),
        alt_zh=f"{row['label_zh']}主题词排序图，词表之外居前者："
        + "、".join(others["token"].head(5))
        + "。",
    )


def cloud_figure(table: pd.DataFrame) -> CitedFigure | str:
    """The same words as a cloud; `table` is that of `theme_terms`. A sentence if it has no rows."""
    if len(table) > 1 and not table["one_document"].all():
        table = table[~table["one_document"]]
    if table.empty:
        return TOO_FEW_WORDS
    row = table.iloc[0]
    columns = {"token": "token", "gloss": "gloss", "per_1000_tokens": "weight"}
    columns |= {name: name for name in CLOUD_COLUMNS}
    weighted = table[list(columns)].rename(columns=columns)
    weighted = weighted.sort_values("weight", ascending=False, ignore_index=True)
    largest = "; ".join(
        f"{r.token}{f' ({r.gloss})' if r.gloss else ''} {r.weight:.1f}"
        for r in weighted.head(4).itertuples()
    )
    return publish(
        f"fig-{row['theme']}-cloud",
        wordcloud,
        weighted,
        title=f"{row['label_en']}: its words as a cloud",
        title_zh=f"{row['label_zh']}：词云",
        kind="cloud",
        unit="occurrences per 1,000 tokens, as the size of a word",
        denominator="tokens of the theme's sentences, mean over the texts",
        n=f"{len(weighted)} words, {weighted['n_target'].sum():,} occurrences with the theme",
        height=70,
        caption=(
            f"{row['label_en']}: the words of the chart fig-{row['theme']}-terms, those of one text"
            " aside, each as large as its rate per 1,000 tokens of the theme's sentences (mean"
            f" over the texts); n = {len(weighted)} words. Their places mean nothing. Words stay"
            " Chinese in both versions; the other chart has their English."
        ),
        caption_zh=(
            f"{row['label_zh']}：fig-{row['theme']}-terms一图各词（仅见于一篇者除外）的词云，"
            f"共{len(weighted)}词，字号表示其在该主题句子中每千词的平均频次；"
            "位置没有含义，排序见该图。"
        ),
        alt=f"Word cloud for {row['label_en'].lower()}. The largest words, per 1,000 tokens:"
        f" {largest}.",
        alt_zh=f"{row['label_zh']}词云，最大的词为：" + "、".join(weighted["token"].head(4)) + "。",
    )


def theme_sensitivity(tables: Tables, theme: str) -> pd.DataFrame:
    """Ranks of the leading words under each way of counting: those of `segmentation_ranks`, named.

    The lexicon's terms are among them, since the question is what a segmenter does to a count.
    """
    ranks = segmentation_ranks(tables.sensitivity, tables.tokens, theme)
    ranks["engine_en"] = ranks["engine"].map(lambda engine: ENGINES[engine][0])
    ranks["engine_zh"] = ranks["engine"].map(lambda engine: ENGINES[engine][1])
    table = named(ranks.assign(theme=theme), tables)
    for lang in ("en", "zh"):
        table[f"warning_{lang}"] = few_sentences(tables, theme)[lang]
    return table


def sensitivity_figure(table: pd.DataFrame) -> CitedFigure | str:
    """How the ranks hang on the segmenter; `table` is that of `theme_sensitivity`.

    A sentence if it has no rows.
    """
    if table.empty:
        return NO_RANKS
    row, words = table.iloc[0], table["token"].nunique()
    flips = list(table.loc[table["flips"], "token"].drop_duplicates())
    total = table.loc[table["engine"] == "jieba", "n"].sum()
    n = f"{words} words with {total:,} occurrences as the book counts"
    return publish(
        f"fig-{row['theme']}-sensitivity",
        rank_bumps,
        table,
        title=f"{row['label_en']}: ranks of its words under four ways of counting",
        title_zh=f"{row['label_zh']}：四种计数方式下的位次",
        kind="lines",
        unit="rank by occurrences per 1,000 tokens",
        denominator="tokens of the theme's sentences, mean over the texts",
        n=n,
        height=34 + 4.3 * (words + 1),
        caption=(
            f"{row['label_en']}: ranks of the leading words of the theme's sentences under four"
            " ways of counting: jieba with the book's word list; jieba without its guess at"
            " unknown words (HMM); jieba without the word list; plain search for the same string."
            " Words are ranked by occurrences per 1,000 tokens of the theme's sentences, mean over"
            " the texts, each with the same weight. Words of two characters or more, numerals"
            " aside, at least five times and in at least two texts."
            f" n = {n}."
        ),
        caption_zh=(
            f"{row['label_zh']}：该主题句子中居前的词在四种计数方式下的位次：结巴分词加本书词表；"
            "不作新词识别（HMM）；不用词表；直接检索字符串。按每千词频次的各篇均值（等权）排位，"
            f"仅列两字以上、至少五次、至少两篇的词，不含数词。共{words}词，按本书做法计{total:,}次。"
        ),
        alt=f"Lines of the ranks of {words} words on {row['label_en'].lower()} under four ways of"
        f" counting. Words that move five places or more: {', '.join(flips) or 'none'}.",
        alt_zh=f"{row['label_zh']}居前各词在四种计数方式下的位次图；移动五位或以上者："
        + ("、".join(flips) or "无")
        + "。",
    )


def theme_pairs_of_words(
    tables: Tables, theme: str, *, most: int = 14, single: int = 4
) -> pd.DataFrame:
    """The words that keep company in the theme: the first rows of `theme_collocates`, named.

    The first `most` pairs that meet in two documents or more, those of most documents first, then
    the first `single` pairs that meet in one document only.
    """
    pairs = theme_collocates(tables.collocates, theme)
    shared = pairs[~pairs["one_document"]]
    shared = shared.sort_values("n_together", ascending=False, kind="stable").head(most)
    first = pd.concat([shared, pairs[pairs["one_document"]].head(single)])
    glosses = read_glosses()
    first["gloss"] = [
        " + ".join(glosses.get(word) or word for word in pair)
        for pair in zip(first["token"], first["collocate"], strict=True)
    ]
    first["token"] = first["token"] + " + " + first.pop("collocate")
    gloss = first["gloss"].to_numpy()
    table = named(first.assign(theme=theme), tables).assign(gloss=gloss)
    return with_text_names(table, tables, theme)


def collocates_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Which words keep company; `table` is that of `theme_pairs_of_words`.

    A sentence if it has no rows.
    """
    if table.empty:
        return TOO_FEW_PAIRS
    row, alone = table.iloc[0], table["one_document"]
    leading = "; ".join(f"{r.token} ({r.gloss})" for r in table[~alone].head(4).itertuples())
    return publish(
        f"fig-{row['theme']}-collocates",
        collocate_dots,
        table,
        title=f"{row['label_en']}: words that share its sentences",
        title_zh=f"{row['label_zh']}：同句出现的词对",
        kind="dots",
        unit="logDice",
        denominator="the theme's sentences with the one word and with the other, mean over texts",
        n=(
            f"{len(table)} pairs, which meet {table['n_sentences'].sum():,} times (a sentence"
            " counts once for each pair)"
        ),
        height=32 + 4.3 * (len(table) + 1),
        caption=(
            f"{row['label_en']}: pairs of words that share sentences of the theme. Typicality as"
            " logDice (14 = neither occurs without the other, one less for each halving), from the"
            " mean of Dice's coefficient over the texts in which both words occur with the theme,"
            " each text with the same weight. Sentences: with both words, at least three. Texts:"
            " in how many the two meet, of those that have both. Pairs of most texts first, then by"
            " logDice; hollow, the first pairs that meet in one text only. Words of two characters"
            f" or more, numerals aside. n = {len(table)} pairs shown."
        ),
        caption_zh=(
            f"{row['label_zh']}：在该主题句子中同句出现的词对。logDice（14为从不分离，每低1即减半）"
            "由两词俱见的各篇之Dice系数均值（等权）得出；句数为两词同现的句子数（至少三句）；"
            "篇数为两词同句的篇数与两词俱见的篇数。先按同句篇数，再按logDice排列；空心者仅在一篇中同句。"
            f"仅列两字以上的词，不含数词；共列{len(table)}对。"
        ),
        alt=f"Dot plot of pairs of words that share sentences on {row['label_en'].lower()}."
        f" First pairs: {leading or 'none in more than one text'}."
        f" Pairs of one text only, hollow: {int(alone.sum())}.",
        alt_zh=f"{row['label_zh']}词对的logDice点图，居前者："
        + "、".join(table.loc[~alone, "token"].head(4))
        + "。",
    )
