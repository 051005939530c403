"""Links to headings survive edits of their words, and links to pages survive their moves."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from built_pages import HTML, ROOT, needs_book, soup

LABELS = set((ROOT / "heading_labels.txt").read_text("utf-8").split())
SOURCES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
FENCE = re.compile(r"^(`{3,}).*?^\1\s*$", re.M | re.S)

PAGE = """\
# Start

(start-one)=
## One and *two*

:::{only} report
(start-three)=
## Three

(start-four)=
### Four
:::

(start-five)=
## Five
"""


def build(
    folder: Path, *options: str, page: str = PAGE, conf: str = ""
) -> subprocess.CompletedProcess:
    source = folder / "source"
    source.mkdir(exist_ok=True)
    (source / "index.md").write_text(page, "utf-8")
    (source / "conf.py").write_text(
        'extensions = ["myst_parser", "policytext.book.permalinks"]\n'
        f'myst_enable_extensions = ["colon_fence"]\nhtml_theme = "basic"\n{conf}',
        "utf-8",
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-a", *options]
    places = [str(source), str(folder / "out")]
    return subprocess.run([*command, *places], capture_output=True, text=True)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_heading_of_a_chapter_has_a_label_of_its_own(path):
    text = FENCE.sub("", path.read_text("utf-8"))
    headings = re.findall(r"^(.*)\n(#{2,3} .*)$", text, flags=re.M)
    assert [heading for before, heading in headings if not re.fullmatch(r"\(.+\)=", before)] == []


@needs_book
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_link_beside_a_heading_is_its_label(path):
    page = path.relative_to(ROOT).with_suffix(".html").as_posix()
    for heading in soup(page).select("article section > :is(h2, h3)"):
        link = heading.select_one("a.headerlink")
        if link and not heading.find_parent(class_="figure-gallery"):
            assert link["href"][1:] in LABELS, heading.get_text()


@needs_book
def test_every_published_label_is_still_an_anchor():
    anchors = {
        tag["id"]
        for path in SOURCES
        for tag in soup(path.relative_to(ROOT).with_suffix(".html").as_posix()).find_all(id=True)
    }
    assert LABELS - anchors == set()
    assert HTML


def test_a_label_comes_before_the_words_of_its_heading_whose_links_go_on_to_work(tmp_path):
    done = build(tmp_path, "-t", "report")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    for label, words in (
        ("start-one", "one-and-two"),
        ("start-three", "three"),
        ("start-four", "four"),
        ("start-five", "five"),
    ):
        assert f'<section id="{label}">\n<span id="{words}"></span>' in page
        assert f'href="#{label}"' in page
        assert f'href="#{words}"' not in page


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (
            "start-one start-three start-four start-five start-gone",
            "'start-gone' was published and is gone",
        ),
        ("start-one start-three start-five", "'start-four' is not there: a new heading's label"),
    ],
)
def test_a_published_label_cannot_vanish_and_a_new_one_is_listed(tmp_path, listed, message):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "heading_labels.txt").write_text(listed, "utf-8")
    assert build(tmp_path).returncode == 0, "asked of our own report alone"
    done = build(tmp_path, "-t", "report")
    assert done.returncode != 0
    assert message in done.stderr


def test_a_page_that_moved_leads_on_from_any_depth(tmp_path):
    moved = 'policytext_moved_pages = {"chapters/old": "index#start-one", "older": "index"}\n'
    done = build(tmp_path, conf=moved)
    assert done.returncode == 0, done.stderr
    old = (tmp_path / "out" / "chapters" / "old.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../index.html#start-one">' in old
    assert 'content="0; url=index.html"' in (tmp_path / "out" / "older.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("moved", "message"),
    [
        ({"index": "index"}, "'index': is still a page"),
        ({"old": "none"}, "'old': no page 'none' to lead on to"),
    ],
)
def test_a_page_cannot_move_onto_a_page_or_to_nowhere(tmp_path, moved, message):
    done = build(tmp_path, conf=f"policytext_moved_pages = {moved}\n")
    assert done.returncode != 0
    assert message in done.stderr
