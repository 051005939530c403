"""Rules that mend characters and marks, and leave the lines as they are."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import opencc

from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.edits import (
    HAN,
    Replacement,
    matches_from,
    needs,
    one_or_more,
    substitute,
)

WIDE = HAN + r"，。、；：？！“”‘’（）《》〈〉【】—…·％"
HAN_BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]
IS_HAN = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")
IS_WIDE = re.compile(f"[{WIDE}]")
RADICALS = r"\u2f00-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f"
RADICAL = re.compile(f"[{RADICALS}]")


ODD_LINE_ENDS = r"\r\v\f\x1c-\x1e\x85\u2028\u2029"
INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
BLANKS = r" \n\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
FULL_WIDTH = "０-９Ａ-Ｚａ-ｚ％＋＊＂＇"
DASHES = "-‐‑−－﹣—‒–―─━﹘⸺"
ASCII_MARKS = ",;:?!()「」『』"
CHINESE_MARKS = str.maketrans(ASCII_MARKS, "，；：？！（）“”‘’")


@needs(ODD_LINE_ENDS)
def line_ends(text: str) -> Iterator[Replacement]:
    """Line ends of other systems become LF."""
    return substitute(LINE_END, "\n", text)


LINE_END = re.compile(rf"[{ODD_LINE_ENDS}](?:(?<=\r)\n)?")


@needs(INVISIBLE)
def invisible(text: str) -> Iterator[Replacement]:
    """Byte order marks, zero-width, control and unassigned direction characters go."""
    return substitute(INVISIBLE_RUN, "", text)


INVISIBLE_RUN = re.compile(one_or_more(INVISIBLE))


@needs(BLANKS)
def spaces(text: str) -> Iterator[Replacement]:
    """Blanks at the ends of lines and empty lines go; any other odd blank becomes a space."""
    for match in BLANK_RUN.finditer(text):
        start, end = match.span()
        inside = start > 0 and end < len(text)
        new = "" if not inside else "\n" if "\n" in match[0] else " "
        if new != match[0]:
            yield start, end, new


BLANK_RUN = re.compile(one_or_more(BLANKS))


@needs(FULL_WIDTH + "．")
def full_width(text: str) -> Iterator[Replacement]:
    """Full-width digits, letters, `％＋＊＂＇`, and a point between digits become ASCII.

    jieba never joins full-width digits to a number.
    """
    for match in matches_from(FULL_WIDTH_OPENS, FULL_WIDTH_RUN, text):
        yield *match.span(), "".join(chr(ord(character) - 0xFEE0) for character in match[0])


FULL_WIDTH_OPENS = re.compile(f"[{FULL_WIDTH}．]")
FULL_WIDTH_RUN = re.compile(rf"[{FULL_WIDTH}]+|(?<=[0-9０-９])．(?=[0-9０-９])")


@needs(DASHES)
def dashes(text: str) -> Iterator[Replacement]:
    """Variants of a hyphen become `-`, those of a dash `—`, and a run of two or more `——`.

    A run of hyphens counts only where it opens a line or stands beside a Chinese character.
    """
    for match in DASH_RUN.finditer(text):
        if match[0] in ("-", "—", "——"):  # which are as they should be
            continue
        start, end = match.span()
        run = match[0].replace(" ", "").replace("⸺", "——")
        run = re.sub("[‐‑−－﹣]", "-", re.sub("[‒–―─━﹘]", "—", run))
        before, after = neighbours(text, start, end)
        beside = IS_HAN.search(before + after) or before in ("", "\n")
        plain = "——" if len(run) > 1 and ("—" in run or beside) else run
        if plain != match[0]:
            yield start, end, plain


DASH_RUN = re.compile(f"{one_or_more(DASHES)}(?: +{one_or_more(DASHES)})*")


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters before and behind a place, blanks aside; '' at an end of the text."""
    before, after = text[max(0, start - 9) : start], text[end : end + 9]
    return before.rstrip(" ")[-1:], after.lstrip(" ")[:1]


@cache
def variant_or_radical() -> re.Pattern[str]:
    """One character that `variants` may change."""
    return re.compile(f"[{re.escape(''.join(variant_characters()))}{RADICALS}]")


@needs(variant_or_radical)
def variants(text: str) -> Iterator[Replacement]:
    """Variant characters that OpenCC leaves become the usual ones, radicals characters.

    Radicals and compatibility characters come out of PDF files in place of what they look like.
    """
    for match in variant_or_radical().finditer(text):
        usual = variant_characters().get(match[0], match[0])
        if RADICAL.match(match[0]) and len(new := unicodedata.normalize("NFKC", match[0])) == 1:
            usual = new
        if usual != match[0]:
            yield *match.span(), usual


