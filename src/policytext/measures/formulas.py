"""How many numbered formulas does a document use, where, which ones, and who coined them?"""

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap, drawn_units

LEVELS = ("central", "provincial", "local", "unknown")
"""Who coined a formula, from the top; `local` is city and below."""


def formula_rates(formulas: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How often numbered formulas occur in each document, per 1,000 tokens, with an interval.

    Headings are left out of formulas and tokens. Each occurrence counts, also a second one in the
    same sentence. A document without formulas has the rate 0.

    Parameters
    ----------
    formulas
        Table `formulas`: sentence, normalised.
    sentences
        Table `sentences`: sentence, document, is_heading, n_tokens; in text order.

    Returns
    -------
    One row per document, as they appear: document, n (occurrences), n_different (normal forms),
    n_tokens, per_1000_tokens (NaN without tokens), low and high (95 %, see `block_bootstrap`:
    variation within the text; NaN below 8 blocks and without formulas), n_sentences, n_with
    (sentences with a formula), share_of_sentences, n_blocks.

    Two sentences of ten tokens each; the first names 两会 (Two Sessions) twice:

    >>> said = pd.DataFrame({"sentence": ["a:1", "a:1"], "normalised": ["两会", "两会"]})
    >>> toy = pd.DataFrame({"sentence": ["a:1", "a:2"], "document": "a", "is_heading": False,
    ...                     "n_tokens": 10})
    >>> formula_rates(said, toy)[["n", "n_different", "per_1000_tokens", "n_with"]]
       n  n_different  per_1000_tokens  n_with
    0  2            1            100.0       1
    """
    rows = []
    for document, spoken in _spoken(sentences):
        found = formulas[formulas["sentence"].isin(spoken["sentence"])]
        counts = spoken["sentence"].map(found.groupby("sentence").size()).fillna(0).to_numpy()
        tokens = spoken["n_tokens"].to_numpy(dtype=float)
        drawn, length = drawn_units(spoken, np.column_stack([counts, tokens]))
        low, high = block_bootstrap(drawn, _per_1000, length=length)
        n, n_tokens = len(spoken), tokens.sum()
        rows.append(
            {
                "document": document,
                "n": int(counts.sum()),
                "n_different": found["normalised"].nunique(),
                "n_tokens": int(n_tokens),
                "per_1000_tokens": 1000 * counts.sum() / n_tokens if n_tokens else np.nan,
                "low": float(low) if counts.any() else np.nan,
                "high": float(high) if counts.any() else np.nan,
                "n_sentences": n,
                "n_with": int((counts > 0).sum()),
                "share_of_sentences": (counts > 0).mean() if n else np.nan,
                "n_blocks": len(drawn) // length,
            }
        )
    return pd.DataFrame(rows)


def formula_places(formulas: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Where in its document each formula stands: a row for each occurrence, in text order.

    Columns: document, sentence, formula (normal form), place: the middle of its sentence, 0 at the
    beginning of the document and 1 at its end, each sentence the same width, headings left out.

    >>> said = pd.DataFrame({"sentence": ["a:2"], "normalised": ["两会"]})
    >>> toy = pd.DataFrame({"sentence": ["a:1", "a:2"], "document": "a", "is_heading": False})
    >>> formula_places(said, toy)["place"].tolist()
    [0.75]
    """
    parts = [
        pd.DataFrame(
            {
                "document": document,
                "sentence": spoken["sentence"],
                "place": (np.arange(len(spoken)) + 0.5) / max(len(spoken), 1),
            }
        )
        for document, spoken in _spoken(sentences)
    ]
    found = formulas[["sentence", "normalised"]].rename(columns={"normalised": "formula"})
    places = pd.concat(parts).merge(found, on="sentence")
    return places[["document", "sentence", "formula", "place"]]


def formula_counts(
    formulas: pd.DataFrame, sentences: pd.DataFrame, glossary: pd.DataFrame
) -> pd.DataFrame:
    """Which formulas each document uses: a row for each document and formula that occurs in it.

    Columns: document, formula (normal form), n (occurrences, headings left out), n_documents (that
    use the formula), and of `glossary` (a row per formula) gloss, members, level, year, note.
    A formula that the glossary does not have is of level `unknown`, the rest ''. Ordered by
    document, then by level, then frequent formulas first.
    """
    places = formula_places(formulas, sentences)
    keys = ["document", "formula"]
    counts = places.groupby(keys, sort=False).size().rename("n").reset_index()
    counts["n_documents"] = counts.groupby("formula")["document"].transform("size").astype(int)
    counts = counts.merge(glossary, on="formula", how="left", validate="many_to_one")
    known = [column for column in glossary if column != "formula"]
    counts[known] = counts[known].fillna("")
    counts["level"] = counts["level"].where(counts["level"] != "", "unknown")
    documents = list(counts["document"].unique())
    keys = counts.assign(
        document=counts["document"].map(documents.index),
        level=counts["level"].map(LEVELS.index),
        n=-counts["n"],
    )
    order = keys.sort_values(["document", "level", "n", "formula"], kind="stable").index
    return counts.loc[order].reset_index(drop=True)


def formula_levels(counts: pd.DataFrame) -> pd.DataFrame:
    """How many of a document's formulas each level coined: a row for each document and level.

    `counts` is the table of `formula_counts`. Columns: document, level, n (occurrences),
    n_different (normal forms), n_all (occurrences of all levels), share (n ÷ n_all). A document
    without formulas has no row, since nothing can be shared out.

    Three occurrences of 四个意识 (Four Consciousnesses), of the centre, and one of a local formula:

    >>> toy = pd.DataFrame({"document": "a", "formula": ["四个意识", "三清"],
    ...                     "level": ["central", "local"], "n": [3, 1]})
    >>> formula_levels(toy)[["level", "n", "share"]].values.tolist()
    [['central', 3, 0.75], ['provincial', 0, 0.0], ['local', 1, 0.25], ['unknown', 0, 0.0]]
    """
    documents = counts["document"].unique()
    every = pd.MultiIndex.from_product([documents, LEVELS], names=["document", "level"])
    by_level = counts.groupby(["document", "level"])["n"].agg(["sum", "size"])
    table = by_level.reindex(every, fill_value=0).set_axis(["n", "n_different"], axis=1)
    table = table.reset_index()
    table["n_all"] = table.groupby("document")["n"].transform("sum")
    return table.assign(share=table["n"] / table["n_all"])


def _spoken(sentences: pd.DataFrame):
    """Each document with its sentences, headings left out."""
    for document, whole in sentences.groupby("document", sort=False):
        yield document, whole[~whole["is_heading"].astype(bool)]


def _per_1000(sums: np.ndarray) -> np.ndarray:
    return 1000 * sums[:, 0] / sums[:, 1]
