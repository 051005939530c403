"""jieba's exact tokens, several times faster: its first step from rjieba, its second from here.

jieba cuts in two steps: the most probable path through its dictionary, then, where that path
leaves characters single, a hidden Markov model. rjieba takes the same path with the same words and
weights. Its model is another: rounded tables, numbers like `1-9` in one piece; so that runs of
single characters are cut by jieba's (`unknown_words`) and remembered. Blocks with characters that
the two put into different classes, and with words of ASCII characters alone, are left to jieba.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from policytext.reading.jieba_tokenizer import finalseg, jieba
from policytext.reading.unknown_words import unknown_words

PROVEN = "0.2.2"
"""The release of rjieba whose tokens were held against jieba's; others cut otherwise."""
SEPARATOR = "\uffff"
"""Stands between sentences that are cut at a time: always a token, never part of one."""
BATCH = 200
"""Sentences that are cut at a time: a call costs as much as a dozen tokens."""
RUNS = 2**16
"""Runs that are remembered, the least used ones given up: short ones come back."""

# Chinese characters that are part of words for rjieba and none for jieba, halves of surrogate
# pairs, which rjieba does not take
UNSAFE = "\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff"
HAS_UNSAFE = re.compile(f"[{UNSAFE}]")
WORD = r"\u4e00-\u9fd5a-zA-Z0-9+#&._%\-"
BLOCK_OR_MARK = re.compile(f"[{WORD}]+|\r\n|.", re.DOTALL)
# Chinese characters, numbers and names as jieba's model takes them, marks between those, others
PIECE = re.compile(r"[\u4e00-\u9fd5]+|[a-zA-Z0-9]+(?:\.[0-9]+)?%?|[+#&._%\-]+|\r\n|.", re.DOTALL)
BLOCK = re.compile(f"[{UNSAFE}{WORD}]+")
RUN = re.compile(b"\1{2,}")
IS_ONE = bytes([0, 1, *[0] * 254])


@dataclass(frozen=True)
class Segmenter:
    """A tokenizer of jieba's and, with the same words and weights, rjieba; None for jieba alone.

    `ascii_words` are the words of ASCII characters alone, and `recut` cuts a run that the path left
    single.
    """

    tokenizer: jieba.Tokenizer
    rust: Any = None
    ascii_words: tuple[str, ...] = ()
    recut: Callable[[str], tuple[str, ...]] = tuple

    def promises(self, text: str) -> bool:
        """Whether nothing in the text keeps rjieba's dictionary path from being jieba's."""
        if HAS_UNSAFE.search(text):
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
    known = {word for word in words if word and not HAS_UNSAFE.search(word)}
    for word in known:
        rust.add_word(word, weights[word], None)
    # jieba's total counts a word twice that its dictionary has twice, and each word is weighed
    # against the total: one more word, which no text holds, makes rjieba's the same.
    total = sum(weights.values()) - sum(weights[word] for word in {*words} - known)
    rust.add_word(SEPARATOR, tokenizer.total - total, None)
    ascii_words = tuple(word for word in weights if word.isascii() and word and weights[word])
    remembered = lru_cache(RUNS)(partial(recut, weights))
    return Segmenter(tokenizer, rust, ascii_words, remembered)


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
    if segmenter.rust is None or finalseg.Force_Split_Words:
        return segmenter.tokenizer.lcut(text, HMM=hmm)
    if segmenter.promises(text):
        return cut_promised(segmenter, text, hmm=hmm)
    tokens, at = [], 0
    for block in BLOCK.finditer(text):  # no word goes beyond a block
        if not segmenter.promises(block[0]):
            tokens += cut_promised(segmenter, text[at : block.start()], hmm=hmm)
            tokens += segmenter.tokenizer.lcut(block[0], HMM=hmm)
            at = block.end()
    return tokens + cut_promised(segmenter, text[at:], hmm=hmm)


def cut_each(segmenter: Segmenter, texts: Sequence[str], *, hmm: bool) -> list[list[str]]:
    """The tokens of each text: jieba's, faster than one by one."""
    found: list[list[str]] = []
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        joined = SEPARATOR.join([*batch, ""])
        if joined.count(SEPARATOR) > len(batch):
            found += (cut(segmenter, text, hmm=hmm) for text in batch)
            continue
        tokens = cut(segmenter, joined, hmm=hmm)
        start = 0
        for _ in batch:
            end = tokens.index(SEPARATOR, start)
            found.append(tokens[start:end])
            start = end + 1
    return found


def cut_promised(segmenter: Segmenter, text: str, *, hmm: bool) -> list[str]:
    """The tokens of a text for which the dictionary path is promised."""
    tokens = segmenter.rust.cut(text, False)
    if not hmm:
        return tokens
    found, at = [], 0
    for run in RUN.finditer(singles(tokens)):
        start, end = run.span()
        found += tokens[at:start]
        found += segmenter.recut("".join(tokens[start:end]))
        at = end
    return found + tokens[at:]


def singles(tokens: list[str]) -> bytes:
    """1 for each token that may be part of a run: single characters, and ASCII of any length.

    The dictionary path joins single ASCII letters and digits, as in `11`, `.`, `5`, `%`.
    """
    try:
        one = bytes(map(len, tokens)).translate(IS_ONE)
    except ValueError:  # a token of more than 255 characters
        one = bytes(len(token) == 1 for token in tokens)
    either = int.from_bytes(one) | int.from_bytes(bytes(map(str.isascii, tokens)))
    return either.to_bytes(len(tokens))


def recut(weights: dict[str, int], run: str) -> tuple[str, ...]:
    """The tokens of a run that the dictionary path left single: jieba's second step."""
    tokens: list[str] = []
    for piece in PIECE.findall(run):
        if len(piece) == 1 or piece[0] < "一":
            tokens.append(piece)
        elif weights.get(piece):  # a word that the path took apart
            return tuple(recut_by_jieba(weights, run))
        else:
            tokens += unknown_words(piece)
    return tuple(tokens)


def recut_by_jieba(weights: dict[str, int], run: str) -> list[str]:
    """The tokens of a run, where a known word that fills a block stays apart, as in jieba."""
    tokens: list[str] = []
    for block in BLOCK_OR_MARK.findall(run):
        tokens += block if weights.get(block) or len(block) == 1 else finalseg.cut(block)
    return tokens
