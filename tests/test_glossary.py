"""The glossary: its file, its page, and the terms in the text that lead to it."""

import re
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from policytext.data import lexicon_folder, read_rows
from policytext.tables import read_glossary, read_glosses

pytest.importorskip("myst_nb")

from small_book import CITATION, build
from test_book_html import HTML, PAGES, soup, text_of

from policytext.book.glossary import anchor, plain

GLOSSARY = read_glossary()
ENTRY = GLOSSARY.set_index("term")
TONES = "\u0304\u0301\u030c\u0300"
NEUTRAL = {"知识产权": 1, "粮食": 1}
"""Syllables without a tone: 知识 zhīshi, 粮食 liángshi."""
BETTER = {
    "中国式现代化": "the spelling of the book's title",
    "千万工程": "a thousand and ten thousand villages, not ten million",
}
"""Terms whose gloss is another one than the lexicon's, and why."""
CONF = """
extensions = ["myst_nb", "policytext.book.glossary"]
myst_enable_extensions = ["colon_fence"]
copyright = "2024–2026"
nb_execution_mode = "off"
html_theme = "basic"
"""
TEXT = """
# 营商环境 stands in a heading

The words 营商环境 and 专精特新, and 营商环境 once more; `共同富裕` is code,
and 民生改善 another word.

Another paragraph on 专精特新.

<div lang="zh">

营商环境、共同富裕、人才、平台，中文段落无须释义。

</div>

- An item on 人才.

| A table | on |
| --- | --- |
| 平台 | platform |

```{figure} dot.png
A caption on 平台.
```

[A link on 共同富裕](words.md) and 共同富裕 itself.

## 人才 again
"""


def test_terms_are_unique_sorted_and_explained():
    assert list(GLOSSARY["term"]) == sorted(set(GLOSSARY["term"]))
    assert 60 <= len(GLOSSARY) <= 110
    for row in GLOSSARY.itertuples():
        assert row.gloss and len(row.sense) > 15 and row.sense[-1] not in ".。", row.term
        assert re.fullmatch("[\u4e00-\u9fff]+", row.term), row.term


def test_pinyin_has_a_syllable_for_each_character():
    """A syllable has one tone mark, save the few that have none."""
    for row in GLOSSARY.itertuples():
        marks = sum(mark in TONES for mark in unicodedata.normalize("NFD", row.pinyin))
        assert marks + NEUTRAL.get(row.term, 0) == len(row.term), row.term
        assert re.fullmatch(r"[a-z ']+", plain_with_gaps(row.pinyin)), row.term


def plain_with_gaps(pinyin: str) -> str:
    letters = unicodedata.normalize("NFD", pinyin.lower())
    return "".join(c for c in letters if not unicodedata.combining(c))


def test_pinyin_is_that_of_a_dictionary():
    """pypinyin guesses; where a reader knows better, the row is named with its reason."""
    pypinyin = pytest.importorskip("pypinyin")
    known = {"急难愁盼": "难 is the noun, difficulty", "项目为王": "为 is the verb, to be"}
    known |= dict.fromkeys(NEUTRAL, "a neutral tone")
    for row in GLOSSARY.itertuples():
        guess = "".join(pypinyin.lazy_pinyin(row.term, style=pypinyin.Style.TONE))
        own = unicodedata.normalize("NFC", re.sub("[ ']", "", row.pinyin.lower()))
        assert (own == guess) or row.term in known, (row.term, own, guess)


def test_a_gloss_is_that_of_the_lexicon_where_it_has_one():
    lexicon = read_glosses()
    different = {
        row.term for row in GLOSSARY.itertuples() if lexicon.get(row.term, row.gloss) != row.gloss
    }
    assert different == set(BETTER)


def test_the_codebook_names_every_column():
    codebook = (lexicon_folder() / "README.md").read_text("utf-8")
    section = codebook.split("## glossary.csv")[1].split("\n## ")[0]
    columns = re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
    assert columns == list(read_rows(lexicon_folder() / "glossary.csv", ())[0][1])


@pytest.mark.skipif(not (HTML / "chapters/glossary.html").is_file(), reason="no book: make book")
def test_every_term_stands_in_the_book_outside_of_its_lists():
    lists = {"chapters/glossary.html", "chapters/lexicon.html", "genindex.html", "search.html"}
    text = "\n".join(text_of(page) for page in PAGES if page not in lists)
    assert [term for term in GLOSSARY["term"] if term not in text] == []


@pytest.mark.skipif(not (HTML / "chapters/glossary.html").is_file(), reason="no book: make book")
def test_chapters_of_the_book_have_glosses_that_lead_to_their_entries():
    pages = [page for page in PAGES if soup(page).select("a.gloss")]
    assert len(pages) >= 8
    entries = {tag["id"] for tag in soup("chapters/glossary.html").select("dt[id]")}
    for page in pages:
        links = soup(page).select("a.gloss")
        assert {link["href"].partition("#")[2] for link in links} <= entries, page
        once = {(id(link.find_parent(["p", "li"])), link["href"]) for link in links}
        assert len(once) == len(links), page


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("glossary")
    source = folder / "source"
    (source / "deep").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "CITATION.cff").write_text(CITATION, "utf-8")
    (source / "dot.png").write_bytes(b"")
    (source / "index.md").write_text("# Book\n\n```{toctree}\nwords\ndeep/terms\nplain\n```\n")
    (source / "words.md").write_text(TEXT, "utf-8")
    (source / "plain.md").write_text("# Plain\n\nNo term.\n")
    (source / "deep" / "terms.md").write_text(
        "# Terms of 营商环境\n\nA word: 人才.\n\n```{glossary-list}\n```\n", "utf-8"
    )
    done = build(folder, "-W", "--keep-going", "-j2")
    assert done.returncode == 0, done.stderr
    return folder / "built" / "out"


