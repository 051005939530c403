"""Sphinx extension: pages carry the Chinese characters that they show, as a font of their own.

The font is Noto Sans SC, cut down to what stands on the pages: nothing is missing on a machine
without Chinese fonts, and no other host is asked. It comes in three parts, of which a browser takes
what a page needs: what the landing page shows, what others do, and what only pages do that show
hundreds of characters by themselves (lists of words). Latin letters stay with the reader's fonts.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

from policytext.book.page_weight import cut_font
from policytext.book.written_pages import on_all_cores, written_pages
from policytext.figures.font import UNUSED_TABLES
from policytext.figures.style import font_path

FAMILY = "Book Han"
STYLES = "_static/chinese-font.css"
PARTS = tuple(f"_static/chinese-{n}.woff2" for n in (1, 2, 3))

NOT_LATIN = re.compile(r"[^\x00-\u024f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]")
"""What the font has to have: all but Latin letters and marks that have no picture. Private
characters are icons, which have a font of their own."""

MANY = 100
"""Characters that a page has by itself from which on other pages need not load them."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def setup(app: Sphinx) -> dict:
    """Register the style sheet that names the font, which is made when all pages are written."""
    app.add_css_file(Path(STYLES).name)
    app.connect("build-finished", _write_font, priority=850)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def characters_of(folder: Path, scripts: Iterable[Path]) -> list[set[str]]:
    """What a built book shows beyond Latin letters, for each of `PARTS`.

    The first are on the landing page; the third on one page, which has `MANY` by itself.

    `scripts` are files from which text gets into pages; what they have counts as on many.
    """
    landing = not_latin((folder / "index.html").read_text("utf-8"))
    pages = [not_latin(path.read_text("utf-8")) for path in written_pages(folder)]
    n_pages = Counter(character for page in pages for character in page)
    texts = (not_latin(unescaped(path.read_text("utf-8"))) for path in scripts)
    shared = landing.union(*(filter(simplified, text) for text in texts))
    shared |= {character for character, n in n_pages.items() if n > 1}
    own = (page - shared for page in pages)
    rare = set().union(*(characters for characters in own if len(characters) >= MANY))
    return [landing, (n_pages.keys() | shared) - landing - rare, rare]


def own_scripts(app: Sphinx) -> list[Path]:
    """The project's own scripts and what they read, as the book has them; those of the theme show
    English.
    """
    static = (Path(app.confdir, "_static"), Path(__file__).parent / "_static")
    return sorted(path for place in static for path in place.rglob("*.js*"))


def not_latin(markup: str) -> set[str]:
    """The characters of a page, its attributes and comments included, that the font has to have.

    >>> sorted(not_latin('<p title="党">&#21019;新, “new”</p>'))
    ['“', '”', '党', '创', '新']
    """
    return set(NOT_LATIN.findall(html.unescape(markup)))


def unescaped(script: str) -> str:
    r"""A script with the characters that it writes as numbers.

    >>> unescaped(r'{"\u521b\u65b0": 1}')
    '{"创新": 1}'
    """
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), script)


def simplified(character: str) -> bool:
    """Whether a script may show it: what it holds in traditional characters is typed by readers,
    and shown in none of the pages.
    """
    if not "\u3400" <= character <= "\u9fff":
        return True
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def ranges(characters: Iterable[str]) -> str:
    """Characters as the `unicode-range` of CSS, neighbours put together.

    >>> ranges("一丁七中")
    'U+4E00-4E01, U+4E03, U+4E2D'
    """
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(
        f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs
    )


def face(file: str, characters: Iterable[str]) -> str:
    """The rule that names one part of the font."""
    return (
        f'@font-face {{\n  font-family: "{FAMILY}";\n  font-display: swap;\n'
        f'  src: url({Path(file).name}) format("woff2");\n'
        f"  unicode-range: {ranges(characters)};\n}}\n"
    )


def _write_font(app: Sphinx, exception: Exception | None) -> None:
    folder = Path(app.outdir)
    if exception or app.builder.format != "html" or not (folder / "index.html").is_file():
        return
    font = font_path().read_bytes()
    drawn = {chr(code) for code in TTFont(font_path(), lazy=True).getBestCmap()}
    shown = [part & drawn for part in characters_of(folder, own_scripts(app))]
    parts = {file: characters for file, characters in zip(PARTS, shown, strict=True) if characters}
    fonts = on_all_cores(partial(_cut, font), parts.values())
    for file, data in zip(parts, fonts, strict=True):
        (folder / file).write_bytes(data)
    rules = [face(file, characters) for file, characters in parts.items()]
    (folder / STYLES).write_text("".join(rules), "utf-8")


def _cut(font: bytes, characters: set[str]) -> bytes:
    return cut_font(font, map(ord, characters), drop_tables=UNUSED_TABLES)
