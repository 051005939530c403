"""How well do labels agree with a coding?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from policytext.data import data_folder, read_rows
from policytext.measures.intervals import block_bootstrap
from policytext.tables import carries

WITH_ENDS = (
    ("precision", "precision_low", "precision_high"),
    ("recall", "recall_low", "recall_high"),
    ("f1", "low", "high"),
)
SCORES = ("n_coded", "n_labelled", *(name for names in WITH_ENDS for name in names))
"""The numbers of a row of `scores`: two counts, and three measures with the ends of an interval."""

FEW = 10
"""Coded sentences: with fewer, one more or less moves F1 by .05 or more."""


def scores(
    coded: pd.DataFrame,
    labelled: pd.DataFrame,
    themes: Sequence[str],
    averages: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Precision, recall and F1 of the labels of each theme, and their macro-averages.

    Parameters
    ----------
    coded, labelled
        sentence, themes (comma-separated codes). The sentences that both have are compared.
    themes
        The codes to score.
    averages
        Name of a macro-average -> the themes that it gives the same weight; by default one over
        all themes, named `macro`.

    Returns
    -------
    One row per theme, and one per average, under its name in the column theme: theme, n_coded and
    n_labelled (sentences that carry it; for an average all that are compared), precision, recall
    and f1, each with the ends of its 95 % interval (percentile bootstrap over sentences):
    precision_low, precision_high, recall_low, recall_high, and low, high of `f1`. Precision is NaN
    where nothing is labelled, recall where nothing is coded, F1 where neither is, and an average
    where one of its themes is.

    With a coding of two passes, give one as `coded` and the other as `labelled`: F1 is symmetric.

    Two sentences on culture (文化), of which one is found, and one found wrongly:

    >>> coded = pd.DataFrame({"sentence": [1, 2, 3], "themes": ["culture", "culture", ""]})
    >>> labelled = coded.assign(themes=["culture", "", "culture"])
    >>> scores(coded, labelled, ["culture"])[["theme", "precision", "recall", "f1"]]
         theme  precision  recall   f1
    0  culture        0.5     0.5  0.5
    1    macro        0.5     0.5  0.5
    """
    averages = {"macro": themes} if averages is None else averages
    groups = [[list(themes).index(theme) for theme in group] for group in averages.values()]
    both = coded.merge(labelled, on="sentence", suffixes=("_coded", "_labelled"))
    hits = np.column_stack([_outcomes(both, theme) for theme in themes])  # sentences x 3 a theme
    of_resamples = partial(_with_averages, groups=groups)
    low, high = block_bootstrap(hits, of_resamples, length=1)
    value = of_resamples(hits.sum(axis=0, keepdims=True))[0]
    found, wrong, missed = hits.sum(axis=0).reshape(-1, 3).T.astype(int)
    table = {
        "theme": [*themes, *averages],
        "n_coded": [*(found + missed), *[len(both)] * len(groups)],
        "n_labelled": [*(found + wrong), *[len(both)] * len(groups)],
    }
    thirds = (np.split(numbers, 3) for numbers in (value, low, high))  # precision, recall, F1
    for names, *three in zip(WITH_ENDS, *thirds, strict=True):
        table |= dict(zip(names, three, strict=True))
    return pd.DataFrame(table)


def averages(themes: pd.DataFrame) -> dict[str, list[str]]:
    """Macro-averages for `scores`: `macro` over all themes, `core` over the core ones.

    `themes` is the table of that name, with `theme` and `core`.
    """
    return {"macro": list(themes["theme"]), "core": list(themes.loc[themes["core"], "theme"])}


