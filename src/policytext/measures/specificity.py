"""Which words set a document apart from the others, and a corpus from another one?"""

import pandas as pd

from policytext.measures.keyness import guarded_log_ratio, log_likelihood
from policytext.tokens import is_numeral


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
    wide = _by_document(tokens)
    sizes = wide.sum()
    parts = []
    for document in wide.columns:
        others = wide.drop(columns=document)
        n, size = wide[document], sizes[document]
        expected, reference_size = _as_one_text(others)
        part = pd.DataFrame(
            {
                "document": document,
                "token": wide.index,
                "n": n.to_numpy(dtype=int),
                "log_ratio": guarded_log_ratio(n, size, expected, reference_size),
                "g2": log_likelihood(n, expected, size - n, reference_size - expected),
                "n_other_documents": (others > 0).sum(axis=1).to_numpy(),
            }
        )
        part = part[(part["n"] >= min_n) & ~is_numeral(part["token"])]
        parts.append(part.sort_values(["log_ratio", "n", "token"], ascending=[False, False, True]))
    return pd.concat(parts, ignore_index=True)


def corpus_keyness(
    tokens: pd.DataFrame, reference: pd.DataFrame, *, min_n: int = 5
) -> pd.DataFrame:
    """Tokens that set a corpus apart from a reference corpus, and those that set that one apart.

    Documents have the same weight within their corpus, and the sizes are those of
    `document_keyness`: a rate is the mean of the documents' relative frequencies.

    Parameters
    ----------
    tokens, reference
        Table `tokens` of the one corpus and of the other: document, token, n.
    min_n
        Occurrences in the corpus that a token is more frequent in.

    Returns
    -------
    One row per corpus × token that is more frequent there, numerals left out, specific ones first:
    corpus ("own" or "reference"), token, n, n_documents (of this corpus, that have it), log_ratio
    (this corpus to the other one), g2, n_other_documents (of the other corpus, that have it).

    河 (river) is as frequent in both corpora, 海 (sea) stands in one alone:

    >>> own, other = (pd.DataFrame({"document": "a", "token": list("河海"), "n": n})
    ...               for n in ([50, 50], [100, 0]))
    >>> corpus_keyness(own, other[other["n"] > 0])[["corpus", "token", "n_other_documents"]]
          corpus token  n_other_documents
    0        own     海                  0
    1  reference     河                  1
    """
    sides = {"own": _by_document(tokens), "reference": _by_document(reference)}
    every = sides["own"].index.union(sides["reference"].index)
    sides = {name: wide.reindex(every).fillna(0) for name, wide in sides.items()}
    texts = {name: _as_one_text(wide) for name, wide in sides.items()}
    parts = []
    for name, other in (("own", "reference"), ("reference", "own")):
        (expected, size), (other_expected, other_size) = texts[name], texts[other]
        part = pd.DataFrame(
            {
                "corpus": name,
                "token": every,
                "n": sides[name].sum(axis=1).to_numpy(dtype=int),
                "n_documents": (sides[name] > 0).sum(axis=1).to_numpy(),
                "log_ratio": guarded_log_ratio(expected, size, other_expected, other_size),
                "g2": log_likelihood(
                    expected, other_expected, size - expected, other_size - other_expected
                ),
                "n_other_documents": (sides[other] > 0).sum(axis=1).to_numpy(),
            }
        )
        part = part[(part["n"] >= min_n) & (part["log_ratio"] > 0) & ~is_numeral(part["token"])]
        parts.append(part.sort_values(["log_ratio", "n", "token"], ascending=[False, False, True]))
    return pd.concat(parts, ignore_index=True)


def _by_document(tokens: pd.DataFrame) -> pd.DataFrame:
    """Occurrences of each token in each document, documents as they appear."""
    counts = tokens.groupby(["document", "token"], sort=False, as_index=False)["n"].sum()
    wide = counts.pivot(index="token", columns="document", values="n").fillna(0)
    return wide[counts["document"].unique()]


def _as_one_text(wide: pd.DataFrame) -> tuple[pd.Series, float]:
    """Counts and size of a single text with the mean rates of the documents.

    Its size is their number × the harmonic mean of their sizes, at which a text would know those
    rates as well as they do.
    """
    sizes = wide.sum()
    size = len(sizes) ** 2 / (1 / sizes).sum() if len(sizes) else 0.0
    return (wide / sizes).mean(axis=1).fillna(0) * size, size
