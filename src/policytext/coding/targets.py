"""Quantified targets of sentences: what is measured, how, by how much, when, reached or promised.

`quantities` finds the amounts. Here each is given its indicator, in four steps:

1. A sentence falls into clauses, at commas and stops outside quotation marks.
2. Amounts that only a list mark parts (分别增长5%和6%) are one *series*; it is dealt out to the
   things named before it, when these are as many, or each thing gets the one amount.
3. The indicator is the noun before the amount (建成驿站2个), or the one after it (2个驿站),
   without the verbs in `LEADING` and `PREDICATES`. An amount with neither speaks of the thing
   named last (GDP完成414亿元，增长6%), and so do the words in `RELATIVE` (占比, 投资, …).
4. The words at the amount's left say what is measured: a rate of change, an amount added, a share.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from policytext.coding.numerals import inside_quotes, plain
from policytext.coding.quantities import Quantity, quantities
from policytext.coding.status import statuses
from policytext.coding.things import (
    Reading,
    amount_of,
    joined,
    names_before,
    spoken_of,
    stripped,
    thing_after,
)
from policytext.coding.wording import (
    ADDED,
    CHANGED,
    CHANGED_TO,
    CLASSED,
    CLAUSE,
    FALLS,
    FROM_AMOUNT,
    FUNDS,
    GRADE,
    LIST_MARK,
    LOCAL,
    NATIONAL,
    OF_WHOLE,
    ONLY_MARKS,
    OPENS,
    OUTLAY,
    RATE_NAMES,
    REACHED,
    RELATIVE,
    SHARES,
    TO,
    VERBS,
)

# What begins with a class is found fast, so each kind looks back at the character it begins with.
PERIODS = re.compile(
    r"[到0-9“十今明后去前一二三四五上下未](?:"
    r"(?<![比较].)(?:(?<=到)2|(?<=2))0[0-9]{2}"
    r"(?:[—–-](?:20)?[0-9]{2}年|年(?:末|底|上半年|下半年)?)"
    r"|(?<=[0-9])[0-9]?[—–-][0-9]{1,2}月"
    r"|(?:(?<=“)十|(?<=十))[二三四五六]五”?(?:期末|末|期间|时期)"
    r"|(?<=[今明后去])年(?!以来|末|底)|(?<=今)年以来|(?<=[一五三])年来"
    r"|(?<=[前一二三四])季度|(?<=[上下])半年|(?<=今)后五年|(?<=未)来[五三]年)"
)
# times that bind no target to a year: 9月底, 年内, 全年
DEADLINE = re.compile(r"[0-9年全](?:(?<=[0-9])[0-9]?月[底末]|(?<=年)[内底末]|(?<=全)年)")
YEARS = re.compile("[0-9—–-]+年")
PLANS = {
    "十二五": "2011-2015",
    "十三五": "2016-2020",
    "十四五": "2021-2025",
    "十五五": "2026-2030",
    "十六五": "2031-2035",
}
PLAN_PERIOD = re.compile(r"“?(十[二三四五六]五)”?")
HEADING_OF_TIME = re.compile(
    r"回顾|成就|成效|目标|任务|重点工作|工作安排|部署|打算|举措|总体要求|工作："
)


# What is there before anything is promised, whatever the sentences around it do: we now have six
# firms; on the basis of two clusters; with 17 parks as the point of attack.
STANDING = re.compile(r"现有|现已|目前|拥有(?<![将要]拥有)|存在问题的?")
GIVEN = re.compile(r"[^，。；0-9]{0,20}(?:基础上|为重点|为依托)")
AHEAD = re.compile(r"力争|确保|争取|到20[0-9]{2}|今年|明年|年内|计划|将|要")
REACHES = re.compile(r"达到?$")
PAST = re.compile(r"年来|去年|过去")


@dataclass(frozen=True)
class Target:
    """One quantified target; the columns of the codebook, as text but for value and high.

    Attributes
    ----------
    sentence : place of the sentence among those given, from 0.
    indicator, measure, comparator, unit, period, status : see `data/README.md`.
    value, high : in base units; `high` is the upper end of a range, else None.
    """

    sentence: int
    indicator: str
    measure: str
    comparator: str
    value: Decimal
    high: Decimal | None
    unit: str
    period: str
    status: str


@dataclass(frozen=True)
class Unplaced:
    """A quantity or numeral that is no target: the sentence's place, the text and the reason."""

    sentence: int
    text: str
    reason: str


