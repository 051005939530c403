"""How well labels agree with the coding, and what simpler means reach: `make validate`.

Prints its tables and writes them to `benchmarks/validation.md`. Those of the development coding
need no text; the others read the coding with its sentences in `../shared/gold/`, where that is
there, and give scores alone. TF-IDF needs scikit-learn.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pandas as pd

from policytext.coding.themes import label
from policytext.data import read_rows
from policytext.measures import scores
from policytext.tables import Tables, carries, load, read_coding

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
PAGE = ROOT / "benchmarks" / "validation.md"
FEW = 10  # coded sentences; below, one more or less moves F1 by .05 or more

INTRODUCTION = """\
# Validation

Made by `make validate`, not by hand. Lexicon `{lexicon}`, corpus `{corpus}`.

P precision, R recall, F1 with its 95 % interval (percentile bootstrap over sentences, seeded);
headings are sentences here, and n of an average is all sentences. The coding is a large language
model's, under a written codebook, in two passes and a third that settled; no human checked it.
`–` is undefined. A theme that is labelled and nowhere coded has F1 0, and draws the average down.
`*`: fewer than {few} sentences coded. An interval of no width is no certainty.
"""
COMPARISON = """\
Each sentence is labelled by itself, without its heading. The reports were coded in one pass; of
their documents in sorted order, the first, third, fifth and so on were tuned on. The keywords
(`keywords.csv`) were chosen before any score was seen. TF-IDF: logistic regression on characters
and pairs of them (better on the half tuned on than pairs alone or words), trained on other
documents than it labels: the others of the development coding, the other half of the reports.
"""


def read_texts(name: str) -> pd.DataFrame:
    """The coding with its sentences in `GOLD`: sentence, document, themes ('' for none), text."""
    # QUOTE_NONE: the texts hold quotation marks that quote nothing
    frame = pd.read_csv(GOLD / name, sep="\t", quoting=csv.QUOTE_NONE, dtype=str)
    if "document" not in frame:  # it is a part of the sentence's id
        frame["document"] = frame["sentence"].str.split("-").str[0]
    return frame.assign(themes=frame["themes"].replace("-", ""))


def halves(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of every second document from the first in sorted order, and the others."""
    tuned_on = frame["document"].isin(sorted(set(frame["document"]))[::2])
    return frame[tuned_on], frame[~tuned_on]


def by_document(frame: pd.DataFrame) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """For each document, the rows of all others and its own: to train on, to test on."""
    own = [frame["document"] == document for document in frame["document"].unique()]
    return [(frame[~rows], frame[rows]) for rows in own]


def confusions(coded: pd.DataFrame, labelled: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Which theme was given for which: missed, given instead, n sentences; the most first.

    A sentence counts once for each pair of a theme that it should have and one that it should not.
    `–` stands where a theme is missed and none given instead, or given and none missed.
    """
    both = coded.merge(labelled, on="sentence", suffixes=("_coded", "_labelled"))
    pairs: Counter[tuple[str, str]] = Counter()
    for codes in both[["themes_coded", "themes_labelled"]].to_numpy():
        wanted, given = (set(text.split(",")) - {""} for text in codes)
        if wanted != given:
            pairs.update(product(wanted - given or {"–"}, given - wanted or {"–"}))
    place = [*themes, "–"].index
    order = sorted(pairs, key=lambda pair: (-pairs[pair], place(pair[0]), place(pair[1])))
    rows = [(*pair, pairs[pair]) for pair in order]
    return pd.DataFrame(rows, columns=["missed", "given instead", "n sentences"])


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


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, with the columns `n …` set to the right."""
    rule = ["---:" if name.startswith("n ") else "---" for name in header]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in (header, rule, *rows))


def number(value: float) -> str:
    """Two decimals, or – where the value is undefined."""
    return "–" if pd.isna(value) else f"{value:.2f}"


