"""The search: what it takes from a page, and what it finds in the built book (`make book`)."""

import functools
import gzip
import html
import json
import os
import random
import re
import threading
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import opencc
import pytest
from bs4 import BeautifulSoup, SoupStrainer

pytest.importorskip("sphinx")

from small_book import build

from policytext.book.chinese_search import stretches
from policytext.reading.characters import traditional_pairs

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
REQUIRED = bool(os.environ.get("POLICYTEXT_REQUIRE_BROWSER"))
SEED = 2024
built = pytest.mark.skipif(
    not (HTML / "searchtexts.js").is_file() and not REQUIRED, reason="no book: make book"
)

# ---- what is taken from a page


def texts(body: str) -> list[list[str]]:
    return stretches(f"<nav>not</nav><article>{body}</article><footer>not</footer>")


def test_a_section_a_figure_and_what_follows_it_have_their_own_anchors():
    page = """
    <section id="top"><h1>Title<a class="headerlink" href="#label">#</a></h1><p>first</p>
    <section id="second"><h2>Next</h2><p>one</p>
    <figure id="fig-a"><img src="a.png" alt="A dot."><figcaption>Caption.</figcaption></figure>
    <p>two</p></section><p>last</p></section>"""
    assert texts(page) == [
        ["label", "Title", "first"],
        ["second", "Next", "one"],
        ["fig-a", "", "A dot.\nCaption."],
        ["second", "", "two"],
        ["top", "", "last"],
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>企<b>业</b></p><p>营商</p>", "企业\n营商"),
        ("<table><tr><td>企业</td><td>营商</td></tr><tr><td>a</td></tr></table>", "企业\t营商\na"),
        ("<tr><td><p>企业</p></td><td><p>营商</p></td></tr>", "企业\t营商"),
        ("企业<br>营商", "企业\n营商"),
        ("<pre>a  = 1\nb\n</pre>", "a = 1\tb"),
        ("<p>中国式\n现代化，\n新质 生产力\nand more</p>", "中国式现代化，新质 生产力 and more"),
        ("<p>soft\u00adhyphen\u200b, cafe\u0301</p>", "softhyphen, caf\u00e9"),
        ("<math><msup><mi>G</mi><mn>2</mn></msup></math>", "G2"),
        ("<p>1 &lt; 2 &amp;amp; <code>&lt;b&gt;</code></p>", "1 < 2 &amp; <b>"),
        (f"<code>{'0123456789abcdef' * 4}</code> <code>0123456789</code>", "0123456789"),
    ],
)
def test_words_join_within_a_block_and_never_across(body, text):
    assert [part for _, _, part in texts(body)] == [text]


@pytest.mark.parametrize(
    "control",
    [
        "<script>let x = '<p>';</script>",
        "<style>p {}</style>",
        "<div popover><p>Cite</p></div>",
        "<form hidden><div>Filter</div><input></form>",
        '<a aria-hidden="true"><img alt="picture"></a>',
        "<button>Copy</button>",
        "<noscript>Needs a script</noscript>",
    ],
)
def test_what_is_used_and_not_read_is_left_out(control):
    assert texts(f"<p>before</p>{control}<p>after</p>") == [["", "", "before\nafter"]]


def test_a_page_without_an_article_has_no_text():
    assert stretches("<p>This figure has moved.</p>") == []


def test_the_traditional_characters_are_those_of_the_book_and_one_for_one():
    assert pairs("质量發") == {"質": "质", "發": "发"}
    assert pairs("里").keys() >= set("裏裡")
    assert pairs("abc") == {}


def pairs(characters: str) -> dict[str, str]:
    codes = traditional_pairs(characters)
    both = [chr(int(codes[at : at + 4], 16)) for at in range(0, len(codes), 4)]
    return dict(zip(both[::2], both[1::2], strict=True))


# ---- what a reader finds


@pytest.fixture(scope="module")
def server():
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            if self.path == "/favicon.ico":  # what browsers ask of a page that names none
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=HTML)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(scope="module", params=["http", "file"])
def book(request):
    """The address of the built book, over http and as opened from disk."""
    return request.getfixturevalue("server") if request.param == "http" else HTML.as_uri()


@pytest.fixture(scope="module")
def open_tab(browser):
    """Opens addresses, and holds that nothing goes wrong and nothing is asked of another host."""
    tabs, wrong = [], []

    def open_page(address: str, **options):
        tab = browser.new_page(**options)
        tabs.append(tab)
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        local = ("file:", "data:", "http://127.0.0.1:")
        tab.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
        tab.on("response", lambda r: wrong.append(r.url) if r.status >= 400 else None)
        tab.goto(address)
        return tab

    yield open_page
    for tab in tabs:
        tab.close()
    assert wrong == []


