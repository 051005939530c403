"""The toolchain, without the book: lock files, settings, and how chapters are executed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from docutils import nodes

from policytext.book import execution
from policytext.book.execution import source_hash
from policytext.book.offline import mathml
from policytext.data import data_folder

ROOT = Path(__file__).parent.parent
LOCKS = [
    *("requirements.txt", "requirements-test.txt", "requirements-lab.txt"),
    "requirements-faults.txt",
]


def pins(name: str) -> dict[str, str]:
    """Package and version of each requirement in a lock file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), flags=re.M))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_a_version_and_a_hash_for_everything_and_names_no_place(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for requirement in re.split(r"\n(?=\w)", text.strip()):
        assert re.match(r"[\w.-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    assert "/" not in text
    assert "--index" not in text


def test_tests_and_lab_have_the_versions_that_the_book_is_built_with():
    book = pins("requirements.txt")
    for name in LOCKS[1:]:
        assert book.items() <= pins(name).items()


def test_jupyter_book_stays_on_version_1_and_numpy_on_what_python_311_can_have():
    book = pins("requirements.txt")
    assert book["jupyter-book"].startswith("1.")
    assert tuple(map(int, book["numpy"].split(".")[:2])) < (2, 5)
    assert book["jieba"] == "0.42.1"


def test_every_page_of_the_table_of_contents_is_there():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = [toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"])]
    assert [page for page in pages if not (ROOT / f"{page}.md").is_file()] == []


def test_whatever_a_chapter_offers_to_download_is_a_source_of_the_book():
    offered = set()
    for chapter in sorted((ROOT / "chapters").glob("*.md")):
        for target in re.findall(r"\{download\}`[^`]*<([^>]+)>`", chapter.read_text("utf-8")):
            offered.add((chapter.parent / target).resolve().relative_to(ROOT))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert offered
    for path in offered:
        assert (ROOT / path).is_file(), path
        source = path.parts[0]
        assert source in makefile, path


def test_the_sources_of_a_number_change_the_name_of_the_cache_and_nothing_else_does(tmp_path):
    for name in ["src/policytext/a.py", "data/lexicon/terms.csv", "requirements.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    before = source_hash(tmp_path)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.md").write_text("1")
    (tmp_path / "src/policytext/__pycache__").mkdir()
    (tmp_path / "src/policytext/__pycache__/a.pyc").write_text("1")
    assert source_hash(tmp_path) == before
    for name in ["src/policytext/a.py", "data/lexicon/terms.csv", "requirements.txt"]:
        (tmp_path / name).write_text("2")
        assert source_hash(tmp_path) != before
        (tmp_path / name).write_text("1")
    (tmp_path / "data/lexicon/terms.csv").rename(tmp_path / "data/lexicon/words.csv")
    assert source_hash(tmp_path) != before


def test_a_book_without_code_of_its_own_hangs_on_that_of_the_package(tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("1")
    monkeypatch.setattr(execution, "PACKAGE", package)
    (tmp_path / "book").mkdir()
    before = source_hash(tmp_path / "book")
    (package / "a.py").write_text("2")
    assert source_hash(tmp_path / "book") != before


CHAPTER = """\
---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# Count 计数

```{code-cell} ipython3
from pathlib import Path
count = Path("data/derived/count.csv").read_text()
print(f"counted {count}")
```

```{code-cell} ipython3
import matplotlib.pyplot as plt
plt.plot([1, 2]);
```

```{only} report
Prose about our own texts.
```
"""


def build(book: Path, *options: str, env: dict | None = None) -> subprocess.CompletedProcess:
    """Build a book of one page with the extension, and nothing else."""
    settings = "extensions=myst_nb,policytext.book.execution"
    more = ["-D", "nb_execution_mode=cache", "-D", "nb_output_stderr=warn"]
    more += ["-D", "exclude_patterns=_build,out"]
    command = [sys.executable, "-m", "sphinx", "-C", "-E", "-W", "-D", settings, *more, *options]
    command += [".", "out/html"]
    return subprocess.run(command, cwd=book, env=env, capture_output=True, text=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "index.md").write_text(CHAPTER, encoding="utf-8")
    (tmp_path / "data" / "derived").mkdir(parents=True)
    (tmp_path / "data" / "derived" / "count.csv").write_text("17")
    return tmp_path


def test_a_number_moves_with_the_data_though_its_chapter_stays(book):
    first = build(book)
    assert first.returncode == 0, first.stderr
    assert "executed [1/1] index" in first.stderr
    assert "counted 17" in (book / "out/html/index.html").read_text(encoding="utf-8")
    again = build(book)
    assert again.returncode == 0
    assert "executed" not in again.stderr

    notebook = nbformat.read(book / "out/html/_sources/index.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell["id"] for cell in notebook.cells] == [f"cell-{n}" for n in range(1, 5)]
    assert "version" not in notebook.metadata.language_info  # of the Python that ran it
    assert notebook.cells[1].outputs[0].text == "counted 17\n"
    assert "image/png" in notebook.cells[2].outputs[0].data

    (book / "data" / "derived" / "count.csv").write_text("18")
    assert build(book).returncode == 0
    assert "counted 18" in (book / "out/html/index.html").read_text(encoding="utf-8")


def test_launch_buttons_appear_when_the_address_of_the_repository_is_given(book):
    theme = ["-D", "html_theme=sphinx_book_theme"]
    assert build(book, *theme).returncode == 0
    assert "mybinder.org" not in (book / "out/html/index.html").read_text("utf-8")
    address = "html_theme_options.repository_url=https://github.com/somebody/book"
    result = build(book, *theme, "-D", address)
    assert result.returncode == 0, result.stderr
    page = (book / "out/html/index.html").read_text("utf-8")
    assert "https://mybinder.org/v2/gh/somebody/book/" in page
    notebook = nbformat.read(book / "out/html/_sources/index.ipynb", as_version=4)
    assert notebook.cells[1].outputs[0].text == "counted 17\n"  # the executed one is offered


def test_prose_about_our_own_texts_is_left_out_for_another_corpus(book, monkeypatch):
    build(book)
    assert "our own texts" in (book / "out/html/index.html").read_text(encoding="utf-8")
    monkeypatch.setenv("POLICYTEXT_DATA", str(data_folder()))
    build(book)
    assert "our own texts" not in (book / "out/html/index.html").read_text(encoding="utf-8")


def reread(book: Path, *options: str) -> subprocess.CompletedProcess:
    """Build as `make book` does, from what the last build read."""
    settings = "extensions=myst_nb,policytext.book.rereading"
    more = ["-D", "nb_execution_mode=cache", "-D", "exclude_patterns=_build,out"]
    command = [sys.executable, "-m", "sphinx", "-C", "-W", "-D", settings, *more, *options]
    command += ["-d", "out/doctrees"]
    shutil.rmtree(book / "out/html", ignore_errors=True)
    return subprocess.run([*command, ".", "out/html"], cwd=book, capture_output=True, text=True)


def built(book: Path) -> dict[str, str]:
    pages = sorted((book / "out/html").glob("*.html"))
    return {page.name: page.read_text("utf-8") for page in pages}


def test_after_an_edit_one_page_is_read_and_executed_and_the_book_is_that_of_a_clean_build(book):
    (book / "other.md").write_text(CHAPTER.replace("# Count", "# Other"), "utf-8")
    toctree = "\n```{toctree}\nother\n```\n"
    (book / "index.md").write_text(CHAPTER + toctree, "utf-8")
    first = reread(book)
    assert first.returncode == 0, first.stderr
    assert "executed [2/2]" in first.stderr
    edited = CHAPTER.replace("counted", "found").replace("# Count", "# Counted anew")
    (book / "other.md").write_text(edited, "utf-8")
    again = reread(book)
    assert again.returncode == 0, again.stderr
    assert "executed [1/1] other" in again.stderr
    after_edit = built(book)
    assert "found 17" in after_edit["other.html"]
    assert "Counted anew" in after_edit["index.html"]
    shutil.rmtree(book / "out")
    shutil.rmtree(book / "_build")
    assert reread(book).returncode == 0
    assert built(book) == after_edit

    (book / "data/derived/count.csv").write_text("18")
    moved = reread(book)
    assert "executed [2/2]" in moved.stderr
    assert "found 18" in built(book)["other.html"]
    assert "counted 18" in built(book)["index.html"]


TERMS_CHAPTER = CHAPTER.replace(
    """from pathlib import Path
count = Path("data/derived/count.csv").read_text()
""",
    """from policytext import load
count = (load().sentences["themes"].str.contains("innovation")).sum()
""",
)


def test_a_number_of_a_chapter_moves_with_a_term_of_the_lexicon(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copytree(ROOT / "data" / "lexicon", tmp_path / "data" / "lexicon")
    (tmp_path / "data" / "lexicon" / "README.md").unlink()  # no page of the small book
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data", dirs_exist_ok=True)
    (tmp_path / "index.md").write_text(TERMS_CHAPTER, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src")}

    def number() -> int:
        refresh = [sys.executable, "-m", "policytext.cli", "refresh", "data"]
        subprocess.run(refresh, cwd=tmp_path, env=environment, check=True)
        result = build(tmp_path, env=environment)
        assert result.returncode == 0, result.stderr
        page = (tmp_path / "out/html/index.html").read_text("utf-8")
        return int(re.search(r"counted (\d+)", page)[1])

    before = number()
    terms = tmp_path / "data" / "lexicon" / "terms.csv"
    rows = terms.read_text("utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("innovation,")]
    terms.write_text("".join(kept), "utf-8")
    assert before > 0
    assert number() == 0


def test_a_cell_that_fails_stops_the_build_and_is_named(book):
    (book / "data" / "derived" / "count.csv").unlink()
    result = build(book)
    assert result.returncode != 0
    assert "failed [1/1] index" in result.stderr
    assert "FileNotFoundError" in result.stderr
    assert not (book / "out/html/index.html").exists()


def test_a_cell_that_warns_stops_the_build(book):
    page = CHAPTER.replace("print(", 'import warnings; warnings.warn("careful"); print(')
    (book / "index.md").write_text(page, encoding="utf-8")
    result = build(book)
    assert result.returncode != 0
    assert "stderr was found" in result.stderr


def test_a_formula_becomes_mathml():
    html = mathml(nodes.math("", r"\frac{O}{E}"), as_block=False)
    assert "<mfrac>" in html
    assert "\\frac" not in html
