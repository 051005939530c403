"""Sphinx extension: the directive `figure-gallery`, all figures of the book with thumbnails.

What figures there are is known only when all pages are read, so the directive leaves an empty node,
and the gallery is made when its page is written. Beside the other files of a figure it puts
``ID.thumb.png``. A small script adds filters; without it, all figures show.
"""

import hashlib
import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from policytext.book.cited_figure import (
    FOLDER,
    LANGUAGE_TAGS,
    figures_of,
    shown_tables,
    templates,
)
from policytext.book.figure_pages import figure_number, numbered_figures
from policytext.figures.publish import CitedFigure
from policytext.tables import Tables

THUMBNAIL = "thumb.png"
BOX = (360, 240)
"""Most pixels of a thumbnail, across and down: twice what its card has room for."""
COLOURS = 16

# Groups of figures that are of no single theme: names in English and in Chinese
CHAPTERS = {
    "corpus": ("The texts", "语料"),
    "comparison": ("Comparison", "比较"),
    "commitments": ("Commitments", "承诺"),
    "formulas": ("Numbered formulas", "数字口号"),
    "methods": ("Methods", "方法"),
}
KINDS_ZH = {
    "dots": "点图",
    "bars": "条形图",
    "strips": "条带图",
    "lines": "折线图",
    "matrix": "矩阵",
    "table": "表",
    "cloud": "词云",
}

MARK = "figure_gallery"
"""What the metadata of a page have that shows a gallery."""


class gallery(nodes.General, nodes.Element):
    """The place of the gallery; HTML only."""


