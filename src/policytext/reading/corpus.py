"""A corpus: a folder of files and the `documents.csv` that lists them; bytes to text.

Nothing else in the package reads raw files. What turns the bytes of a web page, a Word file, a PDF
or a file of records into text is in `formats`; every other file is plain text.
"""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from policytext.data import InputError, read_bytes, read_rows, refuse_link_out
from policytext.reading.encoding import decode
from policytext.reading.formats import RECORD_READERS, TEXT_READERS, codec

MAX_BYTES = 32 * 2**20
"""Largest file read, in bytes; a speech is some 10^4, a thick report 10^6."""

UPWARDS = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)")
ID = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Document:
    """One row of `documents.csv`: where a text lies and what is known of it."""

    id: str
    path: Path
    sha256: str = ""
    encoding: str = ""
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawText:
    """A document's text, the SHA-256 of its file's bytes and the encoding that was used.

    The encoding is '' for a kind of file that has none of its own: .docx and .pdf.
    """

    text: str
    sha256: str
    encoding: str


def corpus_folder(place: str | Path) -> Path:
    """The folder of a corpus: a path of this machine or, with `://`, a URL that fsspec knows.

    A URL gives a path of universal_pathlib, which reads like any other.

    Raises
    ------
    InputError
        It is a URL, and universal_pathlib or the file system's own package is not installed.
    """
    if "://" not in str(place):
        return Path(place)
    try:
        from upath import UPath

        return cast(Path, UPath(place))  # which it is in all but its class
    except (ImportError, ValueError) as error:
        raise InputError(
            f"{place}: no path of this machine, and as a URL it needs more packages ({error});"
            " pip install 'policytext[cluster]'"
        ) from error


