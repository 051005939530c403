"""Text to clean text, and the list of the edits made.

A *rule* is one pure function that is named for what it mends: it takes a text and yields the
replacements `(start, end, new)` that it wants, in order and without overlap. `clean` applies the
rules one after the other and keeps account of every change in places of the raw text.

Clean text has one paragraph a line, simplified characters, ASCII digits and letters, Chinese
punctuation, and `*` where the source masks a name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc

Replacement = tuple[int, int, str]
Rule = Callable[[str], Iterator[Replacement]]

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
MARKS = r"，。、；：？！“”‘’（）《》〈〉【】—…·％"
WIDE = HAN + MARKS
STOP = r"。！？；!?;"
NUMERAL = "一二三四五六七八九十百"

# What opens a heading, an enumerated sentence or a list item: 一、 （一） 一是 1. (1) ① —— 第一，
OPENER = (
    rf"(?:[{NUMERAL}]+、|[（(][{NUMERAL}\d]+[)）]|[{NUMERAL}]+[是要]|第[{NUMERAL}]+[，,、]"
    r"|\d+[.、．)）](?!\d)|[①-⑳]|——)"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the raw text from `start` to `end`, which read `before`, became `after`."""

    rule: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """A clean text and the edits that lead to it, by place in the raw text, without overlap.

    The raw text is as long as the clean one, plus all that the edits removed, minus all that they
    added.
    """

    text: str
    edits: tuple[Edit, ...]


def clean(raw: str, *, rules: tuple[Rule, ...] | None = None) -> CleanText:
    """The speech in a raw text, freed of what the page put around and into it.

    All of `RULES` are applied unless others are named; `CHARACTER_RULES` leave the lines alone.

    Examples
    --------
    'Home > Speeches >', then a sentence with ASCII marks and a blank inside 9 %:

    >>> result = clean('首页 > 讲话 >\\n增长9 %,"稳"字当头。')
    >>> result.text
    '增长9%，“稳”字当头。'
    >>> [(edit.rule, edit.before, edit.after) for edit in result.edits][:2]
    [('furniture', '首页 > 讲话 >\\n', ''), ('inner_spaces', ' ', '')]
    """
    text, changes = raw, []
    for rule in RULES if rules is None else rules:
        replacements = list(rule(text))
        if replacements:
            changes = compose(changes, replacements, text, rule.__name__)
            text = replaced(text, replacements)
    edits = (
        Edit(rule, start, end, raw[start:end], after)
        for start, end, after, rule in changes
        if raw[start:end] != after
    )
    return CleanText(text, tuple(edits))


def replaced(text: str, replacements: list[Replacement]) -> str:
    """The text with the replacements made."""
    parts, done = [], 0
    for start, end, new in replacements:
        parts += (text[done:start], new)
        done = end
    return "".join([*parts, text[done:]])


Change = tuple[int, int, str, str]


def compose(earlier: list[Change], later: list[Replacement], text: str, rule: str) -> list[Change]:
    """The changes to the raw text, when `later` is applied to what `earlier` made of it.

    `earlier` holds `(start, end, new, rule)` in places of the raw text; `later` is in places of
    `text`, which `earlier` made. Changes that share characters become one, the later rule's.
    """
    spans = [(start, end, True) for start, end, _ in later]
    shift = 0  # place in the raw text minus place in `text`
    for start, end, new, _ in earlier:
        spans.append((start - shift, start - shift + len(new), False))
        shift += end - start - len(new)
    spans.sort(key=lambda span: span[:2])
    changes: list[Change] = []
    shift = done_earlier = done_later = i = 0
    while i < len(spans):
        start, end, touched = spans[i]
        first_earlier, first_later, old_shift = done_earlier, done_later, shift
        while True:
            if spans[i][2]:
                done_later += 1
            else:
                raw_start, raw_end, new, _ = earlier[done_earlier]
                shift += raw_end - raw_start - len(new)
                done_earlier += 1
            i += 1
            if i == len(spans) or spans[i][0] >= end:
                break
            end, touched = max(end, spans[i][1]), touched or spans[i][2]
        if touched:
            inside = [(s - start, e - start, new) for s, e, new in later[first_later:done_later]]
            new = replaced(text[start:end], inside)
            changes.append((start + old_shift, end + shift, new, rule))
        else:
            changes += earlier[first_earlier:done_earlier]
    return changes


# --- characters ---------------------------------------------------------------------------------


def line_ends(text: str) -> Iterator[Replacement]:
    """Line ends of other systems become LF."""
    return substitute(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)


def invisible(text: str) -> Iterator[Replacement]:
    """Byte order marks, zero-width, control and unassigned direction characters go."""
    return substitute(
        r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f"
        r"\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]+",
        "",
        text,
    )


def spaces(text: str) -> Iterator[Replacement]:
    """Blanks at the ends of lines and empty lines go; any other odd blank becomes a space."""
    for match in re.finditer(r"[ \n\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+", text):
        start, end = match.span()
        inside = start > 0 and end < len(text)
        new = "" if not inside else "\n" if "\n" in match[0] else " "
        if new != match[0]:
            yield start, end, new


