"""A figure of the book as others cite it: text, BibTeX, RIS and CSL-JSON, all from one record.

The record is `CITATION.cff`, with the public address of `_config.yml` and, in a release, its
folder. What neither says is left out: no address and no DOI is made up.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from policytext.data import InputError
from policytext.figures.publish import CitedFigure

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of figures and prose; tables are under the MIT License."""


@dataclass(frozen=True)
class Book:
    """What all citations of a book share.

    Attributes
    ----------
    authors
        Names as CSL has them: ``{"family": …, "given": …}``, or ``{"literal": …}`` for a group.
    version
        With a word where the book is no release.
    address
        Where the book is published, with a slash at its end; only the folder of a release, or '',
        where that is not known.
    doi
        '' for none.
    release
        The version that it is a release of; '' for none.
    date
        When it was released, as ``2026-11-30``; '' where it is no release.
    """

    title: str
    authors: tuple[Mapping[str, str], ...]
    version: str
    year: int
    address: str = ""
    doi: str = ""
    release: str = ""
    date: str = ""

    @property
    def published(self) -> bool:
        """Whether it is known where."""
        return "://" in self.address

    @property
    def doi_note(self) -> str:
        """The DOI as that of the whole: as a figure's own it would make all figures one."""
        return f"DOI of the book: {self.doi}" if self.doi else ""

    @property
    def names(self) -> list[str]:
        """The authors as text, given name first."""
        return [
            author.get("literal") or f"{author['given']} {author['family']}".strip()
            for author in self.authors
        ]

    def url(self, figure_id: str) -> str:
        """The permanent link of a figure; its path alone where no address is known."""
        return f"{self.address}figures/{figure_id}.html"


def read_book(file: Path, *, copyright: str, address: str = "", release: str = "") -> Book:
    """The book that a `CITATION.cff` describes.

    Parameters
    ----------
    file
        The Citation File Format's title, authors and version; date-released and doi are those of a
        release and are read for one alone.
    copyright
        Whose last year is the year of a book that is not released.
    address
        Where the newest book is published; a release is in a folder there, as ``v1.0/``.
    release
        The version that this book is a release of; '' for none.

    Raises
    ------
    InputError
        The file cannot be read, or says no title, author or version, or another version than the
        release; no year is to be found.
    """
    try:
        # BaseLoader: all is text, so that version 1.10 is not 1.1
        said = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text and nothing else
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"{file.name}: cannot be read, and figures are cited by it: {error}"
        ) from error
    if not isinstance(said, dict):
        raise InputError(f"{file.name}: keys and values expected")
    for key in ("title", "authors", "version"):
        if not said.get(key):
            raise InputError(f"{file.name}: no {key}; a citation needs it")
    version = said["version"]
    if release and release != version:
        raise InputError(f"{file.name}: version {version}, but the release is {release}")
    years = re.findall(r"[0-9]{4}", said.get("date-released", "")[:4] if release else copyright)
    if not years:
        place = "date-released, which a release needs" if release else f"year in {copyright!r}"
        raise InputError(f"{file.name}: no {place}")
    newest = f"{address.rstrip('/')}/" if address else ""
    return Book(
        title=said["title"],
        authors=tuple(_name(author) for author in said["authors"]),
        version=version if release else f"{version}, unreleased",
        year=int(years[-1]),
        address=f"{newest}v{release}/" if release else newest,
        doi=said.get("doi", "") if release else "",
        release=release,
        date=said.get("date-released", "") if release else "",
    )


def citations(figure: CitedFigure, book: Book) -> dict[str, str]:
    """The citation of a figure by the ending of its file: txt, bib, ris, json (CSL-JSON)."""
    return {
        "txt": citation_text(figure, book),
        "bib": bibtex(figure, book),
        "ris": ris(figure, book),
        "json": csl_json(figure, book),
    }


def citation_text(figure: CitedFigure, book: Book) -> str:
    """Author, year, title, version, address: as it may stand in a list of references."""
    doi = f" https://doi.org/{book.doi}." if book.doi else ""
    return (
        f"{'; '.join(book.names)} ({book.year}). {figure.title} [Figure {figure.id}]. "
        f"In: {book.title} (version {book.version}).{doi} {book.url(figure.id)}\n"
    )


def bibtex(figure: CitedFigure, book: Book) -> str:
    """An entry ``@misc``, which all styles know; biblatex reads `version`, `doi` and `url` too."""
    authors = [
        Person(f"{{{_tex(author['literal'])}}}")
        if "literal" in author
        else Person(first=_tex(author["given"]), last=_tex(author["family"]))
        for author in book.authors
    ]
    fields = {
        "title": f"{{{_tex(figure.title)}}}",
        "year": str(book.year),
        "howpublished": f"Figure {figure.id} in: {_tex(book.title)}, version {book.version}",
        "version": book.version,
        "note": book.doi_note,
        "url": book.url(figure.id),
    }
    said = {name: value for name, value in fields.items() if value}
    entry = Entry("misc", fields=said, persons={"author": authors})
    # Not the data's own `to_string`: it looks through all installed packages for its writer
    return Writer().to_string(BibliographyData({f"policytext-{figure.id}": entry}))


def ris(figure: CitedFigure, book: Book) -> str:
    """A reference of the type FIGURE, as EndNote, Zotero and Mendeley read it."""
    fields = [
        ("TY", "FIGURE"),
        *(("AU", _family_first(author)) for author in book.authors),
        ("PY", str(book.year)),
        ("TI", figure.title),
        ("T2", book.title),
        ("ET", book.version),
        ("M1", figure.id),
        ("N1", book.doi_note),
        ("UR", book.url(figure.id)),
        ("AB", figure.caption),
        ("LA", "en"),
        ("ID", figure.id),
        ("ER", ""),
    ]
    said = [(tag, " ".join(value.split())) for tag, value in fields]
    return "".join(f"{tag}  - {value}\n" for tag, value in said if value or tag == "ER")


def csl_json(figure: CitedFigure, book: Book) -> str:
    """A list with one item of the type `figure`, as citeproc's tools read it."""
    item = {
        "id": figure.id,
        "type": "figure",
        "title": figure.title,
        "author": [dict(author) for author in book.authors],
        "issued": {"date-parts": [[book.year]]},
        "container-title": book.title,
        "version": book.version,
        "number": figure.id,
        "genre": "Figure",
        "note": book.doi_note,
        "URL": book.url(figure.id),
        "abstract": figure.caption,
        "language": "en",
    }
    said = {name: value for name, value in item.items() if value}
    return json.dumps([said], ensure_ascii=False, indent=2) + "\n"


TEX = {"\\": "textbackslash", "{": "textbraceleft", "}": "textbraceright"}
TEX |= {"$": "textdollar", "^": "textasciicircum", "~": "textasciitilde"}


def _tex(text: str) -> str:
    """The text without commands, and braces in pairs; what else TeX reads, pybtex escapes."""
    return re.sub(r"[\\{}$^~]", lambda found: f"{{\\{TEX[found[0]]}}}", text)


def _name(author: Mapping) -> dict[str, str]:
    if "name" in author:
        return {"literal": author["name"]}
    return {"family": author["family-names"], "given": author.get("given-names", "")}


def _family_first(author: Mapping[str, str]) -> str:
    return author.get("literal") or ", ".join(filter(None, (author["family"], author["given"])))