def f1_and_interval(row: pd.Series) -> str:
    """F1 and its interval of a row of `scores`, as 0.92 (0.89–0.95), with * where few are coded."""
    ends = "" if pd.isna(row["low"]) else f" ({number(row['low'])}–{number(row['high'])})"
    return number(row["f1"]) + ends + "*" * (row["n_coded"] < FEW)


def with_averages(coded: pd.DataFrame, labelled: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The scores of each theme, and their averages over all themes and over the core ones."""
    core = list(tables.themes.query("core")["theme"])
    every = scores(coded, labelled, list(tables.themes["theme"]))
    found = pd.concat([every, scores(coded, labelled, core)[-1:]], ignore_index=True)
    found.loc[found.index[-2:], "theme"] = ["average, all themes", "average, core themes"]
    return found


def score_table(coded: pd.DataFrame, labelled: pd.DataFrame, tables: Tables) -> str:
    """The table of n, P, R and F1 of each theme, and the averages."""
    rows = [
        (*row[:3], number(row["precision"]), number(row["recall"]), f1_and_interval(row))
        for _, row in with_averages(coded, labelled, tables).iterrows()
    ]
    return markdown(["theme", "n coded", "n labelled", "P", "R", "F1 (95 %)"], rows)


def development(tables: Tables, coded: pd.DataFrame, passes: pd.DataFrame) -> str:
    """What needs no text: scores as a whole and by document, agreement of passes, confusions."""
    document = coded["sentence"].str.split(":").str[0]
    parts = [f"## Development coding: {len(coded)} sentences of {document.nunique()} documents\n"]
    parts += ["The labels of `data/derived/`, in context. The lexicon was tuned on this coding.\n"]
    parts += [score_table(coded, tables.sentences, tables)]
    for name in filter(set(document).__contains__, tables.documents["document"]):
        parts += [f"### {name}\n", score_table(coded[document == name], tables.sentences, tables)]
    first, second = (passes.assign(themes=passes[column]) for column in ("first", "second"))
    parts += ["## Agreement of the two passes (as coded, as labelled), an upper bound\n"]
    parts += [score_table(first, second, tables), "## Confusions in the development coding\n"]
    wrong = confusions(coded, tables.sentences, list(tables.themes["theme"]))
    parts += [markdown(list(wrong.columns), wrong.to_numpy())]
    return "\n".join(parts)


def comparison(tables: Tables) -> str:
    """What needs the sentences: the reports by half, and what simpler means reach."""
    parts = ["## Reports, and what simpler means reach\n"]
    if not (GOLD / "themes-reports.tsv").is_file():
        return "\n".join([*parts, "The coding with its sentences is not here.\n"])
    texts, (tuned_on, others) = read_texts("themes.tsv"), halves(read_texts("themes-reports.tsv"))
    rows = []
    for name, coded, folds in (
        ("development coding", texts, by_document(texts)),
        ("reports, half tuned on", tuned_on, [(others, tuned_on)]),
        ("reports, half not looked at", others, [(tuned_on, others)]),
    ):
        labels = {"lexicon": by_lexicon(coded), "five keywords": by_keywords(coded)}
        if find_spec("sklearn"):
            themes = list(tables.themes["theme"])
            labels["TF-IDF"] = pd.concat(by_tfidf(*fold, themes) for fold in folds)
        for method, labelled in labels.items():
            found = with_averages(coded, labelled, tables)[-2:]
            rows += [(name, len(coded), method, *(f1_and_interval(r) for _, r in found.iterrows()))]
        if "TF-IDF" not in labels:
            rows += [(name, len(coded), "TF-IDF", "not installed", "not installed")]
    columns = ["sentences", "n sentences", "labels by", "F1, all themes", "F1, core themes"]
    return "\n".join([*parts, COMPARISON, markdown(columns, rows)])


if __name__ == "__main__":
    shipped = load(ROOT / "data" / "derived")
    parts = [INTRODUCTION.format(few=FEW, **shipped.signature)]
    parts += [development(shipped, read_coding("themes"), read_coding("passes"))]
    PAGE.write_text("\n".join([*parts, comparison(shipped)]), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"), end="")
