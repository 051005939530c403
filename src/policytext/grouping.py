"""Groups in the place of documents, for corpora of more documents than a figure can show."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

import pandas as pd

from policytext.data import InputError
from policytext.measures.intervals import MIN_BLOCKS
from policytext.tables import COLUMNS, Tables

MOST = 30
"""Documents, or groups of them, that figures show one by one."""
UNSTATED = "not stated"
"""The group of documents that say nothing in the column."""
NOT_BY = {"id", "document", "file", "label_en", "label_zh", "title", "url", "source", "sha256"}
"""Columns of a manifest that tell documents apart instead of putting them together."""


def grouped(tables: Tables, column: str) -> Tables:
    """The tables with all documents of a group taken together in the place of a document.

    What measures or draws documents measures or draws groups then. `sentences` gains a column
    `text`, the document that a sentence stands in. In groups of 8 documents or more, whole
    documents take the place of blocks and passages, so that intervals are over documents.

    Parameters
    ----------
    column
        Of `documents.csv`: year, say. Documents that have the same there are a group, those that
        have nothing there another one.

    Returns
    -------
    Tables
        `documents` has a row for each group, sorted: its counts are sums, `mattr_100` is the mean
        of its documents, of the manifest's columns it has what all of them share, and the labels
        name the group with its number of documents. Pairs of `collocates` are counted in those
        documents of the group that have both words.

    Raises
    ------
    InputError
        There is no such column, or it makes one group, or more than 30.
    """
    about = tables.documents
    groups = dict(zip(about["document"], group_of(about, column), strict=True))
    sizes = pd.Series(groups).value_counts()
    order = {group: place for place, group in enumerate(groups_in_order(sizes.index))}

    def regrouped(name: str) -> pd.DataFrame:
        frame = getattr(tables, name)
        frame = frame.assign(text=frame["document"], document=frame["document"].map(groups))
        return frame.sort_values("document", key=lambda names: names.map(order), kind="stable")

    def summed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        counts = [c for c, kind in COLUMNS[name].items() if kind == "int64" and c != "block"]
        keys = [c for c in COLUMNS[name] if c not in counts]
        return frame.groupby(keys, sort=False, as_index=False)[counts].sum()[[*COLUMNS[name]]]

    whole = set(sizes[sizes >= MIN_BLOCKS].index)
    tokens = regrouped("tokens")
    in_whole = tokens["document"].isin(whole)
    tokens["section"] = tokens["section"].mask(in_whole, tokens["text"])
    tokens["block"] = tokens["block"].mask(in_whole, 0)
    tokens["block"] = tokens.groupby(["text", "block"], sort=False).ngroup()
    tokens = summed("tokens", tokens)
    return replace(
        tables,
        documents=_documents(about, groups, sizes, order, tokens),
        edits=regrouped("edits").drop(columns="text"),
        sections=regrouped("sections").drop(columns="text"),
        sentences=regrouped("sentences"),
        tokens=tokens,
        **{
            name: summed(name, regrouped(name)) for name in ("collocates", "sensitivity", "phrases")
        },
    )


def group_of(documents: pd.DataFrame, column: str) -> pd.Series:
    """The group of each document: what it says in a column of the manifest.

    Raises
    ------
    InputError
        There is no such column, or it makes one group, or more than 30.
    """
    if column not in documents or column in NOT_BY:
        raise InputError(
            f"group by {column!r}: no column of documents.csv that groups documents;"
            f" one of {', '.join(c for c in documents if c not in NOT_BY) or 'none'} expected"
        )
    groups = documents[column].fillna("").astype(str).str.strip()
    groups = groups.where(groups != "", UNSTATED)
    n = groups.nunique()
    if not 2 <= n <= MOST:
        raise InputError(f"group by {column!r}: {n} groups found; 2 to {MOST} expected")
    return groups


def groups_in_order(groups: Iterable[str]) -> list[str]:
    """Groups sorted, the one of documents that say nothing last."""
    return sorted(groups, key=lambda group: (group == UNSTATED, group))


def column_to_group_by(documents: pd.DataFrame) -> str | None:
    """The column that documents are grouped by where nobody says: None for 30 documents or fewer.

    The year where that makes 2 to 30 groups, else the first column of the manifest that does.

    Raises
    ------
    InputError
        There are more than 30 documents, and no such column.
    """
    if len(documents) <= MOST:
        return None
    for column in sorted(documents, key=lambda name: name != "year"):
        with suppress(InputError):
            group_of(documents, column)
            return column
    raise InputError(
        f"{len(documents)} documents: figures show {MOST} at most, and groups of more;"
        f" no column of documents.csv makes 2 to {MOST} groups, as a column year would"
    )


def _documents(
    about: pd.DataFrame,
    groups: Mapping[str, str],
    sizes: pd.Series,
    order: Mapping[str, int],
    tokens: pd.DataFrame,
) -> pd.DataFrame:
    """The table `documents` of the groups."""
    kinds = COLUMNS["documents"]
    counts = [column for column, kind in kinds.items() if kind == "int64"]
    shared = [column for column in about if column not in (*counts, "document", "mattr_100")]
    by_group = about.groupby(about["document"].map(groups), sort=False)
    table = by_group[counts].sum()
    table["mattr_100"] = by_group["mattr_100"].mean()
    table["n_types"] = tokens.groupby("document")["token"].nunique().reindex(table.index)
    for column in shared:
        values = by_group[column].agg(lambda rows: rows.iloc[0] if rows.nunique() == 1 else "")
        table[column] = values
    names, n = table.index.astype(str), sizes.reindex(table.index).astype(str)
    table["label_en"] = names + " (" + n + " texts)"
    table["label_zh"] = names + "（" + n + "篇）"
    table = table.rename_axis("document").reset_index()[list(about.columns)]
    table["n_types"] = table["n_types"].fillna(0).astype("int64")
    return table.sort_values("document", key=lambda g: g.map(order), ignore_index=True)
