"""The figures that hold the documents against each other.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it.
"""

import math

import numpy as np
import pandas as pd

from policytext.figures.comparison_charts import distance_dots, mix_matrix
from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.strip_charts import position_strip
from policytext.figures.term_charts import corpus_terms, document_terms, shared_phrases
from policytext.figures.theme_words import NOT_MADE
from policytext.measures import (
    corpus_keyness,
    document_keyness,
    longest_phrases,
    positions,
    theme_distance,
    theme_shares,
    word_distance,
)
from policytext.tables import Tables, named, read_glosses

MEASURES = {
    "themes": ("In themes", "主题"),
    "words": ("In words", "用词"),
}
CORPORA = {
    "own": ("These texts", "本语料"),
    "reference": ("The reference corpus", "参照语料"),
}
NO_PHRASE = NoFigure(f"No phrase stands in two texts, {NOT_MADE}")
NO_KEYWORD = NoFigure("No word sets the texts apart from the reference corpus.")
ONE_TEXT = NoFigure("One text alone has no distance from others.")
ALL_PAIRS, MOST_PAIRS = 45, 30
"""Pairs of documents that are all drawn, and of more, how many are."""
ENUMERATOR = "[一二三四五六七八九十]+[是要个]"
FUNCTION_CHARACTERS = "的是和等把为对在以与及等更"


def theme_mix(tables: Tables) -> pd.DataFrame:
    """Share of every theme in each document: the rows of `theme_shares`, named."""
    return named(theme_shares(tables.sentences, tables.themes["theme"]), tables)


def mix_figure(table: pd.DataFrame) -> CitedFigure:
    """All themes in every document; `table` is that of `theme_mix`."""
    means = table.groupby("label_en", sort=False)["share"].mean().sort_values(ascending=False)
    sizes = table.drop_duplicates("document")["n_sentences"]
    return publish(
        "fig-comparison-mix",
        mix_matrix,
        table,
        title="Share of sentences, by theme and text: all themes",
        title_zh="各篇全部主题的句子比例",
        kind="matrix",
        unit="share of sentences, in per cent (0 to 1 in the data)",
        denominator="sentences of the text, headings left out",
        n=f"{sizes.sum():,} sentences in {len(sizes)} texts",
        height=30 + 8 * table["document"].nunique(),
        caption=(
            "Share of each text's sentences that carry each of the themes, in per cent, headings"
            " left out. A sentence may carry several themes, so that a row need not sum to 100."
        ),
        caption_zh="各篇中涉及各主题的句子比例（%），不含标题；一句可涉及多个主题，故各行之和不必为100。",
        alt="Matrix of texts and themes with the shares as numbers. Means over the texts: "
        + "; ".join(f"{name} {share:.0%}" for name, share in means.items())
        + ".",
        alt_zh="各篇与各主题的比例矩阵。",
    )


def theme_order(tables: Tables) -> pd.DataFrame:
    """Where the sentences of the core themes stand: the rows of `positions`, named."""
    core = tables.themes.loc[tables.themes["core"], "theme"]
    return named(positions(tables.sentences, core), tables)


def order_figure(table: pd.DataFrame) -> CitedFigure:
    """The course of each document through the core themes; `table` is that of `theme_order`."""
    places = ((table["start"] + table["end"]) / 2).groupby(table["label_en"], sort=False).median()
    return publish(
        "fig-comparison-order",
        position_strip,
        table,
        title="The course of each text through the core themes",
        title_zh="各篇行文中核心主题的先后",
        kind="strips",
        unit="place of a sentence, in per cent of the text (0 to 1 in the data)",
        denominator="sentences of the text, headings left out",
        n=(
            f"{table['sentence'].nunique():,} sentences with a core theme in"
            f" {table['document'].nunique()} texts"
        ),
        height=24 + 17 * table["document"].nunique(),
        caption=(
            "The course of each text through the core themes, from its first sentence (0%) to its"
            " last (100%); a lane for each theme, each sentence the same width, headings left out."
        ),
        caption_zh="各篇行文中各核心主题的先后，由首句（0%）至末句（100%），每句等宽，不含标题。",
        alt="Strips, one a text with a lane a theme. Median place of a theme's sentences: "
        + "; ".join(f"{name} {place:.0%}" for name, place in places.items())
        + ".",
        alt_zh="各篇中各主题句子位置的条带图。",
    )


