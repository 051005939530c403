"""Sentence to tokens: those of jieba 0.42.1 in precise mode, with the project's word list.

Two engines give the same tokens: `fast`, which takes what it can from rjieba, and `jieba` itself.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

import numpy as np

from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.fast_segment import (
    PROVEN,
    Segmenter,
    cut,
    cut_each,
    fast_segmenter,
    is_available,
    lengths,
)
from policytext.reading.jieba_tokenizer import tokenizer


def segment(
    text: str, *, engine: str = "fast", hmm: bool = True, words: tuple[str, ...] | None = None
) -> list[str]:
    """The tokens of a text, which join to it, punctuation and blanks among them.

    Parameters
    ----------
    text
        Clean text: simplified characters, half-width digits.
    engine
        `fast`, or `jieba` to let jieba do all the work; the tokens are the same. Where rjieba is
        not installed, `fast` says so once and is jieba.
    hmm
        Whether jieba guesses words that its dictionary lacks from runs of single characters.
    words
        Words that are always offered as one token; by default the shipped list, `word_list()`.

    Raises
    ------
    InputError
        There is no such engine.

    Examples
    --------
    'Develop new quality productive forces': the term is one token.

    >>> segment('发展新质生产力')
    ['发展', '新质生产力']
    >>> segment('发展新质生产力', words=())
    ['发展', '新质', '生产力']

    References
    ----------
    Sun Junyi, jieba 0.42.1, 2020.
    """
    return cut(segmenter(engine, words), text, hmm=hmm)


def segment_each(
    texts: Iterable[str],
    *,
    engine: str = "fast",
    hmm: bool = True,
    words: tuple[str, ...] | None = None,
) -> list[list[str]]:
    """The tokens of each text, as `segment` gives them; faster than one text after the other.

    Examples
    --------
    >>> segment_each(['发展新质生产力', '加快创新'])
    [['发展', '新质生产力'], ['加快', '创新']]
    """
    return cut_each(segmenter(engine, words), list(texts), hmm=hmm)


def token_lengths(text: str, *, words: tuple[str, ...] | None = None) -> np.ndarray:
    """The characters of each token of a text, as `segment` gives them; where tokens are counted
    alone, not looked at one by one, faster.

    Examples
    --------
    >>> token_lengths('发展新质生产力').tolist()
    [2, 5]
    """
    return lengths(segmenter("fast", words), text)


@cache
def word_list() -> tuple[str, ...]:
    """The words of the shipped `words.csv`, in the order of the file."""
    path = lexicon_folder() / "words.csv"
    words = [row["word"] for _, row in read_rows(path, required=("word", "gloss"))]
    if len(set(words)) < len(words):
        twice = sorted(word for word, n in Counter(words).items() if n > 1)
        raise InputError(f"{path}: {', '.join(twice)} found twice; words must differ")
    return tuple(words)


@cache
def segmenter(engine: str = "fast", words: tuple[str, ...] | None = None) -> Segmenter:
    """What cuts texts: an engine that knows the words, by default those of the shipped list."""
    if words is None:
        return segmenter(engine, word_list())
    if engine == "fast":
        return fast_segmenter(tokenizer(words), words)
    if engine == "jieba":
        return Segmenter(tokenizer(words))
    raise InputError(f"engine {engine!r} found; 'fast' or 'jieba' expected")


def segmenter_name() -> str:
    """The program behind the engine `fast` here, with its version: rjieba or jieba."""
    return f"rjieba {PROVEN}" if is_available() else f"jieba {version('jieba')}"


def is_word(token: str) -> bool:
    """Whether a token counts: it has a Chinese character, a letter or a digit; `*` does not."""
    return token.isalnum() or any(map(str.isalnum, token))  # nearly all are through and through
