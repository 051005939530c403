"""Which tokens keep company within a sentence?"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


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
    """Pairs of tokens of a theme's sentences, most typical first.

    The window is the sentence, and a token counts once in it. The table counts over all
    documents together, so a long document has most pairs: read them as what is said of the theme
    in the corpus, and never as what its documents have in common.

    Parameters
    ----------
    collocates
        Table `collocates`: theme, token, collocate, n_sentences, n_token, n_collocate.
    min_sentences
        Sentences with both; logDice alone puts pairs that occur once at the top.

    Returns
    -------
    The theme's rows with log_dice, ranked; equals by n_sentences, then in the tokens' order.
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
