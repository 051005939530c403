"""The waist: the columns of each derived table; read, write, compare.

Whatever measures, draws or prints starts from these tables; nothing right of them reads text.
"""

import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from policytext.data import InputError, data_folder, full_path, lexicon_folder, read_rows, shown
from policytext.outputs import alone_at, cannot, new_folder

COLUMNS: dict[str, dict[str, str]] = {
    "documents": {
        "document": "str",
        "sha256": "str",
        "encoding": "str",
        "n_chars_raw": "int64",
        "n_chars_clean": "int64",
        "n_sections": "int64",
        "n_sentences": "int64",
        "n_tokens": "int64",
        "n_types": "int64",
        "mattr_100": "float64",
    },
    "edits": {
        "document": "str",
        "rule": "str",
        "start": "int64",
        "end": "int64",
        "n_added": "int64",
    },
    "sections": {
        "section": "str",
        "document": "str",
        "parent": "str",
        "level": "int64",
        "marker": "str",
        "n_sentences": "int64",
    },
    "sentences": {
        "sentence": "str",
        "document": "str",
        "section": "str",
        "is_heading": "bool",
        "n_chars": "int64",
        "n_tokens": "int64",
        "themes": "str",
        "status": "str",
        "period": "str",
    },
    "tokens": {
        "document": "str",
        "section": "str",
        "block": "int64",
        "themes": "str",
        "token": "str",
        "n": "int64",
    },
    "terms": {"sentence": "str", "theme": "str", "term": "str", "n": "int64"},
    "targets": {
        "sentence": "str",
        "indicator": "str",
        "canonical": "str",
        "measure": "str",
        "comparator": "str",
        "value": "float64",
        "high": "float64",
        "unit": "str",
        "period": "str",
        "status": "str",
        "themes": "str",
    },
    "formulas": {"sentence": "str", "formula": "str", "normalised": "str"},
    "collocates": {
        "document": "str",
        "theme": "str",
        "token": "str",
        "collocate": "str",
        "n_sentences": "int64",
        "n_token": "int64",
        "n_collocate": "int64",
    },
    "sensitivity": {
        "document": "str",
        "theme": "str",
        "token": "str",
        "engine": "str",
        "n": "int64",
    },
    "phrases": {"phrase": "str", "document": "str", "n": "int64"},
}
"""The columns of each derived table and their types, in the order of the files."""

TARGET_COLUMNS = (
    *("sentence", "indicator", "measure", "comparator", "value", "high", "unit", "period"),
    "status",
)
CODING_COLUMNS = {
    "themes": ("sentence", "themes"),
    "passes": ("sentence", "first", "second"),
    "furniture": ("document", "sha256", "start", "end", "part"),
    "formulas": ("sentence", "formula", "normalised"),
    "targets": TARGET_COLUMNS,
    "targets_passes": ("pass", *TARGET_COLUMNS),
}
SIGNATURE = "signature.json"
FAILED = "failed.csv"
"""The documents of a large corpus that could not be used: document, reason."""
PART, BY = "part-", "by-"
"""What the names of folders begin with: a part of a large corpus, counts by a column."""
THEME_COLUMNS = ("theme", "label_en", "label_zh", "core", "colour", "text_colour")


@dataclass(frozen=True)
class Tables:
    """The derived tables of a corpus, as DataFrames with the columns of `COLUMNS`.

    `documents` also has the columns of the manifest, `label_en` and `label_zh` among them (the id
    where none is given), in the manifest's order; `themes` has a row for each theme of the lexicon
    with its labels and colours; `signature` says what the tables were made with.
    """

    documents: pd.DataFrame
    edits: pd.DataFrame
    sections: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    terms: pd.DataFrame
    targets: pd.DataFrame
    formulas: pd.DataFrame
    collocates: pd.DataFrame
    sensitivity: pd.DataFrame
    phrases: pd.DataFrame
    themes: pd.DataFrame = field(default_factory=lambda: read_themes())
    signature: dict[str, str] = field(default_factory=dict)


def table(name: str, rows: list[tuple]) -> pd.DataFrame:
    """A derived table from its rows, with its columns and types."""
    return pd.DataFrame(rows, columns=list(COLUMNS[name])).astype(COLUMNS[name])


