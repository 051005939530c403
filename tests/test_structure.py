"""Headings, sections and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.reading.clean import clean
from policytext.reading.structure import structure

SPEECH = """各位同志：
今年成绩不小。
一、创新为先
一是建平台。引人才。
二是转成果。
大家都要动起来。
（一）产业要强。强在链上。
——抓招商。
二、民生为本。"""


def test_sections_nest_by_their_marks():
    sections, _ = structure(SPEECH)
    assert [(s.level, s.marker, s.parent) for s in sections] == [
        (0, "", None),
        (1, "一、", 0),
        (2, "一是", 1),
        (2, "一是", 1),
        (2, "（一）", 1),
        (3, "——", 4),
        (1, "一、", 0),
    ]


def test_sentences_know_their_section_and_whether_they_are_headings():
    _, sentences = structure(SPEECH)
    assert [(s.text, s.section, s.is_heading) for s in sentences] == [
        ("各位同志：", 0, False),
        ("今年成绩不小。", 0, False),
        ("一、创新为先", 1, True),
        ("一是建平台。", 2, False),
        ("引人才。", 2, False),
        ("二是转成果。", 3, False),
        ("大家都要动起来。", 1, False),
        ("（一）产业要强。", 4, True),
        ("强在链上。", 4, False),
        ("——抓招商。", 5, False),
        ("二、民生为本。", 6, True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“创新是动力。”大家赞成。", ["他说：“创新是动力。”", "大家赞成。"]),
        ("“要快。”，他说。", ["“要快。”，他说。"]),
        ("好！！真好？", ["好！！", "真好？"]),
        ("增长3.5%；投资翻番。", ["增长3.5%；投资翻番。"]),
        ("没有句号", ["没有句号"]),
        ("（见附件。）下面说产业。", ["（见附件。）", "下面说产业。"]),
    ],
)
def test_a_sentence_keeps_the_quotes_that_close_behind_it(text, expected):
    assert [sentence.text for sentence in structure(text)[1]] == expected


def test_an_enumeration_inside_a_sentence_opens_no_section():
    sections, _ = structure("要做两件事：一是建平台，二是引人才。")
    assert len(sections) == 1


def test_a_long_numbered_sentence_is_no_heading():
    _, (sentence,) = structure("一、" + "创新" * 40 + "。")
    assert not sentence.is_heading


@given(st.lists(st.sampled_from(["一、", "（二）", "三是", "——", "创新", "。", "！”", "，", "\n"])))
def test_sentences_join_to_the_text_without_its_line_ends(pieces):
    text = "".join(pieces)
    sections, sentences = structure(text)
    assert "".join(sentence.text for sentence in sentences) == text.replace("\n", "")
    assert all(text[s.start : s.end] == s.text for s in sentences)
    assert all(0 <= s.section < len(sections) for s in sentences)
    assert all(section.parent < place for place, section in enumerate(sections) if place)


def outline(text):
    sections, sentences = structure(text)
    marked = [(section.level, section.marker) for section in sections[1:]]
    return marked, [sentence.text for sentence in sentences if sentence.is_heading]


def test_a_report_of_five_levels_nests():
    marked, headings = outline(
        "第一部分 回顾\n一、经济\n（一）工业\n1.龙头企业\n去年新增三家。\n（1）培育一批；\n"
        "第一，要快。\n一是要稳。\n"
    )
    assert marked == [
        (1, "第一部分"),
        (2, "一、"),
        (3, "（一）"),
        (4, "1."),
        (5, "1)"),
        (6, "第一，"),
        (7, "一是"),
    ]
    assert headings == ["第一部分 回顾", "一、经济", "（一）工业", "1.龙头企业"]


def test_numbers_that_restart_open_a_section_each():
    marked, _ = outline("一、经济\n1.修路。\n2.建桥。\n二、民生\n1.办学。")
    assert marked == [(1, "一、"), (2, "1."), (2, "1."), (1, "一、"), (2, "1.")]


def test_items_of_a_list_are_sentences_and_no_headings():
    _, headings = outline("今年办好三件事：\n1.修路\n2.建桥\n3.种树\n")
    assert headings == []


def test_an_item_with_a_paragraph_below_is_a_heading():
    _, headings = outline("1.修好路\n今年修路百里。路要修到村口。\n2.建好桥\n今年建桥三座。")
    assert headings == ["1.修好路", "2.建好桥"]
    _, sentences = structure("1.修好路\n今年修路百里。\n路要修到村口。")
    assert [sentence.section for sentence in sentences] == [1, 1, 1]


def test_a_speech_without_headings_is_one_section():
    sections, sentences = structure("各位同志：\n今年成绩不小。\n大家都要动起来。")
    assert len(sections) == 1
    assert not any(sentence.is_heading for sentence in sentences)


def test_a_long_numbered_paragraph_opens_a_section_and_is_no_heading():
    marked, headings = outline(
        "一、" + "要把实验室办到车间旁边，" * 8 + "让成果落地。\n还要留住人。"
    )
    assert (marked, headings) == ([(1, "一、")], [])


def test_half_width_numbers_open_sections_after_cleaning():
    text = clean("(一)抓创新。我们要创新。\n(1)建平台；\n1)引人才。").text
    assert outline(text)[0] == [(1, "（一）"), (2, "1)"), (2, "1)")]


def test_decimals_and_years_open_no_section():
    assert outline("3.5亿元到位。\n2026年开局。\n12、15两条线通车。")[0] == []
