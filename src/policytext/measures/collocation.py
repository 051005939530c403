"""Which tokens keep company within a sentence?"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from policytext.measures.averages import left_out_range


def log_dice(f: ArrayLike, f_x: ArrayLike, f_y: ArrayLike) -> np.ndarray:
    """Typicality of a pair: 14 + log₂(2f ÷ (f_x + f_y)), at most 14.

    14 means that neither occurs without the other; one less means half as often together. The
    size of the corpus does not enter, so values may be compared between corpora. The logarithm is
    binary: a variant with the natural one circulates and is wrong.

    Parameters
    ----------
    f, f_x, f_y
        How often both occur together, and each of them at all.

    Returns
    -------
    NaN where the pair never occurs together: the logarithm has no value there.

    Raises
    ------
    ValueError
        A pair is counted more often than one of its members.

    Source: Rychlý (2008), p. 9.

    >>> float(log_dice(5, 5, 5)), float(log_dice(5, 10, 10))
    (14.0, 13.0)
    """
    f, f_x, f_y = (np.asarray(count, dtype=float) for count in (f, f_x, f_y))
    if (f > np.minimum(f_x, f_y)).any():
        raise ValueError("a pair is counted more often than one of its members")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(f > 0, 14 + np.log2(2 * f / (f_x + f_y)), np.nan)[()]


def collocations(collocates: pd.DataFrame, theme: str, *, min_sentences: int = 3) -> pd.DataFrame:
    """Pairs of tokens of a theme's sentences within each document, most typical first.

    The window is the sentence, and a token counts once in it.

    Parameters
    ----------
    collocates
        Table `collocates`: document, theme, token, collocate, n_sentences, n_token, n_collocate.
    min_sentences
        Sentences with both; logDice alone puts pairs that occur once at the top.

    Returns
    -------
    The theme's rows with log_dice, ranked; equals by n_sentences, then in the tokens' order. Read
    them within a document: the longest has most pairs (for all of them, see `theme_collocates`).
    """
    pairs = collocates[
        (collocates["theme"] == theme) & (collocates["n_sentences"] >= min_sentences)
    ]
    scores = log_dice(pairs["n_sentences"], pairs["n_token"], pairs["n_collocate"])
    return pairs.assign(log_dice=scores).sort_values(
        ["log_dice", "n_sentences", "token", "collocate"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )


def theme_collocates(
    collocates: pd.DataFrame, theme: str, *, min_sentences: int = 3
) -> pd.DataFrame:
    """Pairs of tokens of a theme's sentences, by a mean over documents, most typical first.

    The mean is taken of Dice's coefficient, 2f ÷ (f_x + f_y), over the documents in which both
    tokens occur with the theme, each with the same weight; logDice is that of the mean. (A mean of
    logarithms would not do: where a pair never meets, Dice's coefficient is 0 and logDice has no
    value.) In a document with few sentences a pair that meets once may reach the maximum, so read
    `log_dice` beside `n_sentences` and `n_together`.

    Parameters
    ----------
    collocates
        Table `collocates`: document, theme, token, collocate, n_sentences, n_token, n_collocate,
        with a row wherever both tokens occur, together or not.
    min_sentences
        Sentences with both, all documents together.

    Returns
    -------
    One row per pair: token, collocate, log_dice, lowest_mean and highest_mean (with each of the
    documents left out in turn; NaN where there is one, or where the pair meets in no other),
    n_documents (in which both occur), n_together (in which they meet), n_sentences (with both),
    one_document (they meet in one only), only_in (that document, else '').

    Both words in two documents: together in one of them, apart in the other, so that the mean of
    1 and 0 costs one doubling:

    >>> toy = pd.DataFrame({"document": ["a", "b"], "theme": "culture", "token": "文化",
    ...     "collocate": "遗产", "n_sentences": [3, 0], "n_token": [3, 1], "n_collocate": [3, 2]})
    >>> theme_collocates(toy, "culture")[["log_dice", "n_documents", "n_together"]]
       log_dice  n_documents  n_together
    0      13.0            2           1
    """
    rows = collocates[collocates["theme"] == theme].copy()
    rows["dice"] = 2 * rows["n_sentences"] / (rows["n_token"] + rows["n_collocate"])
    rows["meets"] = rows["document"].where(rows["n_sentences"] > 0)
    pairs = rows.groupby(["token", "collocate"]).agg(
        mean_dice=("dice", "mean"),
        n_documents=("document", "nunique"),
        n_together=("meets", "nunique"),
        n_sentences=("n_sentences", "sum"),
        only_in=("meets", "first"),
    )
    wide = rows.pivot(index="document", columns=["token", "collocate"], values="dice")
    pairs = pairs.join(left_out_range(wide)[["lowest_mean", "highest_mean"]])
    for column in ("lowest_mean", "highest_mean"):
        pairs[column] = _as_log_dice(pairs[column])
    pairs["log_dice"] = _as_log_dice(pairs["mean_dice"])
    pairs["one_document"] = pairs["n_together"] == 1
    pairs["only_in"] = pairs["only_in"].where(pairs["one_document"], "")
    kept = pairs[pairs["n_sentences"] >= min_sentences].reset_index()
    kept = kept.sort_values(
        ["log_dice", "n_together", "n_sentences", "token", "collocate"],
        ascending=[False, False, False, True, True],
        ignore_index=True,
    )
    columns = (
        "token collocate log_dice lowest_mean highest_mean n_documents n_together n_sentences"
        " one_document only_in"
    )
    return kept[columns.split()]


def _as_log_dice(dice: pd.Series) -> pd.Series:
    """logDice of Dice's coefficients; NaN for 0, where the logarithm has no value."""
    return 14 + np.log2(dice.where(dice > 0).astype(float))
