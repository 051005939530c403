"""A small book with figures is built; what a reader gets is looked at."""

import re
import shutil
from pathlib import Path

import pytest
from small_book import build, page, write_sources

pytest.importorskip("myst_nb")


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    write_sources(folder / "source")
    done = build(folder, "-W", "--keep-going", "-j2")
    assert done.returncode == 0, done.stderr
    return folder


def html(book: Path, name: str) -> str:
    return (book / "built" / "out" / name).read_text("utf-8")


def test_a_figure_has_number_id_captions_and_alt_text(book):
    text = html(book, "one.html")
    assert '<figure class="cited-figure' in text and 'id="fig-one"' in text
    assert '<span class="caption-number">Fig. 1 </span>' in text
    assert "Two &lt; three." in text
    assert re.search(r'<p class="caption-zh" lang="zh-Hans">二小于三。</p>', text)
    assert text.count("and &quot;nothing&quot; else is to be seen.") == 2


def test_other_pages_refer_to_it_by_number(book):
    assert 'href="one.html#fig-one"><span class="std std-numref">Fig. 1' in html(book, "index.html")
    assert 'href="../one.html#fig-one"' in html(book, "deep/two.html")


def test_every_link_of_a_figure_leads_to_a_file_and_no_file_is_without_link(book):
    linked = set()
    for name in ("one.html", "deep/two.html"):
        for target in re.findall(r'(?:href|src)="([^"#]*figures/[^"]*)"', html(book, name)):
            linked.add((book / "built" / "out" / name).parent.joinpath(target).resolve())
    files_folder = book / "built" / "out" / "figures"
    files = {path.resolve() for path in files_folder.iterdir()}
    assert linked == files - {files_folder / "manifest.json"} and len(files) == 2 * 12 + 1


def test_the_page_shows_the_vector_picture_in_both_languages_and_nothing_twice(book):
    images = re.findall(r"<img[^>]*>", html(book, "one.html"))
    assert [re.search(r'src="([^"]*)"', image).group(1) for image in images] == [
        "figures/fig-one.en.svg",
        "figures/fig-one.zh.svg",
    ]
    assert not list((book / "built" / "out").glob("_images/*"))
    assert all('width="373"' in image for image in images)
    assert ['loading="lazy"' in image for image in images] == [False, True], "the first is near"


def test_english_is_shown_first_and_the_switch_needs_no_script(book):
    text = html(book, "one.html")
    assert re.search(r'id="fig-one-en"\s+class="switch-en" checked', text)
    assert '<label for="fig-one-zh" lang="zh-Hans">中文</label>' in text
    css = (book / "built" / "out" / "_static" / "policytext.css").read_text()
    assert ".switch-zh:checked ~ .picture-zh { display: block; }" in css


def test_files_come_back_and_stale_ones_go_when_one_page_is_built_again(book, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(book, again)
    figures = again / "built" / "out" / "figures"
    (figures / "fig-one.csv").unlink()
    (figures / "fig-old.en.svg").write_text("old")
    (figures / "notes.html").write_text("of someone else")
    (again / "source" / "deep" / "two.ipynb").write_text(page("Two", "fig-three"), "utf-8")
    done = build(again, "-W")
    assert done.returncode == 0, done.stderr
    names = {path.name.split(".")[0] for path in figures.iterdir() if path.suffix != ".html"}
    assert names == {"fig-one", "fig-three", "manifest"}
    assert (figures / "notes.html").exists()
    assert (figures / "fig-one.csv").exists()


def test_an_id_used_twice_fails_the_build_and_names_both_pages(book, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(book, again)
    (again / "source" / "deep" / "two.ipynb").write_text(page("Two", "fig-one"), "utf-8")
    done = build(again, "-W", "--keep-going")
    assert done.returncode != 0
    assert re.search(r"one.*figure id 'fig-one' is used twice: also in deep/two", done.stderr)


def test_other_formats_keep_the_caption_and_leave_the_picture(book):
    done = build(book, "-W", "-b", "text", "-d", str(book / "text-trees"))
    assert done.returncode == 0, done.stderr
    assert "Two < three." in html(book, "one.txt")