def read_manifest(folder: str | Path) -> list[Document]:
    """The documents that `folder/documents.csv` lists, in its order.

    Columns `id` and `file` are required; `sha256` and `encoding` are used where given; all others
    are kept in `about`. Of these, `record` and `column` tell where in a file of records (.csv,
    .jsonl) the text is: the number of the record, from 1, and the name of its column.

    Raises
    ------
    InputError
        The folder or its manifest is missing or malformed, an id is empty, odd or comes twice, a
        path or the manifest leads out of the folder, or no document is listed.
    """
    folder = corpus_folder(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; a corpus is a folder with a documents.csv")
    manifest = folder / "documents.csv"
    refuse_link_out(manifest, folder)
    documents: dict[str, Document] = {}
    is_inside = inside(folder)
    for line, row in read_rows(manifest, required=("id", "file")):
        where = f"{manifest}: line {line}"
        name = row["id"]
        if not ID.fullmatch(name):
            raise InputError(
                f"{where}: id {name!r} found; letters, digits, '-', '_' and '.' expected"
            )
        if name in documents:
            raise InputError(f"{where}: id {name!r} comes twice; ids must differ")
        if not row["file"]:
            raise InputError(f"{where}: no file given for {name!r}")
        if not is_inside(row["file"]):
            raise InputError(f"{where}: file {row['file']!r} lies outside the folder")
        about = {k: v for k, v in row.items() if k not in ("id", "file", "sha256", "encoding")}
        documents[name] = Document(
            name,
            folder / row["file"],
            row.get("sha256", "").lower(),
            row.get("encoding", ""),
            about,
        )
    if not documents:
        raise InputError(f"{manifest}: lists no document; one row or more expected")
    return list(documents.values())


def inside(folder: Path) -> Callable[[str], bool]:
    """Tells whether names of files lead to somewhere in the folder, links followed; the folders
    within are looked at once.
    """
    root = folder.resolve()

    @cache
    def leads_inside(name: str) -> bool:
        return (folder / name).resolve().is_relative_to(root)

    def is_inside(name: str) -> bool:
        if "\0" in name or UPWARDS.search(name):
            return False
        try:
            if not leads_inside(os.path.dirname(name)):
                return False
            return not (folder / name).is_symlink() or leads_inside(name)
        except (OSError, RuntimeError) as error:  # too long a name, links in a ring
            raise InputError(f"{folder}: {name:.60}: cannot be read ({error})") from error

    return is_inside


def read_raw(document: Document) -> RawText:
    """The text of a document, its checksum verified.

    By the end of its name, the file is a web page (.html, .htm), a Word file (.docx), a PDF (.pdf),
    a file of records (.csv, .jsonl), of which one is the document, or else plain text, which is
    decoded as it is (`encoding.decode`).

    Raises
    ------
    InputError
        The file is missing, too large or empty, its SHA-256 is not the stated one, its encoding is
        unknown, wrong, improbable or cannot be told, it holds no text (`formats` says which files
        do not), or it has no such record.
    """
    where = str(document.path)
    kind = os.path.splitext(where)[1].lower()
    if kind in RECORD_READERS:
        return read_record(document)
    data = read_bytes(document.path, MAX_BYTES)
    found = checksum(data)
    check(document, found)
    text, encoding = TEXT_READERS.get(kind, decode)(data, where, declared(document))
    if not text or text.isspace():
        raise InputError(f"{where}: empty; a text expected")
    return RawText(text, found, encoding)


def checksum(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def check(document: Document, found: str) -> None:
    """Raise InputError if the manifest states another SHA-256 than the one found."""
    if document.sha256 and found != document.sha256:
        raise InputError(f"{document.path}: SHA-256 {found} found, {document.sha256} expected")


@dataclass(frozen=True)
class Records:
    """The texts of a file of records, or the `problem` for which there are none."""

    texts: tuple[str, ...] = ()
    sha256: str = ""
    encoding: str = ""
    problem: str = ""


def read_record(document: Document) -> RawText:
    """The text of a document that is one record of a file.

    Raises
    ------
    InputError
        See `read_raw`. The number in the column `record` may be left out if there is one record.
    """
    records = records_of(document)
    check(document, records.sha256)
    path, n_records = document.path, len(records.texts)
    given = document.about.get("record", "").strip() or ("1" if n_records == 1 else "")
    number = int(given) if given.isdecimal() and len(given) < 10 else 0
    if not 1 <= number <= n_records:
        raise InputError(
            f"{path}: record {given!r} asked for in documents.csv; a number from 1 to"
            f" {n_records:,} expected in its column `record`"
        )
    text = records.texts[number - 1]
    if not text or text.isspace():
        raise InputError(f"{path}: record {number}: empty; a text expected")
    return RawText(text, records.sha256, records.encoding)


def records_of(document: Document) -> Records:
    """The records of the document's file, which is parsed once for all documents in it.

    Raises
    ------
    InputError
        The file cannot be read, or is no file of records.
    """
    path = document.path
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    column = document.about.get("column", "").strip()
    encoding = declared(document)
    records = parsed(path, status.st_mtime, status.st_size, encoding, column)
    if records.problem:
        raise InputError(records.problem)
    return records


@lru_cache(maxsize=1)
def parsed(path: Path, changed: float, size: int, encoding: str, column: str) -> Records:
    """The records of a file; the last answer is kept, since document after document asks for it.

    So is the reason why there is none, and so the time of change and the size are asked for.
    """
    where = str(path)
    try:
        data = read_bytes(path, MAX_BYTES)
        reader = RECORD_READERS[os.path.splitext(where)[1].lower()]
        texts, encoding = reader(data, where, encoding, column)
    except InputError as error:
        return Records(problem=str(error))
    return Records(tuple(texts), checksum(data), encoding)


def declared(document: Document) -> str:
    """The encoding that the manifest declares, under the name that it is decoded by; '' if none."""
    name = document.encoding.strip().lower()
    if name and not codec(name):
        raise InputError(
            f"{document.path}: unknown encoding {document.encoding!r} in documents.csv;"
            " one that Python knows expected, such as utf-8, gb18030 or big5"
        )
    return codec(name) if name else ""