def targets(
    sentences: Sequence[str], *, context: bool = True, given: Sequence[str] | None = None
) -> list[Target]:
    """The quantified targets of clean sentences, in the order of the text.

    Parameters
    ----------
    sentences : clean sentences of one document in its order, headings too.
    context : whether headings and neighbours say which year is meant and whether a thing is
        reached or promised. Without it each sentence stands by itself.
    given : the `statuses` of the sentences, where these are known already.

    Value added and investment grow by 8 and 9 per cent:

    >>> for t in targets(["今年，工业增加值、固定资产投资分别增长8%和9%。"]):
    ...     print(t.indicator, t.measure, t.value, t.unit, t.period, t.status)
    工业增加值 growth 8 % 今年 target
    固定资产投资 growth 9 % 今年 target
    """
    texts = [plain(sentence) for sentence in sentences]
    given = statuses(texts, context=context) if given is None else given
    coded: list[Target | Unplaced] = []
    period = ""
    for index, (text, status) in enumerate(zip(texts, given, strict=True)):
        if context:
            period = _section_period(text) or period
        found, _ = quantities(text, reasons=False)
        if found:
            coded += _sentence(text, found, index, status, period)
    return [one for one in coded if isinstance(one, Target)]


def unplaced(sentences: Sequence[str]) -> list[Unplaced]:
    """All numerals of the sentences that give no target, each with its reason.

    >>> unplaced(["打造15分钟服务圈。"])
    [Unplaced(sentence=0, text='15', reason='duration')]
    """
    coded: list[Target | Unplaced] = []
    for index, text in enumerate(map(plain, sentences)):
        found, refused = quantities(text)
        coded += (Unplaced(index, one.text, one.reason) for one in refused)
        if found:
            coded += _sentence(text, found, index, "", "")
    return [one for one in coded if isinstance(one, Unplaced)]


def named_period(sentence: str) -> str:
    """The time that a clean sentence names first, as `Target.period` has it; '' for none.

    What a heading says of the sentences below it is left out. A deadline within the year counts.

    By the end of September and in 2025; improve without a date:

    >>> named_period("9月底前建成"), named_period("到2025年建成"), named_period("不断完善")
    ('9月底', '2025', '')
    """
    text = plain(sentence)
    found = PERIODS.search(text)
    deadline = DEADLINE.search(text)
    if deadline and (not found or deadline.start() < found.start()):
        return deadline[0]
    return _period(found) if found else ""


def _sentence(
    text: str, found: list[Quantity], index: int, status: str, period: str
) -> Iterator[Target | Unplaced]:
    said = Reading([])
    national = False
    times = [(m.end(), _period(m)) for m in PERIODS.finditer(text)]
    place = last = 0
    for start, end in _clauses(text):
        if place == len(found):
            break
        if NATIONAL.match(text, start, min(end, start + 40)):
            national = True
        elif LOCAL.match(text, start, end):
            national = False
        here = []
        while place < len(found) and found[place].start < end:
            here.append(found[place])
            place += 1
        kept = []
        for quantity, coming in zip_longest(here, here[1:]):
            if _names_a_class(text, quantity, coming, end):
                reason = "a threshold that names a class"
                yield Unplaced(index, text[quantity.start : quantity.end], reason)
            else:
                kept.append(quantity)
        if not kept:
            if not said.names:
                said.passed.append(text[start : min(end, start + 60)])
            continue
        named: list[str] = []
        ahead = _first_end(AHEAD, text, start, end)
        standing = _first_end(STANDING, text, start, end)
        for name, measure, quantity, origin in _clause(text, start, end, kept, said):
            named.append(name)
            while last + 1 < len(times) and times[last + 1][0] <= quantity.start:
                last += 1
            own = times[last][1] if times and times[last][0] <= quantity.start else period
            if not name:
                reason = "nothing is named that it measures"
                yield Unplaced(index, text[quantity.start : quantity.end], reason)
                continue
            there = origin or _stands(text, end, quantity, ahead, standing)
            said_of_it = "context" if national else "achieved" if there else status
            if said_of_it == "target" and own == period and PAST.search(period):
                own = ""  # a heading of the review, which a plan cannot be due in
            yield Target(
                index, name, measure, quantity.comparator, quantity.value, quantity.high,
                quantity.unit, own, said_of_it,
            )  # fmt: skip
        if named:
            said.clause = tuple(dict.fromkeys(named))[:12]


