"""Each place of a term in the texts of a corpus, with what stands around it: keyword in context.

The check behind any count. A term is looked for as it is written, also within longer words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from policytext.data import InputError
from policytext.reading.clean import CHARACTER_RULES, clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.structure import structure


@dataclass(frozen=True)
class ConcordanceLine:
    """A place of a term: the id of its sentence, and what stands to its left and right.

    `left` and `right` are clean text of the same paragraph.
    """

    sentence: str
    left: str
    keyword: str
    right: str


def concordance(
    documents: Iterable[Document], term: str, *, width: int = 25
) -> Iterator[ConcordanceLine]:
    """The places of a term in the clean texts of documents, in the order of the texts.

    Parameters
    ----------
    term
        Traditional characters and full-width letters are mended as those of texts are.
    width
        Characters on each side, at most.

    Raises
    ------
    InputError
        The term is empty, or a document cannot be used.

    Examples
    --------
    >>> from policytext.data import data_folder
    >>> from policytext.reading.corpus import read_manifest
    >>> documents = read_manifest(data_folder() / "sample")
    >>> for line in concordance(documents, "發展", width=6):
    ...     print(line.sentence, line.left, line.keyword, line.right)
    yunxi:0028  发展 好不好，要听
    dongpu:0003 一城三港”的 发展 布局，要求用
    masked:0023 过上好日子。 发展 为了人民，这
    """
    wanted = clean(term, rules=CHARACTER_RULES).text.strip()
    if not wanted:
        raise InputError("an empty term found; one character or more expected")
    for document in documents:
        text = clean(read_raw(document).text).text
        _, sentences = structure(text)
        starts = [sentence.start for sentence in sentences]
        for match in re.finditer(re.escape(wanted), text):
            start, end = match.span()
            number = bisect_right(starts, start)
            before = text[max(0, start - width) : start].rpartition("\n")[2]
            after = text[end : end + width].partition("\n")[0]
            yield ConcordanceLine(f"{document.id}:{number:04d}", before, wanted, after)


PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }}
table {{ border-collapse: collapse; margin: 0 auto; }}
td, th {{ padding: 0 .3em; white-space: nowrap; font-weight: normal; }}
td:nth-child(2) {{ text-align: right; }}
th {{ text-align: left; font-size: .8rem; }}
b {{ color: light-dark(#a84a00, #ffb27a); }}
</style>
<h1>{title}</h1>
<table>
{rows}
</table>
</html>"""


def as_page(lines: Iterable[ConcordanceLine], title: str) -> str:
    """The lines as a page of HTML that needs nothing else."""
    rows = (
        f'<tr><th scope="row">{escape(line.sentence)}</th>'
        f'<td lang="zh">{escape(line.left)}</td><td lang="zh"><b>{escape(line.keyword)}</b></td>'
        f'<td lang="zh">{escape(line.right)}</td></tr>'
        for line in lines
    )
    return PAGE.format(title=escape(title), rows="\n".join(rows))


SORTS = {
    "place": None,
    "left": lambda line: (line.left[::-1], line.right),
    "right": lambda line: (line.right, line.left[::-1]),
}
"""Orders of lines: that of the texts; by what stands left, nearest character first; or right."""


def in_order(lines: Iterable[ConcordanceLine], sort: str) -> list[ConcordanceLine]:
    """Lines in one of the orders of `SORTS`."""
    key = SORTS[sort]
    return sorted(lines, key=key) if key else list(lines)
