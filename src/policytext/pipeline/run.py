"""A corpus through reading and coding to derived tables."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from policytext.coding.formulas import formulas
from policytext.coding.status import statuses
from policytext.coding.targets import named_period, targets
from policytext.coding.themes import Lexicon, find_terms, label, shipped_lexicon
from policytext.data import InputError, lexicon_folder
from policytext.pipeline.rows import (
    BLOCK,
    CodedDocument,
    CodedSentence,
    collocate_rows,
    document_row,
    formula_rows,
    phrase_rows,
    section_rows,
    sensitivity_rows,
    sentence_rows,
    target_rows,
    token_rows,
)
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_manifest, read_raw
from policytext.reading.segment import segment_each, segmenter_name, word_list
from policytext.reading.structure import structure
from policytext.tables import COLUMNS, Tables, table


def derive(
    folder: str | Path,
    *,
    lexicon: Lexicon | None = None,
    only_tokens: bool = False,
    map: Callable[[Callable, Iterable], Iterable] = map,
) -> Tables:
    """The derived tables of a corpus, a folder of files with its `documents.csv`.

    Parameters
    ----------
    folder
        The corpus.
    lexicon
        The lexicon to label with; by default the shipped one.
    only_tokens
        Count tokens and code nothing: sentences have no themes and no status, and the tables that
        need them are empty, as is `phrases`.
    map
        What applies a function to the documents, in order; a pool's `map`, say.

    Raises
    ------
    InputError
        A file or its manifest cannot be used, or a document has no sentence of speech.
    """
    documents = read_manifest(Path(folder))
    lexicon = None if only_tokens else lexicon or shipped_lexicon()
    coded = list(map(partial(code, lexicon=lexicon), documents))
    coded.sort(key=lambda document: document.id)
    rows = {
        "documents": [document_row(document) for document in coded],
        "edits": [
            (document.id, edit.rule, edit.start, edit.end, len(edit.after))
            for document in coded
            for edit in document.clean.edits
        ],
        "sections": [row for document in coded for row in section_rows(document)],
        "sentences": [row for document in coded for row in sentence_rows(document)],
        "tokens": [row for document in coded for row in token_rows(document)],
        "terms": [
            (sentence.id, theme, term, n)
            for document in coded
            for sentence in document.sentences
            for (theme, term), n in sorted(sentence.terms.items())
        ],
        "targets": [row for document in coded for row in target_rows(document)],
        "formulas": [row for document in coded for row in formula_rows(document)],
        "collocates": collocate_rows(coded),
        "sensitivity": sensitivity_rows(coded),
        "phrases": [] if only_tokens else phrase_rows(coded),
    }
    frames = {name: table(name, rows[name]) for name in COLUMNS}
    return Tables(**frames, signature=signature(documents_hash(coded)))


def code(document: Document, lexicon: Lexicon | None) -> CodedDocument:
    """A document read, cleaned, split, segmented and, with a lexicon, coded.

    Raises
    ------
    InputError
        The file cannot be used, or nothing of it is a sentence of speech.
    """
    raw = read_raw(document)
    cleaned = clean(raw.text)
    sections, sentences = structure(cleaned.text)
    texts = [sentence.text for sentence in sentences]
    cut, n_speech = [], 0
    for place, (sentence, tokens) in enumerate(zip(sentences, segment_each(texts), strict=True), 1):
        block = None
        if not sentence.is_heading:
            block, n_speech = n_speech // BLOCK, n_speech + 1
        cut.append(
            CodedSentence(
                f"{document.id}:{place:04d}",
                sentence.text,
                f"{document.id}:{sentence.section:04d}",
                block,
                tokens,
            )
        )
    if not n_speech:
        raise InputError(f"{document.path}: no sentence of speech found; a text expected")
    if lexicon is None:
        return CodedDocument(document.id, raw, cleaned, sections, cut, [])
    coded = [
        replace(
            sentence,
            themes=themes,
            terms=Counter(find_terms(sentence.text, lexicon)),
            formulas=tuple(formulas(sentence.text)),
            status=status,
            period=named_period(sentence.text),
        )
        for sentence, themes, status in zip(
            cut, label(texts, lexicon), statuses(texts), strict=True
        )
    ]
    return CodedDocument(document.id, raw, cleaned, sections, coded, targets(texts))


def signature(corpus: str) -> dict[str, str]:
    """What the tables are made with: versions of the programs and short hashes of the data."""
    words = "\n".join(word_list()).encode()
    return {
        "policytext": version("policytext"),
        "jieba": version("jieba"),
        "segmenter": segmenter_name(),
        "opencc": version("opencc"),
        "words": short_hash(words),
        "lexicon": lexicon_hash(lexicon_folder()),
        "formulas": file_hash("formulas.csv", "not_formulas.csv"),
        "indicators": file_hash("indicators.csv", "units.csv"),
        "corpus": corpus,
    }


def lexicon_hash(folder: Path) -> str:
    """Short hash of the files that labels depend on."""
    files = (folder / "themes.csv", folder / "terms.csv")
    return short_hash(b"".join(path.read_bytes() for path in files))


def file_hash(*names: str) -> str:
    """Short hash of files of the shipped lexicon."""
    return short_hash(b"".join((lexicon_folder() / name).read_bytes() for name in names))


def documents_hash(coded: list[CodedDocument]) -> str:
    """Short hash of the documents' ids and bytes."""
    return short_hash("\n".join(f"{d.id} {d.raw.sha256}" for d in coded).encode())


def short_hash(data: bytes) -> str:
    """The first twelve digits of the SHA-256."""
    return hashlib.sha256(data).hexdigest()[:12]
