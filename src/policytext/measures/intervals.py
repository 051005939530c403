"""How far would a number move if the same text were made of its own passages in another mix?"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

MIN_BLOCKS = 8  # below this, percentiles of resampled blocks are mostly repetition


def block_length(n: int) -> int:
    """Number of consecutive sentences in a block: n^(1/3), rounded, at least 1.

    The rate at which blocks should grow with the text for a variance (Hall, Horowitz and Jing
    1995); the constant is taken as 1.

    >>> block_length(61), block_length(400)
    (4, 7)
    """
    return max(1, round(n ** (1 / 3)))


def block_bootstrap(
    values: ArrayLike,
    statistic: Callable[[np.ndarray], np.ndarray],
    *,
    length: int | None = None,
    resamples: int = 2000,
    seed: int = 20240101,
    level: float = 0.95,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of a percentile interval over moving blocks of sentences.

    Neighbouring sentences speak of the same thing, so single sentences are not exchangeable:
    blocks of consecutive ones are drawn with replacement, until as many sentences are drawn as
    the text has; the last block is cut to fit.

    The interval describes variation *within the text*. It says nothing of texts that were not
    read, and must not be taken for a test between two documents.

    Parameters
    ----------
    values
        One row per sentence in text order (n, or n × k), headings left out.
    statistic
        Takes the column sums of the resamples, shape (resamples, k), and returns one number per
        resample (or a row of them). A share is the ratio of two such sums. That statistics are
        built on sums is what makes this fast: no resample is ever written out.
    length
        Sentences in a block; by default `block_length(n)`.
    resamples, seed, level
        Each call starts its own generator: the same arguments give the same numbers, whatever
        was called before.

    Returns
    -------
    low, high
        Numbers, or arrays where the statistic gives a row. NaN below 8 blocks (n // length < 8):
        so few passages say nothing of their own variation. Resamples in which the statistic is
        undefined (0 ÷ 0) are left out; where it always is, the ends are NaN. A share of 0 has the
    interval 0 to 0, and a share of 1 that of 1 to 1: resampling brings in nothing that is not
    there, so such an interval is no certainty.

    Source: Künsch (1989) for the moving blocks; Efron and Tibshirani (1993), chapters 8 and 13.

    Thirty sentences, of which each third one carries a theme:

    >>> carried = np.tile([1, 0, 0], 10)
    >>> rows = np.column_stack([carried, np.ones(30)])
    >>> low, high = block_bootstrap(rows, lambda sums: sums[:, 0] / sums[:, 1])
    >>> bool(low <= 1 / 3 <= high)
    True
    """
    values = np.asarray(values, dtype=float)
    if values.ndim == 1:
        values = values[:, None]
    n = len(values)
    length = block_length(n) if length is None else length
    if length < 1:
        raise ValueError(f"a block has 1 sentence or more, not {length}")

    if n // length < MIN_BLOCKS:
        shape = np.shape(statistic(np.ones((1, values.shape[1]))))[1:]
        return np.full(shape, np.nan)[()], np.full(shape, np.nan)[()]

    n_blocks = -(-n // length)
    last = n - (n_blocks - 1) * length
    starts = np.random.default_rng(seed).integers(0, n - length + 1, (resamples, n_blocks))
    before = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    block = before[length:] - before[:-length]  # the sum of each block, by its start
    whole, cut = starts[:, :-1], starts[:, -1]
    sums = block[whole].sum(axis=1) + before[cut + last] - before[cut]

    with np.errstate(divide="ignore", invalid="ignore"):
        results = statistic(sums)
    return percentile_ends(results, level)


def drawn_units(sentences: pd.DataFrame, values: np.ndarray) -> tuple[np.ndarray, int]:
    """The rows that are drawn for an interval, and how many of them in a row.

    The sentences of a document, in blocks of `block_length`. Of a group of documents (`grouped`)
    with 8 or more, the sums of each: documents of a group are drawn whole, each by itself.
    """
    if "text" in sentences and sentences["text"].nunique() >= MIN_BLOCKS:
        texts = sentences["text"].to_numpy()
        return pd.DataFrame(values).groupby(texts, sort=False).sum().to_numpy(), 1
    return values, block_length(len(values))


def percentile_ends(results: ArrayLike, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end between which the middle `level` of the results lie, per column.

    Undefined results are left out; a column of nothing else gives NaN.

    >>> low, high = percentile_ends(np.arange(101))
    >>> round(float(low), 1), round(float(high), 1)
    (2.5, 97.5)
    """
    results = np.where(np.isfinite(results), results, np.nan)
    if results[0].size == 0:  # no column at all: numpy would lose the shape
        return results[0], results[0]
    defined = ~np.isnan(results).all(axis=0)
    tail = (1 - level) / 2
    # A column without one defined result would make numpy warn, though NaN is the right answer.
    ends = np.nanquantile(np.where(defined, results, 0.0), [tail, 1 - tail], axis=0)
    low, high = np.where(defined, ends, np.nan)
    return low[()], high[()]
