"""How much more frequent is a word in one text than in another, and how sure is that?

Four numbers per word: its occurrences in the target and in the reference (a, b), and the sizes of
both. Two questions must not be mixed: how sure a difference is (`log_likelihood`, z of
`weighted_log_odds`) and how large it is (`log_ratio`).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr


def log_likelihood(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> np.ndarray:
    """Signed log-likelihood ratio G² of a 2 × 2 table: the sum over all four cells.

    Says how sure a difference is, not how large: it grows with the counts, so values must not
    be compared between documents of different length. Above 3.84 (10.83), a difference is
    unlikely by chance at the level of .05 (.001) if tokens were independent, which they are not.

    Parameters
    ----------
    a, b
        Occurrences of the word in the target and in the reference.
    c, d
        All other tokens of the target and of the reference.

    Returns
    -------
    G² = 2 Σ O ln(O ÷ E), negative where the word is relatively rarer in the target. A zero cell
    adds 0. NaN where a row or column is empty: a word that occurs nowhere, or a target or
    reference without tokens, cannot be compared.

    Raises
    ------
    ValueError
        A count is negative.

    Source: Dunning (1993), pp. 65–71. The two-cell formula of Rayson and Garside (2000) leaves out
    the cells c and d and ranks words differently.

    文化 (culture) 10 times among 100 tokens on culture, 5 times among 900 others:

    >>> float(log_likelihood(10, 5, 90, 895).round(2))
    28.85
    """
    cells = np.array(np.broadcast_arrays(a, b, c, d), dtype=float)
    if (cells < 0).any():
        raise ValueError("a count is negative: c and d are the other tokens, not the sizes")
    n_a, n_b, n_c, n_d = cells
    total = cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rows, columns = (n_a + n_b, n_c + n_d), (n_a + n_c, n_b + n_d)
        expected = np.array([row * column / total for row in rows for column in columns])
        g2 = 2 * rel_entr(cells, expected).sum(axis=0)
        sign = np.where(n_a * (n_b + n_d) < n_b * (n_a + n_c), -1, 1)
    empty = (np.array([*rows, *columns]) == 0).any(axis=0)
    # Rounding may leave a G² of 0 a hair below it.
    return np.where(empty, np.nan, sign * np.maximum(g2, 0))[()]


def log_ratio(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """Doublings of a word's frequency from reference to target: 1 is twice, 2 is four times.

    An empty cell is taken as 0.5 occurrences. In a short target that can be more than the
    reference's rate would give, and then a word that never occurs in it gets a positive ratio:
    `guarded_log_ratio` guards against that, this function does not.

    Returns
    -------
    log₂((a ÷ n_target) ÷ (b ÷ n_reference)). NaN where the word occurs in neither (the ratio would
    be that of the sizes), and where a size is 0.

    Source: Hardie (2014).

    >>> float(log_ratio(8, 1000, 2, 1000)), float(log_ratio(2, 500, 0, 1000))
    (2.0, 3.0)
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    n_target, n_reference = np.asarray(n_target, float), np.asarray(n_reference, float)
    nothing = ((a == 0) & (b == 0)) | (n_target == 0) | (n_reference == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        target = np.where(a == 0, 0.5, a) / n_target
        reference = np.where(b == 0, 0.5, b) / n_reference
        return np.where(nothing, np.nan, np.log2(target / reference))[()]


def guarded_log_ratio(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """Log ratio, but 0 where the 0.5 for an empty cell would turn the observed sign."""
    observed = np.sign(np.multiply(a, n_reference) - np.multiply(b, n_target))
    ratio = log_ratio(a, n_target, b, n_reference)
    return np.where(ratio * observed < 0, 0.0, ratio)


def percent_difference(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """%DIFF: by how many per cent a word is more frequent in the target than in the reference.

    NaN where it never occurs in the reference, or a size is 0. Source: Gabrielatos (2018).

    >>> float(percent_difference(3, 100, 2, 100).round(6))
    50.0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        target, reference = np.divide(a, n_target), np.divide(b, n_reference)
        result = 100 * (target - reference) / reference
    return np.where(np.isfinite(result), result, np.nan)[()]


def odds_ratio(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """Odds of a token to be this word in the target, divided by those in the reference.

    NaN where it never occurs in the reference, or where one side consists of it.

    >>> float(odds_ratio(20, 100, 20, 180))   # 1 to 4, and 1 to 8
    2.0
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = (a / np.subtract(n_target, a)) / (b / np.subtract(n_reference, b))
    return np.where(np.isfinite(result) & (b < n_reference), result, np.nan)[()]


def weighted_log_odds(
    target: ArrayLike, reference: ArrayLike, prior: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Difference of log odds under a Dirichlet prior, and its z-score, for a whole vocabulary.

    The prior pulls rare words towards no difference, the rarer the more.

    Parameters
    ----------
    target, reference
        Occurrences of each word of the vocabulary, words without any included.
    prior
        Pseudo-occurrences α of each word, for both sides; one number stands for all words.

    Returns
    -------
    delta, z
        Natural logarithms; z = delta ÷ √(1 ÷ (y_target + α) + 1 ÷ (y_reference + α)). NaN where the
        odds are undefined (a word without occurrences and prior, a vocabulary of one word).

    Source: Monroe, Colaresi and Quinn (2008), section 3.

    >>> delta, z = weighted_log_odds([6, 2], [2, 6], 1)
    >>> delta.round(2).tolist(), z.round(2).tolist()
    ([1.69, -1.69], [2.46, -2.46])
    """
    target, reference = np.asarray(target, float), np.asarray(reference, float)
    prior = np.broadcast_to(np.asarray(prior, float), target.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        y, x = target + prior, reference + prior
        delta = np.log(y / (y.sum() - y)) - np.log(x / (x.sum() - x))
        z = delta / np.sqrt(1 / y + 1 / x)
    defined = np.isfinite(delta)
    return np.where(defined, delta, np.nan), np.where(defined, z, np.nan)
