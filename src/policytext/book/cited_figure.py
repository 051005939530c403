"""A cell's `CitedFigure` -> a numbered figure of the book, in two languages, with its links.

Two parts. `FigureRenderer` is called by MyST-NB for each output of the figure's MIME type and
makes the nodes. `setup` makes this a Sphinx extension, which draws the picture part in HTML; the
files that it links to are written by `figure_pages`. What it needs lives in Sphinx's environment,
so that parallel reading and a rebuild of single pages work.
"""

import os
from dataclasses import replace
from html import escape
from pathlib import Path

from docutils import nodes
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from policytext.book.citation import Book, citations, read_book
from policytext.data import InputError
from policytext.figures.publish import MIME_TYPE, CitedFigure
from policytext.figures.style import MM_PER_INCH, WIDTHS_MM
from policytext.grouping import grouped
from policytext.tables import Tables, load

FOLDER = "figures"
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}
CITATION_FORMS = {"txt": "Reference", "bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}

# Print sizes look small on a screen: 174 mm fills the text column of a page.
SCREEN_SCALE = 1.16

logger = logging.getLogger(__name__)
templates = Environment(
    loader=PackageLoader("policytext.book"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


class FigureRenderer:
    """MyST-NB's way to render a `CitedFigure` (entry point in the group myst_nb.mime_renderers)."""

    mime_priority_overrides = (("*", MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        """The figure's nodes; None for any other MIME type."""
        if data.mime_type != MIME_TYPE or inline:
            return None
        figure = CitedFigure.from_record(data.content)
        environment = renderer.renderer.sphinx_env
        document = renderer.renderer.document
        if environment is not None:
            figure = with_note_on_groups(figure, environment.config.policytext_group_by)
            figures_of(environment).setdefault(environment.docname, []).append(figure)
        return [_figure_node(figure, document)]


class picture(nodes.General, nodes.Element):
    """The two pictures with their switch. Carries id, alt texts and size; HTML only."""


class caption_zh(nodes.paragraph):
    """The Chinese caption, marked as Chinese for screen readers and fonts.

    A class `language-zh-Hans` would do that too, but then docutils warns that it knows no
    typographic quotes for the language.
    """


class file_links(nodes.General, nodes.Element):
    """The quiet line with the files of a figure; HTML only."""


def setup(app):
    """Register nodes, stylesheet and the writing of files. Called by Sphinx."""
    silent = (_skip, None)
    others = {name: silent for name in ("latex", "text", "man", "texinfo")}
    app.add_node(picture, html=(_visit_picture, None), **others)
    app.add_node(file_links, html=(_visit_file_links, None), **others)
    as_paragraph = (_visit_paragraph, _depart_paragraph)
    others = dict.fromkeys(others, as_paragraph)
    app.add_node(caption_zh, html=(_visit_caption_zh, _depart_caption_zh), **others)
    app.add_css_file("policytext.css")
    app.add_js_file("cite.js", loading_method="defer")
    app.add_config_value("policytext_book", None, "html")
    app.add_config_value("policytext_group_by", "", "env")
    app.add_config_value("policytext_language", "en", "html")
    app.connect("config-inited", _read_book)
    app.connect("builder-inited", _add_static_folder)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _warn_of_reused_ids)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def figures_of(environment) -> dict[str, list[CitedFigure]]:
    """Page -> its figures, in the order of the page; what the build knows of all figures."""
    if not hasattr(environment, "policytext_figures"):
        environment.policytext_figures = {}
    return environment.policytext_figures


def with_note_on_groups(figure: CitedFigure, column: str) -> CitedFigure:
    """The figure whose captions say that its texts are groups by a column; itself for ''."""
    if not column or not figure.documents:
        return figure
    return replace(
        figure,
        caption=f"{figure.caption} Each text is here all texts of one group, by {column}; for the"
        " intervals of groups of eight or more, whole texts are drawn in the place of blocks.",
        caption_zh=f"{figure.caption_zh}此处每“篇”为按{column}归并的一组文本；八篇以上的组，区间以整篇而非句块重抽样。",
    )


def shown_tables(config) -> Tables:
    """The tables of the book, of groups where its figures show groups."""
    tables, column = load(), config.policytext_group_by
    return grouped(tables, column) if column else tables


def cite_forms(figure: CitedFigure, book: Book, folder: str) -> Markup:
    """The four citations of a figure, ready to copy, with links to their files in `folder`."""
    forms = [
        {"name": CITATION_FORMS[form], "file": f"{folder}{figure.id}.{form}", "text": text}
        for form, text in citations(figure, book).items()
    ]
    return Markup(templates.get_template("citation.html").render(forms=forms))  # noqa: S704 - its template escapes


def screen_size(width_mm: float, height_mm: float) -> tuple[int, int]:
    """Pixels of a picture on a page."""
    pixels = SCREEN_SCALE * 96 / MM_PER_INCH
    return round(width_mm * pixels), round(height_mm * pixels)


def size_class(width_mm: float) -> str:
    """`full` for a picture as wide as a printed page, else `column`."""
    return "full" if width_mm > WIDTHS_MM["column"] else "column"


def _figure_node(figure: CitedFigure, document) -> nodes.figure:
    node = nodes.figure("", classes=["cited-figure", f"cited-figure-{figure.kind}"])
    node["names"].append(figure.id)
    document.note_explicit_target(node, node)
    node += picture(
        figure=figure.id,
        alt={"en": figure.alt, "zh": figure.alt_zh},
        width_mm=figure.width_mm,
        height_mm=figure.height_mm,
    )
    node += nodes.caption("", figure.caption)
    node += nodes.legend("", caption_zh("", figure.caption_zh), file_links(figure=figure.id))
    return node


def _visit_picture(self, node):
    """Two radio buttons switch between the pictures: no script, and English without styles.

    Pictures load when they come near, but for the first of a page, which is near from the start.
    """
    name, alts = node["figure"], node["alt"]
    across, down = screen_size(node["width_mm"], node["height_mm"])
    size = f'width="{across}" height="{down}"'
    width = size_class(node["width_mm"])
    html = [f'<div class="cited-picture cited-{width}" role="group" aria-label="{name}">']
    for lang, language in LANGUAGE_NAMES.items():
        checked = " checked" if lang == self.config.policytext_language else ""
        html.append(
            f'<input type="radio" name="lang-{name}" id="{name}-{lang}" '
            f'class="switch-{lang}"{checked}>'
            f'<label for="{name}-{lang}" lang="{LANGUAGE_TAGS[lang]}">{language}</label>'
        )
    first = figures_of(self.builder.env)[self.builder.current_docname][0].id == name
    for lang, language in LANGUAGE_NAMES.items():
        is_near = first and lang == self.config.policytext_language
        lazy = "" if is_near else ' loading="lazy"'
        spoken = LANGUAGE_TAGS[lang if alts[lang] != alts["en"] else "en"]
        html.append(
            f'<div class="picture-{lang}" tabindex="0" role="region" '
            f'aria-label="{name}, {language}">'
            f'<img class="dark-light" src="{_link(self, f"{name}.{lang}.svg")}" '
            f'alt="{escape(alts[lang])}" lang="{spoken}" {size}{lazy}></div>'
        )
    self.body.append("\n".join([*html, "</div>"]))
    raise nodes.SkipNode


def _visit_file_links(self, node):
    name, book = node["figure"], self.config.policytext_book
    shown = figures_of(self.builder.env)[self.builder.current_docname]
    figure = next(figure for figure in shown if figure.id == name)
    parts = []
    for lang, language in LANGUAGE_NAMES.items():
        links = [
            f'<a href="{_link(self, f"{name}.{lang}.{form}")}" download '
            f'aria-label="{form.upper()}, {language}">{form.upper()}</a>'
            for form in ("pdf", "svg", "png")
        ]
        parts.append(f'<span class="files-{lang}">{" · ".join(links)}</span>')
    table = f'<a href="{_link(self, f"{name}.csv")}" download>CSV</a>'
    cite = (
        f'<button type="button" popovertarget="cite-{name}" aria-label="Cite {name}">Cite</button>'
    )
    page = f'<a href="{_link(self, f"{name}.html")}" aria-label="Permalink of {name}">Permalink</a>'
    self.body.append(
        f'<p class="figure-files">{"".join(parts)} · {table} · {cite} · {page}</p>\n'
        f'<div popover id="cite-{name}" class="cite-figure" role="dialog" '
        f'aria-label="How to cite {name}">'
        f'<button popovertarget="cite-{name}" popovertargetaction="hide">Close</button>'
        f"{cite_forms(figure, book, _link(self, ''))}</div>"
    )
    raise nodes.SkipNode


def _visit_caption_zh(self, node):
    self.body.append(self.starttag(node, "p", "", CLASS="caption-zh", lang=LANGUAGE_TAGS["zh"]))


def _depart_caption_zh(self, node):
    self.body.append("</p>\n")


def _visit_paragraph(self, node):
    self.visit_paragraph(node)


def _depart_paragraph(self, node):
    self.depart_paragraph(node)


def _skip(self, node):
    raise nodes.SkipNode


def _link(translator, file: str) -> str:
    builder = translator.builder
    return relative_uri(builder.get_target_uri(builder.current_docname), f"{FOLDER}/{file}")


def _read_book(app, config):
    """What citations share; a release stands in its own folder, which all links know then."""
    try:
        config.policytext_book = read_book(
            Path(app.srcdir) / "CITATION.cff",
            copyright=config.copyright,
            address=config.html_baseurl,
            release=os.environ.get("POLICYTEXT_RELEASE", ""),
        )
    except InputError as error:
        raise ExtensionError(str(error)) from error
    config.html_baseurl = config.policytext_book.address if config.html_baseurl else ""


def _add_static_folder(app):
    app.config.html_static_path.append(str(Path(__file__).parent / "_static"))


def _purge(app, environment, docname):
    figures_of(environment).pop(docname, None)


def _merge(app, environment, docnames, other):
    for docname in docnames:
        if docname in figures_of(other):
            figures_of(environment)[docname] = figures_of(other)[docname]


def _warn_of_reused_ids(app, environment):
    pages = {}
    for docname in sorted(figures_of(environment)):
        for figure in figures_of(environment)[docname]:
            if figure.id in pages:
                logger.warning(
                    "figure id %r is used twice: also in %s",
                    figure.id,
                    pages[figure.id],
                    location=docname,
                    type="policytext",
                    subtype="figure_id",
                )
            pages.setdefault(figure.id, docname)
