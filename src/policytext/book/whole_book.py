"""The built book -> one PDF, with an outline, page numbers and links within it.

    python -m policytext.book.whole_book _build/html book.pdf

The articles of all pages in the order of the table of contents become one long page, which
Chromium prints. Fonts are those that the project's packages carry, so that no font of the machine
gets in; the file holds no clock, and the same book gives the same bytes under the same Chromium.
"""

import html
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import matplotlib
import yaml
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from policytext.book.citation import LICENCE, Book, read_book
from policytext.book.cited_figure import templates
from policytext.book.emblem import mark_svg
from policytext.book.page_weight import cut_font
from policytext.figures.style import font_path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOT_ON_PAPER = (
    "script, style, button, input, select, form, label, dialog, .headerlink, .figure-files, "
    ".cite-figure, .picture-zh, .gallery-thumbnail + p, details.hide"
)
"""What is there to be pressed, and code: each page's notebook has it."""

FONT = "book.woff2"
SECONDS = 300


def page_names(toc: Path) -> list[str]:
    """The pages of a `_toc.yml` in their order."""
    said = yaml.safe_load(toc.read_text("utf-8"))
    return [said["root"], *(one["file"] for part in said["parts"] for one in part["chapters"])]


def one_page(folder: Path, names: Iterable[str], book: Book) -> str:
    """All articles of a built book as one HTML page, with links that stay within it.

    Links to what is not part of it lead to the published book, or are plain text where no address
    is known.
    """
    names = list(names)
    articles = [_article(folder, name, names, book) for name in names]
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return templates.get_template("whole_book.html").render(
        book=book,
        licence=LICENCE,
        mark=Markup(mark_svg()),  # noqa: S704 - drawn here
        articles=[Markup(article) for article, _ in articles],  # noqa: S704 - of pages that escaped it
        titles=[(_place(name), title) for name, (_, title) in zip(names, articles, strict=True)],
        font=FONT,
        marks=(fonts / "DejaVuSans.ttf").as_uri(),
        mono=(fonts / "DejaVuSansMono.ttf").as_uri(),
        math=(fonts / "STIXGeneral.ttf").as_uri(),
    )


def print_page(page: Path, pdf: Path) -> None:
    """Have Chromium print a page.

    Raises
    ------
    FileNotFoundError
        There is no Chromium, or it made no file.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FileNotFoundError(f"none of {', '.join(BROWSERS)} is installed: one prints the PDF")
    with tempfile.TemporaryDirectory(prefix="policytext-") as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        flags += ["--disable-background-networking", f"--user-data-dir={profile}"]
        flags += ["--allow-file-access-from-files", "--no-pdf-header-footer"]
        flags += ["--generate-pdf-document-outline", f"--print-to-pdf={pdf}"]
        command = [browser, *flags, page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603 - paths are whole arguments
    if done.returncode or not pdf.is_file():
        raise FileNotFoundError(f"{browser} printed nothing: {done.stderr.strip()[-500:]}")


def without_clock(pdf: Path, book: Book, headings: list[str]) -> None:
    """Take the dates out of a PDF, say what it is, and give its outline the words of its headings.

    Raises ValueError where the outline has not one entry a heading.
    """
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it grumbles at Chromium's count of objects
    writer = PdfWriter(clone_from=pdf)
    entries = list(_entries(writer.root_object["/Outlines"].get_object()))
    if len(entries) != len(headings):
        raise ValueError(f"{len(entries)} entries of the outline for {len(headings)} headings")
    for entry, heading in zip(entries, headings, strict=True):
        # Chromium says some twice over: those with letters of two fonts, or near the foot of a page
        entry[NameObject("/Title")] = TextStringObject(heading)
    writer.metadata = None
    writer.add_metadata(
        {"/Title": f"{book.title}, {book.version}", "/Author": "; ".join(book.names)}
    )
    writer.root_object[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer._ID = None
    writer.write(pdf)


def headings_of(page: str) -> list[str]:
    """The headings of a page in their order."""
    found = BeautifulSoup(page, "html.parser").find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    return [" ".join(heading.get_text().split()) for heading in found]


def make(folder: Path, pdf: Path, root: Path, release: str = "") -> None:
    """Write the PDF of the book built in `folder` from the sources in `root`: whole, or not."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    address = config["html"]["baseurl"]
    book = read_book(
        root / "CITATION.cff", copyright=config["copyright"], address=address, release=release
    )
    with tempfile.TemporaryDirectory(prefix="policytext-", dir=pdf.parent) as beside:
        page, printed = Path(beside, "book.html"), Path(beside, "book.pdf")
        text = one_page(folder.resolve(), page_names(root / "_toc.yml"), book)
        page.write_text(text, "utf-8")
        # Of its characters alone: the whole font has radicals that look like 方 and are another
        # character, and whoever copies from the PDF would get those
        Path(beside, FONT).write_bytes(
            cut_font(font_path().read_bytes(), map(ord, set(html.unescape(text))))
        )
        print_page(page.resolve(), printed.resolve())
        without_clock(printed, book, headings_of(text))
        printed.replace(pdf)


def _article(folder: Path, name: str, names: list[str], book: Book) -> tuple[str, str]:
    """The article of a page, made ready for paper, and its title."""
    soup = BeautifulSoup((folder / f"{name}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    for tag in article.select(NOT_ON_PAPER):
        tag.decompose()
    for tag in article.find_all(id=True):
        tag["id"] = _place(name, tag["id"])
    for image in article.find_all("img"):
        image["src"] = (folder / name).parent.joinpath(unquote(image["src"])).resolve().as_uri()
        del image["loading"]
    for link in article.find_all("a", href=True):
        _lead(link, name, names, book)
    article.name, article["class"], article["id"] = "section", "chapter", _place(name)
    return str(article), article.h1.get_text().strip()


def _lead(link: Tag, name: str, names: list[str], book: Book) -> None:
    """Turn a link of a page into one of the whole book."""
    parts = urlsplit(link["href"])
    if parts.scheme:
        return
    path = PurePosixPath(name).parent / unquote(parts.path) if parts.path else f"{name}.html"
    pieces: list[str] = []
    for piece in PurePosixPath(path).parts:
        pieces = pieces[:-1] if piece == ".." else [*pieces, piece]
    target = "/".join(pieces)
    if target.removesuffix(".html") in names:
        link["href"] = f"#{_place(target.removesuffix('.html'), parts.fragment)}"
        link.attrs.pop("download", None)
    elif book.published:
        link["href"] = f"{book.address}{target}" + (f"#{parts.fragment}" if parts.fragment else "")
    else:
        link.unwrap()


def _entries(outline) -> Iterator:
    """The entries of an outline in their order, each before those below it."""
    entry = outline.get("/First")
    while entry is not None:
        entry = entry.get_object()
        yield entry
        yield from _entries(entry)
        entry = entry.get("/Next")


def _place(name: str, anchor: str = "") -> str:
    """An anchor of a page as the whole book has it: no two pages share one."""
    return f"{name.replace('/', '-')}--{anchor}" if anchor else name.replace("/", "-")


if __name__ == "__main__":
    released = os.environ.get("POLICYTEXT_RELEASE", "")
    try:
        make(Path(sys.argv[1]), Path(sys.argv[2]), Path.cwd(), released)
    except (OSError, ValueError) as error:
        sys.exit(f"policytext: {error}")
