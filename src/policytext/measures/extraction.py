"""How well do extracted targets agree with coded ones?"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from policytext.measures.intervals import block_bootstrap

ALIKE = 0.6  # Dice coefficient of character bigrams from which two indicators are one
EXACT = ("comparator", "unit", "status")  # what a strict match needs beside the indicator


def same_indicator(one: str, other: str) -> bool:
    """Whether two wordings name one indicator.

    They do when, with 的 left out, one contains the other and is at most twice as long, or when
    their character bigrams have a Dice coefficient (Dice 1945) of .6 or more. Two empty wordings
    are the same, an empty one and another are not.

    Value added of larger industrial firms, in a long and a short form, and two other things:

    >>> same_indicator("规模以上工业增加值", "规上工业增加值")
    True
    >>> same_indicator("工业投资", "工业用电量")
    False
    """
    one, other = one.replace("的", ""), other.replace("的", "")
    short, long = sorted((one, other), key=len)
    if not short:
        return not long
    if short in long and len(long) <= 2 * len(short):
        return True
    pairs = [Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in (one, other)]
    total = sum(map(Counter.total, pairs))
    return total > 0 and 2 * (pairs[0] & pairs[1]).total() / total >= ALIKE


def same_target(coded: pd.Series, found: pd.Series, *, strict: bool = False) -> bool:
    """Whether two rows of one sentence are the same target.

    They need the same measure and value; a sign alone makes no difference, since a decrease is
    coded as a negative value by some and as 下降 (falls) by others. `strict` needs the indicator
    (`same_indicator`), the comparator, the unit and the status too.
    """
    values = abs(float(coded["value"])), abs(float(found["value"]))
    if coded["measure"] != found["measure"] or not np.isclose(*values, rtol=1e-9, atol=1e-9):
        return False
    if not strict:
        return True
    return same_indicator(coded["indicator"], found["indicator"]) and all(
        coded[column] == found[column] for column in EXACT
    )


def pairs(
    coded: Sequence[object], found: Sequence[object], same: Callable[[object, object], bool]
) -> list[tuple[int, int]]:
    """The largest one-to-one matching of what is the same, as (place in coded, place in found).

    >>> pairs([1, 2], [2, 3, 1], lambda one, other: abs(one - other) <= 1)
    [(0, 2), (1, 0)]
    """
    candidates = [[j for j, other in enumerate(found) if same(one, other)] for one in coded]
    taken: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in candidates[i]:
            if j not in tried:
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
        return False

    for i in range(len(coded)):
        place(i, set())
    return sorted((i, j) for j, i in taken.items())


def scores(
    coded: pd.DataFrame, found: pd.DataFrame, sentences: Sequence[str], *, strict: bool = False
) -> dict[str, float]:
    """Precision, recall and F1 of extracted targets.

    Parameters
    ----------
    coded, found
        sentence, indicator, measure, comparator, value, unit, status; one row per target.
    sentences
        The ids of all sentences that were coded, those without a target too: what is found in
        them is wrong. Rows of other sentences are left out.
    strict
        See `same_target`.

    Returns
    -------
    n_sentences, n_coded, n_found, n_matched, precision, recall, f1, low, high (95 % of `f1`,
    percentile bootstrap over sentences). Precision is NaN where nothing is found, recall where
    nothing is coded, F1 where neither is.
    """
    by_sentence = [
        dict(list(frame.groupby("sentence", sort=False))) if len(frame) else {}
        for frame in (coded, found)
    ]
    counts = np.zeros((len(sentences), 3))
    for row, sentence in enumerate(sentences):
        ours = [frames.get(sentence) for frames in by_sentence]
        these, those = ([] if f is None else [r for _, r in f.iterrows()] for f in ours)
        matched = pairs(these, those, lambda one, other: same_target(one, other, strict=strict))
        counts[row] = len(matched), len(these), len(those)

    def f1(sums: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return 2 * sums[:, 0] / (sums[:, 1] + sums[:, 2])

    n_matched, n_coded, n_found = counts.sum(axis=0)
    low, high = block_bootstrap(counts, f1, length=1)
    return {
        "n_sentences": len(sentences),
        "n_coded": int(n_coded),
        "n_found": int(n_found),
        "n_matched": int(n_matched),
        "precision": n_matched / n_found if n_found else float("nan"),
        "recall": n_matched / n_coded if n_coded else float("nan"),
        "f1": float(f1(counts.sum(axis=0, keepdims=True))[0]),
        "low": float(low),
        "high": float(high),
    }
