"""How varied is the vocabulary of a text?"""

from collections import Counter, deque
from collections.abc import Sequence


def ttr(tokens: Sequence[str]) -> float:
    """Types ÷ tokens. Falls with length by necessity: never compare texts of different length.

    NaN for an empty text.

    >>> ttr(["文化", "产业", "文化", "企业"])   # culture, industry, culture, firms
    0.75
    """
    return len(set(tokens)) / len(tokens) if len(tokens) else float("nan")


def mattr(tokens: Sequence[str], window: int = 100) -> float:
    """Mean type–token ratio of all windows of consecutive tokens, from 1 ÷ window to 1.

    May be compared between texts of different length, for the same window.

    Raises
    ------
    ValueError
        The window is longer than the text, or shorter than 1.

    Source: Covington and McFall (2010).

    Windows 文化 产业, 产业 产业, 产业 企业 hold 2, 1 and 2 types:

    >>> round(mattr(["文化", "产业", "产业", "企业"], window=2), 4)
    0.8333
    """
    if not 1 <= window <= len(tokens):
        raise ValueError(f"a window of {window} tokens does not fit a text of {len(tokens)}")
    inside: deque[str] = deque()
    counts: Counter[str] = Counter()
    n_types = 0
    for token in tokens:
        inside.append(token)
        counts[token] += 1
        if len(inside) > window:
            gone = inside.popleft()
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if len(inside) == window:
            n_types += len(counts)
    return n_types / (len(tokens) - window + 1) / window


def hdd(tokens: Sequence[str], draws: int = 42) -> float:
    """HD-D: expected type–token ratio of `draws` tokens drawn without replacement.

    Unlike `mattr`, blind to the order of tokens. May be compared for the same `draws`.

    Raises
    ------
    ValueError
        There are more draws than tokens, or none.

    Source: McCarthy and Jarvis (2010).

    >>> round(hdd(["文化", "产业", "产业"], draws=2), 4)   # both types in 2 of the 3 pairs
    0.8333
    """
    from scipy.stats import hypergeom  # half a second, of which nothing else here has a use

    if not 1 <= draws <= len(tokens):
        raise ValueError(f"{draws} draws cannot be made from a text of {len(tokens)} tokens")
    frequencies = list(Counter(tokens).values())
    seen = 1 - hypergeom.pmf(0, len(tokens), frequencies, draws)
    return float(seen.sum() / draws)
