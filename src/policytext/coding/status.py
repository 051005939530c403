"""Does a sentence report what has been reached, or promise what is to come?

Chinese marks no tense. A report first reviews, then plans, and its words differ: 入选 and 居
review, 力争 and an opening 加强 plan. Each cue of a sentence has a weight, above 0 for a promise,
below 0 for a review. The most likely course through all sentences is taken, where each change
between review and plan costs `CHANGE` (Viterbi 1967); so a sentence without cues goes with its
neighbours, and a strong cue goes its own way. A sentence by itself is judged by its cues alone.

The weights are rounded log odds of the cues, counted in the review and the plan parts of eight
provincial government reports of 2026.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from policytext.coding.numerals import plain

CHANGE = 4.0  # a change between review and plan needs evidence as strong as one sure cue and a half
START = 0.3  # without any cue, a sentence describes what is

# Weight, cues, example. Cues after ^ open a clause. `re` finds fast what begins with a class, or
# where each alternative begins with a character of its own.
COUNT = "|".join(f"{digit}[余多](?!年)" for digit in "0123456789千百万")
CUES = (
    # a promise is a round number and a floor; what has been counted is exact
    (1.5, r"[0-9千百万亿%][^，。；、0-9岁]{0,4}(?:以上|左右|以内)", "50家以上"),
    (
        -1.5,
        r"[0-9](?:\.[0-46-9]|(?<=[1-9])(?<![0-9.].)[0-9]{2,6}[1-9](?![0-9年.]))",
        "17.8%, 7146家",
    ),
    (
        6.0,
        r"力争|预期目标|主要目标是|确保.{0,30}(?:以上|以内|左右)|目标任务是|争取实现|锚定",
        "力争增长5%",
    ),
    (
        3.0,
        r"力争|确保|争取(?!中央|国家|资金|到)|尽快|计划(?=新|投|完|实|建|总|安|开|引)"
        r"|预计(?=今年|到20)|拟|年内|明年"
        r"|今年(?!以来|前|[一上]|是)|到20[3-9][0-9]年|十五五”?(?:末|期间|时期)",
        "年内完成20个",
    ),
    (
        0.8,
        r"^(?:要|加强|强化|完善|支持|培育|健全|大力|办好|做好|用好|抓好|抓实|鼓励|引导|促进"
        r"|提升|用足"
        r"|加大|加力|激发|积极|聚焦|围绕|统筹|严格|严守|守牢|探索|谋划|构建|争创|打造|推动|加快"
        r"|深化|主动|筑牢|更好|有序|稳妥|扩大|完成|筹建|开展|力促|选派|发展|突出|推进|引进|巩固"
        r"|拓展|坚持|发挥|布局|落实|再|大抓|盘活|释放|持续|优化|建设|启动|安排)",
        "加强监管",
    ),
    (2.5, r"增长[^，。；]{0,6}(?:左右|以上)", "增长5%左右"),
    (
        1.0,
        r"以上|左右|以内|新一轮|更大|更好|更多|进一步|全力|着力|努力|推动|强化|更加|充分",
        "50家以上",
    ),
    (
        -2.0,
        r"了(?!解|然)|入选|获批|获评|荣获|位居|跃居|稳居|居全|首次"
        r"|连续[0-9一二三四五六七八九十]|圆满|成功|顺利|累计|同比"
        r"|升至|增至|降至|跃升|第[0-9一二三四五六七八九十]{1,3}位|十四五|五年来|一年来|过去"
        r"|成效|显著|明显|全部|较(?:20|上|“十)|比20|比上年|比去年|截至"
        rf"|{COUNT}"
        r"|近[0-9]{1,6}[家个场次人项]"
        r"|取得|我们|高于全国|位列|迈上|排名|荣登|摘|实现(?:翻番|零)|突破|第[一二三四五0-9](?=$"
        r"|[，。、；])|占全[国省市]|获(?!得感|取)|有效应对",
        "入选名单",
    ),
    (
        -1.0,
        r"达到?[0-9]|超(?!前|高|级|算|常|低|大|期|长)|超过|新增|增长[0-9]|下降[0-9]|举办|分别"
        r"|建成|占比|净增|年均|全面完成|办结|成立|落地|投产|完成|现有|拥有|开工|增加(?!值)|提前|扎实"
        r"|稳定在|显现|提高[0-9]|不断|全面|实现",
        "达到5家",
    ),
)
REVIEW = re.compile(r"回顾|成就|成效|充分肯定|总结|过去[一五]年|所做的工作")
PLAN = re.compile(r"目标|任务|重点工作|工作安排|部署|打算|重大举措|明晰|今年工作|总体要求|自身建设")
MARK = "[，；：、。]"
PATTERNS = tuple(
    # a mark before a cue is no part of it: the group is the cue
    (weight, re.compile(cues.replace("^(?:", f"{MARK}("), re.MULTILINE))
    for weight, cues, _ in CUES
)
PART = re.compile(r"[一二三四五六七八九十]、")
SECTION = 6.0
LONGEST_HEADING = 40


def leaning(sentence: str) -> float:
    """How much a sentence leans to a promise: above 0 it promises, below 0 it reviews.

    A cue counts once, however often it comes.

    >>> leaning("力争全年新增就业5万人") > 0 > leaning("入选国家名单，居全省第一")
    True
    """
    return _leanings([plain(sentence)])[0]


def _leanings(texts: Sequence[str]) -> list[float]:
    """How much each plain text leans to a promise. All are read at once, which is faster."""
    # no plain text has a line break, and every clause opens behind a mark
    joined = "\n".join(f"。{text}" for text in texts)
    ends = list(accumulate(len(text) + 2 for text in texts))
    leanings = [-START] * len(texts)
    for weight, pattern in PATTERNS:
        kinds: dict[int, set[str]] = {}
        for match in pattern.finditer(joined):
            place = bisect_right(ends, match.start())
            kinds.setdefault(place, set()).add(match[match.lastindex or 0])
        for place, found in kinds.items():
            leanings[place] += weight * min(len(found), 3)
    return leanings


def _section(text: str, section: float) -> float:
    """What the part of a report that the sentence opens, or stands in, leans to."""
    if not PART.match(text) or len(text) > LONGEST_HEADING:
        return section
    plan, review = bool(PLAN.search(text)), bool(REVIEW.search(text))
    return 0.0 if plan == review else SECTION if plan else -SECTION


def statuses(sentences: Sequence[str], *, context: bool = True) -> list[str]:
    """`target` or `achieved` for each sentence.

    Parameters
    ----------
    sentences : of one document, in its order, headings too.
    context : whether neighbours and headings support a sentence. Without it the order does not
        matter.

    >>> statuses(["入选国家名单，居全省第一。", "建成驿站2个。", "力争明年建成5个。"])
    ['achieved', 'achieved', 'target']
    """
    texts = [plain(sentence) for sentence in sentences]
    leanings = _leanings(texts)
    if not context:
        return ["target" if value > 0 else "achieved" for value in leanings]
    section = 0.0
    for place, text in enumerate(texts):
        section = _section(text, section)
        leanings[place] += section
    promise, review = 0.0, 0.0
    came: list[tuple[bool, bool]] = []  # whether promise, review was reached from a promise
    for value in leanings:
        came.append((promise >= review - CHANGE, promise - CHANGE > review))
        promise, review = (
            max(promise, review - CHANGE) + value,
            max(review, promise - CHANGE) - value,
        )
    return _back(came, promise > review)


def _back(came: list[tuple[bool, bool]], promises: bool) -> list[str]:
    found = []
    for from_promise, other in reversed(came):
        found.append("target" if promises else "achieved")
        promises = from_promise if promises else other
    return found[::-1]
