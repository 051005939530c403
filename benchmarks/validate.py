"""How well labels agree with the coding, and what simpler means reach: `make validate`.

Prints its tables and writes them to `benchmarks/validation.md`. Those of the development coding
need no text. The others read the coding with its sentences in `../shared/gold/`, where that is
there, and write the scores alone to `data/coding/scores.csv`; where it is not, they show what
stands in that file. TF-IDF needs scikit-learn.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from benchmarks import cleaning
from benchmarks.gold import GOLD, halves, read_gold
from benchmarks.page import markdown
from policytext.coding.themes import label
from policytext.data import read_rows
from policytext.measures.validation import (
    FEW,
    SCORES,
    averages,
    confusions,
    printed,
    read_scores,
    scores,
    scores_by_document,
    share_error,
)
from policytext.tables import Tables, carries, load, read_coding

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "benchmarks" / "validation.md"
SCORES_FILE = ROOT / "data" / "coding" / "scores.csv"

INTRODUCTION = """\
# Validation

Made by `make validate`, not by hand. Lexicon `{lexicon}`, corpus `{corpus}`.

P precision, R recall, F1, each with its 95 % interval (percentile bootstrap over sentences,
seeded); headings are sentences here, and n of an average is all sentences. The coding is a large
language model's, under a written codebook, in two passes and a third that settled; no human
checked it. `–` is undefined. A theme that is labelled and nowhere coded has F1 0, and draws the
average down. `*`: fewer than {few} sentences coded. An interval of no width is no certainty.
"""
COMPARISON = """\
`lexicon in context` is the labels of `data/derived/`, with headings; all other methods label each
sentence by itself. The reports were coded in one pass; of their documents in sorted order, the
first, third, fifth and so on were tuned on. The keywords (`keywords.csv`) were chosen before any
score was seen. TF-IDF: logistic regression on characters and pairs of them (better on the half
tuned on than pairs alone or words), trained on other documents than it labels: the others of the
development coding, the other half of the reports. Scores of lexicon `{lexicon}`.
"""


def read_texts(name: str) -> pd.DataFrame:
    """The coding with its sentences: sentence, document, themes ('' for none), text."""
    frame = read_gold(name)
    return frame.assign(themes=frame["themes"].replace("-", ""))


def by_document(frame: pd.DataFrame) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """For each document, the rows of all others and its own: to train on, to test on."""
    own = [frame["document"] == document for document in frame["document"].unique()]
    return [(frame[~rows], frame[rows]) for rows in own]


def by_lexicon(texts: pd.DataFrame) -> pd.DataFrame:
    """The sentences with the themes of the shipped lexicon, each sentence by itself."""
    return texts.assign(themes=[",".join(t) for t in label(texts["text"], context=False)])


def by_keywords(texts: pd.DataFrame) -> pd.DataFrame:
    """The sentences with each theme of which they hold one of the five keywords."""
    path = ROOT / "benchmarks" / "keywords.csv"
    rows = [row for _, row in read_rows(path, required=("theme", "keyword"))]
    found = [{r["theme"]: 1 for r in rows if r["keyword"] in text} for text in texts["text"]]
    return texts.assign(themes=[",".join(themes) for themes in found])


def by_tfidf(train: pd.DataFrame, texts: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """The sentences with the themes that models of other documents give, one model a theme."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    known, new = grams.fit_transform(train["text"]), grams.transform(texts["text"])
    given = pd.DataFrame(False, index=texts.index, columns=list(themes))
    for theme in themes:
        if carries(train, theme).any():  # else given to none
            model = LogisticRegression(class_weight="balanced", max_iter=1000)
            given[theme] = model.fit(known, carries(train, theme)).predict(new)
    return texts.assign(themes=[",".join(given.columns[row]) for row in given.to_numpy()])


def method_scores(tables: Tables) -> pd.DataFrame:
    """What each method reaches on each set of coded sentences: the columns of `read_scores`."""
    themes = list(tables.themes["theme"])
    parts = []
    for name, method, coded, labelled in labellings(tables, themes):
        found = scores(coded, labelled, themes, averages(tables.themes))
        parts += [found.assign(sentences=name, n_sentences=len(coded), method=method)]
    table = pd.concat(parts).assign(lexicon=tables.signature["lexicon"])
    columns = ["sentences", "n_sentences", "method", "theme", *SCORES, "lexicon"]
    return table.reindex(columns=columns).round(4)


