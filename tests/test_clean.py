"""The cleaner: cases as data, the list of edits, and what holds for any text."""

import json
import re
import subprocess
import time
from pathlib import Path

import jieba
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.reading.characters import (
    CHANGED_IN_PHRASES,
    changed_alike,
    simplified_characters,
    simplify,
    traditional_character,
    traditional_to_simplified,
)
from policytext.reading.clean import BITS, CHARACTER_RULES, RULES, clean, needing
from policytext.reading.furniture import (
    CAPTION_LINE,
    CAPTIONS,
    FURNITURE,
    FURNITURE_LINE,
    NOTICE_LINE,
    NOTICES,
    PICTURE_LINE,
    PICTURES,
    may_be_caption,
    may_be_furniture,
    may_be_notice,
)
from policytext.reading.structure import structure

CASES = json.loads((Path(__file__).parent / "cases" / "clean.json").read_text("utf-8"))
# Texts made of what the rules look for, so that they meet and overlap.
# fmt: off
PIECES = st.sampled_from([
    "创新", "創新", "产业", "，", "。", ",", ";", '"', "'", "“", "”", " ", "\u3000", "\n", "\r\n",
    "*", "××", "9 %", "９", "1,000", "一、", "（一）", "一是", "——", "首页 > 讲话 >", "来源：",
    "下一篇：", "\u200b", "\ufeff", "|", "--", "1 2 年", "6 .5", "衞", "⽂", "[1]", "①", "— 3 —",
    "附件", "各位代表：", "2026年1月2日在会议上", "区长 李某", "政 府 工 作 报 告", "摄", "记者",
    "\ud800", "🐉",
])
# fmt: on
PAGES = st.lists(PIECES, max_size=40).map("".join)
TEXTS = PAGES | st.text(st.characters(), max_size=60)  # surrogates among them


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
        "split_numbers", 3, 4, " ", "",
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


def the_edits_lead_from_the_raw_text_to_the_clean_one(raw):
    result = clean(raw)
    text, done = "", 0
    for edit in result.edits:
        assert edit.start >= done
        assert raw[edit.start : edit.end] == edit.before
        text += raw[done : edit.start] + edit.after
        done = edit.end
    assert text + raw[done:] == result.text
    removed = sum(len(edit.before) for edit in result.edits)
    assert len(raw) == len(result.text) + removed - sum(len(edit.after) for edit in result.edits)


def every_clean_character_has_its_place_in_the_raw_text(raw):
    result = clean(raw)
    edited = {place for edit in result.edits for place in range(edit.start, edit.end)}
    last = 0
    for place, character in enumerate(result.text):
        start, end = result.raw_span(place, place + 1)
        assert last <= start < end <= len(raw) or (start, end) in {
            (edit.start, edit.end) for edit in result.edits
        }
        assert start in edited or raw[start:end] == character
        last = start


def character_rules_applied_twice_change_nothing(raw):
    once = clean(raw, rules=CHARACTER_RULES).text
    assert clean(once, rules=CHARACTER_RULES).text == once


def the_sentences_join_to_the_clean_text(raw):
    text = clean(raw).text
    _, sentences = structure(text)
    assert "".join(sentence.text for sentence in sentences) == text.replace("\n", "")
    assert all(text[s.start : s.end] == s.text for s in sentences)


def a_rule_finds_nothing_where_nothing_that_it_needs_occurs(raw):
    for rule, bit in BITS.items():
        occurs = rule.needed().search(raw) is not None
        assert occurs == bool(needing(raw) & bit)
        assert occurs or list(rule(raw)) == []


PROPERTIES = [
    a_rule_finds_nothing_where_nothing_that_it_needs_occurs,
    the_edits_lead_from_the_raw_text_to_the_clean_one,
    every_clean_character_has_its_place_in_the_raw_text,
    character_rules_applied_twice_change_nothing,
    the_sentences_join_to_the_clean_text,
]
TEXTS_OF_NOTE = ("L1\n来源：甲\n来源：乙", "\"一\"'二'", "*××", "⽂--", "—— — 3 —", "创新,--")


@pytest.mark.parametrize("holds", PROPERTIES)
def test_for_any_text(holds):
    for text in TEXTS_OF_NOTE:
        holds(text)
    settings(max_examples=500, deadline=None)(given(TEXTS)(holds))()


@pytest.mark.long
@pytest.mark.parametrize("holds", PROPERTIES)
def test_for_twenty_thousand_texts(holds):
    settings(max_examples=20_000, deadline=None)(given(TEXTS)(holds))()


def test_a_masked_name_stays_apart_and_breaks_no_number():
    assert clean("**区投资20亿元的××产业园落地。").text == "*区投资20亿元的*产业园落地。"
    assert clean("面积3×5米。").text == "面积3×5米。"


def test_a_span_of_clean_text_leads_to_its_place_in_the_raw_text():
    raw = "首页 > 讲话 >\r\n\u3000\u3000我們要創新,\r\n要實幹。\r\n下一篇：招商"
    result = clean(raw)
    start, end = result.raw_span(0, len(result.text))
    assert (result.text, raw[start:end]) == ("我们要创新，要实干。", "我們要創新,\r\n要實幹。")


