"""All terms of the lexicon as a table: what it says, and how it is searched and sorted."""

import gzip
import time
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from test_book_html import HTML

from policytext import figures, load
from policytext.data import lexicon_folder, read_rows
from policytext.tables import Tables, read_terms

STATIC = Path(__file__).parents[1] / "_static"
TABLES = load()
TERMS = figures.lexicon_terms(TABLES)
LABELS = dict(TABLES.documents[["document", "label_en"]].itertuples(index=False))
BUILT = HTML / "chapters" / "lexicon.html"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """The table by itself, with the script and the styles that the book gives it."""
    folder = tmp_path_factory.mktemp("lexicon")
    for name in ("tables.js", "book.css"):
        (folder / name).write_bytes((STATIC / name).read_bytes())
    head = '<link rel="stylesheet" href="book.css"><script src="tables.js"></script>'
    table = figures.lexicon_table(TERMS, TABLES).html
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Lexicon</title>'
        f'<meta name="viewport" content="width=device-width">{head}<main>{table}</main></html>',
        "utf-8",
    )
    return page


@pytest.fixture
def visit(browser, page):
    """Opens the page, and holds that nothing goes wrong meanwhile."""
    wrong, opened = [], []

    def open_page(**options):
        tab = browser.new_page(**options)
        opened.append(tab)
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(r.url))
        tab.goto(page.as_uri())
        return tab

    yield open_page
    for tab in opened:
        tab.close()
    assert wrong == []


def column(tab, place: int) -> list[str]:
    """The cells of a column in the rows that show, from above."""
    return tab.locator(".searchable tbody").evaluate(
        """(body, place) => [...body.rows].filter(row => !row.hidden)
             .map(row => row.cells[place].textContent)""",
        place,
    )


def test_every_row_of_the_lexicon_is_in_the_table_with_its_gloss():
    rows = [row for _, row in read_rows(lexicon_folder() / "terms.csv", ("theme", "term"))]
    body = BeautifulSoup(figures.lexicon_table(TERMS, TABLES).html, "html.parser").tbody
    found = {
        (row.th.get_text(), row.select("td")[0].get_text(), row.select("td")[2].get_text())
        for row in body.select("tr")
    }
    assert found == {(row["term"], row["gloss"], row["strength"]) for row in rows}
    assert len(body.select("tr")) == len(rows) == len(read_terms())


def test_counts_are_those_of_the_derived_table():
    counted = TABLES.terms.merge(TABLES.sentences[["sentence", "document"]])
    for document in LABELS:
        assert TERMS[document].sum() == counted.loc[counted["document"] == document, "n"].sum()
    row = TERMS[(TERMS["term"] == "创新") & (TERMS["theme"] == "innovation")].iloc[0]
    own = counted[(counted["term"] == "创新") & (counted["theme"] == "innovation")]
    assert row["n"] == own["n"].sum() and row["n_documents"] == own["document"].nunique()
    assert (TERMS.loc[TERMS["strength"] == "cancels", "n"] == 0).all()


def test_a_corpus_of_many_texts_has_no_column_for_each():
    many = pd.concat(
        TABLES.documents.assign(document=TABLES.documents["document"] + str(i)) for i in range(3)
    )
    rest = {name: getattr(TABLES, name) for name in vars(TABLES)}
    heads = BeautifulSoup(
        figures.lexicon_table(TERMS.head(3), Tables(**rest | {"documents": many})).html,
        "html.parser",
    ).select("thead th")
    assert [head.get_text() for head in heads][-2:] == ["Texts", "All"]


def test_text_of_a_table_cannot_become_markup():
    odd = TERMS.head(1).assign(term="<b>甲</b>", gloss='"&<i>')
    html = figures.lexicon_table(odd, TABLES).html
    assert "<b>" not in html and "<i>" not in html and "&lt;b&gt;甲" in html


def test_the_same_table_gives_the_same_bytes_and_asks_nobody():
    html = figures.lexicon_table(TERMS, TABLES).html
    assert html == figures.lexicon_table(figures.lexicon_terms(load()), TABLES).html
    assert "http" not in html and "<script" not in html


