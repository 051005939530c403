"""Sphinx extension: pages load what they use, and nothing twice.

The theme is made for more than this book: it draws icons by a script of 1.5 MB that knows 2,000
of them, and its pages load the index of the search before anyone searches. Here the icons in use
stay, in the theme's own font cut down to them, and each script is loaded once and where it is used.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from sphinx.application import Sphinx

from policytext.book.written_pages import rewrite, written_pages
from policytext.figures.kept import kept

STYLES = "_static/styles/pydata-sphinx-theme.css"
ICONS = "_static/vendor/fontawesome/webfonts"
ICON_FONT = "fa-solid-900.woff2"
UNUSED = (
    f"{ICONS}/fa-solid-900.ttf",  # for browsers without woff2
    f"{ICONS}/fa-regular-400.*",
    f"{ICONS}/fa-brands-400.*",
    "_static/scripts/fontawesome.js*",
    "_static/scripts/*.map",
    "_static/styles/*.map",
)

ICON_NAME = re.compile(r"\bfa-[a-z-]+")
ICON_RULE = re.compile(r'(?<=[{}/])((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
"""A rule of the style sheet that gives a character to the class of an icon, or to several."""
ICON_VARIABLE = re.compile(r'--pst-(?:icon-[\w-]+|breadcrumb-divider):\s*"\\([0-9a-f]+)"')
FONT_FACE = re.compile(r"@font-face\{[^}]*?/(fa-[\w-]+)\.woff2[^}]*\}")

SCRIPT = re.compile(
    r"<script\b[^>]*>.*?</script>\s*|<link\b[^>]*>\s*|<meta name=.viewport[^>]*>", re.S
)
NEVER = re.compile(r'src="[^"]*/scripts/fontawesome\.js')
FOR_SEARCH = re.compile(r'src="[^"]*\b(?:searchtools|language_data|searchindex)\.js')
ADVERTISEMENT = re.compile(r'<div id="ethical-ad-placement"[^>]*>\s*</div>')


def setup(app: Sphinx) -> dict:
    """Register what is done to pages and styles once they are written."""
    app.connect("build-finished", _lighten, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def light_page(page: str) -> str:
    """A page without what it never uses, and with nothing loaded twice."""
    searches = 'id="search-results"' in page
    seen = set()

    def once(match: re.Match) -> str:
        element = match[0].strip()
        unused = NEVER.search(element) or (FOR_SEARCH.search(element) and not searches)
        if unused or _same(element) in seen:
            return ""
        seen.add(_same(element))
        return match[0]

    return ADVERTISEMENT.sub("", SCRIPT.sub(once, page))


def icons_in(texts: Iterable[str]) -> set[str]:
    """The classes of icons that pages or scripts name.

    >>> sorted(icons_in(['<i class="fa-solid fa-bars"></i>', 'e.classList.add("fa-xmark")']))
    ['fa-bars', 'fa-solid', 'fa-xmark']
    """
    return {name for text in texts for name in ICON_NAME.findall(text)}


def few_icons(styles: str, used: set[str]) -> tuple[str, set[int]]:
    """The theme's style sheet without the rules of icons that are not used, and the characters
    of those that are: by class, or by a variable that marks notes, links and the like.
    """
    characters = {int(code, 16) for code in ICON_VARIABLE.findall(styles)}

    def keep(match: re.Match) -> str:
        names = {selector.removesuffix(":before")[1:] for selector in match[1].split(",")}
        if not names & used:
            return ""
        characters.add(int(match[2], 16))
        return match[0]

    def only_solid(match: re.Match) -> str:
        source = f'src:url(../vendor/fontawesome/webfonts/{ICON_FONT}) format("woff2")'
        kept = re.sub(r"src:[^}]*", source, match[0])
        return kept if match[1] == ICON_FONT.removesuffix(".woff2") else ""

    return FONT_FACE.sub(only_solid, ICON_RULE.sub(keep, styles)), characters


def cut_font(font: bytes, characters: Iterable[int], **options) -> bytes:
    """The woff2 file of a font with these characters alone; the same ones give the same bytes."""
    codes = sorted(set(characters))
    given = ["woff2", hashlib.sha256(font).hexdigest(), codes, options]
    return kept(given, lambda: {"font": _cut(font, codes, options)})["font"]


def _cut(font: bytes, codes: list[int], options: dict) -> bytes:
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of each table
    chosen = subset.Options(
        flavor="woff2",
        bidi_closure=False,  # else ∈ brings its mirrored picture
        hinting=False,
        layout_features=[],
        name_IDs=[0, 1, 2, 4, 6, 13, 14],  # among them the copyright and the licence
        notdef_outline=True,
        **options,
    )
    cut = subset.load_font(io.BytesIO(font), chosen, lazy=True)
    subsetter = subset.Subsetter(chosen)
    subsetter.populate(unicodes=codes)
    subsetter.subset(cut)
    file = io.BytesIO()
    subset.save_font(cut, file, chosen)
    return file.getvalue()


def _same(element: str) -> str:
    """What makes two elements one: a script's address, whatever its version; else all of it."""
    if element.startswith("<meta"):
        return "viewport"
    source = re.search(r'<script[^>]* src="([^"?]*)', element)
    return source[1] if source else element


def _lighten(app: Sphinx, exception: Exception | None) -> None:
    folder = Path(app.outdir)
    if exception or app.builder.format != "html" or not (folder / STYLES).is_file():
        return
    rewrite(folder, light_page)
    pages = list(written_pages(folder))
    scripts = [
        path for path in (folder / "_static/scripts").glob("*.js") if "awesome" not in path.name
    ]
    used = icons_in(path.read_text("utf-8") for path in (*pages, *scripts))
    styles, characters = few_icons((folder / STYLES).read_text("utf-8"), used)
    (folder / STYLES).write_text(styles, "utf-8")
    font = folder / ICONS / ICON_FONT
    font.write_bytes(cut_font(font.read_bytes(), characters))
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
