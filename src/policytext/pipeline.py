"""A corpus through reading and coding to derived tables."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import combinations, islice
from pathlib import Path

from policytext.coding.themes import Lexicon, find_terms, label, shipped_lexicon
from policytext.data import InputError, lexicon_folder
from policytext.measures.diversity import mattr
from policytext.reading.clean import CleanText, clean
from policytext.reading.corpus import Document, RawText, read_manifest, read_raw
from policytext.reading.segment import is_word, segment, word_list
from policytext.reading.structure import Section, structure
from policytext.tables import COLUMNS, Tables, table

BLOCK = 10
"""Sentences in a block of the `tokens` table, over which dispersion is measured."""
MIN_PAIR = 3
"""Sentences of a theme that a pair of tokens must share to stand in `collocates`."""
PHRASE_LENGTHS = range(2, 7)
"""Tokens in a phrase of the `phrases` table."""
TOP = 20
"""Ranks of each theme that `sensitivity` compares."""

NUMERAL_CHARACTERS = frozenset("0123456789.%-+一二三四五六七八九十百千万亿")

Row = tuple
ThemeList = tuple[str, ...]


@dataclass(frozen=True)
class CodedSentence:
    """A sentence with its tokens and its themes; `block` is None for a heading."""

    id: str
    text: str
    section: str
    block: int | None
    tokens: list[str]
    themes: ThemeList
    terms: Counter


@dataclass(frozen=True)
class CodedDocument:
    """A document after reading and coding: what the tables are made of."""

    id: str
    raw: RawText
    clean: CleanText
    sections: list[Section]
    sentences: list[CodedSentence]

    @property
    def speech(self) -> list[CodedSentence]:
        """The sentences that count: all but the headings."""
        return [sentence for sentence in self.sentences if sentence.block is not None]


def derive(
    folder: str | Path,
    *,
    lexicon: Lexicon | None = None,
    map: Callable[[Callable, Iterable], Iterable] = map,
) -> Tables:
    """The derived tables of a corpus, a folder of files with its `documents.csv`.

    Parameters
    ----------
    folder
        The corpus.
    lexicon
        The lexicon to label with; by default the shipped one.
    map
        What applies a function to the documents, in order; a pool's `map`, say.

    Raises
    ------
    InputError
        A file or its manifest cannot be used, or a document has no sentence of speech.
    """
    documents = read_manifest(Path(folder))
    lexicon = lexicon or shipped_lexicon()
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
        "collocates": collocate_rows(coded),
        "sensitivity": sensitivity_rows(coded),
        "phrases": phrase_rows(coded),
    }
    frames = {name: table(name, rows[name]) for name in COLUMNS}
    return Tables(**frames, signature=signature(documents_hash(coded)))


def code(document: Document, lexicon: Lexicon) -> CodedDocument:
    """A document read, cleaned, split, segmented and labelled.

    Raises
    ------
    InputError
        The file cannot be used, or nothing of it is a sentence of speech.
    """
    raw = read_raw(document)
    cleaned = clean(raw.text)
    sections, sentences = structure(cleaned.text)
    themes = label([sentence.text for sentence in sentences], lexicon)
    coded, n_speech = [], 0
    for place, (sentence, labels) in enumerate(zip(sentences, themes, strict=True), 1):
        block = None
        if not sentence.is_heading:
            block, n_speech = n_speech // BLOCK, n_speech + 1
        coded.append(
            CodedSentence(
                f"{document.id}:{place:04d}",
                sentence.text,
                f"{document.id}:{sentence.section:04d}",
                block,
                [token for token in segment(sentence.text) if is_word(token)],
                labels,
                Counter(find_terms(sentence.text, lexicon)),
            )
        )
    if not n_speech:
        raise InputError(f"{document.path}: no sentence of speech found; a text expected")
    return CodedDocument(document.id, raw, cleaned, sections, coded)


def document_row(document: CodedDocument) -> Row:
    """A row of `documents`."""
    tokens = [token for sentence in document.speech for token in sentence.tokens]
    return (
        document.id,
        document.raw.sha256,
        document.raw.encoding,
        len(document.raw.text),
        len(document.clean.text),
        len(document.sections) - 1,
        len(document.speech),
        len(tokens),
        len(set(tokens)),
        round(mattr(tokens, window=100), 6) if len(tokens) >= 100 else math.nan,
    )


def section_rows(document: CodedDocument) -> list[Row]:
    """The document's rows of `sections`: the whole first, then its numbered parts in order."""
    sizes = Counter(sentence.section for sentence in document.speech)
    ids = [f"{document.id}:{place:04d}" for place in range(len(document.sections))]
    return [
        (
            name,
            document.id,
            "" if section.parent is None else ids[section.parent],
            section.level,
            section.marker,
            sizes[name],
        )
        for name, section in zip(ids, document.sections, strict=True)
    ]


