"""How well the formulas that are found agree with the coding: precision, recall and F1."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from policytext.measures.intervals import block_bootstrap


def formula_scores(
    coded: Iterable[tuple[str, str]],
    found: Iterable[tuple[str, str]],
    sentences: Sequence[str],
) -> dict[str, float]:
    """Precision, recall and F1 of (sentence, normal form) pairs, and the interval of F1.

    A pair that stands twice must be found twice. Only pairs of `sentences` count: all sentences
    that were coded, those without a formula too. `low` and `high` are the ends of the 95 %
    interval of F1 (percentile bootstrap over sentences, seeded; NaN below 8 of them). Precision is
    NaN where nothing is found, recall where nothing is coded, F1 where neither is.

    Two formulas coded, one of them found, and another found wrongly:

    >>> coded, found = [("1", "六稳"), ("2", "六保")], [("1", "六稳"), ("2", "两会")]
    >>> scores = formula_scores(coded, found, ["1", "2"])
    >>> scores["precision"], scores["recall"], scores["f1"]
    (0.5, 0.5, 0.5)
    """
    wanted, given = Counter(coded), Counter(found)
    place = {sentence: i for i, sentence in enumerate(sentences)}
    outcomes = np.zeros((len(sentences), 3))  # found, found wrongly, missed
    for column, pairs in enumerate((wanted & given, given - wanted, wanted - given)):
        for (sentence, _), n in pairs.items():
            if sentence in place:
                outcomes[place[sentence], column] += n
    low, high = block_bootstrap(outcomes, _f1, length=1)
    right, wrong, missed = outcomes.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return {
            "n_coded": int(right + missed),
            "n_found": int(right + wrong),
            "precision": float(right / (right + wrong)),
            "recall": float(right / (right + missed)),
            "f1": float(_f1(outcomes.sum(axis=0, keepdims=True))[0]),
            "low": float(low),
            "high": float(high),
        }


def _f1(sums: np.ndarray) -> np.ndarray:
    """F1 from sums of found, found wrongly and missed, one row a resample."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return 2 * sums[:, 0] / (2 * sums[:, 0] + sums[:, 1] + sums[:, 2])
