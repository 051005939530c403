"""A corpus of any size, made of the sentences of the sample: its documents say nothing new."""

import csv
import random
from pathlib import Path

from policytext.data import data_folder
from policytext.reading.clean import clean
from policytext.reading.corpus import read_manifest, read_raw
from policytext.reading.structure import structure


def make_corpus(folder: Path, n: int, years: int, *, settings: str = "") -> Path:
    """`n` documents over a number of years, with their `documents.csv` and `book.toml`."""
    speeches = [clean(read_raw(d).text).text for d in read_manifest(data_folder() / "sample")]
    sentences = [sentence.text for text in speeches for sentence in structure(text)[1]]
    chance = random.Random(n)
    folder.mkdir()
    rows = []
    for place in range(n):
        id, year = f"made-{place:04d}", 2024 - place % years
        lines = chance.choices(sentences, k=chance.randint(20, 60))
        (folder / f"{id}.txt").write_text("\n".join(lines) + "\n", "utf-8")
        rows.append({"id": id, "file": f"{id}.txt", "year": year, "region": "东中西"[place % 3]})
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (folder / "book.toml").write_text(settings, "utf-8")
    return folder
