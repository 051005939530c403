"""The word explorer, in a small book and in a browser."""

import csv
import gzip
import io
import json
import math
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from policytext import load, measures
from policytext.tables import Tables
from policytext.tokens import is_content

pytest.importorskip("myst_nb")

from small_book import CITATION, build

from policytext.book.explorer import SCRIPTS, as_script, word_data

STATIC = Path(__file__).parents[1] / "src" / "policytext" / "book" / "_static"
CONF = """
extensions = ["myst_nb", "policytext.book.explorer"]
copyright = "2024–2026"
nb_execution_mode = "off"
html_theme = "basic"
html_baseurl = "https://example.org/book/"
"""
TABLES = load()
THEMES = list(TABLES.themes["theme"])
HOSTILE = {
    "创新": "</script><script>window.run=1</script>",
    "改革": '=HYPERLINK("https://evil.example")',
    "开放": "<img/src=x/onerror=window.run=1>",
}


def small_book(folder: Path) -> Path:
    """A book with an explorer on a page of its own; the page."""
    source = folder / "source"
    source.mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "CITATION.cff").write_text(CITATION, "utf-8")
    (source / "index.md").write_text("# Book\n\n```{toctree}\nwords\n```\n", "utf-8")
    (source / "words.md").write_text(
        "# Words\n\n```{word-explorer}\n```\n\n(limits)=\n## Limits\n", "utf-8"
    )
    done = build(folder, "-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    return folder / "built" / "out" / "words.html"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    return small_book(tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The same tables, some of whose words are an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    shipped = Path(__file__).parents[1] / "data" / "derived"
    shutil.copytree(shipped, folder / "tables")
    tokens = TABLES.tokens.assign(token=TABLES.tokens["token"].replace(HOSTILE))
    tokens.to_csv(folder / "tables" / "tokens.csv", index=False, lineterminator="\n")
    before = os.environ.get("POLICYTEXT_TABLES")
    os.environ["POLICYTEXT_TABLES"] = str(folder / "tables")
    try:
        return small_book(folder)
    finally:
        os.environ.pop("POLICYTEXT_TABLES")
        if before is not None:
            os.environ["POLICYTEXT_TABLES"] = before


@pytest.fixture
def visit(browser):
    """Opens a page with an address's end, and holds that nothing goes wrong meanwhile."""
    wrong, opened = [], []

    def open_page(page: Path, end: str = "", **options):
        tab = browser.new_page(accept_downloads=True, **options)
        opened.append(tab)
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        local = ("file:", "data:", "blob:")
        tab.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
        tab.goto(page.as_uri() + end)
        return tab

    yield open_page
    for tab in opened:
        tab.close()
    assert wrong == []


def numbers(tab) -> pd.DataFrame:
    """The page's table of numbers: word, place, n, n_tokens, per_1000_tokens, interval."""
    rows = tab.locator(".explorer-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return pd.DataFrame(rows, columns=["word", "place", "n", "n_tokens", "rate", "interval"])


def download(tab, kind: str) -> tuple[str, bytes]:
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=kind, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def read_csv(data: bytes) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(data),
        comment="#",
        encoding="utf-8-sig",
        keep_default_na=False,
        na_values={name: [""] for name in ("per_1000_tokens", "low", "high")},
    )


def test_a_typed_word_gives_the_numbers_of_the_tables(page, visit):
    tab = visit(page)
    tab.locator("#explorer-words").fill("创新")
    shown = numbers(tab).set_index("place")
    counts = TABLES.tokens[TABLES.tokens["token"] == "创新"].groupby("document")["n"].sum()
    sizes = TABLES.tokens.groupby("document")["n"].sum()
    for row in TABLES.documents.itertuples():
        cells = shown.loc[row.label_en]
        assert int(cells["n"]) == counts[row.document]
        assert int(cells["n_tokens"].replace(",", "")) == sizes[row.document]
        rate = 1000 * counts[row.document] / sizes[row.document]
        assert float(cells["rate"]) == pytest.approx(rate, abs=0.005)


def test_rates_and_intervals_are_those_of_the_library_for_all_texts_and_themes(page, visit):
    """Frequent and rare words, one with a Latin letter, function words, drawn by their rank."""
    ranked = word_data(TABLES)["words"]
    words = ["创新", "改革", "的", "5G", ranked[100], ranked[-1]]
    tab = visit(page, "#" + "+".join(words))
    _, data = download(tab, "CSV")
    found = read_csv(data).set_index(["token", "document", "theme"]).astype(float)
    each = measures.word_rates(TABLES.tokens, words, THEMES)
    mean = measures.mean_word_rates(TABLES.tokens, words, THEMES).assign(document="(mean)")
    wanted = pd.concat([each, mean]).set_index(["token", "document", "theme"])[list(found)]
    assert len(found) == len(words) * (len(TABLES.documents) + 1) * (len(THEMES) + 1)
    assert wanted["low"].notna().sum() > 50
    wanted = wanted.loc[found.index].astype(float)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def test_traditional_characters_wide_ones_and_any_separator_will_do(page, visit):
    tab = visit(page)
    for typed in ("創新 改革 企業", "創新，改革、企業", "创新+改革;企业", "创新　改革,企业,创新"):
        tab.locator("#explorer-words").fill(typed)
        assert list(numbers(tab)["word"].unique()) == ["创新", "改革", "企业"]
    tab.locator("#explorer-words").fill("５g")
    assert list(numbers(tab)["word"].unique()) == ["5G"]


def test_an_address_brings_its_words_and_typing_changes_the_address(page, visit):
    tab = visit(page, "#创新+改革")
    assert tab.locator("#explorer-words").input_value() == "创新 改革"
    assert list(numbers(tab)["word"].unique()) == ["创新", "改革"]
    tab.locator("#explorer-words").fill("文化, 产业")
    assert unquote(tab.url).endswith("#文化+产业")
    again = visit(page, tab.evaluate("location.hash"))
    assert list(numbers(again)["word"].unique()) == ["文化", "产业"]


@pytest.mark.parametrize(
    "address", ["#创新%2B改革", "#创新,改革", "#%E5%88%9B%E6%96%B0+改革", "#創新%20改革"]
)
def test_an_address_may_be_written_in_other_ways(page, visit, address):
    assert list(numbers(visit(page, address))["word"].unique()) == ["创新", "改革"]


def test_without_a_query_an_example_is_shown_and_the_address_stays(page, visit):
    tab = visit(page)
    assert list(numbers(tab)["word"].unique()) == ["创新"]
    assert "#" not in tab.url and tab.locator("#explorer-words").input_value() == ""
    tab.locator("#explorer-words").fill("改革")
    assert list(numbers(tab)["word"].unique()) == ["改革"]
    tab.locator("#explorer-words").fill("")
    assert not tab.locator(".explorer-answer").is_visible()


def test_back_returns_to_the_query_before_and_not_to_each_key(page, visit):
    tab = visit(page, "#创新")
    field = tab.locator("#explorer-words")
    field.fill("")
    field.press_sequentially("文化 产业")
    field.press("Enter")
    field.press_sequentially(" 改革")
    assert unquote(tab.url).endswith("#文化+产业+改革")
    tab.go_back()
    assert field.input_value() == "文化 产业"
    tab.go_back()
    assert field.input_value() == "创新" and set(numbers(tab)["word"]) == {"创新"}
    tab.go_forward()
    assert field.input_value() == "文化 产业"


def test_a_link_to_a_place_on_the_page_is_no_query(page, visit):
    tab = visit(page, "#limits")
    assert tab.locator("#explorer-words").input_value() == ""
    assert not tab.locator(".explorer-answer").is_visible()


def test_an_address_that_is_broken_breaks_nothing(page, visit):
    tab = visit(page, "#%E4%B8+%+创新")
    assert set(numbers(tab)["word"]) == {"创新"}


def test_examples_can_be_clicked_and_stand_in_the_history(page, visit):
    tab = visit(page)
    links = tab.locator(".explorer-examples a")
    assert links.count() >= 3
    links.nth(1).click()
    assert set(numbers(tab)["word"]) == set(links.nth(1).text_content().split())
    tab.go_back()
    assert set(numbers(tab)["word"]) == set(links.nth(0).text_content().split())


def test_a_word_that_is_no_token_says_so_and_offers_tokens_that_have_it_or_are_in_it(page, visit):
    vocabulary = set(TABLES.tokens["token"])
    tab = visit(page, "#不存在的词+开放")
    missing = tab.locator(".explorer-missing")
    assert "不存在的词 is no token" in missing.text_content()
    assert set(numbers(tab)["word"]) == {"开放"}
    offered = missing.get_by_role("button").all()
    texts = [button.locator("[lang]").text_content() for button in offered]
    assert texts and all(text in "不存在的词" and text in vocabulary for text in texts)
    offered[0].click()
    assert tab.locator("#explorer-words").input_value() == f"{texts[0]} 开放"
    assert missing.text_content() == ""


def test_typing_offers_words_by_their_beginning_and_by_their_gloss(page, visit):
    tab = visit(page)
    field, list_ = tab.locator("#explorer-words"), tab.locator(".explorer-suggestions")
    field.fill("改革 创")
    words = [text for text in list_.locator("[lang]").all_text_contents()]
    assert words[0] == "创新" and len(words) > 3 and all("创" in word for word in words)
    field.fill("heritage")
    assert list_.locator("small").count() > 0
    assert all("heritage" in gloss for gloss in list_.locator("small").all_text_contents())


def test_the_keyboard_alone_asks_chooses_and_downloads(page, visit):
    tab = visit(page)
    tab.locator("#explorer-words").focus()
    tab.keyboard.type("创")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert set(numbers(tab)["word"]) == {"创新"}
    assert tab.evaluate("document.activeElement.id") == "explorer-words"
    tab.go_back()  # what was typed on the way to the word is no place to return to
    assert tab.locator("#explorer-words").input_value() == ""
    tab.go_forward()
    tab.get_by_role("button", name="CSV", exact=True).focus()
    with tab.expect_download():
        tab.keyboard.press("Enter")


def test_what_is_shown_is_said(page, visit):
    tab = visit(page, "#创新")
    said = tab.locator(".explorer-summary")
    assert said.get_attribute("role") == "status"
    n = TABLES.tokens.loc[TABLES.tokens["token"] == "创新", "n"].sum()
    assert f"创新 (innovation): {n} in 5 of 5 texts" in said.text_content()
    picture = tab.locator(".explorer-chart svg")
    assert picture.get_attribute("role") == "img" and "创新" in picture.get_attribute("aria-label")


def test_the_chart_has_a_mark_for_each_word_and_row_and_a_line_where_there_is_an_interval(
    page, visit
):
    tab = visit(page, "#创新+改革")
    rows = len(TABLES.documents) + 1 + len(THEMES)
    marks = tab.locator(".explorer-chart svg path[transform]")
    shapes = marks.evaluate_all("marks => marks.map(mark => mark.getAttribute('d'))")
    assert len(shapes) == 2 * rows and len(set(shapes)) == 2
    filled = marks.evaluate_all(
        "marks => marks.filter(mark => mark.getAttribute('fill') !== '#fff').length"
    )
    lines = tab.locator(".explorer-chart svg path[stroke-width='2']").count()
    assert filled == lines == (numbers(tab)["interval"] != "–").sum()


def test_the_marks_of_a_theme_have_its_colour(page, visit):
    tab = visit(page, "#企业")
    fills = tab.locator(".explorer-chart svg path[transform]").evaluate_all(
        "marks => marks.map(mark => mark.getAttribute('fill'))"
    )[-len(THEMES) :]
    for fill, colour in zip(fills, TABLES.themes["colour"], strict=True):
        assert fill in (colour, "#fff")


def test_the_files_have_their_signature_and_the_picture_is_the_chart(page, visit):
    tab = visit(page, "#创新+改革")
    name, data = download(tab, "CSV")
    assert name == "words-创新-改革.csv"
    head = data.decode("utf-8-sig").splitlines()[:2]
    assert head[0].startswith("# policytext 1.0, unreleased; ")
    assert TABLES.signature["corpus"] in head[0] and TABLES.signature["jieba"] in head[0]
    name, data = download(tab, "SVG")
    svg = BeautifulSoup(data, "xml")
    assert name == "words-创新-改革.svg" and svg.svg["xmlns"] == "http://www.w3.org/2000/svg"
    assert any("创新" in text.get_text() for text in svg.find_all("text"))
    name, data = download(tab, "PNG")
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = (3 * float(svg.svg[side]) for side in ("width", "height"))
    assert name == "words-创新-改革.png" and picture.size == (round(width), round(height))
    assert len(picture.resize((300, 300)).getcolors(90_000)) > 10


def test_the_citation_has_words_version_corpus_and_address(page, visit):
    tab = visit(page, "#创新+改革")
    text = tab.locator(".explorer-cite pre").text_content()
    assert "Rates of 创新, 改革 [Word explorer]" in text and "version 1.0, unreleased" in text
    assert TABLES.signature["corpus"] in text
    assert text.endswith("https://example.org/book/words.html#创新+改革")


def test_words_that_are_an_attack_stay_words(hostile, visit):
    tab = visit(hostile)
    assert json.loads(tab.locator(".explorer-data").text_content())["n_words"] > 3000
    for typed in HOSTILE.values():
        tab.locator("#explorer-words").fill(typed)
        assert list(numbers(tab)["word"].unique()) == [typed]
        assert tab.locator(".explorer-suggestions, .explorer-missing").locator("img").count() == 0
        assert unquote(tab.evaluate("location.hash")) == "#" + typed
        again = visit(hostile, tab.evaluate("location.hash"))
        assert list(numbers(again)["word"].unique()) == [typed]
        assert tab.evaluate("window.run") is None and again.evaluate("window.run") is None
        for kind in ("CSV", "SVG"):
            name, data = download(tab, kind)
            assert re.fullmatch(rf"words-\w+\.{kind.lower()}", name)
        assert b"<script" not in data and b"<img" not in data
    _, data = download(visit(hostile, '#=HYPERLINK("https://evil.example")'), "CSV")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()[2:]))
    assert {row[0] for row in rows[1:]} == {"'" + HOSTILE["改革"]}


