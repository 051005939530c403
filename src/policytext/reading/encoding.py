"""Which encoding do the bytes of a text have, and is the text that it gives plausible Chinese?

Most bytes of one Chinese encoding decode in another without an error, into nonsense. What tells
them apart is the nonsense: rare characters where a text has common ones. So each reading of the
bytes is weighed in bits, by how common its characters are, and the lightest wins, if by enough.
"""

import codecs
import re

from policytext.data import InputError
from policytext.reading.plausibility import CHUNK, FEW, Reading, weigh

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# In this order: of encodings that give the same text, the first is named.
CANDIDATES = (
    "utf-8",
    "gb18030",
    "big5",
    "cp950",
    "big5hkscs",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32-be",
)
BYTE_ORDERS = {"utf-16": CANDIDATES[5:7], "utf-32": CANDIDATES[7:9]}
# What begins a file that is no plain text.
BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive (.docx, .xlsx, .epub …)",
    b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls …)",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}

MARGIN = 12
"""By how many bits a reading must be lighter than the next one: 12 are odds of 4,096 to 1."""

NEAR = 15
"""Mean bits up to which a spoiled reading is still the one meant: 14 % of it may be forbidden."""

PRIVATE = re.compile("[\ue000-\uf8ff]")
NOT_WESTERN = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u017fǎǐǒǔǖǘǚǜ]|[^\x00-\x7f]{2}")
NO_LEAD_OF_THREE = bytes(byte for byte in range(256) if not 0xE0 <= byte <= 0xEF)


def decode(data: bytes, where: str, declared: str = "") -> tuple[str, str]:
    """The text of the bytes, without a byte order mark, and the encoding that gives it.

    A declared encoding is used, unless another reading is far more plausible. Without one, a byte
    order mark decides, then the weights of the readings; UTF-8 is never silently outweighed.

    Parameters
    ----------
    where
        The file, for messages.
    declared
        A codec's name; under `utf-16` and `utf-32` without a mark, the weights tell the byte
        order.

    Raises
    ------
    InputError
        The bytes are no text, a byte is not of the encoding, another encoding is more plausible
        than the declared one, or none or more than one gives a plausible text.

    Examples
    --------
    'Common characters weigh little', in Big5 and undeclared; then its two opening bytes alone:

    >>> data = "常見的字分量輕，少見的字分量重。".encode("big5")
    >>> decode(data, "a.txt")
    ('常見的字分量輕，少見的字分量重。', 'big5')
    >>> decode(data[:2], "a.txt")
    Traceback (most recent call last):
    policytext.data.InputError: a.txt: the encoding cannot be told: gb18030 ('盽') ...
    """
    if data.startswith(tuple(BINARY)):
        kind = next(kind for magic, kind in BINARY.items() if data.startswith(magic))
        raise InputError(f"{where}: {kind} found, plain text expected")
    if data.count(0) * 5 > len(data) * 4:  # more than the three in four of UTF-32
        raise InputError(f"{where}: {binary(data)}")
    mark = ""
    if data.startswith(tuple(BYTE_ORDER_MARKS)):
        mark = next(name for bom, name in BYTE_ORDER_MARKS.items() if data.startswith(bom))
    if declared in ("", "utf-8") and not mark and (text := evident_utf8(data)) is not None:
        return text, "utf-8"
    if declared in BYTE_ORDERS and mark != declared:
        reading = chosen(data, where, BYTE_ORDERS[declared])
    elif declared:
        reading = read_declared(data, where, declared, mark)
    elif mark:
        reading = read_marked(data, where, mark)
    else:
        reading = chosen(data, where)
    if is_binary(reading.text):
        raise InputError(f"{where}: {binary(data)}")
    return reading.text.removeprefix("\ufeff"), reading.encoding


def evident_utf8(data: bytes) -> str | None:
    """The text, where this is UTF-8 beyond doubt, from its form alone: no reading need be weighed.

    Bytes of another encoding do not make a hundred characters of three bytes by chance.
    """
    if b"\0" in data or (data.isascii() and len(data) < 10 * FEW):
        return None
    if not data.isascii() and len(data.translate(None, NO_LEAD_OF_THREE)) <= FEW:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def read_marked(data: bytes, where: str, mark: str) -> Reading:
    """The reading that the byte order mark tells, or an InputError that names a bad byte."""
    try:
        return weigh(data.decode(mark), mark)
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: {bad_byte(data, error)}; mend the file") from error


