"""Sentence to tokens: those of jieba 0.42.1 in precise mode, with the project's word list."""

import contextlib
import logging
import warnings
from functools import cache

from platformdirs import user_cache_path

from policytext.data import InputError, lexicon_folder, read_rows

with warnings.catch_warnings():
    # jieba's sources hold invalid escapes, of which Python 3.12 and later warn when compiling.
    warnings.simplefilter("ignore")
    import jieba


def segment(text: str, *, hmm: bool = True, words: tuple[str, ...] | None = None) -> list[str]:
    """The tokens of a text, which join to it, punctuation and blanks among them.

    Parameters
    ----------
    text
        Clean text: simplified characters, half-width digits.
    hmm
        Whether jieba guesses words that its dictionary lacks from runs of single characters.
    words
        Words that are always offered as one token; by default the shipped list, `word_list()`.

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
    return segmenter(word_list() if words is None else words).lcut(text, HMM=hmm)


@cache
def word_list() -> tuple[str, ...]:
    """The words of the shipped `words.csv`, in the order of the file."""
    path = lexicon_folder() / "words.csv"
    words = [row["word"] for _, row in read_rows(path, required=("word", "gloss"))]
    if len(set(words)) < len(words):
        twice = sorted({word for word in words if words.count(word) > 1})
        raise InputError(f"{path}: {', '.join(twice)} found twice; words must differ")
    return tuple(words)


@cache
def segmenter(words: tuple[str, ...]) -> jieba.Tokenizer:
    """A tokenizer that knows the words; jieba's own global one stays as it is.

    jieba keeps its compiled dictionary in the user's cache folder instead of the temporary folder
    that all users share, and says nothing.
    """
    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    folder = user_cache_path("policytext")
    with contextlib.suppress(OSError):  # jieba without a cache reads its dictionary each time
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    tokenizer.tmp_dir = str(folder)
    tokenizer.cache_file = f"jieba-{jieba.__version__}.cache"
    tokenizer.initialize()
    for word in words:
        # Without a frequency, jieba takes the one that just keeps the word in one piece.
        tokenizer.add_word(word)
    return tokenizer


def is_word(token: str) -> bool:
    """Whether a token counts: it has a Chinese character, a letter or a digit; `*` does not."""
    return any(character.isalnum() for character in token)
