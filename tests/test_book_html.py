"""The built book in `_build/html`, as a reader gets it: `make book` comes first."""

import os
import re
import subprocess
import time
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
REQUIRED = bool(os.environ.get("POLICYTEXT_REQUIRE_BROWSER"))

pytestmark = pytest.mark.skipif(
    not (HTML / "index.html").is_file() and not REQUIRED, reason="no book: make book"
)

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
PAGES = sorted(
    path.relative_to(HTML).as_posix()
    for path in HTML.rglob("*.html")
    if not path.is_relative_to(HTML / "_static")
)
# What shows that something went wrong on the way to the page
LEFTOVERS = re.compile(
    r"Traceback \(most recent call last\)|<Figure size|<Axes|\{glue|\[\[glue|\{cite|\{only\}"
    r"|\bnan\b|None %|<NA>|object at 0x"
)
LOADING = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "manifest"}


@cache
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup((HTML / page).read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(page: str) -> set[str]:
    """The ids and names that a link can point at."""
    return {
        tag.get(key) for key in ("id", "name") for tag in soup(page).find_all(attrs={key: True})
    }


def text_of(page: str) -> str:
    """What a reader sees of a page, without the source code on it."""
    copy = BeautifulSoup(str(soup(page).body), "html.parser")
    for tag in copy(["script", "style", "template", "noscript"]):
        tag.decompose()
    for tag in copy.select(".cell_input, pre"):
        tag.decompose()
    return copy.get_text(" ")


def test_every_chapter_has_a_page_with_its_title_and_language():
    for chapter in CHAPTERS:
        page = soup(f"{chapter}.html")
        heading = page.select_one("article h1")
        assert heading is not None, chapter
        assert len(heading.find(string=True).strip()) > 2, chapter
        assert heading.find(string=True).strip() in page.title.string, chapter
        assert page.html["lang"] == "en", chapter


def test_every_chapter_with_cells_offers_its_executed_notebook():
    for chapter in CHAPTERS:
        if "{code-cell}" in (ROOT / f"{chapter}.md").read_text(encoding="utf-8"):
            notebook = HTML / "_sources" / f"{chapter}.ipynb"
            assert '"execution_count": 1' in notebook.read_text(encoding="utf-8"), chapter
            texts = [cell["source"] for cell in nbformat.read(notebook, 4).cells]
            assert not any(text.startswith("% ") or "\n% " in text for text in texts), chapter
            button = soup(f"{chapter}.html").select_one(".btn-download-notebook-button")
            assert button["href"].endswith(f"{chapter.rsplit('/')[-1]}.ipynb")


@pytest.mark.parametrize("page", PAGES)
def test_no_link_inside_the_book_is_broken(page):
    broken = []
    for tag in soup(page).find_all(["a", "link", "img", "script", "source", "iframe", "object"]):
        target = tag.get("href") or tag.get("src") or tag.get("data")
        parts = urlsplit(target or "")
        if not target or parts.scheme or parts.netloc or "${" in target:
            continue
        path = (HTML / page).parent / unquote(parts.path) if parts.path else HTML / page
        if path.is_dir():
            path = path / "index.html"
        path = path.resolve()
        fragment = unquote(parts.fragment)
        if not path.is_file() or (
            (fragment and path.suffix == ".html")
            and fragment not in anchors(path.relative_to(HTML.resolve()).as_posix())
        ):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_page_comes_from_another_host(page):
    asked = [
        tag.get("src") or tag.get("href")
        for tag in soup(page).find_all(["script", "img", "link", "iframe", "source", "object"])
        if tag.name != "link" or set(tag.get("rel", [])) & LOADING
    ]
    assert [url for url in asked if url and re.match(r"(https?:)?//", url)] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_error_and_no_unfilled_place_is_left_on_a_page(page):
    found = LEFTOVERS.search(text_of(page))
    assert found is None, found
    assert "<Figure size" not in soup(page).get_text()


def test_no_file_names_a_folder_of_the_machine_that_built_the_book():
    places = [str(ROOT), str(Path.home()) + "/", "/tmp/", "site-packages"]
    kinds = {".html", ".ipynb", ".md", ".json", ".csv", ".svg", ".inv", ".bib"}
    for path in HTML.rglob("*"):
        if path.suffix in kinds or path.name == "searchtexts.js":
            # Base64 has letters and slashes: a picture may spell anything.
            text = re.sub(rb'"image/png": "[^"]*"', b"", path.read_bytes())
            found = [place for place in places if place.encode() in text]
            assert found == [], path.relative_to(HTML)


def test_a_second_make_book_does_nothing_and_takes_less_than_a_second():
    if (ROOT / "_build/sources").read_bytes() != (ROOT / "_build/built-from").read_bytes():
        pytest.skip("a source is newer than the book")
    page = (HTML / "index.html").stat()
    started = time.perf_counter()
    command = ["make", "--no-print-directory", "book"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert time.perf_counter() - started < 1
    assert result.stdout == f"The book: file://{HTML}/index.html\n"
    assert (HTML / "index.html").stat() == page


# The characters whose picture is that of a character that no font has
TOFU = """
([characters, family]) => {
  const canvas = new OffscreenCanvas(24, 24);
  const context = canvas.getContext("2d", {willReadFrequently: true});
  context.font = "16px " + family;
  context.textBaseline = "top";
  const picture = (character) => {
    context.clearRect(0, 0, 24, 24);
    context.fillText(character, 2, 2);
    return context.getImageData(0, 0, 24, 24).data.join();
  };
  const missing = picture("\\u{10FFFE}");
  return characters.filter((character) => picture(character) === missing);
}
"""


def test_every_character_of_the_book_has_a_glyph(browser):
    """In the pages' own fonts and those of this machine, together."""
    seen = set().union(*(text_of(page) for page in PAGES))
    characters = sorted(c for c in seen if ord(c) > 126 and unicodedata.category(c)[0] in "LNPS")
    assert any("一" <= c <= "鿿" for c in characters)
    tab = browser.new_page()
    try:
        tab.goto((HTML / "index.html").as_uri())
        family = tab.evaluate("getComputedStyle(document.body).fontFamily")
        assert tab.evaluate(TOFU, [["\U0010fffd"], family]) == ["\U0010fffd"]
        assert tab.evaluate(TOFU, [characters, family]) == []
    finally:
        tab.close()