def read_declared(data: bytes, where: str, declared: str, mark: str) -> Reading:
    """The reading under the declared encoding, or an InputError that names a better one."""
    try:
        reading = weigh(data.decode(declared), declared)
    except UnicodeDecodeError as error:
        try:
            reading = read_marked(data, where, mark) if mark else chosen(data, where)
            better = f"; the whole file is plausible as {reading.encoding}"
        except InputError:
            better = ""
        raise InputError(
            f"{where}: {bad_byte(data, error)}{better}; correct the encoding in documents.csv"
        ) from error
    if not reading.sure:
        for other in readings(data, (mark,) if mark else CANDIDATES):
            # A bit a character as well, so that a few odd marks do not overrule a declaration
            lighter = other.bits + max(MARGIN, other.n_wide) < reading.bits
            if lighter and (other.plausible or mark):
                raise InputError(
                    f"{where}: improbable text as {declared}, more plausible as {other.encoding};"
                    " correct the encoding in documents.csv"
                )
    return reading


def chosen(data: bytes, where: str, encodings: tuple[str, ...] = CANDIDATES) -> Reading:
    """The one plausible reading of undeclared bytes, or an InputError.

    What is UTF-8 is never silently taken for anything else; it need not be Chinese.
    """
    found = readings(data, encodings)
    utf8 = [r for r in found if r.encoding == "utf-8" and not is_binary(r.text)]
    plausible = [reading for reading in found if reading.plausible]
    others = [reading for reading in plausible if reading not in utf8]
    if utf8 and (not others or is_western(utf8[0])):
        return utf8[0]
    if not plausible:
        raise InputError(f"{where}: {implausible(data, encodings, found)}")
    best = min(plausible, key=lambda reading: reading.bits)
    rivals = [r for r in found if r.bits < best.bits + MARGIN or r in utf8]
    if rivals != [best]:
        raise InputError(f"{where}: {undecided(rivals)}")
    return best


def is_binary(text: str) -> bool:
    """Whether more than one character in twenty is NUL; UTF-16 of ASCII, read as UTF-8, is so."""
    return text.count("\0") * 20 > len(text)


def is_western(reading: Reading) -> bool:
    """Whether the text is ASCII but for few and single accented letters or signs (Müller, 5 °C).

    In UTF-8 these are two bytes each, as a Chinese character is elsewhere; but that one seldom
    stands alone.
    """
    few = 0 < reading.n_wide * 4 <= len(reading.text)
    return few and not NOT_WESTERN.search(reading.text)


def readings(data: bytes, encodings: tuple[str, ...] = CANDIDATES) -> list[Reading]:
    """The different texts that the bytes give, each under the first encoding that gives it."""
    found: list[Reading] = []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(text != other.text for other in found):
            found.append(weigh(text, encoding))
    return found


def bad_byte(data: bytes, error: UnicodeDecodeError) -> str:
    """What is said of bytes that do not decode: which, where and why."""
    line = data.count(b"\n", 0, error.start) + 1
    if len(data) - error.start < 4 and re.search("incomplete|end|truncated", error.reason):
        return f"byte {error.start} is not {error.encoding}: the last character is cut off"
    return f"byte {error.start} is not {error.encoding} (0x{data[error.start]:02x}, line {line})"


def undecided(rivals: list[Reading]) -> str:
    """What is said when more than one reading is plausible: the names, and where they part."""
    first, second = rivals[0].text, rivals[1].text
    place = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    names = " or ".join(
        f"{reading.encoding} ({reading.text[place : place + 6].strip()!r})" for reading in rivals
    )
    return (
        f"the encoding cannot be told: {names}; state it in the column encoding of documents.csv,"
        " or save the file as UTF-8"
    )


def implausible(data: bytes, encodings: tuple[str, ...], found: list[Reading]) -> str:
    """What is said when no reading is plausible: what spoils the nearest one, or what was tried."""
    nearest: list[tuple[float, str]] = [(NEAR, "")]
    for reading in found:
        odd = PRIVATE.search(reading.text)
        line = reading.text.count("\n", 0, odd.start() if odd else reading.worst_at) + 1
        if reading.n_wide and not is_binary(reading.text):
            reason = f"improbable text at line {line} as {reading.encoding}"
            nearest.append((reading.mean, reason))
    for encoding in encodings:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            reading = weigh(data[: min(error.start, CHUNK)].decode(encoding, "ignore"), encoding)
            if reading.n_wide <= FEW:  # too little before it: what comes after counts too
                reading = weigh(data[:CHUNK].decode(encoding, "replace"), encoding)
            if reading.n_wide and not is_binary(reading.text):
                nearest.append((reading.mean, bad_byte(data, error)))
    reason = min(nearest)[1]
    if reason:
        return f"{reason}; mend the file, or state its encoding in documents.csv"
    if data.count(0) * 20 > len(data):
        return binary(data)
    return (
        f"no plausible text as {', '.join(encodings)}; save it as UTF-8, or state its encoding in"
        " the documents.csv of a corpus"
    )


def binary(data: bytes) -> str:
    """What is said of a file that is full of NUL."""
    return f"binary data found ({data.count(0):,} of {len(data):,} bytes are NUL), text expected"
