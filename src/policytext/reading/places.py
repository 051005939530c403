"""Guesses of the place that a text speaks of, from the name of its file and its first lines."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import takewhile
from pathlib import PurePosixPath

from policytext.reading.edits import HAN

PROVINCES = {
    **{"beijing": "北京", "tianjin": "天津", "hebei": "河北", "shanxi": "山西"},
    **{"neimenggu": "内蒙古", "liaoning": "辽宁", "jilin": "吉林", "heilongjiang": "黑龙江"},
    **{"shanghai": "上海", "jiangsu": "江苏", "zhejiang": "浙江", "anhui": "安徽"},
    **{"fujian": "福建", "jiangxi": "江西", "shandong": "山东", "henan": "河南"},
    **{"hubei": "湖北", "hunan": "湖南", "guangdong": "广东", "guangxi": "广西"},
    **{"hainan": "海南", "chongqing": "重庆", "sichuan": "四川", "guizhou": "贵州"},
    **{"yunnan": "云南", "xizang": "西藏", "shaanxi": "陕西", "gansu": "甘肃"},
    **{"qinghai": "青海", "ningxia": "宁夏", "xinjiang": "新疆", "taiwan": "台湾"},
    **{"xianggang": "香港", "aomen": "澳门", "tibet": "西藏", "hongkong": "香港"},
    **{"macao": "澳门", "macau": "澳门", "innermongolia": "内蒙古"},
}
"""Provinces by their names in pinyin, and by English ones that differ."""

# A name and what ends it: 云溪区 苏州市 海拉尔区 内蒙古自治区
CHARACTER = (
    r"(?!人民|政府|作者|[党市区县州省旗盟]委|委员|关于|工作|会议|[的在第届与是及了把被各]"
    rf"|[全我本该某两每外你他副][省市区县州盟旗])[{HAN}]"
)
UNIT = (
    rf"(?!年)(?:(?:{CHARACTER}){{1,12}}?自治[区州县旗]"
    rf"|(?:{CHARACTER}){{1,6}}?(?:[市州旗盟]?[市区县]|[省州盟旗]))(?!长)"
)
# Up to three of them, one in another, where a name can begin
PLACE = re.compile(
    rf"(?:^|(?<=[^{HAN}])|(?<=[在于对年为])|(?<=中共)|(?<=共产党))(?:{UNIT}){{1,3}}", re.MULTILINE
)
ONE_PLACE = re.compile(UNIT)
# What ends like a place and is none: 示范区 城市 超市 联盟
GENERIC = re.compile(
    r"[地城市郊山老牧林库矿湾特战军院小专片新]区|区县|县区|市县|县县|[上门超股楼房夜集都县州]市"
    r"|.*(?:社|园|辖|灾|校|厂|街|景|高新|经开|示范|开发|试验|实验|功能|自贸|保税|合作|度假|风景"
    r"|保护|先行|先导|集聚|聚集)区|.*(?:直辖|城)市|[同联欧东加]盟|[红国党军]旗|.*强[省市区县]|[神九]州"
    r"|(?:国务院|中央|中国).*"
)


def place_named(file: str) -> str:
    """The place that the name of a file has, or of the folders around it; '' for none.

    Examples
    --------
    >>> place_named("2026/anhui.txt"), place_named("江苏省南通市2023年报告.docx")
    ('安徽', '江苏省南通市')
    """
    path = PurePosixPath(unicodedata.normalize("NFKC", file))
    for name in (path.stem, *reversed(path.parts[:-1])):
        if place := first_place(name) or province_in(name):
            return place
    return ""


def place_in(heads: Iterable[str]) -> str:
    """The first place that is named in the heads of a text, the first of which is its title.

    Examples
    --------
    >>> place_in(["在云溪区高质量发展大会上的讲话", "云溪区人民政府"])
    '云溪区'
    """
    heads = list(heads)
    places = (first_place(head) for head in heads)
    return next(filter(None, places), province_in(heads[0]) if heads else "")


def first_place(text: str) -> str:
    """The first name of a place in a text, with the names of those it lies in; '' for none."""
    for match in PLACE.finditer(text):
        units = takewhile(lambda unit: not GENERIC.fullmatch(unit), ONE_PLACE.findall(match[0]))
        if place := "".join(units):
            return place
    return ""


def province_in(text: str) -> str:
    """The first province that a text names, in Chinese or as a word in pinyin; '' for none.

    Examples
    --------
    >>> province_in("report_Shaanxi-2026"), province_in("2026安徽"), province_in("shanxian")
    ('陕西', '安徽', '')
    """
    found = [(text.find(name), name) for name in PROVINCES.values() if name in text]
    if found:
        return min(found)[1]
    words = re.findall("[a-z]+", text.lower())
    return next((PROVINCES[word] for word in words if word in PROVINCES), "")
