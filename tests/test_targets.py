"""Targets: cases as data, context, refusals with their reasons, and what holds for any text."""

import csv
import json
import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policytext.coding import quantities as quantities_module
from policytext.coding.indicators import canonical, indicators
from policytext.coding.numerals import number, plain
from policytext.coding.quantities import AFTER, BEFORE, quantities, units
from policytext.coding.status import CUES, leaning, statuses
from policytext.coding.targets import targets, unplaced
from policytext.coding.wording import LONGEST_PREDICATE, PREDICATES
from policytext.data import data_folder

CASES = json.loads((Path(__file__).parent / "cases" / "targets.json").read_text("utf-8"))
# Texts made of what the grammar looks for, so that its pieces meet and overlap.
# fmt: off
PIECES = st.sampled_from([
    "增长", "5%", "、", "，", "。", "分别", "和", "从", "到", "2个", "万", "亿", "三分之", "2/3",
    "第", "位", "1—", "—", "“", "”", "占", "比", "的", "超", "余", "以上", "百分之", "一", "十",
    "成", "倍", "翻番", "首位", "居", "*", "新增", "投资", "9", ".", ",", "（", "）", "\n", " ",
    "年", "全市", "企业", "目标", "千瓦", "１", "\u200b", "𠀀", "\ud800", "其中", "工业类",
    "国家级", "各", "均",
])
# fmt: on
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def rows(text: str) -> list[list]:
    return [
        [t.indicator, t.measure, t.comparator, float(t.value), t.high and float(t.high), t.unit]
        for t in targets([text], context=False)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case, request):
    if case["kind"] == "known failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    assert rows(case["text"]) == case["targets"]


def test_negative_cases_hold_numerals_and_give_no_target():
    negatives = [case for case in CASES if case["kind"] == "negative"]
    assert len(negatives) >= 25
    assert all(case["targets"] == [] for case in negatives)
    found = [case for case in negatives if unplaced([case["text"]])]
    assert len(found) >= len(negatives) - 3  # 前列 and 数百 name no number


@pytest.mark.parametrize("words, sign, example", [*BEFORE, *AFTER])
def test_each_comparator_has_an_example_that_shows_it(words, sign, example):
    chinese = example.split(",")[0]
    text = chinese if re.search("[个家次人%]$", chinese) else chinese + "元"
    (quantity,) = quantities(f"指标{text}")[0]
    assert quantity.comparator == sign


@pytest.mark.parametrize("weight, cues, example", CUES)
def test_each_cue_of_status_has_an_example_that_shows_it(weight, cues, example):
    assert re.search(cues.removeprefix("^"), example)
    assert (leaning(example) > leaning("")) == (weight > 0)


def test_every_refusal_names_its_reason():
    seen = unplaced(["一是打造15分钟生活圈，建设5G工厂，“四个意识”入心，产值超亿元的企业增多。"])
    assert [(one.text, one.reason) for one in seen] == [
        ("一", "ordinal"),
        ("15", "duration"),
        ("5", "class"),
        ("四", "inside quotation marks"),
        ("超亿元", "a threshold that names a class"),
    ]


def test_an_amount_of_nothing_is_listed_and_not_dropped():
    assert [one.text for one in unplaced(["增长5%。"])] == ["5%"]
    assert targets(["增长5%。"]) == []


def test_a_heading_tells_the_year_and_whether_things_are_reached():
    text = ["一、2025年工作回顾", "建成驿站2个。", "二、2026年重点工作", "建成驿站5个。"]
    found = [(t.sentence, t.period, t.status) for t in targets(text)]
    assert found == [(1, "2025", "achieved"), (3, "2026", "target")]


def test_without_context_the_order_does_not_matter():
    text = ["入选国家名单企业2家，居全省第一。", "力争新增企业5家。"]
    assert statuses(text, context=False) == statuses(text[::-1], context=False)[::-1]


def test_the_national_background_is_context():
    (found,) = targets(["中央将推动减税政策落地，为企业减负2000亿元。"])
    assert found.status == "context"


def test_where_a_change_began_is_reached_even_in_a_plan():
    found = targets(["力争占比从12.8%提高到15%。"])
    assert [(t.value, t.status) for t in found] == [
        (Decimal("15"), "target"),
        (Decimal("12.8"), "achieved"),
    ]


def test_a_year_before_an_amount_is_its_period():
    found = targets(["今年外贸30亿元，明年55亿元，到2030年100亿元。"])
    assert [t.period for t in found] == ["今年", "明年", "2030"]