@pytest.fixture(scope="module")
def search(open_tab, book):
    """Asks the search page; gives the pages found for each query, the best first."""
    tab = open_tab(f"{book}/search.html")
    return lambda queries: tab.evaluate(ASK, queries)


ASK = """
(queries) => queries.map((query) => {
  const field = document.getElementById("search-query");
  field.value = query;
  field.form.requestSubmit();
  const links = [...document.querySelectorAll(".search-page")];
  return links.map((link) => link.getAttribute("href").split("#")[0]);
})
"""
BLOCKS = re.compile(
    "^(p|div|section|h[1-6]|figure|figcaption|caption|table|tr|td|th|li|dl|dt|dd|pre|br|img|summary)$"
)
CONTROLS = """script, style, noscript, button, label, select, summary, [popover], [hidden],
[aria-hidden=true], .headerlink, .figure-files"""


@cache
def printed() -> dict[str, str]:
    """Page -> what its article says, a block or a cell a line, in simplified characters."""
    pages = {}
    for path in sorted(HTML.rglob("*.html")):
        name = path.relative_to(HTML).as_posix()
        only = SoupStrainer("article")
        article = BeautifulSoup(path.read_text("utf-8"), "html.parser", parse_only=only).article
        if article is None or name in ("search.html", "genindex.html", "404.html"):
            continue
        for control in article.select(CONTROLS):
            control.decompose()
        for tag in article.find_all(BLOCKS):
            tag.insert_before("\n")
            tag.insert_after("\n", tag.get("alt", ""), "\n")
        lines = (" ".join(line.split()) for line in article.get_text().splitlines())
        pages[name] = opencc.OpenCC("t2s").convert("\n".join(filter(None, lines)))
    return pages


@cache
def saying(*patterns: str) -> set[str]:
    """The pages whose article has each of the patterns, in any case of letters."""
    return {
        page
        for page, text in printed().items()
        if all(re.search(pattern, text, re.I) for pattern in patterns)
    }


@cache
def joined() -> dict[str, str]:
    """Page -> what its article says without white space: what is not in it stands nowhere."""
    return {page: re.sub(r"\s", "", text) for page, text in printed().items()}


HAN = re.compile("[\u4e00-\u9fff]+")
WORD = re.compile(r"(?<![^\W_])[A-Za-z]{4,}(?![^\W_])")


def drawn_terms(n: int, pattern: re.Pattern, most: int) -> list[tuple[str, str]]:
    """Page and term, `n` times: pages are drawn first, then runs, then up to `most` characters."""
    chance = random.Random(SEED)
    runs = {page: pattern.findall(text) for page, text in printed().items()}
    terms = []
    while len(terms) < n:
        page = chance.choice(sorted(page for page in runs if runs[page]))
        run = chance.choice(runs[page])
        length = min(len(run), chance.randint(1, most)) if most else len(run)
        start = chance.randint(0, len(run) - length)
        terms.append((page, run[start : start + length]))
    return terms


def drawn_phrases(n: int) -> list[str]:
    """Phrases of four characters that stand nowhere, of bigrams that each stand in the book."""
    chance = random.Random(SEED)
    runs = [run for text in printed().values() for run in HAN.findall(text)]
    bigrams = sorted({run[i : i + 2] for run in runs for i in range(len(run) - 1)})
    phrases = []
    while len(phrases) < n:
        phrase = chance.choice(bigrams)
        while len(phrase) < 4:
            following = [pair for pair in bigrams if pair[0] == phrase[-1]]
            phrase += chance.choice(following)[1] if following else "\n"
        if "\n" not in phrase and not any(phrase in text for text in joined().values()):
            phrases.append(phrase)
    return phrases


@built
def test_200_terms_drawn_from_the_book_are_found_where_they_stand_and_nowhere_else(search):
    terms = drawn_terms(150, HAN, 6) + drawn_terms(50, WORD, 0)
    for (page, term), pages in zip(terms, search([term for _, term in terms]), strict=True):
        assert page in pages, term
        if HAN.fullmatch(term):
            assert saying(term) <= set(pages), term
            assert all(term in joined()[page] for page in pages), term


@built
def test_50_phrases_whose_pairs_of_characters_stand_in_the_book_but_not_they_are_not_found(search):
    phrases = drawn_phrases(50)
    assert dict(zip(phrases, search(phrases), strict=True)) == {one: [] for one in phrases}


@built
@pytest.mark.parametrize(
    "term",
    [
        *("中国式现代化", "新质生产力", "党", "率先突破", "高质量发展", "营商环境", "专精特新"),
        *("不存在的词", "企业营商"),
    ],
)
def test_a_term_is_found_on_the_pages_that_print_it(search, term):
    assert set(*search([term])) == saying(term)


