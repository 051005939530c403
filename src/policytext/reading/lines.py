"""Rules that join what a page broke and part what it ran together."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from policytext.reading.edits import HAN, NUMERAL, OPENER, Replacement, matches_from, needs
from policytext.reading.segment import segment

MIN_BROKEN = 20
"""Characters; a shorter line without a mark is a heading, however the next one goes on."""
MAX_HEADING = 60
"""Characters; a longer line, or first sentence behind a heading's mark, is no heading."""


@lru_cache(maxsize=1)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text; the last ones are kept, since rule after rule asks for them."""
    return tuple(text.split("\n"))


@needs(" ")
def breaks(text: str) -> Iterator[Replacement]:
    """A space that stands for a lost line end becomes one.

    So does a space behind a full stop, and the first space behind a heading without a stop.
    """
    if " " not in text:
        return
    opened = {match.start(1) for match in matches_from(NUMERALS, HEADING_RUN_IN, text)}
    for match in re.finditer(" ", text):
        place = match.start()
        before = text[max(0, place - 2) : place]
        if before.endswith(("。", "！", "？", "。”", "！”", "？”")) or place in opened:
            yield place, place + 1, "\n"


@needs(" ")
def salutation(text: str) -> Iterator[Replacement]:
    """The words to the listeners that the page ran into its header get a line of their own.

    They do where they open the speech: no full stop stands in the line before them.
    """
    opening = text[:3000]
    if " 各位" not in opening and " 尊敬的各位" not in opening:
        return
    if found := RUN_IN_ADDRESS.search(opening):
        yield *found.span(1), "\n"


RUN_IN_ADDRESS = re.compile(
    rf"^(?!各位|尊敬)[^。！？，；\n]{{4,200}}(?<=[{HAN}\d）)\]】])( )"
    r"(?:尊敬的)?各位(?:代表|委员)(?:[、，,][^。：:\n]{1,20})?[：:！!]",
    re.MULTILINE,
)


NUMERALS = re.compile(f"[{NUMERAL}]")
# A heading without a stop, at the beginning of a line or behind a stop, then a space and a text
HEADING_RUN_IN = re.compile(
    rf"(?:^|(?<=[。！？] ))[{NUMERAL}]+、 ?[^。！？；\n ]{{4,40}}( )(?=[^\n]{{20}})", re.MULTILINE
)


def joins(text: str) -> Iterator[Replacement]:
    """A line that was broken in mid-sentence is joined to the next one.

    Broken is a line that ends with a comma, a semicolon or an enumeration mark; and one that ends
    with no mark, where the break falls into a word, where the line is too long for a heading, or
    where the page was broken at a fixed width. Never before a line that opens a heading or a list
    item, or that is addressed to the listeners.
    """
    end = -1
    for line, following in pairwise(lines_of(text)):
        end += len(line) + 1
        if not may_go_on(line) or begins_anew(following):
            continue
        if line.endswith(COMMAS) or is_broken(line, following, fixed_width(text)):
            yield end, end + 1, ""


def begins_anew(line: str) -> bool:
    """Whether a line opens a heading or a list item, or is addressed to the listeners."""
    return OPENING.match(line) is not None or ADDRESS.match(line) is not None


def may_go_on(line: str) -> bool:
    """Whether a sentence may go on behind a line: it ends with a comma, or with no mark."""
    return NO_STOP.match(line[-1:]) is not None


def is_broken(line: str, following: str, full: int) -> bool:
    """Whether a sentence goes on from a line without a mark, in lines of at most `full` columns."""
    if full and columns(line) >= full - 7:
        return True
    if len(line) < MIN_BROKEN or OPENER_OF_LINE.match(line):
        return False
    return len(line) > MAX_HEADING or breaks_a_word(line, following)


OPENING = re.compile(rf" *{OPENER}")
OPENER_OF_LINE = re.compile(OPENER)
COMMAS = tuple("，、；,;")
NO_STOP = re.compile(rf"[{HAN}A-Za-z0-9%*“‘（(《—，、；,;]")
# Words to the listeners: 各位代表： 同志们！
ADDRESS = re.compile(
    r" *(?:尊敬的)?(?:各位[^。\n]{1,20}|(?:同志|代表|委员|朋友|乡亲|女士|先生|同学|战友)们"
    r"[^。\n]{0,20})[：:！!，,]"
    r"| *(?:尊敬的)?各位(?:代表|委员|领导|来宾|同志|朋友)(?:[、， ](?:各位)?(?:代表|委员|领导"
    r"|来宾|同志|朋友)们?)*\Z"
)


def columns(line: str) -> int:
    """The columns that a line takes, two for a wide character."""
    widths = "".join(map(unicodedata.east_asian_width, line))  # W and F, wide; A, N, Na and H not
    return len(line) + widths.count("W") + widths.count("F")


@lru_cache(maxsize=1)
def fixed_width(text: str) -> int:
    """The columns at which the lines of a page were broken, 0 where they were not.

    In a page broken at a fixed width no line is longer, and two lines in five are about as long; or
    so are six lines that end without a mark, and half of all such. The first line of a
    paragraph has lost its indent.
    """
    lines = lines_of(text)
    if max(map(len, lines)) > 120:
        return 0
    widths = [columns(line) for line in lines]
    longest = max(widths)
    n_full = sum(longest - 3 <= width for width in widths)
    unmarked = [w for w, x in zip(widths, lines, strict=True) if WORD.match(x[-1:])]
    n_indented = sum(longest - 7 <= width for width in unmarked)
    is_fixed = (n_full >= 3 and n_full >= 0.4 * len(widths)) or (
        n_indented >= 6 and n_indented >= 0.5 * len(unmarked)
    )
    return longest if is_fixed and 20 <= longest <= 120 else 0


WORD = re.compile(rf"[{HAN}\w]")


def breaks_a_word(line: str, following: str) -> bool:
    """Whether a word of the dictionary begins in the one line and ends in the other."""
    before, after = line[-4:], following[:4]
    place = 0
    for token in segment(before + after, hmm=False):
        if place < len(before) < place + len(token):
            return True
        place += len(token)
    return False