def _stands(text: str, end: int, quantity: Quantity, ahead: int, standing: int) -> bool:
    """Whether a clause says that an amount is there already: 现有6家, 以17个园区为重点.

    The clause ends at `end`; `ahead` and `standing` are where it has first said the one or the
    other: looked for once, since a clause may hold thousands of amounts.
    """
    before = text[max(quantity.start - 2, 0) : quantity.start]
    if ahead <= quantity.start or REACHES.search(before):
        return False
    return standing <= quantity.start or bool(GIVEN.match(text, quantity.end, end))


def _first_end(said: re.Pattern, text: str, start: int, end: int) -> int:
    """Where the first match between two places ends; past the text's end where there is none."""
    match = said.search(text, start, end)
    return match.end() if match else len(text) + 1


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    inside = inside_quotes(text)
    start = 0
    for match in CLAUSE.finditer(text):
        if not inside[match.start()] and len(match[0]) == 1:
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _names_a_class(text: str, quantity: Quantity, coming: Quantity | None, end: int) -> bool:
    """Whether an amount only says which things are meant: 亿元以上项目20个, 销售超亿元的企业."""
    if quantity.kind not in ("money", "measure", "percent") or quantity.comparator not in (
        ">",
        ">=",
    ):
        return False
    after = text[quantity.end : min(end, quantity.end + 40)]
    if not after or LIST_MARK.match(after) or VERBS.match(after):
        return False
    if CLASSED.match(after):
        return True
    if coming is None or coming.kind != "counter" or quantity.kind == "percent":
        return False
    return "、" not in after[: coming.start - quantity.end]


def _clause(
    text: str, start: int, end: int, found: list[Quantity], said: Reading
) -> Iterator[tuple[str, str, Quantity, bool]]:
    """(indicator, measure, quantity, whether it is where a change began) of each amount."""
    left, i = start, 0
    while i < len(found):
        j = i
        while j + 1 < len(found) and ONLY_MARKS.match(text, found[j].end, found[j + 1].start):
            j += 1
        series = _like_the_first(found[i : j + 1])
        before = text[max(left, series[0].start - 80) : series[0].start]
        right = found[j + 1].start if j + 1 < len(found) else end
        after = text[series[-1].end : min(right, series[-1].end + 60)]
        more = j + 1 < len(found)

        if more and len(series) == 1 and (cut := _origin(before, after)) is not None:
            (name,), cue, _ = names_before(before[:cut], 1, series[0], said)
            goal = found[j + 1]
            for quantity, origin in ((goal, False), (series[0], True)):
                kind = {"rank": "rank", "points": "change"}.get(quantity.kind)
                share = quantity.kind in ("percent", "fraction", "tenths", "permille")
                yield (
                    name,
                    kind or ("share" if share else "level"),
                    _tenths(quantity, False),
                    origin,
                )
            said.names, said.growth = [name], False
            left, i = goal.end, j + 2
            continue

        names, cue, own = names_before(before, len(series), series[0], said)
        if LIST_MARK.search(before[-1:]) and not RELATIVE.fullmatch(own):
            own = ""
        thing, used = thing_after(after, series[-1], own, more, opens=series[0].start == start)
        if more and GRADE.fullmatch(thing):  # 2个国家级、9个省级中心
            coming = text[found[j + 1].end : min(end, found[j + 1].end + 60)]
            if match := GRADE.match(coming):
                thing += thing_after(coming[match.end() :], found[j + 1], "", False)[0]
        if series[-1].bare and after.startswith("目标"):
            names = [own + text[series[-1].start : series[-1].end] + "目标"]
        elif thing:
            of = before.endswith("的")
            names = [joined(own, thing, series[-1], said, of=of)] * len(series)
        elif RELATIVE.fullmatch(own) and i == 0 and text[found[-1].end : end].startswith("的"):
            thing, _ = thing_after(text[found[-1].end : end], found[-1], own, False)
            names = [thing + own] * len(series)
        elif names == [own] and OUTLAY.search(own) and RELATIVE.fullmatch(own) and not after:
            coming = spoken_of(re.split("[，；。、]", text[end + 1 : end + 60])[0])
            names = [coming + own]
        elif own and FUNDS.fullmatch(own) and after and not more and not LIST_MARK.match(after):
            names = [stripped(after) + own] * len(series)
        dealt = (
            zip(names, series, strict=False)
            if len(series) > 1
            else ((name, series[0]) for name in names)
        )
        for name, quantity in dealt:
            measure, signed = _measure(quantity, name, cue, own, said)
            yield amount_of(name, quantity, series[0]), measure, signed, False
        if not own.endswith("类"):
            said.names = list(dict.fromkeys(names))
        left, i = series[-1].end + used, j + 1


