"""Derived tables of a large corpus: a folder of parts, one for each batch of documents.

A part is a folder with a Parquet file for each table, `part-00012-3f9a…/tokens.parquet`. It is
written beside its place and moved there whole, and its name has the hash of all that its rows come
from; so a run that was killed goes on with the parts that are missing, and a part of another
corpus or lexicon is never taken for one of ours. All parts of a table, one after the other, are
that table.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from policytext.maps import Killed, Map, outcomes
from policytext.outputs import new_folder
from policytext.pipeline.batch import Batch, concatenated, derive_batch
from policytext.reading.corpus import Document
from policytext.tables import PART

REASONS = "failed.json"

Part = tuple[dict[str, bytes], dict[str, str]]
"""The files of a part by table, and why documents have failed."""


def derive_part(documents: Sequence[Document], **how) -> Part:
    """What `derive_batch` gives, as Parquet files by table, which are what travels; who failed."""
    return as_part(derive_batch(documents, **how))


def derive_part_singly(documents: Sequence[Document], how: dict, map: Map) -> Part:
    """The part of a batch that was killed; documents that kill a process by themselves have failed.

    Each document is worked on while nothing else is. If none is killed then, it was another batch
    or an accident, and they are worked on together once more, so that the part is what it would
    have been, byte by byte. If that is killed, too, they are too much together: put together from
    single ones, the rows are the same, though not the bytes.
    """

    def alone(work: Callable, documents: Sequence[Document]) -> Any:
        [found] = outcomes(map(partial(work, **how), [documents]))
        return found

    batches, is_one_to_blame = [], False
    for document in documents:
        batch = alone(derive_batch, [document])
        if isinstance(batch, Killed):
            batch, is_one_to_blame = Batch({}, {document.id: f"{document.path}: {batch}"}), True
        batches.append(batch)
    if not is_one_to_blame:
        part = alone(derive_part, documents)
        if not isinstance(part, Killed):
            return part
    return as_part(concatenated(batches))


def as_part(batch: Batch) -> Part:
    """A batch as Parquet files by table; who failed."""
    files = {}
    for name, table in batch.tables.items():
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", store_schema=False, write_statistics=False)
        files[name] = sink.getvalue().to_pybytes()
    return files, batch.failed


def write_part(folder: Path, name: str, files: dict[str, bytes], failed: dict[str, str]) -> None:
    """Put a part into the folder, whole or not at all."""
    with new_folder(folder / name) as new:
        for table, content in files.items():
            (new / f"{table}.parquet").write_bytes(content)
        (new / REASONS).write_text(json.dumps(failed, ensure_ascii=False), "utf-8")


def parts_of(folder: Path) -> list[Path]:
    """The parts in a folder, in their order."""
    return sorted(folder.glob(f"{PART}*"))


def is_readable(part: Path) -> bool:
    """Whether a part's files have their ends, which a machine that lost its power may not write."""
    try:
        json.loads((part / REASONS).read_text("utf-8"))
        for path in part.glob("*.parquet"):
            pq.read_metadata(path)
    except (OSError, ValueError):  # Arrow's own errors are one or the other
        return False
    return True


def read_parts(folder: Path, table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """A table, part by part; a part whose documents all failed has none."""
    for part in parts_of(folder):
        if (path := part / f"{table}.parquet").is_file():
            yield read_parquet(path, columns)


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A Parquet file, or some of its columns."""
    return pq.read_table(path, columns=columns)


def failed_in(folder: Path) -> dict[str, str]:
    """The documents that no part could take, with the reason."""
    found: dict[str, str] = {}
    for part in parts_of(folder):
        found |= json.loads((part / REASONS).read_text("utf-8"))
    return found
