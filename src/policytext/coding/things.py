"""What does an amount measure: the name of the thing before it, or after it.

The noun before an amount (建成驿站2个) or the one after it (2个驿站) names the indicator, without
the verbs in `LEADING` and the words in `PREDICATES`. An amount with neither speaks of the thing
named last (GDP完成414亿元，增长6%), and so do the words in `RELATIVE` (占比, 投资, …).
"""

import re
from dataclasses import dataclass, field

from policytext.coding.numerals import inside_quotes
from policytext.coding.quantities import Quantity
from policytext.coding.wording import (
    ANY_MARK,
    BLAND,
    CHANGED,
    COMPARED,
    GENERIC,
    HEADS,
    INNER,
    KEPT,
    LEADING_WORD,
    LIST_MARK,
    LONGEST_PREDICATE,
    OF_WHOLE,
    OTHERS,
    PLACE,
    PLACED,
    PLACES,
    PREDICATES,
    RANKED,
    RELATIVE,
    SHARED,
    SHARES,
    STATES,
    TIME,
    VERBS,
)

EACH = re.compile("[均都各]|分别")
MARK = re.compile("、")
VAGUE_END = re.compile(
    "(?<!建设)(?<!力度)(?<!投入)(?<!工作)(?<!等)(?:建设|力度|投入|工作|等)+$"  # no middle of it
)
DONE = re.compile("^(?:实际|实现|完成)+(?=.{2})")
ADDED_AT_END = re.compile("(?<=..)(?:新增|净增)$")
COMPLETED = re.compile("(?:年度)?(?:计划)?完成(?=投资)")
SUMMED_UP = re.compile("等(?:一批|重点|重大|项目)(?s:.*)")


@dataclass
class Reading:
    """What a sentence has said so far: the things named last, and how they were measured.

    `passed` are the clauses without an amount that came before any thing was named.
    """

    names: list[str]
    prefix: str = ""
    attribute: str = ""
    growth: bool = False
    passed: list[str] = field(default_factory=list)
    clause: tuple[str, ...] = ()


def _subject(said: Reading) -> str:
    """The thing that the clauses before an amount spoke of last; '' for none."""
    while said.passed:
        if thing := spoken_of(said.passed[-1]):
            return thing
        said.passed.pop()
    return ""


def spoken_of(clause: str) -> str:
    """The thing that a clause without an amount speaks of; what follows may measure it."""
    thing = _inner(stripped(clause))
    stop = next((m.start() for m in VERBS.finditer(thing) if m.start() >= 2), len(thing))
    return VAGUE_END.sub("", thing[:stop])


def _trimmed(before: str) -> tuple[str, str]:
    """The thing before an amount, and the words between that say what is measured."""
    thing = before
    for _ in range(12):
        match = PREDICATES.search(thing, max(0, len(thing) - LONGEST_PREDICATE))
        match = match or COMPARED.search(thing)
        if not match:
            break
        thing = thing[: match.start()]
    return thing, before[len(thing) :]


def stripped(thing: str) -> str:
    """The thing without the verbs and the words of time before it."""
    for _ in range(12):
        thing = thing.lstrip("、，和及与的")
        if kept := KEPT.match(thing):
            return kept[1] + thing[kept.end() :]
        if RELATIVE.fullmatch(thing):
            break
        match = TIME.match(thing) or LEADING_WORD.match(thing)
        if not match or thing[match.end() :] in BLAND:
            break
        thing = thing[match.end() :]
    return thing