def labellings(
    tables: Tables, themes: Sequence[str]
) -> Iterator[tuple[str, str, pd.DataFrame, pd.DataFrame]]:
    """Set of sentences, method, the coding of the set, the method's labels."""
    texts, (tuned_on, others) = read_texts("themes.tsv"), halves(read_texts("themes-reports.tsv"))
    yield "development coding", "lexicon in context", read_coding("themes"), tables.sentences
    for name, coded, folds in (
        ("development coding", texts, by_document(texts)),
        ("reports, half tuned on", tuned_on, [(others, tuned_on)]),
        ("reports, half not looked at", others, [(tuned_on, others)]),
    ):
        yield name, "lexicon", coded, by_lexicon(coded)
        yield name, "five keywords", coded, by_keywords(coded)
        yield name, "TF-IDF", coded, pd.concat(by_tfidf(*fold, themes) for fold in folds)


def score_table(found: pd.DataFrame) -> str:
    """The table of n, P, R and F1 of each theme, and the averages, from rows of `scores`."""
    names = {"macro": "average, all themes", "core": "average, core themes"}
    rows = printed(found.set_index("theme").rename(index=names)).reset_index()
    columns = ["theme", "n coded", "n labelled", "P (95 %)", "R (95 %)", "F1 (95 %)"]
    return markdown(columns, rows.to_numpy())


def development(tables: Tables, coded: pd.DataFrame, passes: pd.DataFrame) -> str:
    """What needs no text: scores as a whole and by document, agreement, errors, confusions."""
    themes, groups = list(tables.themes["theme"]), averages(tables.themes)
    labels = tables.sentences
    by_part = scores_by_document(coded, labels, themes, groups).groupby("document", sort=False)
    parts = [f"## Development coding: {len(coded)} sentences of {by_part.ngroups} documents\n"]
    parts += ["The labels of `data/derived/`, in context. The lexicon was tuned on this coding.\n"]
    parts += [score_table(scores(coded, labels, themes, groups))]
    for name, found in by_part:
        parts += [f"### {name}\n", score_table(found)]
    first, second = (passes.assign(themes=passes[column]) for column in ("first", "second"))
    parts += ["## Agreement of the two passes (as coded, as labelled), an upper bound\n"]
    parts += [score_table(scores(first, second, themes, groups))]
    parts += ["## Error of the shares: coded minus labelled, in percentage points\n"]
    parts += [error_table(share_error(coded, labels, themes), themes)]
    parts += ["## Confusions in the development coding\n"]
    wrong = confusions(coded, labels, themes).replace("", "–")
    parts += [markdown(["missed", "given instead", "n sentences"], wrong.to_numpy())]
    return "\n".join(parts)


def error_table(errors: pd.DataFrame, themes: Sequence[str]) -> str:
    """The error of each theme's share in each document, headings left out."""
    sizes = errors.drop_duplicates("document").set_index("document")["n_sentences"]
    wide = errors.pivot(index="theme", columns="document", values="error")
    wide = 100 * wide.reindex(index=themes, columns=sizes.index)
    rows = [(theme, *(f"{error:+.1f}" for error in row)) for theme, row in wide.iterrows()]
    return markdown(["theme", *sizes.index], [*rows, ("n sentences", *sizes)])


def comparison(found: pd.DataFrame) -> str:
    """What simpler means reach, from the scores of `read_scores`: all averages, then by theme."""
    parts = ["## Reports, and what simpler means reach\n"]
    parts += [COMPARISON.format(lexicon=", ".join(found["lexicon"].unique()))]
    f1 = found.assign(f1=printed(found)["F1"])
    every, core = f1[f1["theme"] == "macro"], f1[f1["theme"] == "core"]
    rows = every[["sentences", "n_sentences", "method", "f1"]].assign(core=list(core["f1"]))
    columns = ["sentences", "n sentences", "labels by", "F1, all themes", "F1, core themes"]
    parts += [markdown(columns, rows.to_numpy())]
    for (name, method), rows in found.groupby(["sentences", "method"], sort=False):
        if method != "lexicon in context":  # stands above
            parts += [f"### {name}: {method}\n", score_table(rows)]
    return "\n".join(parts)


if __name__ == "__main__":
    shipped = load(ROOT / "data" / "derived")
    if GOLD.is_dir():
        method_scores(shipped).to_csv(SCORES_FILE, index=False, lineterminator="\n")
    parts = [INTRODUCTION.format(few=FEW, **shipped.signature)]
    parts += [development(shipped, read_coding("themes"), read_coding("passes"))]
    parts += [comparison(read_scores()), cleaning.section()]
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"), end="")