def test_what_opencc_changes_in_a_word_is_looked_for_in_a_text_with_traditional_characters():
    with jieba.get_dict_file() as file:
        words = [line.decode("utf-8").split()[0] for line in file]
    simple = traditional_to_simplified().convert("\n".join(words)).split("\n")
    changed = [word for word, new in zip(words, simple, strict=True) if word != new]
    assert any(simplified_characters().keys().isdisjoint(word) for word in changed)  # as a phrase
    assert clean("\n".join(["國", *changed]), rules=(simplify,)).text == "\n".join(
        ["国", *traditional_to_simplified().convert("\n".join(changed)).split("\n")]
    )
    assert clean("答覆", rules=(simplify,)).text == "答覆"  # in a simplified text, a variant


def test_no_phrase_of_opencc_has_a_character_that_is_taken_to_change_alike(tmp_path):
    folder = Path(opencc.__file__).parent / "clib"
    program = folder / "bin" / "opencc_dict"
    if not program.is_file():
        pytest.skip("this wheel of OpenCC has no program that reads its tables")
    tables = {}
    for name in ("TSPhrases", "TSCharacters", "TSCharactersExt"):
        source, path = folder / "share" / "opencc" / f"{name}.ocd2", tmp_path / f"{name}.txt"
        convert = [program, "-i", source, "-f", "ocd2", "-t", "text", "-o", path]
        subprocess.run(convert, check=True, capture_output=True)
        rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
        tables[name] = {before: after.split(" ")[0] for before, after in rows}
    phrases = tables.pop("TSPhrases")
    assert len(phrases) > 400
    assert not changed_alike().keys() & set("".join(phrases))
    assert {len(key) for table in tables.values() for key in table} == {1}
    found = traditional_character(CHANGED_IN_PHRASES)
    assert all(found.search(phrase) for phrase, new in phrases.items() if phrase != new)


KINDS = [
    (kind, pattern, whole, may_be)
    for kinds, whole, may_be in (
        (FURNITURE, FURNITURE_LINE, may_be_furniture),
        (PICTURES, PICTURE_LINE, may_be_furniture),
        (NOTICES, NOTICE_LINE, may_be_notice),
        (CAPTIONS, CAPTION_LINE, may_be_caption),
    )
    for kind, pattern in kinds.items()
]


@pytest.mark.parametrize(("kind", "pattern", "whole", "may_be"), KINDS, ids=[k[0] for k in KINDS])
def test_every_line_of_a_kind_has_a_sign_of_it(kind, pattern, whole, may_be):
    made = re.sub(r"^(?:\(\?=(?:[^()]|\([^()]*\))*\))+", "", pattern)  # looks ahead for nothing
    found = []

    @settings(max_examples=20, deadline=None)
    @given(st.from_regex(re.compile(made, re.IGNORECASE), fullmatch=True))
    def holds(line):
        if whole.fullmatch(line):
            found.append(line)
            assert may_be(line)

    holds()
    assert found


def test_patterns_of_lines_without_a_full_stop_hold_for_none_that_has_one():
    lines = {line.strip() for case in CASES for line in case["raw"].splitlines()}
    for pattern in (FURNITURE_LINE, PICTURE_LINE):
        found = [line for line in lines if pattern.fullmatch(line)]
        assert len(found) >= 5
        for line in found:
            for place in range(len(line) + 1):
                assert not pattern.fullmatch(f"{line[:place]}。{line[place:]}")


def test_an_empty_span_or_one_outside_the_text_has_no_place():
    result = clean("我们要创新。")
    for span in ((2, 2), (-1, 2), (0, 7)):
        with pytest.raises(ValueError, match="span"):
            result.raw_span(*span)


def test_title_byline_date_and_appendix_are_kept_apart():
    result = clean(
        "政 府 工 作 報 告\n政府工作报告\n——2026年1月2日在东浦市人民代表大会上\n"
        "东浦市市长  李某\n各位代表：\n"
        "现在，我报告工作。去年成绩很好，大家辛苦了，今年再加一把劲。\n名词解释\n1.溪谷：一处园区。"
    )
    assert result.part("title") == "政府工作报告"
    assert result.part("date_line") == "——2026年1月2日在东浦市人民代表大会上"
    assert result.part("byline") == "东浦市市长李某"
    assert result.part("appendix") == "名词解释\n1.溪谷：一处园区。"
    assert result.text.startswith("各位代表：")


@pytest.mark.parametrize(
    "unit", ["一", "9", "1 ", "— ", "首页>", "来源：", "（", "“", "\n", "一、\n", "会议上"]
)
def test_the_time_grows_in_proportion_to_the_text(unit):
    def seconds(n: int) -> float:
        begun = time.process_time()
        clean(unit * n)
        return time.process_time() - begun

    seconds(100)
    short, long = 40_000 // len(unit), 160_000 // len(unit)
    assert seconds(long) < 0.25 + 12 * min(seconds(short) for _ in range(2))
