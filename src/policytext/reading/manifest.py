"""A draft of `documents.csv` for a folder of files, and what should be known of them before.

What the draft says of a document beyond its bytes is guessed, from names of files and first lines,
and says so in its column `guessed`: somebody who knows the texts goes over it.
"""

import csv
import io
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from policytext.data import SPREADSHEET_RUNS, InputError, guarded, printable
from policytext.maps import Killed, outcomes
from policytext.reading.clean import CHARACTER_RULES, CleanText, clean
from policytext.reading.corpus import Document, inside, read_raw, records_of
from policytext.reading.edits import HAN
from policytext.reading.formats import RECORD_READERS, TEXT_READERS, NoTextLayer
from policytext.reading.places import place_in, place_named
from policytext.reading.resemblance import Sketch, nearest, sketch, text_hash
from policytext.reading.structure import structure

COLUMNS = (
    *("id", "file", "record", "sha256", "encoding", "label_en", "label_zh", "year", "place"),
    *("guessed", "note"),
)
"""The columns of a draft; `record` only where a file of records is among the files."""

KINDS = (".txt", ".md", "", *TEXT_READERS, *RECORD_READERS)
"""The ends of names of files that are drafted."""

OPENING = 600
"""Characters at the head of a text in which year and place are looked for."""

TOGETHER = 20
"""Documents that a process is given at a time."""


@dataclass(frozen=True)
class Found:
    """What a document is, as far as it can be told: '' for what is not known.

    `problem` is why it cannot be used; it is then neither hashed nor guessed at. `is_scan` tells
    a PDF without text from other problems.
    """

    file: str
    record: int = 0
    sha256: str = ""
    encoding: str = ""
    title: str = ""
    year: str = ""
    place: str = ""
    text_hash: str = ""
    sketch: Sketch = b""
    problem: str = ""
    is_scan: bool = False


@dataclass(frozen=True)
class Draft:
    """Rows of a manifest by `COLUMNS`, and what was seen when they were made.

    Attributes
    ----------
    rows : of the documents that can be used, by file and record.
    same : id, and the id of the document before it that has the same clean text.
    near : id, the id of the document before it that it shares most with, and the share, 0 to 1.
    scans : files without text, and what was said of each.
    unread : other files that cannot be used, and why.
    """

    rows: list[dict[str, str]]
    same: list[tuple[str, str]]
    near: list[tuple[str, str, float]]
    scans: list[tuple[str, str]]
    unread: list[tuple[str, str]]


def draft(
    folder: Path,
    *,
    map: Callable = map,
    progress: Callable | None = None,
) -> Draft:
    """A draft of the manifest of a folder. Nothing is written.

    Parameters
    ----------
    map
        What applies a function to some documents at a time, in order, as in `derive`.
    progress
        What makes, of the bytes there are, an object to `add` the bytes to that are done.

    Raises
    ------
    InputError
        There is no such folder, or none of its files can be used.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; a folder of files expected")
    found: list[Found] = []
    documents: list[Document] = []
    is_inside = inside(folder)
    for file in sorted(files_in(folder)):
        try:
            documents += documents_in(folder, file, is_inside)
        except InputError as error:
            found.append(Found(file, problem=without(str(error), folder / file)))
    sizes = [size_of(document) for document in documents]
    told = progress(sum(sizes)) if progress else None
    batches = [documents[n : n + TOGETHER] for n in range(0, len(documents), TOGETHER)]
    for n, outcome in enumerate(outcomes(map(examine, batches))):
        batch = batches[n]
        found += one_by_one(batch, map) if isinstance(outcome, Killed) else outcome
        if told:
            n_done = n * TOGETHER + len(batch)
            told.add(sum(sizes[n * TOGETHER : n_done]), documents=n_done)
    if told:
        told.close()
    drafted = as_draft(sorted(found, key=lambda one: (one.file, one.record)))
    if not drafted.rows:
        first = next(iter(drafted.unread + drafted.scans), None)
        seen = f"; {printable(first[0])}: {first[1]}" if first else ""
        raise InputError(f"{folder}: no file that can be used{seen}; one or more expected")
    return drafted


def files_in(folder: Path) -> Iterator[str]:
    """The files of a folder and of those in it, as paths from it; hidden ones are left out.

    So are `documents.csv`, a `lexicon/` and a `baseline/` of the corpus, and books made of it
    (`*-book/`).
    """
    for place, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name not in ("lexicon", "baseline")
            and not name.endswith("-book")
        ]
        path = Path(place).relative_to(folder)
        for name in files:
            if not name.startswith(".") and (path / name) != Path("documents.csv"):
                yield (path / name).as_posix()


def documents_in(folder: Path, file: str, is_inside: Callable[[str], bool]) -> list[Document]:
    """The documents in a file: one, or as many as it has records.

    Raises
    ------
    InputError
        Its name cannot stand in a manifest, it is of no kind that is read, or it lies elsewhere.
    """
    path = folder / file
    if not file.isprintable():  # half of a surrogate pair stands for a byte that is not UTF-8
        raise InputError(f"{path}: a name of printable characters in UTF-8 expected; rename it")
    kind = os.path.splitext(file)[1].lower()
    if kind not in KINDS:
        known = ", ".join(filter(None, KINDS))
        raise InputError(f"{path}: a file of the kind {kind} found; {known} expected")
    if not is_inside(file):
        raise InputError(f"{path}: leads out of the folder")
    if kind not in RECORD_READERS:
        return [Document(file, path)]
    n_records = len(records_of(Document(file, path)).texts)
    if not n_records:
        raise InputError(f"{path}: no record found; one or more expected")
    return [Document(file, path, about={"record": str(n + 1)}) for n in range(n_records)]


def size_of(document: Document) -> int:
    """The bytes of a document's file, 0 if it cannot be seen; of a record, a guess."""
    try:
        size = document.path.stat().st_size
    except OSError:
        return 0
    return min(size, 10_000) if document.about else size


