"""jieba's exact tokens, many times faster: its first step from rjieba, its second from here.

jieba cuts in two steps: the most probable path through its dictionary, then, where that path
leaves characters single, a hidden Markov model. rjieba takes the same path with the same words and
weights. Its model is another: rounded tables, numbers like `1-9` in one piece; so that runs of
single characters are cut by jieba's (`runs`, `runs_at_once`). Characters that the two put into
different classes are kept from rjieba; blocks with words that look like a run are left to jieba.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from policytext.reading.jieba_tokenizer import finalseg, jieba
from policytext.reading.runs import recut_run, recut_runs
from policytext.reading.runs_at_once import Weights, lengths_of_runs, recut_runs_at_once

PROVEN = "0.2.2"
"""The release of rjieba whose tokens were held against jieba's; others cut otherwise."""
SEPARATOR = "\uffff"
"""Stands between sentences that are cut at a time: always a token, never part of one."""
RUNS = 2**16
SHORT = 32
"""Runs that are remembered, the least used ones given up, and their most characters: short ones
come back, and long ones would fill the memory."""
BATCH = 1000
"""Sentences that are cut at a time: a call costs as much as a dozen tokens."""
MANY = 2500
"""Characters from which on the runs of a text are cut at once."""
PART = 2**15
"""Characters that are cut at a time, of a longer text: what they need stays in the cache."""

STAND_IN = "\ufffe"
"""What rjieba gets in place of a character that is a token by itself for jieba and not for it."""
# Chinese characters that are part of words for rjieba and none for jieba, halves of surrogate
# pairs, which rjieba does not take, and what stands between tokens here
ALONE = re.compile(
    f"[\0\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff{STAND_IN}]"
)
WORD = r"\u4e00-\u9fd5a-zA-Z0-9+#&._%\-"
BLOCK = re.compile(f"[{WORD}]+")
PARTS = re.compile(f".{{1,{PART}}}[{WORD}\r]*[^\r]?", re.DOTALL)


@dataclass(frozen=True)
class Segmenter:
    """A tokenizer of jieba's and, with the same words and weights, rjieba; None for jieba alone.

    `ascii_words` are the words of ASCII letters and digits alone, or of one ASCII character;
    `recut_run` is that of `runs` for the weights of the tokenizer, and `runs` is what
    `runs_at_once` takes of them.
    """

    tokenizer: jieba.Tokenizer
    rust: Any = None
    ascii_words: tuple[str, ...] = ()
    recut_run: Callable[[str], str] = str
    runs: Weights | None = None

    def promises(self, text: str) -> bool:
        """Whether nothing in the text keeps rjieba's dictionary path from being jieba's."""
        if self.rust is None or finalseg.Force_Split_Words:
            return False
        for word in self.ascii_words:  # noqa: SIM110 - `any` costs as much as the rest
            if word in text:
                return False
        return True


def fast_segmenter(tokenizer: jieba.Tokenizer, words: Sequence[str]) -> Segmenter:
    """rjieba with the words that the tokenizer was given; jieba by itself where rjieba is not."""
    if not is_available():
        return Segmenter(tokenizer)
    from rjieba import Jieba  # reads its dictionary, hence not before it is needed

    rust = Jieba()
    weights = tokenizer.FREQ
    known = {word for word in words if word and not ALONE.search(word)}
    for word in known:
        rust.add_word(word, weights[word], None)
    # jieba's total counts a word twice that its dictionary has twice, and each word is weighed
    # against the total: one more word, which no text holds, makes rjieba's the same.
    total = sum(weights.values()) - sum(weights[word] for word in {*words} - known)
    rust.add_word(SEPARATOR, tokenizer.total - total, None)
    ascii_words = tuple(
        word  # jieba's own dictionary has none
        for word in dict.fromkeys(words)
        if word.isascii() and (len(word) == 1 or word.isalnum())
    )
    recut = partial(recut_run, weights)
    remembered = lru_cache(RUNS)(recut)
    runs = Weights.of(weights, tokenizer.total)
    return Segmenter(
        tokenizer,
        rust,
        ascii_words,
        lambda run: remembered(run) if len(run) <= SHORT else recut(run),
        runs,
    )


