"""The rows of the derived tables, from coded documents."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations, islice

from policytext.coding.formulas import Formula
from policytext.coding.indicators import canonical
from policytext.coding.targets import Target
from policytext.measures.diversity import mattr
from policytext.reading.clean import CleanText
from policytext.reading.corpus import RawText
from policytext.reading.segment import is_word, segment
from policytext.reading.structure import Section
from policytext.tokens import is_content

BLOCK = 10
"""Sentences in a block of the `tokens` table, over which dispersion is measured."""
MIN_PAIR = 3
"""Sentences of a theme that a pair of tokens must share to stand in `collocates`."""
MAX_PAIRS = 1000
"""Pairs of a theme in `collocates`: pairs grow with the square of what is said."""
PHRASE_LENGTHS = range(2, 7)
"""Tokens in a phrase of the `phrases` table."""
TOP = 20
"""Ranks of each theme that `sensitivity` compares."""
POOL = 5 * TOP
"""Tokens of each way of cutting that are searched for as plain strings too."""
MIN_TOKEN, MIN_DOCUMENTS = 5, 2
"""Occurrences in a theme's sentences, and documents with them, for a rank: as in keyness."""
OTHER_CUTS = {"no_hmm": partial(segment, hmm=False), "no_words": partial(segment, words=())}
"""Ways of cutting that `sensitivity` holds against jieba's; plain search, `substring`, is one more.
"""

Row = tuple
ThemeList = tuple[str, ...]


@dataclass(frozen=True)
class CodedSentence:
    """A sentence, what it was cut into, and its coding; `block` is None for a heading.

    `cut` holds marks too. `status` is achieved or target, `period` the time that it names, ''
    for none.
    """

    id: str
    text: str
    section: str
    block: int | None
    cut: list[str]
    themes: ThemeList = ()
    terms: Mapping[tuple[str, str], int] = field(default_factory=dict)
    formulas: tuple[Formula, ...] = ()
    status: str = ""
    period: str = ""

    @cached_property
    def tokens(self) -> list[str]:
        """What counts of the cut: words and numbers."""
        return [token for token in self.cut if is_word(token)]


@dataclass(frozen=True)
class CodedDocument:
    """A document after reading and coding: what the tables are made of."""

    id: str
    raw: RawText
    clean: CleanText
    sections: list[Section]
    sentences: list[CodedSentence]
    targets: list[Target]

    @property
    def speech(self) -> list[CodedSentence]:
        """The sentences that count: all but the headings."""
        return [sentence for sentence in self.sentences if sentence.block is not None]


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
            sentence.status,
            sentence.period,
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


