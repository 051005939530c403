"""What does a text report as reached, what does it promise, and by when?

All functions take the derived tables `targets` (with a column `document`, see `own_targets`) and
`sentences`. Counts of quantities say how a text is written: a list of twelve rates in one sentence
counts twelve times. They are never pooled over documents.
"""

import re
from collections.abc import Mapping

import pandas as pd

from policytext.tables import carries

STATUSES = ("achieved", "target")
HORIZONS = ("year", "later", "none")
"""The text's own year, a later one, no time that lies ahead."""
KINDS = ("both", "number", "date", "neither")

WITHIN_THE_YEAR = re.compile(r"今年|全年|年[内底]|[0-9]{1,2}月|上半年|下半年|[前一二三四]季度")
LATER = re.compile(r"明年|后年|今后|未来|十[二三四五六]五")
YEAR = re.compile(r"20[0-9]{2}")
SINCE = re.compile(r"来$|^去年")


def own_targets(targets: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The targets of the place itself, outside headings, with their `document`.

    Background that a text reports of others (status `context`) is left out. Rows keep their order.
    """
    spoken = sentences.loc[~sentences["is_heading"].astype(bool), ["sentence", "document"]]
    own = targets[targets["status"].isin(STATUSES)]
    return own.merge(spoken, on="sentence").reset_index(drop=True)


def reached_and_promised(targets: pd.DataFrame) -> pd.DataFrame:
    """What a document reports as reached and promises too: same indicator, measure and unit.

    The indicators are compared by `canonical`, so that 规上工业增加值 and 规模以上工业增加值 meet
    (value added of larger industrial firms). A value that comes twice counts once.

    Parameters
    ----------
    targets
        As `own_targets` returns it.

    Returns
    -------
    One row per value: document, canonical, measure, unit, status, comparator, value, high, period,
    sentence; only pairs that have both statuses.

    Growth of retail sales (社会消费品零售总额) is reached and promised, grain (粮食) promised:

    >>> toy = pd.DataFrame(
    ...     [("a:1", "a", "社会消费品零售总额", "growth", "=", 8.5, "%", "去年", "achieved"),
    ...      ("a:2", "a", "社会消费品零售总额", "growth", ">=", 9.0, "%", "今年", "target"),
    ...      ("a:2", "a", "粮食产量", "growth", "=", 1.0, "%", "今年", "target")],
    ...     columns=["sentence", "document", "canonical", "measure", "comparator", "value", "unit",
    ...              "period", "status"]).assign(high=float("nan"))
    >>> reached_and_promised(toy)[["canonical", "status", "value"]].values.tolist()
    [['社会消费品零售总额', 'achieved', 8.5], ['社会消费品零售总额', 'target', 9.0]]
    """
    pair = ["document", "canonical", "measure", "unit"]
    both = targets.groupby(pair)["status"].transform("nunique") == len(STATUSES)
    values = [*pair, "status", "comparator", "value", "high"]
    columns = [*values, "period", "sentence"]
    return targets.loc[both, columns].drop_duplicates(values).reset_index(drop=True)


def growth_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Rates of growth of all indicators that some document promises to raise or lower by a rate.

    Rates that are reached stand beside them, in any document, so that a promise can be read
    against what others report. Values and columns as in `reached_and_promised`.
    """
    growth = targets[targets["measure"] == "growth"]
    promised = set(growth.loc[growth["status"] == "target", "canonical"])
    values = ["document", "canonical", "measure", "unit", "status", "comparator", "value", "high"]
    columns = [*values, "period", "sentence"]
    rows = growth.loc[growth["canonical"].isin(promised), columns]
    return rows.drop_duplicates(values).reset_index(drop=True)


def horizon(period: str, year: int | None) -> str:
    """When a promise is due: `year` (the text's own), `later`, or `none`.

    A period of several years counts by its last. A period that lies behind (一年来, for a year;
    去年, last year) comes from a heading or an older value and is no time that is promised:
    `none`. Without the text's year, a year that is stated counts as `later`.

    >>> horizon("今年", 2022), horizon("2021-2025", 2022), horizon("一年来", 2022)
    ('year', 'later', 'none')
    """
    if years := YEAR.findall(period):
        last = int(years[-1])
        if year is None or last > year:
            return "later"
        return "year" if last == year else "none"
    if SINCE.search(period):
        return "none"
    if LATER.search(period):
        return "later"
    return "year" if WITHIN_THE_YEAR.search(period) else "none"


def promises_by_theme(targets: pd.DataFrame, themes: list[str]) -> pd.DataFrame:
    """Promised quantities of each document by the themes of their sentence.

    A quantity has all themes of its sentence, so the counts of a document may sum to more than
    `n_promised`, and one long sentence can carry them all: `n_sentences` says in how many they
    stand.

    Returns
    -------
    One row per document with a promise × theme: document, theme, n, n_sentences, n_promised.
    """
    promised = targets[targets["status"] == "target"]
    rows = []
    for document, own in promised.groupby("document", sort=False):
        for theme in themes:
            with_theme = own[carries(own, theme)]
            n_sentences = with_theme["sentence"].nunique()
            rows.append((document, theme, len(with_theme), n_sentences, len(own)))
    return pd.DataFrame(rows, columns=["document", "theme", "n", "n_sentences", "n_promised"])


def promises_by_horizon(targets: pd.DataFrame, years: Mapping[str, int | None]) -> pd.DataFrame:
    """Promised quantities of each document by the time at which they are due (`horizon`).

    Parameters
    ----------
    targets
        As `own_targets` returns it.
    years
        Document -> year in which it was held or written, None where that is not known.

    Returns
    -------
    One row per document with a promise × horizon: document, horizon, n, n_promised.
    """
    promised = targets[targets["status"] == "target"]
    rows = []
    for document, own in promised.groupby("document", sort=False):
        due = [horizon(period, years.get(document)) for period in own["period"]]
        rows += [(document, name, due.count(name), len(own)) for name in HORIZONS]
    return pd.DataFrame(rows, columns=["document", "horizon", "n", "n_promised"])


def promise_kinds(sentences: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Of the sentences that promise, how many name a number, a date, both, or neither?

    A sentence promises when its `status` is `target`: it plans, demands or calls for something.
    Headings are left out. It has a number when a promised quantity of the place stands in it, a
    date when it names a time itself (`period`).

    Parameters
    ----------
    sentences
        Table `sentences`.
    targets
        As `own_targets` returns it.

    Returns
    -------
    One row per document × kind (`KINDS`): document, kind, n, n_promises, n_sentences, share (n ÷
    n_promises; NaN where nothing is promised).

    Two promises, one with a number, one without number and date:

    >>> toy = pd.DataFrame({"sentence": ["a:1", "a:2"], "document": "a", "is_heading": False,
    ...                     "status": "target", "period": ""})
    >>> found = pd.DataFrame({"sentence": ["a:1"], "document": "a", "status": "target"})
    >>> promise_kinds(toy, found)[["kind", "n", "share"]].values.tolist()
    [['both', 0, 0.0], ['number', 1, 0.5], ['date', 0, 0.0], ['neither', 1, 0.5]]
    """
    numbered = set(targets.loc[targets["status"] == "target", "sentence"])
    spoken = sentences[~sentences["is_heading"].astype(bool)]
    rows = []
    for document, whole in spoken.groupby("document", sort=False):
        promises = whole[whole["status"] == "target"]
        number, date = promises["sentence"].isin(numbered), promises["period"] != ""
        counts = [number & date, number & ~date, ~number & date, ~number & ~date]
        for kind, found in zip(KINDS, counts, strict=True):
            rows.append((document, kind, int(found.sum()), len(promises), len(whole)))
    table = pd.DataFrame(rows, columns=["document", "kind", "n", "n_promises", "n_sentences"])
    return table.assign(share=table["n"] / table["n_promises"].where(table["n_promises"] > 0))