@cache
def is_available() -> bool:
    """Whether the release of rjieba is installed that gives jieba's tokens; says so if not."""
    try:
        found = version("rjieba")
    except PackageNotFoundError:
        found = "not"
    if found == PROVEN:
        return True
    logging.getLogger("policytext").warning(
        f"rjieba {PROVEN} expected, {found} installed: jieba itself cuts texts into tokens,"
        " the same ones, several times slower"
    )
    return False


def cut(segmenter: Segmenter, text: str, *, hmm: bool) -> list[str]:
    """The tokens of a text: jieba's."""
    if len(text) <= PART and segmenter.promises(text):
        return cut_promised(segmenter, text, hmm=hmm)
    found: list[str] = []
    for piece, is_promised in pieces(segmenter, text):
        if is_promised:
            found += cut_promised(segmenter, piece, hmm=hmm)
        else:
            found += segmenter.tokenizer.lcut(piece, HMM=hmm)
    return found


def cut_each(segmenter: Segmenter, texts: Sequence[str], *, hmm: bool) -> list[list[str]]:
    """The tokens of each text: as `cut` of one by one, faster."""
    found = []
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        joined = SEPARATOR.join([*batch, ""])
        if joined.count(SEPARATOR) > len(batch):
            found += [cut(segmenter, text, hmm=hmm) for text in batch]
            continue
        tokens = cut(segmenter, joined, hmm=hmm)
        start = 0
        for _ in batch:
            end = tokens.index(SEPARATOR, start)
            found.append(tokens[start:end])
            start = end + 1
    return found


def lengths(segmenter: Segmenter, text: str) -> np.ndarray:
    """The characters of each token of a text: as of `cut`, faster."""
    found = [np.zeros(0, np.intp)]
    for piece, is_promised in pieces(segmenter, text):
        if is_promised and len(piece) >= MANY:
            assert segmenter.runs  # as where anything is promised
            safe = ALONE.sub(STAND_IN, piece)
            found.append(lengths_of_runs(segmenter.rust.cut(safe, False), safe, segmenter.runs))
        else:
            tokens = cut(segmenter, piece, hmm=True)
            found.append(np.fromiter(map(len, tokens), np.intp, len(tokens)))
    return np.concatenate(found)


def pieces(segmenter: Segmenter, text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text that may be cut by themselves, and whether the path is promised."""
    if segmenter.rust is None or finalseg.Force_Split_Words:
        yield text, False
        return
    for part in PARTS.findall(text) if len(text) > PART else [text]:
        if segmenter.promises(part):
            yield part, True
            continue
        at = 0
        for block in BLOCK.finditer(part):  # no word goes beyond a block
            if not segmenter.promises(block[0]):
                yield part[at : block.start()], True
                yield block[0], False
                at = block.end()
        yield part[at:], True


def cut_promised(segmenter: Segmenter, text: str, *, hmm: bool) -> list[str]:
    """The tokens of a text for which the path is promised."""
    safe = ALONE.sub(STAND_IN, text)
    tokens = segmenter.rust.cut(safe, False)
    if hmm and len(text) < MANY:  # for short texts each call costs
        tokens = recut_runs(tokens, segmenter.recut_run)
    elif hmm:
        assert segmenter.runs  # as where anything is promised
        tokens = recut_runs_at_once(tokens, safe, segmenter.runs)
    return put_back(tokens, text)


def put_back(tokens: list[str], text: str) -> list[str]:
    """The tokens, a list that is changed, with the characters of the text that were stood in for.

    Examples
    --------
    >>> put_back(["在", STAND_IN, "州"], "在\u3a57州")
    ['在', '㩗', '州']
    """
    at = -1
    for character in ALONE.findall(text):
        at = tokens.index(STAND_IN, at + 1)
        tokens[at] = character
    return tokens
