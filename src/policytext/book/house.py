"""Sphinx extension: what a house has beside its rooms.

Icon and card of shared links in the head of each page, the version of the book and of its data at
the foot of each, a page for addresses that lead nowhere (`404.html`), a map of the site for search
engines, and, in a release, the link to the whole book as one PDF. Whatever has to name the book's
public address is there only where it is known (`html.baseurl`).
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from policytext.book.citation import Book
from policytext.book.cited_figure import FOLDER, templates
from policytext.book.emblem import CARD, mark_svg
from policytext.book.written_pages import written_pages
from policytext.tables import read_signature

NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
NOT_ON_THE_MAP = {NOT_FOUND, "search.html", "genindex.html"}
LEADS_ON = '<meta http-equiv="refresh"'
"""What pages have that lead on to another: they are not on the map either."""

LONGEST = 200
"""Characters of a page's description."""


def setup(app: Sphinx) -> dict:
    """Register what is added to pages, and the files beside them."""
    app.setup_extension("policytext.book.cited_figure")
    app.add_css_file("house.css")
    app.add_js_file("house.js", loading_method="defer")
    app.connect("html-page-context", _furnish)
    app.connect("html-page-context", _escape, priority=900)  # what the theme has put there
    app.connect("build-finished", _write_not_found)
    app.connect("build-finished", _write_sitemap, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def icon_tags(root: str) -> Markup:
    """The icon for browsers and telephones that show no SVG; the theme names the SVG itself."""
    file = f"{root}_static/favicon.png"
    tags = '<link rel="icon" type="image/png" sizes="180x180" href="{0}">\n'
    tags += '<link rel="apple-touch-icon" href="{0}">'
    return Markup(tags).format(file)  # noqa: S704 - a constant; `format` escapes


def card_tags(book: Book, title: str, description: str, address: str) -> Markup:
    """What social media and search engines show of a page.

    They read whole addresses alone: without one there is no picture.
    """
    fields = [
        ("property", "og:type", "article"),
        ("property", "og:title", title),
        ("property", "og:site_name", book.title),
        ("name", "description", description),
        ("property", "og:description", description),
    ]
    if book.published:
        fields += [
            ("property", "og:url", address),
            ("property", "og:image", f"{book.address}_static/social-card.png"),
            ("property", "og:image:width", str(CARD[0])),
            ("property", "og:image:height", str(CARD[1])),
            ("property", "og:image:alt", book.title),
            ("name", "twitter:card", "summary_large_image"),
        ]
    tags = [Markup('<meta {}="{}" content="{}">').format(*field) for field in fields if field[2]]
    return Markup("\n").join(tags)


def description_of(doctree: nodes.document) -> str:
    """The first paragraph of a page, cut after a sentence or a word; '' for none."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) <= LONGEST:
            return text
        cut = text[:LONGEST]
        end = cut.rfind(". ")
        return cut[: end + 1] if end > 0 else f"{cut.rsplit(' ', 1)[0]} …"
    return ""


def updated(book: Book, signature: dict[str, str]) -> str:
    """Which state of the book a page is of: its version and the tables that it was made from.

    No clock has a say: the same book says the same on whatever day it is built.
    """
    date = f" of {book.date}" if book.date else ""
    tables = ", ".join(f"{name} {signature[name]}" for name in ("corpus", "lexicon"))
    return f"Version {book.version}{date}. Last updated with the tables of {tables}."


def sitemap(addresses: list[str], date: str = "") -> str:
    """The map of a site; `date` is that of all its pages, where one is known."""
    last = f"<lastmod>{date}</lastmod>" if date else ""
    entries = "".join(f"<url><loc>{escape(address)}</loc>{last}</url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def pdf_link(book: Book, repository: str) -> str:
    """Where the whole book as one PDF is: with its release; '' for a book that is none."""
    if not book.release or not repository:
        return ""
    tag = f"v{book.release}"
    return f"{repository.rstrip('/')}/releases/download/{tag}/{tag}.pdf"


def _furnish(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    book = app.config.policytext_book
    root = context["pathto"]("", 1) if "pathto" in context else ""
    tags = icon_tags(root if root.endswith("/") else f"{root}/" if root else "")
    if doctree is not None:  # a figure's page has tags of its own
        title = re.sub(r"<[^>]*>", "", context.get("title") or book.title)
        address = f"{book.address}{app.builder.get_target_uri(pagename)}"
        tags += "\n" + card_tags(book, Markup(title).unescape(), description_of(doctree), address)  # noqa: S704 - back to text, escaped there
    context["metatags"] = Markup(context.get("metatags") or "") + "\n" + tags  # noqa: S704 - Sphinx's own tags
    context["theme_extra_footer"] = Markup('<p class="last-updated">{}</p>').format(
        updated(book, read_signature())
    )
    repository = (context.get("theme_repository_url") or "") if context else ""
    if pagename == app.config.root_doc and (link := pdf_link(book, repository)):
        context["body"] += Markup(
            '<p class="whole-book"><a href="{}">The whole book as one PDF</a></p>'
        ).format(link)


def _escape(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Escape the texts of settings and titles that the theme puts into its pages as HTML."""
    for name in {"author", "pagetitle"} & context.keys():
        context[name] = escape(context[name])
    logo = context.get("theme_logo") or {}
    if logo.get("text"):
        context["theme_logo"] = logo | {"text": escape(logo["text"])}


def _write_not_found(app: Sphinx, exception: Exception | None) -> None:
    """Write the page that a server shows for any address that leads nowhere.

    It is shown at any depth, and so loads nothing; its links start at the site's root.
    """
    if exception or app.builder.format != "html":
        return
    book = app.config.policytext_book
    page = templates.get_template("not_found.html").render(
        book=book,
        root=urlsplit(book.address).path if book.published else "",
        mark=Markup(mark_svg()),  # noqa: S704 - drawn here
        icon=quote(mark_svg("#ffffff")),
        gallery=(Path(app.outdir) / "chapters" / "figures.html").is_file(),
        folder=FOLDER,
    )
    (Path(app.outdir) / NOT_FOUND).write_text(page, "utf-8")


def _write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    book = app.config.policytext_book
    if exception or app.builder.format != "html" or not book.published:
        return
    folder = Path(app.outdir)
    pages = [
        path.relative_to(folder).as_posix()
        for path in written_pages(folder)
        if LEADS_ON not in path.read_text("utf-8")
    ]
    addresses = [f"{book.address}{page}" for page in pages if page not in NOT_ON_THE_MAP]
    (folder / SITEMAP).write_text(sitemap(addresses, book.date), "utf-8")