def names_before(
    before: str, wanted: int, quantity: Quantity, said: Reading
) -> tuple[list[str], str, str]:
    """The things that `wanted` amounts speak of; the words between; the thing as it stands there.

    One amount gets several things where each of them has it (A、B均增长5%).
    """
    cue = tail = ""
    if match := OF_WHOLE.search(before):
        thing, _ = _trimmed(before[: match.start()])
        tail = match[0].rstrip("的达到为超近约在分别均").replace("稳定在", "占")
    elif quantity.kind == "points" and (match := COMPARED.search(before)) and match[0][1] == "于":
        thing, _ = _trimmed(before[: match.start()])
        tail = match[0]
        if said.growth and not SHARES.search(thing or (said.names or [""])[-1]):
            tail = "增速" + tail
    elif quantity.kind == "rank":
        thing, _ = _trimmed(before)
        for _ in range(12):
            match = RANKED.search(thing) or PLACED.search(thing) or COMPARED.search(thing)
            if not match:
                break
            thing = thing[: match.start()]
    else:
        thing, cue = _trimmed(before)
    listed = LIST_MARK.match(before)
    own = _inner(stripped(thing).strip("，、 "))
    carried = listed and said.prefix and not LEADING_WORD.match(thing[1:])
    if RELATIVE.fullmatch(own):
        pass
    elif carried and own and not KEPT.match(own):
        own = said.prefix + own
    elif match := KEPT.match(own):
        said.prefix = match[1]
    else:
        said.prefix = ""
    if not own or RELATIVE.fullmatch(own):
        subjects = said.names or [_subject(said)]
        if wanted == 1 and said.clause and before[:1] in ("均", "都"):
            subjects = list(said.clause)
        elif len(subjects) != wanted and not (wanted == 1 and EACH.search(before)):
            subjects = subjects[-1:] * wanted
        return [_joined_to(subject, own) + tail for subject in subjects], cue, own
    if own.endswith("类") and said.names:  # 项目9个，其中工业类3个
        return [own + said.names[-1].rsplit("类", 1)[-1] + tail], cue, own
    return [name + tail for name in _dealt(own, wanted, cue, quantity, said)], cue, own


def _joined_to(subject: str, word: str) -> str:
    """A word that needs a thing before it, with that thing: 投资 of 重点项目 is 重点项目投资."""
    word = DONE.sub("", word)
    if word:  # 企业净增3家、总数20家: the total is of 企业
        subject = ADDED_AT_END.sub("", subject)
    return subject if subject.endswith(word) else _overlapped(subject, word)


def _inner(thing: str) -> str:
    """The thing without a clause before it: 票根带动旅游收入 gives 旅游收入."""
    if "完成投资" in thing:
        thing = COMPLETED.sub("", thing)
    thing = thing.removesuffix("等")
    if len(thing) > 10:
        for match in reversed(list(INNER.finditer(thing))):
            rest = thing[match.end() :]
            kept = match[0] if KEPT.match(match[0]) else ""
            if len(rest) >= 3 and not RELATIVE.match(rest):
                return kept + stripped(rest)
    return thing


def _split(thing: str, marks: re.Pattern[str]) -> list[str]:
    found = list(marks.finditer(thing))
    inside = inside_quotes(thing) if found else b""
    parts, start = [], 0
    for match in found:
        if not inside[match.start()]:
            parts.append(thing[start : match.start()])
            start = match.end()
    return [part for part in [*parts, thing[start:]] if part]


def _dealt(thing: str, wanted: int, cue: str, quantity: Quantity, said: Reading) -> list[str]:
    parts = _split(thing, ANY_MARK)
    if wanted > 1:
        few = _split(thing, MARK)
        for candidate in (parts, few):
            if len(candidate) == wanted:
                return _shared(candidate)
        if len(parts) > wanted:
            return _shared(parts)[-wanted:]
        return [thing] * wanted
    if 1 < len(parts) <= 12:
        each = EACH.search(cue)
        grows = quantity.kind in ("percent", "times") and CHANGED.search(cue)
        if each:
            return _shared(parts)
        if grows:
            few = _split(thing, MARK)
            if len(parts) > 1 and all(HEADS.search(part) for part in parts):
                return parts
            if len(few) > 1 and all(len(part) >= 3 for part in few):
                return _shared(few)
    return [thing]