class FigureGallery(SphinxDirective):
    """The directive: no argument, no option, no content."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][MARK] = True
        return [gallery()]


def setup(app: Sphinx) -> dict:
    """Register directive, node, script and styles, and the writing of thumbnails."""
    app.setup_extension("policytext.book.figure_pages")
    silent = (_skip, None)
    others = {name: silent for name in ("latex", "text", "man", "texinfo")}
    app.add_node(gallery, html=(_visit_gallery, None), **others)
    app.add_directive("figure-gallery", FigureGallery)
    app.connect("env-updated", _galleries)
    app.connect("env-updated", _make_thumbnails)
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_thumbnails)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def thumbnail(png: bytes) -> bytes:
    """A small PNG of a picture, at most `BOX` pixels, in 16 of its own colours.

    It carries no metadata: the same picture gives the same bytes.
    """
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").resize(
            thumbnail_size(picture.size), Image.Resampling.LANCZOS, reducing_gap=3.0
        )
    # Maximum coverage keeps the colour of a theme that covers little, and white white; median cut
    # turns the one grey, refining by k-means the other
    few = small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "png", optimize=True)
    return buffer.getvalue()


def thumbnail_size(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a picture's thumbnail: its shape is kept, and nothing grows.

    >>> thumbnail_size((2055, 827)), thumbnail_size((600, 1200)), thumbnail_size((90, 60))
    ((360, 145), (120, 240), (90, 60))
    """
    scale = min(1, BOX[0] / size[0], BOX[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def grouped(figures: Iterable[CitedFigure], themes: Iterable[str]) -> dict[str, list[CitedFigure]]:
    """Group -> its figures in their order: themes first, then chapters, then any other group."""
    groups: dict[str, list[CitedFigure]] = {group: [] for group in (*themes, *CHAPTERS)}
    for figure in figures:
        groups.setdefault(figure.group, []).append(figure)
    return {group: members for group, members in groups.items() if members}


def _visit_gallery(self: HTML5Translator, node: gallery) -> None:
    context = _context(self.builder.app, shown_tables(self.config), self.builder.current_docname)
    heading = f"h{min(self.section_level + 1, 6)}"
    self.body.append(templates.get_template("gallery.html").render(heading=heading, **context))
    raise nodes.SkipNode


def _skip(self, node: gallery) -> None:
    raise nodes.SkipNode


def _context(app: Sphinx, tables: Tables, docname: str) -> dict:
    """What the template of the gallery needs, on the page `docname`."""
    shown = [(figure, figure_number(app, page, figure)) for page, figure in numbered_figures(app)]
    themes = tables.themes.set_index("theme")[["label_en", "label_zh"]]
    names = CHAPTERS | {theme: tuple(labels) for theme, *labels in themes.itertuples()}
    groups = grouped((figure for figure, _ in shown), themes.index)
    numbers = {figure.id: number for figure, number in shown}
    labels = tables.documents[["document", "label_en", "label_zh"]].itertuples(index=False)
    texts = {document for figure, _ in shown for document in figure.documents}
    kinds = {figure.kind for figure, _ in shown}
    return {
        "n": len(shown),
        "zh": LANGUAGE_TAGS["zh"],
        "folder": relative_uri(app.builder.get_target_uri(docname), f"{FOLDER}/"),
        "thumbnail": THUMBNAIL,
        "filters": {
            ("theme", "Theme or chapter", "主题"): [
                (group, *names.get(group, (group, ""))) for group in groups
            ],
            ("document", "Text", "文本"): [text for text in labels if text[0] in texts],
            ("kind", "Kind of picture", "图形"): [
                (kind, kind, zh) for kind, zh in KINDS_ZH.items() if kind in kinds
            ],
        },
        "groups": [
            {
                "key": group,
                "names": names.get(group, (group, "")),
                "figures": [(figure, numbers[figure.id], _size(figure)) for figure in members],
            }
            for group, members in groups.items()
        ],
    }


def _size(figure: CitedFigure) -> tuple[int, int]:
    """Width and height at which a thumbnail stands on the page: half of its pixels."""
    with Image.open(io.BytesIO(figure.files["en.png"])) as picture:
        width, height = thumbnail_size(picture.size)
    return round(width / 2), round(height / 2)


def _galleries(app: Sphinx, environment: BuildEnvironment) -> list[str]:
    """Pages with a gallery: they are written anew whenever any page is."""
    return [docname for docname, about in environment.metadata.items() if MARK in about]


def _make_thumbnails(app: Sphinx, environment: BuildEnvironment) -> None:
    """Make those that the last build did not; they stay with the pages as they were read."""
    needed = app.builder.format == "html" and _galleries(app, environment)
    shown = figures_of(environment).values() if needed else ()
    pictures = [figure.files["en.png"] for page in shown for figure in page]
    known = thumbnails_of(environment)
    hashed = {hashlib.sha256(picture).hexdigest(): picture for picture in pictures}
    new = [name for name in hashed if name not in known]
    with ThreadPoolExecutor() as pool:  # threads will do: all the time is Pillow's
        made = dict(zip(new, pool.map(thumbnail, map(hashed.get, new)), strict=True))
    environment.policytext_thumbnails = {name: (known | made)[name] for name in sorted(hashed)}


def thumbnails_of(environment: BuildEnvironment) -> dict[str, bytes]:
    """SHA-256 of a picture -> its thumbnail."""
    return getattr(environment, "policytext_thumbnails", {})


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if MARK in app.env.metadata.get(pagename, ()):
        app.add_js_file("gallery.js", loading_method="defer")
        app.add_css_file("gallery.css")


def _write_thumbnails(app: Sphinx, exception: Exception | None) -> None:
    """Write what galleries show, and take away the thumbnails of figures that are no more."""
    if exception or app.builder.format != "html":
        return
    figures = figures_of(app.env).values() if _galleries(app, app.env) else ()
    files = {f"{figure.id}.{THUMBNAIL}": figure for page in figures for figure in page}
    folder = Path(app.outdir) / FOLDER
    for old in folder.glob(f"fig-*.{THUMBNAIL}"):
        if old.name not in files:
            old.unlink()
    for name, figure in files.items():
        folder.mkdir(exist_ok=True)
        picture = hashlib.sha256(figure.files["en.png"]).hexdigest()
        (folder / name).write_bytes(thumbnails_of(app.env)[picture])
