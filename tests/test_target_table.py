"""The table of all targets: whole as HTML, filtered and sorted by its script alone."""

import base64
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from test_book_html import HTML

from policytext import figures, load

ROOT = Path(__file__).parents[1]
TABLES = load()
TABLE = figures.all_targets(TABLES)
PAGE = BeautifulSoup(figures.target_table(TABLE).html, "html.parser")
CHAPTER = HTML / "chapters" / "commitments.html"


def test_every_target_has_a_row_and_each_row_its_indicator_in_both_languages():
    rows = PAGE.select("tbody tr")
    assert len(rows) == len(TABLES.targets)
    for row, target in zip(rows, TABLE.itertuples(), strict=True):
        text = row.get_text(" ")
        assert target.indicator in text and target.gloss in text and target.document_zh in text


def test_the_file_in_the_page_is_the_table():
    link = PAGE.find("a", download="targets.csv")
    data = base64.b64decode(link["href"].partition("base64,")[2])
    found = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)
    assert list(found["sentence"]) == list(TABLE["sentence"])
    assert found["value"].sum() == pytest.approx(TABLE["value"].sum())


def test_the_same_table_gives_the_same_bytes():
    again = figures.target_table(figures.all_targets(load())).html
    assert figures.target_table(TABLE).html == again
    assert not re.search(r"https?://|\bnan\b|<script", again)


def test_text_of_a_table_cannot_become_markup():
    odd = TABLE.head(1).assign(indicator="<b>甲</b>", gloss='"&<i>')
    html = figures.target_table(odd).html
    assert "<b>" not in html and "<i>" not in html and "&lt;b&gt;甲" in html


def test_the_script_is_small():
    assert (ROOT / "_static" / "tables.js").stat().st_size < 3000


@pytest.mark.skipif(not CHAPTER.is_file(), reason="no book: make book")
def test_rows_are_filtered_and_sorted_in_the_page(browser):
    tab = browser.new_page()
    try:
        tab.goto(CHAPTER.as_uri())
        visible = tab.locator(".searchable tbody tr:visible")
        assert visible.count() == len(TABLE)
        tab.fill(".searchable input", "社会消费品零售总额 promised")
        assert (
            visible.count()
            == ((TABLE["indicator"] == "社会消费品零售总额") & (TABLE["status"] == "target")).sum()
        )
        tab.fill(".searchable input", "")
        button = tab.locator(".searchable th button", has_text="Value")
        values = "rows => rows.map(row => Number(row.cells[3].dataset.value))"
        for descending in (False, True):
            button.click()
            found = visible.evaluate_all(values)
            assert found == sorted(TABLE["value"], reverse=descending)
    finally:
        tab.close()


@pytest.mark.skipif(not CHAPTER.is_file(), reason="no book: make book")
def test_without_a_script_the_table_stands_whole(browser):
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto(CHAPTER.as_uri())
        assert tab.locator(".searchable tbody tr:visible").count() == len(TABLE)
        assert tab.locator(".searchable input").count() == 0
    finally:
        context.close()
