"""Where the data of the package lie, CSV files read strictly, and what is said of bad ones."""

import csv
import os
import re
import stat
from pathlib import Path


class InputError(ValueError):
    """Input that cannot be used.

    The message names the file, the line or row, what was found and what was expected. The command
    line prints it and ends with status 2; nothing has been written then.
    """


def source_folder() -> Path:
    """The folder with what the book is made from: settings, chapters, data.

    In a checkout it is its top; an installed package carries a copy within itself.
    """
    installed = Path(__file__).parent / "source"
    return installed if installed.is_dir() else Path(__file__).parents[2]


def data_folder() -> Path:
    """The folder with `lexicon`, `derived` and `documents.csv`: that of the book.

    The environment variable `POLICYTEXT_DATA` names that of another one.
    """
    return Path(os.environ.get("POLICYTEXT_DATA") or source_folder() / "data")


def lexicon_folder() -> Path:
    """The folder with `themes.csv`, `terms.csv` and `words.csv`."""
    return data_folder() / "lexicon"


def full_path(path: Path) -> Path:
    """The path with its links followed; InputError where they lead round in a ring."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error


def refuse_link_out(path: Path, folder: Path) -> None:
    """Raise InputError for a path of a folder that leads out of it, as a link may."""
    if not full_path(path).is_relative_to(full_path(folder)):
        raise InputError(f"{path}: leads out of {folder}; a file or folder in it expected")


MAX_TABLE = 2**28
"""Largest CSV file read, in bytes: a manifest of a million documents has some 10^8."""


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file.

    Raises
    ------
    InputError
        It cannot be read, is no file, has more bytes than `most`, or was written to meanwhile.
    """
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise InputError(f"{path}: no file; a text expected")
        with path.open("rb") as file:
            data = file.read(min(before.st_size, most) + 1)
            if len(data) > before.st_size:  # it grew meanwhile, or has no size, as in /proc
                data += file.read(most + 1 - len(data))
        after = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if (before.st_mtime, before.st_size) != (after.st_mtime, after.st_size):
        raise InputError(f"{path}: was changed while it was read; run the same again")
    if len(data) > most:
        raise InputError(f"{path}: more than {most:,} bytes found, so many at most expected")
    return data


SPREADSHEET_RUNS = re.compile(r"'*\s*[=+\-@\t\r]")


def guarded(value):
    """A cell that no spreadsheet runs: text that begins with ``= + - @`` gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and SPREADSHEET_RUNS.match(value) else value


GUARDED = re.compile(r"'+\s*[=+\-@\t\r]")


def unguarded(value):
    """The cell that `guarded` was given."""
    return value[1:] if isinstance(value, str) and GUARDED.match(value) else value


def printable(text: str, kept: str = "") -> str:
    r"""The text with what no reader can see, or what moves the rest, written as escapes.

    >>> printable("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    return "".join(c if c.isprintable() or c in kept else ascii(c)[1:-1] for c in text)


def shown(text: str) -> str:
    """What somebody says of a text, of a theme or of a book, in one line that can be shown."""
    return printable(" ".join(text.split()))


def read_rows(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a UTF-8 CSV file, each with the number of the line that it ends on.

    An apostrophe that only keeps a spreadsheet from running a cell is taken off (`guarded`).

    Raises
    ------
    InputError
        The file is missing or not UTF-8, a quotation is left open, a required column is missing,
        a column comes twice, or a row has more or fewer fields than the header.
    """
    try:
        text = read_bytes(path, MAX_TABLE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in required if column not in header]
        if missing:
            raise InputError(
                f"{path}: line 1: no column {', '.join(missing)};"
                f" found {', '.join(header) or 'none'}"
            )
        if len(set(header)) < len(header):
            raise InputError(f"{path}: line 1: a column comes twice in {', '.join(header)}")
        rows = []
        for fields in reader:
            if not fields:
                continue
            if len(fields) != len(header):
                raise InputError(
                    f"{path}: line {reader.line_num}: {len(fields)} fields found,"
                    f" {len(header)} expected"
                )
            cells = map(unguarded, fields)
            rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: malformed CSV ({error})") from error
    return rows
