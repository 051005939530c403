"""Each figure has a page with all that its readers need, under a name that stays."""

import csv
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from small_book import CONF, build, write_sources

pytest.importorskip("myst_nb")
ADDRESS = "https://book.example/x/"


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Without an address; an id moved to `fig-one`."""
    folder = tmp_path_factory.mktemp("book")
    write_sources(folder / "source")
    moved = '\npolicytext_moved_figures = {"fig-first": "fig-one"}\n'
    (folder / "source" / "conf.py").write_text(CONF + moved, "utf-8")
    done = build(folder, "-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    return folder / "built" / "out" / "figures"


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A release of a book that has an address."""
    folder = tmp_path_factory.mktemp("release")
    write_sources(folder / "source")
    address = f'\nhtml_baseurl = "{ADDRESS}"\n'
    (folder / "source" / "conf.py").write_text(CONF + address, "utf-8")
    done = build(folder, "-W", "--keep-going", release="1.0")
    assert done.returncode == 0, done.stderr
    return folder / "built" / "out" / "figures"


class Head(HTMLParser):
    """The meta tags, links and JSON-LD of a page."""

    def __init__(self, path: Path):
        super().__init__()
        self.meta, self.links, self.data = {}, [], ""
        self.within = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "meta" and "content" in said:
            self.meta.setdefault(said.get("name", said.get("property")), []).append(said["content"])
        if tag == "link":
            self.links.append((said["rel"], said["href"]))
        self.within = tag == "script" and said.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.within:
            self.data += data


def test_a_page_shows_both_pictures_all_files_and_their_hashes(book):
    text = (book / "fig-two.html").read_text("utf-8")
    for lang in ("en", "zh"):
        assert f'src="fig-two.{lang}.svg"' in text
    files = [path for path in book.iterdir() if path.name.startswith("fig-two.")]
    assert len(files) == 12
    for path in files:
        if path.suffix == ".html":
            continue
        assert f'<a href="{path.name}" download>' in text
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text


def test_a_page_says_what_is_measured_and_where_it_comes_from(book):
    text = (book / "fig-two.html").read_text("utf-8")
    for said in ("dots", "none", "2 dots", "small_book.dot", '../deep/two.html#fig-two">Two</a>'):
        assert said in text, said
    assert re.search(r"<dt>Sources</dt><dd><code>[0-9a-f]{16}</code>", text)
    assert re.search(r"<dt>jieba</dt><dd><code>0\.42\.1</code>", text)
    assert "Fig. 2, <a" in text
    assert "<h1>Dots of fig-two &amp; &lt;more&gt;" in text


