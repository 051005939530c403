"""The literature: every entry is cited somewhere, every citation has an entry."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENTRIES = re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text("utf-8"), re.M)
PAGES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
CITED = {
    key.strip()
    for page in PAGES
    for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", page.read_text("utf-8"))
    for key in keys.split(",")
}


def test_every_citation_has_its_entry():
    assert set(ENTRIES) >= CITED > set()


def test_every_entry_is_cited():
    assert set(ENTRIES) <= CITED


def test_no_entry_stands_twice():
    assert len(set(ENTRIES)) == len(ENTRIES)