def carries(frame: pd.DataFrame, theme: str) -> pd.Series:
    """Whether each row's `themes` (comma-separated codes) has the theme: a boolean Series.

    Examples
    --------
    >>> carries(pd.DataFrame({'themes': ['innovation,industry', 'industry', '']}), 'innovation')
    0     True
    1    False
    2    False
    Name: themes, dtype: bool
    """
    codes = frame["themes"]  # many rows, few sets of codes
    return codes.isin([themes for themes in codes.unique() if theme in themes.split(",")])


def load(folder: str | Path | None = None) -> Tables:
    """The derived tables in a folder.

    Without one, those that the environment variable `POLICYTEXT_TABLES` names, else the shipped
    ones. The documents' labels come from the `documents.csv` beside the folder, where there is one.

    Raises
    ------
    InputError
        The folder or a table is missing or malformed.
    """
    folder = tables_folder(folder)
    signature = read_signature(folder)
    parts = sorted(folder.glob(f"{PART}*"))
    frames = {name: read_table(folder, name, parts) for name in COLUMNS}
    frames["documents"] = with_labels(frames["documents"], folder.parent / "documents.csv")
    return Tables(**frames, signature=signature)


def tables_folder(folder: str | Path | None = None) -> Path:
    """The folder that `load` reads."""
    return Path(folder or os.environ.get("POLICYTEXT_TABLES") or data_folder() / "derived")


def read_signature(folder: str | Path | None = None) -> dict[str, str]:
    """What the tables that `load` reads were made with.

    Raises
    ------
    InputError
        The folder has no tables.
    """
    folder = tables_folder(folder)
    if not (folder / SIGNATURE).is_file():
        raise InputError(
            f"{folder}: no derived tables here ({SIGNATURE} is missing);"
            " make them with: policytext derive CORPUS --out FOLDER"
        )
    return json.loads((folder / SIGNATURE).read_text("utf-8"))


def read_table(folder: Path, name: str, parts: list[Path]) -> pd.DataFrame:
    """One derived table, its columns checked against `COLUMNS`, from its parts where it has some.

    Of a large corpus, a table that was not made is empty.
    """
    path = folder / f"{name}.csv"
    if parts and not path.is_file():
        return joined_parts(name, parts)
    try:
        frame = pd.read_csv(path, keep_default_na=False, dtype=str, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, UnicodeError) as error:
        raise InputError(f"{path}: malformed CSV ({error})") from error
    expected = COLUMNS[name]
    if list(frame.columns) != list(expected):
        raise InputError(
            f"{path}: line 1: columns {', '.join(frame.columns)} found,"
            f" {', '.join(expected)} expected"
        )
    for column, kind in expected.items():
        if kind == "bool":
            frame[column] = frame[column].map({"True": True, "False": False})
        elif kind == "float64":
            frame[column] = pd.to_numeric(frame[column])
        try:
            frame[column] = frame[column].astype(kind)
        except ValueError as error:
            raise InputError(f"{path}: column {column}: {error}") from error
    return frame


def joined_parts(name: str, parts: list[Path]) -> pd.DataFrame:
    """One derived table from the Parquet files of all parts, in their order."""
    import pyarrow as pa  # 0.1 s, which only large corpora need
    import pyarrow.parquet as pq

    files = [path for part in parts if (path := part / f"{name}.parquet").is_file()]
    if not files:
        return table(name, [])
    try:
        frame = pa.concat_tables(map(pq.read_table, files)).to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"{parts[0].parent}: {name}: malformed Parquet ({error})") from error
    if list(frame.columns) != list(COLUMNS[name]):
        raise InputError(f"{files[0]}: columns {', '.join(frame.columns)} found")
    return frame.astype(COLUMNS[name])