def pair_distances(tables: Tables) -> pd.DataFrame:
    """Distance of each two documents in themes and in words, with intervals, named.

    The rows of `theme_distance` and, below them, those of `word_distance`, as `measure`. Of many
    documents only the nearest and the farthest pairs in words, `MOST_PAIRS` in all, from the
    nearest on; `n_pairs` says how many there are.
    """
    order = {name: place for place, name in enumerate(tables.documents["document"])}
    sentences, tokens = (
        frame.sort_values("document", key=lambda names: names.map(order), kind="stable")
        for frame in (tables.sentences, tables.tokens)
    )
    n_pairs, pairs = math.comb(len(order), 2), None
    if n_pairs > ALL_PAIRS:
        ranked = word_distance(tokens, resamples=0).sort_values("distance", kind="stable")
        ends = pd.concat([ranked.head(MOST_PAIRS // 2), ranked.tail(MOST_PAIRS // 2)])
        pairs = list(ends[["document", "other"]].itertuples(index=False, name=None))
    parts = {
        "themes": theme_distance(sentences, tables.themes["theme"], pairs=pairs),
        "words": word_distance(tokens, pairs=pairs),
    }
    table = pd.concat([part.assign(measure=name) for name, part in parts.items()])
    for place, lang in enumerate(("en", "zh")):
        table[f"measure_{lang}"] = table["measure"].map(lambda name, k=place: MEASURES[name][k])
    others = tables.documents.set_index("document")[["label_en", "label_zh"]]
    others = others.set_axis(["other_en", "other_zh"], axis="columns")
    table = named(table.join(others, on="other"), tables)
    if pairs:
        places = {pair: place for place, pair in enumerate(pairs)}
        ranks = [places[pair] for pair in zip(table["document"], table["other"], strict=True)]
        table = table.iloc[np.argsort(ranks, kind="stable")]
    table = table.assign(n_pairs=n_pairs).rename(columns={"other": "other_document"})
    return table.sort_values("measure", kind="stable", ignore_index=True)


def distance_figure(table: pd.DataFrame) -> CitedFigure | str:
    """How far apart the documents are; `table` is that of `pair_distances`.

    A sentence for a corpus of one document.
    """
    if table.empty:
        return ONE_TEXT
    said = []
    for label, rows in table.groupby("measure_en", sort=False):
        near, far = rows.loc[rows["distance"].idxmin()], rows.loc[rows["distance"].idxmax()]
        said.append(
            f"{label}: nearest {near['document_en']} and {near['other_en']}"
            f" ({near['distance']:.2f}), farthest {far['document_en']} and {far['other_en']}"
            f" ({far['distance']:.2f})."
        )
    n_pairs, n_shown = table["n_pairs"].iloc[0], len(table) // table["measure"].nunique()
    some, some_zh = "", ""
    if n_shown < n_pairs:
        some = (
            f" Shown are the {n_shown // 2} pairs nearest in words and the {n_shown // 2} farthest."
        )
        some_zh = f"仅列用词最近与最远各{n_shown // 2}对。"
    n = (1 + math.isqrt(1 + 8 * int(n_pairs))) // 2
    return publish(
        "fig-comparison-distance",
        distance_dots,
        table,
        title="Distance of each two texts, in themes and in words",
        title_zh="各篇两两之间的主题与用词距离",
        kind="dots",
        unit=(
            "mean absolute difference of shares (themes); Jensen-Shannon distance, base 2 (words);"
            " each 0 to 1, with 95% intervals"
        ),
        denominator=(
            "sentences of each text (themes); its words of two characters or more, numerals aside"
            " (words); headings left out"
        ),
        n=f"{n_pairs} pairs of {n} texts",
        height=30 + 4.6 * n_shown,
        caption=(
            "Distance of each two texts. Left, in themes: mean absolute difference of the shares of"
            " sentences, over all themes (0.10 = ten percentage points on average). Right, in"
            " words: Jensen-Shannon distance, base 2, of the rates of words of two characters or"
            " more, numerals aside (0 = the same words at the same rates, 1 = no word in common)."
            " 95% intervals from 2,000 resamples of blocks of consecutive sentences (of ten, for"
            " words) within each text, about the distance found. Diamond: the mean distance when"
            " the blocks of both texts are dealt out at random, which is larger for short texts."
            f" n = {n_pairs} pairs of {n} texts, headings left out.{some}"
        ),
        caption_zh=(
            "各篇两两之间的距离。左：主题，各主题句子比例之差的绝对值的均值（0.10即平均相差十个百分点）；"
            "右：用词，两字以上词（不含数词）频率的Jensen-Shannon距离，以2为底（0为词与频率全同，1为无一共同词）。"
            "横线为95%区间（在各篇内对连续句块重抽样2000次，用词以十句为块）。"
            f"菱形为两篇句块随机互换时的平均距离，篇幅越短越大。不含标题。{some_zh}"
        ),
        alt="Two panels of dots with intervals, one row a pair of texts. " + " ".join(said),
        alt_zh="各篇两两距离的点图，左为主题，右为用词，均附区间。",
    )


def specific_words(tables: Tables, *, most: int = 8) -> pd.DataFrame:
    """The first words of each document against the others: the rows of `document_keyness`, named.

    Words of two characters or more, enumerators (一是, 四个) aside.
    """
    words = document_keyness(tables.tokens)
    words = words[_is_word(words["token"]) & (words["log_ratio"] > 0)]
    return named(words.groupby("document").head(most), tables)


def _is_word(tokens: pd.Series) -> pd.Series:
    """Two characters or more, and no enumerator."""
    return (tokens.str.len() > 1) & ~tokens.str.fullmatch(ENUMERATOR)


def words_figure(table: pd.DataFrame) -> CitedFigure:
    """What words set each document apart; `table` is that of `specific_words`."""
    first = table.drop_duplicates("document")
    return publish(
        "fig-comparison-words",
        document_terms,
        table,
        title="Words that set each text apart",
        title_zh="各篇区别于其他篇的词",
        kind="dots",
        unit="log ratio, base 2, of the word's rate to its mean rate in the other texts",
        denominator="tokens of each text, headings left out; the others with the same weight each",
        n=f"{len(table)} words in {len(first)} texts",
        height=24 + 46 * -(-table["document"].nunique() // 2),
        caption=(
            "Words that set each text apart: log ratio against the mean rate of the other texts,"
            " each with the same weight (1 = twice as frequent, 2 = four times; an absent word"
            " counts as half an occurrence). Words of two characters or more, at least five times"
            " in the text."
        ),
        caption_zh=(
            "各篇区别于其他篇的词：与其他各篇平均频率（等权）之对数比（1为两倍，2为四倍；"
            "未出现者计为半次）。仅列两字以上、篇内至少五次的词。"
        ),
        alt="Ranked words, one panel a text. First words: "
        + "; ".join(f"{r.document_en} {r.token}" for r in first.itertuples())
        + ".",
        alt_zh="各篇特有词的排序图。",
    )


def baseline_words(tables: Tables, baseline: Tables, *, most: int = 20) -> pd.DataFrame:
    """The first words of a corpus against a reference corpus, and of that one against it, named.

    The rows of `corpus_keyness`, of two characters or more, enumerators aside.
    """
    words = corpus_keyness(tables.tokens, baseline.tokens)
    table = named(words[_is_word(words["token"])].groupby("corpus").head(most), tables)
    for place, lang in enumerate(("en", "zh")):
        table[f"corpus_{lang}"] = table["corpus"].map(lambda name, k=place: CORPORA[name][k])
    return table


def baseline_figure(table: pd.DataFrame) -> CitedFigure | str:
    """What words set a corpus apart from a reference corpus; `table` is that of `baseline_words`.

    A sentence where no word does.
    """
    if table.empty:
        return NO_KEYWORD
    first = table[table["corpus"] == "own"].head(6)
    said = "; ".join(f"{r.token} {r.log_ratio:.1f}" for r in first.itertuples())
    return publish(
        "fig-comparison-baseline",
        corpus_terms,
        table,
        title="Words that set these texts apart from the reference corpus",
        title_zh="本语料区别于参照语料的词",
        kind="dots",
        unit="log ratio, base 2, of the word's mean rate in the one corpus to that in the other",
        denominator="tokens of each text, headings left out; texts with the same weight each",
        n=f"{len(table)} words",
        height=34 + 4.6 * table.groupby("corpus").size().max(),
        caption=(
            "Words that set these texts apart from the reference corpus, and those that set the"
            " reference corpus apart: log ratio of the mean rates over the texts of each, every"
            " text with the same weight (1 = twice as frequent, 2 = four times; an absent word"
            " counts as half an occurrence). Words of two characters or more, at least five times"
            " in the corpus that has more of them."
        ),
        caption_zh=(
            "本语料区别于参照语料的词，以及参照语料区别于本语料的词：各篇等权平均频率之对数比"
            "（1为两倍，2为四倍；未出现者计为半次）。仅列两字以上、在较多一方至少五次的词。"
        ),
        alt="Two panels of ranked words, these texts and the reference corpus. First of these"
        f" texts: {said or 'none'}.",
        alt_zh="本语料与参照语料各自特有词的排序图。",
    )


def common_phrases(tables: Tables, *, most: int = 24) -> pd.DataFrame:
    """The phrases that most documents share: the rows of `longest_phrases`, named.

    Of four characters or more, and none that begins or ends with a function word.
    """
    phrases = longest_phrases(tables.phrases)
    text = phrases["phrase"]
    whole = ~text.str[0].isin(list(FUNCTION_CHARACTERS))
    whole &= ~text.str[-1].isin(list(FUNCTION_CHARACTERS)) & (text.str.len() >= 4)
    first = phrases.loc[whole, "phrase"].drop_duplicates().head(most)
    rows = phrases[phrases["phrase"].isin(first)]
    order = {phrase: place for place, phrase in enumerate(first)}
    table = named(rows, tables)
    table = table.assign(gloss=table["phrase"].map(read_glosses()).fillna(""))
    return table.sort_values("phrase", key=lambda p: p.map(order), kind="stable", ignore_index=True)


def phrases_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Which phrases the documents share; `table` is that of `common_phrases`.

    A sentence where they share none.
    """
    if table.empty:
        return NO_PHRASE
    first = list(table["phrase"].drop_duplicates().head(4))
    return publish(
        "fig-comparison-phrases",
        shared_phrases,
        table,
        title="Phrases that the texts share word for word",
        title_zh="各篇逐字共有的短语",
        kind="matrix",
        unit="number of occurrences",
        n=f"{table['phrase'].nunique()} phrases, {table['n'].sum():,} occurrences",
        height=24 + 4.6 * table["phrase"].nunique(),
        caption=(
            "Phrases that the texts share word for word, with the number of times: runs of two to"
            " six words within a clause, of four characters or more; those of most texts first."
            " Counts are no rates, for the texts differ in length."
        ),
        caption_zh="各篇逐字共有的短语及次数（分句内二至六词、四字以上），共有篇数多者在前；次数不是比率。",
        alt=f"Matrix of shared phrases and texts. The first phrases: {', '.join(first)};"
        f" n = {table['phrase'].nunique()} phrases shown.",
        alt_zh="共有短语与各篇的矩阵图。",
    )
