"""Numbered formulas of a sentence: 四个意识, “1+7+2+N”, 三清两建.

A formula is a fixed name or slogan, built on a numeral or a digit code, for a set whose members
the audience knows. They are found in this order, and never overlap
(the patterns stand in `formula_rules.py`):

1. *Whole quotations.* What stands between two quotation marks and is a known formula, or follows
   one of `PATTERNS` from its first character to its last.
2. *Codes.* Digit codes, quoted or not (`CODES`).
3. *Known ones.* Formulas of `data/lexicon/formulas.csv`, from left to right the longest first,
   quotation marks aside. What `not_formulas.csv` lists is passed over in the same walk.
4. *Bare patterns.* Without quotation marks only the two narrow ones of `BARE` are taken.

A plain count with its noun (五大产业领域, five fields of industry) follows no rule but the quoted
ones, so without quotation marks it is none. `REFUSALS` take back what looks like a set and is a
date, a period, a streak, an ordinal or a rank.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from policytext.coding.formula_rules import (
    BARE,
    CLOSING,
    CODE_SIGN,
    CODES,
    COUNTED,
    COUNTS,
    DIGITS,
    HAN,
    LONGEST,
    MANY,
    NUMBERED,
    NUMERALS,
    OPENING,
    PATTERNS,
    PROGRAMME,
    REFUSALS,
)
from policytext.coding.terms import Terms
from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.characters import full_width, simplify
from policytext.reading.edits import Rule as CharacterRule
from policytext.reading.edits import replaced

LEVELS = ("central", "provincial", "local", "unknown")

QUOTE = re.compile(rf'[{OPENING}{CLOSING}"]')
CLOSES = dict(zip(CLOSING, OPENING, strict=True)) | {'"': '"'}
HAS_COUNT, HAS_CODE_SIGN = re.compile(COUNTS), re.compile(CODE_SIGN)
IN_CODE = re.compile(f"[ {CLOSING}]")  # what a code may hold and its normal form does not
YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
PART = re.compile("[^、，和与]+")
ANY_PATTERN, ANY_REFUSAL = (
    "|".join(f"(?:{rule.pattern})" for rule in rules) for rules in (PATTERNS, REFUSALS)
)
compiled = cache(re.compile)  # each when first needed: to compile all takes longer than to import


@dataclass(frozen=True, slots=True)
class Formula:
    """One occurrence: where it starts, as it is printed, and its normal form."""

    start: int
    formula: str
    normalised: str


@dataclass(frozen=True)
class KnownFormulas:
    """The formulas of `formulas.csv`, and what is none.

    Attributes
    ----------
    normal : formula or variant -> normal form.
    bare : those that count without quotation marks.
    refused : terms of `not_formulas.csv`.
    terms : the bare and the refused, ready to be found in a text.
    """

    normal: Mapping[str, str]
    bare: frozenset[str]
    refused: frozenset[str]

    @cached_property
    def terms(self) -> Terms:
        return Terms(sorted(self.bare | self.refused))

    @cached_property
    def begins_refused(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.refused))) or "(?!)")


def read_formulas(folder: str | Path) -> KnownFormulas:
    """Return the formulas in `folder`, from its `formulas.csv` and `not_formulas.csv`.

    A formula of a numeral and a counter (四个意识) is also known with a digit (4个意识).

    Raises
    ------
    InputError
        For a missing file or column, an unknown level, a cell `bare` that is neither true nor
        false, an empty formula, or a formula, variant or refused term that stands twice.
    """
    folder = Path(folder)
    normal: dict[str, str] = {}
    bare: set[str] = set()
    path = folder / "formulas.csv"
    for line, row in read_rows(path, required=("formula", "level", "bare", "variants")):
        if row["level"] not in LEVELS:
            expected = ", ".join(LEVELS)
            raise InputError(f"{path}: line {line}: found {row['level']!r}, expected {expected}")
        if row["bare"] not in ("true", "false"):
            raise InputError(f"{path}: line {line}: found {row['bare']!r}, expected true or false")
        variants = row["variants"].split(";") if row["variants"] else []
        for form in (row["formula"], *variants):
            if not form or form in normal:
                raise InputError(f"{path}: line {line}: found {form!r}, expected a new formula")
            normal[form] = row["formula"]
        bare.update(variants if row["bare"] == "false" else (row["formula"], *variants))
    for form in list(normal):
        with_digit = re.sub(rf"^[{DIGITS}](?={COUNTED})", lambda m: _digit(m[0]), form)
        if with_digit not in normal:
            normal[with_digit] = normal[form]
            bare.update([with_digit] if form in bare else [])
    refused: set[str] = set()
    path = folder / "not_formulas.csv"
    for line, row in read_rows(path, required=("term",)):
        if not row["term"] or row["term"] in refused or row["term"] in normal:
            raise InputError(f"{path}: line {line}: found {row['term']!r}, expected a new term")
        refused.add(row["term"])
    return KnownFormulas(normal, frozenset(bare), frozenset(refused))


def _digit(numeral: str) -> str:
    return {"两": "2", "十": "10"}.get(numeral) or str("零一二三四五六七八九".index(numeral))


@cache
def shipped_formulas() -> KnownFormulas:
    """Return the formulas that come with the package; they are read once."""
    return read_formulas(lexicon_folder())


def formulas(sentence: str, known: KnownFormulas | None = None) -> list[Formula]:
    """Return the numbered formulas of a sentence, in its order; one for each occurrence.

    Places are those of the sentence as given. It need not be clean: full-width digits and
    traditional characters are read as what they stand for.

    'Guided by the Four Consciousnesses, carry out the three tasks under 1+3':

    >>> for found in formulas("增强“四个意识”，按“1+3”机制抓好三项任务。"):
    ...     print(found)
    Formula(start=3, formula='四个意识', normalised='四个意识')
    Formula(start=11, formula='1+3', normalised='1+3')
    """
    known = known or shipped_formulas()
    text = _plain(sentence)
    candidates = [one for start, end in quotations(text) for one in _whole(text, start, end, known)]
    candidates += [*_codes(text, known), *_unquoted(text, known)]
    found: list[Formula] = []
    taken = bytearray(len(text) if candidates else 0)
    for start, end, name in candidates:
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Formula(start, sentence[start:end], name))
    return sorted(found, key=lambda one: one.start)


def formula_rows(sentences: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (sentence id, normal form) of each formula, from pairs of an id and a sentence.

    >>> list(formula_rows([("a:0001", "开好“两会”。"), ("a:0002", "开好会。")]))
    [('a:0001', '两会')]
    """
    for identifier, sentence in sentences:
        for found in formulas(sentence):
            yield identifier, found.normalised


