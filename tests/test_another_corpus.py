"""The whole book on another corpus, with a theme of its own, from a folder of files."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from made_corpus import make_corpus

from policytext.book.another_corpus import write_source
from policytext.book.book_settings import Settings, read_settings
from policytext.book.own_pages import write_scratch
from policytext.coding.themes import read_lexicon
from policytext.data import InputError, data_folder
from policytext.grouping import MOST
from policytext.reading.manifest import files_in
from policytext.tables import load, read_themes, write

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
        ('language = "zh"\ngroup_by = "year"', Settings("corpus", language="zh", group_by="year")),
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
        ('language = "de"', "'en' or 'zh'"),
        ("group_by = 3", "group_by 3 found; text expected"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path, said, named):
    with pytest.raises(InputError, match=named):
        read_settings(corpus(tmp_path / "corpus", said))


def test_many_documents_are_shown_in_groups_by_year(tmp_path):
    source = source_of(make_corpus(tmp_path / "made", MOST + 1, 4), tmp_path / "source")
    page = (source / "chapters" / "culture.md").read_text("utf-8")
    assert "tables = grouped(load(), 'year')" in page
    assert f"This book has {MOST + 1} texts, and shows them in 4 groups" in page
    assert "positions_figure" not in page and "theme_years(load(), THEME)" in page
    assert "grouped" not in (source / "chapters" / "data.md").read_text("utf-8")
    config = yaml.safe_load((source / "_config.yml").read_text("utf-8"))
    assert config["sphinx"]["config"]["policytext_group_by"] == "year"


def test_few_documents_are_shown_one_by_one_unless_a_column_is_named(tmp_path):
    folder = make_corpus(tmp_path / "made", MOST, 4)
    assert "grouped" not in (source_of(folder, tmp_path / "a") / "index.md").read_text("utf-8")
    (folder / "book.toml").write_text('group_by = "region"', "utf-8")
    assert "'region'" in (source_of(folder, tmp_path / "b") / "index.md").read_text("utf-8")
    (folder / "book.toml").write_text('group_by = "id"', "utf-8")
    with pytest.raises(InputError, match="'id': no column"):
        source_of(folder, tmp_path / "c")


def test_a_reference_corpus_gets_its_section_and_its_tables(tmp_path):
    folder = corpus(tmp_path / "corpus", 'baseline = "shipped"')
    source = source_of(folder, tmp_path / "source")
    assert "(comparison-baseline)=" in (source / "chapters/comparison.md").read_text("utf-8")
    assert len(load(source / "data" / "baseline").documents) == len(DOCUMENTS)
    (folder / "baseline").mkdir()
    (folder / "book.toml").write_text('baseline = "baseline"', "utf-8")
    with pytest.raises(InputError, match="no derived tables"):
        source_of(folder, tmp_path / "other")
    write(load(source / "data" / "baseline"), folder / "baseline")
    source = source_of(folder, tmp_path / "third")
    assert len(load(source / "data" / "baseline").documents) == len(DOCUMENTS)
    assert [path for path in files_in(folder) if path.startswith("baseline")] == []
    (tmp_path / "secret").write_text("mine", "utf-8")
    (folder / "baseline" / "a.csv").symlink_to(tmp_path / "secret")
    source = source_of(folder, tmp_path / "fifth")
    assert not (source / "data" / "baseline" / "a.csv").exists()
    (folder / "book.toml").write_text(f'baseline = "{source}"', "utf-8")
    with pytest.raises(InputError, match="leads out of"):
        source_of(folder, tmp_path / "fourth")


def test_without_a_reference_corpus_no_page_speaks_of_one(tmp_path):
    source = source_of(corpus(tmp_path / "corpus"), tmp_path / "source")
    assert "baseline" not in (source / "chapters/comparison.md").read_text("utf-8")


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


@pytest.fixture(scope="module")
def grouped_html(tmp_path_factory) -> Path:
    """The built book of more documents than a figure shows, with a reference corpus, of one theme.

    It shows Chinese pictures first.
    """
    said = 'lexicon = "replace"\nlanguage = "zh"\nbaseline = "shipped"'
    folder = make_corpus(tmp_path_factory.mktemp("many") / "reports", 40, 4, settings=said)
    own = corpus(tmp_path_factory.mktemp("other") / "corpus")
    shutil.copytree(own / "lexicon", folder / "lexicon")
    done = subprocess.run(
        [sys.executable, "-m", "policytext.cli", "book", folder], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return folder.with_name("reports-book") / "html"


def test_figures_of_many_documents_show_groups_and_say_so(grouped_html):
    page = (grouped_html / "figures" / "fig-water-share.html").read_text("utf-8")
    assert "2024 (10 texts)" in page and "made-0001" not in page
    assert "Each text is here all texts of one group, by year;" in page
    data = (grouped_html / "figures" / "fig-water-share.csv").read_text("utf-8-sig")
    assert len(data.splitlines()) == 5
    assert "made-0001" not in (grouped_html / "chapters" / "water.html").read_text("utf-8")


def test_a_theme_has_its_course_over_the_years_with_intervals(grouped_html):
    data = (grouped_html / "figures" / "fig-water-years.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(data.splitlines()))
    assert [row["year [CE]"] for row in rows] == ["2021", "2022", "2023", "2024"]
    assert all(row["low [0-1 of sentences]"] for row in rows)


def test_the_language_that_was_asked_for_shows_first(grouped_html):
    page = BeautifulSoup((grouped_html / "index.html").read_text("utf-8"), "html.parser")
    assert {tag["class"][0] for tag in page.select("input[checked]")} == {"switch-zh"}


def test_the_reference_corpus_has_its_figure(grouped_html):
    page = (grouped_html / "figures" / "fig-comparison-baseline.html").read_text("utf-8")
    assert "The reference corpus" in page


def test_the_scratch_notebook_runs_and_is_kept(grouped_html, tmp_path):
    out = grouped_html.parent
    page = (out / "scratch.md").read_text("utf-8")
    cells = re.findall(r"^```\{code-cell\} python\n(.*?)^```", page, re.M | re.S)
    script = tmp_path / "scratch.py"
    script.write_text("\n".join(cells), "utf-8")
    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"POLICYTEXT_DATA": str(out / "source" / "data")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert len(cells) == 5 and len(done.stdout.splitlines()) == 10
    (out / "scratch.md").write_text("mine", "utf-8")
    write_scratch(out / "scratch.md", out, Settings("other"))
    assert (out / "scratch.md").read_text("utf-8") == "mine"


@pytest.mark.long
def test_five_hundred_documents_over_twenty_years_make_pages_that_stay_light(tmp_path):
    folder = make_corpus(tmp_path / "reports", 500, 20)
    done = subprocess.run(
        [sys.executable, "-m", "policytext.cli", "book", folder], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    pages = list((tmp_path / "reports-book" / "html").rglob("*.html"))
    assert len(pages) > 60
    assert {path: path.stat().st_size for path in pages if path.stat().st_size > 1_500_000} == {}