def parsed(book: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((book / f"{page}.html").read_text("utf-8"), "html.parser")


def test_the_first_mention_in_a_paragraph_leads_to_the_entry_and_shows_the_gloss(book):
    links = parsed(book, "words").select("a.gloss")
    assert [link.get_text() for link in links] == [
        "营商环境",
        "专精特新",
        "专精特新",
        "人才",
        "共同富裕",
    ]
    assert links[0].parent.get_text().startswith("The words") and links[3].find_parent("li")
    for link in links:
        row = ENTRY.loc[link.get_text()]
        assert link["title"] == f"{row.pinyin}: {row.gloss}"
        assert link["href"] == f"deep/terms.html#{anchor(row.name)}"
        assert link.span["lang"] == "zh-Hans"


def test_headings_links_code_captions_tables_and_chinese_paragraphs_are_left_alone(book):
    page = parsed(book, "words")
    assert page.select(":is(h1, h2, code, figcaption, table, [lang=zh]) a.gloss") == []
    assert "平台" not in [link.get_text() for link in page.select("a.gloss")]
    last = page.select("a.gloss")[-1].parent
    assert [link.get_text() for link in last.select("a")] == ["A link on 共同富裕", "共同富裕"]


def test_the_glossary_has_every_term_by_its_sound_and_no_link_to_itself(book):
    page = parsed(book, "deep/terms")
    terms = page.select(".glossary-list dt")
    assert [term.span.get_text() for term in terms] == sorted(
        GLOSSARY["term"], key=lambda term: plain(ENTRY.at[term, "pinyin"])
    )
    for term in terms:
        row = ENTRY.loc[term.span.get_text()]
        assert term["id"] == anchor(row.name)
        assert row.pinyin in term.get_text().replace("’", "'")
        said = term.find_next("dd").get_text().strip().replace("’", "'")
        assert said == f"{row.gloss}. {row.sense}."
    assert page.select("a.gloss") == []


def test_script_and_styles_load_only_where_a_gloss_is(book):
    for page, script in (("words", True), ("plain", False), ("index", False)):
        assert ("glosses.js" in (book / f"{page}.html").read_text("utf-8")) == script


def test_without_a_glossary_pages_are_as_they_were(book, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "CITATION.cff").write_text(CITATION, "utf-8")
    (source / "index.md").write_text("# Book\n\nThe word 营商环境.\n", "utf-8")
    done = build(tmp_path, "-W")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "built" / "out" / "index.html").read_text("utf-8")
    assert "<p>The word 营商环境.</p>" in text and "glosses.js" not in text


@pytest.fixture
def visit(browser, book):
    """Opens the page of words, and holds that nothing goes wrong meanwhile."""
    wrong, opened = [], []

    def open_page(**options):
        tab = browser.new_page(**options)
        opened.append(tab)
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(r.url))
        tab.goto((book / "words.html").as_uri())
        return tab

    yield open_page
    for tab in opened:
        tab.close()
    assert wrong == []


GLOSS = "{0.pinyin}: {0.gloss}".format(ENTRY.loc["营商环境"])


def test_the_pointer_shows_a_gloss_that_stays_under_it_and_goes_with_it(visit):
    tab = visit()
    tip = tab.locator(".gloss-tip")
    assert not tip.is_visible()
    tab.locator("a.gloss").first.hover()
    assert tip.text_content() == GLOSS and tip.is_visible()
    tip.hover()
    tab.wait_for_timeout(300)
    assert tip.is_visible()
    tab.mouse.move(0, 0)
    tip.wait_for(state="hidden")


def test_the_keyboard_shows_it_escape_hides_it_and_enter_follows(visit):
    tab = visit()
    tip, link = tab.locator(".gloss-tip"), tab.locator("a.gloss").first
    while not link.evaluate("link => link === document.activeElement"):
        tab.keyboard.press("Tab")
    assert tip.text_content() == GLOSS and tip.is_visible()
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    assert tip.get_attribute("role") == "tooltip"
    tab.keyboard.press("Escape")
    assert not tip.is_visible() and link.get_attribute("aria-describedby") is None
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/deep/terms.html#*")


def test_a_touch_shows_it_within_the_screen_and_a_second_one_follows(visit):
    tab = visit(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    tip, link = tab.locator(".gloss-tip"), tab.locator("a.gloss").nth(1)
    link.tap()
    assert tip.is_visible() and ENTRY.at["专精特新", "gloss"] in tip.text_content()
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    tab.locator("h1").tap()
    assert not tip.is_visible()
    link.tap()
    link.tap()
    tab.wait_for_url("**/deep/terms.html#*")


def test_without_a_script_the_gloss_is_the_title_and_the_link_leads(visit):
    tab = visit(java_script_enabled=False)
    link = tab.locator("a.gloss").first
    assert link.get_attribute("title") == GLOSS
    link.click()
    tab.wait_for_url("**/deep/terms.html#*")
