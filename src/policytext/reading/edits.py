"""Replacements in a text, and the account of them in places of the text that was there first."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Replacement = tuple[int, int, str]
Rule = Callable[[str], Iterator[Replacement]]

# What opens a heading, an enumerated sentence or a list item: 一、 （一） 一是 1. (1) ① —— 第一，
NUMERAL = "一二三四五六七八九十百"
OPENER = (
    rf"(?:[{NUMERAL}]+、|[（(][{NUMERAL}\d]+[)）]|[{NUMERAL}]+[是要]|第[{NUMERAL}]+[，,、]"
    rf"|第[{NUMERAL}]+(?:部分|章|节)|\d+[.、．)）](?!\d)|[①-⑳]|——)"
)
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the raw text from `start` to `end`, which read `before`, became `after`."""

    rule: str
    start: int
    end: int
    before: str
    after: str


def replaced(text: str, replacements: list[Replacement]) -> str:
    """The text with the replacements made."""
    parts, done = [], 0
    for start, end, new in replacements:
        parts += (text[done:start], new)
        done = end
    return "".join([*parts, text[done:]])


def substitute(pattern: str | re.Pattern[str], new: str, text: str) -> Iterator[Replacement]:
    """Replacements of each match of a pattern by the same text, where that is a change."""
    return ((*match.span(), new) for match in re.finditer(pattern, text) if match[0] != new)


Change = tuple[int, int, str, str]


def compose(earlier: list[Change], later: list[Replacement], text: str, rule: str) -> list[Change]:
    """The changes to the raw text, when `later` is applied to what `earlier` made of it.

    `earlier` holds `(start, end, new, rule)` in places of the raw text; `later` is in places of
    `text`, which `earlier` made. Changes that share characters become one, the later rule's.
    """
    spans = [(start, end, True) for start, end, _ in later]
    shift = 0  # place in the raw text minus place in `text`
    for start, end, new, _ in earlier:
        spans.append((start - shift, start - shift + len(new), False))
        shift += end - start - len(new)
    spans.sort(key=lambda span: span[:2])
    changes: list[Change] = []
    shift = done_earlier = done_later = i = 0
    while i < len(spans):
        start, end, touched = spans[i]
        first_earlier, first_later, old_shift = done_earlier, done_later, shift
        while True:
            if spans[i][2]:
                done_later += 1
            else:
                raw_start, raw_end, new, _ = earlier[done_earlier]
                shift += raw_end - raw_start - len(new)
                done_earlier += 1
            i += 1
            if i == len(spans) or spans[i][0] >= end:
                break
            end, touched = max(end, spans[i][1]), touched or spans[i][2]
        if touched:
            inside = [(s - start, e - start, new) for s, e, new in later[first_later:done_later]]
            new = replaced(text[start:end], inside)
            changes.append((start + old_shift, end + shift, new, rule))
        else:
            changes += earlier[first_earlier:done_earlier]
    return changes
