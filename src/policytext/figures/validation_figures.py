"""The figures of how well sentences are labelled: scores by theme, and the errors of shares.

As in `theme_figures`, one function computes the table that a figure shows, another publishes it;
without a sentence that is coded it gives a sentence in the figure's place. Rows of averages have
the codes `macro` (all themes) and `core`.
"""

import pandas as pd

from policytext.figures.publish import CitedFigure, NoFigure, publish
from policytext.figures.style import INK
from policytext.figures.validation_charts import error_panels, percentage_points, score_panels
from policytext.measures.validation import (
    FEW,
    averages,
    read_scores,
    scores,
    scores_by_document,
    share_error,
)
from policytext.tables import Tables, named

NOTHING_CODED = NoFigure("None of these sentences is coded, so nothing can be scored.")
AVERAGES = {
    "macro": ("Average, all themes", "平均，全部主题"),
    "core": ("Average, core themes", "平均，核心主题"),
}
BOTH = "sentences with the theme by either side, those with it by both counted twice"
METHODS = {
    "labels": ("labels against the coding", "标签对编码"),
    "passes": ("second pass of the coding against the first", "第二次编码对第一次"),
    "lexicon": ("lexicon", "词表"),
    "five keywords": ("five keywords a theme", "每主题五个关键词"),
    "TF-IDF": ("TF-IDF with logistic regression", "TF-IDF加逻辑回归"),
}
SENTENCES = {
    "development coding": ("Development coding", "开发用编码"),
    "reports, half tuned on": ("Reports, half tuned on", "报告，调试所用的一半"),
    "reports, half not looked at": ("Reports, half not looked at", "报告，未查看的一半"),
}


def theme_quality(tables: Tables, coded: pd.DataFrame, passes: pd.DataFrame) -> pd.DataFrame:
    """Scores of the labels, and of the second pass against the first: `method` labels, passes."""
    themes, groups = list(tables.themes["theme"]), averages(tables.themes)
    first, second = (passes.assign(themes=passes[name]) for name in ("first", "second"))
    here = first["sentence"].isin(tables.sentences["sentence"])
    parts = {
        "labels": scores(coded, tables.sentences, themes, groups),
        "passes": scores(first[here], second, themes, groups),
    }
    return _labelled(pd.concat(part.assign(method=name) for name, part in parts.items()), tables)


def quality_figure(table: pd.DataFrame) -> CitedFigure | str:
    """F1 of each theme beside the agreement of the passes; `table` is that of `theme_quality`."""
    labels = table[table["method"] == "labels"].set_index("theme")
    if not labels.loc["macro", "n_coded"]:
        return NOTHING_CODED
    n, passes = labels.loc["macro", "n_coded"], table[table["method"] == "passes"]
    return publish(
        "fig-methods-quality",
        score_panels,
        table,
        title="F1 of the labels, by theme",
        title_zh="各主题标签的F1",
        kind="dots",
        unit="F1, 0 to 1, with 95% intervals",
        denominator=BOTH,
        n=f"{n} coded sentences, {passes['n_coded'].max()} of them coded twice",
        height=22 + 6.4 * len(labels),
        caption=(
            "F1 of the labels against the coding, by theme (dot), and of the second pass of the"
            " coding against the first (diamond), which is an upper bound; lines are 95% intervals"
            f" from resampled sentences. n = {n} coded sentences, headings among them; beside each"
            " F1 stands the number of those that carry the theme. The lexicon was tuned on these."
        ),
        caption_zh=(
            "各主题标签相对于编码的F1（圆点）与两次编码之间的F1（菱形，为上限）；横线为对句子重抽样所得95%区间。"
            f"共{n}句（含标题），右侧为F1与该主题的句数。词表曾据这些句子调试。"
        ),
        alt="Dots with intervals, one row a theme. F1: "
        + "; ".join(f"{r.label_en} {r.f1:.2f}" for r in labels.itertuples() if pd.notna(r.f1))
        + ".",
        alt_zh="各主题F1的点图，并列两次编码的一致程度。",
    )


def document_quality(tables: Tables, coded: pd.DataFrame) -> pd.DataFrame:
    """Scores of the labels in each document that the coding reaches."""
    themes, groups = list(tables.themes["theme"]), averages(tables.themes)
    found = scores_by_document(coded, tables.sentences, themes, groups).assign(method="labels")
    # `named` would leave out the averages, which are no themes
    found = named(found.rename(columns={"theme": "row"}), tables).rename(columns={"row": "theme"})
    return _labelled(found, tables)


def documents_figure(table: pd.DataFrame) -> CitedFigure | str:
    """F1 of each theme in each coded document; `table` is that of `document_quality`."""
    if table.empty:
        return NOTHING_CODED
    sizes = table[table["theme"] == "macro"]
    n = "; ".join(f"{r.document_en}: {r.n_coded}" for r in sizes.itertuples())
    return publish(
        "fig-methods-documents",
        score_panels,
        table.assign(part_en=table["document_en"], part_zh=table["document_zh"]),
        title="F1 of the labels, by theme and text",
        title_zh="各篇各主题标签的F1",
        kind="dots",
        unit="F1, 0 to 1, with 95% intervals",
        denominator=BOTH,
        n=f"{sizes['n_coded'].sum()} coded sentences in {len(sizes)} texts",
        height=26 + 5.4 * table["theme"].nunique(),
        caption=(
            "F1 of the labels by theme within each document that is coded, with 95% intervals from"
            f" resampled sentences. Hollow: fewer than {FEW} sentences carry the theme. A theme"
            " that is labelled and nowhere coded has an F1 of 0. n (coded sentences, headings among"
            f" them): {n}; beside each F1 the number that carry the theme."
        ),
        caption_zh=(
            "各篇内各主题标签的F1及95%区间（对句子重抽样）。空心："
            f"该主题不足{FEW}句。有标签而无编码者F1为0。右侧为F1与该主题的句数。"
        ),
        alt="Dots with intervals, one panel a document. Average F1 over all themes: "
        + "; ".join(f"{r.document_en} {r.f1:.2f}" for r in sizes.itertuples())
        + ".",
        alt_zh="各篇内各主题F1的点图。",
    )


