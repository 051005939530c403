"""Which words mark a theme?"""

import zlib
from collections.abc import Iterable

import numpy as np
import pandas as pd

from policytext.measures.averages import left_out_range
from policytext.measures.dispersion import dispersion
from policytext.measures.intervals import MIN_BLOCKS, percentile_ends
from policytext.measures.keyness import guarded_log_ratio, log_likelihood, weighted_log_odds
from policytext.tables import carries
from policytext.tokens import is_numeral


def in_lexicon(tokens: pd.Series, terms: Iterable[str]) -> pd.Series:
    """Whether each token equals a term, is a part of one, or contains one.

    Such tokens define a theme, so that they come back as its keywords by construction.

    >>> in_lexicon(pd.Series(["文化", "化工"]), ["文化产业"]).tolist()
    [True, False]
    """
    terms = set(terms)
    listed = "\n".join(terms)
    known = {token: token in listed or _has_any(token, terms) for token in tokens.unique()}
    return tokens.map(known).astype(bool)


def _has_any(token: str, terms: set[str]) -> bool:
    """Whether a part of the token is a term; there are fewer parts of a word than terms."""
    ends = range(len(token) + 1)
    return any(token[start:end] in terms for end in ends for start in range(end))


def keyness(
    tokens: pd.DataFrame, theme: str, *, terms: Iterable[str] = (), prior_size: float = 250
) -> pd.DataFrame:
    """Sentences with the theme against those without it, token by token, within each document.

    Parameters
    ----------
    tokens
        Table `tokens`: document, themes, token, n.
    terms
        Terms of the theme's lexicon, to mark what comes back by construction.
    prior_size
        α₀ of `weighted_log_odds`, in tokens: about a block of ten sentences. The prior is the
        whole corpus: the mean of the documents' relative frequencies, each with the same weight.

    Returns
    -------
    One row per document × token that occurs in it: document, token, n_target, n_reference,
    target_size, reference_size (all tokens with and without the theme), g2, log_ratio, z,
    in_lexicon. NaN where a document has no sentence with the theme, or none without it.
    Where a cell is empty and the 0.5 that stands for it would turn the sign of the log ratio, it is
    0: the document is too short to show the difference, and must not show the opposite.
    g2 and z depend on length: compare them within a document only.
    """
    counts = _counts(tokens.assign(is_target=carries(tokens, theme)), ["document", "token"])
    sizes = counts.groupby("document", sort=False)[["n_target", "n_reference"]].transform("sum")
    counts["target_size"], counts["reference_size"] = sizes["n_target"], sizes["n_reference"]
    a, b = counts["n_target"], counts["n_reference"]
    n_target, n_reference = counts["target_size"], counts["reference_size"]
    counts["g2"] = log_likelihood(a, b, n_target - a, n_reference - b)
    counts["log_ratio"] = guarded_log_ratio(a, n_target, b, n_reference)
    prior = prior_size * _mean_rates(counts.assign(n=a + b))
    counts["z"] = np.nan
    for _, rows in counts.groupby("document", sort=False):
        if rows["n_target"].sum() and rows["n_reference"].sum():
            words = prior.index
            by_token = rows.set_index("token").reindex(words, fill_value=0)
            _, z = weighted_log_odds(by_token["n_target"], by_token["n_reference"], prior)
            z = pd.Series(z, index=words)
            counts.loc[rows.index, "z"] = z[rows["token"]].to_numpy()
    counts["in_lexicon"] = in_lexicon(counts["token"], terms)
    return counts


