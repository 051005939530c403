"""Sphinx extension: a search that finds what stands in the book, Chinese included, from disk too.

Stock search cuts the pages into words but not what is typed, so it misses most Chinese terms. Here
nothing is cut: `searchtexts.js` holds the texts of all pages, the search page alone loads it, and
`search.js` looks for what is typed. The texts are read from the pages as written, so that they
have what a reader sees: outputs of cells, tables, the pages of figures.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from policytext.book.written_pages import on_all_cores
from policytext.figures.kept import kept
from policytext.reading.characters import traditional_pairs
from policytext.reading.edits import HAN

HERE = Path(__file__).parent
TEXTS = "searchtexts.js"
NOT_SEARCHED = {"search", "genindex", "404"}
"""Pages that only lead to others."""

INLINE = re.compile(
    "a|abbr|b|bd[io]|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong"
    "|su[bp]|time|tt|u|var|wbr"
)
VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
CONTROLS = re.compile("button|label|noscript|option|script|select|style|svg|template|textarea")
CONTROL_CLASSES = {"headerlink", "collapsed", "expanded", "figure-files"}
"""What is there to be used and not to be read: of the theme, and the links below a figure."""
HEADINGS = re.compile("h[1-6]")

BREAK = re.compile(r"(?<! ) *[\t\n][ \t\n]*")
BROKEN_LINE = re.compile(rf"(?<=[{HAN}，。、；：？！）》])[ \t]*\n\s*(?=[{HAN}（《])")
LEFT_OUT = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]|\\b[0-9a-f]{64}\\b")
"""Characters without a picture; SHA-256 of files, since nobody types them and they weigh a lot."""


def setup(app: Sphinx) -> dict:
    """Replace stock search: its index, its page, and what the theme loads of it on every page."""
    app.connect("config-inited", _add_folders)
    app.connect("builder-inited", _replace_stock_search)
    app.connect("html-collect-pages", _search_page)
    app.connect("html-page-context", _add_scripts)
    app.connect("build-finished", _write_texts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def stretches(html: str) -> list[list[str]]:
    """Anchor, heading and text of each stretch of a page's article, in the order of the page.

    A stretch begins at a heading, at a figure that has an id, and after such a figure or a section;
    what only goes on has no heading of its own. A line of its text is a block of the page or a row
    of a table; tabs stand between its cells, and between lines of code. Of a picture, the text is
    its alt.

    >>> stretches('<article><h2 id="a">二</h2><p>中国式\\n现代化</p><p>创新</p></article>')
    [['a', '二', '中国式现代化\\n创新']]
    """
    start, end = html.find("<article"), html.rfind("</article>")
    reader = _Reader()
    reader.feed(html[start:end] if start >= 0 else "")
    reader.close()
    found = [[anchor, *map(_clean, map("".join, parts))] for anchor, *parts in reader.found]
    return [stretch for stretch in found if stretch[1] or stretch[2]]


class _Reader(HTMLParser):
    """Collects anchor, pieces of heading and of text as a page is fed to it; see `stretches`."""

    def __init__(self):
        super().__init__()
        self.found: list[list] = [["", [], []]]
        self.unseen = []  # the open elements from the outermost one that is not read
        self.places = []  # tag and id of the open sections and figures
        self.open = dict.fromkeys(("math", "pre", "tr"), 0)
        self.in_heading = False

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        classes = set((about.get("class") or "").split())
        if self.in_heading and "headerlink" in classes:
            self.found[-1][0] = (about.get("href") or "").removeprefix("#")
        hidden = {"hidden", "popover"} & set(about) or about.get("aria-hidden") == "true"
        if self.unseen or hidden or CONTROLS.fullmatch(tag) or classes & CONTROL_CLASSES:
            self.unseen += [tag] if not VOID.fullmatch(tag) else []
            return
        if HEADINGS.fullmatch(tag):
            self._begin(about.get("id") or self._place())
            self.in_heading = True
        elif tag in ("section", "figure"):
            self.places.append((tag, about.get("id") or ""))
            if tag == "figure" and about.get("id"):
                self._begin(about["id"])
        elif tag in self.open:
            self.open[tag] += 1
        self._break(tag)
        if tag == "img" and about.get("alt"):
            self.handle_data(about["alt"])
            self._break(tag)

    def handle_endtag(self, tag):
        if self.unseen:
            while tag in self.unseen and self.unseen.pop() != tag:
                pass
            return
        self._break(tag)
        if HEADINGS.fullmatch(tag):
            self.in_heading = False
        elif tag in ("section", "figure") and self.places:
            _, anchor = self.places.pop()
            if tag == "section" or anchor:
                self._begin(self._place())
        elif self.open.get(tag):
            self.open[tag] -= 1

    def handle_data(self, data):
        if self.unseen:
            return
        if self.open["pre"]:
            data = data.replace("\n", "\t")
        else:
            data = re.sub(r"\s+", " ", BROKEN_LINE.sub("", data))
        self.found[-1][1 if self.in_heading else 2].append(data)

    def _begin(self, anchor: str) -> None:
        self.found.append([anchor, [], []])

    def _place(self) -> str:
        return next((anchor for _, anchor in reversed(self.places) if anchor), "")

    def _break(self, tag: str) -> None:
        if INLINE.fullmatch(tag) or self.open["math"] or self.in_heading:
            return
        self.found[-1][2].append("\t" if self.open["tr"] and tag != "tr" else "\n")


def _clean(text: str) -> str:
    text = LEFT_OUT.sub("", normalize("NFC", text))
    text = BREAK.sub(lambda gap: "\n" if "\n" in gap[0] else "\t", text)
    return re.sub(r"[^\S\t\n]+", " ", text).strip()


def _add_folders(app: Sphinx, config) -> None:
    config.templates_path.append(str(HERE / "theme"))
    config.html_static_path.append(str(HERE / "_static"))


def _replace_stock_search(app: Sphinx) -> None:
    """No index of stock search; of its scripts, the one with the stemmer stays of use."""
    if app.builder.format == "html":
        app.builder.search = False
        english = SearchEnglish({})
        app.config.html_context |= {
            "search_language_stop_words": json.dumps(sorted(english.stopwords)),
            "search_language_stemming_code": english.js_stemmer_code,
        }


def _search_page(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    if app.builder.format == "html":
        yield "search", {"title": "Search", "texts": TEXTS}, "search.html"


def _add_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if pagename == "search":
        app.add_js_file("search.js", loading_method="defer")
        app.add_js_file("search_page.js", loading_method="defer")
        app.add_css_file("search.css")


def _write_texts(app: Sphinx, exception: Exception | None) -> None:
    """Write `searchtexts.js`: chapters in the order of the book, then all other pages by name."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    files = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*.html"))}
    chapters = [f"{docname}.html" for docname in app.env.collect_relations()]
    names = [name for name in chapters if name in files]
    names += [name for name in files if name not in chapters and not name.startswith("_")]
    names = [name for name in names if name.removesuffix(".html") not in NOT_SEARCHED]
    texts = on_all_cores(_stretches_of, [files[name] for name in names])
    pages = [[name, parts] for name, parts in zip(names, texts, strict=True) if parts]
    (out / TEXTS).write_text(_script(pages), "utf-8")


def _stretches_of(path: Path) -> list[list[str]]:
    html = path.read_text("utf-8")
    article = hashlib.sha256(html[html.find("<article") :].encode()).hexdigest()
    found = kept(["text", article], lambda: {"text": json.dumps(stretches(html)).encode()})
    return json.loads(found["text"])


def _script(pages: list) -> str:
    """The texts as a script, since a page opened from disk may load nothing else; a page a line."""
    characters = set().union(*(part for _, parts in pages for stretch in parts for part in stretch))
    lines = ",\n".join(map(_json, pages))
    return (
        f'const policytextSearch = {{"traditional":"{traditional_pairs(characters)}",\n'
        f'"pages":[\n{lines}\n]}};\n'
    )


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
