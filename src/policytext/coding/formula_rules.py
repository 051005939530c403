"""What unknown formulas look like, and what only looks like one: patterns, each with an example.

A pattern may not count on what stands before it being read: all repeats are bounded or stop at a
character that cannot follow, so that a long line takes no longer than its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

DIGITS = "一二两三四五六七八九十"
NUMERALS = DIGITS + "百千万亿零〇"
MANY = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[两二三四五六七八九])"  # two or more
ONE = "一(?![起道样定心同致切直般])"  # 一起 (together) counts nothing
HAN = rf"(?:(?![{NUMERALS}])[\u4e00-\u9fff])"  # one character, not a numeral
COUNTED = "[个大项条张场篇套种类]"
OPENING, CLOSING = "“‘「『", "”’」』"
LONGEST = 24  # characters of a quotation that can be a name
VERBS = (
    "(?:坚持|必须|着力|确保|聚焦|强化|突出|注重|始终|坚决|坚定|加快|推进|推动|深化|优化|走在前|带头|看齐"
    "|结合|统一|转变|统筹|自信|意识|服从|认同|维护|确立|严禁|不准|不得|不变|不动摇|更加|到位|必到|必访"
    "|率先|争先|表率|示范|翻番|清零|全覆盖|提升|突破|跨越)"
)
MEASURE = "[年月日天时分秒期级次个名家条人岁元米里亩吨倍成度代层楼号届轮位项件座对口则]"
NUMBERED = rf"一{HAN}{{0,3}}|{VERBS}|[更不]{HAN}{{0,3}}"  # 三个“…”
PROGRAMME = "(?:工程(?![师量建])|计划(?!单列|经济))"  # a head noun that belongs to the name
UNIT = "(?:年|月|日|小时|分钟|秒|天|周|万|亿|元|%|米|公里|人|岁|[=＝>＞<＜]|大于|等于|小于)"


@dataclass(frozen=True)
class Rule:
    """A pattern with an example that it takes, and what the example means.

    `needs` is a shorter pattern that is looked for first: without it, the long one is nowhere.
    """

    name: str
    pattern: str
    example: str
    gloss: str
    needs: str = ""

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str] | None, re.Pattern[str]]:
        return re.compile(self.needs) if self.needs else None, re.compile(self.pattern)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches of the pattern in a text."""
        needed, pattern = self._compiled
        return iter(()) if needed and not needed.search(text) else pattern.finditer(text)


COUNTS = rf"[{NUMERALS}第双\d]"  # each of the patterns and refusals has one
# What a whole quotation may be.
PATTERNS = (
    Rule(
        "groups",
        rf"(?=.*(?:{MANY}|双))(?:(?:{MANY}|{ONE}|双){HAN}{{1,4}}[、，]?){{1,5}}"
        rf"(?:{MANY}|{ONE}|[双多]){HAN}{{1,5}}(?:\+[NX])?",
        "三清两建",
        "three clean-ups, two constructions",
    ),
    Rule("double", rf"双(?:{HAN}{{1,3}}|[百千万]{HAN}{{0,2}})", "双减", "the double reduction"),
    Rule("articles", r"\d{1,3}条(?:措施|政策|意见)?", "26条", "the twenty-six articles"),
    Rule("new and old", rf"[新老]{MANY}{HAN}{{1,2}}", "新三样", "the new three"),
    Rule(
        "ones",
        rf"(?:一{HAN}{{1,3}}[、，]?){{3,6}}",
        "一廊一区一带",
        "one corridor, one area, one belt",
    ),
    Rule("in one", rf"{MANY}{HAN}{{1,3}}合一", "四单合一", "four papers in one"),
    Rule(
        "set",
        rf"(?:{MANY}{COUNTED}?|(?:[2-9]|1\d){COUNTED})(?:一?{HAN}{{1,8}}|一|[1１])",
        "三项重点工作",
        "the three key tasks",
    ),
)