def without(message: str, path: Path) -> str:
    """What is said of a file, without its name before it."""
    return message.removeprefix(f"{path}: ")


def examine(batch: Sequence[Document]) -> list[Found]:
    """What each of some documents is."""
    return [examined(document) for document in batch]


def one_by_one(batch: Sequence[Document], map: Callable) -> list[Found]:
    """What each of some documents is, of which one or more killed the process that read them."""
    found = []
    singles = outcomes(map(examine, [[document] for document in batch]))
    for document, outcome in zip(batch, singles, strict=True):
        if isinstance(outcome, Killed):
            record = int(document.about.get("record", 0))
            outcome = [Found(document.id, record, problem=str(outcome))]
        found += outcome
    return found


def examined(document: Document) -> Found:
    """What a document is; its id is its path in the folder."""
    record = int(document.about.get("record", 0))
    found = Found(document.id, record)
    try:
        raw = read_raw(document)
        cleaned = clean(raw.text)
        if all(sentence.is_heading for sentence in structure(cleaned.text)[1]):
            raise InputError("no sentence of speech found")
    except InputError as error:
        problem = without(str(error), document.path)
        return replace(found, problem=problem, is_scan=isinstance(error, NoTextLayer))
    except Exception as error:  # as in `derive_batch`: it must not cost the others
        return replace(found, problem=repr(error))
    opening = clean(raw.text[: 3 * OPENING], rules=CHARACTER_RULES).text[:OPENING]
    title = title_of(cleaned, opening)
    # Years and places in running speech are as often those of plans and of others
    lines = [line for line in opening.split("\n") if not STOP.search(line)]
    heads = [title, cleaned.part("date_line"), cleaned.part("byline"), *lines]
    return replace(
        found,
        sha256=raw.sha256,
        encoding=raw.encoding,
        title=title,
        year=year_in(document.id, heads),
        place=place_named(document.id) or place_in(heads),
        text_hash=text_hash(cleaned.text),
        sketch=sketch(cleaned.text),
    )


def title_of(cleaned: CleanText, opening: str) -> str:
    """The title that the cleaner took off; else the first line that looks like one; else ''."""
    taken = cleaned.part("title").split("\n")[0]
    if taken:
        return taken
    lines = (line.strip() for line in opening.split("\n"))
    return next((line for line in lines if TITLE.fullmatch(line)), "")


STOP = re.compile("[。！？]")
# A short line with four Chinese characters and no mark that a sentence, a label or a path has
TITLE = re.compile(rf"(?=(?:[^{HAN}]*[{HAN}]){{4}})[^。！？；：，!?;:,>|/=\t]{{4,50}}")

YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)|(?<!\d)((?:19|20)\d\d)[01]\d[0-3]\d(?!\d)")
YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?: ?年|[-/.][01]?\d[-/.][0-3]?\d(?!\d))"
    r"|((?:一九|二[〇○零])[〇○零一二三四五六七八九]{2})年"
)
DIGITS = {character: str(n % 10) for n, character in enumerate("〇一二三四五六七八九零")} | {
    "○": "0"
}


def year_in(file: str, heads: Iterable[str]) -> str:
    """The year that a file's name has, or the first lines of its text; '' for none.

    Names win over folders, both over text.

    Examples
    --------
    >>> year_in("reports/yunxi-20230518.txt", [])
    '2023'
    >>> year_in("a.txt", ["", "二〇二四年一月十六日"])
    '2024'
    """
    path = PurePosixPath(unicodedata.normalize("NFKC", file))
    for name in (path.stem, *reversed(path.parts[:-1])):
        if match := YEAR_IN_NAME.search(name):
            return match[1] or match[2]
    for head in heads:
        if match := YEAR.search(head):
            return "".join(DIGITS.get(digit, digit) for digit in match[1] or match[2])
    return ""


