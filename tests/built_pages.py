"""The pages of the built book, for the tests that open all of them: `make book` comes first."""

import os
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
REQUIRED = bool(os.environ.get("POLICYTEXT_REQUIRE_BROWSER"))
needs_book = pytest.mark.skipif(
    not (HTML / "index.html").is_file() and not REQUIRED, reason="no book: make book"
)
PAGES = sorted(
    path.relative_to(HTML).as_posix()
    for path in HTML.rglob("*.html")
    if not path.is_relative_to(HTML / "_static")
)
FIGURE_PAGES = [page for page in PAGES if page.startswith("figures/")]
OTHER_PAGES = [page for page in PAGES if page not in FIGURE_PAGES]


@cache
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup((HTML / page).read_text("utf-8"), "html.parser")
