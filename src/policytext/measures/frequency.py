"""How much of a document speaks of a theme, and how often does a token occur in it?"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap, drawn_units
from policytext.tables import carries


def theme_shares(sentences: pd.DataFrame, themes: Iterable[str]) -> pd.DataFrame:
    """Share of each document's sentences that carry each theme, with an interval.

    A sentence may carry several themes or none, so the shares of a document need not sum to 1.
    Headings are left out of every count.

    Parameters
    ----------
    sentences
        Table `sentences`: document, is_heading, n_tokens, themes; in text order.
    themes
        Codes of themes; the rows of a document come in their order, documents as they appear.

    Returns
    -------
    One row per document × theme: document, theme, n (sentences that carry it), n_sentences
    (all), share (n ÷ n_sentences), low and high (95 %, see `block_bootstrap`: variation within
    the text; NaN below 8 blocks and where the share is 0), n_blocks, share_of_tokens (tokens of the
    sentences that carry it ÷ tokens of all sentences; long sentences weigh more). A share of
    nothing is NaN.

    Four sentences, one on culture (文化) and industry (产业) at once, one on neither:

    >>> toy = pd.DataFrame({
    ...     "document": "a", "sentence": ["a:1", "a:2", "a:3", "a:4"], "is_heading": False,
    ...     "n_tokens": [6, 2, 1, 1], "themes": ["culture", "culture,industry", "industry", ""]})
    >>> theme_shares(toy, ["culture", "industry"])[["theme", "n", "share", "share_of_tokens"]]
          theme  n  share  share_of_tokens
    0   culture  2    0.5              0.8
    1  industry  2    0.5              0.3
    """
    themes = list(themes)
    rows = []
    for document, whole in sentences.groupby("document", sort=False):
        spoken = _without_headings(whole)
        carried = np.column_stack([carries(spoken, theme) for theme in themes]).astype(float)
        n = len(spoken)
        drawn, length = drawn_units(spoken, np.column_stack([carried, np.ones(n)]))
        low, high = block_bootstrap(drawn, _first_by_last, length=length)
        some = carried.any(axis=0)  # resamples of nothing are nothing, which says nothing
        n_tokens = spoken["n_tokens"].to_numpy(dtype=float)
        rows.append(
            pd.DataFrame(
                {
                    "document": document,
                    "theme": themes,
                    "n": carried.sum(axis=0).astype(int),
                    "n_sentences": n,
                    "share": _ratio(carried.sum(axis=0), n),
                    "low": np.where(some, low, np.nan),
                    "high": np.where(some, high, np.nan),
                    "n_blocks": len(drawn) // length,
                    "share_of_tokens": _ratio(n_tokens @ carried, n_tokens.sum()),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def theme_pairs(sentences: pd.DataFrame, themes: Iterable[str]) -> pd.DataFrame:
    """Share of a theme's sentences that carry another theme too, by document.

    Not symmetric: the denominator is the sentences of `theme`. Headings are left out.

    Returns
    -------
    One row per document × ordered pair of different themes: document, theme, other, n_both,
    n_theme, share (n_both ÷ n_theme; NaN where no sentence carries the theme).
    """
    themes = list(themes)
    rows = []
    for document, whole in sentences.groupby("document", sort=False):
        spoken = _without_headings(whole)
        carried = {theme: carries(spoken, theme).to_numpy() for theme in themes}
        rows += [
            (document, theme, other, (carried[theme] & carried[other]).sum(), carried[theme].sum())
            for theme in themes
            for other in themes
            if theme != other
        ]
    pairs = pd.DataFrame(rows, columns=["document", "theme", "other", "n_both", "n_theme"])
    return pairs.assign(share=pairs["n_both"] / pairs["n_theme"].where(pairs["n_theme"] > 0))


def positions(sentences: pd.DataFrame, themes: Iterable[str]) -> pd.DataFrame:
    """Where in its document each sentence with a theme stands, for strips.

    Each sentence takes the same width, headings left out, so that the filled part of a strip is
    the theme's share of sentences.

    Returns
    -------
    One row per sentence × theme carried: document, theme, sentence, start, end (0 is the
    beginning of the document, 1 its end).
    """
    rows = []
    for document, whole in sentences.groupby("document", sort=False):
        spoken = _without_headings(whole).reset_index(drop=True)
        for theme in themes:
            for i in np.flatnonzero(carries(spoken, theme)):
                edges = (i / len(spoken), (i + 1) / len(spoken))
                rows.append((document, theme, spoken.at[i, "sentence"], *edges))
    return pd.DataFrame(rows, columns=["document", "theme", "sentence", "start", "end"])


def term_rates(tokens: pd.DataFrame) -> pd.DataFrame:
    """How often each token occurs in each document, per 1,000 tokens.

    The denominator is the tokens of the document, headings and punctuation left out. Only tokens
    that occur have a row: another's rate is 0.

    Returns
    -------
    document, token, n, per_1000_tokens; documents as they appear, frequent tokens first.

    >>> toy = pd.DataFrame({"document": "a", "token": ["文化", "产业", "文化"], "n": [1, 2, 1]})
    >>> term_rates(toy).values.tolist()   # 文化 culture, 产业 industry
    [['a', '产业', 2, 500.0], ['a', '文化', 2, 500.0]]
    """
    counts = tokens.groupby(["document", "token"], sort=False, as_index=False)["n"].sum()
    total = counts.groupby("document")["n"].transform("sum")
    counts["per_1000_tokens"] = 1000 * counts["n"] / total
    ranked = counts.sort_values(["n", "token"], ascending=[False, True])
    parts = [ranked[ranked["document"] == name] for name in counts["document"].unique()]
    return pd.concat(parts, ignore_index=True)


def _without_headings(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences[~sentences["is_heading"].astype(bool)]


def _first_by_last(sums: np.ndarray) -> np.ndarray:
    return sums[:, :-1] / sums[:, -1:]


def _ratio(part: np.ndarray, total: float) -> np.ndarray:
    return part / total if total else np.full(np.shape(part), np.nan)
