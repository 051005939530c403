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
    to_b, to_m, to_e, to_s = "B", "M", "E", "S"  # the best labels so far that end in each
    for in_b, in_m, in_e, in_s in rows[1:-1]:
        eb, sb = e + E_B + in_b, s + S_B + in_b
        bm, mm = b + B_M + in_m, m + M_M + in_m
        be, me = b + B_E + in_e, m + M_E + in_e
        es, ss = e + E_S + in_s, s + S_S + in_s
        to_b, to_m, to_e, to_s = (
            (to_s if sb >= eb else to_e) + "B",
            (to_m if mm >= bm else to_b) + "M",
            (to_m if me >= be else to_b) + "E",
            (to_s if ss >= es else to_e) + "S",
        )
        b = sb if sb >= eb else eb
        m = mm if mm >= bm else bm
        e = me if me >= be else be
        s = ss if ss >= es else es
    _, _, in_e, in_s = rows[-1]
    be, me = b + B_E + in_e, m + M_E + in_e
    es, ss = e + E_S + in_s, s + S_S + in_s
    if max(es, ss) >= max(be, me):
        labels = (to_s if ss >= es else to_e) + "S"
    else:
        labels = (to_m if me >= be else to_b) + "E"
    words, start = [], 0
    for end, label in enumerate(labels, 1):
        if label in "ES":
            words.append(run[start:end])
            start = end
    return words


@cache
def emissions() -> bytes:
    """The log probabilities of each character as beginning, middle, end and single word.

    Four numbers for each of `CHARACTERS` in a row: a table of tuples would not stay in the cache.
    """
    numbers = array("d")
    for character in CHARACTERS:
        numbers.extend(finalseg.emit_P[each].get(character, finalseg.MIN_FLOAT) for each in "BMES")
    return numbers.tobytes()