@built
def test_traditional_input_finds_what_simplified_does(search):
    terms = ["质量", "中国式现代化", "创新驱动", "产业项目", "习近平总书记"]
    traditional = [opencc.OpenCC("s2t").convert(term) for term in terms]
    assert "質量" in traditional
    assert all(saying(term) for term in ("质量", "中国式现代化", "习近平总书记"))
    assert search(traditional) == search(terms)


@built
def test_words_of_one_stem_that_are_not_forms_of_one_word_do_not_find_each_other(search):
    general = r"(?<![a-z0-9])general(ly|i[sz]e\w*)?(?![a-z0-9])"
    (found,) = search(["general"])
    assert found and set(found) == saying(general)
    (found,) = search(["generation"])
    assert set(found) <= saying(r"(?<![a-z0-9])generat(e|es|ed|ing|ion|ions|ive|or|ors)\b")


INNOVATION = r"(?<![a-z0-9])innovat(ion|ions|ive|e|es|ed|ing|or|ors)(?![a-z0-9])"
FIRM = r"(?<![a-z0-9])firms?(?![a-z0-9])"
MIXED = {  # a query -> what its parts are, each of which a page must have
    "innovation": [INNOVATION],
    "Innovations": [INNOVATION],
    "INNOVATIVE 创新": [INNOVATION, "创新"],
    "创新 innovation": ["创新", INNOVATION],
    "创新innovation": ["创新", INNOVATION],
    "創新\u3000ｉｎｎｏｖａｔｉｏｎ": ["创新", INNOVATION],
    "企业 firms 创新": ["企业", FIRM, "创新"],
    "企业 firms xyzzy": ["企业", FIRM, "xyzzy"],
    "企业 firms 不存在的词": ["企业", FIRM, "不存在的词"],
    "the share of 企业": [r"\bshare[ds]?\b|\bsharing\b", "企业"],
    '"share of sentences"': [r"\bshare of sentences\b"],
    '"sentences share of"': [r"\bsentences share of\b"],
    "fig-innovation-share": [r"\bfig-innovation-share\b"],
    "fig-innovation-share 创新": [r"\bfig-innovation-share\b", "创新"],
    "1+7+2+N": [r"(?<![0-9])1\+7\+2\+n\b"],
    "１＋７＋２＋Ｎ 四个必须": [r"(?<![0-9])1\+7\+2\+n\b", "四个必须"],
    "5G": [r"(?<![a-z0-9])5g"],
    "jieba 0.42.1 生产力": [r"(?<![a-z0-9])jieba(?![a-z0-9])", r"\b0\.42\.1\b", "生产力"],
    "2023 秀洲 Xiuzhou": [r"(?<![a-z0-9])2023(?![a-z0-9])", "秀洲", r"\bxiuzhou\b"],
    "G² 词": [r"\bG[2²](?![a-z0-9])", "词"],
}


@built
def test_20_mixed_queries_find_the_pages_that_have_all_their_parts(search):
    assert len(MIXED) == 20
    for (query, parts), pages in zip(MIXED.items(), search(list(MIXED)), strict=True):
        assert set(pages) == saying(*parts), query
        assert len(set(pages)) == len(pages), query
    assert saying(*MIXED["企业 firms 创新"]) and saying(*MIXED["1+7+2+N"])


@built
def test_a_title_ranks_over_what_is_said_in_passing(search):
    for query, first in (
        ("innovation", "chapters/innovation.html"),
        ("culture", "chapters/culture.html"),
        ("numbered formulas", "chapters/formulas.html"),
        ("民生", "chapters/livelihood.html"),
        ("share of sentences industry", "figures/fig-industry-share.html"),
        ("fig-culture-cloud", "figures/fig-culture-cloud.html"),
    ):
        assert search([query])[0][0] == first, query


@built
def test_by_keyboard_alone_from_any_page_to_the_section_that_has_it(open_tab, book):
    tab = open_tab(f"{book}/figures/fig-innovation-share.html")
    tab.keyboard.press("Control+k")
    tab.wait_for_function("document.activeElement.matches('dialog[open] input[name=q]')")
    tab.keyboard.insert_text("質量")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    status = tab.locator("[role=status]")
    assert re.fullmatch(r"\d+ pages have 質量\.", status.text_content())
    passages = tab.locator(".search-passage")
    assert "质量" in passages.first.locator("mark [lang=zh]").first.text_content()

    tab.keyboard.insert_text("生产力")  # the field has the focus, and what it has is selected
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.title.startsWith('生产力')")
    tab.go_back()
    tab.wait_for_function("document.title.startsWith('質量')")
    assert tab.locator("#search-query").input_value() == "質量"

    tab.locator("#search-query").focus()
    to_section = ".search-passage a"
    for _ in range(9):
        tab.keyboard.press("Tab")
        if tab.evaluate(f"document.activeElement.matches('{to_section}')"):
            break
    target = tab.evaluate("document.activeElement.getAttribute('href')")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{target}")
    path, anchor = target.split("#")
    soup = BeautifulSoup((HTML / path).read_text("utf-8"), "html.parser")
    assert "质量" in "".join(soup.find(id=unquote(anchor)).find_all_next(string=True))
    tab.wait_for_selector(".highlighted")