def with_labels(documents: pd.DataFrame, manifest: Path) -> pd.DataFrame:
    """The documents with the manifest's columns and in its order, where there is a manifest.

    A Chinese label defaults to the id, an English one to the Chinese; labels that are the same have
    the id beside them. Documents that the manifest does not list come last.
    """
    rows = [row for _, row in read_rows(manifest, required=("id",))] if manifest.is_file() else []
    rows = [{shown(name): shown(value) for name, value in row.items()} for row in rows]
    about = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["id"])
    about = about.rename(columns={"id": "document"})
    known = set(COLUMNS["documents"]) - {"document"} | {"file"}
    about = about.drop(columns=known & set(about.columns))
    places = {name: place for place, name in enumerate(about["document"])}
    merged = documents.merge(about, on="document", how="left", validate="one_to_one").fillna(
        {column: "" for column in about.columns}
    )
    otherwise = merged["document"]
    for label in ("label_zh", "label_en"):
        given = merged[label] if label in merged else pd.Series("", index=merged.index)
        name = given.where(given != "", otherwise)
        with_id = name + " (" + merged["document"] + ")"
        merged[label] = otherwise = name.where(~name.duplicated(keep=False), with_id)
    order = merged["document"].map(places).fillna(len(places))
    return merged.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def named(frame: pd.DataFrame, tables: Tables, *, theme: str = "theme") -> pd.DataFrame:
    """The frame with the names and colours that figures print, in the order of display.

    A column `document` brings `document_en` and `document_zh`; the column that `theme` names brings
    `label_en`, `label_zh`, `colour` and `text_colour`; a column `token` brings `gloss`, in English,
    '' where the lexicon has none. Rows come in the documents' and the themes' order, and those of
    documents that the tables do not have are dropped.
    """
    if "document" in frame:
        labels = tables.documents[["document", "label_en", "label_zh"]]
        labels = labels.set_axis(["document", "document_en", "document_zh"], axis="columns")
        frame = labels.merge(frame, on="document", validate="one_to_many")
    if theme in frame:
        labels = tables.themes[["theme", "label_en", "label_zh", "colour", "text_colour"]]
        frame = frame.merge(labels.rename(columns={"theme": theme}), on=theme)
        places = {code: place for place, code in enumerate(tables.themes["theme"])}
        keys = [key for key in ("document", theme) if key in frame]
        order = {code: place for place, code in enumerate(tables.documents["document"])} | places
        frame = frame.sort_values(keys, key=lambda k: k.map(order), kind="stable")
    if "token" in frame:
        frame = frame.assign(gloss=frame["token"].map(read_glosses()).fillna(""))
    return frame.reset_index(drop=True)


def read_themes(folder: Path | None = None) -> pd.DataFrame:
    """The themes of a lexicon in its order: theme, labels, whether it is a core theme, colours."""
    path = (folder or lexicon_folder()) / "themes.csv"
    themes = pd.DataFrame([row for _, row in read_rows(path, required=THEME_COLUMNS)])
    themes["core"] = themes["core"] == "true"
    return themes[list(THEME_COLUMNS)]


def read_coding(name: str = "themes", folder: Path | None = None) -> pd.DataFrame:
    """A table of the coding by its coders, without text.

    `themes` has the settled themes (sentence, themes), `passes` those of the two independent passes
    (sentence, first, second); all comma-separated codes, '' for none. `targets` and `formulas` have
    a row for each one coded, `targets_passes` those of both passes; `furniture` has what is not
    speech in raw texts (document, sha256, start, end, part).
    """
    path = (folder or data_folder() / "coding") / f"{name}.csv"
    columns = CODING_COLUMNS[name]
    return pd.DataFrame([row for _, row in read_rows(path, required=columns)], columns=columns)


@cache
def read_glosses(folder: Path | None = None) -> dict[str, str]:
    """The English gloss of each term, word and other token that the lexicon's files explain."""
    folder = folder or lexicon_folder()
    glosses: dict[str, str] = {}
    for name, column in (("glosses", "token"), ("terms", "term"), ("words", "word")):
        rows = read_rows(folder / f"{name}.csv", required=(column, "gloss"))
        glosses |= {row[column]: row["gloss"] for _, row in rows}
    return glosses


@cache
def read_terms(folder: Path | None = None) -> pd.DataFrame:
    """The terms of the lexicon, as their file has them: theme, term, gloss, strength."""
    columns = ["theme", "term", "gloss", "strength"]
    rows = [
        row
        for _, row in read_rows((folder or lexicon_folder()) / "terms.csv", required=tuple(columns))
    ]
    return pd.DataFrame(rows, columns=columns)


