"""Whole books on the reports of other places, in each form that people have them in."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from made_files import docx, page, pdf
from test_another_corpus import OURS

from policytext.reading.corpus import read_manifest, read_raw

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
FORMS = {
    "html": lambda lines: page(lines).encode(),
    "docx": docx,
    "pdf": lambda lines: pdf([lines[at : at + 30] for at in range(0, len(lines), 30)]),
}
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the other reports are not at hand"),
]


def run(*command) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policytext.cli", *command], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout


def pages_of_book(folder: Path, out: Path) -> dict[Path, str]:
    """The text of each page of the book of a corpus, whose build may not warn of anything."""
    run("book", folder, "--out", out)
    pages = (out / "html").rglob("*.html")
    return {page: BeautifulSoup(page.read_text("utf-8"), "lxml").get_text() for page in pages}


def says_nothing_of_ours(pages: dict[Path, str]) -> None:
    assert len(pages) > 60
    # other reports may name a province or a city of ours
    ours = [name for name in OURS if name not in ("henan", "Nantong", "Henan district")]
    for path, text in pages.items():
        assert [name for name in ours if name in text] == [], path


@pytest.mark.parametrize("name", ["hailar", "provincial-2026"])
def test_reports_as_they_are_make_a_book(tmp_path, name):
    says_nothing_of_ours(pages_of_book(CORPORA / name, tmp_path / "book"))


@pytest.mark.parametrize("form", FORMS)
def test_reports_of_other_kinds_of_files_make_a_book(tmp_path, form):
    """The manifest is drafted, as by one who has nothing but the files."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for document in read_manifest(CORPORA / "provincial-2026"):
        lines = [line for line in read_raw(document).text.splitlines() if line.strip()]
        (folder / f"{document.id}.{form}").write_bytes(FORMS[form](lines))
    run("manifest", folder)
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 16
    says_nothing_of_ours(pages_of_book(folder, tmp_path / "book"))
