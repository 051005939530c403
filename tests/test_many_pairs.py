"""Quantities reached and promised: few pairs are all drawn, of many the commonest kinds."""

import pandas as pd

from policytext import figures, load
from policytext.figures.commitment_figures import MOST_PAIRS

TABLES = load()
PAIRS = figures.commitment_pairs(TABLES)
ROW = ["document", "canonical", "measure", "unit"]


def test_few_pairs_are_all_drawn_and_both_captions_say_so():
    figure = figures.pairs_figure(PAIRS)
    n = PAIRS.groupby(ROW).ngroups
    assert f"n = {n} pairs, all that there are, from" in figure.caption
    assert f"全部{n}对，出自" in figure.caption_zh


def test_of_many_pairs_some_are_drawn_and_both_captions_say_of_how_many():
    copies = [PAIRS.assign(canonical=PAIRS["canonical"] + f"{copy}") for copy in range(6)]
    many = pd.concat(copies, ignore_index=True)
    n = many.groupby(ROW).ngroups
    assert n > MOST_PAIRS
    figure = figures.pairs_figure(many)
    shown = figures.read_table(figure.files["csv"])
    assert shown.groupby(ROW, dropna=False).ngroups == MOST_PAIRS
    commonest = many.groupby("measure").size().idxmax()
    assert (shown["measure"] == commonest).sum() == (many["measure"] == commonest).sum()
    assert f"n = {MOST_PAIRS} pairs of {n}" in figure.caption
    assert f"所列{MOST_PAIRS}对（共{n}对" in figure.caption_zh