def sentence_rows(document: CodedDocument) -> list[Row]:
    """The document's rows of `sentences`, in the order of the text."""
    return [
        (
            sentence.id,
            document.id,
            sentence.section,
            sentence.block is None,
            len(sentence.text),
            len(sentence.tokens),
            ",".join(sentence.themes),
        )
        for sentence in document.sentences
    ]


def token_rows(document: CodedDocument) -> list[Row]:
    """The document's rows of `tokens`, sorted, so that no sentence can be put together again."""
    counts: Counter = Counter()
    for sentence in document.speech:
        place = (document.id, sentence.section, sentence.block, ",".join(sentence.themes))
        counts.update((*place, token) for token in sentence.tokens)
    return [(*key, n) for key, n in sorted(counts.items())]


def is_content(token: str) -> bool:
    """Whether a token is of two characters or more and no numeral.

    Single characters are mostly function words; there is no list of stop words to argue about.
    """
    return len(token) > 1 and not NUMERAL_CHARACTERS.issuperset(token)


def collocate_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `collocates`: pairs of content tokens that share sentences of a theme."""
    sentences: dict[str, Counter] = {}
    pairs: dict[str, Counter] = {}
    for document in coded:
        for sentence in document.speech:
            types = sorted({token for token in sentence.tokens if is_content(token)})
            for theme in sentence.themes:
                sentences.setdefault(theme, Counter()).update(types)
                pairs.setdefault(theme, Counter()).update(combinations(types, 2))
    return [
        (theme, token, collocate, n, sentences[theme][token], sentences[theme][collocate])
        for theme in sorted(pairs)
        for (token, collocate), n in sorted(pairs[theme].items())
        if n >= MIN_PAIR
    ]


def sensitivity_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `sensitivity`: the top content tokens of each theme, counted four ways."""
    cuts = {
        "jieba": segment,
        "no_hmm": partial(segment, hmm=False),
        "no_words": partial(segment, words=()),
    }
    texts: dict[str, list[str]] = {}
    for document in coded:
        for sentence in document.speech:
            for theme in sentence.themes:
                texts.setdefault(theme, []).append(sentence.text)
    rows = []
    for theme, lines in sorted(texts.items()):
        counts = {
            engine: Counter(t for line in lines for t in cut(line) if is_word(t) and is_content(t))
            for engine, cut in cuts.items()
        }
        candidates = {token for count in counts.values() for token in top(count)}
        text = "\n".join(lines)
        counts["substring"] = Counter({token: text.count(token) for token in candidates})
        rows += [
            (theme, token, engine, count[token])
            for token in sorted(candidates)
            for engine, count in counts.items()
        ]
    return rows


def top(counts: Counter) -> list[str]:
    """The `TOP` most frequent tokens, ties in the order of their characters."""
    return sorted(counts, key=lambda token: (-counts[token], token))[:TOP]


def phrase_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `phrases`: runs of tokens within a clause that two documents or more share."""
    counts: dict[str, Counter] = {}
    for document in coded:
        for sentence in document.speech:
            for clause in clauses(sentence.text):
                for length in PHRASE_LENGTHS:
                    runs = zip(*(islice(clause, i, None) for i in range(length)), strict=False)
                    for run in runs:
                        counts.setdefault("".join(run), Counter())[document.id] += 1
    return [
        (phrase, document, n)
        for phrase, by_document in sorted(counts.items())
        if len(by_document) > 1
        for document, n in sorted(by_document.items())
    ]


def clauses(text: str) -> list[list[str]]:
    """The runs of tokens of a sentence that no mark or mask interrupts."""
    runs: list[list[str]] = [[]]
    for token in segment(text):
        if is_word(token):
            runs[-1].append(token)
        else:
            runs.append([])
    return [run for run in runs if run]


def signature(corpus: str) -> dict[str, str]:
    """What the tables are made with: versions of the programs and short hashes of the data."""
    words = "\n".join(word_list()).encode()
    return {
        "policytext": version("policytext"),
        "jieba": version("jieba"),
        "opencc": version("opencc"),
        "words": short_hash(words),
        "lexicon": lexicon_hash(lexicon_folder()),
        "corpus": corpus,
    }


def lexicon_hash(folder: Path) -> str:
    """Short hash of the files that labels depend on."""
    files = (folder / "themes.csv", folder / "terms.csv")
    return short_hash(b"".join(path.read_bytes() for path in files))


def documents_hash(coded: list[CodedDocument]) -> str:
    """Short hash of the documents' ids and bytes."""
    return short_hash("\n".join(f"{d.id} {d.raw.sha256}" for d in coded).encode())


def short_hash(data: bytes) -> str:
    """The first twelve digits of the SHA-256."""
    return hashlib.sha256(data).hexdigest()[:12]
