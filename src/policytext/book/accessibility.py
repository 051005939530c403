"""Sphinx extension: what the theme and its helpers write, mended for readers who do not see it.

Each repair answers a rule of axe-core that a page broke. They are made in the pages as written,
so that no template of the theme has to be copied and kept up to date.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

from policytext.book.written_pages import rewrite

REPAIRS = (
    # An icon is decoration: its button has the name
    (r'<(i|span) (class="(?:theme-switch +)?(?:fas|fa-solid) )', r'<\1 aria-hidden="true" \2'),
    # What is seen on a button is in its name, so that one can say it: "Search", not the keys
    (r'<span (class="search-button__kbd-shortcut")', r'<span aria-hidden="true" \1'),
    # All that a page shows is in a landmark, the book's title in the sidebar too
    (r'(<div id="pst-primary-sidebar")', r'\1 role="region" aria-label="Sidebar"'),
    # An entry of the bibliography is an item of its list; the other role is no more
    (r'role="doc-biblioentry"', 'role="listitem"'),
    # The empty corner of a table heads nothing
    (r"<th></th>", "<td></td>"),
)


def setup(app: Sphinx) -> dict:
    """Register what is done to pages once they are written."""
    app.connect("build-finished", _repair, priority=810)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def repaired(page: str) -> str:
    """A page with all repairs.

    >>> repaired('<button aria-label="Up"><i class="fa-solid fa-arrow-up"></i></button>')
    '<button aria-label="Up"><i aria-hidden="true" class="fa-solid fa-arrow-up"></i></button>'
    """
    for found, instead in REPAIRS:
        page = re.sub(found, instead, page)
    return page


def _repair(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    rewrite(Path(app.outdir), repaired)