def test_the_same_tables_give_the_same_bytes(page):
    text = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one(".explorer-data").string
    kept = json.loads(text)
    again = word_data(load())
    assert {key: kept[key] for key in again} == json.loads(json.dumps(again))
    assert "<" not in text and text == as_script(
        again | {key: kept[key] for key in set(kept) - set(again)}
    )


def test_scripts_and_data_weigh_less_than_150_kb_and_load_on_their_page_alone(page):
    parts = [(STATIC / name).read_bytes() for name in SCRIPTS]
    parts.append(
        BeautifulSoup(page.read_text("utf-8"), "html.parser")
        .select_one("script.explorer-data")
        .encode()
    )
    assert sum(len(gzip.compress(part, 6)) for part in parts) < 150_000
    assert "word_counts.js" not in (page.parent / "index.html").read_text("utf-8")


def test_of_a_large_corpus_the_frequent_words_are_kept_before_others_numerals_and_characters():
    whole, few = word_data(TABLES), word_data(TABLES, most_counts=500)
    assert whole["n_words"] == len(whole["words"]) == TABLES.tokens["token"].nunique()
    content = [word for word in whole["words"] if is_content(word)]
    assert few["words"] == content[: len(few["words"])] and few["n_words"] == whole["n_words"]
    assert sum(len(part.split()) for part in few["counts"].split(";")) <= 500


