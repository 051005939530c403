"""A batch of documents through reading and coding to its rows of the derived tables.

A batch is what a process is given at a time: many small documents or one large one. All its
sentences are cut in one go and its tokens counted as arrays, so that a document of 2 kB costs no
more by the byte than one of 2 MB. What comes back is Arrow, which travels between processes and
into Parquet as it is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from policytext.coding.formulas import formulas
from policytext.coding.indicators import canonical
from policytext.coding.status import statuses
from policytext.coding.targets import Target, named_period, targets
from policytext.coding.themes import Lexicon, find_terms, label, shipped_lexicon
from policytext.data import InputError
from policytext.pipeline.comparisons import COMPARISONS, WAYS
from policytext.pipeline.counts import END, TokenCounts, count_tokens
from policytext.reading.clean import CleanText, clean
from policytext.reading.corpus import Document, RawText, read_raw
from policytext.reading.segment import segment_each, token_lengths
from policytext.reading.structure import Section, Sentence, structure
from policytext.tables import COLUMNS

BLOCK = 10
"""Sentences in a block of the `tokens` table, over which dispersion is measured."""

ARROW = {
    "str": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}
"""The Arrow types of the column types of `COLUMNS`."""
PER_DOCUMENT = tuple(name for name in COLUMNS if name not in COMPARISONS)
"""The derived tables whose rows each come from one document."""
CUTS = "cuts"
"""The table of sentences as they were cut, from which `COMPARISONS` are made; it is never kept."""


@dataclass(frozen=True)
class Text:
    """A document as it was read: cleaned and split, and not yet cut."""

    document: Document
    raw: RawText
    clean: CleanText
    sections: list[Section]
    sentences: list[Sentence]


@dataclass(frozen=True)
class Batch:
    """What became of a batch: rows of the tables by name, and why documents have none."""

    tables: dict[str, pa.Table]
    failed: dict[str, str]


def derive_batch(
    documents: Sequence[Document],
    *,
    lexicon: Lexicon | None = None,
    only_tokens: bool = False,
    with_cuts: bool = False,
) -> Batch:
    """The rows of `PER_DOCUMENT` of some documents, in their order.

    Parameters
    ----------
    lexicon
        What sentences are labelled with; by default the shipped one.
    only_tokens
        Count tokens and code nothing.
    with_cuts
        Whether to add the table `CUTS`.

    A document that cannot be used is named in `failed`, with the reason, and the others go on.
    """
    try:
        if not only_tokens:
            lexicon = lexicon or shipped_lexicon()
        texts = [read(document) for document in documents]
        tables = batch_tables(texts, None if only_tokens else lexicon, with_cuts=with_cuts)
        return Batch(tables, {})
    except Exception as error:  # whatever a page can do to a parser must not cost the others
        if len(documents) == 1:
            reason = str(error) if isinstance(error, InputError) else repr(error)
            return Batch({}, {documents[0].id: reason})
    again = partial(derive_batch, lexicon=lexicon, only_tokens=only_tokens, with_cuts=with_cuts)
    return concatenated([again([document]) for document in documents])


def concatenated(batches: Sequence[Batch]) -> Batch:
    """One batch made of several, in their order."""
    names = dict.fromkeys(name for batch in batches for name in batch.tables)
    tables = {
        name: pa.concat_tables(batch.tables[name] for batch in batches if batch.tables)
        for name in names
    }
    return Batch(tables, {k: why for batch in batches for k, why in batch.failed.items()})


def read(document: Document) -> Text:
    """A document from its bytes to sentences.

    Raises
    ------
    InputError
        The file cannot be used, or nothing of it is a sentence of speech.
    """
    raw = read_raw(document)
    cleaned = clean(raw.text)
    sections, sentences = structure(cleaned.text)
    if all(sentence.is_heading for sentence in sentences):
        raise InputError(f"{document.path}: no sentence of speech found; a text expected")
    return Text(document, raw, cleaned, sections, sentences)


@dataclass(frozen=True)
class Coding:
    """What the sentences of a document say: a value for each sentence, and its targets."""

    themes: list[str]
    terms: list[list[tuple[str, str]]]
    formulas: list[list]
    status: list[str]
    period: list[str]
    targets: list[Target]


def code(sentences: list[str], lexicon: Lexicon | None) -> Coding:
    """The coding of a document's sentences; nothing at all without a lexicon."""
    if lexicon is None:
        none = [""] * len(sentences)
        return Coding(none, [[]] * len(sentences), [[]] * len(sentences), none, none, [])
    given = statuses(sentences)
    return Coding(
        themes=[",".join(themes) for themes in label(sentences, lexicon)],
        terms=[find_terms(sentence, lexicon) for sentence in sentences],
        formulas=[formulas(sentence) for sentence in sentences],
        status=given,
        period=[named_period(sentence) for sentence in sentences],
        targets=targets(sentences, given=given),
    )


