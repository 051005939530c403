"""A corpus: a folder of files and the `documents.csv` that lists them; bytes to text.

Nothing else in the package reads raw files.
"""

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from policytext.data import InputError, read_rows
from policytext.reading.encoding import decode

MAX_BYTES = 32 * 2**20
"""Largest file read, in bytes; a speech is some 10^4, a thick report 10^6."""

# Python's gb2312 and gbk codecs map the dash and the middle dot otherwise than gb18030 does.
GB18030_NAMES = {"gb2312", "gbk", "cp936", "gb18030"}
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
    """A document's text as decoded, the SHA-256 of its bytes and the encoding that was used."""

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

        return UPath(place)
    except (ImportError, ValueError) as error:
        raise InputError(
            f"{place}: no path of this machine, and as a URL it needs more packages ({error});"
            " pip install 'policytext[cluster]'"
        ) from error


def read_manifest(folder: str | Path) -> list[Document]:
    """The documents that `folder/documents.csv` lists, in its order.

    Columns `id` and `file` are required; `sha256` and `encoding` are used where given; all others
    are kept in `about`.

    Raises
    ------
    InputError
        The folder or its manifest is missing or malformed, an id is empty, odd or comes twice, a
        path leads out of the folder, or no document is listed.
    """
    folder = corpus_folder(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; a corpus is a folder with a documents.csv")
    manifest = folder / "documents.csv"
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
        if "\0" in name or UPWARDS.search(name) or not leads_inside(os.path.dirname(name)):
            return False
        return not (folder / name).is_symlink() or leads_inside(name)

    return is_inside


def read_raw(document: Document) -> RawText:
    """The text of a document, its checksum verified and its bytes decoded (`encoding.decode`).

    Raises
    ------
    InputError
        The file is missing, too large or empty, its SHA-256 is not the stated one, or its encoding
        is unknown, wrong, improbable or cannot be told.
    """
    path = document.path
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: no file; a text expected")
        with open(path, "rb") as file:
            data = file.read(min(status.st_size, MAX_BYTES) + 1)
            if len(data) > status.st_size:  # it grew meanwhile, or has no size, as in /proc
                data += file.read(MAX_BYTES + 1 - len(data))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: more than {MAX_BYTES:,} bytes found, so many at most expected")
    found = hashlib.sha256(data).hexdigest()
    if document.sha256 and found != document.sha256:
        raise InputError(f"{path}: SHA-256 {found} found, {document.sha256} expected")
    text, encoding = decode(data, str(path), declared(document))
    if not text or text.isspace():
        raise InputError(f"{path}: empty; a text expected")
    return RawText(text, found, encoding)


def declared(document: Document) -> str:
    """The encoding that the manifest declares, under the name that it is decoded by; '' if none."""
    name = document.encoding.strip().lower()
    if not name:
        return ""
    try:
        " ".encode(name)  # refuses what is no text encoding, such as 'hex'
        name = codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise InputError(
            f"{document.path}: unknown encoding {document.encoding!r} in documents.csv;"
            " one that Python knows expected, such as utf-8, gb18030 or big5"
        ) from error
    return "gb18030" if name in GB18030_NAMES else name
