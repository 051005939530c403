"""The runs of a longer text, cut at a time: as in `runs`, with a fraction of the work for each.

Nearly all runs of Chinese characters are short. jieba's model is searched for all of these
together, by the same sums in the same order; longer ones are searched one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Self

import numpy as np

from policytext.reading import unknown_words as model
from policytext.reading.jieba_tokenizer import finalseg
from policytext.reading.runs import MARKS, PIECE, is_in_run, stays_apart
from policytext.reading.unknown_words import CHARACTERS, FIRST, unknown_words

SHORT = 4
"""Characters of the longest runs that are searched together: each more costs all of them."""
CHINESE, LETTER, DIGIT, POINT, PERCENT, MARK, OTHER = range(7)
"""Kinds of characters."""

B, M, E, S = range(4)
LATER, SOONER = np.array([S, M, M, S]), np.array([E, B, B, E])
"""What may come before B, M, E and S: of two that are equally probable, jieba takes the later."""
BEFORE = np.concatenate([LATER, SOONER])
START = np.array([finalseg.start_P[label] for label in "BMES"])
TRANSITIONS = np.array(
    [finalseg.trans_P["BMES"[a]][b] for a, b in zip(BEFORE, "BMESBMES", strict=True)]
)


@dataclass(frozen=True)
class Weights:
    """The weights of a dictionary's words, and how heavy each of `CHARACTERS` is by itself.

    Where the path takes a known word apart, that weighs no more than its characters by themselves,
    and 1 at least: the heaviness of the first one, its weight over the root of the dictionary's
    total, times that of the second is then 1 or more.
    """

    of_words: Mapping[str, int]
    heaviness: np.ndarray

    @classmethod
    def of(cls, weights: Mapping[str, int], total: int) -> Self:
        """Those of a dictionary whose words weigh so much together."""
        by_character = np.array([weights.get(each) or 1 for each in CHARACTERS])
        return cls(weights, by_character / np.sqrt(total))


def recut_runs_at_once(path: list[str], text: str, weights: Weights) -> list[str]:
    """The tokens of a text, from those on the dictionary's path, a list that is changed."""
    joints, _ = joints_of(path, text, weights)
    if not joints:
        return path
    keep = bytearray(b"\1") * len(path)
    joints.sort()
    start, end = joints[0] - 1, joints[0]
    for at in joints:
        keep[at] = 0
        if at != end:  # one word from `start` to `end`, put together at once however long it is
            path[start] = "".join(path[start:end])
            start = at - 1
        end = at + 1
    path[start] = "".join(path[start:end])
    return list(compress(path, keep))


def lengths_of_runs(path: list[str], text: str, weights: Weights) -> np.ndarray:
    """The characters of each token of `recut_runs_at_once`, which are not put together."""
    joints, length = joints_of(path, text, weights)
    starts = np.ones(len(path), bool)
    starts[joints] = False
    return np.add.reduceat(length, np.flatnonzero(starts))


def joints_of(path: list[str], text: str, weights: Weights) -> tuple[list[int], np.ndarray]:
    """The places of tokens that are one with the token before, and the characters of each token.

    Where a token has to be cut, too, the path is changed (`number_joints`).
    """
    length = np.fromiter(map(len, path), np.intp, len(path))
    code = np.frombuffer(text.encode("utf-32-le"), np.uint32).take(length.cumsum() - length)
    kind = kinds().take(code, mode="clip")
    single = length == 1
    start, n = runs_of(single & (kind == CHINESE))
    joints = long_joints(path, start[n > SHORT], n[n > SHORT], weights)
    start, n = start[n <= SHORT], n[n <= SHORT]
    if len(start):
        joints += short_joints(path, code - ord(FIRST), start, n, weights)
    joints += number_joints(path, kind, length)
    return joints, length


