"""The pages of a built book, and a way over the markup of one.

What a theme puts around a text is known only when a page is written, so that what holds for whole
pages (their language, their fonts, what they load) is done to the files, after the build.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from policytext.maps import local_processes

TOKEN = re.compile(r"<!--.*?-->|<[a-zA-Z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<", re.S)
"""Of HTML that Sphinx writes: a comment, a tag, or text."""


def written_pages(folder: Path) -> Iterator[Path]:
    """The pages of the book in this folder, sorted; samples of the theme are none of them."""
    for path in sorted(folder.rglob("*.html")):
        if path.relative_to(folder).parts[0] != "_static":
            yield path


def on_all_cores(function: Callable[[Any], Any], items: Iterable) -> list:
    """What a function gives for each item, in their order, by forks of this process."""
    each = local_processes() if sys.platform == "linux" else map
    return list(each(function, items))


def rewrite(folder: Path, change: Callable[[str], str]) -> None:
    """Change the pages of the book in this folder; those that stay the same are not touched."""
    on_all_cores(partial(_rewrite, change), written_pages(folder))


def _rewrite(change: Callable[[str], str], path: Path) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    if after != before:
        path.write_text(after, "utf-8")