def test_chinese_and_english_find_rows_and_all_words_are_needed(visit):
    tab = visit()
    field, count = tab.locator(".searchable input"), tab.locator(".searchable output")
    for typed, words in (("乡村", ["乡村"]), ("heritage culture", ["heritage", "Culture"])):
        field.fill(typed)
        shown = column(tab, 0)
        text = TERMS["term"] + " " + TERMS["gloss"] + " " + TERMS["theme_en"]
        text += " " + TERMS["theme_zh"] + " " + TERMS["strength"]
        wanted = [all(word.lower() in line for word in words) for line in text.str.lower()]
        assert 300 > len(shown) > 10 and shown == list(TERMS.loc[wanted, "term"])
        assert count.text_content() == f"{len(shown)} of {len(TERMS)}"
    field.fill("不存在的词")
    assert column(tab, 0) == [] and count.text_content() == f"0 of {len(TERMS)}"


def test_traditional_characters_find_simplified_ones(visit):
    tab = visit()
    found = []
    for typed in ("鄉村", "乡村"):
        tab.locator(".searchable input").fill(typed)
        found.append(column(tab, 0))
    assert found[0] == found[1] != []


def test_of_many_rows_the_first_are_shown_until_one_asks_for_all(visit):
    tab = visit()
    count, more = tab.locator(".searchable output"), tab.get_by_role("button", name="Show all")
    assert column(tab, 0) == list(TERMS["term"].head(300))
    assert count.text_content() == f"{len(TERMS)} of {len(TERMS)}, 300 shown"
    tab.locator(".searchable input").fill("海洋")
    assert not more.is_visible() and len(column(tab, 0)) < 300
    tab.locator(".searchable input").fill("")
    more.click()
    assert not more.is_visible() and column(tab, 0) == list(TERMS["term"])


def test_numbers_sort_as_numbers_and_empty_cells_come_last(visit):
    tab = visit()
    tab.get_by_role("button", name="Show all").click()
    button = tab.locator(".searchable th button", has_text="All")
    found = sorted(n for n in TERMS["n"] if n)
    for descending in (False, True):
        button.click()
        numbers = column(tab, len(LABELS) + 4)
        assert [int(n) for n in numbers[: len(found)]] == sorted(found, reverse=descending)
        assert set(numbers[len(found) :]) == {""}
    head = tab.locator(".searchable th", has_text="All").first
    assert head.get_attribute("aria-sort") == "descending"


def test_terms_sort_by_their_sound(visit):
    tab = visit()
    tab.locator(".searchable input").fill("海洋")
    tab.locator(".searchable th button", has_text="Term").focus()
    tab.keyboard.press("Enter")
    sounds = "terms => [...terms].sort(new Intl.Collator('zh').compare)"
    shown = column(tab, 0)
    assert len(shown) > 3 and shown == tab.evaluate(sounds, shown)


def test_a_letter_is_answered_in_a_moment(visit):
    tab = visit()
    tab.locator(".searchable input").fill("人")
    started = time.perf_counter()
    tab.locator(".searchable input").fill("人才")
    assert time.perf_counter() - started < 3  # 8,000 rows; half a second, if nothing else runs


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_table_scrolls_inside_itself(visit, width):
    tab = visit(viewport={"width": width, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame = tab.locator(".searchable-frame")
    assert frame.evaluate("frame => frame.scrollHeight > frame.clientHeight")
    assert frame.get_attribute("tabindex") == "0"


def test_without_a_script_the_table_stands_whole(visit):
    tab = visit(java_script_enabled=False)
    assert tab.locator(".searchable tbody tr").count() == len(TERMS)
    assert tab.locator(".searchable :is(input, button)").count() == 0


@pytest.mark.skipif(not BUILT.is_file(), reason="no book: make book")
def test_the_page_weighs_little_and_the_other_pages_nothing_of_it():
    text = BUILT.read_bytes()
    assert len(gzip.compress(text, 6)) < 250_000
    assert text.count(b"<tr>") > len(TERMS)


@pytest.mark.skipif(not BUILT.is_file(), reason="no book: make book")
@pytest.mark.parametrize("chapter", ["lexicon", "commitments", "formulas"])
def test_a_chapter_with_a_long_table_searches_it(browser, chapter):
    tab = browser.new_page()
    try:
        tab.goto((HTML / "chapters" / f"{chapter}.html").as_uri())
        rows = tab.locator(".searchable tbody tr")
        before = rows.count()
        heads = tab.locator(".searchable th button")
        assert all(heads.nth(i).text_content().strip() for i in range(heads.count()))
        first = rows.nth(before // 2).locator(":is(th, td)").first.text_content().strip()[:4]
        tab.locator(".searchable input").fill(first)
        shown = tab.locator(".searchable tbody tr:not([hidden])")
        assert 0 < shown.count() < before
        assert all(first.lower() in text.lower() for text in shown.all_text_contents()[:50])
    finally:
        tab.close()
