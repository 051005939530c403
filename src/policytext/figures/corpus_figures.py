"""The figures about the documents, one by one and against each other.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it.
"""

import pandas as pd

from policytext.figures.charts import document_distance, lengths, mix_matrix, share_panels
from policytext.figures.publish import CitedFigure, publish
from policytext.figures.strip_charts import position_strip, removed_strip
from policytext.figures.term_charts import document_terms, shared_phrases
from policytext.figures.theme_figures import INTERVAL, INTERVAL_ZH
from policytext.measures import (
    document_keyness,
    longest_phrases,
    mix_distance,
    positions,
    theme_shares,
)
from policytext.tables import Tables, named, read_glosses

# What a reader wants to tell apart of what cleaning did: the rules, in groups.
EDIT_GROUPS = {
    "furniture": ("page furniture", "页面附加内容"),
    "title": ("title, date and byline", "标题、日期与署名"),
    "lines": ("line ends and blanks", "换行与空白"),
    "characters": ("characters and marks", "字形与标点"),
}
LINE_RULES = {"line_ends", "spaces", "breaks", "joins", "inner_spaces", "invisible"}
ENUMERATOR = "[一二三四五六七八九十]+[是要个]"
FUNCTION_CHARACTERS = "的是和等把为对在以与及等更"


def corpus_lengths(tables: Tables) -> pd.DataFrame:
    """Length of each document: n_chars (clean), share_of_chars, n_sentences, chars_per_sentence.

    Sentences are counted, and their mean length taken, without headings.
    """
    speech = tables.sentences[~tables.sentences["is_heading"]]
    d = tables.documents
    table = pd.DataFrame(
        {
            "document": d["document"],
            "n_chars": d["n_chars_clean"],
            "share_of_chars": d["n_chars_clean"] / d["n_chars_clean"].sum(),
            "n_sentences": d["n_sentences"],
            "chars_per_sentence": d["document"].map(speech.groupby("document")["n_chars"].mean()),
        }
    )
    return named(table, tables)


def lengths_figure(table: pd.DataFrame) -> CitedFigure:
    """Length of each document; `table` is that of `corpus_lengths`."""
    longest = table.loc[table["n_chars"].idxmax()]
    return publish(
        "fig-corpus-lengths",
        lengths,
        table,
        height=20 + 7 * len(table),
        caption=(
            "Length of each text after cleaning: characters with the share of all, sentences, and"
            f" mean sentence length in characters (headings left out of both). n = {len(table)}"
            f" texts, {table['n_chars'].sum():,} characters, {table['n_sentences'].sum():,}"
            " sentences."
        ),
        caption_zh=(
            "各篇清洗后的篇幅：字符数及其占全部的比例、句数、平均句长（字符，不含标题）。"
            f"共{len(table)}篇，{table['n_chars'].sum():,}字符，{table['n_sentences'].sum():,}句。"
        ),
        alt=f"Bars of the length of {len(table)} texts. The longest is {longest['document_en']}"
        f" with {longest['n_chars']:,} characters, {longest['share_of_chars']:.0%} of all.",
        alt_zh=f"各篇篇幅条形图，最长者为{longest['document_zh']}。",
    )


def corpus_edits(tables: Tables) -> pd.DataFrame:
    """What cleaning did where: document, rule, group, start and end as share of the raw text."""
    edits = tables.edits.merge(tables.documents[["document", "n_chars_raw"]], on="document")
    group = edits["rule"].where(edits["rule"].isin(["furniture", "title"]), "characters")
    group = group.mask(edits["rule"].isin(LINE_RULES), "lines")
    table = pd.DataFrame(
        {
            "document": edits["document"],
            "rule": edits["rule"],
            "group": group,
            "group_en": group.map(lambda name: EDIT_GROUPS[name][0]),
            "group_zh": group.map(lambda name: EDIT_GROUPS[name][1]),
            "start": edits["start"] / edits["n_chars_raw"],
            "end": edits["end"] / edits["n_chars_raw"],
        }
    )
    order = {name: place for place, name in enumerate(EDIT_GROUPS)}
    table = table.sort_values("group", key=lambda g: g.map(order), kind="stable")
    return named(table, tables)


def edits_figure(table: pd.DataFrame) -> CitedFigure:
    """What cleaning did where; `table` is that of `corpus_edits`."""
    removed = (table["end"] - table["start"]).groupby(
        [table["document_en"], table["group"]], sort=False
    )
    furniture = removed.sum().unstack(fill_value=0).reindex(columns=list(EDIT_GROUPS)[:2])
    taken = furniture.fillna(0).sum(axis=1)
    return publish(
        "fig-corpus-edits",
        removed_strip,
        table,
        height=24 + 12 * table["document"].nunique(),
        caption=(
            "What cleaning took off or changed in each raw text, from its first character (0%) to"
            f" its last (100%), by kind of rule. n = {len(table):,} edits; most replace one"
            " character by one other."
        ),
        caption_zh=(
            "清洗在各篇原始文本中删去或改动之处，由首字符（0%）至末字符（100%），按规则类别；"
            f"共{len(table):,}处，多为逐字替换。"
        ),
        alt="Strips, one a text, with the places of edits by kind. Furniture, titles and bylines"
        " take up: " + "; ".join(f"{name} {share:.1%}" for name, share in taken.items()) + ".",
        alt_zh="各篇清洗之处的条带图，按规则类别分行。",
    )


