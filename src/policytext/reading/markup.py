"""The rule that takes off what is left of a page's markup: HTML and Markdown."""

import html
import re
from collections.abc import Iterator

from policytext.reading.edits import OPENER, Replacement, matches_from, needs

ENTITY = r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});"
TAG = (
    r"</?(?:p|br|div|span|strong|b|i|u|em|a|img|font|h[1-6]|table|tbody|tr|td|th|ul|ol|li|center"
    r"|section|title|head|body|html|sup|sub)(?: [^<>\n]{0,300})?/?>"
)
MARKUP = re.compile(
    rf"(?P<note><sup>\[?\d{{1,3}}\]?</sup>)|(?P<tag>{TAG})|(?P<entity>{ENTITY})"
    r"|(?P<heading>^[ \t\u3000]*#{1,6} +)|(?P<image>!\[[^\]\n]{0,100}\]\([^()\n]{1,300}\))"
    r"|\[(?P<link>[^\[\]\n]{1,60})\]\(https?://[^()\s]{1,300}\)"
    rf"|^(?P<open>\*\*)(?=(?:{OPENER}[^*\n]{{1,200}}|[^*\n]{{1,200}}[。！？：]|[^*\n]{{1,200}}"
    rf"(?=\*\*$))\*\*)",
    re.MULTILINE | re.IGNORECASE,
)
OPENS = re.compile(r"[&<!\[*]")
OPENS_OR_HEADS = re.compile(r"[&<!\[*# \t\u3000]")
ENDS_LINE = re.compile(r"<(?:br|/(?:p|div|h\d|tr|li))\b", re.IGNORECASE)
MARKS = r"&<#*!\["


@needs(MARKS)
def markup(text: str) -> Iterator[Replacement]:
    """Tags and entities of HTML, and the marks of headings and bold type of Markdown go.

    A tag that ends a line is a line end. Asterisks that mask a name stay: `**` is bold type only
    round a whole line, or from a line's beginning round a heading's number or a sentence.
    """
    found: list[Replacement] = []
    for match in matches_from(OPENS_OR_HEADS if "#" in text else OPENS, MARKUP, text):
        start, end = match.span()
        if match["entity"]:
            new = html.unescape(match[0])
            if new != match[0] and len(new) == 1:
                found.append((start, end, new))
        elif match["tag"]:
            found.append((start, end, "\n" if ENDS_LINE.match(match[0]) else ""))
        elif match["link"]:
            found.append((start, end, match["link"]))
        elif match["open"]:
            found.append((start, end, ""))
            close = text.index("**", end)
            found.append((close, close + 2, ""))
        else:
            found.append((start, end, ""))
    yield from sorted(found)  # what closes bold type stands behind what is in it
