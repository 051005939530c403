"""How often do given words occur, by document and by theme, and how far would that move?

What the book's word explorer computes in the page, from the same counts and with the same draws.
"""

import zlib
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from policytext.measures.intervals import MIN_BLOCKS, percentile_ends
from policytext.tables import carries

RESAMPLES, SEED, LEVEL = 2000, 20240101, 0.95
PASSAGE = ["section", "block"]
"""A passage: consecutive sentences of one section, at most the ten of a block."""


def word_rates(tokens: pd.DataFrame, words: Iterable[str], themes: Iterable[str]) -> pd.DataFrame:
    """Rate of each word in each document, in all its sentences and in those with each theme.

    The interval is a percentile bootstrap over the document's passages (a passage: consecutive
    sentences of one section, at most the ten of a block). It is `block_bootstrap` with passages in
    the place of blocks, since the tables hold no sentences' tokens, and describes variation within
    the text alone.

    Parameters
    ----------
    tokens
        Table `tokens`: document, section, block, themes, token, n.
    words
        Tokens as the segmenter cut them. One that occurs nowhere has the rate 0 everywhere.
    themes
        Codes of themes.

    Returns
    -------
    One row per word × document × theme, '' first, which stands for all sentences: token, document,
    theme, n, n_tokens (of those sentences), per_1000_tokens (NaN without such sentences), low and
    high (95 %; NaN below 8 passages and where the rate is 0), n_passages (with such sentences).

    文化 (culture) twice among five tokens, and both times on culture:

    >>> toy = pd.DataFrame({"document": "a", "section": "a:0", "block": 0, "n": [2, 3],
    ...                     "themes": ["culture", ""], "token": ["文化", "企业"]})
    >>> word_rates(toy, ["文化"], ["culture"])[["theme", "n", "n_tokens", "per_1000_tokens"]]
         theme  n  n_tokens  per_1000_tokens
    0           2         5            400.0
    1  culture  2         2           1000.0
    """
    words = list(words)
    parts = []
    for document, theme, counts, sizes, resampled in _each(tokens, words, ["", *themes]):
        n, n_tokens, n_passages = counts.sum(axis=0), sizes.sum(), int((sizes > 0).sum())
        low, high = _ends(resampled, n, n_passages)
        part = {"token": words, "document": document, "theme": theme, "n": n.astype(int)}
        part |= {"n_tokens": int(n_tokens), "per_1000_tokens": _per_1000(n, n_tokens)}
        parts.append(pd.DataFrame(part | {"low": low, "high": high, "n_passages": n_passages}))
    return _by_word(parts, words)


def mean_word_rates(
    tokens: pd.DataFrame, words: Iterable[str], themes: Iterable[str]
) -> pd.DataFrame:
    """Rate of each word in the sentences with each theme, as a mean over documents.

    Each document that has such sentences enters with the same weight. For the interval, passages
    are drawn within each document; where a document has lost its sentences of the theme, that
    resample's mean is over the others.

    Returns
    -------
    One row per word × theme, '' first, which stands for all sentences: token, theme, n (of all
    documents), n_tokens, per_1000_tokens (the mean; NaN where no document has the theme), low and
    high (95 %; NaN below 8 passages, all documents together, and where the rate is 0), n_passages,
    n_documents (that have such sentences). Parameters as in `word_rates`.
    """
    words, themes = list(words), ["", *themes]
    found: dict[str, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = {t: [] for t in themes}
    for _, theme, counts, sizes, resampled in _each(tokens, words, themes):
        if sizes.sum():
            found[theme].append((counts.sum(axis=0), sizes, resampled))
    parts = []
    for theme, documents in found.items():
        n, n_tokens, n_passages = np.zeros(len(words)), 0, 0
        for counts, sizes, _ in documents:
            n += counts
            n_tokens += int(sizes.sum())
            n_passages += int((sizes > 0).sum())
        rates = _mean([_per_1000(counts, sizes.sum()) for counts, sizes, _ in documents])
        low, high = _ends(_mean([resampled for *_, resampled in documents]), n, n_passages)
        part = {"token": words, "theme": theme, "n": n.astype(int), "n_tokens": n_tokens}
        part |= {"per_1000_tokens": rates, "low": low, "high": high, "n_passages": n_passages}
        parts.append(pd.DataFrame(part | {"n_documents": len(documents)}))
    return _by_word(parts, words)


def stream(document: str) -> np.random.Generator:
    """The generator of a document's draws, which hang on its id and on no other document.

    Passage numbers are drawn with `integers(0, n, (RESAMPLES, n))`, n being those it has.
    """
    return np.random.default_rng([SEED, zlib.crc32(document.encode())])


def passages(tokens: pd.DataFrame) -> pd.Series:
    """The number of each row's passage within its document, from 0, by section and block."""
    keys = tokens.groupby("document", sort=False)[PASSAGE]
    return pd.concat(
        [rows.groupby(PASSAGE).ngroup() for _, rows in keys] or [pd.Series(dtype=int)]
    ).reindex(tokens.index)


def _each(
    tokens: pd.DataFrame, words: list[str], themes: list[str]
) -> Iterator[tuple[str, str, np.ndarray, np.ndarray, np.ndarray]]:
    """Document, theme, counts (passages × words), tokens of passages, rates of the resamples."""
    tokens = tokens.assign(passage=passages(tokens))
    for document, rows in tokens.groupby("document", sort=False):
        n = int(rows["passage"].max()) + 1
        drawn = stream(document).integers(0, n, (RESAMPLES, n))
        times = np.stack([np.bincount(draw, minlength=n) for draw in drawn]).astype(float)
        for theme in themes:
            chosen = rows[carries(rows, theme)] if theme else rows
            sizes = np.bincount(chosen["passage"], weights=chosen["n"], minlength=n)
            counts = np.zeros((n, len(words)))
            for place, word in enumerate(words):
                of_word = chosen[chosen["token"] == word]
                counts[:, place] = np.bincount(
                    of_word["passage"], weights=of_word["n"], minlength=n
                )
            yield (
                document,
                theme,
                counts,
                sizes,
                _per_1000(times @ counts, (times @ sizes)[:, None]),
            )


def _per_1000(n: np.ndarray, n_tokens: np.ndarray | float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n_tokens > 0, 1000 * n / n_tokens, np.nan)


def _mean(parts: list[np.ndarray]) -> np.ndarray:
    """The mean of arrays of one shape, place by place, over those defined there; NaN of none."""
    defined = np.sum([~np.isnan(part) for part in parts], axis=0)
    total = np.sum([np.nan_to_num(part) for part in parts], axis=0)
    return np.where(defined > 0, total / np.maximum(defined, 1), np.nan)


def _by_word(parts: list[pd.DataFrame], words: list[str]) -> pd.DataFrame:
    """The parts below each other, the rows of a word together."""
    frame = pd.concat(parts, ignore_index=True)
    places = {word: place for place, word in enumerate(words)}
    order = frame["token"].map(places).argsort(kind="stable")
    return frame.iloc[order].reset_index(drop=True)


def _ends(resampled: np.ndarray, n: np.ndarray, n_passages: int) -> np.ndarray:
    """Low and high per word, NaN where there are too few passages or no occurrence."""
    if n_passages < MIN_BLOCKS:
        return np.full((2, len(n)), np.nan)
    ends = np.array(percentile_ends(resampled, LEVEL))
    return np.where(n > 0, ends, np.nan)
