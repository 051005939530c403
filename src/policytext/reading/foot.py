"""What a page puts below the speech: other articles, links, and remarks glued to its end.

A link below a speech is a few words and may look like any heading. What marks it is its place:
below a line that is known to be the page's, with no paragraph of the speech to follow.
"""

import re
from collections.abc import Sequence

from policytext.reading.edits import NUMERAL
from policytext.reading.lines import ADDRESS, OPENER_OF_LINE

MIN_PARAGRAPH = 60
"""Characters; a line with a full stop is a paragraph of the speech from here on."""

RELATED = re.compile(
    r"[【\[]?(?:相关|推荐|延伸|热门|更多|精彩|猜你|往期|最新|图解|视频|关联)"
    r"(?:报道|阅读|文章|新闻|链接|推荐|专题|解读|资讯|内容|喜欢|回顾|附件|稿件|信息|文档|范文"
    r"|文件|视频|图片|导读)+"
    r"[】\]]?(?:[】\]：: |｜][^。！？\n]{0,40})?"
)
STOPS = ("。", "！", "？")
SPEECH = re.compile(rf"[{NUMERAL}]+、|[（(][{NUMERAL}]+[）)]|——")
THANKS = re.compile(r"[^\n]{0,20}(?:谢谢|祝愿?大家|祝愿?各位|敬礼)[^\n]{0,40}")
# What stands at the end of a line of speech and is the page's all the same.
TAIL = re.compile(
    r"[。！？”](?P<tail>"
    r" ?[|｜■□◆◇●★☆]+(?=\n|\Z)"
    r"| ?[（(](?:完|本报[^（）()\n]{0,20}|[^（）()。\n]{0,12}记者[^（）()。\n]{2,30})[）)](?=\n|\Z)"
    r"|(?: ?[（(\[【](?:(?:责任编辑|责编|编辑|来源|作者单位)[：: ][^（）()\[\]【】。\n]{1,60}"
    r"|打印|关闭|纠错|我要纠错|收藏|分享|完)[）)\]】])+(?=\n|\Z)"
    r"| ?(?:责任编辑|责编|编辑|来源|审核|校对|分享|分享到|相关报道|相关阅读|相关链接|上一篇|下一篇)"
    r"[：:][^。！？；，\n]{0,60}(?=\n|\Z))"
)
TAIL_ENDS = tuple("|｜■□◆◇●★☆）)】]")
MAX_LABELLED = 70
"""Characters; a tail that ends with none of `TAIL_ENDS` begins with a label, and is shorter."""


def related(lines: Sequence[str]) -> set[int]:
    """Places of the lists of other articles, from their heading to the end or a paragraph."""
    found: set[int] = set()
    for place in range(len(lines) // 2, len(lines)):
        if place not in found and RELATED.fullmatch(lines[place]):
            for following in range(place, len(lines)):
                line = lines[following]
                if len(line) > 100 or line.endswith(STOPS) or is_speech(line):
                    break
                found.add(following)
    return found


def foot(lines: Sequence[str], known: set[int]) -> set[int]:
    """Places of all lines below the speech, from the first of the `known` ones there.

    Such a line is in the second half of the text, below a line with a full stop, and above none
    that is a paragraph, opens a heading or a list item, thanks, or is addressed to the listeners.
    """
    if not known:
        return set()
    start = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        if place in known:
            start = place
        elif is_speech(lines[place]):
            break
    if start == len(lines):
        return set()
    n_above, n_below = sum(map(len, lines[:start])), sum(map(len, lines[start:]))
    if n_above < n_below or not any(line.endswith(STOPS) for line in lines[:start]):
        return set()
    return set(range(start, len(lines)))


def is_speech(line: str) -> bool:
    """Whether a line below one of the page's is the speech's: its address, heading or paragraph."""
    if ADDRESS.match(line) or SPEECH.match(line) or THANKS.fullmatch(line):
        return True
    is_sentence = SENTENCE_END.search(line[-2:]) is not None
    return is_sentence and (len(line) >= MIN_PARAGRAPH or OPENER_OF_LINE.match(line) is not None)


SENTENCE_END = re.compile(r"[。！？；][”）]?\Z")
