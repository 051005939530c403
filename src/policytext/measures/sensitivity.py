"""Would the leading words of a theme be the same if the texts were cut into words another way?"""

import pandas as pd

from policytext.tables import carries

LEADING = 20
"""Ranks that are compared; the table `sensitivity` has the words that reach one of them."""
FLIP = 5
"""Places that a word must move to be called flipped."""


def segmentation_ranks(sensitivity: pd.DataFrame, tokens: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Rank of each leading token of a theme under each way of counting, and how far it moves.

    Tokens are ranked by their rate in the theme's sentences, as a mean over the documents that
    have such sentences, each with the same weight: no document drowns the others. The rate is per
    1,000 tokens as jieba cuts them for all ways, so that only the counts differ between ways.

    Parameters
    ----------
    sensitivity
        Table `sensitivity`: document, theme, token, engine, n.
    tokens
        Table `tokens`: document, themes, n; for the size of the theme in each document.
    theme
        Code of the theme.

    Returns
    -------
    One row per token × engine, in jieba's order: token, engine, n (over all documents),
    per_1000_tokens (mean), rank (from 1; equals keep jieba's order, and then that of their
    characters), shift (places that the token falls against jieba, every rank beyond 20 being 21),
    flips (whether any way moves the token by five places or more). Ranks beyond 20 are only among
    the tokens of the table: that a token is beyond 20 is sure, and its place there is not.
    """
    rows = sensitivity[sensitivity["theme"] == theme]
    sizes = tokens[carries(tokens, theme)].groupby("document")["n"].sum()
    counts = rows.pivot_table(
        index=["token", "engine"], columns="document", values="n", aggfunc="sum", fill_value=0
    ).reindex(columns=sizes.index, fill_value=0)
    rates = (1000 * counts / sizes).mean(axis=1).unstack("engine", fill_value=0.0)
    rates = rates.reindex(columns=["jieba", *(e for e in rates if e != "jieba")], fill_value=0.0)
    ranks = pd.DataFrame(index=rates.index)
    for engine in rates:
        order = rates.assign(was=ranks["jieba"]) if "jieba" in ranks else rates.assign(was=0)
        order = order.reset_index().sort_values(
            [engine, "was", "token"], ascending=[False, True, True]
        )
        ranks[engine] = pd.Series(range(1, len(order) + 1), index=order["token"])
    clipped = ranks.clip(upper=LEADING + 1)
    shifts = clipped.sub(clipped["jieba"], axis=0)
    ranks = ranks.sort_values("jieba")
    n = counts.sum(axis=1)
    table = pd.DataFrame(
        [
            (
                token,
                engine,
                n.get((token, engine), 0),
                rates.at[token, engine],
                rank,
                shifts.at[token, engine],
            )
            for token, by_engine in ranks.iterrows()
            for engine, rank in by_engine.items()
        ],
        columns=["token", "engine", "n", "per_1000_tokens", "rank", "shift"],
    )
    flips = (shifts.abs() >= FLIP).any(axis=1)
    return table.assign(flips=table["token"].map(flips).astype(bool))
