"""What is odd in a lexicon: rows that cannot be used, terms that find nothing, terms in terms."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation

from policytext.coding.terms import Terms
from policytext.coding.themes import STRENGTHS
from policytext.data import read_rows
from policytext.reading.clean import CHARACTER_RULES, clean

KINDS = {
    "theme": "Rows with a theme or strength that there is not",
    "duplicate": "Terms that stand twice under one theme",
    "writing": "Terms that no clean text can have as they are written",
    "unused": "Terms that no document has",
    "overlap": "Terms that stand under another theme too, or hide a term of one",
}
ERRORS = ("theme", "duplicate")
"""The kinds with which a lexicon cannot be used."""


@dataclass(frozen=True)
class Finding:
    """Something odd: its kind, of `KINDS`, the line of `terms.csv`, and what it is."""

    kind: str
    line: int
    said: str


Rows = list[tuple[int, dict[str, str]]]
"""Rows of a file, each with its line."""


def check_lexicon(
    folder: str | Path, texts: Iterable[str] | None = None, *, beside: Path | None = None
) -> list[Finding]:
    """What is odd in the `themes.csv` and `terms.csv` of a folder, sorted by kind and line.

    Parameters
    ----------
    texts
        Clean texts in which terms are looked for; without them none is called unused.
    beside
        Another lexicon, beside whose themes and terms these are used; `themes.csv` need not be
        there then.

    Raises
    ------
    InputError
        A file or a column is missing, or no CSV.
    """
    folder = Path(folder)
    files = [folder / "themes.csv"]
    if beside:
        files = [beside / "themes.csv", *(path for path in files if path.is_file())]
    rows_of_themes = (row for path in files for _, row in read_rows(path, required=("theme",)))
    themes = dict.fromkeys(row["theme"] for row in rows_of_themes)
    columns = ("theme", "term", "strength")
    rows = read_rows(folder / "terms.csv", required=columns)
    own = {(row["theme"], row["term"]) for _, row in rows}
    others = read_rows(beside / "terms.csv", required=columns) if beside else []
    others = [(line, row) for line, row in others if (row["theme"], row["term"]) not in own]
    found = [*wrong(rows, themes), *miswritten(rows), *overlaps(rows, others)]
    if texts is not None:
        found += unused(rows, others, texts)
    return sorted(found, key=lambda one: (list(KINDS).index(one.kind), one.line, one.said))


def wrong(rows: Rows, themes: Collection[str]) -> Iterator[Finding]:
    """Rows that `read_lexicon` refuses."""
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        theme, term, strength = row["theme"], row["term"], row["strength"]
        if theme not in themes:
            yield Finding("theme", line, f"{term}: theme {theme!r}; one of {', '.join(themes)}")
        if strength not in STRENGTHS:
            expected = ", ".join(STRENGTHS)
            yield Finding("theme", line, f"{term}: strength {strength!r}; one of {expected}")
        if first.setdefault((theme, term), line) != line:
            before = first[theme, term]
            yield Finding("duplicate", line, f"{term}: under {theme} in line {before} already")


def miswritten(rows: Rows) -> Iterator[Finding]:
    """Terms in traditional or full-width characters, which cleaning takes out of the texts."""
    for line, row in rows:
        mended = clean(row["term"], rules=CHARACTER_RULES).text
        if mended != row["term"]:
            yield Finding("writing", line, f"{row['term']}: texts have {mended}")


def unused(rows: Rows, others: Rows, texts: Iterable[str]) -> Iterator[Finding]:
    """Terms that are not found in any text, the longest first, as labels find them."""
    terms = Terms(dict.fromkeys(row["term"] for _, row in (*rows, *others) if row["term"]))
    found: set[str] = set()
    inside: set[str] = set()
    for text in texts:
        found.update(terms.found(text))
        inside.update(term for term in terms.terms if term not in found and term in text)
    for line, row in rows:
        if row["term"] not in found:
            where = ", only within longer terms" if row["term"] in inside else ""
            yield Finding("unused", line, f"{row['term']} ({row['theme']}){where}")


def overlaps(rows: Rows, others: Rows) -> Iterator[Finding]:
    """Terms with another one within that gives a theme which they do not give, and those that stand
    under another theme in `others`.
    """
    given: dict[str, set[str]] = {}
    for _, row in (*rows, *others):
        themes = given.setdefault(row["term"], set())
        if row["strength"] != "cancels":
            themes.add(row["theme"])
    # The implementation that it would choose takes minutes to make of a long term
    known = AhoCorasick(filter(None, given), implementation=Implementation.ContiguousNFA)
    elsewhere: dict[str, set[str]] = {}
    for _, row in others:
        elsewhere.setdefault(row["term"], set()).add(row["theme"])
    for line, row in rows:
        term = row["term"]
        if row["strength"] == "cancels":  # made to hide others
            continue
        parts = set(known.find_matches_as_strings(term, overlapping=True))
        for part in sorted(parts - {term}):
            hidden = sorted(given[part] - given[term])
            if hidden:
                said = f"{term} ({row['theme']}) hides {part} ({', '.join(hidden)})"
                yield Finding("overlap", line, said)
        for theme in sorted(elsewhere.get(term, ())):
            yield Finding("overlap", line, f"{term} ({row['theme']}) stands under {theme}, too")
