"""Which tokens mark a theme, or a document, and how sure is that?

Four numbers per token: the word in the target and in the reference (a, b), and the sizes of both.
Keyness answers two questions that must not be mixed: how sure a difference is (`log_likelihood`,
z of `weighted_log_odds`) and how large it is (`log_ratio`).
"""

import zlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from policytext.measures.dispersion import dispersion
from policytext.measures.intervals import MIN_BLOCKS, percentile_ends
from policytext.tables import carries

NUMERAL = r"[0-9.%％〇零一二两三四五六七八九十百千万亿]+"


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
    a, b, c, d = cells
    total = cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rows, columns = (a + b, c + d), (a + c, b + d)
        expected = np.array([row * column / total for row in rows for column in columns])
        g2 = 2 * rel_entr(cells, expected).sum(axis=0)
        sign = np.where(a * (b + d) < b * (a + c), -1, 1)
    empty = (np.array([*rows, *columns]) == 0).any(axis=0)
    # Rounding may leave a G² of 0 a hair below it.
    return np.where(empty, np.nan, sign * np.maximum(g2, 0))[()]


def log_ratio(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """Doublings of a word's frequency from reference to target: 1 is twice, 2 is four times.

    An empty cell is taken as 0.5 occurrences. In a short target that can be more than the
    reference's rate would give, and then a word that never occurs in it gets a positive ratio:
    `keyness` guards against that, this function does not.

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


def is_numeral(tokens: pd.Series) -> pd.Series:
    """Whether each token is made of digits, points, per cent signs or Chinese numerals alone.

    三农, the three rural questions, is a word:

    >>> is_numeral(pd.Series(["11.5%", "三十", "三农"])).tolist()
    [True, True, False]
    """
    return tokens.str.fullmatch(NUMERAL)


def in_lexicon(tokens: pd.Series, terms: Iterable[str]) -> pd.Series:
    """Whether each token equals a term, is a part of one, or contains one.

    Such tokens define a theme, so that they come back as its keywords by construction.

    >>> in_lexicon(pd.Series(["文化", "化工"]), ["文化产业"]).tolist()
    [True, False]
    """
    terms = set(terms)
    known = {token: any(token in t or t in token for t in terms) for token in tokens.unique()}
    return tokens.map(known).astype(bool)


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
    counts["log_ratio"] = _guarded_log_ratio(a, n_target, b, n_reference)
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
    the smallest part), one_document (all its occurrences lie in one), in_lexicon. Empty where
    nothing passes.
    """
    marked = tokens.assign(is_target=carries(tokens, theme))
    by_document = keyness(tokens, theme, terms=lexicon_terms)
    by_document = by_document[~is_numeral(by_document["token"])]
    summary = by_document.groupby("token").agg(
        mean_log_ratio=("log_ratio", "mean"),
        mean_z=("z", "mean"),
        n_documents=("log_ratio", "count"),
        n_agree=("log_ratio", lambda ratios: int((ratios > 0).sum())),
        n_target=("n_target", "sum"),
        one_document=("document", lambda documents: len(documents) == 1),
        in_lexicon=("in_lexicon", "first"),
    )
    enough = min(min_documents, tokens["document"].nunique())
    kept = summary[(summary["n_target"] >= min_n) & (summary["n_documents"] >= enough)]
    low, high = _ratio_interval(marked, kept.index, resamples=resamples, seed=seed, level=level)
    spread = dispersion(marked[marked["is_target"]]).set_index("token")["dp_norm"]
    columns = (
        "token mean_log_ratio low high mean_z n_documents n_agree n_target dp_norm one_document"
        " in_lexicon"
    )
    return (
        kept.assign(low=low, high=high, dp_norm=spread.reindex(kept.index))
        .reset_index()
        .sort_values(
            ["low", "mean_log_ratio", "token"], ascending=[False, False, True], ignore_index=True
        )[columns.split()]
    )


def document_keyness(tokens: pd.DataFrame, *, min_n: int = 5) -> pd.DataFrame:
    """Tokens that are specific to a document: it against all others, each with the same weight.

    The reference rate is the mean of the other documents' relative frequencies, so that the
    longest of them does not set it. It is given the size (number of documents × harmonic mean
    of their sizes) at which a single text would know that rate as well as they do.

    Parameters
    ----------
    tokens
        Table `tokens`: document, token, n.
    min_n
        Occurrences in the document; below five, one sentence decides.

    Returns
    -------
    One row per document × token, numerals left out, specific ones first: document, token, n,
    log_ratio, g2, n_other_documents (that have it too). In a corpus of one document, log_ratio and
    g2 are NaN: there is nothing to compare with.
    """
    counts = tokens.groupby(["document", "token"], sort=False, as_index=False)["n"].sum()
    wide = counts.pivot(index="token", columns="document", values="n").fillna(0)
    sizes = wide.sum()
    parts = []
    for document in counts["document"].unique():
        others = wide.drop(columns=document)
        n, size = wide[document], sizes[document]
        n_others = others.shape[1]
        reference_size = n_others**2 / (1 / sizes[others.columns]).sum() if n_others else 0.0
        expected = (others / sizes[others.columns]).mean(axis=1).fillna(0) * reference_size
        part = pd.DataFrame(
            {
                "document": document,
                "token": wide.index,
                "n": n.to_numpy(dtype=int),
                "log_ratio": _guarded_log_ratio(n, size, expected, reference_size),
                "g2": log_likelihood(n, expected, size - n, reference_size - expected),
                "n_other_documents": (others > 0).sum(axis=1).to_numpy(),
            }
        )
        part = part[(part["n"] >= min_n) & ~is_numeral(part["token"])]
        parts.append(part.sort_values(["log_ratio", "n", "token"], ascending=[False, False, True]))
    return pd.concat(parts, ignore_index=True)


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


def _guarded_log_ratio(
    a: ArrayLike, n_target: ArrayLike, b: ArrayLike, n_reference: ArrayLike
) -> np.ndarray:
    """Log ratio, but 0 where the 0.5 for an empty cell would turn the observed sign."""
    observed = np.sign(np.multiply(a, n_reference) - np.multiply(b, n_target))
    ratio = log_ratio(a, n_target, b, n_reference)
    return np.where(ratio * observed < 0, 0.0, ratio)


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
        observed = _guarded_log_ratio(a.sum(axis=0), sums.iloc[0], b.sum(axis=0), sums.iloc[1])
        n_blocks += len(blocks) * ~np.isnan(observed)
        n_documents += ~np.isnan(observed)
        # A stream for each document: its draws do not depend on the others, nor on their order.
        stream = np.random.default_rng([seed, zlib.crc32(str(document).encode())])
        drawn = stream.multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), resamples)
        n_target, n_reference = (drawn @ sizes.to_numpy()).T[:, :, None]
        ratios = _guarded_log_ratio(drawn @ a, n_target, drawn @ b, n_reference)
        # Lost in this resample, it shows no difference; left out, one passage would seem sure.
        total += np.nan_to_num(ratios)
    # Without a document of evidence there are no blocks either: NaN below.
    ends = percentile_ends(total / np.maximum(n_documents, 1), level)
    return tuple(np.where(n_blocks < MIN_BLOCKS, np.nan, end) for end in ends)
