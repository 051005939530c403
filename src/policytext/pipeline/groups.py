"""Counts by a column of `documents.csv`: small tables, whatever the size of the corpus.

The sums are made by DuckDB, which streams through the Parquet parts and holds no more of them than
`MEMORY` allows.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from policytext.pipeline.parts import parts_of

MEMORY = "1GB"
"""What the sums may take in memory; beyond it DuckDB writes into the temporary folder."""
MIN_TOKEN, MIN_DOCUMENTS = 5, 2
"""Occurrences in the corpus, and documents with them, of a token that is counted by group."""

SHARES = """
    WITH speech AS (SELECT * FROM sentences JOIN groups USING (document) WHERE NOT is_heading),
    sizes AS (SELECT "group", document, count(*) AS size FROM speech GROUP BY ALL),
    themed AS (
        SELECT "group", document, n_tokens, unnest(string_split(themes, ',')) AS theme
        FROM speech WHERE themes <> ''
    ),
    each AS (
        SELECT "group", document, theme, count(*) AS n, sum(n_tokens) AS n_tokens
        FROM themed GROUP BY ALL
    ),
    grid AS (SELECT * FROM sizes CROSS JOIN (SELECT DISTINCT theme FROM each))
    SELECT "group", theme, count(n) AS n_documents, coalesce(sum(n), 0) AS n_sentences,
        coalesce(sum(n_tokens), 0) AS n_tokens,
        round(avg(coalesce(n, 0) / size), 9) AS mean_share,
        round(stddev_samp(coalesce(n, 0) / size), 9) AS sd_share
    FROM grid LEFT JOIN each USING ("group", document, theme) GROUP BY ALL
"""
TOKENS = f"""
    WITH each AS (
        SELECT "group", document, themes, token, sum(n) AS n
        FROM tokens JOIN groups USING (document) GROUP BY ALL
    ),
    often AS (
        SELECT token FROM each GROUP BY token
        HAVING sum(n) >= {MIN_TOKEN} AND count(DISTINCT document) >= {MIN_DOCUMENTS}
    ),
    kept AS (SELECT * FROM each SEMI JOIN often USING (token)),
    themed AS (
        SELECT "group", document, '' AS theme, token, n FROM kept
        UNION ALL
        SELECT "group", document, unnest(string_split(themes, ',')), token, n
        FROM kept WHERE themes <> ''
    )
    SELECT "group", theme, token, sum(n) AS n, count(DISTINCT document) AS n_documents
    FROM themed GROUP BY ALL
"""  # noqa: S608 - of the numbers above
FACTS = """
    SELECT "group", {keys}, sum({n}) AS n, count(DISTINCT document) AS n_documents
    FROM (SELECT *, regexp_replace(sentence, ':[0-9]+$', '') AS document FROM {table})
    JOIN groups USING (document) GROUP BY ALL
"""
QUERIES = {
    "documents": """
        SELECT "group", count(*) AS n_documents, sum(n_chars_clean) AS n_chars_clean,
            sum(n_sentences) AS n_sentences, sum(n_tokens) AS n_tokens
        FROM documents JOIN groups USING (document) GROUP BY ALL
    """,
    "themes": SHARES,
    "tokens": TOKENS,
    "terms": FACTS.format(table="terms", keys="theme, term", n="n"),
    "targets": FACTS.format(table="targets", keys="canonical, measure, status", n="1"),
    "formulas": FACTS.format(table="formulas", keys="normalised", n="1"),
}


def by_group(
    derived: Path | Mapping[str, pd.DataFrame], groups: Mapping[str, str], name: str
) -> dict[str, pd.DataFrame]:
    """Tables of counts for groups of documents.

    Parameters
    ----------
    derived
        The derived tables: a folder of parts, or DataFrames by name.
    groups
        Document → its group, a value of the column `name`. Documents that are not in it count
        nowhere.
    name
        What the column of groups is called in the tables: year, say.

    Returns
    -------
    dict of DataFrame
        Sorted by all that is no number:

        - `documents`: n_documents, n_chars_clean, n_sentences, n_tokens of each group;
        - `themes`, group × theme: n_documents that have the theme, n_sentences and n_tokens in
          sentences with it, and mean_share and sd_share of a document's sentences over all
          documents of the group (n - 1 below the line; NaN for one document);
        - `tokens`, group × theme ('' for all speech) × token: n, n_documents; tokens with
          `MIN_TOKEN` occurrences in `MIN_DOCUMENTS` documents of the corpus;
        - `terms`, group × theme × term; `targets`, group × canonical × measure × status;
          `formulas`, group × normalised: n, n_documents.
    """
    import duckdb  # 0.1 s, of which nothing else has a use

    found = {}
    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as db:
        db.register("groups", pd.DataFrame({"document": list(groups), "group": groups.values()}))
        for table in ("documents", "sentences", "tokens", "terms", "targets", "formulas"):
            if isinstance(derived, Path):
                files = [str(part / f"{table}.parquet") for part in parts_of(derived)]
                db.from_parquet([f for f in files if Path(f).is_file()]).create_view(table)
            else:
                db.register(table, derived[table])
        for table, query in QUERIES.items():
            frame = db.sql(query).df().rename(columns={"group": name})
            counts = [column for column in frame if column.startswith("n_") or column == "n"]
            frame = frame.astype(dict.fromkeys(counts, "int64"))
            keys = [column for column in frame if frame[column].dtype == object]
            found[table] = frame.sort_values(keys, ignore_index=True)
    return found