@cache
def variant_characters() -> dict[str, str]:
    """The shipped `variants.csv`: character to simplified character."""
    path = lexicon_folder() / "variants.csv"
    table: dict[str, str] = {}
    for line, row in read_rows(path, required=("character", "simplified", "reason")):
        if len(row["character"]) != 1 or len(row["simplified"]) != 1 or row["character"] in table:
            raise InputError(
                f"{path}: line {line}: {row['character']!r}; one new character expected"
            )
        table[row["character"]] = row["simplified"]
    return table


CHANGED_IN_PHRASES = "哩坏沈甦瞭藉衹覆"
"""Characters that OpenCC 1.4.2 changes in some phrases alone, such as 答覆 and 毛坏."""
IN_PHRASES = (
    "乾來倫傢傷兒則剋劄劑勝勳吒吳哩單噁國圖坏塊墜壺宮尋帳幬張彥彿復徵悶態憑懷戲戶扞擊據擲斷於昇書會東"
    "條楊樹機氣氾沈沒淨淪溫滯潛澤澱濁濛烏無獨獮獵瓊甌甦畢畫痾發盜盤盧瞭磚祕稟積筆篤簡籌糧紅絃維綱縣聯"
    "聲脩脫華萬蒐蔣蕓蕩蕭薹藉衹袷裏製覆見計許詞詩語調讀變讎谿貲買費資躪載轉辭逕連過遺醜醞醬釐鈞鉅鉸銀"
    "鋼錘錢錦鍊鍛鍾鎖鎮鐵鑽鑿門間閻闥陞陰陳雖電靜韓項頗頭頸額顛顧馮鬱魚鶴麪麼麽黃齎龍龔"
)
"""Characters of its phrases, where it may change them otherwise than alone, such as 乾 in 乾坤."""


@cache
def traditional_to_simplified() -> opencc.OpenCC:
    """The one converter; loading its dictionaries takes some milliseconds."""
    return opencc.OpenCC("t2s")


@cache
def simplified_characters() -> dict[str, str]:
    """The characters that the converter changes when they stand alone, and what to."""
    every = [chr(code) for a, b in HAN_BLOCKS for code in range(a, b + 1)]
    simple = traditional_to_simplified().convert("\n".join(every)).split("\n")
    return {c: new for c, new in zip(every, simple, strict=True) if c != new}


def traditional_pairs(characters: Iterable[str]) -> str:
    """Traditional characters, each with its simplified one behind it: to find what is typed.

    Those that are among the `characters` given, or whose simplified one is; one for one, where
    OpenCC changes the character wherever it stands. Each is given as the four digits of its code,
    so that a page that holds them, and shows none, needs no font for them.

    >>> traditional_pairs("质量")  # 質, 质
    '8cea8d28'
    """
    known = set(characters)
    return "".join(
        f"{ord(one):04x}{ord(other):04x}"
        for one, other in sorted(simplified_characters().items())
        if one <= "\uffff" and one == unicodedata.normalize("NFC", one)
        if len(other) == 1 and other <= "\uffff" and not known.isdisjoint((one, other))
    )


@cache
def changed_alike() -> dict[str, str]:
    """Those that it changes in the same way in any text, and what to.

    What stands for another character, which a phrase may have, is left out.
    """
    known = simplified_characters().items()
    return {c: new for c, new in known if c not in IN_PHRASES and not RADICAL.match(c)}


@cache
def traditional_character(others: str = "") -> re.Pattern[str]:
    """One character that the converter may change wherever it stands, or one of some others.

    Of the supplementary planes it is any: `re` is slow at a class of many characters from there.
    """
    characters = "".join(sorted(c for c in simplified_characters() if c <= "\uffff"))
    return re.compile(rf"[{characters}{others}\U00020000-\U000323af]")


@needs(traditional_character)
def simplify(text: str) -> Iterator[Replacement]:
    """Traditional characters become simplified by OpenCC's `t2s`, which changes script only.

    A text without any is left as it is, with what is traditional in a phrase alone (答覆).
    """
    found = [match.start() for match in traditional_character(CHANGED_IN_PHRASES).finditer(text)]
    alike = changed_alike()
    if all(text[place] in alike for place in found):  # no phrase to look at, as most often
        yield from ((place, place + 1, alike[text[place]]) for place in found)
        return
    if not any(text[place] in simplified_characters() for place in found):
        return
    runs, done = [], 0  # of Chinese characters around those found, which are converted as a whole
    backwards = text[::-1]
    for place in found:
        if place >= done:
            left = HAN_RUN.match(backwards, len(text) - place - 1)
            right = HAN_RUN.match(text, place)
            assert left and right  # what is found is a Chinese character itself
            start, done = len(text) - left.end(), right.end()
            runs.append((start, text[start:done]))
    # One long text is converted faster than many short ones; no phrase goes over a line end
    converted = traditional_to_simplified().convert("\n".join([run for _, run in runs]))
    for (start, chinese), simple in zip(runs, converted.split("\n"), strict=True):
        if len(simple) != len(chinese):
            yield start, start + len(chinese), simple
        elif simple != chinese:
            for place, (before, after) in enumerate(zip(chinese, simple, strict=True), start):
                if before != after:
                    yield place, place + 1, after