@built
def test_what_is_not_found_says_what_is_missing_and_an_empty_query_says_nothing(open_tab, book):
    tab = open_tab(f"{book}/search.html?q={quote('创新 不存在的词 Xyzzy')}")
    status = tab.locator("[role=status]")
    assert status.text_content() == (
        "Nothing found for 创新 不存在的词 Xyzzy. Nowhere in the book: 不存在的词, Xyzzy."
    )
    assert status.locator("[lang=zh]").all_text_contents() == ["创新", "不存在的词", "不存在的词"]
    for query in ("", "   ", '"', '""'):
        assert tab.evaluate(ASK, [query]) == [[]]


@built
def test_every_result_leads_to_a_place_that_is_there(open_tab, book):
    tab = open_tab(f"{book}/search.html")
    for query in ("the", "创新"):
        assert all(tab.evaluate(ASK, [query]))
        links = "links => links.map((link) => link.getAttribute('href'))"
        hrefs = set(tab.locator("#search-results a").evaluate_all(links))
        assert len(hrefs) > 30
        for href in hrefs:
            parts = urlsplit(href)
            text = (HTML / unquote(parts.path)).read_text("utf-8")
            assert not parts.fragment or f'id="{html.escape(unquote(parts.fragment))}"' in text


@built
def test_only_the_search_page_loads_the_texts_and_they_are_light():
    for path in HTML.rglob("*.html"):
        page = path.relative_to(HTML).as_posix()
        if not page.startswith("_"):
            loaded = re.findall(r'src="[^"]*?([\w.]+\.js)[?"]', path.read_text("utf-8"))
            parts = {"searchtexts.js", "search.js", "search_page.js", "language_data.js"}
            assert parts & set(loaded) == (parts if page == "search.html" else set()), page
            assert not {"searchtools.js", "searchindex.js"} & set(loaded), page
    assert len(gzip.compress((HTML / "searchtexts.js").read_bytes(), 9)) < 350_000


@built
def test_without_a_script_the_search_page_says_so(open_tab, book):
    tab = open_tab(f"{book}/search.html", java_script_enabled=False)
    assert "needs JavaScript" in tab.locator("article noscript").inner_text()


# ---- a book whose texts are hostile

CONF = """
extensions = ["myst_parser", "policytext.book.chinese_search"]
html_theme = "sphinx_book_theme"
html_context = {"default_mode": "auto"}
"""
HOSTILE = """# A & B \\<script>alert(1)\\</script>

创新 `</script><script>alert(2)</script>` \\<img src=x onerror=alert(3)> `${alert(4)}`

"quoted' \u2028 end

## `<svg onload=alert(5)>`

创新 `__proto__` `\\u0022];alert(6);//`
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "source").mkdir()
    (folder / "source" / "conf.py").write_text(CONF, "utf-8")
    (folder / "source" / "index.md").write_text(HOSTILE, "utf-8")
    (folder / "source" / "a #&?.md").write_text("---\norphan: true\n---\n# 创新\n", "utf-8")
    done = build(folder, "-W", "-j2")
    assert done.returncode == 0, done.stderr
    return folder


def test_what_a_corpus_or_a_query_says_is_never_run(open_tab, hostile):
    page = (hostile / "built" / "out" / "search.html").as_uri()
    for query in ("创新", "<script>alert(7)</script>", '"><img src=x onerror=alert(8)>', "alert"):
        tab = open_tab(f"{page}?q={quote(query)}")
        assert query in tab.locator("[role=status]").text_content()
        assert tab.locator("#search-results :is(script, img, svg)").count() == 0
    assert "alert(3)" in tab.locator("#search-results").text_content()
    tab = open_tab(f"{page}?q={quote('创新')}")
    tab.locator(".search-page", has_text=re.compile("^创新$")).click()
    assert tab.title().startswith("创新")


def test_the_same_pages_give_the_same_bytes(hostile):
    out = hostile / "built" / "out"
    first = (out / "searchtexts.js").read_bytes()
    assert build(hostile, "-W", "-E", "-a").returncode == 0
    assert (out / "searchtexts.js").read_bytes() == first
    values = first.decode().removeprefix("const policytextSearch = ").rstrip(";\n")
    pages = [page for page, _ in json.loads(values)["pages"]]
    assert pages == ["index.html", "a #&?.html"]
    assert not (out / "searchindex.js").exists()