def _plain(sentence: str) -> str:
    """The sentence with ASCII digits and simplified characters, as long as it was."""
    for rule, needed in _character_rules():
        if needed.search(sentence):
            same_length = [r for r in rule(sentence) if len(r[2]) == r[1] - r[0]]
            sentence = replaced(sentence, same_length)
    return sentence


@cache
def _character_rules() -> list[tuple[CharacterRule, re.Pattern[str]]]:
    return [(rule, rule.needed()) for rule in (full_width, simplify)]


def quotations(text: str) -> list[tuple[int, int]]:
    """Where the insides of short quotations begin and end, inner ones first.

    Straight marks open and close in turn. A closing mark where none is open is taken for an
    opening one, since some pages print ”…”.
    """
    found = []
    open_at: list[tuple[str, int]] = []
    for match in QUOTE.finditer(text):
        mark, place = match[0], match.start()
        if mark in CLOSES and open_at and open_at[-1][0] in (CLOSES[mark], mark):
            start = open_at.pop()[1]
            if 0 < place - start <= LONGEST:
                found.append((start, place))
        elif mark in CLOSES and any(opened == CLOSES[mark] for opened, _ in open_at[-3:]):
            while open_at.pop()[0] != CLOSES[mark]:  # an inner one was never closed
                pass
        else:
            open_at.append((mark, match.end()))
    return found