def test_bare_numerals_are_read_and_ill_formed_ones_are_none():
    assert number("1,200") == 1200
    assert number("2.5万亿") == Decimal("2500000000000")
    assert number("一百零八") == 108
    assert number("十一十") is None and number("") is None


def test_plain_text_keeps_latin_words_apart_and_joins_broken_lines():
    assert plain("增长 ５\n％,投资 Open Lab,1,200元") == "增长5%，投资Open Lab，1,200元"


@given(TEXTS)
def test_no_text_crashes_and_each_target_is_well_formed(text):
    for found in targets([text]):
        assert found.indicator and found.value == found.value
        assert found.measure in ("level", "growth", "share", "rank", "change")
        assert found.comparator in ("=", ">", ">=", "<", "<=", "~")
    for one in unplaced([text]):
        assert one.reason


@given(TEXTS)
@example(
    "共三余万人，五成以上，第二名，六十多个，两亿目标，收入比二，建成三座，七亩，三至5家，百分之六"
)
def test_quantities_are_the_same_without_the_reasons_why_others_are_none(text):
    assert quantities(text, reasons=False) == (quantities(text)[0], [])


@given(st.lists(TEXTS, max_size=4), st.booleans())
def test_statuses_that_are_given_spare_finding_them_again(sentences, context):
    given = statuses(sentences, context=context)
    assert targets(sentences, context=context, given=given) == targets(sentences, context=context)


@given(st.lists(TEXTS, max_size=4))
def test_a_sentence_leans_among_others_as_by_itself(sentences):
    alone = ["target" if leaning(s) > 0 else "achieved" for s in sentences]
    assert statuses(sentences, context=False) == alone


def test_no_predicate_is_longer_than_what_is_searched():
    words = PREDICATES.pattern.removeprefix("(?:").removesuffix(")$").split("|")
    assert max(len(re.sub(r"\(.*\)", "", word)) for word in words) == LONGEST_PREDICATE


@given(st.lists(TEXTS, max_size=4))
def test_a_sentence_alone_gives_what_it_gives_among_others(sentences):
    alone = [t for s in sentences for t in targets([s], context=False)]
    among = targets(sentences, context=False)
    assert [(t.indicator, t.value, t.status) for t in alone] == [
        (t.indicator, t.value, t.status) for t in among
    ]


@pytest.mark.parametrize(
    "piece", ["一二三", "9", "分别", "、", "1个、", "1—", "百分之", "“1”", "占", "（"]
)
def test_time_grows_with_the_text_and_no_faster(piece):
    def seconds(n: int) -> float:
        text = (piece * n)[:n]
        begun = time.perf_counter()
        targets([text])
        return time.perf_counter() - begun

    def least(n: int) -> float:
        return min(seconds(n) for _ in range(3))  # a busy machine only ever adds

    seconds(100)
    assert least(24_000) < 10 * max(least(6_000), 0.02)  # 4 if linear, 16 if quadratic


@pytest.mark.parametrize("piece", ["一二三", "9"])
def test_a_megabyte_of_numerals_ends(piece):
    begun = time.perf_counter()
    assert targets([(piece * 1_000_000)[:1_000_000]]) == []
    assert time.perf_counter() - begun < 60


def test_every_unit_has_a_kind_and_a_gloss():
    path = data_folder() / "lexicon" / "units.csv"
    table = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert {row["kind"] for row in table} == {"money", "measure", "counter"}
    assert all(row["gloss"] for row in table)
    assert len(units()) == len(table)
    assert max(map(len, units())) <= 6, "quantities looks at six characters"


def test_refusals_have_examples():
    assert all(example for *_, example in quantities_module.REFUSALS)


def test_variants_of_an_indicator_have_one_name():
    for wording in (
        "规上工业增加值",
        "规模以上工业增加值",
        "全区规上工业增加值",
        "*区规上工业增加值",
    ):
        assert canonical(wording) == "规模以上工业增加值"
    assert canonical("GDP") == canonical("全市地区生产总值") == "地区生产总值"


def test_an_unknown_indicator_stays_as_it_is():
    assert canonical("全市驿站") == "全市驿站"
    assert canonical("") == ""


def test_every_indicator_has_gloss_unit_and_definition():
    known = {indicator.name: indicator for indicator in indicators().values()}
    assert len(known) >= 120
    assert all(i.gloss and i.unit and i.definition for i in known.values())