def full_width(text: str) -> Iterator[Replacement]:
    """Full-width digits, letters, `％`, `＋`, `＊`, and a point between digits become ASCII.

    jieba never joins full-width digits to a number.
    """
    for match in re.finditer(r"[０-９Ａ-Ｚａ-ｚ％＋＊]+|(?<=[0-9０-９])．(?=[0-9０-９])", text):
        yield *match.span(), "".join(chr(ord(character) - 0xFEE0) for character in match[0])


def simplify(text: str) -> Iterator[Replacement]:
    """Traditional characters become simplified by OpenCC's `t2s`, which changes script only."""
    for match in re.finditer(rf"[{HAN}]+", text):
        new = traditional_to_simplified().convert(match[0])
        if new == match[0]:
            continue
        if len(new) != len(match[0]):
            yield *match.span(), new
            continue
        for i in np.flatnonzero(np.array(list(match[0])) != np.array(list(new))).tolist():
            yield match.start() + i, match.start() + i + 1, new[i]


@cache
def traditional_to_simplified() -> opencc.OpenCC:
    """The one converter; loading its dictionaries takes some milliseconds."""
    return opencc.OpenCC("t2s")


# --- what the page put around the speech --------------------------------------------------------

# Whole lines, each with the reason that it is the page's and not the speaker's. None may hold for
# a line of speech: so they ask for a label at its beginning, and most for no full stop either.
# The first two are breadcrumbs, with and without a 'home'.
LABEL = (
    r"(?:发布时间|发布日期|发布机构|成文日期|更新时间|日期|时间|来源|文章来源|信息来源|稿源|作者"
    r"|编辑|责任编辑|责编|审核|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击|访问量|字号"
    r"|字体|索引号|主题分类)"
)
BUTTON = r"(?:打印|关闭|收藏|下载|全屏|分享到?|字号|[大中小]|返回顶部|打印本页|关闭窗口)"
FURNITURE = [
    r"[^。！？\n]{0,30}(?:首页|主页)[^。！？\n]*[>»›][^。！？\n]*",
    r"[^。！？>\n]{1,20}(?: ?[>»›] ?[^。！？>\n]{1,60}){2,} ?[>»›]?",
    rf"[【\[]?{LABEL}[：:][^。！？\n]{{0,120}}",  # source, time, editor, views
    rf"(?:[【\[(（]?{BUTTON}[】\])）：:]?[ |]*){{2,}}",  # toolbars
    r"[上下]一(?:篇|页|条)[：:][^\n]*",  # the neighbours' titles
    r"(?:推荐访问|相关阅读|相关报道|相关文章|热门推荐|延伸阅读|相关链接)[：:][^\n]*",
    r"下面是小编[^\n]*(?:参考|帮助)[^\n]*",  # an essay site's own introduction
    r"(?:预览|试读)[^\n]{0,20}(?:结束|完)[^\n]*",  # the end of a preview
    r"[^。！？\n]{0,40}(?:扫码|加微信)[^。\n]{0,40}(?:写作|联系|获取|下载)[^。\n]{0,40}",
    r"扫一扫[^。\n]{0,20}|分享(?:到|至)?[：:][^。\n]{0,40}",  # invitations to share
    r"(?:特别|免责|版权)(?:声明|申明)[：:][^\n]*",  # a platform's disclaimer
    r"Notice: The content[^\n]*",  # the same in English
    r"(?:版权所有|Copyright|Powered by|©)[^\n]*",  # footers
    r"[^。！？\n]{0,60}(?:ICP备|公网安备|网站标识码)[^。！？\n]*",  # record numbers
    r"[|｜·•\-_=#~]+",  # ornaments
]


def furniture(text: str) -> Iterator[Replacement]:
    """Whole lines that the page put around the speech go, and an ornament at its very end."""
    pattern = "|".join(f"(?:{kind})" for kind in FURNITURE)
    yield from without_lines(text, rf"(?:{pattern})", flags=re.IGNORECASE)
    trail = re.search(r"(?<=[。！？”]) ?[|｜]+\Z", text)
    if trail:
        yield *trail.span(), ""


def title(text: str) -> Iterator[Replacement]:
    """Titles, date lines and bylines above the speech go, and a byline in brackets below it.

    Above the speech: the short lines before the first one that has a full stop, opens a heading or
    greets. They are known from elsewhere (`documents.csv`) and often stand twice or thrice.
    """
    heading = rf"{OPENER}(?!\d{{4}}年)"  # but a date line may open with a dash
    short_line = rf"(?!{heading})[^。！？；!?;\n]{{1,60}}(?<![：:，,、])\n"
    opening = re.match(rf"(?:{short_line})+(?=[\s\S]*[。！？])", text)
    if opening:
        yield *opening.span(), ""
    start = opening.end() if opening else 0
    below = r"(?:\n|(?<=[。！？”]))[（(]?作者[为系是：:][^。\n]{2,40}[)）]?(?=\n|\Z)"
    for match in re.compile(below).finditer(text, start):
        yield *match.span(), ""


