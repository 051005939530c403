"""How far apart are two documents, in their themes and in their words?

Two texts cut from one source differ too, the more the shorter they are. So a distance stands with
its interval, and with the distance that chance alone would bring.
"""

import zlib
from collections.abc import Callable, Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from policytext.measures.averages import documents_by_theme
from policytext.measures.intervals import MIN_BLOCKS, drawn_units, percentile_ends
from policytext.tables import carries
from policytext.tokens import is_content

COLUMNS = ["document", "other", "distance", "low", "high", "chance"]
AT_ONCE = 20  # resamples whose words fit into a processor's cache


def mix_distance(shares: pd.DataFrame) -> pd.DataFrame:
    """Distance between the theme mixes of each two documents: mean absolute difference of shares.

    By how much the shares of two documents differ, on average over the themes: .1 is ten
    percentage points. It is Gower's (1971) dissimilarity, the range of a share being 1. Shares of
    a multi-label coding do not sum to 1, so a measure for distributions, such as that of Jensen
    and Shannon, would first have to change what a share is.

    How sure such a distance is, `theme_distance` says.

    A distance belongs to its two documents alone: leaving out a third changes none of them. It
    depends on the set of themes, so compare distances over the same themes only.

    Returns
    -------
    One row per pair, each once, documents as they appear: document, other, distance (0 to 1; NaN
    where one of them has no sentences), theme (the one that differs most), difference (share in
    `document` minus share in `other`, of that theme).

    >>> toy = pd.DataFrame({"document": ["a", "a", "b", "b"], "theme": ["culture", "industry"] * 2,
    ...                     "share": [.5, .2, .1, .2]})
    >>> mix_distance(toy).round(2).to_dict("records")
    [{'document': 'a', 'other': 'b', 'distance': 0.2, 'theme': 'culture', 'difference': 0.4}]
    """
    wide = documents_by_theme(shares)
    rows = []
    for i, document in enumerate(wide.index):
        for other in wide.index[i + 1 :]:
            difference = wide.loc[document] - wide.loc[other]
            defined = difference.notna().all()
            most = difference.abs().idxmax() if defined else None
            rows.append(
                {
                    "document": document,
                    "other": other,
                    "distance": difference.abs().mean() if defined else np.nan,
                    "theme": most,
                    "difference": difference[most] if defined else np.nan,
                }
            )
    return pd.DataFrame(rows, columns=["document", "other", "distance", "theme", "difference"])


def theme_distance(
    sentences: pd.DataFrame,
    themes: Iterable[str],
    *,
    pairs: Iterable[tuple[str, str]] | None = None,
    resamples: int = 2000,
    seed: int = 20240101,
) -> pd.DataFrame:
    """Distance of each two documents in their theme mixes (see `mix_distance`), with its interval.

    Parameters
    ----------
    sentences
        Table `sentences`: document, is_heading, themes; in text order. Headings are left out.
    themes
        Codes of the themes whose shares are compared.
    pairs
        Of documents; by default each two, as they appear.
    resamples, seed
        Of `low`, `high` and `chance`, see `_pairs`. Blocks have `block_length` sentences.

    Returns
    -------
    One row per pair, each once: document, other, distance (mean absolute difference of shares),
    low and high (95 %), chance.
    """
    themes, blocks = list(themes), {}
    for document, whole in sentences.groupby("document", sort=False):
        spoken = whole[~whole["is_heading"].astype(bool)]
        carried = [carries(spoken, theme) for theme in themes]
        rows = np.column_stack([*carried, np.ones(len(spoken))]).astype(float)
        rows, length = drawn_units(spoken, rows)
        starts = np.arange(0, len(rows), length)
        blocks[document] = np.add.reduceat(rows, starts) if len(rows) else rows
    return _pairs(blocks, _mean_difference, pairs, resamples=resamples, seed=seed)