def as_draft(found: list[Found]) -> Draft:
    """The draft that comes of what was found, in the order of files and records."""
    usable = [one for one in found if not one.problem]
    ids = ids_of(usable)
    first = {one.text_hash: name for name, one in zip(reversed(ids), reversed(usable), strict=True)}
    copies = [first[one.text_hash] for one in usable]
    same = [(name, copy) for name, copy in zip(ids, copies, strict=True) if name != copy]
    single = [n for n, name in enumerate(ids) if copies[n] == name]
    near = [
        (ids[single[n]], ids[single[other]], share)
        for n, other, share in nearest([usable[n].sketch for n in single])
    ]
    notes = {name: f"same text as {copy}" for name, copy in same} | {
        name: f"about {share:.0%} in common with {other}" for name, other, share in near
    }
    rows = [row(name, one, notes.get(name, "")) for name, one in zip(ids, usable, strict=True)]
    troubled = [
        (f"{one.file}, record {one.record}" if one.record else one.file, one) for one in found
    ]
    return Draft(
        rows,
        same,
        near,
        [(where, one.problem) for where, one in troubled if one.is_scan],
        [(where, one.problem) for where, one in troubled if one.problem and not one.is_scan],
    )


def row(name: str, one: Found, note: str) -> dict[str, str]:
    """The row of a document in the manifest."""
    stem = PurePosixPath(one.file).stem
    guesses = {
        "label_en": label_of(stem) if not one.record else "",
        "label_zh": one.title,
        "year": one.year,
        "place": one.place,
    }
    known = {
        "id": name,
        # A name that a spreadsheet would run stays the same file with ./ before it
        "file": f"./{one.file}" if SPREADSHEET_RUNS.match(one.file) else one.file,
        "record": str(one.record or ""),
        "sha256": one.sha256,
        "encoding": one.encoding,
    }
    guessed = " ".join(column for column, value in guesses.items() if value)
    return known | guesses | {"guessed": guessed, "note": note}


def label_of(stem: str) -> str:
    """A label for a name in English; '' for one that has other letters or none.

    Examples
    --------
    >>> label_of("hailar-2012"), label_of("海拉尔2012"), label_of("2012")
    ('Hailar 2012', '', '')
    """
    if not stem.isascii() or not re.search("[A-Za-z]", stem):
        return ""
    words = re.findall(r"[A-Za-z0-9]+", stem)
    return " ".join(word[0].upper() + word[1:] for word in words)


def ids_of(found: Sequence[Found]) -> list[str]:
    """An id for each document, unlike all others, after the name of its file.

    Files of one name in different folders have the folders before it; a record has its number
    behind it; what is still alike is numbered.
    """
    n_of_stem = Counter(id_from(PurePosixPath(file).stem) for file in {one.file for one in found})
    digits = Counter(one.file for one in found if one.record)
    ids: dict[str, None] = {}
    tried: Counter[str] = Counter()
    for one in found:
        path = PurePosixPath(one.file)
        name = id_from(path.stem)
        if n_of_stem[name] > 1:
            name = id_from("-".join(path.with_suffix("").parts))
        if one.record:
            name += f"-{one.record:0{len(str(digits[one.file]))}d}"
        candidate = name
        while candidate in ids:
            tried[name] += 1
            candidate = f"{name}-{tried[name] + 1}"
        ids[candidate] = None
    return list(ids)


def id_from(name: str) -> str:
    """A name with what an id cannot have made into hyphens.

    Examples
    --------
    >>> id_from("（1）2023年 政府工作报告"), id_from("=?!")
    ('1-2023年-政府工作报告', 'document')
    """
    name = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFKC", name))
    return re.sub(r"^[\W_]+", "", name).rstrip("-.") or "document"


def as_csv(rows: Sequence[dict[str, str]]) -> str:
    """The manifest as it is filed, with no cell that a spreadsheet would run."""
    columns = [c for c in COLUMNS if c != "record" or any(row["record"] for row in rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def summary(drafted: Draft) -> Iterator[str]:
    """The lines that say what is in a draft, and what its author should look at."""
    rows = drafted.rows
    n_files = len({row["file"] for row in rows})
    guesses = Counter(column for row in rows for column in row["guessed"].split())
    told = ", ".join(f"{column} of {n:,}" for column, n in guesses.items()) or "nothing"
    yield f"documents: {len(rows):,} in {n_files:,} files; guessed: {told}"
    lists: dict[str, list[str]] = {
        "same text": [f"{name} = {copy}" for name, copy in drafted.same],
        "much in common": [f"{a} ~ {b}, about {share:.0%}" for a, b, share in drafted.near],
        "scans without text": [f"{file}: {why}" for file, why in drafted.scans],
        "not read": [f"{file}: {why}" for file, why in drafted.unread],
    }
    for heading, lines in lists.items():
        yield f"{heading}: {len(lines):,}"
        yield from (f"  {printable(line)}" for line in islice(lines, LISTED))
        if len(lines) > LISTED:
            yield f"  and {len(lines) - LISTED:,} more"


LISTED = 200
"""Lines of each list that the summary has; all duplicates are in the column `note`, too."""
