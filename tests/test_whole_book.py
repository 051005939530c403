"""The whole book as one PDF; printing all of it takes a minute, so that only a part is printed."""

import shutil
from pathlib import Path

import pytest
from built_pages import HTML, REQUIRED, ROOT, needs_book

from policytext.book import whole_book
from policytext.book.citation import Book

pypdf = pytest.importorskip("pypdf")
BOOK = Book(title="T: What it is", authors=({"literal": "A"},), version="1.0", year=2026)
NAMES = ["index", "chapters/innovation", "chapters/errata"]

pytestmark = needs_book


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> tuple[Path, Path]:
    """Three pages of the book, printed twice."""
    if not any(map(shutil.which, whole_book.BROWSERS)) and not REQUIRED:
        pytest.skip("no Chromium")
    toc = tmp_path_factory.mktemp("pdf")
    parts = [{"chapters": [{"file": name} for name in NAMES[1:]]}]
    (toc / "_toc.yml").write_text(str({"root": NAMES[0], "parts": parts}), "utf-8")
    for name in ("_config.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, toc)
    files = (toc / "one.pdf", toc / "two.pdf")
    for pdf in files:
        whole_book.make(HTML, pdf, toc)
    return files


def chapters(outline: list) -> list[str]:
    return [entry.title for entry in outline if not isinstance(entry, list)]


def test_the_outline_has_every_chapter_in_the_words_of_its_title(printed):
    reader = pypdf.PdfReader(printed[0])
    assert chapters(reader.outline)[1:] == [
        "What local leaders talk about when they talk about modernization",
        "Innovation 创新",
        "Errata 勘误",
    ]
    sections = next(entry for entry in reader.outline[3:] if isinstance(entry, list))
    assert chapters(sections)[:2] == ["How much of each text", "The words that mark it"]


def test_every_page_but_the_cover_has_its_number(printed):
    pages = [page.extract_text().split() for page in pypdf.PdfReader(printed[0]).pages]
    assert len(pages) > 8
    for number, words in enumerate(pages, start=1):
        assert (str(number) in (words[0], words[-1])) == (number > 1), number


def test_its_fonts_are_embedded_as_truetype_and_none_is_of_the_machine(printed):
    found = set()
    for page in pypdf.PdfReader(printed[0]).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            inner = inner.get_object()
            assert inner["/Subtype"] == "/CIDFontType2"
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()
            found.add(inner["/BaseFont"].split("+")[1])
    assert "NotoSansSC-Regular" in found
    assert found <= {"NotoSansSC-Regular", "DejaVuSans", "DejaVuSansMono", "STIXGeneral-Regular"}


def test_chinese_can_be_copied_from_it_and_english_without_ligatures(printed):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(printed[0]).pages)
    for said in ("中文摘要", "文本", "人才", "figures"):  # 文 and 人 have twins among the radicals
        assert said in text


def test_it_says_no_date_and_is_the_same_twice(printed):
    reader = pypdf.PdfReader(printed[0])
    assert set(reader.metadata) <= {"/Title", "/Author", "/Producer"}
    assert printed[0].read_bytes() == printed[1].read_bytes()


def test_links_lead_to_places_of_the_whole_book_or_are_text():
    page = whole_book.one_page(HTML, NAMES, BOOK)
    soup = whole_book.BeautifulSoup(page, "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), "no two pages share an anchor"
    links = [link["href"] for link in soup.find_all("a", href=True)]
    inside = [link[1:] for link in links if link.startswith("#")]
    assert len(inside) > 3
    assert set(inside) <= set(ids)
    assert [link for link in links if not link.startswith(("#", "http"))] == []


def test_what_is_there_to_be_pressed_is_left_out_and_pictures_load():
    soup = whole_book.BeautifulSoup(whole_book.one_page(HTML, NAMES, BOOK), "html.parser")
    assert not soup.select("button, input, .headerlink, .figure-files, .cite-figure, details.hide")
    for image in soup.select("img"):
        assert image["src"].startswith("file:///") and not image.get("loading")


def test_the_pages_are_those_of_the_table_of_contents():
    names = whole_book.page_names(ROOT / "_toc.yml")
    assert names[0] == "index"
    assert [name for name in names if not (HTML / f"{name}.html").is_file()] == []
