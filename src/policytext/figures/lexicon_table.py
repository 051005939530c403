"""All terms of the lexicon with where they are found, as a table that can be searched."""

from html import escape

import pandas as pd

from policytext.figures.searchable import SearchableTable, searchable
from policytext.tables import Tables, read_terms

MOST_DOCUMENTS = 8
"""Documents with a column each; of more, the table says in how many a term is found."""


def lexicon_terms(tables: Tables) -> pd.DataFrame:
    """Every term of the lexicon with its occurrences, those found most often first.

    Returns
    -------
    One row per theme and term: theme, theme_en, theme_zh, term, gloss, strength, a column for each
    document, by its id (occurrences for the theme, in headings too), n (of all), n_documents. Terms
    that cancel give no theme and are never counted.
    """
    place = tables.sentences.set_index("sentence")["document"]
    found = tables.terms.assign(document=tables.terms["sentence"].map(place))
    names = list(tables.documents["document"])
    counts = found.pivot_table(
        index=["theme", "term"], columns="document", values="n", aggfunc="sum", fill_value=0
    ).reindex(columns=names, fill_value=0)
    labels = tables.themes[["theme", "label_en", "label_zh"]].set_axis(
        ["theme", "theme_en", "theme_zh"], axis="columns"
    )
    terms = read_terms().merge(labels, on="theme").join(counts, on=["theme", "term"])
    terms[names] = terms[names].fillna(0).astype(int)
    terms["n"] = terms[names].sum(axis="columns")
    terms["n_documents"] = (terms[names] > 0).sum(axis="columns")
    return terms.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def lexicon_table(terms: pd.DataFrame, tables: Tables) -> SearchableTable:
    """The table of `lexicon_terms` as HTML. An empty cell stands for no occurrence."""
    documents = tables.documents[["document", "label_en"]]
    if len(documents) > MOST_DOCUMENTS:
        counts = {"n_documents": "Texts"}
    else:
        counts = dict(documents.itertuples(index=False))
    counts |= {"n": "All"}
    heads = ["Term", "English", "Theme", "Strength", *counts.values()]
    columns = [terms[name] for name in ("term", "gloss", "theme_en", "theme_zh", "strength")]
    numbers = terms[list(counts)].itertuples(index=False, name=None)
    rows = (
        f'<th scope="row" lang="zh-Hans">{escape(term)}</th><td>{escape(gloss)}</td>'
        f'<td>{escape(english)} <span lang="zh-Hans">{escape(chinese)}</span></td>'
        f"<td>{escape(strength)}</td>" + "".join(f"<td>{n or ''}</td>" for n in row)
        for (term, gloss, english, chinese, strength), row in zip(
            zip(*columns, strict=True), numbers, strict=True
        )
    )
    return searchable("All terms of the lexicon", heads, rows)
