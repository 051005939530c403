"""How much of an average over documents hangs on one of them?"""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap


def left_out_range(values: pd.DataFrame) -> pd.DataFrame:
    """Lowest and highest mean of each column when one row in turn is left out.

    Parameters
    ----------
    values
        Documents × what is averaged. NaN is no evidence: such a document is in no mean, so that
        leaving it out changes nothing.

    Returns
    -------
    One row per column: lowest_mean, highest_mean, lowest_without, highest_without (the document
    that is out then). NaN and None where fewer than two documents have a value.

    >>> left_out_range(pd.DataFrame({"文化": [0.1, 0.2, 0.6]}, index=["a", "b", "c"])).round(2)
        lowest_mean  highest_mean lowest_without highest_without
    文化         0.15           0.4              c               a
    """
    known = values.count() > 1
    rest = (values.count() - 1).where(known)
    # The mean is lowest without the largest value, and highest without the smallest.
    largest, smallest = values.fillna(-np.inf).idxmax(), values.fillna(np.inf).idxmin()
    return pd.DataFrame(
        {
            "lowest_mean": (values.sum() - values.max()) / rest,
            "highest_mean": (values.sum() - values.min()) / rest,
            "lowest_without": largest.astype(object).where(known, None),
            "highest_without": smallest.astype(object).where(known, None),
        }
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
    wide = documents_by_theme(shares)
    means = pd.DataFrame({"n_documents": wide.count(), "mean_share": wide.mean()})
    return means.join(left_out_range(wide)).rename_axis("theme").reset_index()


def mean_share_by(shares: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Mean share of each theme over the documents of each group, each with the same weight.

    The interval is a percentile interval over the documents of the group, drawn with replacement:
    it describes how they vary, and would speak of others only if they were a sample of these.

    Parameters
    ----------
    shares
        As `theme_shares` returns it.
    groups
        Document → its group, a year, say. Documents without one, or with '', are left out.

    Returns
    -------
    One row per group × theme, groups sorted: group, theme, n_documents, mean_share, low and high
    (95 %; NaN below 8 documents).

    >>> toy = pd.DataFrame({"document": ["a", "b", "c"], "theme": "culture", "share": [.1, .3, .6]})
    >>> years = {"a": "2023", "b": "2023", "c": "2024"}
    >>> mean_share_by(toy, years)[["group", "n_documents", "mean_share"]].to_dict("records")
    [{'group': '2023', 'n_documents': 2, 'mean_share': 0.2},
     {'group': '2024', 'n_documents': 1, 'mean_share': 0.6}]
    """
    shares = shares.assign(group=shares["document"].map(groups).fillna(""))
    rows = []
    for (group, theme), of_group in shares[shares["group"] != ""].groupby(
        ["group", "theme"], sort=False
    ):
        values = of_group["share"].dropna().to_numpy()
        n = len(values)
        low, high = block_bootstrap(values, partial(_mean, n=n), length=1)
        rows.append((group, theme, n, values.mean() if n else np.nan, float(low), float(high)))
    names = ["group", "theme", "n_documents", "mean_share", "low", "high"]
    return (
        pd.DataFrame(rows, columns=names).sort_values("group", kind="stable").reset_index(drop=True)
    )


def _mean(sums: np.ndarray, n: int) -> np.ndarray:
    return sums[:, 0] / n


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
    wide = documents_by_theme(shares)
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


def documents_by_theme(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares as documents × themes, both in the order in which they appear."""
    wide = shares.pivot(index="document", columns="theme", values="share")
    return wide.loc[shares["document"].unique(), shares["theme"].unique()]
