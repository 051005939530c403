"""The bytes of a web page, a Word file, a PDF or a file of records to plain text.

One function for each kind of file. What comes out has a paragraph in each line, and is then cleaned
as any other text. Nothing but the bytes is read: no link is followed and
no entity expanded. trafilatura and pypdf are the extra `policytext[formats]`, and are imported when
a file needs them.
"""

import codecs
import csv
import io
import json
import logging
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from xml.parsers import expat

from policytext.data import InputError
from policytext.reading.encoding import decode
from policytext.reading.lines import begins_anew, columns
from policytext.reading.page import PAGE_NUMBERS
from policytext.reading.plausibility import HEAVIEST, weigh

MAX_HTML = 3_000_000
"""Largest web page read, in characters; one with a report of a province has some 10^5.

Above 10 MB in one element, the parser would drop the text without a word.
"""
MAX_TAGS = 50_000
"""Tags that a web page may have; one with a report of a province has some 10^4.

To find the main text takes time that grows with their square.
"""
MAX_UNPACKED = 64 * 2**20
"""Bytes that the text of a Word file may have unpacked; a million characters take some 10^7."""
MAX_MEMBERS = 10_000
"""Members that a Word file may have; one with many pictures has some 10^2."""
MAX_DEPTH = 500
"""Elements of a Word file that may be open at a time; tables in tables need some 10^2."""
MAX_WITHOUT_TAG = 4_000_000
"""Bytes of a Word file that may stand between two tags, or within one."""
MAX_PAGES = 2_000
"""Pages that a PDF may have."""
MAX_OPERATORS = 5_000_000
"""Drawing operators that a PDF may have over all pages; a page of text has some 10^3."""
MAX_SHOWN = 5_000_000
"""Bytes or characters that these may show; a million Chinese characters are some 2 * 10^6."""
MAX_SECONDS = 120
"""Seconds of the processor that a PDF may take; a thick report takes some 10."""

TEXT_COLUMNS = ("text", "content", "body", "正文", "内容", "全文", "文本")
"""What the column of a file of records that holds the texts is called, in any case."""

QUIET = logging.NullHandler()  # what parsers mend without a word is none of the user's business


class NoTextLayer(InputError):
    """A PDF of pictures: a scan, which somebody has to read first."""


def needed(name: str, where: str) -> ModuleType:
    """A package of the extra `formats`; without it an InputError that says how to get it."""
    try:
        module = import_module(name)
    except ImportError as error:
        raise InputError(
            f"{where}: reading this kind of file needs {name} ({error});"
            " pip install 'policytext[formats]'"
        ) from error
    logging.getLogger(name).addHandler(QUIET)
    return module


def html_text(data: bytes, where: str, declared: str) -> tuple[str, str]:
    """The main text of a web page and its encoding: see `decode_html` and `main_text`."""
    page, encoding = decode_html(data, where, declared)
    if len(page) > MAX_HTML:
        raise InputError(
            f"{where}: {len(page):,} characters found, {MAX_HTML:,} at most expected of a web page"
        )
    if (n_tags := page.count("<")) > MAX_TAGS:
        raise InputError(
            f"{where}: {n_tags:,} tags found, {MAX_TAGS:,} at most expected of a web page"
        )
    return main_text(page, where), encoding


def decode_html(data: bytes, where: str, declared: str) -> tuple[str, str]:
    """The source of a web page and its encoding.

    The encoding that its meta tag declares is used, where the manifest states none, unless another
    reading is far more plausible: pages are saved in other encodings than they were sent in.
    """
    meta = META_CHARSET.search(data, 0, 4096)
    if not declared and meta and (name := codec(meta[1].decode("ascii"))):
        try:
            return decode(data, where, name)
        except InputError:
            pass  # then the bytes speak for themselves
    return decode(data, where, declared)


