"""What is odd in a lexicon: rows that cannot be used, terms that find nothing, terms in terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policytext.coding.terms import Terms
from policytext.coding.themes import STRENGTHS
from policytext.data import read_rows

KINDS = {
    "theme": "Rows with a theme or strength that there is not",
    "duplicate": "Terms that stand twice under one theme",
    "unused": "Terms that no document has",
    "overlap": "Terms that hide a term of another theme where both could be found",
}
ERRORS = ("theme", "duplicate")
"""The kinds with which a lexicon cannot be used."""


@dataclass(frozen=True)
class Finding:
    """Something odd: its kind, of `KINDS`, the line of `terms.csv`, and what it is."""

    kind: str
    line: int
    said: str


def check_lexicon(folder: str | Path, texts: Iterable[str] | None = None) -> list[Finding]:
    """What is odd in the `themes.csv` and `terms.csv` of a folder, sorted by kind and line.

    Parameters
    ----------
    texts
        Clean texts in which terms are looked for; without them none is called unused.

    Raises
    ------
    InputError
        A file or a column is missing, or no CSV.
    """
    folder = Path(folder)
    themes = [row["theme"] for _, row in read_rows(folder / "themes.csv", required=("theme",))]
    rows = read_rows(folder / "terms.csv", required=("theme", "term", "strength"))
    found = [*wrong(rows, themes), *overlaps(rows)]
    if texts is not None:
        found += unused(rows, texts)
    return sorted(found, key=lambda one: (list(KINDS).index(one.kind), one.line, one.said))


def wrong(rows: list[tuple[int, dict[str, str]]], themes: list[str]) -> Iterator[Finding]:
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


def unused(rows: list[tuple[int, dict[str, str]]], texts: Iterable[str]) -> Iterator[Finding]:
    """Terms that are not found in any text, the longest first, as labels find them."""
    terms = Terms(dict.fromkeys(row["term"] for _, row in rows))
    found: set[str] = set()
    inside: set[str] = set()
    for text in texts:
        found.update(terms.found(text))
        inside.update(term for term in terms.terms if term not in found and term in text)
    for line, row in rows:
        if row["term"] not in found:
            where = ", only within longer terms" if row["term"] in inside else ""
            yield Finding("unused", line, f"{row['term']} ({row['theme']}){where}")


def overlaps(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Finding]:
    """Terms with another one within that gives a theme which they do not give."""
    given: dict[str, set[str]] = {}
    for _, row in rows:
        themes = given.setdefault(row["term"], set())
        if row["strength"] != "cancels":
            themes.add(row["theme"])
    for line, row in rows:
        term = row["term"]
        if row["strength"] == "cancels":  # made to hide others
            continue
        parts = {term[a:b] for a in range(len(term)) for b in range(a + 1, len(term) + 1)}
        for part in sorted(parts - {term}):
            hidden = sorted(given.get(part, set()) - given[term])
            if hidden:
                said = f"{term} ({row['theme']}) hides {part} ({', '.join(hidden)})"
                yield Finding("overlap", line, said)
