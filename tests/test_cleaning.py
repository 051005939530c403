"""The cleaner against the gold: a toy page to check in the head, and the texts where they are."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks import cleaning, validate
from policytext.tables import read_coding

ROOT = Path(__file__).resolve().parents[1]
RAW = "来源：某报\n我们要 创新。\n要实干。\n上一篇：无"


def marked(*spans):
    return pd.DataFrame(spans, columns=["start", "end"])


def test_what_the_gold_and_the_rules_agree_on_is_neither_kept_nor_lost():
    assert cleaning.kept_and_lost(RAW, marked((0, 5), (19, 24))) == (10, 0, 0)


def test_a_line_of_the_page_that_no_rule_takes_is_kept():
    assert cleaning.kept_and_lost(RAW, marked((0, 5), (14, 18), (19, 24)))[1] == 4


def test_a_line_of_speech_that_a_rule_takes_is_lost():
    assert cleaning.kept_and_lost(RAW, marked((19, 24))) == (15, 0, 5)


def test_the_gold_has_places_in_order_and_parts_that_are_known():
    gold = read_coding("furniture").astype({"start": int, "end": int})
    assert (gold["start"] < gold["end"]).all()
    assert set(gold["part"]) == {"furniture", "title", "byline", "date", "appendix"}
    assert gold["document"].nunique() == 25
    for _, rows in gold.groupby("document"):
        assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


@pytest.mark.skipif(not cleaning.SHARED.is_dir(), reason="the raw texts are not here")
def test_every_document_is_within_its_bounds():
    table = cleaning.characters_kept_and_lost()
    assert len(table) == 25
    assert (table["n kept"] <= table["n may be kept"]).all()
    assert (table["n lost"] <= table["n may be lost"]).all()
    assert cleaning.section() in validate.PAGE.read_text("utf-8"), "run: make validate"