def _like_the_first(series: list[Quantity]) -> list[Quantity]:
    """The series with the comparator of its first or last amount on all: 超5%和6%, 5%、6%左右."""
    if len(series) == 1:
        return series
    signs = {q.comparator for q in series}
    first, last = series[0].comparator, series[-1].comparator
    if len(signs) != 2 or "=" not in signs or len({q.kind for q in series}) > 1:
        return series
    if first in (">", ">=", "~", "<=") and all(q.comparator == "=" for q in series[1:]):
        return [q._replace(comparator=first) for q in series]
    if series[0].kind == "percent" and all(q.comparator == "=" for q in series[:-1]):
        return [q._replace(comparator=last) for q in series]
    return series


def _origin(before: str, after: str) -> int | None:
    """Where 从 or 由 opens a change from one amount to another, else None."""
    if not TO.search(after) or len(after) > 20:
        return None
    if match := FROM_AMOUNT.search(before):
        return match.start()
    return len(before) if CHANGED_TO.match(after) else None


def _measure(
    quantity: Quantity, name: str, cue: str, own: str, said: Reading
) -> tuple[str, Quantity]:
    """What an amount measures, and the amount with its sign."""
    verb = OPENS.match(own)
    changed = bool(CHANGED.search(cue)) and not REACHED.search(cue)
    falls = bool(FALLS.search(cue if changed else verb[0] if verb and not cue else ""))
    if quantity.kind == "rank":
        return "rank", quantity
    if quantity.kind == "points":
        return "change", _signed(quantity, bool(FALLS.search(cue) or FALLS.search(name)))
    if quantity.kind in ("money", "measure", "counter"):
        said.growth = False
        if changed or (verb and not cue):
            return "change", _signed(quantity, falls)
        added = ADDED.search(name) and not RELATIVE.fullmatch(own)
        return ("change" if added else "level"), quantity
    growth = (
        quantity.kind == "doubling"
        or changed
        or bool(verb and not cue)
        or bool(RATE_NAMES.search(own))
        or (said.growth and bool(own) and not cue and not SHARES.search(name))
    )
    if growth and REACHED.search(cue):
        growth = False
    if OF_WHOLE.search(name):
        growth = False
    said.growth = growth
    if quantity.kind == "times" and not growth:  # 达到2020年的1.5倍
        return "level", quantity
    quantity = _tenths(quantity, growth)
    return ("growth", _signed(quantity, falls)) if growth else ("share", quantity)


def _tenths(quantity: Quantity, growth: bool) -> Quantity:
    """三成 as a share is 0.3, as a growth 30 %."""
    if quantity.kind != "tenths":
        return quantity
    if growth:
        return quantity._replace(value=quantity.value * 10, unit="%")
    return quantity._replace(value=quantity.value / 10)


def _signed(quantity: Quantity, falls: bool) -> Quantity:
    if not falls:
        return quantity
    high = None if quantity.high is None else -quantity.high
    return quantity._replace(value=-quantity.value, high=high)


def _section_period(text: str) -> str:
    """The period that a heading gives to what follows it, or ''."""
    if len(text) > 40 or not HEADING_OF_TIME.search(text):
        return ""
    match = PERIODS.search(text) or PLAN_PERIOD.search(text)
    return _period(match) if match else ""


def _period(match: re.Match[str]) -> str:
    text = match[0].removeprefix("到").replace("“", "").replace("”", "")
    if text[:3] in PLANS and not text.endswith("末"):
        return PLANS[text[:3]]
    return text[:-1] if YEARS.fullmatch(text) else text
