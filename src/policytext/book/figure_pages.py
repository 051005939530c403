"""Sphinx extension: for each figure a page, files and citations, under names that never change.

The folder `figures/` of the HTML gets, for each `CitedFigure` that a page shows, its pictures, its
CSV, its citation in four forms, and `ID.html`, which has all of that with the table behind the
figure, hashes, origin, and tags for reference managers. `figures/manifest.json` lists them all. An
id that was given up leads on to the one in its place (`policytext_moved_figures`).
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from policytext.book.citation import LICENCE, Book, citations
from policytext.book.cited_figure import (
    FOLDER,
    LANGUAGE_TAGS,
    cite_forms,
    figures_of,
    screen_size,
    shown_tables,
    size_class,
    templates,
)
from policytext.book.execution import source_hash
from policytext.book.metadata import head_tags
from policytext.figures.columns import columns_of, without_unit
from policytext.figures.publish import CitedFigure
from policytext.tables import Tables, read_signature

MOST_ROWS = 200
"""Rows of a figure's table that its page shows; the CSV has all."""
MANIFEST = "manifest.json"
PUBLISHED = "figure_ids.txt"
"""Every id that was ever published, one a line; beside `_config.yml`."""
WHAT = {
    "pdf": "vector picture",
    "svg": "vector picture, text as paths",
    "png": "picture, 300 dpi",
    "csv": "table behind the figure",
    "txt": "citation, text",
    "bib": "citation, BibTeX",
    "ris": "citation, RIS",
    "json": "citation, CSL-JSON",
}
DESCRIPTION = ("title", "title_zh", "caption", "caption_zh", "alt", "alt_zh", "group", "kind")
DESCRIPTION += ("unit", "denominator", "n", "documents", "chart", "width_mm", "height_mm")
LANGUAGES = {"en": "English", "zh": "Chinese"}
OWN_FILE = re.compile(rf"fig-[a-z0-9-]+(\.(en|zh))?\.({'|'.join(WHAT)})|{MANIFEST}")

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict:
    """Register the pages, the files and the ids that moved."""
    app.setup_extension("policytext.book.cited_figure")
    app.add_config_value("policytext_moved_figures", {}, "html", dict)
    app.connect("env-updated", _check_moved)
    app.connect("html-collect-pages", figure_pages)
    app.connect(
        "html-page-context", partial(_share_contents, {}), priority=900
    )  # the theme's first
    app.connect("build-finished", _write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def figure_files(figure: CitedFigure, book: Book) -> dict[str, bytes]:
    """All files of a figure by name: pictures, table, citations."""
    files = {f"{figure.id}.{part}": data for part, data in figure.files.items()}
    cited = {f"{figure.id}.{form}": text for form, text in citations(figure, book).items()}
    return files | {name: text.encode() for name, text in cited.items()}


def hashes(files: dict[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def figure_pages(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Name, context and template of the page of each figure."""
    if app.builder.format != "html":
        return
    figures, book = numbered_figures(app), app.config.policytext_book
    tables = shown_tables(app.config) if figures else None
    sources = source_hash(Path(app.srcdir))
    template = templates.get_template("figure_page.html")
    for docname, figure in figures:
        context = _context(app, docname, figure, tables, sources)
        body = template.render(context)
        sha256 = {file["name"]: file["sha256"] for file in context["files"]}
        head = head_tags(figure, book, sha256, context["header"])
        page = {"title": escape(figure.title), "pagetitle": figure.title}
        page |= {"body": body, "metatags": head}
        yield f"{FOLDER}/{figure.id}", page, "page.html"


def _share_contents(
    made: dict, app: Sphinx, pagename: str, templatename: str, context: dict, doctree
) -> None:
    """Make the contents beside the pages of figures once: they are in none, so it is the same."""
    make = context.get("generate_toctree_html")
    if make is None or not pagename.startswith(f"{FOLDER}/"):
        return

    def contents(kind: str, **options):
        if kind != "sidebar":  # no text, but what a caller may change
            return make(kind, **options)
        key = tuple(sorted(options.items()))
        if key not in made:
            made[key] = make(kind, **options)
        return made[key]

    context["generate_toctree_html"] = contents


def _context(app: Sphinx, docname: str, figure: CitedFigure, tables: Tables, sources: str) -> dict:
    """What the template of a figure's page needs."""
    book, builder = app.config.policytext_book, app.builder
    header, rows = _table(figure)
    names = [without_unit(name) for name in header]
    known = columns_of(figure.chart)
    width, height = screen_size(figure.width_mm, figure.height_mm)
    labels = dict(tables.documents[["document", "label_en"]].itertuples(index=False))
    files = figure_files(figure, book)
    chapter = builder.get_relative_uri(f"{FOLDER}/{figure.id}", docname)
    return {
        "figure": figure,
        "book": book,
        "number": figure_number(app, docname, figure),
        "chapter": {
            "link": f"{chapter}#{figure.id}",
            "title": app.env.titles[docname].astext(),
            "file": app.env.doc2path(docname, base=False),
        },
        "newest": f"../../{FOLDER}/{figure.id}.html" if book.release else "",
        "languages": [
            {"code": code, "tag": LANGUAGE_TAGS[code], "alt": alt, "caption": caption}
            for code, alt, caption in (
                ("en", figure.alt, figure.caption),
                ("zh", figure.alt_zh, figure.caption_zh),
            )
        ],
        "size": size_class(figure.width_mm),
        "width": width,
        "height": height,
        "texts": ", ".join(labels.get(name, name) for name in figure.documents),
        "citation": cite_forms(figure, book, ""),
        "files": [
            {
                "name": name,
                "what": _what(name),
                "bytes": f"{len(data):,}",
                "sha256": sha256,
            }
            for (name, data), sha256 in zip(files.items(), hashes(files).values(), strict=True)
        ],
        "licence": LICENCE,
        "header": header,
        "rows": rows[:MOST_ROWS],
        "n_rows": len(rows),
        "columns": [(name, known[name]) for name in names if name in known],
        "sources": sources,
        "signature": sorted(tables.signature.items()),
    }


def numbered_figures(app: Sphinx) -> list[tuple[str, CitedFigure]]:
    """All figures of the book, each with its page, in the order of their numbers."""
    figures = [(page, one) for page, shown in figures_of(app.env).items() for one in shown]
    return sorted(figures, key=lambda found: (_number(app, *found), found[0]))


def figure_number(app: Sphinx, docname: str, figure: CitedFigure) -> str:
    """The figure's number as its page shows it: Fig. 3; its id where figures have none."""
    number = _number(app, docname, figure)
    if not number:
        return figure.id
    return app.config.numfig_format["figure"] % ".".join(map(str, number))


def _number(app: Sphinx, docname: str, figure: CitedFigure) -> tuple[int, ...]:
    return app.env.toc_fignumbers.get(docname, {}).get("figure", {}).get(figure.id, ())


def _table(figure: CitedFigure) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the figure's CSV, as text."""
    header, *rows = csv.reader(io.StringIO(figure.files["csv"].decode("utf-8-sig"), newline=""))
    return header, rows


def _what(name: str) -> str:
    _, *parts = name.split(".")
    language = f", {LANGUAGES[parts[0]]}" if len(parts) > 1 else ""
    return WHAT[parts[-1]] + language


def _check_moved(app: Sphinx, environment) -> None:
    """Warn of an id that was published once and would now lead nowhere, or to another figure."""
    present = {figure.id for figures in figures_of(environment).values() for figure in figures}
    moved = app.config.policytext_moved_figures
    published = Path(app.srcdir) / PUBLISHED
    if published.is_file() and app.tags.has("report"):  # another corpus may lack a figure
        listed = set(published.read_text("utf-8").split())
        for name in sorted(listed - present - set(moved)):
            _warn(
                f"{PUBLISHED}: {name!r} was published and is gone: keep it, or say what it became"
            )
        for name in sorted(present - listed):
            _warn(f"{PUBLISHED}: {name!r} is not there: a new figure needs its line")
    for old, new in moved.items():
        if old in present or new not in present:
            found = "is still a figure" if old in present else f"no figure {new!r} to lead on to"
            _warn(f"policytext_moved_figures: {old!r}: {found}")


def _warn(message: str) -> None:
    logger.warning(message, type="policytext", subtype="figure_ids")


def _write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write what the pages link to, and take away the files of figures that are no more."""
    if exception or app.builder.format != "html":
        return
    book, numbered = app.config.policytext_book, numbered_figures(app)
    figures = {figure.id: figure for _, figure in numbered}
    files_of = {name: figure_files(figure, book) for name, figure in figures.items()}
    files = {MANIFEST: _manifest(app, numbered, files_of)} if figures else {}
    for own in files_of.values():
        files |= own
    for old, new in app.config.policytext_moved_figures.items():
        files |= _moved_files(old, figures[new], files_of[new])
    folder = Path(app.outdir) / FOLDER
    for old in folder.glob("*") if folder.is_dir() else ():
        if OWN_FILE.fullmatch(old.name) and old.name not in files:
            old.unlink()
    for name, data in files.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def _moved_files(old: str, figure: CitedFigure, files: dict[str, bytes]) -> dict[str, bytes]:
    """A page that leads on, and the files under the old name: what a paper links to stays there."""
    page = templates.get_template("moved_figure.html").render(old=old, figure=figure)
    renamed = {name.replace(figure.id, old, 1): data for name, data in files.items()}
    return {f"{old}.html": page.encode(), **renamed}


def _manifest(
    app: Sphinx, numbered: list[tuple[str, CitedFigure]], files_of: dict[str, dict[str, bytes]]
) -> bytes:
    """All figures with what is said of them and the SHA-256 of each file, as JSON."""
    book = app.config.policytext_book
    figures = [
        {
            "id": figure.id,
            "number": figure_number(app, docname, figure),
            "chapter": docname,
            **{name: getattr(figure, name) for name in DESCRIPTION},
            "files": hashes(files_of[figure.id]),
        }
        for docname, figure in numbered
    ]
    content = {
        "title": book.title,
        "version": book.version,
        "sources": source_hash(Path(app.srcdir)),
        "signature": read_signature(),
        "figures": figures,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
