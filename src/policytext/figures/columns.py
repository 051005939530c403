"""What the columns of a figure's table mean, and in which unit they are: the header of its CSV."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from policytext.data import read_rows

OURS = "policytext.figures."


class Column(NamedTuple):
    """Unit ('' for none) and meaning of a column."""

    unit: str
    meaning: str


def columns_of(chart: str) -> dict[str, Column]:
    """The columns that a chart of this package draws from, by name; none for a chart of yours.

    `chart` is the full name of its function: ``policytext.figures.charts.share_dots``. From
    `columns.csv`, where a row without a chart holds for every chart that has no row of its own.
    """
    if not chart.startswith(OURS):
        return {}
    name = chart.rpartition(".")[2]
    every = {column: known for charts, column, known in _rows() if not charts}
    return every | {column: known for charts, column, known in _rows() if name in charts}


def with_unit(name: str, columns: dict[str, Column]) -> str:
    """The name as a header has it: `share [0-1 of sentences]`; bare where it has no unit."""
    return _header(name, columns[name].unit if name in columns else "")


def without_unit(header: str) -> str:
    """The name that `with_unit` took. Brackets that it never writes are part of a name.

    >>> without_unit("share [0-1 of sentences]"), without_unit("rain [mm]")
    ('share', 'rain [mm]')
    """
    return _names().get(header, header)


def _header(name: str, unit: str) -> str:
    return f"{name} [{unit}]" if unit else name


@cache
def _names() -> dict[str, str]:
    return {_header(column, known.unit): column for _, column, known in _rows()}


@cache
def _rows() -> list[tuple[tuple[str, ...], str, Column]]:
    """Charts, name and description of each row of `columns.csv`."""
    path = Path(__file__).parent / "columns.csv"
    rows = read_rows(path, required=("charts", "column", "unit", "meaning"))
    return [
        (tuple(row["charts"].split()), row["column"], Column(row["unit"], row["meaning"]))
        for _, row in rows
    ]
