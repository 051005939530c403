"""Reading that does harm where the manifest's column `note` says so: a preload of Dask's workers.

In processes of this machine it takes the place of `policytext.pipeline.batch.read` before the fork.
"""

import csv
import json
import os
import signal
import time
from pathlib import Path

from invented_corpus import files

from policytext.pipeline import batch
from policytext.reading.corpus import Document

REASON = "poisoned"
MAPPED = 50_000_000
READ = batch.read


def deadly_read(document: Document) -> batch.Text:
    """A document as it is read, if its note means no harm."""
    note = document.about["note"]
    if note == "kills once":
        mark = document.path.with_suffix(".killed")
        note = "" if mark.exists() else "kills"
        mark.touch()
    if note == "kills":
        time.sleep(0.3)  # while the worker hands out what it did before
        os.kill(os.getpid(), signal.SIGKILL)
    if note == "grows":
        held = []
        while True:  # until somebody who watches the memory kills us
            held.append(b"x" * MAPPED)
            time.sleep(0.02)
    if note == "waits":
        time.sleep(600)
    return harmless_read(document)


def harmless_read(document: Document) -> batch.Text:
    """The same, but what would do harm raises."""
    if document.about["note"] in ("kills", "grows", "raises"):
        raise ValueError(REASON)
    return READ(document)


def dask_setup(worker) -> None:
    """What Dask calls in each worker."""
    batch.read = deadly_read


def with_notes(source: Path, notes: dict[int, str]) -> Path:
    """The corpus, where the documents of these numbers have these notes."""
    path = source / "documents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for n, note in notes.items():
        rows[n]["note"] = note
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return source


def but_reasons(folder: Path) -> dict[str, bytes | list[str]]:
    """The files of a folder of parts, without why documents have failed."""
    found = files(folder)
    return {
        path: sorted(json.loads(content)) if path.endswith("failed.json") else content
        for path, content in found.items()
        if path != "failed.csv"
    }
