"""What a user says of a book on a corpus of their own: title, authors, lexicon, groups."""

import os
import re
import reprlib
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from policytext.data import InputError, read_bytes, refuse_link_out, shown
from policytext.grouping import column_to_group_by, group_of

SETTINGS = "book.toml"
MAX_SETTINGS = 10_000
"""Bytes that `book.toml` may have; Python's parser takes seconds for a key of many more dots."""


@dataclass(frozen=True)
class Settings:
    """What a user says of a book in `book.toml`; all of it may be left out.

    Attributes
    ----------
    title : of the book; by default the folder's name.
    authors : names, as citations give them.
    year : in which it is published, as citations give it; by default the present one.
    lexicon : whether the themes and terms of a folder `lexicon/` come beside the shipped ones
        ("extend") or in their place ("replace").
    language : of the pictures that a page shows first, "en" or "zh"; the others are a click away.
    group_by : the column of `documents.csv` by which figures show groups instead of documents; ''
        for each document by itself, or, of more than 30, for a column that is found.
    baseline : a folder of derived tables that serves as reference corpus for keyness, or
        "shipped" for the tables of our report; '' for none.
    """

    title: str
    authors: tuple[str, ...] = ("Authors not stated",)
    year: str = field(default_factory=lambda: str(date.today().year))
    lexicon: str = "extend"
    language: str = "en"
    group_by: str = ""
    baseline: str = ""


CHOICES = {"lexicon": ("extend", "replace"), "language": ("en", "zh")}
"""The settings that have few values."""


def read_settings(folder: Path) -> Settings:
    """The `book.toml` of a corpus, or the defaults where it has none.

    Raises
    ------
    InputError
        It is no TOML, too long or a link out of the folder, has a key or a value that there is not,
        or names a reference corpus outside the folder: the command line alone may.
    """
    path = folder / SETTINGS
    refuse_link_out(path, folder)
    try:
        there = os.path.lexists(path)
        said = tomllib.loads(read_bytes(path, MAX_SETTINGS).decode()) if there else {}
    except InputError:
        raise
    except (OSError, ValueError, RecursionError) as error:  # of TOML, of UTF-8, of a long number
        raise InputError(f"{path}: {error}; TOML in UTF-8 expected") from error
    if unknown := said.keys() - Settings.__dataclass_fields__:
        expected = ", ".join(Settings.__dataclass_fields__)
        raise InputError(f"{path}: {min(unknown)!r} found; one of {expected} expected")
    said = {"title": folder.resolve().name} | said
    authors = said.get("authors", list(Settings.authors))
    if not isinstance(authors, list) or not all(isinstance(a, str) and a for a in authors):
        raise InputError(f"{path}: authors {reprlib.repr(authors)} found; a list of names expected")
    said["authors"] = tuple(map(shown, authors))
    for name, value in said.items():
        if name != "authors" and not isinstance(value, str):
            raise InputError(f"{path}: {name} {reprlib.repr(value)} found; text expected")
    if not said["title"].strip():
        raise InputError(f"{path}: title {reprlib.repr(said['title'])} found; text expected")
    if not re.fullmatch("[0-9]{4}", said.get("year", "2000")):
        raise InputError(f"{path}: year {reprlib.repr(said['year'])} found; four digits expected")
    settings = Settings(**said | {"title": shown(said["title"])})
    for name, known in CHOICES.items():
        if getattr(settings, name) not in known:
            expected = " or ".join(map(repr, known))
            raise InputError(
                f"{path}: {name} {reprlib.repr(said[name])} found; {expected} expected"
            )
    if settings.baseline in ("", "shipped"):
        return settings
    refuse_link_out(folder / settings.baseline, folder)
    return replace(settings, baseline=str(folder / settings.baseline))


def with_groups(settings: Settings, documents: pd.DataFrame) -> Settings:
    """The settings with the column to group by, checked, or found where there are many documents.

    Raises
    ------
    InputError
        The column makes no groups that a figure can show, or there is none.
    """
    column = settings.group_by or column_to_group_by(documents) or ""
    if column:
        group_of(documents, column)
    return replace(settings, group_by=column)
