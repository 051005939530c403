"""Invented Chinese text that flatters no memo and no shortcut.

Words are drawn by Zipf's law from jieba's own dictionary, with figures, dates, addresses, personal
names and words that no dictionary has among them, as in reports. The same seed gives the same text.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from policytext.reading.jieba_tokenizer import jieba

MARKS = ["，"] * 6 + ["、"] * 3 + ["；", "：", "“", "”", "（", "）", "《", "》", "——", "…"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def dictionary(*, single: bool = False) -> tuple[list[str], list[float]]:
    """The words of jieba's dictionary of two characters or more, most frequent first, and weights.

    The weight of the word of rank r is 1 / r (Zipf). `single` gives the words of one character.
    """
    with jieba.get_dict_file() as file:
        rows = [line.decode("utf-8").split() for line in file]
    rows = [row for row in rows if (len(row[0]) == 1) == single]
    rows.sort(key=lambda row: -int(row[1]))
    return [row[0] for row in rows], [1 / rank for rank in range(1, len(rows) + 1)]


def sentences(seed: int = 0) -> Iterator[str]:
    """Sentences without end, of some 60 characters each."""
    chance = random.Random(seed)
    words, word_weights = dictionary()
    singles, single_weights = dictionary(single=True)
    word_weights, single_weights = list(accumulate(word_weights)), list(accumulate(single_weights))
    while True:
        drawn = chance.choices(words, cum_weights=word_weights, k=chance.randrange(12, 32))
        between = chance.choices(singles, cum_weights=single_weights, k=len(drawn))
        parts = []
        for word, single in zip(drawn, between, strict=True):
            parts.append(word)
            kind = chance.random()
            if kind < 0.15:
                parts.append(single)
            elif kind < 0.30:
                parts.append(chance.choice(MARKS))
            elif kind < 0.36:
                parts.append(figure(chance))
            elif kind < 0.38:
                parts.append(name(chance))
            elif kind < 0.39:
                parts.append("".join(chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(3)))
        yield "".join(parts) + chance.choice("。。。；？！")


def name(chance: random.Random) -> str:
    """A personal name: a common surname and one or two characters of the first thousands."""
    given = (chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(chance.randrange(1, 3)))
    return chance.choice(SURNAMES) + "".join(given)


def figure(chance: random.Random) -> str:
    """A number, share, date, range, address or code, as they stand in reports."""
    n, m = chance.randrange(1, 10_000), chance.randrange(1, 100)
    forms = (
        *(f"{n}", f"{n}亿元", f"{m}.{n % 10}%", f"{m}%", f"20{m:02d}年", f"{n}.{m}万人", f"{m}个"),
        *(f"{m}-{m + 3}月", f"20{m:02d}-{m % 12 + 1:02d}-{m % 28 + 1:02d}", f"PM2.{m % 10}"),
        *(f"{m % 6}G", f"A{m}股", f"office{n}@example.cn", f"http://www.example.cn/{n}_{m}.html"),
    )
    return chance.choice(forms)


def texts(n_bytes: int, seed: int = 0, length: int = 5000) -> Iterator[list[str]]:
    """Texts of `length` characters or some more, as lists of sentences: so many bytes in all."""
    text: list[str] = []
    made = size = 0
    for sentence in sentences(seed):
        text.append(sentence)
        size += len(sentence)
        made += len(sentence.encode())
        if size >= length or made >= n_bytes:
            yield text
            text, size = [], 0
        if made >= n_bytes:
            return
