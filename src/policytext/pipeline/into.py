"""A corpus through reading and coding into a folder of derived tables, in bounded memory."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from policytext.coding.themes import Lexicon
from policytext.data import InputError, guarded, shown
from policytext.maps import Killed, LostWork, Map, outcomes
from policytext.outputs import alone_at, beside, cannot, new_folder, replace_folder, write_whole
from policytext.pipeline.batch import CUTS, PER_DOCUMENT
from policytext.pipeline.comparisons import ROWS, cut_sentences
from policytext.pipeline.groups import by_group
from policytext.pipeline.parts import (
    Part,
    derive_part,
    derive_part_singly,
    failed_in,
    is_readable,
    parts_of,
    read_parquet,
    read_parts,
    write_part,
)
from policytext.pipeline.plan import PlannedBatch, batches, read_sorted
from policytext.pipeline.progress import Progress
from policytext.pipeline.run import derive
from policytext.pipeline.signature import documents_hash, signature
from policytext.reading.corpus import Document
from policytext.tables import (
    BY,
    FAILED,
    check_place,
    fill,
    table,
    write_csv,
    write_signature,
)

SMALL = 5_000_000
"""Raw bytes up to which a corpus is derived in memory, with all tables, and written as CSV."""


@dataclass(frozen=True)
class Derived:
    """How much was derived, headings aside, and which documents could not be, with the reason."""

    n_documents: int
    n_sentences: int
    n_tokens: int
    failed: dict[str, str] = field(default_factory=dict)


def derive_into(
    folder: str | Path,
    out: Path,
    *,
    lexicon: Lexicon | None = None,
    only_tokens: bool = False,
    phrases: bool = False,
    by: Iterable[str] = (),
    small: int = SMALL,
    map: Map = map,
) -> Derived:
    """Write the derived tables of a corpus into a folder, whole or not at all.

    A corpus of up to `small` raw bytes gives CSV files. A larger one gives Parquet, a part for
    each batch of documents (`pipeline.parts`), so that memory does not grow with the corpus; of it
    documents that cannot be used, or kill the process that reads them, are listed in `failed.csv`,
    and the others go on. A run that was killed leaves its parts beside `out`, and the same run
    takes them up.

    Parameters
    ----------
    folder, lexicon, only_tokens, map
        As in `derive`.
    out
        A folder of derived tables, or none yet.
    phrases
        Whether a large corpus gets `phrases`, `collocates` and `sensitivity` too: they hold its
        documents against each other, and the memory that they need grows with it.
    by
        Columns of the manifest. For each, counts by its values (`pipeline.groups`) are written
        into `out/by-COLUMN`.

    Raises
    ------
    InputError
        The manifest, a column, `out` or, of a small corpus, a file cannot be used; of a large one,
        no document can. Or another run is writing into `out`.
    LostWork
        A cluster lost its scheduler or all of its workers, or nothing more could be written: the
        disk is full, say. What was done is kept.
    """
    documents = read_sorted(folder)
    groups = {column: groups_of(documents, column, folder) for column in by}
    planned = list(batches(documents))
    large = sum(batch.n_bytes for batch in planned) > small
    out = check_place(out)
    with alone_at(out):
        if large:
            how = {
                "lexicon": lexicon,
                "only_tokens": only_tokens,
                "with_cuts": phrases and not only_tokens,
            }
            return into_parts(planned, out, how, groups, map)
        tables = derive(folder, lexicon=lexicon, only_tokens=only_tokens)
        with new_folder(out) as new:
            fill(new, tables)
            fill_groups(new, {name: getattr(tables, name) for name in PER_DOCUMENT}, groups)
    sizes = tables.documents[["n_sentences", "n_tokens"]].sum()
    return Derived(len(tables.documents), *sizes.tolist())


def fill_groups(
    folder: Path, derived: Path | Mapping[str, pd.DataFrame], groups: dict[str, dict[str, str]]
) -> None:
    """Write the counts by each column into a folder of derived tables; see `by_group`."""
    for column, values in groups.items():
        with new_folder(folder / f"{BY}{column}") as new:
            for name, frame in by_group(derived, values, column).items():
                write_csv(frame, new / f"{name}.csv")


def groups_of(documents: list[Document], column: str, folder: str | Path) -> dict[str, str]:
    """The value of a column of the manifest for each document."""
    known = documents[0].about.keys()
    if column not in known:
        raise InputError(
            f"{folder}: documents.csv has no column {column!r}; one of {', '.join(known)} expected"
        )
    if not column.isprintable() or "/" in column:
        raise InputError(
            f"{folder}: column {column!r} found; counts by it need a name that a folder can have"
        )
    return {document.id: guarded(shown(document.about[column])) for document in documents}


def into_parts(
    planned: list[PlannedBatch], out: Path, how: dict, groups: dict[str, dict[str, str]], map: Map
) -> Derived:
    """Derive a large corpus into `out`; see `derive_into`."""
    made_with = signature(lexicon=how["lexicon"])
    made_with["how"] = f"tokens {how['only_tokens']} cuts {how['with_cuts']}"
    by_name = {batch.name(made_with): batch for batch in planned}
    folder, cuts = beside(out, "unfinished"), beside(out, CUTS)
    try:
        if by_name.keys() == {part.name for part in parts_of(out)}:
            fill_groups(out, out, groups)
            asked = {f"{BY}{column}" for column in groups}
            for other in [*out.glob(f"{BY}*"), *out.glob(f".{BY}*")]:
                if other.name not in asked:  # of an earlier run, which may have been killed
                    shutil.rmtree(other)
        else:
            complete(by_name, folder, cuts, how, map)
            fill_groups(folder, folder, groups)
            replace_folder(folder, out)
    except OSError as error:
        kept = f"; {folder} keeps what is done: run the same again" if any(parts_of(folder)) else ""
        raise LostWork(f"{cannot(out, error)}{kept}") from error
    for path in (folder, cuts):
        shutil.rmtree(path, ignore_errors=True)
    return summary(out)


def complete(
    by_name: dict[str, PlannedBatch], folder: Path, cuts: Path, how: dict, map: Map
) -> None:
    """Make what a folder lacks of the tables of a large corpus."""
    folder.mkdir(exist_ok=True)
    cuts.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in by_name or not is_readable(path):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    work_through(by_name, folder, cuts, how, map)
    failed = failed_in(folder)
    if len(failed) == sum(len(batch.documents) for batch in by_name.values()):
        shutil.rmtree(folder)
        raise InputError(next(iter(failed.values())))
    if how["with_cuts"]:
        write_comparisons(folder, [path for name in by_name if (path := cuts / name).is_file()])
    if failed:
        rows = pd.DataFrame(sorted(failed.items()), columns=["document", "reason"])
        write_csv(rows, folder / FAILED)
    corpus = documents_hash(read_parts(folder, "documents", ["document", "sha256"]))
    write_signature(signature(corpus, how["lexicon"]), folder)


def work_through(
    by_name: dict[str, PlannedBatch], folder: Path, cuts: Path, how: dict, map: Map
) -> None:
    """Make the parts that the folder lacks, and say how far it is."""
    done = {part.name for part in parts_of(folder)}
    missing = {name: batch for name, batch in by_name.items() if name not in done}
    n_documents = sum(len(by_name[name].documents) for name in done)
    progress = Progress(
        sum(batch.n_bytes for batch in by_name.values()),
        sum(by_name[name].n_bytes for name in done),
    )
    try:
        for name, (files, failed) in new_parts(missing, how, map):
            if CUTS in files:  # no table of ours: nothing of it may come into the folder
                write_whole(cuts / name, files.pop(CUTS))
            write_part(folder, name, files, failed)
            n_documents += len(missing[name].documents)
            progress.add(missing[name].n_bytes, documents=n_documents)
    except LostWork as error:
        raise LostWork(f"{error}; {folder} keeps what is done: run the same again") from error
    finally:
        progress.close()


def new_parts(missing: dict[str, PlannedBatch], how: dict, map: Map) -> Iterator[tuple[str, Part]]:
    """The parts of batches with their names; last, of those whose process was killed."""
    killed = []
    found = outcomes(map(partial(derive_part, **how), (b.documents for b in missing.values())))
    for name, part in zip(missing, found, strict=True):
        if isinstance(part, Killed):
            killed.append(name)
        else:
            yield name, part
    for name in killed:
        yield name, derive_part_singly(missing[name].documents, how, map)


def write_comparisons(folder: Path, cuts: list[Path]) -> None:
    """Make the tables that hold all documents against each other, from their cut sentences."""
    for name, rows_of in ROWS.items():
        sentences = (s for path in cuts for s in cut_sentences(read_parquet(path)))
        write_csv(table(name, rows_of(sentences)), folder / f"{name}.csv")


def summary(out: Path) -> Derived:
    """What lies in a folder of parts."""
    n_documents = n_sentences = n_tokens = 0
    for rows in read_parts(out, "documents", ["n_sentences", "n_tokens"]):
        n_documents += len(rows)
        n_sentences += sum(rows["n_sentences"].to_pylist())
        n_tokens += sum(rows["n_tokens"].to_pylist())
    return Derived(n_documents, n_sentences, n_tokens, failed_in(out))
