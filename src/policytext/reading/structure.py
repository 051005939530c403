"""Clean text to headings, sections and sentences."""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from policytext.reading.edits import NUMERAL
from policytext.reading.lines import MAX_HEADING

# What opens a section, outermost first. Those of `HEADINGS` stand by themselves, up to their stop
# or to the end of the line, and so do `ITEMS` that have a paragraph below; all others open a
# sentence that belongs to the speech.
MARKERS = {
    "第一部分": rf"第[{NUMERAL}]+(?:部分|章|节|篇)",
    "一、": rf"[{NUMERAL}]+、",
    "（一）": rf"（[{NUMERAL}]+）",
    "1.": r"\d{1,2}[.．、](?!\d)",
    "1)": r"（\d{1,2}）|\d{1,2}[)）]|[①-⑳]",
    "——": r"——",
    "第一，": rf"第[{NUMERAL}]+[，,、]|其[{NUMERAL}][，,、]",
    "一是": rf"[{NUMERAL}]+[是要]",
}
HEADINGS = ("第一部分", "一、", "（一）")
ITEMS = ("1.", "1)")
ENUMERATIONS = ("——", "第一，", "一是")
RANKS = tuple(MARKERS)
OPENS_LINE, OPENS_CLAUSE = (
    re.compile("|".join(f"({MARKERS[marker]})" for marker in markers))
    for markers in (RANKS, ENUMERATIONS)
)

# A sentence ends at its full stops and the brackets and quotes that close behind them, unless the
# clause goes on; or at the end of the line, where an empty one is found too.
SENTENCE = re.compile(
    r"[^。！？\n]*(?:[。！？]+[”’）》」』】]+(?=[，、；：])[^。！？\n]*)*(?:[。！？]+[”’）》」』】]*|$)"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document: level 0 is the whole, 1 the outermost numbered part.

    `parent` is the place of the enclosing section in the document's list, None for the whole;
    `marker` the kind of mark that opens it, a key of `MARKERS`, '' for the whole.
    """

    level: int
    parent: int | None
    marker: str


class Sentence(NamedTuple):
    """A sentence of the clean text, from `start` to `end`, in the section at place `section`."""

    text: str
    start: int
    end: int
    section: int
    is_heading: bool


def structure(text: str) -> tuple[list[Section], list[Sentence]]:
    """The sections and sentences of a clean text, both in the order of the text.

    The first section is the whole document. Headings are among the sentences, marked as such.
    A new paragraph that opens no section closes the enumerated ones (一是, ——) of the last.

    Examples
    --------
    'One, Innovation first. First, build platforms. Second, bring people.'

    >>> sections, sentences = structure('一、创新为先。\\n一是建平台。引人才。\\n要久久为功。')
    >>> [(section.level, section.marker) for section in sections]
    [(0, ''), (1, '一、'), (2, '一是')]
    >>> [(s.text, s.section, s.is_heading) for s in sentences]  # doctest: +NORMALIZE_WHITESPACE
    [('一、创新为先。', 1, True), ('一是建平台。', 2, False), ('引人才。', 2, False),
     ('要久久为功。', 1, False)]
    """
    sections = [Section(0, None, "")]
    sentences: list[Sentence] = []
    open_sections = [0]  # places of the sections that are open, outermost first
    headed = {0}  # places of the sections that a heading opens, or the text itself
    lines = list(re.finditer(r"[^\n]+", text))
    for line, following in zip_longest(lines, lines[1:]):
        end = line.start()
        for sentence in filter(None, SENTENCE.findall(line[0])):
            opens_line = end == line.start()
            marker = marker_of(sentence, opens_line=opens_line)
            is_heading = False
            if marker:  # close what the new section does not belong to
                is_heading = marker in HEADINGS and len(sentence) <= MAX_HEADING
                if marker in ITEMS and sentence == line[0]:
                    below = following[0] if following else ""
                    is_heading = heads_a_paragraph(sentence, below)
                while sections[open_sections[-1]].marker in RANKS[RANKS.index(marker) :]:
                    open_sections.pop()
                sections.append(Section(len(open_sections), open_sections[-1], marker))
                open_sections.append(len(sections) - 1)
                if is_heading or marker in HEADINGS:
                    headed.add(len(sections) - 1)
            elif opens_line:  # a new paragraph closes what enumerates within the last one
                while open_sections[-1] not in headed:
                    open_sections.pop()
            start, end = end, end + len(sentence)
            sentences.append(Sentence(sentence, start, end, open_sections[-1], is_heading))
    return sections, sentences


def heads_a_paragraph(line: str, following: str) -> bool:
    """Whether a numbered line is the heading of the paragraph below, and not an item of a list.

    A heading has no mark at its end, and the next line is not numbered in the same way.
    """
    return (
        len(line) <= MAX_HEADING
        and not line.endswith(("。", "！", "？", "；", ";", "，", ",", "：", ":"))
        and following != ""
        and marker_of(following, opens_line=True) in ("", *ENUMERATIONS)
    )


def marker_of(sentence: str, *, opens_line: bool) -> str:
    """The kind of mark that opens a section with this sentence, '' if none does.

    Numbered headings and items open their line; what is enumerated (——, 第一，, 一是) need not.
    """
    kinds, pattern = (RANKS, OPENS_LINE) if opens_line else (ENUMERATIONS, OPENS_CLAUSE)
    match = pattern.match(sentence)
    if not match:
        return ""
    assert match.lastindex  # each kind is a group
    return kinds[match.lastindex - 1]