def word_distance(
    tokens: pd.DataFrame,
    *,
    pairs: Iterable[tuple[str, str]] | None = None,
    resamples: int = 2000,
    seed: int = 20240101,
) -> pd.DataFrame:
    """Jensen-Shannon distance of each two documents in their words, with its interval.

    The square root of the divergence with logarithms to base 2: 0 where two texts use the same
    words at the same rates, 1 where they share none. It is a metric, and needs no smoothing for
    words that one text lacks. Numerals and words of one character are left out.

    The shorter the texts, the larger it is: distances of pairs of different length must not be
    compared as they are, but each with its own `chance`.

    Parameters
    ----------
    tokens
        Table `tokens`: document, block, token, n.
    pairs
        Of documents; by default each two, as they appear.
    resamples, seed
        Of `low`, `high` and `chance`, see `_pairs`. Blocks are those of the table.

    Returns
    -------
    One row per pair, each once: document, other, distance, low and high (95 %), chance.

    Source: Lin (1991) for the divergence; Endres and Schindelin (2003) for its root. Computed by
    scipy's `jensenshannon`.

    Of two words, one is shared: 科技 (science and technology) beside 文化 and beside 产业.

    >>> toy = pd.DataFrame({"document": ["a", "a", "b", "b"], "block": 0, "n": 1,
    ...                     "token": ["科技", "文化", "科技", "产业"]})
    >>> word_distance(toy)["distance"].round(3).tolist()   # the root of 1/2
    [0.707]
    """
    words = tokens[tokens["token"].map(is_content).astype(bool)]
    counts = words.groupby(["document", "block", "token"])["n"].sum().unstack("token")
    every = tokens.groupby(["document", "block"], sort=False).size().index
    wide = counts.reindex(every).fillna(0)
    blocks = {name: wide.loc[name].to_numpy(dtype=float) for name in tokens["document"].unique()}
    return _pairs(blocks, _jensen_shannon, pairs, resamples=resamples, seed=seed)


def _pairs(
    blocks: dict[str, np.ndarray],
    distance: Callable[[np.ndarray, np.ndarray], np.ndarray],
    pairs: Iterable[tuple[str, str]] | None,
    *,
    resamples: int,
    seed: int,
    level: float = 0.95,
) -> pd.DataFrame:
    """Each pair of documents: distance, interval, and what chance would bring.

    `blocks` has counts by document, blocks × k; `distance` takes the sums of resamples of each
    side. For the interval, blocks are drawn with replacement within each document. A resample
    repeats some passages and loses others, so that any two of them are farther apart than the
    texts: the interval takes its width from the resamples and its place from the texts, that is,
    the resamples' own mean is taken off. It ends at 0 where it would reach below. NaN where the two
    have fewer than 8 blocks together, and without resamples.

    `chance` is the mean distance when the blocks of both are put together and dealt out at random,
    to each as many as it has: how far apart two such texts are that differ in nothing else.
    """
    rows = []
    for pair in combinations(blocks, 2) if pairs is None else pairs:
        low = high = chance = np.nan
        # The order of the documents must not reach the draws.
        one, two = (blocks[name] for name in sorted(pair))
        observed = distance(one.sum(axis=0)[None], two.sum(axis=0)[None])[0]
        if resamples and np.isfinite(observed) and len(one) + len(two) >= MIN_BLOCKS:
            stream = np.random.default_rng([seed, *(zlib.crc32(n.encode()) for n in sorted(pair))])
            drawn = distance(_resampled(one, resamples, stream), _resampled(two, resamples, stream))
            ends = percentile_ends(drawn - np.nanmean(drawn) + observed, level)
            low, high = (max(0.0, float(end)) for end in ends)
            chance = _dealt_out(one, two, distance, resamples, stream)
        rows.append((*pair, observed, low, high, chance))
    return pd.DataFrame(rows, columns=COLUMNS)


def _resampled(blocks: np.ndarray, resamples: int, stream: np.random.Generator) -> np.ndarray:
    """Sums of as many blocks as there are, drawn with replacement: resamples × k."""
    n = len(blocks)
    return stream.multinomial(n, np.full(n, 1 / n), resamples) @ blocks


def _dealt_out(one, two, distance, resamples, stream) -> float:
    """Mean distance of the two when their blocks are dealt out at random."""
    every = np.vstack([one, two])
    deck = np.tile(np.arange(len(every)) < len(one), (resamples, 1))
    first = stream.permuted(deck, axis=1).astype(float) @ every
    return float(np.nanmean(distance(first, every.sum(axis=0) - first)))


def _mean_difference(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Mean absolute difference of shares; the last column of each side has the sentences."""
    with np.errstate(invalid="ignore"):
        return np.abs(one[:, :-1] / one[:, -1:] - two[:, :-1] / two[:, -1:]).mean(axis=1)


def _jensen_shannon(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import jensenshannon  # a third of a second, for this alone

    used = one.any(axis=0) | two.any(axis=0)  # most words of a corpus stand in neither
    distances = []
    with np.errstate(invalid="ignore"):
        for start in range(0, len(one), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            distances.append(jensenshannon(one[rows, used], two[rows, used], base=2, axis=1))
    return np.concatenate(distances)