def _shared(parts: list[str]) -> list[str]:
    """The parts of a list, each with the head of the last and the modifier of the first.

    >>> _shared(["交通", "水利投资"])
    ['交通投资', '水利投资']
    """
    head = HEADS.search(parts[-1])
    if len(parts) > 1 and parts[0] in PLACES and (match := PLACE.match(parts[-1])):
        tail = parts[-1][match.end() :]
        return [p if not PLACE.fullmatch(p) else p + tail for p in parts]
    if head and head.start() > 0:
        parts = [p if HEADS.search(p) else _overlapped(p, head[0]) for p in parts]
    first = SHARED.match(parts[0])
    if first:
        parts = [parts[0]] + [p if SHARED.match(p) else first[0] + p for p in parts[1:]]
    kept = KEPT.match(parts[0])
    if kept:
        parts = [parts[0]] + [p if KEPT.match(p) else kept[1] + p for p in parts[1:]]
    return parts


def _overlapped(part: str, head: str) -> str:
    """高新产业 and 产业产值 make 高新产业产值."""
    shared = next((n for n in range(len(head), 0, -1) if part.endswith(head[:n])), 0)
    return part + head[shared:]


def thing_after(
    after: str, quantity: Quantity, own: str, more: bool, *, opens: bool = False
) -> tuple[str, int]:
    """The thing that stands after an amount (2个驿站), and how many characters it takes.

    '' where the amount measures what stands before it.
    """
    offset = 1 if after.startswith("的") else 0
    rest = after[offset:]
    counted = quantity.kind == "counter"
    if quantity.kind in ("rank", "points", "doubling") or not rest:
        return "", 0
    if not (counted or (offset and quantity.kind in ("money", "measure", "percent"))):
        shares = ("percent", "tenths", "fraction") if opens else ()
        if (own and quantity.kind == "money") or quantity.kind not in ("money", "measure", *shares):
            return "", 0
    if LIST_MARK.match(rest) or (VERBS.match(rest) and not (opens and counted)):
        return "", 0
    marks_end = more and "、" in rest
    if marks_end:
        rest = rest[: rest.rindex("、")]
    if others := OTHERS.search(rest):
        rest = rest[: others.start()]
    stop = next((m.start() for m in STATES.finditer(rest) if m.start() >= 2), len(rest))
    thing = rest[:stop]
    if more and stop == len(rest):
        thing = thing.rstrip("、和及与")
    thing = SUMMED_UP.sub("", thing)
    thing = (thing[:-1] if thing.endswith(("等", "，", "、")) else thing).strip("的")
    if not counted:
        thing = stripped(thing)
    used = 1 if offset and more and not marks_end else offset + stop
    return (thing, used) if thing else ("", 0)


def joined(own: str, thing: str, quantity: Quantity, said: Reading, *, of: bool) -> str:
    """The name of a thing that stands after its amount, with what stands before it."""
    if quantity.kind == "counter":
        if KEPT.fullmatch(own):
            said.prefix = own
            return own + thing
        if said.prefix and not own:
            return said.prefix + thing
        whose = own and not RELATIVE.fullmatch(own) and "、" not in own and not own.endswith("等")
        if whose and (of or 2 <= len(own) <= len(thing) or GENERIC.fullmatch(thing)):
            return own + thing
        return thing
    if own:
        said.attribute = own if RELATIVE.fullmatch(own) or len(own) <= 4 else "投资"
    if quantity.kind == "measure":
        return thing if "、" in own or own == thing else own + thing
    if quantity.kind != "money":
        return thing
    return _overlapped(thing, said.attribute or "投资")


def amount_of(name: str, quantity: Quantity, first: Quantity) -> str:
    """并购重组397起、1767.8亿元: the second is the sum of money of the same thing."""
    mixed = quantity.kind == "money" and first.kind == "counter"
    return name + "金额" if name and mixed else name
