"""Tokens of many sentences counted as arrays: by place, by sentence, by document.

Every figure here is one that a loop over tokens with a `Counter` gives, too; the arrays give it
some ten times as fast, which matters once a corpus has more than some millions of tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policytext.reading.segment import is_word

Place = tuple[str, str, int, str]
"""Document, section, block and themes: a group of rows of `tokens`."""


@dataclass(frozen=True)
class TokenCounts:
    """The tokens that count (words and numbers) of some documents' sentences.

    Attributes
    ----------
    types : the different tokens, in the order of their characters.
    places : the places that sentences of speech have, sorted.
    cells : for each place and type that occurs in it, place × len(types) + type; ascending.
    n : how often, beside `cells`.
    by_sentence : tokens of each sentence, headings too.
    by_document : tokens of each document's speech.
    types_by_document : different tokens of each document's speech.
    newness : for each token of speech, in the order of the texts, how many tokens ago its document
        had the same; `NEVER` for the first.
    """

    types: pa.StringArray
    places: list[Place]
    cells: np.ndarray
    n: np.ndarray
    by_sentence: np.ndarray
    by_document: np.ndarray
    types_by_document: np.ndarray
    newness: np.ndarray

    def columns(self) -> tuple[pa.Array, ...]:
        """The columns of the table `tokens`, sorted, so that no sentence can be put together.

        Strings are numbers of the different ones, as they stand in Parquet too.
        """
        place, type_ = np.divmod(self.cells, max(len(self.types), 1))
        document, section, block, themes = zip(*self.places, strict=True)
        return (
            repeated(document, place),
            repeated(section, place),
            pa.array(np.array(block, dtype=np.int64)[place]),
            repeated(themes, place),
            pa.DictionaryArray.from_arrays(pa.array(type_), self.types),
            pa.array(self.n),
        )

    def mattr(self, window: int) -> np.ndarray:
        """The moving-average type–token ratio of each document, six decimals; NaN where shorter.

        The sum over windows of the types in each is the sum over tokens of the windows in which
        the token is the first of its type. `measures.diversity.mattr` counts them one by one.
        """
        ratios = np.full(len(self.by_document), np.nan)
        start = 0
        for document, n_tokens in enumerate(self.by_document.tolist()):
            since = self.newness[start : start + n_tokens]  # tokens since the same type
            start += n_tokens
            if n_tokens < window:
                continue
            place = np.arange(n_tokens)
            first = np.maximum(place - np.minimum(since, window) + 1, 0)
            last = np.minimum(place, n_tokens - window)
            n_types = int(np.maximum(last - first + 1, 0).sum())
            ratios[document] = round(n_types / (n_tokens - window + 1) / window, 6)
        return ratios


END = "\n"
"""Stands at the end of each sentence, a token by itself; none of a clean text has it within."""


def count_tokens(
    text: str,
    lengths: np.ndarray,
    *,
    n_sentences: Sequence[int],
    places: Sequence[Place | None],
) -> TokenCounts:
    """The counts of what sentences were cut into, marks among it.

    Parameters
    ----------
    text
        All sentences, one after the other, `END` at the end of each.
    lengths
        The characters of each token of the text.
    n_sentences
        How many of the sentences each document has, in order.
    places
        For each sentence, its place; None for a heading, which counts in `by_sentence` alone.

    Examples
    --------
    >>> place = ("a", "a:0000", 0, "culture")
    >>> lengths = np.array([2, 1, 2, 1])
    >>> counts = count_tokens("文化，文化\\n", lengths, n_sentences=[1], places=[place])
    >>> counts.types.to_pylist(), counts.n.tolist(), counts.by_document.tolist()
    (['文化'], [2], [2])
    """
    found = parted(text, lengths).dictionary_encode()
    every = found.dictionary
    counts = are_words(every)
    order = pc.sort_indices(every).to_numpy()  # by bytes of UTF-8, which is by code points
    order = order[counts[order]]
    types = every.take(pa.array(order))
    rank = np.full(len(every), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    number = found.indices.to_numpy()
    is_end = number == every.index(END).as_py()
    sentence = np.cumsum(is_end)
    token = rank[number]
    counted = token >= 0
    token, sentence = token[counted], sentence[counted]
    by_sentence = np.bincount(sentence, minlength=len(places))

    known = sorted({place for place in places if place is not None})
    numbers = {place: n for n, place in enumerate(known)} | {None: -1}
    place = np.array([numbers[place] for place in places], dtype=np.int64)[sentence]
    spoken = place >= 0
    token, place = token[spoken], place[spoken]
    cells, n = np.unique(place * len(types) + token, return_counts=True)

    document = np.repeat(np.arange(len(n_sentences)), n_sentences)[sentence[spoken]]
    newness = tokens_since_the_same(document * len(types) + token)
    return TokenCounts(
        types,
        known,
        cells,
        n,
        by_sentence,
        np.bincount(document, minlength=len(n_sentences)),
        np.bincount(document[newness == NEVER], minlength=len(n_sentences)),
        newness,
    )


NEVER = np.iinfo(np.int64).max
"""How long ago a type was seen that has not been seen."""


def tokens_since_the_same(keys: np.ndarray) -> np.ndarray:
    """How many places back the same key stands; `NEVER` at the first of each.

    >>> tokens_since_the_same(np.array([5, 7, 5, 5])).tolist() == [NEVER, NEVER, 2, 1]
    True
    """
    n = len(keys)
    order = np.sort(keys * n + np.arange(n))  # by key, then by place: faster than a stable argsort
    key, place = np.divmod(order, max(n, 1))
    since = np.full(n, NEVER, dtype=np.int64)
    same = key[1:] == key[:-1]
    since[place[1:][same]] = (place[1:] - place[:-1])[same]
    return since


def parted(text: str, lengths: np.ndarray) -> pa.StringArray:
    """The parts of a text that have so many characters each, one after the other.

    >>> parted("增长5%", np.array([2, 2])).to_pylist()
    ['增长', '5%']
    """
    data = np.frombuffer(text.encode(), np.uint8)
    begins = np.flatnonzero((data & 0xC0) != 0x80)  # the first byte of each character
    ends = np.append(begins, len(data)).take(np.append(0, lengths.cumsum())).astype(np.int32)
    return pa.StringArray.from_buffers(len(lengths), pa.py_buffer(ends), pa.py_buffer(data))


def are_words(types: pa.StringArray) -> np.ndarray:
    """Whether each counts, as `is_word` tells: all characters are looked up at once.

    >>> are_words(pa.array(["文化", "，", "5%", ""])).tolist()
    [True, False, True, False]
    """
    lengths = pc.utf8_length(types).to_numpy()
    text = pc.binary_join(pa.ListArray.from_arrays([0, len(types)], types), "")[0].as_py()
    code = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    is_letter = np.zeros(code.max(initial=0) + 1, bool)
    is_letter[code] = True
    occurring = np.flatnonzero(is_letter)
    is_letter[occurring] = [is_word(chr(each)) for each in occurring.tolist()]
    n_letters = np.append(0, is_letter[code].cumsum())
    ends = np.append(0, lengths.cumsum())
    return n_letters[ends[1:]] > n_letters[ends[:-1]]


def repeated(values: Sequence[str], indices: np.ndarray) -> pa.DictionaryArray:
    """The values at the indices, as numbers of the different values."""
    different = pa.array(values, pa.string()).dictionary_encode()
    numbers = different.indices.take(pa.array(indices))
    return pa.DictionaryArray.from_arrays(numbers, different.dictionary)
