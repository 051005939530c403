"""The tables that hold the documents of a corpus against each other: collocates, sensitivity,
phrases.

None of their rows comes from one document alone, so the memory that they need grows with the
corpus.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any, NamedTuple

import pyarrow as pa

from policytext.reading.segment import is_word
from policytext.tokens import is_content

COMPARISONS = ("collocates", "sensitivity", "phrases")
WAYS: dict[str, dict[str, Any]] = {"jieba": {}, "no_hmm": {"hmm": False}, "no_words": {"words": ()}}
"""Ways of cutting that `sensitivity` compares, and how `segment_each` is asked for each; plain
search, `substring`, is one more.
"""
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

Row = tuple


class CutSentence(NamedTuple):
    """A sentence of speech, and what it was cut into by each of `WAYS`, marks among it.

    Of a sentence without a theme, only the first way is kept.
    """

    document: str
    themes: tuple[str, ...]
    text: str
    cuts: dict[str, list[str]]


def cut_sentences(table: pa.Table) -> Iterator[CutSentence]:
    """The sentences of a table with the columns document, themes, text and one for each way."""
    columns = (table[name].to_pylist() for name in ("document", "themes", "text", *WAYS))
    for document, themes, text, *cuts in zip(*columns, strict=True):
        found = tuple(themes.split(",")) if themes else ()
        yield CutSentence(document, found, text, dict(zip(WAYS, cuts, strict=True)))


def words_of(cut: list[str]) -> list[str]:
    """What counts of a cut: words and numbers."""
    return [token for token in cut if is_word(token)]


def collocate_rows(sentences: Iterable[CutSentence]) -> list[Row]:
    """The rows of `collocates`: pairs of content tokens that share sentences of a theme.

    A pair has a row for each document in whose sentences of the theme both tokens occur, together
    or not: where they do not meet, that is evidence too. Of each theme the `MAX_PAIRS` are kept
    that meet in most documents, then in most sentences.
    """
    found: dict[tuple[str, str], Counter] = {}
    pairs: dict[tuple[str, str], Counter] = {}
    for sentence in sentences:
        if not sentence.themes:
            continue
        types = sorted({token for token in words_of(sentence.cuts["jieba"]) if is_content(token)})
        for theme in sentence.themes:
            place = (sentence.document, theme)
            found.setdefault(place, Counter()).update(types)
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
        for (document, theme), types in sorted(found.items())
        for token, collocate in kept[theme]
        if (n := types[token]) and (n_other := types[collocate])
    ]


def sensitivity_rows(sentences: Iterable[CutSentence]) -> list[Row]:
    """The rows of `sensitivity`: the leading content tokens of each theme, counted four ways.

    Tokens lead by their mean rate over the documents, so that none of these drowns the others. To
    be ranked at all, a token needs `MIN_TOKEN` occurrences in two documents under one of the ways.
    """
    texts: dict[str, dict[str, list[str]]] = {}
    sizes: dict[str, Counter] = {}
    counted: dict[str, dict[str, dict[str, Counter]]] = {}  # theme, engine, document
    for sentence in sentences:
        if not sentence.themes:
            continue
        content = {way: content_counts(cut) for way, cut in sentence.cuts.items()}
        n_tokens = len(words_of(sentence.cuts["jieba"]))
        document = sentence.document
        for theme in sentence.themes:
            texts.setdefault(theme, {}).setdefault(document, []).append(sentence.text)
            sizes.setdefault(theme, Counter())[document] += n_tokens
            by_engine = counted.setdefault(theme, {})
            for engine, count in content.items():
                by_engine.setdefault(engine, {}).setdefault(document, Counter()).update(count)
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
    total: Counter = Counter()
    for count in counts.values():
        total.update(count)
    spread = Counter(token for count in counts.values() for token in count)
    return [t for t, n in total.items() if n >= MIN_TOKEN and spread[t] >= n_documents]


def top(counts: dict[str, Counter], sizes: Counter, among: set[str], n: int) -> list[str]:
    """The first `n` tokens by mean rate over the documents, ties in the order of characters."""
    rates = {
        token: sum(count[token] / sizes[document] for document, count in counts.items())
        for token in among
    }
    return sorted(rates, key=lambda token: (-rates[token], token))[:n]


def phrase_rows(sentences: Iterable[CutSentence]) -> list[Row]:
    """The rows of `phrases`: runs of tokens within a clause that two documents or more share."""
    counts: dict[str, Counter] = {}
    for sentence in sentences:
        for clause in clauses(sentence.cuts["jieba"]):
            for length in PHRASE_LENGTHS:
                runs = zip(*(islice(clause, i, None) for i in range(length)), strict=False)
                for run in runs:
                    counts.setdefault("".join(run), Counter())[sentence.document] += 1
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


ROWS = {"collocates": collocate_rows, "sensitivity": sensitivity_rows, "phrases": phrase_rows}
"""What gives the rows of each of `COMPARISONS`."""
