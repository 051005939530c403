"""A long table as HTML: whole without a script, searched and sorted with one.

The script `_static/tables.js` adds a field that filters the rows, where traditional characters find
simplified ones, and heads that sort them. It asks no network for anything, and where it does not
run the table stands as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from policytext.reading.characters import traditional_pairs


@dataclass(frozen=True)
class SearchableTable:
    """A table that a notebook shows as HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def searchable(
    label: str, heads: Iterable[str], rows: Iterable[str], *, above: str = ""
) -> SearchableTable:
    """A table in a frame of its own, in which it scrolls.

    Parameters
    ----------
    label
        What the table is, for who cannot see it.
    heads
        Names of the columns, as text.
    rows
        The cells of each row, as HTML: who calls has escaped what stands in them. A column in which
        every cell is a number, or has one as its `data-value`, is sorted by it.
    above
        HTML between the field and the table.
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return SearchableTable(
        f'<div class="searchable" data-traditional="{traditional_pairs(body)}">\n{above}'
        f'<div class="searchable-frame" tabindex="0" role="region" aria-label="{escape(label)}">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        "\n</div>\n</div>"
    )
