"""How well do labels agree with a coding?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap
from policytext.tables import carries


def scores(coded: pd.DataFrame, labelled: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Precision, recall and F1 of the labels of each theme, and their macro-average.

    Parameters
    ----------
    coded, labelled
        sentence, themes (comma-separated codes). The sentences that both have are compared.
    themes
        The codes to score; the macro-average gives each the same weight.

    Returns
    -------
    One row per theme, and one named `macro`: theme, n_coded and n_labelled (sentences), precision,
    recall, f1, low and high (95 % of `f1`, percentile bootstrap over sentences). Precision is NaN
    where nothing is labelled, recall where nothing is coded, F1 where neither is.

    With a coding of two passes, give one as `coded` and the other as `labelled`: F1 is symmetric.

    Two sentences on culture (文化), of which one is found, and one found wrongly:

    >>> coded = pd.DataFrame({"sentence": [1, 2, 3], "themes": ["culture", "culture", ""]})
    >>> labelled = coded.assign(themes=["culture", "", "culture"])
    >>> scores(coded, labelled, ["culture"])[["theme", "precision", "recall", "f1"]]
         theme  precision  recall   f1
    0  culture        0.5     0.5  0.5
    1    macro        0.5     0.5  0.5
    """
    both = coded.merge(labelled, on="sentence", suffixes=("_coded", "_labelled"))
    hits = np.column_stack([_outcomes(both, theme) for theme in themes])  # sentences x 3 a theme
    low, high = block_bootstrap(hits, _f1_of_each_and_macro, length=1)
    f1 = _f1_of_each_and_macro(hits.sum(axis=0, keepdims=True))[0]
    true, false, missed = hits.sum(axis=0).reshape(-1, 3).T
    with np.errstate(invalid="ignore"):
        precision, recall = true / (true + false), true / (true + missed)
    return pd.DataFrame(
        {
            "theme": [*themes, "macro"],
            "n_coded": [*(true + missed).astype(int), len(both)],
            "n_labelled": [*(true + false).astype(int), len(both)],
            "precision": [*precision, np.mean(precision)],
            "recall": [*recall, np.mean(recall)],
            "f1": f1,
            "low": low,
            "high": high,
        }
    )


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


def _outcomes(both: pd.DataFrame, theme: str) -> np.ndarray:
    """Found, found wrongly, missed: three columns of 0 and 1."""
    coded, labelled = (
        carries(both[[column]].set_axis(["themes"], axis=1), theme).to_numpy(dtype=bool)
        for column in ("themes_coded", "themes_labelled")
    )
    hits = np.column_stack([coded & labelled, ~coded & labelled, coded & ~labelled])
    return hits.astype(float)


def _f1_of_each_and_macro(sums: np.ndarray) -> np.ndarray:
    """F1 of each theme and their mean, from sums of found, found wrongly and missed."""
    found, wrong, missed = np.moveaxis(sums.reshape(len(sums), -1, 3), 2, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * found / (2 * found + wrong + missed)
    return np.column_stack([f1, f1.mean(axis=1)])