def test_a_corpus_as_large_as_a_page_carries_stays_under_the_weight():
    """Forty parts of each text, so that many more counts are there than a page takes."""
    ids = [(name, f"{name}-{i}") for i in range(40) for name in TABLES.documents["document"]]
    tokens = pd.concat(
        TABLES.tokens[TABLES.tokens["document"] == old]
        .sample(frac=0.7, random_state=place)
        .assign(document=new)
        for place, (old, new) in enumerate(ids)
    )
    labels = {"label_en": [new for _, new in ids], "label_zh": [new for _, new in ids]}
    documents = pd.DataFrame({"document": [new for _, new in ids]} | labels)
    rest = {name: getattr(TABLES, name) for name in vars(TABLES)}
    data = word_data(Tables(**rest | {"tokens": tokens, "documents": documents}))
    assert 0 < len(data["words"]) < data["n_words"]
    assert len(gzip.compress(json.dumps(data, ensure_ascii=False).encode(), 6)) < 400_000


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_scrolls_sideways_and_the_chart_fits_it(page, visit, width):
    tab = visit(page, "#创新+改革+高质量发展", viewport={"width": width, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chart = tab.locator(".explorer-chart svg")
    box = chart.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    inside = chart.evaluate(
        """svg => [...svg.querySelectorAll("text")].every((text) => {
          const [own, all] = [text.getBoundingClientRect(), svg.getBoundingClientRect()];
          return own.left >= all.left - 1 && own.right <= all.right + 1;
        })"""
    )
    assert inside
    before = box["width"]
    tab.set_viewport_size({"width": 320, "height": 800})
    tab.wait_for_function(
        f"document.querySelector('.explorer-chart svg').clientWidth < {math.ceil(before)}"
    )


def test_without_javascript_the_page_says_so_and_shows_no_control(page, visit):
    tab = visit(page, java_script_enabled=False)
    assert tab.get_by_text("The explorer needs JavaScript").is_visible()
    assert tab.locator(".word-explorer :is(input, button):visible").count() == 0
