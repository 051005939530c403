"""Replacements in a text, and the account of them in places of the text that was there first."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Protocol, cast

Replacement = tuple[int, int, str]
Rule = Callable[[str], Iterator[Replacement]]

# What opens a heading, an enumerated sentence or a list item: 一、 （一） 一是 1. (1) ① —— 第一，
NUMERAL = "一二三四五六七八九十百"
OPENER = (
    rf"(?:[{NUMERAL}]+、|[（(][{NUMERAL}\d]+[)）]|[{NUMERAL}]+[是要]|第[{NUMERAL}]+[，,、]"
    rf"|第[{NUMERAL}]+(?:部分|章|节)|\d+[.、．)）](?!\d)|[①-⑳]|——)"
)
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


class Edit(NamedTuple):
    """One change: the raw text from `start` to `end`, which read `before`, became `after`."""

    rule: str
    start: int
    end: int
    before: str
    after: str


class NeedyRule(Protocol):
    """A rule that `needs` marked: `needed` gives the pattern of the characters."""

    __name__: str
    needed: Callable[[], re.Pattern[str]]

    def __call__(self, text: str, /) -> Iterator[Replacement]: ...


def needs(characters: str | Callable[[], re.Pattern[str]]) -> Callable[[Rule], NeedyRule]:
    """Marks a rule that changes nothing in a text without one of some characters.

    They are given as in a class, or by a function that returns the pattern of one. `clean` looks
    up what the characters of a text are needed by once for all rules.
    """

    def marked(rule: Rule) -> NeedyRule:
        needy = cast(NeedyRule, rule)  # it becomes one in the next line
        needy.needed = (
            characters if callable(characters) else partial(re.compile, f"[{characters}]")
        )
        return needy

    return marked


def replaced(text: str, replacements: list[Replacement]) -> str:
    """The text with the replacements made."""
    parts: list[str] = []
    done = 0
    for start, end, new in replacements:
        parts += (text[done:start], new)
        done = end
    return "".join([*parts, text[done:]])


def substitute(pattern: re.Pattern[str], new: str, text: str) -> Iterator[Replacement]:
    """Replacements of each match of a pattern by the same text, where that is a change."""
    return ((*match.span(), new) for match in pattern.finditer(text) if match[0] != new)


def one_or_more(characters: str) -> str:
    """A pattern of one or more of some characters, given as in a class.

    `re` looks for the beginning of `[x][x]*` three times as fast as for that of `[x]+`.
    """
    return f"[{characters}][{characters}]*"


def matches_from(
    opening: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """The matches of a pattern, all of which begin with a match of `opening`, a rare character.

    They are those of `pattern.finditer`, which tries the pattern at each place of the text.
    """
    done = 0
    for opened in opening.finditer(text):
        if opened.start() >= done and (match := pattern.match(text, opened.start())):
            yield match
            done = match.end()


Change = tuple[int, int, str, str]


def compose(earlier: list[Change], later: list[Replacement], text: str, rule: str) -> list[Change]:
    """The changes to the raw text, when `later` is applied to what `earlier` made of it.

    `earlier` holds `(start, end, new, rule)` in places of the raw text; `later` is in places of
    `text`, which `earlier` made, and replaces a character or more each. Changes that share
    characters become one, the later rule's.
    """
    changes: list[Change] = []
    done = i = 0  # how many of `earlier` and of `later` are in `changes`
    shift = 0  # place in `text` minus place in the raw text, behind the earlier ones that are done
    while i < len(later):
        start, end, new = later[i]
        first_later, i = i, i + 1
        while done < len(earlier):  # leave as it is what ends before the change
            raw_start, raw_end, earlier_new, _ = earlier[done]
            if raw_start + shift + len(earlier_new) > start:
                break
            changes.append(earlier[done])
            shift += raw_start + len(earlier_new) - raw_end
            done += 1
        first_earlier, shift_before = done, shift
        while True:  # take in what shares characters with the change, of either list
            if done < len(earlier) and earlier[done][0] + shift < end:
                raw_start, raw_end, earlier_new, _ = earlier[done]
                start = min(start, raw_start + shift)
                end = max(end, raw_start + shift + len(earlier_new))
                shift += raw_start + len(earlier_new) - raw_end
                done += 1
            elif i < len(later) and later[i][0] < end:
                end = max(end, later[i][1])
                i += 1
            else:
                break
        if (done, i) != (first_earlier, first_later + 1):
            inside = [(s - start, e - start, new) for s, e, new in later[first_later:i]]
            new = replaced(text[start:end], inside)
        changes.append((start - shift_before, end - shift, new, rule))
    return changes + earlier[done:]
