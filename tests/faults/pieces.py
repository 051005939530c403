"""Pieces of text and bytes that the steps look for or stumble over, and the steps that get them."""

import codecs
from collections.abc import Callable
from contextlib import suppress

from policytext.coding.formulas import formulas
from policytext.coding.targets import targets, unplaced
from policytext.coding.themes import label
from policytext.data import InputError
from policytext.reading.clean import PARTS, clean
from policytext.reading.corpus import RECORD_READERS, TEXT_READERS
from policytext.reading.encoding import decode
from policytext.reading.places import place_in
from policytext.reading.segment import segment, token_lengths
from policytext.reading.structure import structure

# fmt: off
WORDS = (
    "创新", "發展", "秀", "年度计划", "产业", "作者：", "来源：", "各位代表：", "附件", "区长",
    "报告", "首页 > ", "返回 首页 ", "QQ 空间 ", "甲»", "| 甲乙", "下一篇：", "责任编辑：李某",
    "云溪区", "增长", "分别", "占", "从", "到", "力争", "同比", "第", "首位", "翻番", "以上",
    "余", "的", "和", "四个意识", "两会", "十四五", "三清两建", "坚持", "双", "工程", "摄",
    "记者", "图为", "日报",
)
NUMERALS = (
    "1", "９", "3.5", "1,000", "一", "两", "十", "百", "万", "亿", "〇", "三分之", "百分之",
    "2/3", "1—", "1+", "%", "％", "‰", "年", "月", "日", "2026年1月2日", "个", "元", "倍", "①",
    "⑳", "²", "Ⅳ", "٣", "३", "๓", "𝟗", "𑁧", "㊿", "½", "壹", "卌",
)
MARKS = (
    "，", "。", "、", "；", "：", "！", "？", ",", ".", ";", ":", "!", "?", "“", "”", "‘", "’",
    '"', "'", "「", "」", "『", "』", "《", "》", "（", "）", "(", ")", "[", "]", "【", "】",
    "〔", "—", "——", "-", "…", "·", "*", "**", "×", "X", "|", "/", "\\", "#", "&", "&amp;",
    "&#8203;", "<", ">", "<p>", "</p>", "<br>", "<!--", "-->", "![", "](", "一、", "（一）",
    "一是", "第一，", "1.", "1)", "— 3 —", "[1]",
)
BLANKS = (
    " ", "\n", "\r\n", "\r", "\t", "\u3000", "\u00a0", "\x85", "\u2028", "\v", "\f", "\x1c",
)
ODD = (
    "\0", "\x1b", "\ud800", "\udfff", "\uffff", "\ufffe", "\ufffd", "\ufeff", "\u200b", "\u200d",
    "\u202e", "\u2066", "\u061c", "\ufe0f", "\u0301", "🐉", "👩‍🌾", "🇨🇳", "𠀀", "𪜎", "⽂", "豈",
    "㐂", "衞", "乾", "覆", "a", "Ａ", "é", "ß", "İ", "ｱ", "가", "ا", "א", "\U0010ffff", "\ue000",
)
# fmt: on
PIECES = (*WORDS, *NUMERALS, *MARKS, *BLANKS, *ODD)

TAGS = (
    *(
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<h1>产业</h1>",
        "<br>",
        "<b>",
        "<span>创新</span>",
        "<ul>",
    ),
    *("<li>", "<table>", "<tr><td>", "</td></tr>", '<a href="x">', "</a>", "<blockquote>", "<em>"),
    *(
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&#8203;",
        "<",
        ">",
        "&",
        '"',
        "=",
        "创新。",
    ),
)

BYTES = (
    *(piece.encode() for piece in ("创新", "。", "1", "<", "&", '"', ",", "\n", "é", "a")),
    *("中文".encode(name) for name in ("gb18030", "big5", "utf-16-le", "utf-16-be", "utf-32-le")),
    *(codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE),
    *(b"\0", b"\x80", b"\xff", b"\x81\x30\x81\x30", b"\xe5\x88", b"\xc0\xaf", b"\xed\xa0\x80"),
    *(b"%PDF-", b"PK\x03\x04", b'<meta charset="', b"<meta charset=", b"gb2312", b"utf-7", b"hex"),
    *(b"text", b"id,file\n", b'{"text": "', b'"}', b"[", b"{", b";", b"\t", b"\r", b"=", b"'"),
)


def clean_and_parts(text: str) -> None:
    """The cleaner, with what it took off."""
    cleaned = clean(text)
    for rule in PARTS:
        cleaned.part(rule.__name__)


def of_lines(step: Callable) -> Callable[[str], None]:
    """A step of many sentences, given a text as one and its lines as many."""

    def run(text: str) -> None:
        step([text])
        step(text.split("\n"))

    return run


def or_refused(reader: Callable, *more: str) -> Callable[[bytes], None]:
    """A reader of bytes that may refuse them."""

    def run(data: bytes) -> None:
        with suppress(InputError):
            reader(data, "a file", *more)

    return run


STEPS: dict[str, Callable[[str], object]] = {
    "clean": clean_and_parts,
    "structure": structure,
    "segment": segment,
    "token_lengths": token_lengths,
    "label": of_lines(label),
    "targets": of_lines(targets),
    "unplaced": of_lines(unplaced),
    "formulas": formulas,
    "place_in": lambda text: place_in(text.split("\n")),
}
"""The steps that take a text."""

READERS: dict[str, Callable[[bytes], object]] = {
    ".txt": or_refused(decode, ""),
    ".txt in utf-8": or_refused(decode, "utf-8"),
    ".txt in gb18030": or_refused(decode, "gb18030"),
    **{kind: or_refused(TEXT_READERS[kind], "") for kind in (".html", ".docx", ".pdf")},
    **{kind: or_refused(reader, "", "") for kind, reader in RECORD_READERS.items()},
}
"""The steps that take the bytes of a file, by its kind; Markdown is read as plain text is."""
