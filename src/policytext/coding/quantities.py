"""Which quantities does a sentence name, and which numerals in it are none?

A numeral counts as a quantity when a unit, a per cent sign or a rank makes it one. Numerals inside
names, codes, dates and so on are refused, with the reason. What the grammar knows stands in the
tables below, each line with an example; units stand in `data/lexicon/units.csv`.

The text is read once from left to right. All that is looked at around a numeral has a fixed
length, so that the time grows with the text and no faster.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from policytext.coding.numerals import (
    DIGITS,
    LONGEST,
    NUMERAL,
    POWERS,
    inside_quotes,
    number,
    numeral_end,
    numerals,
    plain,
    whole,
)
from policytext.data import lexicon_folder, read_rows

WINDOW = 14  # characters looked at before and after a numeral

# Comparators before and after a numeral: words, sign, example.
BEFORE = (
    (r"不低于|不少于|不小于|不下于|至少", ">=", "不低于5%, no less than 5 %"),
    (r"不超过|不高于|不多于|不大于", "<=", "不超过3%, no more than 3 %"),
    (r"不到|不足|低于|少于|小于|不满", "<", "不到2%, below 2 %"),
    (r"超过|超出|突破|高于|大于|多于|逾|超|破", ">", "超千亿, over 100 billion"),
    (r"接近|大约|将近|逼近|(?<![附远最])近|约", "~", "近3万人, close to 30,000 persons"),
    (r"控制在|控制到", "<=", "控制在5.5%, held at 5.5 %"),
)
AFTER = (
    (r"(?:及)?以上", ">=", "50家以上, 50 firms or more"),
    (r"(?:及)?(?:以内|之内|以下)", "<=", "5.5%以内, within 5.5 %"),
    (r"左右|上下", "~", "4%左右, about 4 %"),
    (r"[余多]", ">", "60余次, more than 60 times"),
)
COMPARATORS_BEFORE = tuple((re.compile(f"(?:{words})$"), sign) for words, sign, _ in BEFORE)
COMPARATORS_AFTER = tuple((re.compile(words), sign) for words, sign, _ in AFTER)
# Most numerals have none of what the tables here list, so one look says whether to go through one.
LAST_OF_BEFORE = frozenset(word[-1] for words, _, _ in BEFORE for word in words.split("|"))
ANY_AFTER = re.compile("|".join(words for words, _, _ in AFTER))
# What makes a numeral something else: reason, before it, after it, example.
REFUSALS = (
    ("part of a formula", r"[+＋]$", "", "1+7+2+N"),
    ("part of a formula", "", r"[+＋]", "1+7+2+N"),
    ("plan period", "", r"(?:时期|规划|期间|期末|以来|五年规划)", "十四五时期, 14th plan period"),
    ("ordinal", r"第$", "", "第二轮, second round"),
    ("ordinal", "", r"是(?!个)", "十一是, eleventhly"),
    ("session", r"届$", "", "十届二次全会"),
    ("name", "", r"里[河庙村镇店屯桥铺坪塘沟湖山街]", "七里河, a place"),
    ("class", r"海拔$", "", "海拔5000米, altitude"),
    ("class", "", r"人口(?:以上|规模)", "20万人口以上的县, counties over 200,000 persons"),
    ("session", "", r"(?:届|次全会|中全会|次会议|次党代会|次常委会|次代表大会)", "二十届四中全会"),
    ("date", "", r"(?:月(?!均)[0-9]|年[0-9]{1,2}月|日(?!均)|年)", "2025年, the year 2025"),
    ("date", r"[0-9]年$", r"月", "2025年3月, March 2025"),
    ("date", "", r"(?:[-—–至][0-9]{1,2})?月(?!均)", "1-9月, January to September"),
    (
        "date or time",
        "",
        r"(?:季度|时(?!段)|点(?![0-9])|世纪|年代|周年|号)",
        "三季度, third quarter",
    ),
    ("age", r"(?:^|[^命到至为]|[^寿]命)$", r"(?:周?岁)", "80岁以上老年人, persons over 80"),
    (
        "duration",
        "",
        r"(?:个(?:多)?(?:半)?(?:月|季度|工作日|小时|星期|学期)|多?年|周|小时|分钟|秒)",
        "18个月",
    ),
    (
        "duration",
        r"(?:连续|用时|历时|苦战|奋战|不超过|仅用|仅|为期|用)[0-9一二三四五六七八九十百]{0,3}$",
        r"天",
        "历时90天, it took 90 days",
    ),
    (
        "class",
        "",
        r"(?:级|强|星|甲(?!亩)|代|端|型|度电|[gGKk](?![a-zA-Z])|[AD]级|英寸|毫米|纳米|千伏"
        r"|伏(?!安)|线城市)",
        "世界500强, Fortune Global 500",
    ),
    (
        "a name's number",
        "",
        r"(?:号|热线|版|大(?!型|中|众|学|棚|小|件|户|专|奖|灾|道)|字|式)",
        "15号线, line 15",
    ),
    ("a number of points", "", r"(?:个?方面|点(?:意见|要求|建议|原则)|个字|条标准)", "六个方面"),
)
REFUSED = tuple(
    (why, re.compile(b) if b else None, re.compile(a) if a else None) for why, b, a, _ in REFUSALS
)
REFUSED_BY_BEFORE = re.compile("|".join(before for _, before, after, _ in REFUSALS if not after))
REFUSED_BY_AFTER = re.compile("|".join(after for _, _, after, _ in REFUSALS if after))
CODE_BEFORE = re.compile(r"[A-Za-z_.·:/^×-]$")
LATIN_AFTER = re.compile(r"[A-Za-z_]")
RANK_CUE = (
    r"(?:[居排列位名获登攀为、和由从]|[全本]国|全省|全市|全区|全盟|世界|全球|区域|地区|亚洲|同类"
    r"|保持|[升进跃降][至到入]|稳定在)"
)
BOUNDARY = r"(?=$|[^0-9A-Za-z%‰\u4e00-\u9fff]|[和及的并升跃提上降下至到与])"
# Ranks: what stands before the numeral, what follows it, sign, example.
RANKS = tuple(
    (re.compile(before), re.compile(after), sign)
    for before, after, sign, _ in (
        ("第$", "[位名]", "=", "居全国第5位, fifth in the country"),
        (f"{RANK_CUE}第$", BOUNDARY, "=", "居全国第二, second in the country"),
        ("前$", f"[位名强]?{BOUNDARY}", "<=", "进入全国前十, among the first ten of the country"),
    )
)
TOP = re.compile(r"首位|榜首|之首")
TOP_CUE = re.compile(r"[居列排登位跃占持]")
SIGN = re.compile(rf"[翻首0-9{DIGITS}十百千万亿]")  # a text without any has no quantity
IN_WORDS = re.compile("[翻首]")  # nor, without any of these, one that has no numeral
DOUBLED = re.compile(r"翻了?([一两三四1-4]?)番")
# Rates: kind, what follows the numeral, unit, example.
RATES = (
    ("percent", "%", "%", "增长5%, grew by 5 %"),
    ("permille", "‰", "‰", "6‰"),
    ("points", "个?百分点", "percentage point", "提高2个百分点, rose by 2 points"),
    ("times", "倍(?!差)", "倍", "增长1.8倍, grew by 1.8 times"),
    ("tenths", "成(?=[半多以左的，。；、财农企村人资用来]|$)", "", "近三成, almost three tenths"),
)
RATED = re.compile("|".join(f"(?P<{kind}>{after})" for kind, after, _, _ in RATES))
RATE_UNITS = {kind: unit for kind, _, unit, _ in RATES}
POWER = re.compile(r"[百千]?[万亿]|[百千](?!瓦|米|克)")
MORE_THAN = re.compile("(?<![以网线路向])上$|(?<![通经超])过$")
RATIO = re.compile("(?:倍差|收入比|之比|系数)[^，。；、]{0,10}$")
NO_UNIT = re.compile(r"$|[，。；、]|(?:缩小|下降|降|回落|提高|增加|升)?[至到](?=[0-9])")
KINDS = ("money", "measure", "counter")
FRACTION = re.compile(r"分之|/[0-9]")
PER = re.compile(r"/(?:立方米|平方米|亩|年|人|月|天|吨|公里|小时|户|千瓦时|日|秒|平方公里|次)")
RANGE = re.compile(r"(%|元|个|家|项)?(?:—{1,2}|–|-|~|至)(?=[0-9])")
RANGE_BEFORE = re.compile(r"[0-9%]-$")
FROM = re.compile(r"[从由][^，。；、]{0,10}$")
NOT_A_NOUN = re.compile(r"$|[^\u4e00-\u9fff“]|以上|左右|以内|[和及的]")
BARE_BEFORE = re.compile(r"(?:达到?|实现|完成|迈上|投资|投入)$")
COUNTED = re.compile(r"(?:新建|建成|新增|新开工|获批|改造|扩建|竣工|开通|改扩建)$")


class Quantity(NamedTuple):
    """A numeral with its unit.

    Attributes
    ----------
    start, end : its place in `plain(sentence)`, comparators and unit included.
    kind : money, measure, counter, percent, permille, points, times, tenths, fraction, rank,
        doubling.
    comparator : one of = >= > <= < ~.
    value, high : in base units; `high` is the upper end of a range, else None.
    unit : the measure word; % for per cent, '' for a fraction, `percentage point`, `rank`.
    bare : whether the numeral is a power alone (千家), which often only names a class.
    """

    start: int
    end: int
    kind: str
    comparator: str
    value: Decimal
    high: Decimal | None
    unit: str
    bare: bool = False


class Refused(NamedTuple):
    """A numeral that is no target: its place in `plain(sentence)`, its text and the reason."""

    start: int
    end: int
    text: str
    reason: str


@cache
def units() -> dict[str, str]:
    """Measure word -> its kind: money, measure or counter."""
    path = lexicon_folder() / "units.csv"
    return {row["unit"]: row["kind"] for _, row in read_rows(path, ("unit", "kind", "gloss"))}


def quantities(sentence: str, *, reasons: bool = True) -> tuple[list[Quantity], list[Refused]]:
    """The quantities of a sentence, and the numerals that are none; both in order.

    Without `reasons` the second list is empty, and of the numerals in words (一些, 统一) only those
    are read that may be quantities: to say why the others are none takes most of the time.

    >>> found, refused = quantities("“十四五”末，产值突破1.5万亿元，新建5G基站2万座。")
    >>> [(q.comparator, str(q.value), q.unit) for q in found]
    [('>', '1500000000000', '元'), ('=', '20000', '座')]
    >>> [(r.text, r.reason) for r in refused]
    [('十四五', 'inside quotation marks'), ('5', 'class')]
    """
    text = plain(sentence)
    if not SIGN.search(text):
        return [], []
    found = list(_words(text)) if IN_WORDS.search(text) else []
    refused: list[Refused] = []
    inside = inside_quotes(text)
    for quantity in found:
        inside[quantity.start : quantity.end] = b"\2" * (quantity.end - quantity.start)
    done = 0
    for start, end in numerals(text):
        if start < done or inside[start] == 2 or not (reasons or _may_count(text, start, end)):
            continue
        read = "inside quotation marks" if inside[start] else _read(text, start, end)
        if isinstance(read, Quantity):
            found.append(read)
            done = read.end
        elif reasons:
            refused.append(Refused(start, end, text[start : min(end, start + LONGEST)], read))
    return sorted(found, key=lambda quantity: quantity.start), refused


def _words(text: str) -> Iterator[Quantity]:
    """Quantities without a numeral: 翻番, 居首位."""
    for match in DOUBLED.finditer(text):
        factor = 2 ** int(number(match[1] or "一") or 1)
        value = Decimal(100 * (factor - 1))
        yield Quantity(*match.span(), "doubling", "=", value, None, "%")
    for match in TOP.finditer(text):
        if TOP_CUE.search(text[max(0, match.start() - WINDOW) : match.start()]):
            yield Quantity(*match.span(), "rank", "=", Decimal(1), None, "rank")


def _may_count(text: str, start: int, end: int) -> bool:
    """Whether `_read` may find a quantity at a numeral; where not, it has only a reason to give.

    All digits may; a numeral in words needs a rank, a rate, a unit or the like beside it.
    """
    if (
        text[start] in "0123456789"
        or text[end - 1] in "之亿"
        or text[start - 1 : start] in ("第", "前")
    ):
        return True
    small = end - start == 1 and text[start] in DIGITS
    if _measured(small).match(text, end):
        return True
    begin = max(0, start - WINDOW)
    return bool(RATIO.search(text, begin, start) or (small and COUNTED.search(text, begin, start)))


@cache
def _measured(small: bool) -> re.Pattern[str]:
    """What makes a numeral in words a quantity when it follows it; below ten, no counter does."""
    unit = _unit_pattern("measure") if small else _unit_pattern(*KINDS)
    measured = f"{RATED.pattern}|{unit.pattern}"
    more = f"[余多](?:{POWER.pattern})"
    return re.compile(f"[余多]?(?:{measured})|{more}|{FRACTION.pattern}|{RANGE.pattern}")


def _read(text: str, start: int, end: int) -> Quantity | str:
    """The quantity of the numeral there, or why it is none."""
    numeral = text[start:end]
    if len(numeral) > LONGEST:
        return "too long for a number"
    if numeral.endswith("分之") or FRACTION.match(text, end):
        return _fraction(text, start, end)
    value = number(numeral)
    if value is None:
        return "not a well-formed numeral"
    if CODE_BEFORE.search(text, start - 1, start) and not RANGE_BEFORE.search(
        text, start - 2, start
    ):
        return "code or name"
    if joint := RANGE.match(text, end, end + WINDOW):
        second = NUMERAL.match(text, joint.end())
        assert second  # a range goes on with a digit
        last = text[second.start() : numeral_end(text, second)][: LONGEST + 1]
        upper = number(last) if len(last) <= LONGEST else None
        if upper is not None:
            rest = _amount(text, second.start(), second.start() + len(last), last, upper)
            if isinstance(rest, str) and not joint[1]:
                return rest
            if not isinstance(rest, str) and not FROM.search(text, max(0, start - WINDOW), start):
                return _range(text, start, numeral, value, last, rest)
    if text[start - 1 : start] in ("第", "前"):
        before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
        for cue, ending, sign in RANKS:
            if cue.search(before) and (match := ending.match(after)):
                return Quantity(start - 1, end + match.end(), "rank", sign, value, None, "rank")
    return _amount(text, start, end, numeral, value)


def _range(
    text: str, start: int, numeral: str, value: Decimal, last: str, rest: Quantity
) -> Quantity:
    power = len(last) - len(last.rstrip("十百千万亿"))
    if power and numeral[-1] not in POWERS:  # 1—2万人: both are 万
        value = number(numeral + last[-power:]) or value
    return rest._replace(start=_signed(text, start)[0], value=value, high=rest.value)


def _fraction(text: str, start: int, end: int) -> Quantity | str:
    """百分之六, 三分之二, 2/3."""
    numeral = text[start:end]
    at = end if numeral.endswith("分之") else end + (2 if text.startswith("分之", end) else 1)
    match = NUMERAL.match(text, at)
    if not match or len(match[0]) > LONGEST:
        return "not a well-formed numeral"
    other = number(match[0])
    first = number(numeral[0]) if numeral.endswith("分之") else number(numeral)
    if other is None or not first:
        return "not a well-formed numeral"
    begin, sign = _signed(text, start)
    stop, sign = _suffix(text, match.end(), sign)
    if numeral == "百分之":
        return Quantity(begin, stop, "percent", sign, other, None, "%")
    if text[end : end + 1] == "/":
        if text[match.end() : match.end() + 1] == "/" or other > 100 or first >= other:
            return "code or name"
        first, other = other, first
    try:
        value = whole(round(other / first, 10))
    except InvalidOperation:  # more digits than are calculated with
        return "too long for a number"
    return Quantity(begin, stop, "fraction", sign, value, None, "")


def _amount(text: str, start: int, end: int, numeral: str, value: Decimal) -> Quantity | str:
    """An amount with its unit, a percentage, points or a multiple."""
    before = text[max(0, start - WINDOW) : start]
    begin, sign = _signed(text, start)
    chinese = numeral[0] not in "0123456789"
    bare = not numeral.strip("百千万亿")
    if bare and sign == "=" and MORE_THAN.search(before):  # 上千家, 过百家
        begin, sign = start - 1, ">"
    stop, sign = _more(text, end, sign)
    if stop > end and (power := POWER.match(text, stop, stop + 3)):  # 80余万名
        value *= Decimal(10) ** sum(POWERS[character] for character in power[0])
        stop = power.end()
    after = text[stop : stop + WINDOW]

    if match := RATED.match(after):
        kind = match.lastgroup
        assert kind  # each rate is a group
        stop, sign = _suffix(text, stop + match.end(), sign)
        if kind == "tenths" and (len(numeral) > 1 or not 0 < value < 10):
            return "no unit"
        return Quantity(begin, stop, kind, sign, value, None, RATE_UNITS[kind])
    if RATIO.search(before) and NO_UNIT.match(after):
        return Quantity(begin, stop, "measure", sign, value, None, "")
    if REFUSED_BY_AFTER.match(after) or REFUSED_BY_BEFORE.search(before):
        for reason, cue, ending in REFUSED:
            if (not cue or cue.search(before)) and (not ending or ending.match(after)):
                return reason
    if unit := _unit(after):
        kind = units().get(unit.split("/")[0], "")
    else:
        kind = ""
        if LATIN_AFTER.match(after):
            return "code or name"
        if not chinese and numeral[-1] in "万亿" and not NOT_A_NOUN.match(after):
            kind = "counter"
        elif (not chinese and numeral[-1] == "亿") or (
            bare and numeral[-1] == "亿" and (sign in (">", "~") or after.startswith("目标"))
        ):
            kind, unit = "money", "元"
        else:
            return "no unit"
    if unit == "天" and "天数" not in before and "优良" not in before:
        return "duration"
    named = sign in (">", "~") or BARE_BEFORE.search(before) or unit == "个"
    if bare and kind and not named and not after.startswith("目标"):
        return "a round number that names a class"
    if chinese and (unit == "分" or (len(numeral) > 1 and not set(numeral) & set("十百千万亿点"))):
        return "part of a name or word"
    if chinese and kind == "money" and not set(numeral) & set("十百千万亿"):
        return "part of a name or word"
    if text[stop + len(unit) : stop + len(unit) + 1] == "级":
        return "class"
    small = chinese and not bare and value < 10 and kind == "counter"
    if small and (value < 2 or not COUNTED.search(before)):
        return "a small number in words"
    stop, sign = _suffix(text, stop + len(unit if text.startswith(unit, stop) else ""), sign)
    return Quantity(begin, stop, kind, sign, value, None, unit, bare)


def _unit(after: str) -> str:
    if not (unit := _unit_pattern(*KINDS).match(after)):
        return ""
    per = PER.match(after, unit.end())
    return unit[0] + (per[0] if per else "")


@cache
def _unit_pattern(*kinds: str) -> re.Pattern[str]:
    """The measure words of some kinds, the longest first."""
    known = [unit for unit, kind in units().items() if kind in kinds]
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))


def _signed(text: str, start: int) -> tuple[int, str]:
    """Where the comparators before a numeral begin, and what they say."""
    if text[start - 1 : start] in LAST_OF_BEFORE:
        for pattern, sign in COMPARATORS_BEFORE:
            if match := pattern.search(text, max(0, start - WINDOW), start):
                return match.start(), sign
    return start, "="


def _more(text: str, end: int, sign: str) -> tuple[int, str]:
    if text[end : end + 1] in ("余", "多"):
        return end + 1, ">" if sign == "=" else sign
    return end, sign


def _suffix(text: str, end: int, sign: str) -> tuple[int, str]:
    """Where the comparators after a unit end; they overrule those before it."""
    if ANY_AFTER.match(text, end):
        for pattern, found in COMPARATORS_AFTER:
            if match := pattern.match(text, end):
                return match.end(), found
    return end, sign
