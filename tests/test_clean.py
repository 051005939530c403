"""The cleaner: cases as data, the list of edits, and what holds for any text."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policytext.reading.clean import CHARACTER_RULES, RULES, clean

CASES = json.loads((Path(__file__).parent / "cases" / "clean.json").read_text("utf-8"))
# Texts made of what the rules look for, so that they meet and overlap.
# fmt: off
PIECES = st.sampled_from([
    "创新", "創新", "产业", "，", "。", ",", ";", '"', "'", "“", "”", " ", "\u3000", "\n", "\r\n",
    "*", "××", "9 %", "９", "1,000", "一、", "（一）", "一是", "——", "首页 > 讲话 >", "来源：",
    "下一篇：", "\u200b", "\ufeff", "|",
])
# fmt: on
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case, request):
    if case["kind"] == "known failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    assert clean(case["raw"]).text == case["clean"]


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert {case["rule"] for case in CASES} - {None} == {rule.__name__ for rule in RULES}


def test_negative_cases_leave_the_text_as_it_is():
    negatives = [case for case in CASES if case["kind"] == "negative"]
    assert len(negatives) >= 20
    assert all(case["raw"] == case["clean"] for case in negatives)


def test_an_edit_names_rule_place_before_and_after():
    (edit,) = clean("增长9 %。").edits
    assert (edit.rule, edit.start, edit.end, edit.before, edit.after) == (
        "inner_spaces", 3, 4, " ", "",
    )  # fmt: skip


def test_a_character_that_two_rules_touch_is_one_edit():
    # A full-width 9 and the blank behind it: the digit is mended first, then the blank goes.
    edits = clean("增长９ ％。").edits
    assert [(e.start, e.end, e.before, e.after) for e in edits] == [
        (2, 3, "９", "9"),
        (3, 4, " ", ""),
        (4, 5, "％", "%"),
    ]


def test_an_edit_inside_another_ones_place_covers_both():
    # The line is mended to simplified characters before it is recognised as furniture.
    result = clean("創新為先。\n來源：某網")
    assert result.text == "创新为先。"
    assert result.edits[-1].rule == "furniture"
    assert result.edits[-1].before == "\n來源：某網"


@given(TEXTS)
@example("L1\n来源：甲\n来源：乙")
@example("\"一\"'二'")
def test_the_edits_lead_from_the_raw_text_to_the_clean_one(raw):
    result = clean(raw)
    text, done = "", 0
    for edit in result.edits:
        assert edit.start >= done
        assert raw[edit.start : edit.end] == edit.before
        text += raw[done : edit.start] + edit.after
        done = edit.end
    assert text + raw[done:] == result.text


@given(TEXTS)
def test_character_rules_applied_twice_change_nothing(raw):
    once = clean(raw, rules=CHARACTER_RULES).text
    assert clean(once, rules=CHARACTER_RULES).text == once


def test_a_masked_name_stays_apart_and_breaks_no_number():
    assert clean("**区投资20亿元的××产业园落地。").text == "*区投资20亿元的*产业园落地。"
    assert clean("面积3×5米。").text == "面积3×5米。"