def batch_tables(
    texts: list[Text], lexicon: Lexicon | None, *, with_cuts: bool
) -> dict[str, pa.Table]:
    """The rows of the tables of some texts."""
    sentences = [sentence for text in texts for sentence in text.sentences]
    speech = "".join([f"{sentence.text}{END}" for sentence in sentences])
    lengths = token_lengths(speech)
    coded = [code([sentence.text for sentence in text.sentences], lexicon) for text in texts]
    ids = [names_of(text.document, len(text.sentences) + 1)[1:] for text in texts]
    parts = [names_of(text.document, len(text.sections)) for text in texts]
    themes = list(chain.from_iterable(coding.themes for coding in coded))
    blocks = list(chain.from_iterable(blocks_of(text.sentences) for text in texts))
    places = [
        (text.document.id, names[sentence.section])
        for text, names in zip(texts, parts, strict=True)
        for sentence in text.sentences
    ]
    counts = count_tokens(
        speech,
        lengths,
        n_sentences=[len(text.sentences) for text in texts],
        places=[
            None if block is None else (*place, block, theme)
            for place, block, theme in zip(places, blocks, themes, strict=True)
        ],
    )
    columns: dict[str, tuple[Iterable, ...]] = {
        "documents": document_columns(texts, counts),
        "edits": columns_of(
            (
                (text.document.id, edit.rule, edit.start, edit.end, len(edit.after))
                for text in texts
                for edit in text.clean.edits
            ),
            5,
        ),
        "sections": columns_of(
            (
                row
                for text, names in zip(texts, parts, strict=True)
                for row in section_rows(text, names)
            ),
            6,
        ),
        "sentences": (
            list(chain.from_iterable(ids)),
            [document for document, _ in places],
            [section for _, section in places],
            [block is None for block in blocks],
            [len(sentence.text) for sentence in sentences],
            counts.by_sentence,
            themes,
            list(chain.from_iterable(coding.status for coding in coded)),
            list(chain.from_iterable(coding.period for coding in coded)),
        ),
        "tokens": counts.columns(),
        "terms": columns_of(
            (
                (sentence, *pair, n)
                for names, coding in zip(ids, coded, strict=True)
                for sentence, found in zip(names, coding.terms, strict=True)
                if found
                for pair, n in sorted(Counter(found).items())
            ),
            4,
        ),
        "targets": columns_of(
            (
                target_row(target, names, coding)
                for names, coding in zip(ids, coded, strict=True)
                for target in coding.targets
            ),
            11,
        ),
        "formulas": columns_of(
            (
                (sentence, formula.formula, formula.normalised)
                for names, coding in zip(ids, coded, strict=True)
                for sentence, found in zip(names, coding.formulas, strict=True)
                for formula in found
            ),
            3,
        ),
    }
    tables = {name: arrow_table(name, columns[name]) for name in PER_DOCUMENT}
    if with_cuts:
        spoken = [n for n, block in enumerate(blocks) if block is not None]
        tables[CUTS] = cuts_table(
            [places[n][0] for n in spoken],
            [themes[n] for n in spoken],
            [sentences[n].text for n in spoken],
        )
    return tables


def blocks_of(sentences: list[Sentence]) -> Iterable[int | None]:
    """The block of each sentence, ten of them in each; None for a heading."""
    n_speech = 0
    for sentence in sentences:
        yield None if sentence.is_heading else n_speech // BLOCK
        n_speech += not sentence.is_heading


def document_columns(texts: list[Text], counts: TokenCounts) -> tuple[Iterable, ...]:
    """The columns of `documents`."""
    return (
        [text.document.id for text in texts],
        [text.raw.sha256 for text in texts],
        [text.raw.encoding for text in texts],
        [len(text.raw.text) for text in texts],
        [len(text.clean.text) for text in texts],
        [len(text.sections) - 1 for text in texts],
        [sum(not sentence.is_heading for sentence in text.sentences) for text in texts],
        counts.by_document,
        counts.types_by_document,
        counts.mattr(window=100),
    )


def names_of(document: Document, n: int) -> list[str]:
    """The names of so many sentences or sections of a document."""
    return [f"{document.id}:{place:04d}" for place in range(n)]


def section_rows(text: Text, names: list[str]) -> Iterable[tuple]:
    """The rows of `sections` of a document: the whole first, then its numbered parts in order."""
    sizes = Counter(sentence.section for sentence in text.sentences if not sentence.is_heading)
    for place, section in enumerate(text.sections):
        parent = "" if section.parent is None else names[section.parent]
        name, level, marker = names[place], section.level, section.marker
        yield name, text.document.id, parent, level, marker, sizes[place]


def target_row(target: Target, names: list[str], coding: Coding) -> tuple:
    """A row of `targets`."""
    return (
        names[target.sentence],
        target.indicator,
        canonical(target.indicator),
        target.measure,
        target.comparator,
        float(target.value),
        np.nan if target.high is None else float(target.high),
        target.unit,
        target.period,
        target.status,
        coding.themes[target.sentence],
    )


def cuts_table(documents: list[str], themes: list[str], texts: list[str]) -> pa.Table:
    """The sentences of speech as they were cut: document, themes, text, and a column for each way.

    A sentence without a theme is cut in the first way only; the others are empty there.
    """
    themed = [text if theme else "" for text, theme in zip(texts, themes, strict=True)]
    tokens = pa.list_(pa.string())
    columns = {"document": documents, "themes": themes, "text": texts}
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    for way, how in WAYS.items():
        arrays[way] = pa.array(segment_each(themed if how else texts, **how), tokens)
    return pa.table(arrays)


def columns_of(rows: Iterable[tuple], n_columns: int) -> tuple[Iterable, ...]:
    """The columns of rows, of which there may be none."""
    return tuple(zip(*rows, strict=True)) or ((),) * n_columns


def arrow_table(name: str, columns: tuple[Any, ...]) -> pa.Table:
    """A derived table from its columns, with its names and types; Arrow arrays are taken over."""
    return pa.table(
        {
            field.name: values
            if isinstance(values, pa.Array)
            else pa.array(values, field.type, from_pandas=False)
            for field, values in zip(schema(name), columns, strict=True)
        }
    )


def schema(name: str) -> pa.Schema:
    """The names and Arrow types of the columns of a derived table."""
    return pa.schema([(column, ARROW[kind]) for column, kind in COLUMNS[name].items()])