def scores_by_document(
    coded: pd.DataFrame,
    sentences: pd.DataFrame,
    themes: Sequence[str],
    averages: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The rows of `scores` for each document that the coding reaches, with `document` before them.

    `sentences` is the table of that name; documents come in the order in which it has them.
    """
    labels = sentences[sentences["sentence"].isin(coded["sentence"])]
    parts = [
        scores(coded, rows, themes, averages).assign(document=document)
        for document, rows in labels.groupby("document", sort=False)
    ]
    found = pd.concat(parts) if parts else scores(coded, labels, themes).head(0)
    return found.reindex(columns=["document", "theme", *SCORES]).reset_index(drop=True)


def printed(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `scores` for print: coded, labelled, precision, recall, F1, the index kept.

    The last three are text, as ``0.92 (0.89–0.95)``; ``–`` where a value is undefined, and ``*``
    after it where fewer than `FEW` sentences are coded.
    """
    text = table[list(SCORES[2:])].map("{:.2f}".format).replace("nan", "–").astype(str)
    shown = table[["n_coded", "n_labelled"]].set_axis(["coded", "labelled"], axis=1)
    few = np.where(table["n_coded"] < FEW, "*", "")
    for value, low, high in WITH_ENDS:
        ends = (" (" + text[low] + "–" + text[high] + ")").where(table[low].notna(), "")
        shown[value.replace("f1", "F1")] = text[value] + ends + few
    return shown


def share_error(
    coded: pd.DataFrame, sentences: pd.DataFrame, themes: Sequence[str]
) -> pd.DataFrame:
    """By how much the share of each theme is labelled too low or too high, by document.

    Only sentences that are coded, and no headings, are compared: where the coding reaches a part
    of a document, so does the error.

    Parameters
    ----------
    coded
        sentence, themes.
    sentences
        Table `sentences`.

    Returns
    -------
    One row per document x theme: document, theme, n_sentences (coded), coded and labelled (shares
    of these), error (coded - labelled, so that a positive one means: more is said than labelled).
    """
    speech = sentences[~sentences["is_heading"]]
    both = coded.merge(speech, on="sentence", suffixes=("_coded", ""))
    rows = []
    for document, rows_of in both.groupby("document", sort=False):
        for theme in themes:
            by_coding = carries(rows_of[["themes_coded"]].set_axis(["themes"], axis=1), theme)
            shares = by_coding.mean(), carries(rows_of, theme).mean()
            rows.append((document, theme, len(rows_of), *shares, shares[0] - shares[1]))
    columns = ["document", "theme", "n_sentences", "coded", "labelled", "error"]
    return pd.DataFrame(rows, columns=columns)


def confusions(coded: pd.DataFrame, labelled: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Which theme was given for which: missed, given, n_sentences; the most frequent first.

    A sentence counts once for each pair of a theme that it should have and one that it should not.
    The empty string stands where a theme is missed and none given instead, or given and none
    missed. `coded`, `labelled` and `themes` are those of `scores`.

    A sentence on culture (文化) that was taken for industry (产业):

    >>> coded = pd.DataFrame({"sentence": ["a:1"], "themes": ["culture"]})
    >>> confusions(coded, coded.assign(themes="industry"), ["industry", "culture"])
        missed     given  n_sentences
    0  culture  industry            1
    """
    both = coded.merge(labelled, on="sentence", suffixes=("_coded", "_labelled"))
    pairs: Counter[tuple[str, str]] = Counter()
    for codes in both[["themes_coded", "themes_labelled"]].to_numpy():
        wanted, given = (set(text.split(",")) - {""} for text in codes)
        if wanted != given:
            pairs.update(product(wanted - given or {""}, given - wanted or {""}))
    place = [*themes, ""].index
    order = sorted(pairs, key=lambda pair: (-pairs[pair], place(pair[0]), place(pair[1])))
    rows = [(*pair, pairs[pair]) for pair in order]
    return pd.DataFrame(rows, columns=["missed", "given", "n_sentences"])


def read_scores(path: Path | None = None) -> pd.DataFrame:
    """What `make validate` computed from sentences whose text is not shipped.

    sentences (which set of them), n_sentences, method, the columns of `scores`, and the hash of
    the lexicon that they were computed with. The row `macro` is the average over all themes, `core`
    that over the core ones. Numbers are rounded to four decimals; an empty cell is undefined.
    """
    path = path or data_folder() / "coding" / "scores.csv"
    columns = ["sentences", "n_sentences", "method", "theme", *SCORES, "lexicon"]
    rows = [row for _, row in read_rows(path, required=tuple(columns))]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(**{name: pd.to_numeric(table[name]) for name in ("n_sentences", *SCORES)})


def _outcomes(both: pd.DataFrame, theme: str) -> np.ndarray:
    """Found, found wrongly, missed: three columns of 0 and 1."""
    coded, labelled = (
        carries(both[[column]].set_axis(["themes"], axis=1), theme).to_numpy(dtype=bool)
        for column in ("themes_coded", "themes_labelled")
    )
    hits = np.column_stack([coded & labelled, ~coded & labelled, coded & ~labelled])
    return hits.astype(float)


def _with_averages(sums: np.ndarray, groups: Sequence[Sequence[int]]) -> np.ndarray:
    """Precision, then recall, then F1, of each theme and the mean of each group of themes.

    A row for each resample. `sums` has those of found, found wrongly and missed of each theme.
    """
    found, wrong, missed = np.moveaxis(sums.reshape(len(sums), -1, 3), 2, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        three = [
            found / (found + wrong),
            found / (found + missed),
            2 * found / (2 * found + wrong + missed),
        ]
    means = [[of[:, group].mean(axis=1) for group in groups] for of in three]
    return np.column_stack([np.column_stack([of, *m]) for of, m in zip(three, means, strict=True)])
