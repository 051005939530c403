"""Which words set a document apart from the others?"""

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
                "log_ratio": guarded_log_ratio(n, size, expected, reference_size),
                "g2": log_likelihood(n, expected, size - n, reference_size - expected),
                "n_other_documents": (others > 0).sum(axis=1).to_numpy(),
            }
        )
        part = part[(part["n"] >= min_n) & ~is_numeral(part["token"])]
        parts.append(part.sort_values(["log_ratio", "n", "token"], ascending=[False, False, True]))
    return pd.concat(parts, ignore_index=True)
