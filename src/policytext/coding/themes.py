"""Themes of sentences, from a lexicon that is data.

Six rules, and no others, turn terms into themes:

1. *Longest first.* Terms are found from left to right, the longest that begins at a character
   first; found terms do not overlap. A term of several themes gives evidence for each of them, and
   what it contains is hidden from all themes.
2. *Strong.* One strong term gives its theme.
3. *Weak.* Where no theme has a strong term, two different weak terms of a theme give it.
4. *Cancels.* A term that cancels gives nothing; it only hides what it contains (文化水平, level
   of schooling, hides 文化, culture).
5. *In passing.* A theme with less than half of the weight of the heaviest theme, and less than
   two strong terms weigh, is only mentioned, and falls away; but of five themes or more, which
   only an overview has, all stay. A strong term weighs 2, a weak one 1, each once.
6. *Headings.* In context, one weak term gives a theme that the heading above has. A sentence left
   without a theme takes those of the heading, if that is an inner one: a part (一、) is too wide.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from policytext.coding.terms import Terms
from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.structure import MARKERS

STRENGTHS = ("strong", "weak", "cancels")

STRONG = 2  # what a strong term weighs; a weak one weighs 1
OVERVIEW = 5  # themes of a sentence in which none is named in passing

# How deep the headings are that lend context, by the marks of `MARKERS` that open them.
LEVELS = {"一、": 0, "（一）": 1, "——": 2, "一是": 2}
OPENS = re.compile("|".join(f"({MARKERS[marker]})" for marker in LEVELS))


@dataclass(frozen=True)
class Lexicon:
    """Themes in their order, and what each term says of them.

    Attributes
    ----------
    themes : codes in the order in which labels are given.
    core : the themes that have a chapter each.
    strengths : term -> its (theme, strength) pairs in the order of the themes.
    terms : the same terms, ready to be found in a text.
    pairs : term -> its (theme, term) pairs, but for themes that it cancels.
    """

    themes: tuple[str, ...]
    core: tuple[str, ...]
    strengths: Mapping[str, tuple[tuple[str, str], ...]]

    @cached_property
    def terms(self) -> Terms:
        return Terms(self.strengths)

    @cached_property
    def pairs(self) -> dict[str, list[tuple[str, str]]]:
        return {
            term: [(theme, term) for theme, strength in said if strength != "cancels"]
            for term, said in self.strengths.items()
        }


def read_lexicon(folder: str | Path) -> Lexicon:
    """Return the lexicon in `folder`, from its `themes.csv` and `terms.csv`.

    The order of the rows in `terms.csv` does not matter.

    Raises
    ------
    InputError
        For a missing file or column, a row with too few or too many cells, an unknown theme or
        strength, an empty term, or a term that stands twice under one theme.
    """
    folder = Path(folder)
    themes: dict[str, int] = {}  # each with its place
    core = []
    for line, row in read_rows(folder / "themes.csv", required=("theme", "core")):
        place, theme = f"{folder / 'themes.csv'}: line {line}", row["theme"]
        if not theme or theme in themes:
            raise InputError(f"{place}: found theme {theme!r}, expected a code not used before")
        if row["core"] not in ("true", "false"):
            raise InputError(f"{place}: found core {row['core']!r}, expected true or false")
        themes[theme] = len(themes)
        if row["core"] == "true":
            core.append(theme)

    given: dict[str, dict[str, str]] = {}
    for line, row in read_rows(folder / "terms.csv", required=("theme", "term", "strength")):
        place = f"{folder / 'terms.csv'}: line {line}"
        theme, term, strength = row["theme"], row["term"], row["strength"]
        if theme not in themes:
            raise InputError(f"{place}: found theme {theme!r}, expected one of {', '.join(themes)}")
        if not term or term != term.strip() or not term.isprintable():
            raise InputError(f"{place}: found term {term!r}, expected characters without spaces")
        if strength not in STRENGTHS:
            expected = ", ".join(STRENGTHS)
            raise InputError(f"{place}: found strength {strength!r}, expected one of {expected}")
        if theme in given.setdefault(term, {}):
            raise InputError(f"{place}: found {term} twice under {theme}, expected it once")
        given[term][theme] = strength
    strengths = {
        term: tuple((theme, by_theme[theme]) for theme in sorted(by_theme, key=themes.__getitem__))
        for term, by_theme in given.items()
    }
    return Lexicon(tuple(themes), tuple(core), strengths)


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the package; it is read once."""
    return read_lexicon(lexicon_folder())


def find_terms(sentence: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the (theme, term) pairs of a sentence, in the order of the text.

    From left to right the longest term that begins at a character is taken, and the search goes on
    after its end, so found terms do not overlap. A term of two themes gives two pairs, a term that
    cancels a theme gives none for it, a term that occurs twice is given twice.
    """
    pairs = lexicon.pairs
    return [pair for term in lexicon.terms.found(sentence) for pair in pairs[term]]


def heading_level(sentence: str) -> int | None:
    """Return how deep a heading the sentence opens: 0 for 一、, 1 for （一）, 2 for 一是, 一要, ——.

    None for a sentence that opens none.

    >>> [heading_level(text) for text in ("一、办好学校", "（二）修路", "三是种树。", "修路。")]
    [0, 1, 2, None]
    """
    opening = OPENS.match(sentence)
    if not opening:
        return None
    assert opening.lastindex  # each mark is a group
    return [*LEVELS.values()][opening.lastindex - 1]


def label(
    sentences: Iterable[str], lexicon: Lexicon | None = None, *, context: bool = True
) -> list[tuple[str, ...]]:
    """Return the themes of each sentence, in the order of the lexicon; () for none.

    Parameters
    ----------
    sentences : clean sentences (simplified characters, Chinese punctuation) of *one* document, in
        its order; headings are sentences too.
    lexicon : see `read_lexicon`; by default the shipped one.
    context : whether headings support the sentences under them (rule 6 of this module). Without
        it each sentence stands by itself, and their order does not matter.

    Notes
    -----
    A heading holds until the next one of its own or an outer level. One that gives no theme
    passes on those of the heading around it.
    """
    lexicon = lexicon or shipped_lexicon()
    labels = []
    headings: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = []
    for sentence in sentences:
        level = heading_level(sentence) if context else None
        if level is not None:
            headings = [heading for heading in headings if heading[0] < level]
        supported, lent = headings[-1][1:] if headings else ((), ())
        themes = _themes(sentence, lexicon, supported) or lent
        if level is not None:
            headings.append((level, themes or supported, themes if level > 0 else ()))
        labels.append(themes)
    return labels


def _themes(sentence: str, lexicon: Lexicon, supported: tuple[str, ...]) -> tuple[str, ...]:
    strong: set[str] = set()
    weight: dict[str, int] = {}
    for term in set(lexicon.terms.found(sentence)):
        for theme, strength in lexicon.strengths[term]:
            if strength == "strong":
                strong.add(theme)
                weight[theme] = weight.get(theme, 0) + STRONG
            elif strength == "weak":
                weight[theme] = weight.get(theme, 0) + 1
    given = strong or {theme for theme, n in weight.items() if n >= 2}
    given.update(theme for theme in supported if theme in weight)
    if len(given) < 2:
        return tuple(given)
    heaviest = max(weight[theme] for theme in given)
    needed = 0 if len(given) >= OVERVIEW else min(heaviest / 2, 2 * STRONG)
    return tuple(t for t in lexicon.themes if t in given and weight[t] >= needed)