def _whole(text: str, start: int, end: int, known: KnownFormulas) -> list[tuple[int, int, str]]:
    """The formulas that a whole quotation is: itself, or each of its parts."""
    inside = text[start:end]
    name = QUOTE.sub("", inside)
    head = compiled(PROGRAMME).match(text[end + 1 : end + 4])
    if head and name + head[0] in known.normal:
        return [(start, end + 1 + head.end(), known.normal[name + head[0]])]
    if name in known.normal:
        return [(start, end, known.normal[name])]
    if _refused(name, known):
        return []
    number = _number_before(text, start - 1)
    if number and compiled(NUMBERED).fullmatch(name) and text[end + 1 : end + 2] not in [*OPENING]:
        name = number + name
        return [(start - 1 - len(number), end + 1, known.normal.get(name, name))]
    parts = [(start + part.start(), start + part.end(), part[0]) for part in PART.finditer(inside)]
    if len(parts) > 1 and all(p in known.normal or _counted(p) for _, _, p in parts):
        return [(s, e, known.normal.get(p, p)) for s, e, p in parts]
    for i in range(2, len(inside) - 1):  # 六稳六保 is 六稳 and 六保
        if inside[:i] in known.bare and inside[i:] in known.bare:
            middle = start + i
            first, second = known.normal[inside[:i]], known.normal[inside[i:]]
            return [(start, middle, first), (middle, end, second)]
    if not HAS_COUNT.search(name):
        return []
    groups = compiled(PATTERNS[0].pattern).fullmatch(name)
    if not groups and next(_known(name, known), None):
        return []  # a known one inside is found later
    if _first_rung(text, end, name):
        return [(start, end, name)]
    if groups or compiled(ANY_PATTERN).fullmatch(name):
        if head and not re.search(r"\d", name):
            return [(start, end + 1 + head.end(), name + head[0])]
        return [(start, end, name)]
    return []


def _number_before(text: str, place: int) -> str:
    """The number and counter right before a place, as 三个 in 三个“一号工程”, or nothing."""
    before = text[max(0, place - 5) : place]
    match = compiled(rf"(?<![{NUMERALS}第\d])(?:{MANY}|[2-9])[个项大]$").search(before)
    return match[0] if match else ""


def _counted(part: str) -> bool:
    """Is this part of a quotation a set with a counter, as 八个坚持 in “六个龙江、八个坚持”?"""
    return compiled(rf"{MANY}[个大项]{HAN}{{1,8}}").fullmatch(part) is not None


def _first_rung(text: str, end: int, name: str) -> bool:
    """Is this “一个…” the first of a ladder that goes on with “两个…”?"""
    if not compiled(rf"一[个大项]{HAN}{{1,6}}").fullmatch(name):
        return False
    second = compiled(rf"[{OPENING}\"][两二][个大项]")
    return second.search(text[end + 1 : end + 61]) is not None


def _refused(name: str, known: KnownFormulas) -> bool:
    """Is this name a date, a period, an idiom, or one that begins with a listed term?"""
    if known.begins_refused.match(name):
        return True
    return bool(HAS_COUNT.search(name) and compiled(ANY_REFUSAL).fullmatch(name))


def _codes(text: str, known: KnownFormulas) -> Iterator[tuple[int, int, str]]:
    """The digit codes of a text: what follows one of `CODES` and is no year."""
    for rule in CODES if HAS_CODE_SIGN.search(text) else ():
        for match in rule.finditer(text):
            start, end = match.span(1)
            name = IN_CODE.sub("", match[1])
            if not _refused(name, known) and not YEAR.match(text, start, start + 5):
                yield start, end, name.replace("n", "N").replace("x", "X")


def _unquoted(text: str, known: KnownFormulas) -> Iterator[tuple[int, int, str]]:
    """The formulas of a text with its quotation marks aside."""
    unquoted = QUOTE.sub("", text)
    found = [*_known(unquoted, known), *_bare(unquoted, known)]
    # where each quotation mark was, counted without those before it
    marks = [mark.start() - n for n, mark in enumerate(QUOTE.finditer(text))] if found else []
    for start, end, name in found:
        yield start + bisect_right(marks, start), end + bisect_right(marks, end - 1), name


def _known(text: str, known: KnownFormulas) -> Iterator[tuple[int, int, str]]:
    """The known formulas of a text without quotation marks, the longest first.

    One that a numeral or 第 goes before is part of a longer number (二十三农户) and left out.
    """
    for place, start, end in known.terms.places(text):
        form = known.terms.terms[place]
        part_of_number = start and text[start - 1] in f"{NUMERALS}第0123456789."
        if form in known.bare and not part_of_number:
            yield start, end, known.normal[form]


def _bare(text: str, known: KnownFormulas) -> Iterator[tuple[int, int, str]]:
    """The formulas of a text without quotation marks that follow one of `BARE`."""
    for rule in BARE:
        for match in rule.finditer(text):
            if not _refused(match[0], known):
                yield *match.span(), match[0]
