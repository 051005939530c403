"""The whole book on another corpus, with a theme of its own, from a folder of files."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from policytext.book.another_corpus import Settings, read_settings, write_source
from policytext.coding.themes import read_lexicon
from policytext.data import InputError, data_folder
from policytext.tables import load, read_themes

DOCUMENTS = load().documents
OURS = [
    *("henan", "five texts", "five documents"),
    *(label.partition(",")[0] for label in DOCUMENTS["label_en"]),
    *DOCUMENTS["label_zh"],
    *(name for name in DOCUMENTS["document"] if "-" in name),
]
"""Names of the five texts of the report, and what only prose about them says."""


def corpus(folder: Path, settings: str = "") -> Path:
    """The sample, with a theme of its own and a word for another one."""
    shutil.copytree(data_folder() / "sample", folder, copy_function=shutil.copyfile)
    (folder / "book.toml").write_text(settings, "utf-8")
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "themes.csv").write_text(
        "theme,label_en,label_zh\nwater,Water,水利\n", "utf-8"
    )
    (folder / "lexicon" / "terms.csv").write_text(
        "theme,term,gloss,strength\nwater,河,river,strong\nwater,水,water,strong\n", "utf-8"
    )
    return folder


def source_of(folder: Path, out: Path) -> Path:
    write_source(folder, out, read_settings(folder))
    return out


def chapters(source: Path) -> list[str]:
    return sorted(path.stem for path in (source / "chapters").glob("*.md"))


def test_a_theme_of_ones_own_comes_beside_the_shipped_ones(tmp_path):
    source = source_of(corpus(tmp_path / "corpus"), tmp_path / "source")
    themes = read_themes(source / "data" / "lexicon").set_index("theme")
    assert list(themes.index[-1:]) == ["water"] and themes.loc["water", "core"]
    assert themes["colour"].is_unique and themes.loc["water", "text_colour"].startswith("#")
    assert {"water", "innovation", "culture"} <= set(chapters(source))
    lexicon = read_lexicon(source / "data" / "lexicon")
    assert lexicon.strengths["河"] == (("water", "strong"),)
    assert "创新" in lexicon.strengths
    assert "chapters/water" in (source / "_toc.yml").read_text("utf-8")


def test_a_theme_that_is_replaced_leaves_no_trace(tmp_path):
    source = source_of(corpus(tmp_path / "c", 'lexicon = "replace"'), tmp_path / "source")
    assert list(read_themes(source / "data" / "lexicon")["theme"]) == ["water"]
    assert set(read_lexicon(source / "data" / "lexicon").strengths) == {"河", "水"}
    assert "innovation" not in chapters(source)
    for path in source.rglob("*.md"):
        assert "chapter-innovation" not in path.read_text("utf-8"), path


def test_a_row_of_ones_own_takes_the_place_of_a_shipped_one(tmp_path):
    folder = corpus(tmp_path / "corpus")
    (folder / "lexicon" / "themes.csv").write_text("theme,label_en\nculture,Arts\n", "utf-8")
    (folder / "lexicon" / "terms.csv").write_text(
        "theme,term,gloss,strength\nculture,文化,culture,weak\n", "utf-8"
    )
    source = source_of(folder, tmp_path / "source")
    themes = read_themes(source / "data" / "lexicon").set_index("theme")
    assert themes.loc["culture", "label_en"] == "Arts"
    assert themes.loc["culture", "label_zh"] == "文化"
    assert ("culture", "weak") in read_lexicon(source / "data" / "lexicon").strengths["文化"]


def test_nothing_of_the_coding_of_other_texts_comes_along(tmp_path):
    source = source_of(corpus(tmp_path / "corpus"), tmp_path / "source")
    for path in (source / "data" / "coding").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) == 1, path


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", Settings("corpus")),
        ('title = "县"\nauthors = ["甲", "B"]', Settings("县", ("甲", "B"))),
    ],
)
def test_settings_have_defaults(tmp_path, said, expected):
    assert read_settings(corpus(tmp_path / "corpus", said)) == expected


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("title =", "book.toml"),
        ("title = 1", "title 1"),
        ('title = " "', "title"),
        ('authors = "A"', "authors"),
        ('colour = "red"', "'colour'"),
        ('lexicon = "none"', "'extend' or 'replace'"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path, said, named):
    with pytest.raises(InputError, match=named):
        read_settings(corpus(tmp_path / "corpus", said))


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> Path:
    """The built book, of one theme, which is none of ours."""
    said = 'title = "Three counties 三县"\nlexicon = "replace"'
    folder = corpus(tmp_path_factory.mktemp("own") / "counties", said)
    done = subprocess.run(
        [sys.executable, "-m", "policytext.cli", "book", folder], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return folder.with_name("counties-book") / "html"


def test_the_book_has_its_title_its_theme_and_its_figures(html):
    page = BeautifulSoup((html / "index.html").read_text("utf-8"), "html.parser")
    assert page.h1.get_text().startswith("Three counties 三县")
    assert (html / "chapters" / "water.html").is_file()
    assert (html / "figures" / "fig-water-share.html").is_file()
    assert (html / "figures" / "fig-water-share.zh.svg").is_file()
    assert "Yunxi" in (html / "figures" / "fig-water-share.csv").read_text("utf-8-sig")


def test_no_page_says_anything_of_the_texts_of_the_report(html):
    for path in html.rglob("*.html"):
        text = BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text()
        assert [name for name in OURS if name in text] == [], path
