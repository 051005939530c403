"""The pages of a built book, and a way over the markup of one.

What a theme puts around a text is known only when a page is written, so that what holds for whole
pages (their language, their fonts, what they load) is done to the files, after the build.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

TOKEN = re.compile(r"<!--.*?-->|<[a-zA-Z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<", re.S)
"""Of HTML that Sphinx writes: a comment, a tag, or text."""


def written_pages(folder: Path) -> Iterator[Path]:
    """The pages of the book in this folder, sorted; samples of the theme are none of them."""
    for path in sorted(folder.rglob("*.html")):
        if path.relative_to(folder).parts[0] != "_static":
            yield path


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Change a page where it lies; one that stays the same is not touched."""
    before = path.read_text("utf-8")
    after = change(before)
    if after != before:
        path.write_text(after, "utf-8")
