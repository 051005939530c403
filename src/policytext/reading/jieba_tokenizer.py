"""jieba's own tokenizer, with its dictionary read here.

jieba compiles it into a folder of temporary files and reads it from there by `marshal`, which must
not be given what others could have written. Reading the text is faster, and leaves nothing behind.
"""

import warnings
from functools import cache

with warnings.catch_warnings():
    # jieba's sources hold invalid escapes, of which Python 3.12 and later warn when compiling.
    warnings.simplefilter("ignore")
    import jieba
    from jieba import finalseg

__all__ = ["finalseg", "jieba", "tokenizer"]


@cache
def tokenizer(words: tuple[str, ...]) -> jieba.Tokenizer:
    """A tokenizer that knows the words; jieba's own global one stays as it is."""
    made = jieba.Tokenizer()
    made.FREQ, made.total = dictionary()
    made.initialized = True
    for word in words:
        # Without a frequency, jieba takes the one that just keeps the word in one piece.
        made.add_word(word)
    return made


def dictionary() -> tuple[dict[str, int], int]:
    """jieba's dictionary: the weight of each word, 0 for what only begins words; and their sum.

    A word that it lists twice has its last weight, and is in the sum twice, as in jieba.
    """
    with jieba.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words, counts = fields[::3], [int(count) for count in fields[1::3]]
    weights: dict[str, int] = {}
    n, longer = 1, [word for word in words if len(word) > 1]
    while longer:
        weights.update(dict.fromkeys([word[:n] for word in longer], 0))
        n += 1
        longer = [word for word in longer if len(word) > n]
    weights.update(zip(words, counts, strict=True))
    return weights, sum(counts)
