"""Which tokens are words that say something? One answer for the tables and for the measures."""

import re

import pandas as pd

NUMERAL = re.compile(r"[0-9.%％+\-〇零一二两三四五六七八九十百千万亿]+")


def is_content(token: str) -> bool:
    """Whether a token has two characters or more and is no numeral.

    Single characters are mostly function words; there is no list of stop words to argue about.

    >>> [is_content(token) for token in ("文化", "的", "两千")]   # culture, of, two thousand
    [True, False, False]
    """
    return len(token) > 1 and not NUMERAL.fullmatch(token)


def is_numeral(tokens: pd.Series) -> pd.Series:
    """Whether each token is made of digits, points, signs, per cent or Chinese numerals alone.

    三农, the three rural questions, is a word, and so is 5G:

    >>> is_numeral(pd.Series(["11.5%", "三十", "三农", "5G"])).tolist()
    [True, True, False, False]
    """
    return tokens.str.fullmatch(NUMERAL)
