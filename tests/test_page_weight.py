"""Pages load what they use, once; what they show is mended for readers who do not see it."""

import io

import pytest
from built_pages import HTML, PAGES, needs_book
from fontTools.ttLib import TTFont

from policytext.book.accessibility import repaired
from policytext.book.page_weight import few_icons, light_page


def test_a_script_is_loaded_once_whatever_its_version():
    page = '<script src="a.js?v=1"></script><p>x</p><script defer src="a.js?v=2"></script>'
    assert light_page(page) == '<script src="a.js?v=1"></script><p>x</p>'


def test_the_same_words_of_a_script_are_said_once():
    page = "<script>let a = 1;</script>\n<script>let a = 1;</script>\n<script>let b;</script>"
    assert light_page(page) == "<script>let a = 1;</script>\n<script>let b;</script>"


def test_the_search_is_loaded_where_one_searches():
    script = '<script src="../searchindex.js"></script>'
    assert light_page(f"<p>x</p>{script}") == "<p>x</p>"
    page = f'<div id="search-results"></div>{script}'
    assert light_page(page) == page


def test_the_icons_in_use_stay_and_no_other():
    styles = (
        "@font-face{font-family:Font;src:url(../fa-solid-900.woff2),url(../fa-solid-900.ttf)}"
        "@font-face{font-family:Brands;src:url(../fa-brands-400.woff2)}"
        '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-bug:before{content:"\\f188"}'
        '.fa-lg{font-size:1.25em}html{--pst-icon-note: "\\f05a"}'
    )
    kept, characters = few_icons(styles, {"fa-navicon", "fa-solid"})
    assert characters == {0xF0C9, 0xF05A}
    assert ".fa-bars:before,.fa-navicon:before" in kept and ".fa-lg" in kept
    assert "fa-bug" not in kept and "brands" not in kept and ".ttf" not in kept


@pytest.mark.parametrize(
    ("page", "mended"),
    [
        ('<i class="fas fa-x"></i>', '<i aria-hidden="true" class="fas fa-x"></i>'),
        ("<tr><th></th><th>n</th></tr>", "<tr><td></td><th>n</th></tr>"),
        ('<div id="a" role="doc-biblioentry">', '<div id="a" role="listitem">'),
    ],
)
def test_what_axe_found_is_mended(page, mended):
    assert repaired(page) == mended
    assert repaired(mended) == mended


@needs_book
def test_the_book_carries_one_small_font_of_icons_and_no_script_that_draws_them():
    fonts = list((HTML / "_static" / "vendor").rglob("fa-*"))
    assert [font.name for font in fonts] == ["fa-solid-900.woff2"]
    assert fonts[0].stat().st_size < 5_000
    assert 0xF0C9 in TTFont(io.BytesIO(fonts[0].read_bytes())).getBestCmap()
    assert not list(HTML.rglob("fontawesome.js*"))
    assert PAGES
