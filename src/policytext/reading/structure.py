"""Clean text to headings, sections and sentences."""

import re
from dataclasses import dataclass

from policytext.reading.clean import NUMERAL

# What opens a section, outermost first. The first two are headings that stand by themselves, up to
# their stop or to the end of the line; the last two open a sentence that belongs to the speech.
MARKERS = {
    "一、": rf"[{NUMERAL}]+、",
    "（一）": rf"（[{NUMERAL}]+）",
    "——": r"——",
    "一是": rf"[{NUMERAL}]+[是要]",
}
HEADINGS = ("一、", "（一）")
MAX_HEADING = 60
"""Characters; a longer first sentence behind a heading's mark is taken for a numbered sentence."""

# A sentence ends at its full stops and the brackets and quotes that close behind them, unless the
# clause goes on; or at the end of the line.
SENTENCE = re.compile(
    r"(?:[^。！？\n]|[。！？]+[”’）》」』】]+(?=[，、；：]))*(?:[。！？]+[”’）》」』】]*|$)"
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


@dataclass(frozen=True, slots=True)
class Sentence:
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
    ranks = list(MARKERS)
    for line in re.finditer(r"[^\n]+", text):
        for place, match in enumerate(sentence_matches(line[0])):
            sentence = match[0]
            marker = marker_of(sentence, opens_line=place == 0)
            if marker or place == 0:
                # Close what the new section, or the new paragraph, does not belong to.
                rank = ranks.index(marker) if marker else len(HEADINGS)
                while sections[open_sections[-1]].marker in ranks[rank:]:
                    open_sections.pop()
            if marker:
                sections.append(Section(len(open_sections), open_sections[-1], marker))
                open_sections.append(len(sections) - 1)
            start = line.start() + match.start()
            sentences.append(
                Sentence(
                    sentence,
                    start,
                    start + len(sentence),
                    open_sections[-1],
                    marker in HEADINGS,
                )
            )
    return sections, sentences


def sentence_matches(line: str) -> list[re.Match[str]]:
    """The matches of the sentences of one line, which join to the line."""
    return [match for match in SENTENCE.finditer(line) if match[0]]


def marker_of(sentence: str, *, opens_line: bool) -> str:
    """The kind of mark that opens a section with this sentence, '' if none does.

    A heading opens its line and is at most `MAX_HEADING` characters long.
    """
    for marker, pattern in MARKERS.items():
        if re.match(pattern, sentence):
            if marker not in HEADINGS:
                return marker
            return marker if opens_line and len(sentence) <= MAX_HEADING else ""
    return ""