def collocate_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `collocates`: pairs of content tokens that share sentences of a theme.

    A pair has a row for each document in whose sentences of the theme both tokens occur, together
    or not: where they do not meet, that is evidence too. Of each theme the `MAX_PAIRS` are kept
    that meet in most documents, then in most sentences.
    """
    sentences: dict[tuple[str, str], Counter] = {}
    pairs: dict[tuple[str, str], Counter] = {}
    for document in coded:
        for sentence in document.speech:
            types = sorted({token for token in sentence.tokens if is_content(token)})
            for theme in sentence.themes:
                place = (document.id, theme)
                sentences.setdefault(place, Counter()).update(types)
                pairs.setdefault(place, Counter()).update(combinations(types, 2))
    totals: dict[str, Counter] = {}
    spread: dict[str, Counter] = {}
    for (_, theme), counts in pairs.items():
        totals.setdefault(theme, Counter()).update(counts)
        spread.setdefault(theme, Counter()).update(counts.keys())
    kept = {}
    for theme, counts in totals.items():
        known = [pair for pair, n in counts.items() if n >= MIN_PAIR]
        known.sort(key=lambda pair: (-spread[theme][pair], -counts[pair], pair))
        kept[theme] = sorted(known[:MAX_PAIRS])
    return [
        (document, theme, token, collocate, pairs[document, theme][token, collocate], n, n_other)
        for (document, theme), found in sorted(sentences.items())
        for token, collocate in kept[theme]
        if (n := found[token]) and (n_other := found[collocate])
    ]


def sensitivity_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `sensitivity`: the leading content tokens of each theme, counted four ways.

    Tokens lead by their mean rate over the documents, so that none of these drowns the others. To
    be ranked at all, a token needs `MIN_TOKEN` occurrences in two documents under one of the ways.
    """
    texts: dict[str, dict[str, list[str]]] = {}
    sizes: dict[str, Counter] = {}
    counted: dict[str, dict[str, dict[str, Counter]]] = {}  # theme, engine, document
    for document in coded:
        for sentence in document.speech:
            if not sentence.themes:
                continue
            cuts = {"jieba": sentence.cut}
            cuts |= {engine: cut(sentence.text) for engine, cut in OTHER_CUTS.items()}
            content = {engine: content_counts(cut) for engine, cut in cuts.items()}
            for theme in sentence.themes:
                texts.setdefault(theme, {}).setdefault(document.id, []).append(sentence.text)
                sizes.setdefault(theme, Counter())[document.id] += len(sentence.tokens)
                by_engine = counted.setdefault(theme, {})
                for engine, n in content.items():
                    by_engine.setdefault(engine, {}).setdefault(document.id, Counter()).update(n)
    rows = []
    for theme, by_document in sorted(texts.items()):
        counts = counted[theme]
        n_needed = min(MIN_DOCUMENTS, len(by_document))
        known = {token for by in counts.values() for token in frequent(by, n_needed)}
        pool = {token for by in counts.values() for token in top(by, sizes[theme], known, POOL)}
        counts["substring"] = {
            document: Counter({token: "\n".join(lines).count(token) for token in pool})
            for document, lines in by_document.items()
        }
        leading = {token for by in counts.values() for token in top(by, sizes[theme], pool, TOP)}
        rows += [
            (document, theme, token, engine, n)
            for document in by_document
            for token in sorted(leading)
            for engine, by in counts.items()
            if (n := by[document][token])
        ]
    return sorted(rows, key=lambda row: row[:3])


def content_counts(cut: list[str]) -> Counter:
    """How often each content token stands among what a sentence was cut into."""
    return Counter(token for token in cut if is_word(token) and is_content(token))


def frequent(counts: dict[str, Counter], n_documents: int) -> list[str]:
    """Tokens with `MIN_TOKEN` occurrences or more, in so many documents or more."""
    total = sum(counts.values(), Counter())
    return [
        token
        for token, n in total.items()
        if n >= MIN_TOKEN and sum(token in count for count in counts.values()) >= n_documents
    ]


def top(counts: dict[str, Counter], sizes: Counter, among: set[str], n: int) -> list[str]:
    """The first `n` tokens by mean rate over the documents, ties in the order of characters."""
    rates = {
        token: sum(count[token] / sizes[document] for document, count in counts.items())
        for token in among
    }
    return sorted(rates, key=lambda token: (-rates[token], token))[:n]


def phrase_rows(coded: list[CodedDocument]) -> list[Row]:
    """The rows of `phrases`: runs of tokens within a clause that two documents or more share."""
    counts: dict[str, Counter] = {}
    for document in coded:
        for sentence in document.speech:
            for clause in clauses(sentence.cut):
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


def clauses(cut: list[str]) -> list[list[str]]:
    """The runs of tokens that no mark or mask interrupts, of what a sentence was cut into."""
    runs: list[list[str]] = [[]]
    for token in cut:
        if is_word(token):
            runs[-1].append(token)
        else:
            runs.append([])
    return [run for run in runs if run]


def target_rows(document: CodedDocument) -> list[Row]:
    """The document's rows of `targets`, in the order of the text."""
    return [
        (
            document.sentences[target.sentence].id,
            target.indicator,
            canonical(target.indicator),
            target.measure,
            target.comparator,
            float(target.value),
            math.nan if target.high is None else float(target.high),
            target.unit,
            target.period,
            target.status,
            ",".join(document.sentences[target.sentence].themes),
        )
        for target in document.targets
    ]


def formula_rows(document: CodedDocument) -> list[Row]:
    """The document's rows of `formulas`, in the order of the text."""
    return [
        (sentence.id, formula.formula, formula.normalised)
        for sentence in document.sentences
        for formula in sentence.formulas
    ]
