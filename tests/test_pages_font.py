"""The font that pages carry has every character that they can show, and no other."""

import io
import re
from functools import cache

import pytest
from built_pages import HTML, PAGES, needs_book, soup
from fontTools.ttLib import TTFont

from policytext.book.chinese_font import face, not_latin, ranges, simplified, unescaped
from policytext.book.page_weight import cut_font
from policytext.figures.style import font_path

PARTS = ("chinese-1.woff2", "chinese-2.woff2", "chinese-3.woff2")
# What readers do not see as a character: beyond the letters and marks of Latin
SHOWN = re.compile(r"[^\u0000-\u024f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]")


@cache
def characters(part: str) -> frozenset[str]:
    font = TTFont(HTML / "_static" / part)
    return frozenset(map(chr, font.getBestCmap()))


def every_character() -> frozenset[str]:
    return frozenset().union(*map(characters, PARTS))


def shown_on(page: str) -> set[str]:
    """Text and attributes of a page, in which alt texts and labels are."""
    tags = soup(page).find_all(True)
    said = [str(value) for tag in tags for value in tag.attrs.values()]
    return set(SHOWN.findall("".join([soup(page).get_text(), *said])))


@needs_book
@pytest.mark.parametrize("page", PAGES)
def test_the_font_has_every_character_of_a_page(page):
    assert shown_on(page) - every_character() == set()


@needs_book
def test_the_font_has_what_the_search_shows_of_the_pages():
    texts = (HTML / "searchtexts.js").read_text("utf-8")
    shown = set(SHOWN.findall(unescaped(texts.partition('"pages":')[2])))
    assert len(shown) > 500
    missing = shown - every_character()
    assert {character for character in missing if simplified(character)} == set()


@needs_book
def test_no_picture_of_the_book_needs_a_font():
    """Their letters are drawn as paths."""
    pictures = list((HTML / "figures").glob("*.svg"))
    assert pictures
    for path in (*pictures, HTML / "_static" / "logo.svg", HTML / "_static" / "favicon.svg"):
        text = re.sub(
            r"<metadata>.*?</metadata>|<!--.*?-->", "", path.read_text("utf-8"), flags=re.S
        )
        assert "<text" not in text, path.name


@needs_book
def test_what_a_part_is_declared_for_is_what_it_has_and_no_character_is_in_two():
    styles = (HTML / "_static" / "chinese-font.css").read_text("utf-8")
    assert styles.count("font-display: swap") == len(PARTS)
    for part in PARTS:
        (rule,) = (rule for rule in styles.split("@font-face") if part in rule)
        declared = set()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule):
            declared |= set(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
        assert declared == characters(part)
    assert sum(len(characters(part)) for part in PARTS) == len(every_character())


@needs_book
def test_the_font_carries_its_copyright_and_its_licence():
    for part in PARTS:
        names = TTFont(HTML / "_static" / part)["name"]
        assert "Adobe" in names.getDebugName(0)
        assert "SIL Open Font License" in names.getDebugName(13)


def test_the_same_characters_give_the_same_bytes_and_only_those():
    one = cut_font(font_path().read_bytes(), map(ord, "创新产业"))
    two = cut_font(font_path().read_bytes(), map(ord, "业产新创创"))
    assert one == two
    assert len(one) < 3000
    assert set(TTFont(io.BytesIO(one)).getBestCmap()) == set(map(ord, "创新产业"))


def test_latin_letters_icons_and_marks_without_a_picture_are_left_to_others():
    assert not_latin("Café \u200b\u2061\uf0c9 – α≥创") == set("–α≥创")


def test_a_script_may_show_simplified_characters_and_is_typed_traditional_ones():
    assert list(map(simplified, "质、量")) == [True] * 3
    assert not simplified("質")


def test_neighbours_are_declared_together():
    assert ranges("abcx") == "U+61-63, U+78"
    assert "unicode-range: U+4E00;" in face("_static/one.woff2", "一")
