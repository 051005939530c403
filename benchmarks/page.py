"""How the pages of the benchmarks are written."""

from collections.abc import Sequence


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, with the columns `n …` set to the right."""
    rule = ["---:" if name.startswith("n ") else "---" for name in header]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in (header, rule, *rows))