def core_shares(tables: Tables) -> pd.DataFrame:
    """Share of each core theme in each document: the rows of `theme_shares`, named."""
    core = tables.themes.loc[tables.themes["core"], "theme"]
    return named(theme_shares(tables.sentences, core), tables)


def shares_figure(table: pd.DataFrame) -> CitedFigure:
    """The core themes in every document; `table` is that of `core_shares`."""
    sizes = table.drop_duplicates("document")
    n = "; ".join(f"{r.document_en}: {r.n_sentences}" for r in sizes.itertuples())
    return publish(
        "fig-theme-shares",
        share_panels,
        table,
        height=20 + 8 * len(sizes),
        caption=(
            "Share of each text's sentences that carry each core theme; a sentence may carry"
            f" several, or none. {INTERVAL}; they describe variation within a text, and no"
            f" population of texts. n (sentences, headings left out): {n}."
        ),
        caption_zh=(
            "各篇中涉及四个核心主题的句子比例；一句可涉及多个主题，也可不涉及。"
            f"{INTERVAL_ZH}，仅反映篇内变异，不代表任何总体。"
        ),
        alt="Four panels of dots with intervals, one a theme. "
        + " ".join(
            f"{label}: {rows['share'].min():.0%} to {rows['share'].max():.0%}."
            for label, rows in table.groupby("label_en", sort=False)
        ),
        alt_zh="四个主题在各篇中的比例点图。",
    )


def theme_mix(tables: Tables) -> pd.DataFrame:
    """Share of every theme in each document: the rows of `theme_shares`, named."""
    return named(theme_shares(tables.sentences, tables.themes["theme"]), tables)


def mix_figure(table: pd.DataFrame) -> CitedFigure:
    """All themes in every document; `table` is that of `theme_mix`."""
    means = table.groupby("label_en", sort=False)["share"].mean().sort_values(ascending=False)
    return publish(
        "fig-comparison-mix",
        mix_matrix,
        table,
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
        height=24 + 17 * table["document"].nunique(),
        caption=(
            "The course of each text through the core themes, from its first sentence (0%) to its"
            " last (100%); a lane for each theme, each sentence the same width, headings left out."
        ),
        caption_zh="各篇行文中四个核心主题的先后，由首句（0%）至末句（100%），每句等宽，不含标题。",
        alt="Strips, one a text with a lane a theme. Median place of a theme's sentences: "
        + "; ".join(f"{name} {place:.0%}" for name, place in places.items())
        + ".",
        alt_zh="各篇中四个主题句子位置的条带图。",
    )


def mix_distances(tables: Tables) -> pd.DataFrame:
    """Distance of each two documents in their themes: the rows of `mix_distance`, named."""
    distances = mix_distance(theme_mix(tables)).drop(columns="theme")
    others = tables.documents.set_index("document")[["label_en", "label_zh"]]
    others = others.set_axis(["other_en", "other_zh"], axis="columns")
    return named(distances.join(others, on="other"), tables)


def distance_figure(table: pd.DataFrame) -> CitedFigure:
    """How far apart the documents are; `table` is that of `mix_distances`."""
    near = table.loc[table["distance"].idxmin()]
    far = table.loc[table["distance"].idxmax()]
    return publish(
        "fig-comparison-distance",
        document_distance,
        table,
        height=22 + 9 * (table["document"].nunique() + 1),
        caption=(
            "Distance of each two texts in what they talk about: mean absolute difference of their"
            " shares over all themes (0.10 = ten percentage points on average)."
        ),
        caption_zh="各篇两两之间的主题距离：各主题比例之差的绝对值的均值（0.10即平均相差十个百分点）。",
        alt=f"Triangle of distances. Nearest: {near['document_en']} and {near['other_en']},"
        f" {near['distance']:.2f}; farthest: {far['document_en']} and {far['other_en']},"
        f" {far['distance']:.2f}.",
        alt_zh="各篇两两距离的三角矩阵。",
    )


def specific_words(tables: Tables, *, most: int = 8) -> pd.DataFrame:
    """The first words of each document against the others: the rows of `document_keyness`, named.

    Words of two characters or more, enumerators (一是, 四个) aside.
    """
    words = document_keyness(tables.tokens)
    word = (words["token"].str.len() > 1) & ~words["token"].str.fullmatch(ENUMERATOR)
    words = words[word & (words["log_ratio"] > 0)]
    return named(words.groupby("document").head(most), tables)


def words_figure(table: pd.DataFrame) -> CitedFigure:
    """What words set each document apart; `table` is that of `specific_words`."""
    first = table.drop_duplicates("document")
    return publish(
        "fig-comparison-words",
        document_terms,
        table,
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


def phrases_figure(table: pd.DataFrame) -> CitedFigure:
    """Which phrases the documents share; `table` is that of `common_phrases`."""
    first = list(table["phrase"].drop_duplicates().head(4))
    return publish(
        "fig-comparison-phrases",
        shared_phrases,
        table,
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