META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*+=\s*+(?:[\"']\s*+)?([\w.:-]{2,30})", re.IGNORECASE
)
GB18030_NAMES = {"gb2312", "gbk", "cp936", "gb18030"}
# Python's gb2312 and gbk codecs map the dash and the middle dot otherwise than gb18030 does.


def codec(name: str) -> str:
    """The name that text in an encoding is decoded by; '' if Python knows none of this name.

    Examples
    --------
    >>> codec("GB2312"), codec("UTF8"), codec("hex"), codec("utf-99")
    ('gb18030', 'utf-8', '', '')
    """
    try:
        " ".encode(name)  # refuses what is no text encoding, such as 'hex'
        found = codecs.lookup(name).name
    except (LookupError, UnicodeError):
        return ""
    return "gb18030" if found in GB18030_NAMES else found


def main_text(page: str, where: str) -> str:
    """The main text of a web page by trafilatura, without its menus, comments and links.

    Raises
    ------
    InputError
        trafilatura is not installed, cannot parse the page, or finds no main text.
    """
    trafilatura = needed("trafilatura", where)
    try:
        text = trafilatura.extract(
            page,
            output_format="txt",
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            deduplicate=False,  # a speech may say the same again
        )
    except Exception as error:  # whatever a page can do to a parser
        raise InputError(f"{where}: a web page that cannot be parsed ({error!r})") from error
    if not text or text.isspace():
        raise InputError(f"{where}: no main text found in this web page; a text expected")
    return text


def docx_text(data: bytes, where: str, declared: str) -> tuple[str, str]:
    """The paragraphs of a Word file, a line each, and '' for the encoding.

    Tables and text boxes are read; headers, footers, notes, comments, deleted and hidden text are
    not. Numbers that Word puts before headings by itself are not in the file's text.

    Raises
    ------
    InputError
        It is encrypted, broken or no Word file, or beyond one of the bounds.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        kind = "an encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "an old (.doc)"
        raise InputError(f"{where}: {kind} Word file found; a .docx without a password expected")
    if (n_members := data.count(b"PK\x01\x02")) > MAX_MEMBERS:
        raise InputError(
            f"{where}: {n_members:,} members found, {MAX_MEMBERS:,} at most expected of a Word file"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(paragraphs(main_part(archive, where))), ""
    except InputError:
        raise
    except Exception as error:  # whatever a broken file can do to a parser
        raise InputError(f"{where}: a broken Word file found ({error}); mend the file") from error


def main_part(archive: zipfile.ZipFile, where: str) -> bytes:
    """The part of a Word file that holds its text, unpacked within bounds."""
    part = next((p for p in archive.infolist() if MAIN_PART.fullmatch(p.filename)), None)
    if part is None:
        raise InputError(f"{where}: no word/document.xml found in it; a Word file expected")
    if part.flag_bits & 1:
        raise InputError(f"{where}: an encrypted archive found; one without a password expected")
    # The other methods are none of the format's, and zipfile unpacks them without a bound
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(f"{where}: packed by method {part.compress_type}; deflate expected")
    with archive.open(part) as file:
        xml = file.read(MAX_UNPACKED + 1)
    if len(xml) > MAX_UNPACKED:
        raise InputError(
            f"{where}: its text unpacks to more than {MAX_UNPACKED:,} bytes, so many at most"
            " expected"
        )
    return xml


MAIN_PART = re.compile(r"word/document\d*\.xml")


def paragraphs(xml: bytes) -> list[str]:
    """The paragraphs of the main part of a Word file, in its order.

    Raises
    ------
    ValueError
        It declares a document type, from which entities could be expanded, or is nested deeper than
        `MAX_DEPTH`, or has no tag for more than `MAX_WITHOUT_TAG`.
    expat.ExpatError
        It is not well formed.
    """
    done: list[str] = []
    opened: list[list[str]] = [[]]  # the texts of the paragraphs that are open, innermost last
    skipping: list[str] = []
    in_text = hidden = False
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal in_text, hidden, depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH:,} elements within each other")
        name = name.rpartition("}")[2]
        if skipping or name in NOT_READ:
            skipping.append(name)
        elif name == "p":
            opened.append([])
        elif name == "r":
            hidden = False
        elif name == "vanish":
            values = [v for k, v in attributes.items() if k.endswith("}val")]
            hidden = values not in (["0"], ["false"], ["off"])
        elif name == "t":
            in_text = True
        elif name in SIGNS and not hidden:
            opened[-1].append(SIGNS[name])

    def end(name: str) -> None:
        nonlocal in_text, depth
        depth -= 1
        name = name.rpartition("}")[2]
        if skipping:
            skipping.pop()
        elif name == "p":
            done.append("".join(opened.pop()))
        elif name == "t":
            in_text = False

    def characters(text: str) -> None:
        if in_text and not hidden and not skipping:
            opened[-1].append(text)

    def doctype(*_: object) -> None:
        raise ValueError("it declares a document type, as no Word file does")

    if is_without_tag(xml, MAX_WITHOUT_TAG):  # a tag is taken into memory whole
        raise ValueError(f"no tag for more than {MAX_WITHOUT_TAG:,} bytes")
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(xml, True)
    return done


# Elements of which nothing is read: what was moved away, the reading above a character, the second
# copy of a text box for old programs, and tab stops, which are named like tabs.
NOT_READ = {"moveFrom", "del", "rt", "Fallback", "tabs"}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def is_without_tag(xml: bytes, most: int) -> bool:
    """Whether there are more than `most` bytes without the beginning of a tag.

    >>> is_without_tag(b"<a>b</a>", 4), is_without_tag(b"<a>bcd</a>", 4)
    (False, True)
    """
    at = 0
    while len(xml) - at > most:
        at = xml.rfind(b"<", at + 1, at + most + 1)
        if at < 0:
            return True
    return False


def pdf_text(data: bytes, where: str, declared: str) -> tuple[str, str]:
    """The text layer of a PDF, its printed lines joined (`joined`), and '' for the encoding.

    Raises
    ------
    NoTextLayer
        No page has a letter: a scan.
    InputError
        pypdf is not installed; the PDF is encrypted, broken or beyond one of the bounds, or its
        fonts do not tell which characters they show.
    """
    if b"%PDF-" not in data[:1024]:
        raise InputError(f"{where}: no PDF found; a PDF expected")
    pypdf = needed("pypdf", where)
    n_operators = n_shown = 0
    end = time.thread_time() + MAX_SECONDS

    def count(operator: bytes, operands: list, *_: object) -> None:
        nonlocal n_operators, n_shown
        n_operators += 1
        n_shown += length(operands) if operator in SHOWING else 0
        if n_operators > MAX_OPERATORS:
            raise InputError(f"{where}: more than {MAX_OPERATORS:,} drawing operators found")
        if n_shown > MAX_SHOWN:
            raise InputError(f"{where}: more than {MAX_SHOWN:,} characters found")
        if time.thread_time() > end:
            raise InputError(f"{where}: takes more than {MAX_SECONDS} seconds to read")

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not opens(reader):
            raise InputError(f"{where}: an encrypted PDF found; one without a password expected")
        n_pages = len(reader.pages)
        if n_pages > MAX_PAGES:
            raise InputError(f"{where}: {n_pages:,} pages found, {MAX_PAGES:,} at most expected")
        pages = [page.extract_text(visitor_operand_before=count) for page in reader.pages]
    except InputError:
        raise
    except Exception as error:  # whatever a broken file can do to a parser
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{where}: a broken PDF found ({reason}); mend the file") from error
    lines = well_formed("\n".join(pages)).translate(RADICALS).split("\n")
    text = "\n".join(joined(lines))
    if not any(map(str.isalpha, text)):
        raise NoTextLayer(
            f"{where}: no text found on {n_pages:,} pages (a scan?); a PDF with a text layer"
            " expected, as recognition of characters makes it"
        )
    characters = "".join(text.split())
    if weigh(characters, "").bits > HEAVIEST * len(characters):
        raise InputError(
            f"{where}: improbable text found: its fonts do not tell their characters; a PDF from"
            " which text can be copied expected"
        )
    return text, ""


SHOWING = (b"Tj", b"TJ", b"'", b'"')
"""The drawing operators that show text."""


def length(operand: object) -> int:
    """The bytes or characters of an operand, of a list all of them together."""
    if isinstance(operand, list):
        return sum(map(length, operand))
    return len(operand) if isinstance(operand, (str, bytes)) else 0


def joined(lines: Sequence[str]) -> list[str]:
    """The paragraphs that printed lines make.

    A line that ends near the right margin without a stop goes on, unless the next one is a page's
    number, opens a heading or a list item, or is addressed to the listeners. The margin is where
    the third widest line ends; nothing is joined where that has less than 20 Chinese characters.
    Near are four of these: two for the indent of a paragraph, which is not read, and two for what
    could not be parted from the next line's beginning.
    """
    lines = [line.strip() for line in lines]
    margin = min(sorted(map(columns, lines))[-3:])
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line and not begins_anew(line) and not PAGE_NUMBERS.match(line):
            words = re.match("[A-Za-z]{2}", paragraphs[-1][-1:] + line[:1])
            paragraphs[-1] += f" {line}" if words else line
        else:
            paragraphs.append(line)
        goes_on = margin >= 40 and columns(line) >= margin - 8 and not STOP.search(line)
    return paragraphs


STOP = re.compile(r"[。！？!?：:][”’）》」』)]*\Z")
# Fonts show a character and its radical by one sign, and PDFs then name the radical: ⻓ for 长
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | {
    ord(radical): character
    for radical, character in zip(
        "⺁⺅⺈⺊⺎⺒⺓⺜⺝⺟⺠⺧⺩⺪⺫⺬⺮⺶⺷⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
        "厂亻刀卜兀巳幺日月母民牛王疋目示竹羊羊月臼虎西见角贝足车長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟",
        strict=True,
    )
}


def opens(reader) -> bool:
    """Whether an encrypted PDF opens without a password, as one does that may not be changed."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a method that pypdf does not know, or not without another package
        return False


def csv_texts(data: bytes, where: str, declared: str, column: str) -> tuple[list[str], str]:
    """The text of each record of a CSV file, and the file's encoding.

    Fields are parted by the comma, the tab or the semicolon, whichever its header has most of.
    Empty lines are no records.

    Raises
    ------
    InputError
        There is no header, no column of texts or more than one, a quotation is left open, or a
        record has more or fewer fields than the header.
    """
    text, encoding = decode(data, where, declared)
    # Of the whole process, and only ever raised: other threads may be reading
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    header_line = text.partition("\n")[0]
    delimiter = max(",\t;", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        header = next(reader, [])
        place = header.index(text_column(header, f"{where}: line 1", column))
        texts = []
        for fields in reader:
            if not fields:
                continue
            if len(fields) != len(header):
                raise InputError(
                    f"{where}: line {reader.line_num}: {len(fields)} fields found,"
                    f" {len(header)} expected"
                )
            texts.append(fields[place])
    except csv.Error as error:
        raise InputError(f"{where}: line {reader.line_num}: malformed CSV ({error})") from error
    return texts, encoding


def jsonl_texts(data: bytes, where: str, declared: str, column: str) -> tuple[list[str], str]:
    """The text of each record of a file with a JSON object in each line, and its encoding.

    A record that has no text, or null, gives an empty one. Empty lines are no records.

    Raises
    ------
    InputError
        A line is no JSON object, the first one has no column of texts or more than one, or a text
        is not one.
    """
    text, encoding = decode(data, where, declared)
    texts: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.isspace():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: line {number}: malformed JSON ({error})") from error
        if not isinstance(record, dict):
            raise InputError(f"{where}: line {number}: {line[:20]!r} found, a JSON object expected")
        if not texts:
            column = text_column(list(record), f"{where}: line {number}", column)
        value = record.get(column) or ""
        if not isinstance(value, str):
            raise InputError(f"{where}: line {number}: {value!r:.40} in {column}, a text expected")
        texts.append(well_formed(value))
    return texts, encoding


def text_column(names: list[str], where: str, stated: str) -> str:
    """Which of the columns holds the texts: the one that the manifest states, or one so called.

    Examples
    --------
    >>> text_column(["标题", "正文"], "a.csv: line 1", "")
    '正文'
    >>> text_column(["text", "body"], "a.csv: line 1", "")
    Traceback (most recent call last):
    policytext.data.InputError: a.csv: line 1: columns text, body found; ...
    """
    if stated:
        if stated not in names:
            listed = ", ".join(names) or "none"
            raise InputError(f"{where}: no column {stated!r} found; columns are {listed}")
        if names.count(stated) > 1:
            raise InputError(f"{where}: column {stated!r} comes twice")
        return stated
    found = [name for name in names if name.strip().casefold() in TEXT_COLUMNS]
    if not found:
        raise InputError(
            f"{where}: columns {', '.join(names) or 'none'} found, one of"
            f" {', '.join(TEXT_COLUMNS)} expected, or its name in the column `column` of"
            " documents.csv"
        )
    if len(found) > 1:
        raise InputError(
            f"{where}: columns {', '.join(found)} found; state one in the column `column` of"
            " documents.csv"
        )
    return found[0]


def well_formed(text: str) -> str:
    """The text with half a surrogate pair, which no file can hold, as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


TEXT_READERS: dict[str, Callable[[bytes, str, str], tuple[str, str]]] = {
    ".html": html_text,
    ".htm": html_text,
    ".docx": docx_text,
    ".pdf": pdf_text,
}
"""What gives the text and encoding of a kind of file, from bytes, name and declared encoding."""

RECORD_READERS: dict[str, Callable[[bytes, str, str, str], tuple[list[str], str]]] = {
    ".csv": csv_texts,
    ".jsonl": jsonl_texts,
}
"""What gives the texts of a file of records, from the same and the column that holds them."""
