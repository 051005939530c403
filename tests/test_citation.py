"""The citations of a figure are read by the libraries that others read them with."""

import json
import warnings

import pytest
from pybtex.database import parse_string

from policytext.book.citation import (
    Book,
    bibtex,
    citation_text,
    citations,
    csl_json,
    read_book,
    ris,
)
from policytext.data import InputError
from policytext.figures import CitedFigure

FILE = """
cff-version: 1.2.0
message: Please cite it.
title: "Dots & what they show: 100% of {them}"
version: 1.10
date-released: 2025-03-01
doi: 10.5281/zenodo.1
authors:
  - name: The dots' authors
  - family-names: Doe
    given-names: Jane
"""
FIGURE = CitedFigure(
    id="fig-toy-share",
    title="Industry & trade_1: share of sentences, 5 % and more",
    title_zh="产业：句子比例",
    group="toy",
    kind="dots",
    unit="share of sentences",
    denominator="sentences",
    n="29 sentences",
    documents=("a",),
    chart="policytext.figures.charts.share_dots",
    caption="Share of\nsentences.",
    caption_zh="句子比例。",
    alt="Dots.",
    alt_zh="点。",
    width_mm=85,
    height_mm=40,
    files={},
)


def book(tmp_path, text=FILE, **settings) -> Book:
    path = tmp_path / "CITATION.cff"
    path.write_text(text, "utf-8")
    return read_book(path, **{"copyright": "2024–2026", **settings})


@pytest.fixture(params=["unreleased", "released"])
def cited(request, tmp_path) -> Book:
    if request.param == "unreleased":
        return book(tmp_path)
    return book(tmp_path, address="https://book.example/x", release="1.10")


def test_without_address_and_release_nothing_is_made_up(tmp_path):
    cited = book(tmp_path)
    assert cited.version == "1.10, unreleased"
    assert cited.year == 2026
    assert cited.url("fig-a") == "figures/fig-a.html"
    for text in citations(FIGURE, cited).values():
        assert "http" not in text and "10.5281" not in text


def test_a_release_has_its_own_folder_its_year_and_its_doi(tmp_path):
    cited = book(tmp_path, address="https://book.example/x/", release="1.10")
    assert (cited.version, cited.year, cited.doi) == ("1.10", 2025, "10.5281/zenodo.1")
    for form, text in citations(FIGURE, cited).items():
        assert "https://book.example/x/v1.10/figures/fig-toy-share.html" in text, form
        assert "10.5281/zenodo.1" in text, form
        assert "1.10" in text and "2025" in text and "unreleased" not in text, form


def test_a_book_that_is_no_release_has_the_newest_address(tmp_path):
    cited = book(tmp_path, address="https://book.example/x")
    assert cited.url("fig-a") == "https://book.example/x/figures/fig-a.html"


def test_the_text_says_who_when_what_which_version_and_where(tmp_path):
    assert citation_text(FIGURE, book(tmp_path)) == (
        "The dots' authors; Jane Doe (2026). Industry & trade_1: share of sentences, 5 % and more"
        " [Figure fig-toy-share]. In: Dots & what they show: 100% of {them} (version 1.10,"
        " unreleased). figures/fig-toy-share.html\n"
    )


def test_bibtex_is_read_by_pybtex(cited):
    text = bibtex(FIGURE, cited)
    assert r"\&" in text and r"\_" in text and r"\%" in text
    entry = parse_string(text, "bibtex").entries["policytext-fig-toy-share"]
    assert entry.type == "misc"
    assert [str(person) for person in entry.persons["author"]] == [
        "{The dots' authors}",
        "Doe, Jane",
    ]
    assert entry.fields["year"] == str(cited.year)
    assert entry.fields["url"] == cited.url("fig-toy-share")
    assert entry.fields["version"] == cited.version
    assert "doi" not in entry.fields  # it is the book's, and would make all figures one
    assert entry.fields.get("note", "") == cited.doi_note


def test_ris_is_read_by_rispy(cited):
    rispy = pytest.importorskip("rispy")
    (entry,) = rispy.loads(ris(FIGURE, cited))
    assert "unknown_tag" not in entry
    assert entry["type_of_reference"] == "FIGURE"
    assert entry["authors"] == ["The dots' authors", "Doe, Jane"]
    assert entry["title"] == FIGURE.title
    assert entry["secondary_title"] == cited.title
    assert entry["year"] == str(cited.year)
    assert entry["urls"] == [cited.url(FIGURE.id)]
    assert entry["abstract"] == "Share of sentences."
    assert "doi" not in entry
    assert entry.get("notes", []) == ([cited.doi_note] if cited.doi else [])


def test_csl_json_keeps_to_its_schema_and_is_set_by_citeproc(cited):
    Reference = pytest.importorskip("csl_reference").Reference
    citeproc = pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    items = json.loads(csl_json(FIGURE, cited))
    assert [Reference.model_validate(item).csl_dump() for item in items] == items
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a field that it does not know
        source = CiteProcJSON(items)
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        listed = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
        listed.register(citeproc.Citation([citeproc.CitationItem(FIGURE.id)]))
        (text,) = map(str, listed.bibliography())
    assert str(cited.year) in text and FIGURE.title in text


@pytest.mark.parametrize(
    ("change", "settings", "message"),
    [
        (("title:", "name:"), {}, "CITATION.cff: no title; a citation needs it"),
        (("version: 1.10", ""), {}, "no version"),
        ((FILE, "- a list"), {}, "keys and values expected"),
        ((FILE, "a: [b"), {}, "cannot be read, and figures are cited by it"),
        (("", ""), {"release": "1.1"}, "version 1.10, but the release is 1.1"),
        (("", ""), {"copyright": "the authors"}, "no year in 'the authors'"),
        (("date-released: 2025-03-01", ""), {"release": "1.10"}, "no date-released, which a"),
    ],
)
def test_what_is_lacking_is_named(tmp_path, change, settings, message):
    with pytest.raises(InputError, match=message):
        book(tmp_path, FILE.replace(*change), **settings)


def test_a_book_without_the_file_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read, and figures are cited by it"):
        read_book(tmp_path / "CITATION.cff", copyright="2024")