MASKS = "*×xX"


@needs(MASKS)
def mask(text: str) -> Iterator[Replacement]:
    """A run of `*`, `×` or `X` that masks a name becomes one `*`; `3×5` is arithmetic and stays."""
    return ((*match.span(), "*") for match in matches_from(MASK_OPENS, MASK, text))


MASK_OPENS = re.compile(f"[{MASKS}](?=[{MASKS}{HAN}])")
MASK = re.compile(
    rf"[*×]{{2,}}|(?<=[{WIDE}\n])×(?=[{HAN}])|\A×(?=[{HAN}])|(?<=[{HAN}])[xX]{{2,}}(?=[{HAN}])"
)


@needs("\"'〝〞〟")
def quotes(text: str) -> Iterator[Replacement]:
    """Straight quotes become curved ones in turn, in a Chinese paragraph that has pairs only.

    A single one between two letters is an apostrophe. `〝 〞` are curved ones.
    """
    start = 0
    for line in text.split("\n"):
        found = [(m.start(), m.end(), "“" if m[0] == "〝" else "”") for m in PRIMES.finditer(line)]
        if ("'" in line or '"' in line) and IS_HAN.search(line):
            for straight, curved in ((STRAIGHT_DOUBLE, "“”"), (STRAIGHT_SINGLE, "‘’")):
                places = [match.start() for match in straight.finditer(line)]
                if len(places) % 2 == 0:
                    found += [(place, place + 1, curved[i % 2]) for i, place in enumerate(places)]
        yield from ((start + begin, start + end, new) for begin, end, new in sorted(found))
        start += len(line) + 1


PRIMES = re.compile("[〝〞〟]")
STRAIGHT_DOUBLE = re.compile('"')
STRAIGHT_SINGLE = re.compile(r"(?<![A-Za-z])'|'(?![A-Za-z])")


@needs(ASCII_MARKS)
def punctuation(text: str) -> Iterator[Replacement]:
    """ASCII marks beside a Chinese character or mark become Chinese ones, corner brackets quotes.

    Blanks do not part neighbours. A mark between two digits (`9:30`, `1,000`) has none that count.
    """
    for match in ASCII_MARK_RUN.finditer(text):
        start, end = match.span()
        if IS_WIDE.search("".join(neighbours(text, start, end))) or CORNER.search(match[0]):
            yield start, end, match[0].translate(CHINESE_MARKS)


# `(12)` is one mark. What begins with a class is found fast, so the `(` is looked back for.
ASCII_MARK_RUN = re.compile(
    rf"[{ASCII_MARKS}](?:(?<=\()\d{{1,3}}\)|[{ASCII_MARKS}]*(?: +[{ASCII_MARKS}]+)*)"
)
CORNER = re.compile("[「」『』]")


@needs(" ")
def split_numbers(text: str) -> Iterator[Replacement]:
    """Spaces inside a number go: `2 0 2 6 年`, `20 26 年`, `6 .5`, `9 %`.

    A single digit after a single digit is letter-spacing where Chinese stands on one side.
    """
    if not NUMBER_GOES_ON.search(text):
        return
    for match in matches_from(SPLIT_OPENS, SPLIT_NUMBER, text):
        for space in SPACES.finditer(match[0]):
            yield match.start() + space.start(), match.start() + space.end(), ""


NUMBER_GOES_ON = re.compile(r" [.\d%](?<=[\d. ]..)")
SPLIT_OPENS = re.compile(r"[\d .]")
SPLIT_NUMBER = re.compile(
    rf"(?:(?<=[{HAN}])|(?<=[{HAN}] ))\d(?: \d){{1,15}}(?!\d)"  # behind Chinese
    rf"|(?<!\d)\d(?: \d){{1,15}}(?= ?[{HAN}%])"  # before it
    r"|(?<!\d)(?:19|20) \d\d(?= ?年)"
    r"|(?<=\d) \. ?(?=\d)|(?<=\d)\. (?=\d+ ?%)|(?<=\d) +(?=%)"
)
SPACES = re.compile(one_or_more(" "))


@needs(" ")
def inner_spaces(text: str) -> Iterator[Replacement]:
    """Spaces beside a Chinese character or mark go."""
    for match in SPACES.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if before.strip() and after.strip() and IS_WIDE.search(before + after):
            yield start, end, ""