# Digit codes, wherever they stand. The group is the code.
CODE_SIGN = r"[\d+](?:(?<=\+)|\d\d)"  # each has a + or three digits
CODES = (
    Rule(
        "sum",
        r"(?<![0-9A-Za-z.%+\-])((?:\d{1,3}|[一二三四五六七八九十](?=\+))(?: ?\+ ?(?:\d{1,3}|"
        rf"[一二三四五六七八九十]|[NnXx*](?![A-Za-z]))){{1,8}})(?![0-9A-Z.+]| ?\+|{UNIT})",
        "1+7+2+N",
        "one, seven, two and several",
        r"\+",
    ),
    Rule(
        "programme",
        rf"(\d(?<![0-9A-Za-z.%+\-第].)\d{{2,4}}[{CLOSING}]?{PROGRAMME})",
        "311”工程",
        "the 311 project",
    ),
    Rule("quoted", rf"[{OPENING}](\d{{3,6}}[XN]?)[{CLOSING}]", "“136”", "the 136 measures"),
    Rule(
        "with its noun",
        r"(\d(?<![0-9A-Za-z.%+\-第].)\d{2,4}[XN]?)"
        r"(?=工作(?:制度|举措|法|思路|机制|部署|体系)|发展(?:思路|战略)|战略|(?:现代化)?产业体系)",
        "13710工作制度",
        "the 13710 rules of work",
    ),
)

# What counts without quotation marks.
BARE = (
    Rule(
        "numbered verb",
        rf"(?<![{NUMERALS}第\d])(?:{MANY}|[2-9])个{VERBS}"
        rf"(?=$|[，。、；：！？,.;:!?）)]|的?(?:要求|原则|总要求|重要|重大|目标))",
        "三个聚焦",
        "the three focuses",
        f"个{VERBS}",
    ),
    Rule(
        "groups of one",
        rf"(?<![{NUMERALS}第\d年])(?!一.一.(?!{MANY}))(?:[一两三四五六七八九](?!{MEASURE}){HAN}){{2,5}}"
        rf"(?![{NUMERALS}])(?=$|[，。、；：！？,.;:!?）)]"
        r"|(?:工程|行动|工作|机制|改革|格局|活动|制度|布局|建设|要求|体系|模式|政策|的))",
        "四横三纵",
        "four lines across, three down",
        "[一两三四五六七八九].[一两三四五六七八九]",
    ),
)

TIME = "(?:年|月|日|天|周|季|小时|分钟|秒|世纪)"
REFUSALS = (
    Rule(
        "plan period",
        rf"第?(?:[一二三四五六七八九]|十[一二三四五六七八九])五(?:规划|时期|期间|末|期末|普法|计划)?"
        rf"|十[一二三四五六七八九]五{HAN}*",
        "十四五",
        "fourteenth five-year plan",
    ),
    Rule("duration", rf".*(?:{MANY}|\d|一)(?:个半?)?{TIME}(?s:.*)", "三年大变样", "in three years"),
    Rule("hundred years", r".*第[一二]个百年(?s:.*)", "第二个百年", "the second centenary"),
    Rule(
        "ordinal",
        r"第.*|.*[首前后][一二三四五六七八九十]+[名位强]?",
        "第一方阵",
        "the first rank",
    ),
    Rule(
        "session",
        rf"(?:{MANY}届(?s:.*)|.*[一二三四五六七八九]{{1,2}}[中次]全会(?s:.*)|{MANY}大(?:报告|精神)?|"
        rf"{MANY}[经农人]普)",
        "二十大",
        "the Twentieth Congress",
    ),
    Rule("streak", rf"{MANY}连[^通锁接动]*|十[一二三四五]冬", "五连冠", "five wins in a row"),
    Rule("rank", rf".*(?:{MANY}|\d)强|{MANY}[流等]", "世界500强", "the world's top 500"),
    Rule(
        "each its own",
        r"一[^个大].{0,3}一(?:策|品|业|案|档|码|证|景|特色|方案|专班|打卡|表|图|品牌)(?s:.*)",
        "一村一品",
        "a product for each village",
    ),
    Rule("year", r"(?:19|20)\d\d", "2025", "a year"),
    Rule("telephone", r"1(?:1[049]|2[02]|2\d{3})|9\d{4}|996|360", "12345", "a hotline"),
    Rule(
        "measure",
        rf"(?:{MANY}|\d+)(?:公里|千米|厘米|米|平方|亩|吨|元|块钱|度|楼|号|星级|分之)(?s:.*)",
        "三公里",
        "three kilometres",
    ),
    Rule("date", r"双?十[一二](?:黄金周|长假|期间|假期)?", "双十一", "a shopping festival"),
    Rule("counting", rf"[一二三四五六七八九]{{2,}}{HAN}?", "一二三", "one, two, three"),
)
