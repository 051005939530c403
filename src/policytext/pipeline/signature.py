"""What tables are made with: the versions and short hashes that each of them carries."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from policytext.coding.themes import Lexicon
from policytext.data import lexicon_folder
from policytext.reading.segment import segmenter_name, word_list


def signature(corpus: str = "", lexicon: Lexicon | None = None) -> dict[str, str]:
    """What tables are made with: versions of the programs and short hashes of the data.

    `corpus` is the hash of the documents, `lexicon` what sentences are labelled with, by default
    the shipped one.
    """
    words = "\n".join(word_list()).encode()
    return {
        "policytext": version("policytext"),
        "jieba": version("jieba"),
        "segmenter": segmenter_name(),
        "opencc": version("opencc"),
        "words": short_hash(words),
        "lexicon": content_hash(lexicon) if lexicon else lexicon_hash(lexicon_folder()),
        "formulas": file_hash("formulas.csv", "not_formulas.csv"),
        "indicators": file_hash("indicators.csv", "units.csv"),
        "corpus": corpus,
    }


def lexicon_hash(folder: Path) -> str:
    """Short hash of the files that labels depend on."""
    files = (folder / "themes.csv", folder / "terms.csv")
    return short_hash(b"".join(path.read_bytes() for path in files))


def content_hash(lexicon: Lexicon) -> str:
    """Short hash of a lexicon that comes from no file of ours."""
    content = (lexicon.themes, lexicon.core, sorted(lexicon.strengths.items()))
    return short_hash(repr(content).encode())


def file_hash(*names: str) -> str:
    """Short hash of files of the shipped lexicon."""
    return short_hash(b"".join((lexicon_folder() / name).read_bytes() for name in names))


def documents_hash(documents: Iterable[pa.Table]) -> str:
    """Short hash of the documents' ids and bytes, from the table `documents`, whole or in parts."""
    digest = hashlib.sha256()
    lines = (
        f"{name} {sha256}"
        for table in documents
        for name, sha256 in zip(
            table["document"].to_pylist(), table["sha256"].to_pylist(), strict=True
        )
    )
    for number, line in enumerate(lines):
        digest.update(f"\n{line}".encode() if number else line.encode())
    return digest.hexdigest()[:SHORT]


def short_hash(data: bytes) -> str:
    """The first twelve digits of the SHA-256."""
    return hashlib.sha256(data).hexdigest()[:SHORT]


SHORT = 12