def without_lines(text: str, pattern: str, flags: int = 0) -> Iterator[Replacement]:
    """Replacements that take out the lines which `pattern` matches whole, with their line ends."""
    for match in re.finditer(rf"^(?:{pattern} ?(?:\n|\Z))+", text, flags | re.MULTILINE):
        start, end = match.span()
        if start == end:
            continue
        if end == len(text) and not match[0].endswith("\n") and start > 0:
            start -= 1  # the last lines take the line end before them along
        yield start, end, ""


# --- lines --------------------------------------------------------------------------------------


def joins(text: str) -> Iterator[Replacement]:
    """A line that was broken in mid-sentence is joined to the next one.

    Broken is a line that ends with a comma, a semicolon, an enumeration mark or, when it is 20
    characters long or more and no heading, with no mark at all; but never before a line that opens
    a heading or a list item.
    """
    for match in re.finditer(rf"([^\n]*)\n(?! *{OPENER})", text):
        line = match[1]
        if re.search(r"[，、；,;]\Z", line) or (
            len(line) >= 20
            and re.search(rf"[{HAN}A-Za-z0-9%*“‘（(《—]\Z", line)
            and not re.match(OPENER, line)
        ):
            yield match.end() - 1, match.end(), ""


def breaks(text: str) -> Iterator[Replacement]:
    """A space that stands for a lost line end becomes one.

    So does a space behind a full stop, and the first space behind a heading without a stop.
    """
    stop = r"(?<=[。！？]) (?=\S)|(?<=[。！？]”) (?=\S)"
    heading = rf"(?:^|(?<=[。！？] ))[{NUMERAL}]+、 ?[^。！？；\n ]{{4,40}}( )(?=[^\n]{{20}})"
    for match in re.finditer(rf"{stop}|{heading}", text, re.MULTILINE):
        yield match.end() - 1, match.end(), "\n"


# --- inside the lines ---------------------------------------------------------------------------


def inner_spaces(text: str) -> Iterator[Replacement]:
    """Spaces beside a Chinese character or mark go, and those inside `9 %`."""
    return substitute(rf"(?<=[{WIDE}]) +(?=\S)|(?<=\S) +(?=[{WIDE}])|(?<=\d) +(?=%)", "", text)


def quotes(text: str) -> Iterator[Replacement]:
    """Straight quotes become curved ones in turn, in a Chinese paragraph that has pairs only.

    A single one between two letters is an apostrophe.
    """
    for line in re.finditer(r"[^\n]*['\"][^\n]*", text):
        if not re.search(f"[{HAN}]", line[0]):
            continue
        found = []
        for straight, curved in (('"', "“”"), (r"(?<![A-Za-z])'|'(?![A-Za-z])", "‘’")):
            places = [line.start() + match.start() for match in re.finditer(straight, line[0])]
            if len(places) % 2 == 0:
                found += [(place, place + 1, curved[i % 2]) for i, place in enumerate(places)]
        yield from sorted(found)


CHINESE_MARKS = dict(zip(",;:?!()「」『』", "，；：？！（）“”‘’", strict=True))


def punctuation(text: str) -> Iterator[Replacement]:
    """ASCII marks beside a Chinese character or mark become Chinese ones, corner brackets quotes.

    Blanks do not part neighbours. A mark between two digits (`9:30`, `1,000`) has none that count.
    """
    marks = re.escape("".join(CHINESE_MARKS))
    for match in re.finditer(rf"(?<=([{WIDE}]))? *([{marks}]+) *(?=([{WIDE}]))?", text):
        if match[1] or match[3] or re.search("[「」『』]", match[2]):
            yield *match.span(2), "".join(CHINESE_MARKS[mark] for mark in match[2])


def mask(text: str) -> Iterator[Replacement]:
    """A run of `*`, `×` or `X` that masks a name becomes one `*`; `3×5` is arithmetic and stays."""
    run = rf"\*{{2,}}|×{{2,}}|(?<=[{WIDE}])×(?=[{HAN}])|(?<=[{HAN}])[xX]{{2,}}(?=[{HAN}])"
    return substitute(rf"(?:{run})|(?<=\n)×(?=[{HAN}])|\A×(?=[{HAN}])", "*", text)


def substitute(pattern: str, new: str, text: str) -> Iterator[Replacement]:
    """Replacements of each match of a pattern by the same text, where that is a change."""
    return ((*match.span(), new) for match in re.finditer(pattern, text) if match[0] != new)


RULES: tuple[Rule, ...] = (
    line_ends,
    invisible,
    spaces,
    full_width,
    simplify,
    furniture,
    title,
    breaks,
    joins,
    mask,
    quotes,
    punctuation,
    inner_spaces,
)

CHARACTER_RULES = tuple(rule for rule in RULES if rule not in (furniture, title, breaks, joins))
"""The rules that mend characters and marks, and leave the lines as they are."""
