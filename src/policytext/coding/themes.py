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
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.structure import MARKERS

STRENGTHS = ("strong", "weak", "cancels")

STRONG = 2  # what a strong term weighs; a weak one weighs 1
OVERVIEW = 5  # themes of a sentence in which none is named in passing

# How deep the headings are that lend context, by the marks of `MARKERS` that open them.
LEVELS = {"一、": 0, "（一）": 1, "——": 2, "一是": 2}


@dataclass(frozen=True)
class Lexicon:
    """Themes in their order, and what each term says of them.

    Attributes
    ----------
    themes : codes in the order in which labels are given.
    core : the themes that have a chapter each.
    strengths : term -> its (theme, strength) pairs in the order of the themes.
    lengths : first character -> lengths of the terms that begin with it, longest first.
    """

    themes: tuple[str, ...]
    core: tuple[str, ...]
    strengths: Mapping[str, tuple[tuple[str, str], ...]]
    lengths: Mapping[str, tuple[int, ...]]


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
    themes = []
    core = []
    for line, row in read_rows(folder / "themes.csv", required=("theme", "core")):
        place, theme = f"{folder / 'themes.csv'}: line {line}", row["theme"]
        if not theme or theme in themes:
            raise InputError(f"{place}: found theme {theme!r}, expected a code not used before")
        if row["core"] not in ("true", "false"):
            raise InputError(f"{place}: found core {row['core']!r}, expected true or false")
        themes.append(theme)
        if row["core"] == "true":
            core.append(theme)

    given: dict[str, dict[str, str]] = {}
    for line, row in read_rows(folder / "terms.csv", required=("theme", "term", "strength")):
        place = f"{folder / 'terms.csv'}: line {line}"
        theme, term, strength = row["theme"], row["term"], row["strength"]
        if theme not in themes:
            raise InputError(f"{place}: found theme {theme!r}, expected one of {', '.join(themes)}")
        if not term or term != term.strip():
            raise InputError(f"{place}: found term {term!r}, expected characters without spaces")
        if strength not in STRENGTHS:
            expected = ", ".join(STRENGTHS)
            raise InputError(f"{place}: found strength {strength!r}, expected one of {expected}")
        if theme in given.setdefault(term, {}):
            raise InputError(f"{place}: found {term} twice under {theme}, expected it once")
        given[term][theme] = strength
    return _lexicon(tuple(themes), tuple(core), given)


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the package; it is read once."""
    return read_lexicon(lexicon_folder())


def _lexicon(
    themes: tuple[str, ...], core: tuple[str, ...], given: Mapping[str, Mapping[str, str]]
) -> Lexicon:
    lengths: dict[str, set[int]] = {}
    for term in given:
        lengths.setdefault(term[0], set()).add(len(term))
    return Lexicon(
        themes,
        core,
        {t: tuple((theme, s[theme]) for theme in themes if theme in s) for t, s in given.items()},
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def find_terms(sentence: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the (theme, term) pairs of a sentence, in the order of the text.

    From left to right the longest term that begins at a character is taken, and the search goes on
    after its end, so found terms do not overlap. A term of two themes gives two pairs, a term that
    cancels a theme gives none for it, a term that occurs twice is given twice.
    """
    return [
        (theme, term)
        for theme, term, strength in _matches(sentence, lexicon)
        if strength != "cancels"
    ]


def _matches(sentence: str, lexicon: Lexicon) -> list[tuple[str, str, str]]:
    found = []
    start, end = 0, len(sentence)
    lengths, strengths = lexicon.lengths, lexicon.strengths
    while start < end:
        for length in lengths.get(sentence[start], ()):
            term = sentence[start : start + length]
            if term in strengths:
                found += [(theme, term, strength) for theme, strength in strengths[term]]
                start += length
                break
        else:
            start += 1
    return found


def heading_level(sentence: str) -> int | None:
    """Return how deep a heading the sentence opens: 0 for 一、, 1 for （一）, 2 for 一是, 一要, ——.

    None for a sentence that opens none.

    >>> [heading_level(text) for text in ("一、办好学校", "（二）修路", "三是种树。", "修路。")]
    [0, 1, 2, None]
    """
    for marker, level in LEVELS.items():
        if re.match(MARKERS[marker], sentence):
            return level
    return None


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
    matches = set(_matches(sentence, lexicon))
    strong = Counter(theme for theme, _, strength in matches if strength == "strong")
    weak = Counter(theme for theme, _, strength in matches if strength == "weak")
    given = set(strong) or {theme for theme, n in weak.items() if n >= 2}
    given |= {theme for theme in supported if theme in weak}
    weight = {theme: STRONG * strong[theme] + weak[theme] for theme in given}
    heaviest = max(weight.values(), default=0)
    needed = 0 if len(weight) >= OVERVIEW else min(heaviest / 2, 2 * STRONG)
    return tuple(t for t in lexicon.themes if t in weight and weight[t] >= needed)
