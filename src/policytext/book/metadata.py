"""What machines read on a figure's page: tags of Highwire, Open Graph, signposting and JSON-LD.

Reference managers read the first, social media the second, crawlers of repositories the third,
search engines for pictures and data the last. Links are whole where the book's address is known,
else they are relative to the page.
"""

import json

from markupsafe import Markup

from policytext.book.citation import LICENCE, Book, citation_text
from policytext.figures.publish import CitedFigure

DATA_LICENCE = "https://opensource.org/license/mit"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv",
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}


def head_tags(
    figure: CitedFigure, book: Book, hashes: dict[str, str], columns: list[str]
) -> Markup:
    """The tags for the head of a figure's page.

    `hashes` is file name -> SHA-256 of all its files, `columns` the header of its CSV.
    """
    tags = [
        *(_meta("name", name, value) for name, value in _highwire(figure, book)),
        *(_meta("property", name, value) for name, value in _open_graph(figure, book)),
        *_signposts(figure, book, list(hashes)),
        _script(json_ld(figure, book, hashes, columns)),
    ]
    return Markup("\n").join(tags)


def json_ld(figure: CitedFigure, book: Book, hashes: dict[str, str], columns: list[str]) -> dict:
    """The figure as `ImageObject`s and their table as a `Dataset` (schema.org)."""
    page = _link(book, f"{figure.id}.html")
    address = {"url": book.address} if book.published else {}
    shared = {
        "creator": [_creator(author) for author in book.authors],
        "datePublished": str(book.year),
        "version": book.version,
        "creditText": citation_text(figure, book).strip(),
        "isPartOf": {"@type": "Book", "name": book.title} | address,
    }
    images = [
        {
            "@type": "ImageObject",
            "@id": f"{page}#{lang}",
            "name": title,
            "caption": caption,
            "description": alt,
            "inLanguage": language,
            "url": page,
            "contentUrl": _link(book, f"{figure.id}.{lang}.png"),
            "encodingFormat": "image/png",
            "sha256": hashes[f"{figure.id}.{lang}.png"],
            "license": LICENCE,
            "isBasedOn": {"@id": f"{page}#data"},
            **shared,
        }
        for lang, language, title, caption, alt in (
            ("en", "en", figure.title, figure.caption, figure.alt),
            ("zh", "zh-Hans", figure.title_zh, figure.caption_zh, figure.alt_zh),
        )
    ]
    data = {
        "@type": "Dataset",
        "@id": f"{page}#data",
        "name": f"Data of: {figure.title}",
        "description": figure.caption,
        "identifier": figure.id,
        "url": page,
        "license": DATA_LICENCE,
        "isAccessibleForFree": True,
        "measurementTechnique": ": ".join(filter(None, (figure.unit, figure.denominator))),
        "variableMeasured": [name for name in columns if "[" in name and "[RGB]" not in name],
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": _link(book, f"{figure.id}.csv"),
            "encodingFormat": "text/csv",
            "sha256": hashes[f"{figure.id}.csv"],
        },
        **shared,
    }
    return {"@context": "https://schema.org", "@graph": [*images, data]}


def _highwire(figure: CitedFigure, book: Book) -> list[tuple[str, str]]:
    fields = [
        ("citation_title", figure.title),
        *(("citation_author", name) for name in book.names),
        ("citation_publication_date", str(book.year)),
        ("citation_inbook_title", f"{book.title} (version {book.version})"),
        ("citation_language", "en"),
        ("citation_public_url", _link(book, f"{figure.id}.html")),
        ("citation_pdf_url", _link(book, f"{figure.id}.en.pdf")),
    ]
    return [(name, value) for name, value in fields if value]


def _open_graph(figure: CitedFigure, book: Book) -> list[tuple[str, str]]:
    return [
        ("og:type", "article"),
        ("og:title", figure.title),
        ("og:description", figure.caption),
        ("og:site_name", book.title),
        ("og:url", _link(book, f"{figure.id}.html")),
        ("og:image", _link(book, f"{figure.id}.en.png")),
        ("og:image:alt", figure.alt),
    ]


def _signposts(figure: CitedFigure, book: Book, names: list[str]) -> list[Markup]:
    """Links of FAIR signposting: what describes the figure, what its parts are, how to cite it."""
    links = [Markup('<link rel="license" href="{}">').format(LICENCE)]
    if book.published:
        links.append(Markup('<link rel="cite-as" href="{}">').format(book.url(figure.id)))
    for name in names:
        form = name.rsplit(".", 1)[1]
        links.append(
            Markup('<link rel="{}" type="{}" href="{}">').format(
                "describedby" if form in ("bib", "ris", "json") else "item",
                MEDIA_TYPES[form],
                _link(book, name),
            )
        )
    return links


def _link(book: Book, name: str) -> str:
    """The link to a file beside the page."""
    return f"{book.address}figures/{name}" if book.published else name


def _creator(author) -> dict:
    if "literal" in author:
        return {"@type": "Organization", "name": author["literal"]}
    return {"@type": "Person", "givenName": author["given"], "familyName": author["family"]}


def _meta(key: str, name: str, value: str) -> Markup:
    return Markup('<meta {}="{}" content="{}">').format(Markup(key), name, value)  # noqa: S704 - keys are ours


def _script(content: dict) -> Markup:
    """JSON within HTML: no text can end the script or open a comment."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/ld+json">\n{text}\n</script>')  # noqa: S704 - escaped above
