"""What the house has beside its rooms: mark, card, version, the page for lost addresses, map."""

import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml
from built_pages import HTML, PAGES, ROOT, needs_book, soup
from docutils import nodes
from PIL import Image
from small_book import CONF, build, write_sources

from policytext import load
from policytext.book.citation import Book
from policytext.book.emblem import CARD, files
from policytext.book.house import description_of, pdf_link, updated

ADDRESS = "https://book.example/x/"
HOUSE = CONF.replace('"myst_nb", ', '"myst_nb", "policytext.book.house", ')


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A release of a book that has an address."""
    folder = tmp_path_factory.mktemp("release")
    write_sources(folder / "source")
    (folder / "source" / "conf.py").write_text(f'{HOUSE}\nhtml_baseurl = "{ADDRESS}"\n', "utf-8")
    done = build(folder, "-W", "--keep-going", release="1.0")
    assert done.returncode == 0, done.stderr
    return folder / "built" / "out"


def book(**more) -> Book:
    return Book(title="T", authors=({"literal": "A"},), version="1.0", year=2026, **more)


def test_the_mark_in_the_repository_is_the_one_that_its_code_draws():
    for name, data in files().items():
        assert (ROOT / "_static" / name).read_bytes() == data, name


def test_the_card_has_the_size_that_social_media_ask_for_and_the_icon_is_square():
    drawn = files()
    assert Image.open(io.BytesIO(drawn["social-card.png"])).size == CARD == (1200, 630)
    assert Image.open(io.BytesIO(drawn["favicon.png"])).size == (180, 180)
    assert len(drawn["social-card.png"]) < 60_000
    for name in ("logo.svg", "favicon.svg"):
        assert len(ElementTree.fromstring(drawn[name]).findall("{*}circle")) == 4


def test_the_colours_of_the_mark_are_those_of_the_four_themes():
    themes = load().themes
    colours = set(themes.loc[themes["core"].astype(str).str.lower() == "true", "colour"])
    assert set(re.findall(r"#[0-9A-F]{6}", files()["logo.svg"].decode())) == colours


@needs_book
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_icon_and_says_of_which_version_and_tables_it_is(page):
    if page == "404.html":
        return
    icons = {link["href"].rsplit("/", 1)[1] for link in soup(page).select("link[rel~=icon]")}
    assert icons == {"favicon.svg", "favicon.png"}
    foot = soup(page).select_one(".bd-footer-content").get_text()
    version = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"]
    for said in (f"Version {version}", load().signature["corpus"], load().signature["lexicon"]):
        assert said in foot


def test_a_state_of_the_book_is_named_by_version_and_tables_and_by_no_clock():
    signature = {"corpus": "c0", "lexicon": "1e", "jieba": "0.42.1"}
    assert updated(book(), signature) == (
        "Version 1.0. Last updated with the tables of corpus c0, lexicon 1e."
    )
    assert updated(book(date="2026-11-30"), signature).startswith("Version 1.0 of 2026-11-30. ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two words.", "Two words."),
        ("One. " * 50, "One. " * 39 + "One."),
        ("word " * 50, "word " * 39 + "word …"),
    ],
)
def test_a_page_is_described_by_the_start_of_its_first_paragraph(text, said):
    page = nodes.section("", nodes.paragraph(text=text), nodes.paragraph(text="More."))
    assert description_of(page) == said


def test_a_shared_link_shows_title_words_and_card_where_the_address_is_known(release):
    page = (release / "deep" / "two.html").read_text("utf-8")
    for said in (
        '<meta property="og:title" content="Two">',
        '<meta property="og:description" content="See Fig. 1.">',
        f'<meta property="og:url" content="{ADDRESS}v1.0/deep/two.html">',
        f'<meta property="og:image" content="{ADDRESS}v1.0/_static/social-card.png">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<link rel="icon" type="image/png" sizes="180x180" href="../_static/favicon.png">',
    ):
        assert said in page, said
    figure = (release / "figures" / "fig-one.html").read_text("utf-8")
    assert figure.count('og:image"') == 1, "a figure's card is its picture"


def test_the_map_names_every_page_once_by_its_whole_address(release):
    tree = ElementTree.parse(release / "sitemap.xml")
    addresses = [one.text for one in tree.iterfind("{*}url/{*}loc")]
    pages = ["deep/two", "figures/fig-one", "figures/fig-two", "index", "one"]
    assert addresses == [f"{ADDRESS}v1.0/{page}.html" for page in pages]
    assert {one.text for one in tree.iterfind("{*}url/{*}lastmod")} == {"2025-03-01"}


def test_without_an_address_there_is_no_map_and_no_card(tmp_path):
    write_sources(tmp_path / "source")
    (tmp_path / "source" / "conf.py").write_text(HOUSE, "utf-8")
    assert build(tmp_path, "-W").returncode == 0
    out = tmp_path / "built" / "out"
    assert not (out / "sitemap.xml").exists()
    assert "og:image" not in (out / "one.html").read_text("utf-8")
    assert "og:title" in (out / "one.html").read_text("utf-8")
    assert "location.pathname" in (out / "404.html").read_text("utf-8")


def test_the_page_for_lost_addresses_loads_nothing_and_knows_where_the_book_is(release):
    page = (release / "404.html").read_text("utf-8")
    assert '<base href="/x/v1.0/">' in page
    assert not re.search(r'\bsrc=|<link[^>]*href="(?!data:)|url\(', page)


def test_the_whole_book_is_offered_with_a_release_alone():
    repository = "https://host.example/a/book/"
    assert pdf_link(book(release="1.0"), repository) == (
        "https://host.example/a/book/releases/download/v1.0/v1.0.pdf"
    )
    assert pdf_link(book(), repository) == ""
    assert pdf_link(book(release="1.0"), "") == ""


@needs_book
def test_the_landing_page_leads_to_the_errata():
    assert soup("index.html").select_one('a[href^="chapters/errata.html"]')
    assert (HTML / "chapters" / "errata.html").is_file()
