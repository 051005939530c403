"""Headings, sections and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