def method_quality(tables: Tables) -> pd.DataFrame:
    """Scores of the lexicon and of simpler means, each labelling sentences by themselves.

    From the file that `make validate` writes (`read_scores`), since they need the sentences.
    """
    table = read_scores()
    return _labelled(table[table["method"] != "lexicon in context"], tables)


def methods_figure(table: pd.DataFrame) -> CitedFigure:
    """F1 of each method on each set of sentences; `table` is that of `method_quality`."""
    parts = table.drop_duplicates("sentences")
    n = "; ".join(f"{r.sentences}: {r.n_sentences}" for r in parts.itertuples())
    average = table[
        (table["theme"] == "macro") & (table["sentences"] == parts["sentences"].iloc[-1])
    ]
    return publish(
        "fig-methods-baselines",
        score_panels,
        _with_names(table, "sentences", "part", SENTENCES),
        title="F1 of the lexicon and of two simpler methods",
        title_zh="词表与两种更简单方法的F1",
        kind="dots",
        unit="F1, 0 to 1, with 95% intervals",
        denominator=BOTH,
        n=f"{parts['n_sentences'].sum():,} sentences in {len(parts)} sets",
        height=34 + 7.2 * table["theme"].nunique(),
        caption=(
            "F1 by theme of the lexicon and of two simpler means, with 95% intervals from resampled"
            " sentences; each sentence is labelled by itself, without its heading. The numbers are"
            " the lexicon's F1 and how many sentences carry the theme. The lexicon was tuned on the"
            " first two sets and not on the third; TF-IDF was trained on other documents than it"
            f" labels. n (sentences): {n}."
        ),
        caption_zh=(
            "词表与两种更简单的方法在各组句子上的F1及95%区间（对句子重抽样），每句单独判定。"
            "数字为词表的F1与该主题的句数。词表曾据前两组调试，未据第三组。"
        ),
        alt="Dots with intervals, one panel a set of sentences. Average F1 over all themes on the"
        " last set: " + "; ".join(f"{r.method} {r.f1:.2f}" for r in average.itertuples()) + ".",
        alt_zh="词表与两种更简单方法的F1比较图。",
    )


def document_errors(tables: Tables, coded: pd.DataFrame) -> pd.DataFrame:
    """The rows of `share_error`, named."""
    return named(share_error(coded, tables.sentences, list(tables.themes["theme"])), tables)


def errors_figure(table: pd.DataFrame) -> CitedFigure | str:
    """Coded and labelled share of each theme by document; `table` is that of `document_errors`."""
    if table.empty:
        return NOTHING_CODED
    sizes = table.drop_duplicates("document")
    n = "; ".join(f"{r.document_en}: {r.n_sentences}" for r in sizes.itertuples())
    worst = table.loc[table["error"].abs().groupby(table["document"], sort=False).idxmax()]
    return publish(
        "fig-methods-share-error",
        error_panels,
        table,
        title="Coded and labelled share, by theme and text",
        title_zh="各篇各主题的编码与标签比例",
        kind="dots",
        unit="share of sentences, in per cent (0 to 1 in the data)",
        denominator="coded sentences of the text, headings left out",
        n=f"{sizes['n_sentences'].sum()} coded sentences in {len(sizes)} texts",
        height=26 + 5.4 * table["theme"].nunique(),
        caption=(
            "Share of the coded sentences that carry each theme, by the coding (ring) and by the"
            " labels (dot), headings left out. The number is the error, coded minus labelled, in"
            f" percentage points: positive where more is said than labelled. n (sentences): {n}."
        ),
        caption_zh=(
            "已编码句子中各主题的比例：编码所得（圆圈）与标签所得（圆点），不含标题。"
            "数字为误差，即编码减标签（百分点），正值表示所说多于所标。"
        ),
        alt="Pairs of marks, one panel a document. Largest error in percentage points: "
        + "; ".join(
            f"{r.document_en} {r.label_en.lower()} {percentage_points(r.error)}"
            for r in worst.itertuples()
        )
        + ".",
        alt_zh="各篇各主题的编码比例与标签比例对照图。",
    )


def _labelled(table: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The table with labels and colours of themes and averages, and names of methods."""
    looks = tables.themes.set_index("theme")[["label_en", "label_zh", "colour", "text_colour"]]
    for code, (en, zh) in AVERAGES.items():
        looks.loc[code] = [en, zh, INK, INK]
    table = table.drop(columns=list(looks.columns), errors="ignore").join(looks, on="theme")
    return _with_names(table, "method", "method", METHODS).reset_index(drop=True)


def _with_names(table: pd.DataFrame, key: str, name: str, known: dict) -> pd.DataFrame:
    """The table with `name_en` and `name_zh` of what stands under `key`."""
    pairs = [known[code] for code in table[key]]
    return table.assign(
        **{f"{name}_en": [p[0] for p in pairs], f"{name}_zh": [p[1] for p in pairs]}
    )
