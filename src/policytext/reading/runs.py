"""Runs of what the dictionary leaves single, cut anew: jieba's second step.

A run is of Chinese characters, or of numbers, letters and the marks between them: `11`, `.`, `5`,
`%`. Chinese characters are cut by jieba's model, the others by its pattern for numbers. A token of
the path that is a word is no part of a run: `c++`.
"""

import re
from collections.abc import Callable, Mapping

from policytext.reading.unknown_words import FIRST, LAST, unknown_words

SEP = "\0"
"""Stands between the tokens of a run; no token holds it."""
MARKS = frozenset("+#&._%-")
"""What jieba takes into blocks beside Chinese characters, letters and digits."""

HAN, NUMBER, MARK = f"[{FIRST}-{LAST}]", "[a-zA-Z0-9]+", r"[+#&._%\-]"
# Where two tokens become one: `5` and `%`, `11`, `.` and `5`, `-` and `-`. Between others of a run
# there is a border, so that it need not be known from its beginning.
JOINED = rf"{NUMBER}\0(?:%|\.\0[0-9][a-zA-Z0-9]*)|{MARK}\0{MARK}"
NUMBERS = rf"(?:{JOINED})(?:\0{NUMBER}|\0{MARK})*"
RUN = re.compile(rf"\0({HAN}\0{HAN}(?:\0{HAN})*(?=\0)|{NUMBERS}(?=\0))")
PIECE = re.compile(rf"{NUMBER}(?:\.[0-9]+)?%?|{MARK}+")


def recut_runs(path: list[str], recut: Callable[[str], str]) -> list[str]:
    """The tokens of a text, from those on the dictionary's path, a list that is changed."""
    parts = RUN.split(f"{SEP}{SEP.join(path)}{SEP}")
    end = len(path) + 1
    for place in range(len(parts) - 2, 0, -2):  # from the end, so that places hold
        run, behind = parts[place], parts[place + 1]
        end -= behind.count(SEP)
        start = end - run.count(SEP) - 1
        words = recut(run)
        if words != run and not (words[0] == SEP and behind and stays_apart(path, start, end)):
            path[start:end] = words.lstrip(SEP).split(SEP)
        end = start
    return path


def recut_run(weights: Mapping[str, int], run: str) -> str:
    """The tokens of a run, from those on the path: with `SEP` between, and before a known word.

    Examples
    --------
    >>> recut_run({}, SEP.join(['11', '.', '5', '%']))
    '11.5%'
    """
    if run[0] < FIRST:
        return SEP.join(PIECE.findall(run.replace(SEP, "")))
    text = run[::2]
    words = SEP.join(unknown_words(text))
    return SEP + words if words != run and weights.get(text) else words


def stays_apart(path: list[str], start: int, end: int) -> bool:
    """Whether a run that is a known word stays as the path has it.

    jieba looks up all that is left single side by side: a number or a mark makes that another word.
    """
    beside = path[start - 1 : start] + path[end : end + 1]
    return not any(map(is_in_run, beside))


def is_in_run(token: str) -> bool:
    """Whether a token of the path that is not Chinese is in a run, and not a word by itself.

    The path joins single letters and digits, unless a word has them, and never marks.
    """
    return token in MARKS or (token.isascii() and token.isalnum())