def distinctive(
    tokens: pd.DataFrame,
    theme: str,
    *,
    lexicon_terms: Iterable[str] = (),
    min_n: int = 5,
    min_documents: int = 2,
    resamples: int = 2000,
    seed: int = 20240101,
    level: float = 0.95,
) -> pd.DataFrame:
    """Tokens that mark a theme across documents, ranked by the lower end of their log ratio.

    The log ratio of each document (see `keyness`) enters the mean with the same weight. A
    document in which the token is absent, with the theme and without it, is no evidence and is
    left out of that mean, not counted as 0.

    Ranked by the mean itself, tokens that occur a few times in one passage would lead. A resample
    that has lost the token from a document shows no difference there, 0; so the lower end of the
    interval is high for what is both large and found in many passages (the idea of Evert 2022).
    The interval therefore leans towards 0, and describes variation within these texts only.

    Parameters
    ----------
    tokens
        Table `tokens`: document, block, themes, token, n.
    lexicon_terms
        Strong and weak terms of the theme: what equals, is part of, or contains one is marked.
    min_n
        Occurrences in sentences with the theme, all documents together. Five is the count
        from which chi-square statistics are usually trusted; below it, a single sentence decides.
    min_documents
        Documents that give evidence. Two, because a token of one document tells of its
        place and not of the theme; in a corpus of fewer documents, their number.
    resamples, seed, level
        Of the interval: blocks of ten sentences are drawn with replacement within each document.

    Returns
    -------
    One row per token, numerals left out: token, mean_log_ratio, low and high (NaN where the
    documents that give evidence hold fewer than 8 blocks together), mean_z (of
    `weighted_log_odds`, the second opinion), n_documents (that give evidence: they have the token,
    and sentences with the theme and without it), n_agree (of these, with a positive log ratio),
    n_target, dp_norm (over the blocks' sentences with the theme: 0 is spread evenly, 1 lives in
    the smallest part), one_document (all its occurrences lie in one), only_in (that document, else
    ''), in_lexicon, lowest_mean and highest_mean (of the log ratio, with each of the documents that
    give evidence left out in turn; NaN where there is one). Empty where nothing passes.
    """
    marked = tokens.assign(is_target=carries(tokens, theme))
    by_document = keyness(tokens, theme, terms=lexicon_terms)
    by_document = by_document[~is_numeral(by_document["token"])]
    by_document = by_document.assign(agrees=by_document["log_ratio"] > 0)
    summary = by_document.groupby("token").agg(
        mean_log_ratio=("log_ratio", "mean"),
        mean_z=("z", "mean"),
        n_documents=("log_ratio", "count"),
        n_agree=("agrees", "sum"),
        n_target=("n_target", "sum"),
        one_document=("document", "size"),
        only_in=("document", "first"),
        in_lexicon=("in_lexicon", "first"),
    )
    summary["one_document"] = summary["one_document"] == 1
    summary["only_in"] = summary["only_in"].where(summary["one_document"], "")
    enough = min(min_documents, tokens["document"].nunique())
    kept = summary[(summary["n_target"] >= min_n) & (summary["n_documents"] >= enough)]
    low, high = _ratio_interval(marked, kept.index, resamples=resamples, seed=seed, level=level)
    spread = dispersion(marked[marked["is_target"]]).set_index("token")["dp_norm"]
    ratios = by_document[by_document["token"].isin(kept.index)]
    ranges = left_out_range(ratios.pivot(index="document", columns="token", values="log_ratio"))
    columns = (
        "token mean_log_ratio low high mean_z n_documents n_agree n_target dp_norm one_document"
        " only_in in_lexicon lowest_mean highest_mean"
    )
    return (
        kept.assign(low=low, high=high, dp_norm=spread.reindex(kept.index))
        .join(ranges)
        .reset_index()
        .sort_values(
            ["low", "mean_log_ratio", "token"], ascending=[False, False, True], ignore_index=True
        )[columns.split()]
    )


def _counts(marked: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Occurrences with and without the theme, one row per combination of the keys."""
    split = marked.assign(
        n_target=marked["n"].where(marked["is_target"], 0),
        n_reference=marked["n"].where(~marked["is_target"], 0),
    )
    return split.groupby(keys, sort=False, as_index=False)[["n_target", "n_reference"]].sum()


def _mean_rates(counts: pd.DataFrame) -> pd.Series:
    """Relative frequency of each token, as a mean over documents with the same weight."""
    rates = counts["n"] / counts.groupby("document")["n"].transform("sum")
    return rates.groupby(counts["token"]).sum() / counts["document"].nunique()


def _ratio_interval(
    marked: pd.DataFrame, vocabulary: pd.Index, *, resamples: int, seed: int, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the mean log ratio of each token, from resampled blocks within documents."""
    n_blocks, n_documents = np.zeros(len(vocabulary)), np.zeros(len(vocabulary))
    total = np.zeros((resamples, len(vocabulary)))
    for document, rows in marked.groupby("document"):
        blocks = np.sort(rows["block"].unique())
        counts = _counts(rows, ["block", "token"])
        known = counts[counts["token"].isin(vocabulary)]
        sizes = counts.groupby("block")[["n_target", "n_reference"]].sum().loc[blocks]
        a, b = (
            known.pivot(index="block", columns="token", values=side)
            .reindex(index=blocks, columns=vocabulary)
            .fillna(0)
            .to_numpy()
            for side in ("n_target", "n_reference")
        )
        sums = sizes.sum()
        observed = guarded_log_ratio(a.sum(axis=0), sums.iloc[0], b.sum(axis=0), sums.iloc[1])
        n_blocks += len(blocks) * ~np.isnan(observed)
        n_documents += ~np.isnan(observed)
        # A stream for each document: its draws do not depend on the others, nor on their order.
        stream = np.random.default_rng([seed, zlib.crc32(str(document).encode())])
        drawn = stream.multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), resamples)
        n_target, n_reference = (drawn @ sizes.to_numpy()).T[:, :, None]
        ratios = guarded_log_ratio(drawn @ a, n_target, drawn @ b, n_reference)
        # Lost in this resample, it shows no difference; left out, one passage would seem sure.
        total += np.nan_to_num(ratios)
    # Without a document of evidence there are no blocks either: NaN below.
    ends = percentile_ends(total / np.maximum(n_documents, 1), level)
    low, high = (np.where(n_blocks < MIN_BLOCKS, np.nan, end) for end in ends)
    return low, high
