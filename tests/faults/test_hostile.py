"""A book built from strings that mean harm: all of them show as text, and none of them runs.

Also privacy: nothing in the book says where, when or by whom it was built.
"""

import base64
import csv
import datetime
import getpass
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
import rispy
from bs4 import BeautifulSoup
from faults.hostile import (
    AUTHORS,
    KINDS,
    N_DOCUMENTS,
    RAN,
    RESULT,
    SECRET,
    STRINGS,
    THEMES,
    TITLE,
    strings_of,
    write_corpus,
)
from PIL import Image
from pybtex.database import parse_string

from policytext.book.another_corpus import write_source
from policytext.book.book_settings import read_settings
from policytext.book.citation import read_book
from policytext.book.whole_book import one_page, page_names
from policytext.cli import main
from policytext.data import SPREADSHEET_RUNS, InputError, printable, shown
from policytext.pipeline.run import derive
from policytext.reading.corpus import read_manifest

ROOT = Path(__file__).parents[2]
SOMEBODY = "somebody-who-builds"
TEXT_FILES = {*(".html", ".js", ".json", ".ipynb", ".csv", ".svg", ".txt", ".bib", ".ris", ".md")}


@dataclass(frozen=True)
class Built:
    """A built book: its pages, what the command said, and the files there before and after."""

    folder: Path
    said: str
    before: dict[str, bytes]
    after: dict[str, bytes]

    @property
    def html(self) -> Path:
        return self.folder / "corpus-book" / "html"

    def files(self, ending: str) -> list[Path]:
        return sorted(path for path in self.html.rglob(f"*{ending}") if "_static" not in path.parts)

    def page(self, name: str) -> BeautifulSoup:
        return BeautifulSoup((self.html / name).read_text("utf-8"), "html.parser")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but those of the book, by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    inside = folder / "corpus-book"
    return {str(path): path.read_bytes() for path in paths if not path.is_relative_to(inside)}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    folder = tmp_path_factory.mktemp("place-of-the-hostile")
    (folder / "elsewhere").mkdir()
    corpus = write_corpus(folder / "corpus")
    before = contents(folder)
    done = subprocess.run(
        [sys.executable, "-m", "policytext.cli", "book", str(corpus)],
        capture_output=True,
        text=True,
        cwd=folder / "elsewhere",
        env=os.environ | {"USER": SOMEBODY, "LOGNAME": SOMEBODY},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Built(folder, done.stdout + done.stderr, before, contents(folder))


def test_nothing_is_written_outside_and_nothing_beside_is_read(built):
    assert built.after == built.before
    for path in (built.folder / "corpus-book").rglob("*"):
        assert path.name != RAN
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    assert not (Path.cwd() / RAN).exists()


def test_the_terminal_is_told_nothing_that_moves_it(built):
    assert odd(built.said) == ""


def odd(text: str) -> str:
    """The characters of a text, line feeds aside, that cannot be seen."""
    return "".join(c for c in text if not c.isprintable() and c not in "\n\u3000")


HARM = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [...element.attributes].filter(({ name, value }) =>
    (/^on/i.test(name) && value !== "window.print()") || /^\\s*javascript:/i.test(value)
    || (["src", "href", "action", "data"].includes(name) && /hostile\\.invalid|^x$/.test(value))
  ).map(({ name, value }) => `${element.tagName} ${name}=${value}`))"""


def test_no_page_runs_what_the_corpus_says(built, browser, record_property):
    tab = browser.new_page()
    seen = []
    tab.on("console", lambda m: seen.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    tab.on("requestfailed", lambda request: seen.append(request.url))
    is_local = re.compile("(file|data|blob):").match
    tab.on("request", lambda r: None if is_local(r.url) else seen.append(r.url))
    for path in built.files(".html"):
        tab.goto(path.as_uri())
        assert tab.evaluate("typeof window.hostile") == "undefined", path
        assert tab.evaluate(HARM) == [], path
        assert seen == [], path
    tab.goto((built.html / "search.html").as_uri() + "?q=onerror")
    tab.wait_for_selector("#search-results li")
    tab.goto((built.html / "chapters" / "explorer.html").as_uri() + "#河水")
    tab.wait_for_selector(".explorer-answer:not([hidden])")
    assert tab.evaluate("typeof window.hostile") == "undefined"
    assert tab.evaluate(HARM) == [] and seen == []
    tab.close()
    texts = [built.page(path.relative_to(built.html)).get_text() for path in built.files(".html")]
    n_shown = sum(one_line(text).count(shown(s)) for text in texts for s in STRINGS.values())
    assert n_shown > 10 * len(STRINGS)
    record_property("hostile", f"{len(STRINGS)} | {len(texts)} | {n_shown} | {len(seen)}")


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_each_string_shows_as_text_in_the_tables(built):
    cells = {one_line(cell.get_text()) for cell in built.page("chapters/data.html")(["td", "th"])}
    assert [kind for kind, string in STRINGS.items() if shown(string) not in cells] == []
    heads = {one_line(cell.get_text()) for cell in built.page("chapters/corpus.html")("th")}
    assert [n for n in range(N_DOCUMENTS) if shown(strings_of(n)[0]) not in heads] == []
    lexicon = {one_line(cell.get_text()) for cell in built.page("chapters/lexicon.html")("td")}
    assert [kind for kind, string in STRINGS.items() if visible(string) - lexicon] == []


def visible(string: str) -> set[str]:
    """The gloss that a string is in the lexicon; none for one that is no term."""
    return {shown(string)} if "".join(string.split()).isprintable() else set()


def test_each_string_shows_as_text_in_lists_of_choices(built):
    gallery = built.page("chapters/figures.html")
    choices = {one_line(option.get_text()) for option in gallery("option")}
    for place in range(N_DOCUMENTS):
        assert " ".join(map(shown, strings_of(place))) in choices
    explorer = built.page("chapters/explorer.html").find("script", class_="explorer-data")
    named = {name for row in json.loads(explorer.string)["documents"] for name in row[1:3]}
    assert named == set(map(shown, STRINGS.values()))


def plain_quotes(text: str) -> str:
    """The text before Sphinx gave it typographic quotes and dashes."""
    text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return text.replace("—", "---").replace("–", "--")


def test_titles_are_text(built):
    pages = {"index.html": shown(TITLE)}
    for code, (english, chinese) in THEMES.items():
        if code != "wood":
            labels = shown(STRINGS[english][:30]), shown(STRINGS[chinese][:28])
            pages[f"chapters/{code}.html"] = " ".join(labels)
    for name, title in pages.items():
        page = built.page(name)
        heading = page.article.h1
        heading.find(class_="headerlink").decompose()
        assert plain_quotes(heading.get_text()) == title
        assert plain_quotes(page.title.get_text()).startswith(title)
        assert plain_quotes(page.find("meta", property="og:title")["content"]) == title
        assert one_line(page.find(class_="logo__title").get_text()) == shown(TITLE)
        author = one_line(page.find(class_="component-author").get_text())
        assert author == "By " + ", ".join(map(shown, AUTHORS))


def test_nothing_is_computed(built):
    for path in built.files(".html"):
        assert RESULT not in path.read_text("utf-8"), path


def test_what_machines_read_on_a_figures_page_is_whole(built):
    manifest = json.loads((built.html / "figures" / "manifest.json").read_text("utf-8"))
    assert manifest["title"] == shown(TITLE)
    for figure in manifest["figures"]:
        page = built.page(f"figures/{figure['id']}.html")
        (script,) = page("script", type="application/ld+json")
        english, chinese, data = json.loads(script.string)["@graph"]
        assert (english["name"], english["description"]) == (figure["title"], figure["alt"])
        assert chinese["caption"] == figure["caption_zh"]
        assert data["isPartOf"]["name"] == shown(TITLE)
        assert [author["name"] for author in data["creator"]] == [*map(shown, AUTHORS)]
        said = {
            meta.get("property") or meta.get("name"): meta["content"]
            for meta in page("meta")
            if meta.get("content")
        }
        assert said["og:site_name"] == shown(TITLE)
        assert said["citation_title"] == said["og:title"] == figure["title"]
        assert said["og:image:alt"] == figure["alt"]
        assert page.article.h1.get_text().startswith(figure["title"])
        assert page.find("img", class_="dark-light")["alt"] == figure["alt"]


def test_captions_and_alt_texts_have_the_labels_as_they_are(built):
    manifest = json.loads((built.html / "figures" / "manifest.json").read_text("utf-8"))
    figures = {figure["id"]: figure for figure in manifest["figures"]}
    english = [shown(strings_of(n)[0]) for n in range(N_DOCUMENTS)]
    chinese = [shown(strings_of(n)[1]) for n in range(N_DOCUMENTS)]
    share = figures["fig-water-share"]
    assert [name for name in english if name not in share["alt"]] == []
    assert [name for name in chinese if name not in share["alt_zh"]] == []
    figure = built.page("chapters/water.html").article.figure
    assert plain_quotes(share["caption"]) in plain_quotes(figure.figcaption.get_text())
    assert figure.find("img", class_="dark-light")["alt"] == share["alt"]


def test_pictures_hold_text_and_nothing_that_runs(built):
    for path in built.files(".svg"):
        for element in ElementTree.parse(path).iter():
            name = element.tag.rpartition("}")[2]
            assert name not in ("script", "foreignObject", "a", "image"), path
            for key, value in element.attrib.items():
                key = key.rpartition("}")[2]
                assert not key.startswith("on"), path
                assert key != "href" or value.startswith("#"), path
    pdf = pypdf.PdfReader(built.html / "figures" / "fig-water-share.en.pdf")
    drawn = "".join(pdf.pages[0].extract_text().split())
    for place in range(N_DOCUMENTS):  # in a picture, no string is a formula
        assert "".join(shown(strings_of(place)[0]).split()) in drawn
    for path in built.files(".pdf"):
        data = path.read_bytes()
        for word in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/URI", b"/Launch"):
            assert word not in data, path


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_no_spreadsheet_runs_a_cell(built):
    tables = {path.name: path.read_bytes() for path in built.files(".csv")}
    for link in built.page("chapters/commitments.html").select('a[href^="data:text/csv"]'):
        tables["targets"] = base64.b64decode(link["href"].partition(",")[2])
    assert len(tables) > 20 and "themes.csv" in tables and "targets" in tables
    for name, data in tables.items():
        for cell in (cell for row in rows_of(data) for cell in row):
            is_number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
            assert is_number or not SPREADSHEET_RUNS.match(cell) or cell[0] == "'", name
    themes = rows_of(tables["themes.csv"])
    assert any(cell.startswith("'=HYPERLINK") for row in themes for cell in row)


def test_citations_are_read_as_they_were_meant(built):
    for path in built.files(".bib"):
        ((key, entry),) = parse_string(path.read_text("utf-8"), "bibtex").entries.items()
        assert key == f"policytext-{path.stem}"
        assert len(entry.persons["author"]) == len(AUTHORS)
        commands = set(re.findall(r"\\([a-z]+)", path.read_text("utf-8")))
        assert commands <= {
            *("textbackslash", "textbraceleft", "textbraceright", "textdollar"),
            *("textasciicircum", "textasciitilde"),
        }
    for path in built.files(".ris"):
        (entry,) = rispy.loads(path.read_text("utf-8"))
        assert entry["authors"] == [*map(shown, AUTHORS)]
        assert entry["secondary_title"] == shown(TITLE)
    for path in (built.html / "figures").glob("fig-*.json"):
        (item,) = json.loads(path.read_text("utf-8"))
        assert item["container-title"] == shown(TITLE)


def test_the_book_as_one_page_to_print_has_no_harm(built):
    source = built.folder / "corpus-book" / "source"
    book = read_book(source / "CITATION.cff", copyright="2026")
    page = one_page(built.html, page_names(source / "_toc.yml"), book)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find(class_="title").get_text() == shown(TITLE)
    assert soup("script") == [] and soup.select('img[src="x"]') == []
    for element in soup(True):
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            assert "javascript:" not in str(value) or name in ("alt", "id", "title"), element


# ---- privacy


def private() -> set[str]:
    """Names and places of this machine, as far as they are no words that any page might have."""
    names = {SOMEBODY, str(ROOT), sys.prefix, sys.base_prefix, str(Path.home())}
    names |= {socket.gethostname(), getpass.getuser(), "place-of-the-hostile"}
    return {name for name in names if len(name) > 4 and name not in ("/root", "/home", "/usr")}


CLOCK = re.compile(r"(?<![\d:.])([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?![\d:])|\d{4}-\d\d-\d\dT\d")


def test_nothing_in_the_book_says_where_when_and_by_whom_it_was_built(built):
    today = datetime.date.today()
    dates = {today.isoformat(), (today - datetime.timedelta(days=1)).isoformat()}
    paths = [p for p in built.html.rglob("*") if p.suffix in TEXT_FILES]
    assert sum(path.suffix == ".ipynb" for path in paths) > 5
    for path in paths:
        if "_static" in path.parts and path.suffix == ".js":
            continue  # programs of others, which are the same everywhere
        text = path.read_text("utf-8")
        assert [name for name in private() | dates if name in text] == [], path
        assert CLOCK.search(text) is None, (path, CLOCK.search(text))


def test_no_picture_says_where_when_and_by_whom_it_was_made(built):
    for path in built.files(".pdf"):
        reader = pypdf.PdfReader(path)
        assert not reader.metadata and reader.xmp_metadata is None, path
        assert [name for name in private() if name.encode() in path.read_bytes()] == [], path
    for path in built.files(".png"):
        with Image.open(path) as picture:
            assert set(picture.info) <= {"dpi", "transparency"}, path


# ---- what is refused, and what the commands print


def manifest_of(folder: Path, name: str, file: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text("河水从山上流下来。", "utf-8")
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "file"], [name, file]])
    return folder


IDS = ("", ".", "..", "../a", "a/b", "a b", "a:1", "-a", "<b>", "=1", "a\0", "a\nb", "\u202ea")


@pytest.mark.parametrize("name", [*IDS, *STRINGS.values()], ids=[*map(ascii, IDS), *KINDS])
def test_an_id_that_is_more_than_a_name_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"id .* found; letters, digits"):
        read_manifest(manifest_of(tmp_path, name, "a.txt"))


@pytest.mark.parametrize(
    "file", ["../a.txt", "b/../../a.txt", "/etc/passwd", "a\0.txt", "..", "link.txt", "..\\a.txt"]
)
def test_a_file_outside_the_corpus_is_refused(tmp_path, file):
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    folder = manifest_of(tmp_path / "corpus", "a", file)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(InputError, match="lies outside the folder"):
        read_manifest(folder)


@pytest.mark.parametrize("name", ["documents.csv", "book.toml", "lexicon", "lexicon/themes.csv"])
def test_a_link_out_of_the_corpus_is_refused(tmp_path, name):
    folder = manifest_of(tmp_path / "corpus", "a", "a.txt")
    if "/" in name:
        (folder / "lexicon").mkdir()
    place = folder / name
    elsewhere = tmp_path / place.name
    if name == "lexicon":
        elsewhere.mkdir()
    else:
        elsewhere.write_text("id,file,theme\na,a.txt,a\n" if ".csv" in name else "", "utf-8")
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere)
    with pytest.raises(InputError, match="leads out of"):
        write_source(folder, tmp_path / "source", read_settings(folder))
    if name == "documents.csv":
        with pytest.raises(InputError, match="leads out of"):
            read_manifest(folder)
    if "/" in name:
        assert main(["lexicon", "check", str(folder / "lexicon")]) == 2


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        *(
            ("themes.csv", {"theme": code}, "a code of a-z and 0-9 expected")
            for code in ("", "../a", "a b", "a,b", "A", "1a", "a-b", 'a"', "水", "$code")
        ),
        ("themes.csv", {"theme": "data"}, "a chapter of the book is called so"),
        ("themes.csv", {"theme": "a", "label_en": "a" * 31}, "more than 30 characters"),
        ("themes.csv", {"theme": "a", "label_zh": "水" * 29}, "more than 28 characters"),
        ("themes.csv", {"theme": "a", "colour": "red;x:url(a)"}, "#RRGGBB expected"),
        ("themes.csv", {"theme": "a", "text_colour": "#12345"}, "#RRGGBB expected"),
        ("themes.csv", {"theme": "a\n"}, "letters expected"),
        ("glossary.csv", {"term": "a\x1b[31m"}, "letters expected"),
        ("../evil.csv", {"theme": "a"}, None),
    ],
)
def test_a_lexicon_that_could_not_name_its_files_is_refused(tmp_path, file, row, message):
    folder = manifest_of(tmp_path / "corpus", "a", "a.txt")
    (folder / "lexicon").mkdir()
    with (folder / "lexicon" / file).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([list(row), list(row.values())])
    if message is None:  # it is not in the folder, and so is not read
        write_source(folder, tmp_path / "source", read_settings(folder))
        return
    with pytest.raises(InputError, match=message):
        write_source(folder, tmp_path / "source", read_settings(folder))


@pytest.mark.parametrize("column", ["../a", "a/b", "a\nb", "a\x1b[31m"])
def test_counts_by_a_column_stay_in_their_folder(tmp_path, capsys, column):
    folder = manifest_of(tmp_path / "corpus", "a", "a.txt")
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "file", column], ["a", "a.txt", "x"]])
    out = tmp_path / "out" / "derived"
    assert main(["derive", str(folder), "--out", str(out), "--by", column]) == 2
    assert "a name that a folder can have" in capsys.readouterr().err
    assert not out.exists()


def test_counts_by_a_column_have_no_cell_that_a_spreadsheet_runs(tmp_path):
    folder = manifest_of(tmp_path / "corpus", "a", "a.txt")
    rows = [["id", "file", "place"], ["a", "a.txt", STRINGS["formula"]]]
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    main(["derive", str(folder), "--out", str(tmp_path / "d"), "--by", "place"])
    found = rows_of((tmp_path / "d" / "by-place" / "documents.csv").read_bytes())
    assert found[1][0] == "'" + STRINGS["formula"]


COMMANDS = {
    "manifest": ["manifest", "{corpus}", "--out", "{new}"],
    "derive": ["derive", "{corpus}", "--out", "{new}", "--by", "note"],
    "show": ["show", "d3:0001", "--raw", "{corpus}"],
    "concordance": ["concordance", "河水", "--raw", "{corpus}"],
    "concordance of a string": ["concordance", STRINGS["terminal"], "--raw", "{corpus}"],
    "concordance as csv": ["concordance", "a", "--raw", "{corpus}", "--format", "csv"],
    "concordance as html": ["concordance", "a", "--raw", "{corpus}", "--format", "html"],
    "clean": ["clean", "{file}"],
    "edits": ["clean", "{file}", "--explain"],
    "clean as json": ["clean", "{file}", "--json"],
    "segment": ["segment", "--lines", "{file}"],
    "label": ["label", "--lines", "{file}"],
    "targets": ["targets", "{file}"],
    "targets as json": ["targets", "{file}", "--format", "json"],
    "targets not placed": ["targets", "{file}", "--explain"],
    "formulas": ["formulas", "{file}"],
    "lexicon": ["lexicon", "check", "{corpus}/lexicon", "--replace", "--raw", "{corpus}"],
    "no such document": ["show", f"{STRINGS['terminal']}:0001", "--raw", "{corpus}"],
    "no such folder": ["derive", "{corpus}" + STRINGS["terminal"], "--out", "{new}"],
    "no such file": ["clean", "{file}" + STRINGS["lines"]],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS.keys())
def test_no_command_prints_what_moves_a_terminal(tmp_path, capsys, monkeypatch, arguments):
    corpus = write_corpus(tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "all.txt"
    file.write_text("\n".join(f"{string}河水3公里。" for string in STRINGS.values()), "utf-8")
    places = {"corpus": str(corpus), "file": str(file), "new": str(tmp_path / "new")}
    for name, place in places.items():
        arguments = [argument.replace(f"{{{name}}}", place) for argument in arguments]
    assert main(arguments) in (0, 1, 2, 3)
    said = "".join(capsys.readouterr())
    assert said and odd(said) == ""
    assert not list(tmp_path.rglob(RAN))


def test_what_cannot_be_seen_is_an_escape(tmp_path, capsys):
    assert shown(STRINGS["terminal"]) == "\\x1b[31ma\\x1b]0;b\\x07\\x9b2J"
    assert shown("云溪\u3000 2023\n") == "云溪 2023"
    assert printable("a\tb\u202ec", kept="\t") == "a\tb\\u202ec"
    assert main(["clean", str(tmp_path / "\x1b[31m")]) == 2
    assert "\\x1b[31m: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("河水从山上流下来，我们把河水引到田地里，" * 17_500 + "完。", 1),
        ("河水从山上流下来。" + "\n" * 100_000 + "我们看书。", 2),
        ("河水。" + " " * 1_000_000 + "看书。", 2),
        ("<" * 300_000 + "河水。", 1),
    ],
    ids=["1 MB in one line", "100,000 empty lines", "1,000,000 spaces", "300,000 brackets"],
)
def test_a_text_of_an_odd_shape_is_read_in_time(tmp_path, text, n_sentences):
    folder = manifest_of(tmp_path, "a", "a.txt")
    (folder / "a.txt").write_text(text, "utf-8")
    started = time.monotonic()
    assert len(derive(folder).sentences) == n_sentences
    assert time.monotonic() - started < 60
