"""What the columns of a figure's table mean, and in which unit they are: the header of its CSV."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from policytext.data import read_rows


class Column(NamedTuple):
    """Unit ('' for none) and meaning of a column."""

    unit: str
    meaning: str


@cache
def columns_of(chart: str) -> dict[str, Column]:
    """The columns that a chart of this package draws from, by name; none for a chart of yours.

    `chart` is the full name of its function: ``policytext.figures.charts.share_dots``. From
    `columns.csv`, where rows without a chart hold for all that say nothing else.
    """
    if not chart.startswith("policytext.figures."):
        return {}
    rows = read_rows(
        Path(__file__).parent / "columns.csv", required=("chart", "column", "unit", "meaning")
    )
    own, every = {}, {}
    for _, row in rows:
        known = Column(row["unit"], row["meaning"])
        if not row["chart"]:
            every[row["column"]] = known
        elif row["chart"] == chart.rsplit(".", 1)[1]:
            own[row["column"]] = known
    return every | own


def with_unit(name: str, columns: dict[str, Column]) -> str:
    """The name as a header has it: `share [0-1 of sentences]`; bare where it has no unit."""
    unit = columns[name].unit if name in columns else ""
    return f"{name} [{unit}]" if unit else name


def without_unit(header: str) -> str:
    """The name that `with_unit` took.

    >>> without_unit("share [0-1 of sentences]"), without_unit("document")
    ('share', 'document')
    """
    return re.sub(r" \[[^\]]*\]$", "", header)
