"""Runs of characters that no dictionary word joins, cut as jieba's hidden Markov model cuts them.

jieba labels each Chinese character of such a run as the beginning (B), middle (M) or end (E) of a
word, or as a word by itself (S), by the most probable sequence of labels. The probabilities are
jieba's own, taken from its tables; the search is the same, written out for these four labels,
which makes it several times faster.
"""

from array import array
from functools import cache
from struct import Struct

from policytext.reading.jieba_tokenizer import finalseg

FIRST, LAST = "\u4e00", "\u9fd5"
CHARACTERS = [chr(code) for code in range(ord(FIRST), ord(LAST) + 1)]
"""What jieba takes for Chinese characters."""
ROW = Struct("4d")
B, M, E, S = range(4)
START_B, START_M, START_E, START_S = (finalseg.start_P[label] for label in "BMES")
B_E, B_M = (finalseg.trans_P["B"][label] for label in "EM")
M_E, M_M = (finalseg.trans_P["M"][label] for label in "EM")
E_B, E_S = (finalseg.trans_P["E"][label] for label in "BS")
S_B, S_S = (finalseg.trans_P["S"][label] for label in "BS")


def unknown_words(run: str) -> list[str]:
    """The words of a run of Chinese characters, two or more.

    Of two labels that may come before and are equally probable, jieba takes the one whose letter
    comes later in the alphabet; sums are added in jieba's order, so that they are equal where
    jieba's are.

    Examples
    --------
    The name of a district, which jieba's dictionary lacks:

    >>> unknown_words('秀洲')
    ['秀洲']
    """
    table = emissions()
    rows = [ROW.unpack_from(table, ROW.size * (ord(each) - ord(FIRST))) for each in run]
    in_b, in_m, in_e, in_s = rows[0]
    b, m, e, s = START_B + in_b, START_M + in_m, START_E + in_e, START_S + in_s
    came = []  # for each place but the first, the label before B, M, E and S there
    for in_b, in_m, in_e, in_s in rows[1:]:
        eb, sb = e + E_B + in_b, s + S_B + in_b
        bm, mm = b + B_M + in_m, m + M_M + in_m
        be, me = b + B_E + in_e, m + M_E + in_e
        es, ss = e + E_S + in_s, s + S_S + in_s
        came.append(
            (S if sb >= eb else E, M if mm >= bm else B, M if me >= be else B, S if ss >= es else E)
        )
        b = sb if sb >= eb else eb
        m = mm if mm >= bm else bm
        e = me if me >= be else be
        s = ss if ss >= es else es
    label = S if s >= e else E
    words, end = [], len(run)
    for place in range(len(run) - 1, 0, -1):
        label = came[place - 1][label]
        if label >= E:
            words.append(run[place:end])
            end = place
    words.append(run[:end])
    return words[::-1]


@cache
def emissions() -> bytes:
    """The log probabilities of each character as beginning, middle, end and single word.

    Four numbers for each of `CHARACTERS` in a row: a table of tuples would not stay in the cache.
    """
    numbers = array("d")
    for character in CHARACTERS:
        numbers.extend(finalseg.emit_P[each].get(character, finalseg.MIN_FLOAT) for each in "BMES")
    return numbers.tobytes()
