"""Derived tables of a large corpus: a folder of parts, one for each batch of documents.

A part is a folder with a Parquet file for each table, `part-00012-3f9a…/tokens.parquet`. It is
written beside its place and moved there whole, and its name has the hash of all that its rows come
from; so a run that was killed goes on with the parts that are missing, and a part of another
corpus or lexicon is never taken for one of ours. All parts of a table, one after the other, are
that table.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from policytext.pipeline.batch import derive_batch
from policytext.reading.corpus import Document
from policytext.tables import PART

REASONS = "failed.json"


def derive_part(documents: Sequence[Document], **how) -> tuple[dict[str, bytes], dict[str, str]]:
    """What `derive_batch` gives, as Parquet files by table, which are what travels; who failed."""
    batch = derive_batch(documents, **how)
    files = {}
    for name, table in batch.tables.items():
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", store_schema=False, write_statistics=False)
        files[name] = sink.getvalue().to_pybytes()
    return files, batch.failed


def write_part(folder: Path, name: str, files: dict[str, bytes], failed: dict[str, str]) -> None:
    """Put a part into the folder, whole or not at all."""
    beside = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        for table, content in files.items():
            (beside / f"{table}.parquet").write_bytes(content)
        (beside / REASONS).write_text(json.dumps(failed, ensure_ascii=False), "utf-8")
        beside.chmod(0o755)
        beside.rename(folder / name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


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