def test_a_page_prints_the_table_of_its_csv(book):
    text = (book / "fig-two.html").read_text("utf-8")
    content = (book / "fig-two.csv").read_text("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content, newline=""))
    for name in header:
        assert f'<th scope="col">{name}</th>' in text
    for row in rows:
        assert "".join(f"<td>{cell}</td>" for cell in row) in text


def test_a_page_and_its_chapter_offer_the_four_citations(book):
    for path in (book / "fig-two.html", book.parent / "deep" / "two.html"):
        text = path.read_text("utf-8")
        for name in ("Reference", "BibTeX", "RIS", "CSL-JSON"):
            assert f"<strong>{name}</strong>" in text
        assert "@misc{policytext-fig-two," in text
    chapter = (book.parent / "deep" / "two.html").read_text("utf-8")
    assert 'popovertarget="cite-fig-two"' in chapter and 'id="cite-fig-two"' in chapter
    assert '<a href="../figures/fig-two.html" aria-label="Permalink of fig-two">' in chapter


def test_without_an_address_no_tag_names_one(book):
    head = Head(book / "fig-one.html")
    assert head.meta["citation_title"] == ["Dots of fig-one & <more>"]
    assert head.meta["citation_author"] == ["The dots' authors", "Jane Doe"]
    assert head.meta["citation_pdf_url"] == ["fig-one.en.pdf"]
    assert head.meta["og:image"] == ["fig-one.en.png"]
    assert "citation_doi" not in head.meta
    assert ("item", "fig-one.csv") in head.links
    assert "cite-as" not in dict(head.links)


def test_a_release_names_its_own_folder_its_doi_and_the_newest(release):
    head = Head(release / "fig-one.html")
    place = f"{ADDRESS}v1.0/figures/"
    assert "citation_doi" not in head.meta
    assert "https://doi.org/10.5281/zenodo.1" in json.loads(head.data)["@graph"][0]["creditText"]
    assert head.meta["citation_inbook_title"] == ["Dots & what they show (version 1.0)"]
    assert head.meta["citation_publication_date"] == ["2025"]
    assert head.meta["og:url"] == [f"{place}fig-one.html"]
    assert head.meta["citation_pdf_url"] == [f"{place}fig-one.en.pdf"]
    assert ("cite-as", f"{place}fig-one.html") in head.links
    assert ("canonical", f"{place}fig-one.html") in head.links
    text = (release / "fig-one.html").read_text("utf-8")
    assert '<a href="../../figures/fig-one.html">newest version</a>' in text


def test_search_engines_are_told_of_pictures_and_data(release):
    data = json.loads(Head(release / "fig-one.html").data)
    english, chinese, table = data["@graph"]
    assert [english["@type"], chinese["@type"], table["@type"]] == [
        "ImageObject",
        "ImageObject",
        "Dataset",
    ]
    assert english["isBasedOn"]["@id"] == table["@id"]
    assert table["distribution"]["contentUrl"] == f"{ADDRESS}v1.0/figures/fig-one.csv"
    for part, path in ((english, "fig-one.en.png"), (table["distribution"], "fig-one.csv")):
        assert part["sha256"] == hashlib.sha256((release / path).read_bytes()).hexdigest()
    assert english["creator"][1] == {"@type": "Person", "givenName": "Jane", "familyName": "Doe"}


def test_nothing_that_a_figure_says_can_end_the_script(book):
    text = (book / "fig-one.html").read_text("utf-8")
    script = re.search(r"<script type=.application/ld\+json.>(.*?)</script>", text, re.S)[1]
    assert "<" not in script and ">" not in script
    assert json.loads(script)["@graph"][0]["name"] == "Dots of fig-one & <more>"


def test_the_manifest_lists_every_figure_with_its_files(book):
    manifest = json.loads((book / "manifest.json").read_text("utf-8"))
    assert [figure["id"] for figure in manifest["figures"]] == ["fig-one", "fig-two"]
    for figure in manifest["figures"]:
        assert len(figure["files"]) == 11
        for name, sha256 in figure["files"].items():
            assert hashlib.sha256((book / name).read_bytes()).hexdigest() == sha256
    assert [figure["number"] for figure in manifest["figures"]] == ["Fig. 1", "Fig. 2"]


def test_an_id_that_was_given_up_leads_on_and_keeps_its_files(book):
    text = (book / "fig-first.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=fig-one.html">' in text
    for part in ("en.pdf", "zh.svg", "csv", "txt", "bib", "ris", "json"):
        old, new = book / f"fig-first.{part}", book / f"fig-one.{part}"
        assert old.read_bytes() == new.read_bytes()


@pytest.mark.parametrize(
    ("moved", "message"),
    [
        ({"fig-one": "fig-two"}, "'fig-one': is still a figure"),
        ({"fig-first": "fig-third"}, "'fig-first': no figure 'fig-third' to lead on to"),
    ],
)
def test_an_id_cannot_move_onto_a_figure_or_to_nowhere(tmp_path, moved, message):
    write_sources(tmp_path / "source")
    conf = f"{CONF}\npolicytext_moved_figures = {moved}\n"
    (tmp_path / "source" / "conf.py").write_text(conf, "utf-8")
    done = build(tmp_path, "-W")
    assert done.returncode != 0
    assert message in done.stderr


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("fig-one fig-two fig-gone", "'fig-gone' was published and is gone"),
        ("fig-one", "'fig-two' is not there: a new figure needs its line"),
    ],
)
def test_an_id_that_was_published_cannot_vanish_and_a_new_one_is_listed(tmp_path, listed, message):
    write_sources(tmp_path / "source")
    (tmp_path / "source" / "figure_ids.txt").write_text("\n".join(listed.split()))
    assert build(tmp_path, "-W").returncode == 0, "asked of our own report alone"
    done = build(tmp_path, "-W", "-a", "-E", "-t", "report")
    assert done.returncode != 0
    assert message in done.stderr


def test_a_book_without_its_citation_file_is_not_built(tmp_path):
    write_sources(tmp_path / "source")
    (tmp_path / "source" / "CITATION.cff").unlink()
    done = build(tmp_path)
    assert done.returncode != 0
    assert "CITATION.cff: cannot be read, and figures are cited by it" in done.stderr


def test_a_long_table_is_cut_on_the_page_and_says_so(tmp_path):
    write_sources(tmp_path / "source", rows=250)
    done = build(tmp_path, "-W")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "built" / "out" / "figures" / "fig-one.html").read_text("utf-8")
    assert "The first 200 of 250 rows" in text
    assert text.count("<tr><td>2</td></tr>") == 200
