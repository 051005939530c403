"""CITATION.cff: valid, ready for a DOI, and in agreement with what else names the project."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
CITATION = yaml.safe_load(TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BOOK = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def errors(text: str, folder: Path) -> str:
    """What is wrong with a citation file by the Citation File Format's own schema, 1.2.0."""
    path = folder / "CITATION.cff"
    path.write_text(text, encoding="utf-8")
    schema = ["--builtin-schema", "vendor.citation-file-format", "--default-filetype", "yaml"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, path]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.stdout + result.stderr if result.returncode else ""


def test_the_citation_file_is_valid(tmp_path):
    assert CITATION["cff-version"] == "1.2.0"
    assert errors(TEXT, tmp_path) == ""


def test_a_doi_and_a_date_are_one_line_each(tmp_path):
    assert errors(TEXT + "doi: 10.5281/zenodo.1\n", tmp_path) == ""
    assert errors(TEXT + 'date-released: "2026-12-01"\n', tmp_path) == ""


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("doi: zenodo.1\n", "doi"),
        ("date-released: last year\n", "date-released"),
        ("colour: blue\n", "colour"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, named):
    assert named in errors(TEXT + line, tmp_path)


def test_the_version_is_the_same_everywhere_and_the_changelog_opens_with_it():
    assert CITATION["version"] == PROJECT["version"]
    heading = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M)[1]
    released = CITATION.get("date-released")
    version = CITATION["version"]
    assert heading == (f"{version}, {released}" if released else f"Unreleased, {version}")


def test_the_authors_are_the_same_everywhere():
    authors = [
        author.get("name") or f"{author['given-names']} {author['family-names']}"
        for author in CITATION["authors"]
    ]
    assert [author["name"] for author in PROJECT["authors"]] == authors
    assert BOOK["author"] == ", ".join(authors)


def test_what_is_cited_is_the_program_s_name_and_the_book_s_english_title():
    english, _chinese = BOOK["title"].split(" · ")
    assert CITATION["title"] == f"{PROJECT['name']}: {english}"


@pytest.mark.skipif(not os.environ.get("POLICYTEXT_RELEASE"), reason="no release")
def test_a_release_has_its_date():
    assert os.environ["POLICYTEXT_RELEASE"] == CITATION["version"]
    assert CITATION.get("date-released"), "CITATION.cff: no date-released"
