"""The figures about the documents, one by one.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it.
"""

import pandas as pd

from policytext.figures.charts import lengths, share_panels
from policytext.figures.publish import CitedFigure, publish
from policytext.figures.strip_charts import removed_strip
from policytext.figures.theme_figures import INTERVAL, INTERVAL_ZH
from policytext.measures import theme_shares
from policytext.tables import Tables, named

# What a reader wants to tell apart of what cleaning did: the rules, in groups.
EDIT_GROUPS = {
    "furniture": ("page furniture, appendix", "页面附加内容、附录"),
    "title": ("title, date and byline", "标题、日期与署名"),
    "lines": ("line ends and blanks", "换行与空白"),
    "characters": ("characters and marks", "字形与标点"),
}
MOST_NAMED = 8
"""Texts whose sizes a caption gives one by one."""
GROUP_OF_RULE = {
    **dict.fromkeys(("furniture", "markup", "pagination", "appendix", "note_marks"), "furniture"),
    **dict.fromkeys(("title", "byline", "date_line"), "title"),
    **dict.fromkeys(
        ("line_ends", "spaces", "salutation", "breaks", "joins", "inner_spaces"), "lines"
    ),
    **dict.fromkeys(("invisible", "split_numbers"), "lines"),
}


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
    n = (
        f"{len(table)} texts, {table['n_chars'].sum():,} characters,"
        f" {table['n_sentences'].sum():,} sentences"
    )
    return publish(
        "fig-corpus-lengths",
        lengths,
        table,
        title="Length of each text",
        title_zh="各篇篇幅",
        kind="bars",
        unit="characters, sentences, and characters per sentence",
        denominator="characters of all texts, for the share",
        n=n,
        height=20 + 7 * len(table),
        caption=(
            "Length of each text after cleaning: characters with the share of all, sentences, and"
            f" mean sentence length in characters (headings left out of both). n = {n}."
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
    group = edits["rule"].map(GROUP_OF_RULE).fillna("characters")
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
        title="What cleaning changed, by place in each text",
        title_zh="各篇清洗之处",
        kind="strips",
        unit="place of an edit, in per cent of the raw text (0 to 1 in the data)",
        denominator="characters of the raw text",
        n=f"{len(table):,} edits in {table['document'].nunique()} texts",
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
    n = sizes["n_sentences"]
    each = "; ".join(f"{r.document_en}: {r.n_sentences}" for r in sizes.itertuples())
    if len(sizes) > MOST_NAMED:
        each = f"{n.min():,} to {n.max():,} a text, {n.sum():,} in all"
    return publish(
        "fig-theme-shares",
        share_panels,
        table,
        group="comparison",
        title="Share of sentences, by core theme and text",
        title_zh="各篇核心主题的句子比例",
        kind="dots",
        unit="share of sentences, in per cent (0 to 1 in the data), with 95% intervals",
        denominator="sentences of the text, headings left out",
        n=f"{sizes['n_sentences'].sum():,} sentences in {len(sizes)} texts",
        height=20 + 8 * len(sizes),
        caption=(
            "Share of each text's sentences that carry each core theme; a sentence may carry"
            f" several, or none. {INTERVAL}; they describe variation within a text, and no"
            f" population of texts. n (sentences, headings left out): {each}."
        ),
        caption_zh=(
            "各篇中涉及各核心主题的句子比例；一句可涉及多个主题，也可不涉及。"
            f"{INTERVAL_ZH}，仅反映篇内变异，不代表任何总体。"
        ),
        alt="Four panels of dots with intervals, one a theme. "
        + " ".join(
            f"{label}: {rows['share'].min():.0%} to {rows['share'].max():.0%}."
            for label, rows in table.groupby("label_en", sort=False)
        ),
        alt_zh="四个主题在各篇中的比例点图。",
    )
