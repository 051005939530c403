"""Every figure of the built book has all that a paper needs of it: `make book` comes first."""

import hashlib
import json
import os
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string
from test_book_figures import FIGURES, OF_OTHER_BOOKS

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
FOLDER = HTML / "figures"
REQUIRED = bool(os.environ.get("POLICYTEXT_REQUIRE_BROWSER"))
pytestmark = pytest.mark.skipif(
    not (FOLDER / "manifest.json").is_file() and not REQUIRED, reason="no book: make book"
)

OURS = [name for name in FIGURES if name not in OF_OTHER_BOOKS]
PICTURES = {f"{lang}.{form}" for lang in ("en", "zh") for form in ("pdf", "svg", "png")}
CITATIONS = {"txt", "bib", "ris", "json"}


@cache
def manifest() -> dict:
    return json.loads((FOLDER / "manifest.json").read_text("utf-8"))


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_the_book_has_thirty_figures_or_more_and_the_tests_know_them_all():
    ids = [figure["id"] for figure in manifest()["figures"]]
    assert len(ids) >= 30
    assert set(ids) == set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_figure_has_everything(name):
    (figure,) = (one for one in manifest()["figures"] if one["id"] == name)
    assert re.fullmatch(r"Fig\. [0-9]+", figure["number"])
    for part in ("title", "title_zh", "caption", "caption_zh", "unit", "n", "kind", "chart"):
        assert figure[part].strip(), part
    assert len(figure["alt"]) >= 60
    parts = {file.removeprefix(f"{name}.") for file in figure["files"]}
    assert parts == PICTURES | CITATIONS | {"csv"}
    for file, sha256 in figure["files"].items():
        assert hashlib.sha256((FOLDER / file).read_bytes()).hexdigest() == sha256

    page = soup(FOLDER / f"{name}.html")
    text = page.get_text(" ")
    for said in (*figure["files"], *figure["files"].values(), manifest()["sources"]):
        assert said in text
    for value in manifest()["signature"].values():
        assert value in text
    assert [image["alt"] for image in page.select(".figure-picture img")] == [
        figure["alt"],
        figure["alt_zh"],
    ]
    assert page.select_one('meta[name="citation_title"]')["content"] == figure["title"]

    chapter = soup(HTML / f"{figure['chapter']}.html")
    shown = chapter.find(id=name)
    assert shown.select_one(".caption-number").get_text().strip() == figure["number"]
    line = shown.select_one(".figure-files")
    said = [word for word in line.get_text(" ").split() if word != "·"]
    assert said == ["PDF", "SVG", "PNG"] * 2 + ["CSV", "Cite", "Permalink"]


@pytest.mark.parametrize("name", OURS)
def test_the_citations_of_a_figure_are_read_and_agree_with_the_citation_file(name):
    rispy, citeproc = pytest.importorskip("rispy"), pytest.importorskip("citeproc")
    Reference = pytest.importorskip("csl_reference").Reference
    from citeproc.source.json import CiteProcJSON

    book = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    (figure,) = (one for one in manifest()["figures"] if one["id"] == name)
    text = {form: (FOLDER / f"{name}.{form}").read_text("utf-8") for form in CITATIONS}

    entry = parse_string(text["bib"], "bibtex").entries[f"policytext-{name}"]
    assert str(book["version"]) in entry.fields["version"]
    (ris,) = rispy.loads(text["ris"])
    items = json.loads(text["json"])
    assert [Reference.model_validate(item).csl_dump() for item in items] == items
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert name in CiteProcJSON(items)
    assert citeproc

    assert ris["secondary_title"] == items[0]["container-title"] == book["title"]
    assert ris["title"] == items[0]["title"] == figure["title"]
    assert [author["name"] for author in book["authors"]] == ris["authors"]
    assert ris["urls"] == [items[0]["URL"]] == [entry.fields["url"]]
    assert ris["urls"][0].endswith(f"figures/{name}.html")
    for part in (figure["title"], book["title"], str(book["version"]), ris["urls"][0]):
        assert part in text["txt"]


def test_cite_opens_by_keyboard_copies_and_closes(browser):
    (first, *_) = manifest()["figures"]
    name = first["id"]
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    try:
        tab.goto((HTML / f"{first['chapter']}.html").as_uri())
        card = tab.locator(f"#cite-{name}")
        assert not card.is_visible()
        tab.locator(f"[popovertarget=cite-{name}]").first.focus()
        tab.keyboard.press("Enter")
        assert card.is_visible()
        form = card.locator(".cite-form").nth(1)
        form.hover()
        form.locator("button.copybtn").click()
        tab.wait_for_function("document.querySelector('.copybtn.success') !== null")
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == (FOLDER / f"{name}.bib").read_text("utf-8").strip()
        tab.keyboard.press("Escape")
        card.wait_for(state="hidden", timeout=5000)
        tab.locator(f"#{name} [popovertarget=cite-{name}]").first.click()
        card.get_by_role("button", name="Close").click()
        card.wait_for(state="hidden", timeout=5000)
    finally:
        context.close()


def test_a_picture_switches_to_chinese_and_its_files_with_it(browser):
    (first, *_) = manifest()["figures"]
    tab = browser.new_page()
    try:
        tab.goto((HTML / f"{first['chapter']}.html").as_uri())
        figure = tab.locator(f"#{first['id']}")
        figure.locator("label", has_text="中文").click()
        assert figure.locator(".picture-zh img").is_visible()
        assert not figure.locator(".picture-en img").is_visible()
        links = figure.locator(".figure-files a:visible").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        assert [link.rsplit("/", 1)[1] for link in links] == [
            f"{first['id']}.{part}" for part in ("zh.pdf", "zh.svg", "zh.png", "csv", "html")
        ]
    finally:
        tab.close()
