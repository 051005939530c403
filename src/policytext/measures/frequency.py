"""How much of a document speaks of a theme, and how often does a token occur in it?"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap, block_length
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
    the text; NaN below 8 blocks), n_blocks, share_of_tokens (tokens of the sentences that carry
    it ÷ tokens of all sentences; long sentences weigh more). A share of nothing is NaN.

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
        low, high = block_bootstrap(np.column_stack([carried, np.ones(n)]), _first_by_last)
        n_tokens = spoken["n_tokens"].to_numpy(dtype=float)
        rows.append(
            pd.DataFrame(
                {
                    "document": document,
                    "theme": themes,
                    "n": carried.sum(axis=0).astype(int),
                    "n_sentences": n,
                    "share": _ratio(carried.sum(axis=0), n),
                    "low": low,
                    "high": high,
                    "n_blocks": n // block_length(n),
                    "share_of_tokens": _ratio(n_tokens @ carried, n_tokens.sum()),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def leave_one_out(shares: pd.DataFrame) -> pd.DataFrame:
    """Mean share of each theme over the documents but one, for each document in turn.

    Parameters
    ----------
    shares
        As `theme_shares` returns it.

    Returns
    -------
    One row per document left out × theme: without, theme, mean_share, rank (1 for the theme with
    the largest mean; ties share the better rank). With one document nothing is left: NaN.
    """
    wide = _wide(shares)
    means = pd.DataFrame({name: wide.drop(index=name).mean() for name in wide.index}).T
    ranks = means.rank(axis=1, ascending=False, method="min")
    return pd.DataFrame(
        [
            (left_out, theme, means.at[left_out, theme], ranks.at[left_out, theme])
            for left_out in wide.index
            for theme in wide.columns
        ],
        columns=["without", "theme", "mean_share", "rank"],
    )


def mean_share(shares: pd.DataFrame) -> pd.DataFrame:
    """Mean share of each theme over the documents, each with the same weight.

    Long documents do not weigh more: the mean is over shares, and counts are never pooled. How
    much hangs on one document is shown by leaving out each in turn. Few documents are a reading
    of these, not a sample of others, so the mean has no interval.

    Parameters
    ----------
    shares
        As `theme_shares` returns it.

    Returns
    -------
    One row per theme: theme, n_documents, mean_share, lowest_mean and highest_mean (the range of
    the mean over leaving one document out), lowest_without and highest_without (which one is out
    then). NaN and None where only one document has a share.

    >>> toy = pd.DataFrame({"document": ["a", "b", "c"], "theme": "culture", "share": [.1, .2, .6]})
    >>> mean_share(toy).round(2).to_dict("records")
    [{'theme': 'culture', 'n_documents': 3, 'mean_share': 0.3, 'lowest_mean': 0.15,
      'highest_mean': 0.4, 'lowest_without': 'c', 'highest_without': 'a'}]
    """
    wide = _wide(shares)
    rows = []
    for theme, column in wide.items():
        defined = column.dropna()
        row = {
            "theme": theme,
            "n_documents": len(defined),
            "mean_share": defined.mean(),
            "lowest_mean": np.nan,
            "highest_mean": np.nan,
            "lowest_without": None,
            "highest_without": None,
        }
        if len(defined) > 1:
            # The mean is lowest without the largest share, and highest without the smallest.
            out = (defined.sum() - defined) / (len(defined) - 1)
            row |= {
                "lowest_mean": out.min(),
                "highest_mean": out.max(),
                "lowest_without": out.idxmin(),
                "highest_without": out.idxmax(),
            }
        rows.append(row)
    return pd.DataFrame(rows)


def mix_distance(shares: pd.DataFrame) -> pd.DataFrame:
    """Distance between the theme mixes of each two documents: mean absolute difference of shares.

    By how much the shares of two documents differ, on average over the themes: .1 is ten
    percentage points. It is Gower's (1971) dissimilarity, the range of a share being 1. Shares of
    a multi-label coding do not sum to 1, so a measure for distributions, such as that of Jensen
    and Shannon, would first have to change what a share is.

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
    wide = _wide(shares)
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


def _wide(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares as documents × themes, both in the order in which they appear."""
    wide = shares.pivot(index="document", columns="theme", values="share")
    return wide.loc[shares["document"].unique(), shares["theme"].unique()]


def _first_by_last(sums: np.ndarray) -> np.ndarray:
    return sums[:, :-1] / sums[:, -1:]


def _ratio(part: np.ndarray, total: float) -> np.ndarray:
    return part / total if total else np.full(np.shape(part), np.nan)
