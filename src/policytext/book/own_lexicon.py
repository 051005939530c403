"""A corpus's own themes and terms, beside the shipped ones or in their place."""

import csv
import re
from pathlib import Path

from policytext.data import InputError, guarded, read_rows, refuse_link_out, shown

KEYS = {"themes": ("theme",), "terms": ("theme", "term")}
"""The columns by which a row of a file takes the place of another; of all other files the first."""
COLOURS = (
    ("#E69F00", "#8A5F00"),
    ("#56B4E9", "#1B6A99"),
    ("#9467BD", "#6B4391"),
    ("#8C564B", "#744439"),
    ("#17A2B8", "#0E6B7A"),
    ("#7F7F00", "#626200"),
)
"""Of themes that state none: in charts, and darker for text, with a contrast of 4.5 on white."""

CODE, COLOUR = re.compile("[a-z][a-z0-9]*"), re.compile("(?:#[0-9A-Fa-f]{6})?")
"""A theme's code, which names files, figures and labels of the book; a colour, or none."""
LONGEST = {"label_en": 30, "label_zh": 28}
"""Characters of a label: with it, a figure's title is no longer than `publish` allows."""


def write_lexicon(own: Path, lexicon: Path, *, replace: bool) -> None:
    """Put the CSV files of a folder into a copy of the shipped lexicon.

    Parameters
    ----------
    own
        Files named as in `data/lexicon`; `themes.csv` needs `theme`, `terms.csv` needs `theme`,
        `term` and `strength`. What other columns lack is empty, or found: a theme is called by its
        code, has a chapter and gets a colour.
    replace
        Leave out the shipped themes and terms. All other files are always extended.

    Raises
    ------
    InputError
        A file that no lexicon has, or a malformed one; a theme with an odd code, label or colour.
    """
    for path in sorted(own.glob("*.csv")):
        refuse_link_out(path, own)
        target = lexicon / path.name
        if not target.is_file():
            known = ", ".join(sorted(file.name for file in lexicon.glob("*.csv")))
            raise InputError(f"{path}: no file of a lexicon; one of {known} expected")
        with target.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        keys = KEYS.get(path.stem, (columns[0],))
        shipped = [] if replace and path.stem in KEYS else read_rows(target, keys)
        rows = {tuple(row[key] for key in keys): row for _, row in shipped}
        for line, row in read_rows(path, keys):
            key = tuple(row[name] for name in keys)
            if odd := [name for name in key if not name.isprintable()]:
                raise InputError(f"{path}: line {line}: {odd[0]!r} found; letters expected")
            row = {name: shown(value) for name, value in row.items()}
            if path.stem == "themes":
                check(row, f"{path}: line {line}")
            rows[key] = rows.get(key, {}) | row
        table = list(rows.values())
        if path.stem == "themes":
            complete(table)
        if replace and path.stem == "terms" and not (own / "themes.csv").is_file():
            raise InputError(f"{path}: replaces all terms; a themes.csv beside it expected")
        write(table, columns, target)
    if (own / "themes.csv").is_file():
        drop_terms_without_theme(lexicon)


def check(theme: dict[str, str], where: str) -> None:
    """Raise InputError for a theme that no chapter, figure or label could be called by."""
    if not CODE.fullmatch(theme["theme"]):
        raise InputError(
            f"{where}: theme {theme['theme']!r} found; a code of a-z and 0-9 expected, a-z first"
        )
    for name, most in LONGEST.items():
        if len(theme.get(name, "")) > most:
            raise InputError(f"{where}: {name} has more than {most} characters")
    for name in ("colour", "text_colour"):
        if not COLOUR.fullmatch(theme.get(name, "")):
            raise InputError(f"{where}: {name} {theme[name]!r} found; #RRGGBB expected")


def complete(themes: list[dict[str, str]]) -> None:
    """Give themes the labels, chapter and colours that their rows do not state."""
    taken = {row.get("colour") for row in themes}
    free = [pair for pair in COLOURS if pair[0] not in taken]
    for row in themes:
        row["label_en"] = row.get("label_en") or row["theme"].capitalize()
        row["label_zh"] = row.get("label_zh") or row["label_en"]
        row["core"] = row.get("core") or "true"
        if not row.get("colour"):
            row["colour"], row["text_colour"] = free.pop(0) if free else ("#767676", "#5F5F5F")
        row["text_colour"] = row.get("text_colour") or row["colour"]


def drop_terms_without_theme(lexicon: Path) -> None:
    """Leave out the terms of themes that were replaced."""
    themes = {row["theme"] for _, row in read_rows(lexicon / "themes.csv", ("theme",))}
    path = lexicon / "terms.csv"
    rows = [row for _, row in read_rows(path, ("theme",))]
    if rows:
        write([row for row in rows if row["theme"] in themes], list(rows[0]), path)


def write(rows: list[dict[str, str]], columns: list[str], path: Path) -> None:
    """Write rows as a file of the lexicon, what they lack empty and what it has not left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, "", "ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
