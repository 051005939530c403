"""Sphinx extension: Chinese on an English page is marked as Chinese.

A screen reader then reads it with a Chinese voice, and the browser sets it in the Chinese font,
with the commas and quotation marks of that font. An element that has nothing else gets the mark
itself; within English text, the Chinese gets an element of its own. Titles of windows and choices
of a list cannot have any within.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

from policytext.book.written_pages import TOKEN, rewrite

LANGUAGE = "zh"
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
OPENING, CLOSING = "《〈（「『【", "》〉）」』】。！？；：，、"
BETWEEN = rf"[{OPENING}{CLOSING}“”‘’…\u3000·—～ 0-9０-９.%％+\-]"
PASSAGE = re.compile(
    rf"(?:(?<![{OPENING}])[{OPENING}]+)?[{HAN}](?:{BETWEEN}{{0,12}}[{HAN}])*[{CLOSING}]*"
)
"""Chinese characters with what stands between them and belongs to them."""

WITHOUT = {"script", "style", "title", "textarea", "svg", "math"}
"""Elements that hold text alone, or another notation."""
TEXT_ALONE = {"option"}
"""Elements that hold text alone and can be marked themselves."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
SAID = re.compile(r'\slang="([^"]*)"')


def setup(app: Sphinx) -> dict:
    """Register what is done to pages once they are written."""
    app.connect("build-finished", _mark_pages, priority=820)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def mark(page: str) -> str:
    """A page with its Chinese marked, as far as it is not already.

    >>> mark("<p>It says 创新, often.</p><code>创新</code>")
    '<p>It says <span lang="zh">创新</span>, often.</p><code lang="zh">创新</code>'
    """
    pieces = TOKEN.findall(page)
    open_elements: list[tuple[str, str]] = []  # name and language
    for place, piece in enumerate(pieces):
        if tag := TAG.match(piece):
            _follow(open_elements, tag, piece)
        elif piece.startswith("<") or any(name in WITHOUT for name, _ in open_elements):
            continue
        elif PASSAGE.search(piece) and not _language(open_elements).startswith(LANGUAGE):
            before, after = pieces[place - 1], pieces[place + 1 : place + 2]
            alone = TAG.match(before), after and TAG.match(after[0])
            if PASSAGE.fullmatch(piece.strip()) and _element(*alone) and not SAID.search(before):
                pieces[place - 1] = f'{before[:-1]} lang="{LANGUAGE}">'
            elif not any(name in TEXT_ALONE for name, _ in open_elements):
                pieces[place] = PASSAGE.sub(rf'<span lang="{LANGUAGE}">\g<0></span>', piece)
    return "".join(pieces)


def _follow(open_elements: list[tuple[str, str]], tag: re.Match, piece: str) -> None:
    """Keep account of the elements that are open after a tag."""
    closes, name = tag[1], tag[2].lower()
    if closes:
        while open_elements and open_elements.pop()[0] != name:
            pass  # an end tag that may be left out, of a paragraph or a list item
    elif name not in VOID and not piece.endswith("/>"):
        said = SAID.search(piece)
        open_elements.append((name, said[1] if said else _language(open_elements)))


def _language(open_elements: list[tuple[str, str]]) -> str:
    return open_elements[-1][1] if open_elements else ""


def _element(start: re.Match | None, end: re.Match | None) -> bool:
    """Whether two tags are the start and the end of one element."""
    return bool(start and end and not start[1] and end[1] and start[2] == end[2])


def _mark_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    rewrite(Path(app.outdir), mark)
