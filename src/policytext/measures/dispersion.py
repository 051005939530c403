"""Is a token spread over the corpus, or does it live in one passage?"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def dp(frequencies: ArrayLike, sizes: ArrayLike) -> float:
    """Deviation of proportions: 0 if a word is spread as the parts' sizes are, near 1 if in few.

    Half the sum, over the parts of a corpus, of |share of the word's occurrences − share of the
    corpus|. The parts may differ in size. NaN where the word occurs nowhere.

    Raises
    ------
    ValueError
        The two differ in length, a size or frequency is negative, or the corpus is empty.

    Source: Gries (2008), p. 415.

    >>> round(dp([0, 0, 1, 2, 5], [1, 1, 1, 1, 1]), 3)
    0.475
    """
    frequencies, sizes = _checked(frequencies, sizes)
    if frequencies.sum() == 0:
        return float("nan")
    shares = frequencies / frequencies.sum()
    return float(np.abs(shares - sizes / sizes.sum()).sum() / 2)


def dp_norm(frequencies: ArrayLike, sizes: ArrayLike) -> float:
    """DP divided by its largest possible value, 1 − the share of the smallest part.

    1 means: all occurrences lie in the smallest part. NaN where the word occurs nowhere, and in a
    corpus of one part, where nothing can be spread. Parts of size 0 are no parts.

    Source: Lijffijt and Gries (2012), p. 148.

    >>> round(dp_norm([0, 0, 1, 2, 5], [1, 1, 1, 1, 1]), 3)
    0.594
    """
    _, checked = _checked(frequencies, sizes)
    largest = 1 - (checked[checked > 0] / checked.sum()).min()
    return dp(frequencies, sizes) / float(largest) if largest > 0 else float("nan")


def dispersion(tokens: pd.DataFrame) -> pd.DataFrame:
    """DP of every token over the blocks of ten sentences of all documents.

    A block is expected to hold the share of a token's occurrences that it holds of all tokens
    given, so that blocks of unequal length, such as the last of a document, need no correction.
    A long document has more blocks: a token that is missing from it is far from spread, and one
    that it alone has may still be well spread (see how many documents have it). DP of rare tokens
    is high by necessity: compare tokens of like frequency.

    Parameters
    ----------
    tokens
        Table `tokens`: document, block, token, n. Give the rows of a theme to ask how a token is
        spread over what is said of it.

    Returns
    -------
    One row per token: token, n, n_blocks (that have it), dp, dp_norm (NaN with one block).

    革新 in both of two equal blocks, 遗产 (heritage) in one:

    >>> toy = pd.DataFrame({"document": "a", "block": [0, 0, 1, 1], "n": [1, 2, 2, 1],
    ...                     "token": ["革新", "遗产", "企业", "革新"]})
    >>> dispersion(toy)[["token", "n_blocks", "dp", "dp_norm"]]
      token  n_blocks   dp  dp_norm
    0    企业         1  0.5      1.0
    1    遗产         1  0.5      1.0
    2    革新         2  0.0      0.0
    """
    parts = tokens.groupby(["document", "block", "token"], as_index=False)["n"].sum()
    parts = parts[parts["n"] > 0]
    total = parts["n"].sum()
    expected = parts.groupby(["document", "block"])["n"].transform("sum") / total
    share = parts["n"] / parts.groupby("token")["n"].transform("sum")
    # A block without the token adds its whole expected share: 1 − what the others expected.
    terms = parts.assign(expected=expected, gap=(share - expected).abs()).groupby("token")
    result = terms.agg(n=("n", "sum"), n_blocks=("n", "size"))
    deviation = (terms["gap"].sum() + 1 - terms["expected"].sum()) / 2
    # Differences of sums may leave a hair below 0.
    result["dp"] = deviation.clip(lower=0)
    largest = 1 - expected.min() if len(parts) else np.nan
    one_block = parts.groupby(["document", "block"]).ngroups < 2
    result["dp_norm"] = np.nan if one_block else result["dp"] / largest
    return result.reset_index()


def _checked(frequencies: ArrayLike, sizes: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    frequencies, sizes = np.asarray(frequencies, dtype=float), np.asarray(sizes, dtype=float)
    if frequencies.shape != sizes.shape:
        raise ValueError(f"{frequencies.size} frequencies for {sizes.size} parts")
    if (frequencies < 0).any() or (sizes < 0).any() or sizes.sum() == 0:
        raise ValueError("frequencies and sizes are 0 or more, and some part has tokens")
    return frequencies, sizes