def runs_of(chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where two chosen tokens or more stand side by side: the first, and how many.

    Examples
    --------
    >>> start, n = runs_of(np.array([True, False, True, True, True, False]))
    >>> start.tolist(), n.tolist()
    ([2], [3])
    """
    pair = np.zeros(len(chosen) + 1, bool)
    np.logical_and(chosen[:-1], chosen[1:], out=pair[1:-1])
    edge = np.flatnonzero(pair[1:] != pair[:-1])
    return edge[::2], edge[1::2] - edge[::2] + 1


def long_joints(path: list[str], start: np.ndarray, n: np.ndarray, weights: Weights) -> list[int]:
    """The places of tokens that are one word with the token before, in runs searched one by one."""
    joints: list[int] = []
    for at, end in zip(start.tolist(), (start + n).tolist(), strict=True):
        run = "".join(path[at:end])
        if weights.of_words.get(run) and stays_apart(path, at, end):
            continue
        for word in unknown_words(run):
            joints += range(at + 1, at + len(word))
            at += len(word)
    return joints


def short_joints(
    path: list[str],
    character: np.ndarray,
    start: np.ndarray,
    n: np.ndarray,
    weights: Weights,
) -> list[int]:
    """The places of tokens that are one word with the token before, in runs searched together.

    `character` is the place of each token's first character among `CHARACTERS`.
    """
    longest_first = np.argsort(-n, kind="stable")
    start, n = start.take(longest_first), n.take(longest_first)
    joined = search(character, start, n)
    heaviness = weights.heaviness
    heavy = heaviness.take(character.take(start)) * heaviness.take(character.take(start + 1))
    suspect = np.flatnonzero(joined.any(axis=1) & (heavy > 0.99))
    places = zip(suspect.tolist(), start[suspect].tolist(), n[suspect].tolist(), strict=True)
    for run, at, length in places:
        end = at + length
        if weights.of_words.get("".join(path[at:end])) and stays_apart(path, at, end):
            joined[run] = False
    row, place = joined.nonzero()
    return (start.take(row) + place).tolist()


def search(character: np.ndarray, start: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Whether each character of each run is in a word with the one before: runs × characters.

    Runs begin at `start` and have `n` characters, two or more, the longest run first.
    """
    emission = emissions()
    n_longer = [np.count_nonzero(n > place) for place in range(n[0])]
    best = START + emission.take(character.take(start), axis=0)[:, :4]
    is_later = []
    for place in range(1, n[0]):
        few = n_longer[place]
        sums = best[:few].take(BEFORE, axis=1)
        sums += TRANSITIONS
        sums += emission.take(character.take(start[:few] + place), axis=0)
        later, sooner = sums[:, :4], sums[:, 4:]
        is_later.append(later >= sooner)
        best[:few] = np.maximum(later, sooner)
    label = np.where(best[:, S] >= best[:, E], S, E)
    joined = np.zeros((len(n), n[0]), bool)
    for place in range(n[0] - 1, 0, -1):
        few = n_longer[place]
        now = label[:few]
        joined[:few, place] = (now == M) | (now == E)
        take_later = is_later[place - 1][np.arange(few), now]
        label[:few] = np.where(take_later, LATER.take(now), SOONER.take(now))
    return joined


def number_joints(path: list[str], kind: np.ndarray, length: np.ndarray) -> list[int]:
    """The places of tokens that are one with the token before, by jieba's pattern for numbers.

    Where a token has to be cut, too, the path and its lengths are changed: `1`, `.`, `2a` to
    `1.2`, `a` and ``.
    """
    number = (kind == LETTER) | (kind == DIGIT)
    mark = (length == 1) & (kind >= POINT) & (kind <= MARK)
    point = mark & (kind == POINT)
    point[:-1] &= kind[1:] == DIGIT
    joined = number[:-1] & (point | (mark & (kind == PERCENT)))[1:]
    joined |= mark[:-1] & mark[1:]
    joints: list[int] = []
    end = 0
    for start in np.flatnonzero(joined).tolist():
        if start < end or not is_in_run(path[start]):
            continue
        end = start + 2
        while end < len(path) and is_in_run(path[end]):
            end += 1
        words = PIECE.findall("".join(path[start:end]))
        if len(words) > 1:
            path[start:end] = words + [""] * (end - start - len(words))
            length[start:end] = [len(word) for word in path[start:end]]
        joints += range(start + len(words), end)
    return joints


@cache
def kinds() -> np.ndarray:
    """The kind of each character, by its code, of those below 65,536."""
    kind = np.full(2**16, OTHER, np.uint8)
    kind[[ord(each) for each in CHARACTERS]] = CHINESE
    for code in range(128):
        if chr(code).isalnum():
            kind[code] = DIGIT if chr(code).isdigit() else LETTER
    for mark in MARKS:
        kind[ord(mark)] = {".": POINT, "%": PERCENT}.get(mark, MARK)
    return kind


@cache
def emissions() -> np.ndarray:
    """The log probabilities of each of `CHARACTERS` as B, M, E, S, twice: characters × 8."""
    return np.tile(np.frombuffer(model.emissions()).reshape(-1, 4), 2)
