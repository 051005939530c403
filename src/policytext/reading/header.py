"""Rules that part the title, the day and the speaker from the speech below them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from policytext.reading.edits import HAN, OPENER, Replacement, matches_from
from policytext.reading.lines import ADDRESS, MAX_HEADING, columns, fixed_width, lines_of
from policytext.reading.page import without

MAX_LINE = 300
"""Characters; a longer line is a paragraph of the speech."""
MAX_OPENING = 60
"""Lines, and `MAX_LINE` times 10 characters, within which a speech has begun."""

# A line of the header is known by these, its spaces removed.
DATE = re.compile(
    r"(?![^\n]*(?:报告|讲话|总结|计划|要点|发言|致辞|演讲|文章|访谈)[）)]?\Z)[（(【\[]?[—-]*[（(]?"
    r"(?:(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d〇零一二三四五六七八九十]{1,3}月[^。！？]{0,90}"
    r"|[^。！？]{2,60}(?:会议|大会|全会|例会|座谈会|论坛|仪式|开幕式|讨论会|推进会"
    r"|动员会)上[）)】\]]?)"
)
OFFICE = (
    r"(?:书记|省长|市长|区长|县长|州长|盟长|旗长|镇长|乡长|主席|主任|局长|厅长|部长|院长|校长"
    r"|会长|总理"
    r"|委员长|秘书长|行政长官|董事长|教授|研究员)"
)
BYLINE = re.compile(
    rf"[—-]*[^。！？，：:]{{0,30}}{OFFICE}(?:[、，兼]?[^。！？：:]{{0,20}}{OFFICE})?"
    rf"[：:]?(?:[{HAN}]{{0,4}}|[{HAN}·]{{0,15}}·[{HAN}·]{{1,10}})"
    rf"|[{HAN}·]{{2,4}}[（(][^。！？（）()]{{2,40}}[）)]|(?:作者|撰稿|文)[：:/][^。！？]{{2,60}}"
)
NAME = re.compile(rf"[{HAN}]{{2,5}}|[{HAN}]{{1,8}}·[{HAN}·]{{1,8}}")
# What a section without a number is headed with, and a speech is not: 过去五年工作回顾
SECTION_TITLE = re.compile(
    rf"[{HAN}\d“”、]{{0,30}}(?:回顾|成就|成效|目标|任务|安排|总体要求|重点工作|情况)"
)
CAPTION = re.compile(
    r"[^\n]*(?:[。！？]|(?<!答)记者[^。问\n]{0,30}|(?<!工)作(?:政府工作)?报告|摄)[）)]?"
)


@lru_cache(maxsize=1)
def header(text: str, gone: frozenset[int]) -> dict[int, str]:
    """The kind of each line above the speech, by its place, those that are `gone` left out.

    Kinds are title, date_line, byline and furniture. The speech begins with the first line that is
    addressed to the listeners; without one, with the first line that has a full stop or opens a
    heading, and behind the last date line or byline. The last answer is kept for the next rule.
    """
    lines = lines_of(text)
    rest = [place for place in range(min(len(lines), MAX_OPENING + len(gone))) if place not in gone]
    salutation = opening_address(lines, rest)
    kinds: dict[int, str] = {}
    for place in rest if salutation is None else rest[: rest.index(salutation)]:
        if salutation is None and not is_header_line(lines[place]):
            break
        line = lines[place].replace(" ", "")
        full = fixed_width(text) if salutation is None else 0
        if full and columns(lines[place]) >= full - 3:
            break
        if salutation is None and kinds and SECTION_TITLE.fullmatch(line):
            break
        if DATE.fullmatch(line):
            kinds[place] = "date_line"
        elif CAPTION.fullmatch(line):
            kinds[place] = "furniture"
        elif (BYLINE.fullmatch(line) and len(line) <= 40) or (
            kinds and NAME.fullmatch(line) and next(reversed(kinds.values())) == "byline"
        ):
            kinds[place] = "byline"
        else:
            kinds[place] = "title"
    if salutation is None and kinds:
        if not any(STOP.search(lines[p]) for p in range(len(lines)) if p not in kinds):
            return {}  # no speech would be left
        marked = [place for place, kind in kinds.items() if kind in ("date_line", "byline")]
        if marked:
            kinds = {place: kind for place, kind in kinds.items() if place <= marked[-1]}
    return kinds


def is_header_line(line: str) -> bool:
    """Whether a line without a salutation behind it can stand above the speech."""
    if len(line) > MAX_HEADING or not HEADER_LINE.fullmatch(line):
        return False
    return not OPENS_PART.match(line) or DATE.fullmatch(line.replace(" ", "")) is not None


HEADER_LINE = re.compile(r"[^。！？；!?;\n]+(?<![：:，,、])")
OPENS_PART = re.compile(rf"(?!——\d{{4}}年){OPENER}")
STOP = re.compile("[。！？]")


def opening_address(lines: Sequence[str], places: list[int]) -> int | None:
    """The place of the line that greets the listeners, None where the speech opens otherwise.

    Above it stand short lines only, and of sentences not more than a caption or a note has.
    """
    n_characters = 0
    for n_above, place in enumerate(places):
        line = lines[place]
        if ADDRESS.match(line):
            n_sentences = sum(len(STOP.findall(lines[above])) for above in places[:n_above])
            allowed = 3 if re.match(r"[^，,！!]{1,30}[：:]", line) else 1
            return place if n_sentences <= allowed else None
        n_characters += len(line)
        if line.endswith(("，", "、", "；", ",")) or len(line) > MAX_LINE:
            return None
        if n_characters > 10 * MAX_LINE:
            return None
    return None


def title(text: str) -> Iterator[Replacement]:
    """The title above the speech and its repetitions go, those at the head of a page included."""
    places = places_of("title", text)
    if not places:
        return
    lines = lines_of(text)
    titles = {bare for p in places if REPEATED.search(bare := lines[p].replace(" ", ""))}
    if titles:
        places |= {p for p, line in enumerate(lines) if line.replace(" ", "") in titles}
    yield from without(text, places)


# What the title of a speech ends with; nothing else is taken off below the header.
REPEATED = re.compile(r".(?:报告|讲话|致辞|发言)\Z")


def date_line(text: str) -> Iterator[Replacement]:
    """The line with day and occasion above the speech goes, and a day alone below it."""
    yield from without(text, places_of("date_line", text))
    if not text.endswith(("日", "）", ")", "印")):
        return
    below = DATE_BELOW.search(text[-200:])
    before = max(0, len(text) - 200)
    if below and before + below.start() > len(text) / 2:
        yield before + below.start(), before + below.end(), ""


DATE_BELOW = re.compile(
    r"(?:\n[^。！？，、\n]{2,25}(?:人民政府|委员会|办公室|秘书处))?"
    r"\n[（(]?(?:\d{4}|[〇○零一二三四五六七八九]{4}) ?年 ?[\d一二三四五六七八九十]{1,2} ?月"
    r" ?[\d一二三四五六七八九十]{1,3} ?日[）)]?印?\Z"
)


def byline(text: str) -> Iterator[Replacement]:
    """The speaker's office and name above the speech go, and an author in brackets below it."""
    yield from without(text, places_of("byline", text))
    if "作者" in text and AUTHOR.search(text):
        for match in matches_from(AUTHOR_OPENS, AUTHOR_BELOW, text):
            yield *match.span(), ""


AUTHOR = re.compile("作者[为系是：:]")
AUTHOR_OPENS = re.compile("[\n（(作]")
AUTHOR_BELOW = re.compile(r"(?:\n|(?<=[。！？”]))[（(]?作者[为系是：:][^。\n]{2,40}[)）]?(?=\n|\Z)")


def places_of(kind: str, text: str) -> set[int]:
    """The places of the lines of one kind above the speech."""
    return {place for place, found in header(text, frozenset()).items() if found == kind}
