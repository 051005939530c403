"""What pages say of tables that large corpora do not have."""

import dataclasses

import pytest

from policytext import figures, load
from policytext.figures.publish import NoFigure
from policytext.tables import table

LARGE = dataclasses.replace(
    load(), **{name: table(name, []) for name in ("phrases", "collocates", "sensitivity")}
)


@pytest.mark.parametrize(
    "made",
    [
        lambda: figures.phrases_figure(figures.common_phrases(LARGE)),
        lambda: figures.collocates_figure(figures.theme_pairs_of_words(LARGE, "culture")),
        lambda: figures.sensitivity_figure(figures.theme_sensitivity(LARGE, "culture")),
    ],
    ids=["phrases", "collocates", "sensitivity"],
)
def test_a_figure_whose_table_was_not_made_says_how_to_make_it(made):
    found = made()
    assert isinstance(found, NoFigure) and "--phrases" in found