@cache
def read_glossary(folder: Path | None = None) -> pd.DataFrame:
    """The terms that the book explains, as their file has them: term, pinyin, gloss, sense."""
    columns = ["term", "pinyin", "gloss", "sense"]
    path = (folder or lexicon_folder()) / "glossary.csv"
    rows = [row for _, row in read_rows(path, required=tuple(columns))]
    return pd.DataFrame(rows, columns=columns)


@cache
def read_formula_glossary(folder: Path | None = None) -> pd.DataFrame:
    """What the lexicon knows of numbered formulas, a row for each, by normal form.

    Columns: formula, gloss (English), members (joined with 、, groups parted by ，; '' where not
    known), level (`central`, `provincial`, `local`: city and below, or `unknown`), year (of first
    use, as text; '' where not known), note.
    """
    columns = ["formula", "gloss", "members", "level", "year", "note"]
    path = (folder or lexicon_folder()) / "formulas.csv"
    rows = [row for _, row in read_rows(path, required=tuple(columns))]
    return pd.DataFrame(rows, columns=columns)


def write(tables: Tables, folder: Path) -> None:
    """Write the tables and their signature into a folder, whole or not at all.

    Raises
    ------
    InputError
        The folder cannot be written, or holds other things than derived tables, or another run is
        writing there.
    """
    folder = check_place(folder)
    with alone_at(folder), new_folder(folder) as new:
        fill(new, tables)


def fill(folder: Path, tables: Tables) -> None:
    """Write the tables and their signature into a folder that is there."""
    for name in COLUMNS:
        write_csv(as_filed(tables, name), folder / f"{name}.csv")
    write_signature(tables.signature, folder)


def check_place(folder: Path) -> Path:
    """The folder's full path, if derived tables can be put there, into the place of older ones.

    Raises
    ------
    InputError
        A file or a folder with other things stands there, or no folder can be made beside it.
    """
    folder = full_path(Path(folder))
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: a file found, a folder expected")
    names = {f"{name}.csv" for name in COLUMNS} | {SIGNATURE, FAILED}
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    strange = {name for name in found - names if not name.startswith((PART, BY, f".{BY}"))}
    if strange:
        raise InputError(
            f"{folder}: holds {min(strange)}, which is no derived table; give a folder of its own"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot(folder, error) from error
    return folder


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV: UTF-8, LF, numbers as they are read back."""
    # %.15g: a sum of 41400000000 has no .0, and a share keeps its digits
    frame.to_csv(path, index=False, lineterminator="\n", float_format="%.15g")


def write_signature(signature: dict[str, str], folder: Path) -> None:
    """Write what the tables in a folder were made with."""
    text = json.dumps(signature, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / SIGNATURE).write_text(text + "\n", "utf-8")


def as_filed(tables: Tables, name: str) -> pd.DataFrame:
    """A derived table with the columns and in the order of its file."""
    frame = getattr(tables, name)[list(COLUMNS[name])]
    if name == "documents":  # loaded, these are in the manifest's order
        frame = frame.sort_values("document")
    return frame.reset_index(drop=True)


def differences(found: Tables, expected: Tables) -> list[str]:
    """What differs between two sets of tables, a line for each table that does.

    A line names the table, how many rows each side has, and the first row that differs.
    """
    lines = []
    for name in COLUMNS:
        left, right = as_filed(found, name), as_filed(expected, name)
        if left.equals(right):
            continue
        line = f"{name}: {len(left)} rows found, {len(right)} expected"
        short = min(len(left), len(right))
        same = (left[:short] == right[:short]) | (left[:short].isna() & right[:short].isna())
        rows = same.index[~same.all(axis=1)]
        if len(rows):
            row = rows[0]
            here, there = (", ".join(map(str, frame.loc[row])) for frame in (left, right))
            line += f"; row {row + 1} reads ({here}), not ({there})"
        lines.append(line)
    changed = changed_keys(found.signature, expected.signature)
    if changed:
        lines.append(f"signature: {', '.join(changed)} differ")
    return lines


def changed_keys(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    """The keys in which signatures differ, sorted; not `segmenter`, since the tokens are the same.

    Examples
    --------
    >>> changed_keys({'jieba': '1', 'segmenter': 'a'}, {'jieba': '2', 'segmenter': 'b'})
    ['jieba']
    """
    keys = found.keys() | expected.keys()
    return sorted(k for k in keys - {"segmenter"} if found.get(k) != expected.get(k))
