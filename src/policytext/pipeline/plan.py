"""Which documents are worked on together: the batches of a corpus."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from policytext.reading.corpus import Document, read_manifest

BATCH_BYTES = 2_000_000
"""Raw bytes of a batch: some seconds of work, and as much memory as a process needs beyond its
dictionaries.
"""


@dataclass(frozen=True)
class PlannedBatch:
    """Documents that are worked on together.

    Attributes
    ----------
    number : place among the batches of the corpus.
    documents : in the order of their ids.
    n_bytes : of their files; 0 for one that cannot be seen.
    times : when each file was changed last.
    """

    number: int
    documents: tuple[Document, ...]
    n_bytes: int
    times: tuple[float, ...]

    def name(self, made_with: Mapping[str, str]) -> str:
        """The name of what comes out: the number, and a hash of what goes into it."""
        listed = [(d.id, str(d.path), d.sha256, d.encoding, *place(d)) for d in self.documents]
        text = json.dumps([sorted(made_with.items()), listed, self.n_bytes, self.times])
        return f"part-{self.number:05d}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def place(document: Document) -> tuple[str, str]:
    """The record and the column of a file of records in which the text of a document is."""
    return document.about.get("record", ""), document.about.get("column", "")


def read_sorted(folder: str | Path) -> list[Document]:
    """The documents of a corpus in the order of their ids, which is that of the tables."""
    return sorted(read_manifest(folder), key=lambda document: document.id)


def batches(documents: Iterable[Document]) -> Iterator[PlannedBatch]:
    """The documents in batches of `BATCH_BYTES`, or one document more, in their order.

    A document that is a record counts for its part of the file's bytes.
    """
    documents = list(documents)
    records = Counter(d.path for d in documents if d.about.get("record"))
    number = n_bytes = 0
    batch: list[Document] = []
    times: list[float] = []
    for document in documents:
        try:
            about = document.path.stat()
            n_records = records.get(document.path, 1) if records else 1
            size, changed = -(-about.st_size // n_records), about.st_mtime
        except OSError:  # reading it will say why
            size, changed = 0, 0.0
        batch.append(document)
        times.append(changed)
        n_bytes += size
        if n_bytes >= BATCH_BYTES:
            yield PlannedBatch(number, tuple(batch), n_bytes, tuple(times))
            number, n_bytes, batch, times = number + 1, 0, [], []
    if batch:
        yield PlannedBatch(number, tuple(batch), n_bytes, tuple(times))
