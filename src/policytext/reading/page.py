"""Rules that take off what a page put into the speech, and what follows it: page numbers, notes."""

import re
from collections.abc import Iterable, Iterator

from policytext.reading.edits import HAN, NUMERAL, Replacement, matches_from, needs
from policytext.reading.lines import ADDRESS, MAX_HEADING, MIN_BROKEN, begins_anew, lines_of


def spans_of(lines: Iterable[str]) -> list[tuple[int, int]]:
    """Start and end of each line of a text."""
    spans, start = [], 0
    for line in lines:
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def without(text: str, gone: set[int]) -> Iterator[Replacement]:
    """Replacements that take out lines, by their places, each with a line end.

    The last lines of the text take the line end before them along.
    """
    if not gone:
        return
    spans = spans_of(lines_of(text))
    last = len(spans)
    while last - 1 in gone:
        last -= 1
    for place in sorted(gone):
        start, end = spans[place]
        if place < last:
            yield start, end + 1, ""
        elif last > 0:
            yield start - 1, end, ""
        else:  # nothing is left
            yield start, min(end + 1, len(text)), ""


# Where a newspaper breaks off a text and takes it up again: （下转第3版） （上接第1版）
TURN = re.compile(
    r"[（(【](?:紧接|下转|上接)[^（）()【】。\n]{0,16}版[^（）()【】。\n]{0,12}[）)】]"
)


def pagination(text: str) -> Iterator[Replacement]:
    """Numbers of pages on lines of their own go, and join the sentence that they parted."""
    end = next_start = 0
    for line in lines_of(text):
        line_start, next_start = next_start, next_start + len(line) + 1
        if line_start < end or not (PAGE_OPENS.match(line) or line.endswith(("页", "页 "))):
            continue
        match = PAGE_NUMBERS.match(text, line_start)
        if not match:
            continue
        start, end = match.span()
        before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
        parted = len(before) >= MIN_BROKEN and GOES_ON.match(before[-1])
        following = text[end : end + 20]
        is_last = end == len(text) and not match[0].endswith("\n")
        if (parted and following and not begins_anew(following)) or (is_last and start > 0):
            start -= 1
        yield start, end, ""


PAGE_NUMBER = (
    r"[—\-]{1,2} ?\d{1,3} ?[—\-]{1,2}|第 ?\d{1,3} ?页(?:[ ，,/]{0,3}共 ?\d{1,3} ?页)?"
    r"|\d{1,3} ?/ ?\d{1,3}|[·•]? ?\d{1,3} ?[·•]?|\[page\]|[Pp]age ?\d{1,3}(?: ?of ?\d{1,3})?"
    r"|(?:\[?\d{1,2}\]? ){2,}[^。！？\n]{0,20}页|[^。！？，；：\n]{4,40} 第 ?\d{1,3} ?页"
    rf"|{TURN.pattern}"
)
PAGE_NUMBERS = re.compile(rf"(?:(?:{PAGE_NUMBER}) ?(?:\n|\Z))+")
PAGE_OPENS = re.compile(r"[—\-第\d·• \[Pp（(【]")  # what they open with, or they end with 页
GOES_ON = re.compile(rf"[{HAN}A-Za-z0-9，、；]")


def appendix(text: str) -> Iterator[Replacement]:
    """What follows the speech goes: glossaries, annexes, notes.

    Its heading stands by itself in the second half of the text; or it begins with a numbered
    definition.
    """
    heading = None
    spoken = False  # whether a part of the speech opens in this line or below it
    start = len(text) + 1
    for line in reversed(lines_of(text)):
        start -= len(line) + 1
        if start <= len(text) / 2:
            break
        spoken = spoken or opens_a_part(line)
        if (len(line) <= MAX_HEADING and APPENDIX.fullmatch(line)) or (
            not spoken and DEFINITION.match(line)
        ):
            heading = start
    if heading is not None:
        yield heading - 1, len(text), ""


def opens_a_part(line: str) -> bool:
    """Whether a line is addressed to the listeners or opens with 一、, as no glossary does."""
    return PART.match(line) is not None or ADDRESS.match(line) is not None


PART = re.compile(rf"[{NUMERAL}]+、")


APPENDIX = re.compile(
    r"[（(【]?(?:附 ?[件录表注]? ?[\d一二三四五六]{0,2}[：:]? ?[^。！？\n]{0,30}"
    r"|[^。！？，\n]{0,25}(?:(?:名词|用语|词语|术语|词汇)(?:解释|注释|注解|说明|术语|浅释|释义"
    r"|链接)|有关名词)"
    r"[^。！？\n]{0,10}|注 ?[释解]?[：:]?|备注[：:]?|(?:参考文献|参考资料)[：:]?)[）)】]?"
)
# A note or an entry of a glossary: [1]某词：指某事 ①某词：是指某事
DEFINITION = re.compile(
    r"[\[〔【]注?释?\d{1,2}[\]〕】] ?[^。：:\n]{1,40}[：:]"
    r"|(?:[①-⑳]|\d{1,2}[.．、]) ?[^。：:，\n]{1,40}[：:]是?指(?![导标挥引数向定派令])"
)


@needs(r"\[［〔【注⁰¹²³⁴-⁹①-⑳㉑-㊿")  # a round bracket counts before 注 alone
def note_marks(text: str) -> Iterator[Replacement]:
    """Marks that point to a note go: [1] 〔注2〕 （注3） ①, and raised numbers."""
    for match in matches_from(NOTE_MARK_OPENS, NOTE_MARK, text):
        yield *match.span(), ""


NOTE_MARK_OPENS = re.compile(r"[\[［〔【（(⁰¹²³⁴-⁹①-⑳㉑-㊿]")
NOTE_MARK = re.compile(
    rf"(?<=[{HAN}”’）》」%])(?:[\[［〔【]注?释?\d{{1,3}}[\]］〕】]|[（(]注释?\d{{1,3}}[）)]"
    rf"|[⁰¹²³⁴-⁹]+"
    r"|[①-⑳㉑-㊿](?=[，。、；：,;:]))"
)
