"""Where do numerals stand in a text, and what are they worth?"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

DIGITS = "零〇一二三四五六七八九两"
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
LONGEST = 24  # characters of a numeral; no amount of a report needs more
# What begins with a class is found fast, so each kind looks back at the character it begins with.
NUMERAL = re.compile(
    rf"[0-9{DIGITS}十百千万亿](?:"
    r"(?<=百)分[点比制]|(?<=[百千万])分之(?=[0-9零〇一二三四五六七八九十两])"
    r"|(?<=[0-9])[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?[十百千万亿]*"
    r"|(?<=[0-9])[0-9]*(?:\.[0-9]+)?[十百千万亿]*"
    rf"|(?<![0-9])[{DIGITS}十百千万亿]*(?:点[零〇一二三四五六七八九]+)?)"
)
LONGEST_NAME = 60
OPENING = re.compile("[“《‘「『]")
SPACES = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")
PLAIN = str.maketrans(
    {
        **{chr(0xFF10 + n): str(n) for n in range(10)},
        "％": "%",
        "．": ".",
        "／": "/",
        "，": "，",
        "；": "；",
        ";": "；",
        "：": "：",
        "(": "（",
        ")": "）",
        "－": "-",
        "～": "~",
        "\u00a0": " ",
        "\u3000": " ",
    }
)
NOT_PLAIN = re.compile(rf"[,\s{''.join(chr(code) for code in PLAIN if chr(code) != PLAIN[code])}]")
LONE_COMMA = re.compile("(?<![0-9]),|,(?![0-9])")


def plain(sentence: str) -> str:
    """The sentence with digits and signs of one width, and without blanks or line breaks.

    >>> plain("增长９ ％")
    '增长9%'
    """
    if not NOT_PLAIN.search(sentence):
        return sentence
    text = SPACES.sub("", " ".join(sentence.translate(PLAIN).split()))
    return LONE_COMMA.sub("，", text)


def number(numeral: str) -> Decimal | None:
    """The value of a bare numeral, digits with or without 万 and 亿 or Chinese; None if ill-formed.

    >>> [str(number(text)) for text in ("1.4万", "8千亿", "千亿", "六点三", "两百", "一一一一十")]
    ['14000', '800000000000', '100000000000', '6.3', '200', 'None']
    """
    digits = numeral.rstrip("十百千万亿")
    if not digits or digits[0] not in "0123456789":
        return _in_words(numeral)
    if numeral.isdecimal() and len(numeral) <= LONGEST:
        return Decimal(numeral)
    try:
        power = sum(POWERS[character] for character in numeral[len(digits) :])
        return whole(Decimal(digits.replace(",", "")).scaleb(power))
    except (ValueError, InvalidOperation, KeyError):
        return None


@lru_cache(maxsize=1000)  # most are 一, 两 or 十
def _in_words(numeral: str) -> Decimal | None:
    from cn2an import cn2an  # slow to import, and the book's own chapters read no numeral

    try:
        if numeral and numeral[0] in "百千万亿":
            if set(numeral) <= set("百千万亿"):
                return Decimal(10) ** sum(POWERS[character] for character in numeral)
            numeral = "一" + numeral
        return whole(Decimal(str(cn2an(numeral, "normal"))))
    except (ValueError, InvalidOperation, KeyError):
        return None


def whole(value: Decimal) -> Decimal:
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def numerals(text: str) -> Iterator[tuple[int, int]]:
    for match in NUMERAL.finditer(text):
        if text[match.end() - 1] not in "点比制":  # 百分点, 百分比, 百分制
            yield match.start(), numeral_end(text, match)


def numeral_end(text: str, match: re.Match[str]) -> int:
    """Where a numeral ends: in 万千瓦, after 万, since 千 belongs to the unit."""
    start, end = match.span()
    of_unit = (
        text[end - 1] == "千" and end - start > 1 and text[end : end + 1] in tuple("瓦米克伏卡")
    )
    return end - 1 if of_unit else end


def inside_quotes(text: str) -> bytearray:
    """1 for each character that stands between quotation marks or in a book title, else 0."""
    inside = bytearray(len(text))
    if not OPENING.search(text):
        return inside
    for left, right in ("“”", "《》", "‘’", "「」", "『』"):
        at = text.find(left)
        while at >= 0:
            end = text.find(right, at + 1, at + LONGEST_NAME)
            if end >= 0:
                inside[at:end] = b"\1" * (end - at)
            at = text.find(left, max(at, end) + 1)
    return inside
