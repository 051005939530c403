"""The rule that takes off the lines that a page put around the speech.

Each pattern is for whole lines, with the reason that such a line is the page's and not the
speaker's. None may hold for a line of speech: so most ask for a label at the line's beginning and
for no full stop in it, and no line of more than `MAX_LINE` characters is looked at.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policytext.reading.edits import HAN, Replacement
from policytext.reading.foot import MAX_LABELLED, TAIL, TAIL_ENDS, foot, related
from policytext.reading.header import MAX_LINE, header
from policytext.reading.lines import begins_anew, lines_of
from policytext.reading.page import TURN, spans_of, without


def spaced(words: str) -> str:
    """A pattern for any of some words, the characters of which may stand apart."""
    return "(?:" + "|".join(" ?".join(map(re.escape, word)) for word in words.split()) + ")"


# A label at the beginning of a line, with a colon behind it: 来源： 索 引 号：
LABEL = spaced(
    "发布时间 发布日期 发布单位 发布机构 发布人 发布者 发布部门 发文机关 发文机构 发文单位"
    " 发文日期 发文时间 发文字号 成文日期 成文时间 生成日期 公开日期 公开时间 公开方式 公开类别"
    " 公开形式 公开范围 公开主体 公开责任部门 更新时间 更新日期 录入时间 上传时间 时间 日期 来源"
    " 文章来源 信息来源 新闻来源 资料来源 稿件来源 图片来源 稿源 出处 转自 作者 文章作者 撰稿 编辑"
    " 责任编辑 责编 值班编辑 本期编辑 编辑人 主编 校对 审核 审校 审签 审稿 初审 复审 终审 一审"
    " 二审 三审 监制 统筹 策划 制作 录入 录入人 摄影 摄影记者 通讯员 供稿 供稿单位 供图 浏览次数"
    " 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读 访问量 访问次数 点击数 点击量 点击次数 点击率"
    " 点击 人气 热度 字号 字体 字体大小 文字大小 视力保护色 背景色 索引号 索取号 信息索引号"
    " 信息索引 主题分类 主题词 信息分类 信息类别 体裁分类 组配分类 服务对象 栏目 所属栏目 所在位置"
    " 当前位置 您的位置 您现在的位置 你的位置 您当前的位置 现在位置 文号 文件编号 文件号 有效性"
    " 时效性 时效 是否有效 生效日期 废止日期 关键词 关键字 标签 内容概述 内容摘要 信息名称"
    " 文件名称 原标题 原题 副标题 分享 分享到 分享至 转发 转发到 收藏 打印 下载 朗读 附件下载"
    " 相关附件 原文链接 本文链接 本文地址 文章链接 网址 备案号 备案序号 网站备案 联系电话 监督电话"
    " 投诉电话 联系地址 邮编 邮政编码 传真 电子邮箱 主办 主办单位 承办 承办单位 协办单位 技术支持"
    " 维护单位 版权所有 网站标识码 微信公众号 微信号 官方微博 页数 本文共 字数 上一篇 下一篇"
    " 上一条 下一条 上一页 下一页 本文来源 投稿邮箱 新闻热线 举报电话 举报邮箱 推荐度"
    " 图文 编审 监审 美编"
    " 版式 本版责编 本版编辑 值班主任 报告人 点击收听 相关链接 相关阅读 相关报道"
    " 延伸阅读 推荐阅读 发布于 文档格式"
)
# A button or link that says nothing; a line of one or of several of them is a toolbar.
BUTTONS = (
    "打印本页 打印 关闭窗口 关闭本页 关闭 收藏本页 收藏本站 加入收藏 收藏 设为首页 下载全文 下载"
    " 全屏 加大 还原 减小 放大 缩小 默认 恢复 超大 分享到 分享 转发 复制链接 复制 点赞 评论 举报"
    " 我要纠错 纠错 返回顶部 返回首页 返回上页 返回 回到顶部 字号 字体 繁體中文 繁體 繁体 简体"
    " English EN 登录 注册 登陆 无障碍阅读 无障碍浏览 无障碍 关怀版 长者模式 长者版 适老模式"
    " 大字版 语音播报 语音朗读 朗读 听全文 播放 暂停 倍速 正文 微信好友 微信 朋友圈 新浪微博"
    " 腾讯微博 微博 QQ空间 QQ好友 QQ 空间 支付宝 二维码 手机版 电脑版 客户端 上一页 下一页 上一篇"
    " 下一篇 首页 末页 尾页 跳转 网站地图 网站首页 联系我们 关于我们 网站声明 隐私政策 版权声明"
    " 法律声明 站点地图 使用帮助 友情链接 网站导航 展开全文 余下全文 阅读全文 查看全文"
    " 点击查看全文 点击展开 展开 收起 更多 TOP Top A+ A- T|"
    " 回顶部 打印此页 阅读原文 我要举报 关注我们 广告服务 加入我们 视频 音频"
)
# The longest first: 返回 首页 is one, and nothing is tried as two once it is found
BUTTON = spaced(" ".join(sorted(BUTTONS.split(), key=len, reverse=True)))
ENDS = r"[ |/\[\]【】()（）：:·•>»›、,，+\-—_]"
# Who or what a page of a newspaper, a portal or a collector of essays is: 日报 网 客户端
OUTLET = (
    rf"[{HAN}·A-Za-z]{{0,12}}"
    "(?:日报|晚报|时报|商报|新闻|客户端|通讯社|新华社|中新社|记者站|网|报|社)"
)

# Who had a part in a page; a name may stand behind it without a colon: 编辑/李某 审核 李某
ROLE = (
    "责任编辑|责编|编辑|校对|审核|审校|编审|监审|监制|初审|复审|终审|一审|二审|三审|值班|统筹|供稿"
    "|制作|美编|版式|图文|摄影|来源|作者|记者"
)

# What a line is, and how it is known. {1,30} and the like keep the time in proportion to the line;
# (?>…) does where a line could be read in many ways, and each of them would be tried.
# These are lines without a full stop (。), which most lines of speech have.
FURNITURE = {
    "a label and its value": rf"[【\[（(]?{LABEL}[】\]）)]? ?[：:][^。！？\n]{{0,150}}",
    "buttons and links": rf"{ENDS}*+(?>(?:{BUTTON}|[大中小])(?:{ENDS}+|\Z))*"
    rf"(?:{BUTTON}|[大中小] ?[】\]])?{ENDS}*",
    "breadcrumbs": r"[^。！？\n]{0,30}(?:首页|主页)[^。！？\n]*[>»›][^。！？\n]*",
    "breadcrumbs without a home": r"[»›]*+[^。！？>»›\n]{1,20}"
    r"(?> ?(?:>|[»›]+) ?[^。！？>»›\n]{1,60}){2,} ?[>»›]?",
    "a date of the page": r"\d{4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}(?:[^。！？\n]{0,100})?",
    "a time of day": r"\d{4}年\d{1,2}月\d{1,2}日 ?\d{1,2}[：:]\d{2}[^。！？\n]{0,100}",
    "an edition of a newspaper": r"[^。！？\n]{0,40}\d{4}年\d{1,2}月\d{1,2}日[^。！？\n]{0,8}第?"
    r" ?\d{1,3} ?版[^。！？\n]{0,30}",
    "an invitation to buy": r"[^。！？\n]{0,40}(?:扫码|加微信)[^。\n]{0,40}"
    r"(?:写作|联系|获取|下载|关注|阅读全文)[^。\n]{0,40}",
    "an invitation to scan": r"[^。！？\n]{0,20}(?:扫一扫|扫描|长按|识别)[^。！？\n]{0,20}"
    r"(?:二维码|当前页|手机|关注|分享)[^。！？\n]{0,20}"
    r"|扫码(?:看|阅读|查看|观看|听)[^。！？\n]{0,20}|扫一扫[^。\n]{0,20}",
    "an invitation to share": r"分享(?:到|至)?[：:][^。\n]{0,40}",
    "an invitation to click": r"[^。！？\n]{0,20}(?:点击|点此|请)(?:查看|下载|关注|阅读|进入)"
    r"[^。！？\n]{0,30}",
    "an invitation to follow": r"[^。！？\n]{0,30}(?:关注|下载)[^。！？\n]{0,20}"
    r"(?:公众号|客户端|APP|App)[^。！？\n]{0,30}|更多精彩",
    "the name of the site": r"[^。！？\n]{2,20}(?:门户网站|人民政府网站?)",
    "an address": r"(?:联系|咨询|监督|举报)?电话[：:][^。！？\n]{0,60}|地址[：:][^。！？\n]{0,80}",
    "a word of the editors": r"[（(](?:完|全文完|全文完毕|节选|摘要|摘登|受权发布)[）)]|受权发布"
    r"|目 ?录|正文|\d\d:\d\d(?: ?/ ?\d\d:\d\d)?",
    "a line of a table of contents": r"[^。！？\n]{2,50}(?:\.{3,}|…+|·{3,}) ?\d{1,3}",
    "names behind a bar or a blank": rf"(?:{ROLE}) ?[/丨｜|│] ?[^。！？，、\n]{{2,30}}"
    rf"|(?:{ROLE})(?: [{HAN}·]{{2,4}}){{1,4}}|来源 {OUTLET}",
    "links to pages": r"(?=[^\n]{0,60}(?:页|[】\]]))(?:共 ?\d{1,3} ?页[：:，, ]*)?"
    r"(?:(?:上一?页|下一?页|首页|尾页|末页|[\[【(]\d{1,3}[\]】)]|\d{1,3}(?!\d)|…)[ |]*){2,}",
    "the end of an article": r"[—\- ]*(?:END|The End)[—\- ]*",
    "a line of a program": r"(?=[\x20-\x7e])(?=[^\n]*[{}();=<>])[\x20-\x7e]{3,}",
    "a long number": r"\d{8,}",
    "links to other pages": r"[^。！？，、|｜\n]{2,14}(?> ?[|｜] ?[^。！？，"
    r"|｜\n]{2,14}){2,} ?[|｜]?"
    r"|第? ?\d{1,2} ?版[：:][^。！？\n]{0,20}|[^。！？，、\n]{2,14}(?:政府网|网站|网站群)",
    "a print run": r"[（(]共印 ?\d+ ?份[）)]|[^。！？\n]{4,30}\d{4}年\d{1,2}月\d{1,2}日 ?印发?",
}
# The same of lines with or without one.
NOTICES = {
    "the neighbours' titles": r"[上下]一(?:篇|页|条)[：:][^\n]*",
    "what else is searched for": r"(?:推荐访问|相关搜索|热门搜索|热门标签|热搜|友情链接)"
    r"[：:][^\n]*",
    "a collector's introduction": r"[^\n]{0,20}(?:下面|以下)是小编[^\n]*"
    r"|[^\n]{0,40}小编(?:为|给)(?:大家|您|你)[^\n]*",
    "the end of a preview": r"(?:预览|试读|阅读)[^\n]{0,20}(?:结束|完)[^\n]*",
    "a disclaimer": r"(?:特别|郑重)?(?:声明|申明)[：:][^\n]*"
    r"|[^。！？\n]{0,40}(?:免责|版权|平台)(?:声明|申明)[：:][^\n]*|Notice: The content[^\n]*",
    "terms of use": r"[^\n]{0,40}(?:转载|摘编)(?:请|须|需|应|时请)?(?:注明|联系|说明)[^\n]*"
    r"|[^\n]{0,20}未经[^。\n]{0,20}(?:授权|许可|允许|同意)[^。\n]{0,20}"
    r"(?:转载|复制|使用|镜像)[^\n]*",
    "where a text was taken from": r"(?:本文|本站|本网|本平台|以上内容|该文章)[^\n]{0,40}"
    r"(?:转自|转载|来自|来源于|用户上传|仅代表|仅供参考|侵权)[^\n]*",
    "a copyright": r"[^。！？\n]{0,40}"
    r"(?:版权所有[：: ©(（]|Copyright|Powered by|©|All Rights Reserved)[^\n]*",
    "a record number": r"[^。！？\n]{0,80}"
    r"(?:ICP备|公网安备|网安备|网站标识码|建议使用[^\n]{0,30}分辨率)[^。！？\n]*",
    "an editor's note": r"(?:编者按|编者的话|编辑按|核心提示|内容提要|导语|导读|摘要)[：:][^\n]*"
    r"|[^\n]{0,100}全文(?:如下|刊发|刊登|刊载|公布|发布)[^\n]{0,10}",
    "a note on the figures": r"注[：:][^\n]{0,80}(?:数据|数字|初步统计|口径)[^\n]{0,40}",
    "a file or an address": r"https?://\S+"
    r"|[^\n]{0,40}\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|mp4)",
    "buttons and names in brackets": rf"(?:[【\[（(](?:{BUTTON}|"
    rf"(?:{ROLE}) ?[：:/ ][^】\]）)\n]{{1,40}})"
    r"[】\]）)] ?){1,5}",
    "what an essay is found by": r"[^。！？\n]{0,60}本文(?:关键词|简介|内容|标题|导读"
    r"|已影响)[：: ][^\n]*",
    "a player": r"(?:视频|音频)(?:加载|播放|缓冲)[^。！？\n]{0,20}"
    r"|[^。！？\n]{0,4}浏览器[^。！？\n]{0,4}不支持[^\n]{0,40}",
    "an invitation to comment": r"文明上网[^\n]{0,40}|分享让更多人看到|网友评论|发表评论"
    r"|暂无评论|我要评论"
    r"|我来说两句|[^。！？\n]{0,8}人参与[^。！？\n]{0,12}评论|广告",
    "a leave of the site": r"您?(?:访问的|点击的)链接即将[^\n]{0,60}",
    "a word of a platform": r"返回搜狐[^\n]{0,10}|大家都在搜[：:]?|阅读 ?[（(]\d+万?\+?[）)]",
    "a word of an encyclopaedia": r"词条(?:图册|统计|标签)|更多图册|本词条[^\n]{0,60}",
}
# The same of pictures and films, which also stand between two paragraphs of the speech: lines
# without a full stop, and lines with or without one.
PICTURES = {
    "a photographer": r"[^。！？\n]{0,150}(?:记者|通讯员|摄影)[^。！？\n]{0,40}"
    r"(?:摄|摄影|摄影报道|供图|文/图|图)[）)]?",
    "a photograph's owner": rf"[（(]?(?:{OUTLET})[^。！？\n]{{0,20}}(?:摄|发|供图|图)[）)]?"
    r"|[（(]?资料(?:图|图片|照片)[）)]?",
    "a reporter": r"[（(]?(?:[^。！？，\n]{0,10}(?:记者|通讯员)) [^。！？，\n]{2,30}[）)]?",
    "ornaments": r"[|｜·•\-_=#~>»›/\\]+|[\[【］】\]]+",
    "a picture that is pointed at": r"[▲△▼▽◀▶↑↓←→⬆⬇]+ ?[^。！？\n]{0,30}",
    "the origin of the pictures": r"[（(](?:图片|照片|图文|图/文|文/图|摄影)[^（）"
    r"()。\n]{1,30}[）)]",
    "an invitation to scroll": r"(?:[向上下左右]{1,2}|继续)滑动[^。！？\n]{0,20}",
    "a film": r"(?:视频|音频)[：:][^。！？\n]{0,40}",
}
CAPTIONS = {
    "a caption and its photographer": r"[^\n]{0,120}。[^。！？\n]{0,30}(?:记者|通讯员)"
    r"[^。！？\n]{0,30}(?:摄|摄影|供图|图)[）)]?",
    "a caption": r"[（(]?图(?:为(?![民国之])|[①-⑳]|\d)[：:]?[^\n]{0,100}(?:[摄图]|。)?[）)]?(?=\Z)",
    "a caption and its origin": r"[^\n]{1,80}[（(](?:资料(?:图|图片|照片)|无人机照片|[^（）"
    r"()\n]{0,20}供图)[）)]",
}
FURNITURE_LINE, NOTICE_LINE, PICTURE_LINE, CAPTION_LINE = (
    re.compile("|".join(f"(?:{line})" for line in lines.values()), re.IGNORECASE)
    for lines in (FURNITURE, NOTICES, PICTURES, CAPTIONS)
)
# What a line opens with or has that is one of `FURNITURE` or `PICTURES`, or of `NOTICES`: one look
# for what is rare in speech takes less time than a try of each pattern. Letters are in either case.
FURNITURE_OPENS = re.compile(
    r"\Z|[\x00-\x7f\d大中小【】（）：·•»›、，—｜［］▲△▼▽◀▶↑↓←→⬆⬇"
    rf"{''.join(sorted({word[0] for word in BUTTONS.split()}))}]"
)
FURNITURE_SIGN = re.compile(
    r"：|:|>|»|›|/|丨|｜|\||│| |】|\]|\.\.\.|…|···|版|页|网|扫|加微信|长按|识别|点击|点此|请查看"
    r"|请下载|请关注|请阅读|请进入|关注|下载|更多精彩|受权发布|目录|正文|（完|\(完|全文完|节选|摘要"
    r"|摘登|nd|nD|Nd|ND|印|摄|资料|记者|通讯员|图|照片|滑动|发(?=[）)]?\Z)"
)
NOTICE_OPENS = "【[（(hHnN"
NOTICE_SIGN = re.compile(
    r"上一篇|上一页|上一条|下一篇|下一页|下一条|推荐访问|相关搜索|热门搜索|热门标签|热搜|友情链接"
    r"|小编|预览|试读|阅读|声明|申明|转载|摘编|未经|本文|本站|本网|本平台|以上内容|该文章|版权所有"
    r"|©|py|pY|Py|PY|we|wE|We|WE|gh|gH|Gh|GH|P备|p备|网安备|网站标识码|建议使用|编者|编辑按"
    r"|核心提示|内容提要|导语|导读|摘要|全文|注：|注:|\.[djmprxzDJMPRXZ]|视频|音频|浏览器|文明上网"
    r"|分享让更多人看到|评论|我来说两句|广告|链接即将|搜狐|大家都在搜|词条|图册"
)
NOTICE_SIGNED = 120  # characters within which a notice has its sign
SHORT = re.compile(r"[^。！？\n]{1,40}")
VALUE_BELOW = re.compile(rf"[【\[]?{LABEL}[】\]]? ?[：:]")

# A newspaper's line in front of the first sentence: 本报讯 新华社某地2月3日电（记者某）
DATELINE = re.compile(
    rf"(?:本报讯|本报[{HAN}]{{2,8}}讯|{OUTLET}[{HAN}]{{0,6}}\d{{1,2}}月\d{{1,2}}日[电讯])"
    r"(?: ?[（(][^（）()\n]{1,40}[）)])? ?"
)


def furniture(text: str) -> Iterator[Replacement]:
    """Lines that the page put around the speech go, and its ornaments at the ends of lines."""
    lines = lines_of(text)
    bare = {p: line.strip(" ") for p, line in enumerate(lines) if 0 < len(line) <= MAX_LINE}
    signed = {p for p, line in bare.items() if may_be_furniture(line)}
    gone = {p for p in signed if FURNITURE_LINE.fullmatch(bare[p])}
    gone |= {p for p, line in bare.items() if may_be_notice(line) and NOTICE_LINE.fullmatch(line)}
    for place, (line, following) in enumerate(pairwise(lines)):
        is_label = line.endswith(("：", ":")) and VALUE_BELOW.fullmatch(line)
        if is_label and SHORT.fullmatch(following):
            if not begins_anew(following):
                gone.add(place + 1)
        elif following.strip(" ") in (">", "»", "›") and SHORT.fullmatch(line):
            gone |= {place, place + 1}
    gone |= related(lines)
    gone |= foot(lines, gone)
    gone |= {p for p in signed if PICTURE_LINE.fullmatch(bare[p])}
    gone |= {p for p, line in bare.items() if may_be_caption(line) and CAPTION_LINE.fullmatch(line)}
    gone |= doubled(lines, gone)
    kinds = header(text, frozenset(gone))
    gone |= {place for place, kind in kinds.items() if kind == "furniture"}
    replacements = list(without(text, gone))
    end = -1
    for place, line in enumerate(lines):
        start, end = end + 1, end + 1 + len(line)
        if place not in gone:
            if len(gone) + 3 > place and (match := DATELINE.match(text, start, end)):
                replacements.append((*match.span(), ""))
            if not line.endswith("。"):  # no tail does
                begin = start if line.endswith(TAIL_ENDS) else max(start, end - MAX_LABELLED)
                tails = TAIL.finditer(text, begin, end)
                replacements += [(*match.span("tail"), "") for match in tails]
    if "版" in text and ("下转" in text or "上接" in text or "紧接" in text):
        starts = [start for start, _ in spans_of(lines)]
        for match in TURN.finditer(text):
            if bisect_right(starts, match.start()) - 1 not in gone:
                replacements.append((*match.span(), ""))
    yield from sorted(replacements)


def may_be_furniture(line: str) -> bool:
    """Whether a line may be one of `FURNITURE` or `PICTURES`: it has no full stop, but a sign."""
    if "。" in line:
        return False
    return FURNITURE_OPENS.match(line) is not None or FURNITURE_SIGN.search(line) is not None


def may_be_notice(line: str) -> bool:
    """Whether a line may be one of `NOTICES`."""
    return line[:1] in NOTICE_OPENS or NOTICE_SIGN.search(line, 0, NOTICE_SIGNED) is not None


def may_be_caption(line: str) -> bool:
    """Whether a line may be one of `CAPTIONS`."""
    return "图" in line or "记者" in line or "通讯员" in line or "照片" in line


def doubled(lines: Sequence[str], gone: set[int]) -> set[int]:
    """Places of the lines near the top that a later line near the top begins with.

    An opener is often given twice, first as a summary, whole or cut short.
    """
    top = [place for place in range(min(len(lines), 20 + len(gone))) if place not in gone]
    found: set[int] = set()
    if len({lines[place][:12] for place in top}) == len(top):
        return found
    for rank, place in enumerate(top[:6], 1):
        line = lines[place].rstrip(".…。 ")
        if len(line) >= 12 and any(lines[other].startswith(line) for other in top[rank:]):
            found.add(place)
    return found
