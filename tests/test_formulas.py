"""Numbered formulas: cases as data, the glossary, the rules, and what holds for any text."""

import csv
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks import extraction
from benchmarks import formulas as benchmark
from policytext.coding.formula_rules import BARE, CODES, COUNTS, PATTERNS, REFUSALS
from policytext.coding.formulas import (
    LEVELS,
    Formula,
    formula_rows,
    formulas,
    quotations,
    read_formulas,
)
from policytext.data import InputError

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "lexicon"
CASES = json.loads((Path(__file__).parent / "cases" / "formulas.json").read_text("utf-8"))
# Texts made of what the rules look for, so that they meet and overlap.
# fmt: off
PIECES = st.sampled_from([
    "四个意识", "两会", "一带一路", "三清两建", "四個新", "三个", "一批", "双",
    "第", "十四五", "年", "1", "+", "N", "136", "１", "工程", "的", "，", "、", "“", "”",
    "‘", "’", '"', "「", "」", "*", " ", "坚持", "\n", "𠀀",
])
# fmt: on
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


GLOSSARY = rows(FOLDER / "formulas.csv")
REFUSED = rows(FOLDER / "not_formulas.csv")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case, request):
    if case["kind"] == "known failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    assert [found.normalised for found in formulas(case["sentence"])] == case["formulas"]


def test_there_are_many_cases_and_many_of_them_are_negative():
    assert len(CASES) >= 60
    negatives = [case for case in CASES if case["kind"] == "negative"]
    assert len(negatives) >= 25
    assert not any(case["formulas"] for case in negatives)


# Places


def test_a_formula_has_its_place_and_its_print_in_the_sentence_as_given():
    assert formulas("要增強「四個意識」，實行１＋２。") == [
        Formula(4, "四個意識", "四个意识"),
        Formula(12, "１＋２", "1+2"),
    ]


def test_quotation_marks_inside_a_formula_are_printed_and_not_in_the_normal_form():
    (found,) = formulas("办好三个“一号工程”。")
    assert found == Formula(2, "三个“一号工程”", "三个一号工程")


def test_inner_quotations_come_before_outer_ones():
    assert quotations("“甲‘乙’丙”") == [(3, 4), (1, 6)]


@given(TEXTS)
@example("“三清“两建”")
@example("三个“一批”“一批")
def test_formulas_stand_in_the_sentence_in_order_and_without_overlap(text):
    end = 0
    for found in formulas(text):
        assert found.start >= end
        end = found.start + len(found.formula)
        assert text[found.start : end] == found.formula
        assert found.formula
        assert not re.search('[“”‘’「」『』"]', found.normalised)


def test_lone_surrogates_and_other_odd_characters_do_no_harm():
    odd = "\ud800“两会”\udfff\x00\uffff\U0010ffff“四\u0301个意识”"
    assert [found.normalised for found in formulas(odd)] == ["两会"]


# fmt: off
HOSTILE = [
    "一二三", "一村", "9", "1+", "1 + ", "+", "“", "”", '"', "“”", "“‘”", "’“", "“四",
    "“一个", "“一个一”", "“三清两建”", "三清", "三个", "双",
    "“十一", "四個", "１", "第", "、", "百千万", " ",
]
# fmt: on


@pytest.mark.parametrize("unit", HOSTILE)
def test_ten_times_the_text_takes_about_ten_times_as_long(unit):
    def seconds(n):
        text = unit * (n // len(unit))
        start = time.process_time()
        formulas(text)
        return time.process_time() - start

    formulas("")  # reads the glossary
    assert seconds(100_000) < 0.2 + 40 * max(seconds(10_000), 0.005)


# The glossary and the rules


def test_the_glossary_is_long_sorted_and_without_duplicates():
    names = [row["formula"] for row in GLOSSARY]
    assert len(names) >= 250
    assert names == sorted(set(names))
    forms = names + [form for row in GLOSSARY for form in row["variants"].split(";") if form]
    assert len(forms) == len(set(forms))


def test_each_formula_has_a_gloss_and_a_valid_level_and_year():
    for row in GLOSSARY:
        assert row["gloss"].isascii() or "–" in row["gloss"], row
        assert row["gloss"], row
        assert row["level"] in LEVELS, row
        assert re.fullmatch(r"(19[3-9]\d|20[0-2]\d)?", row["year"]), row
        assert row["bare"] in ("true", "false"), row


@pytest.mark.parametrize("row", GLOSSARY, ids=[row["formula"] for row in GLOSSARY])
def test_each_formula_is_found_in_quotation_marks_and_bare_where_it_says_so(row):
    for form in [row["formula"], *filter(None, row["variants"].split(";"))]:
        found = formulas(f"落实“{form}”，")
        assert [one.normalised for one in found] == [row["formula"]]
    if row["bare"] == "true":
        assert [one.normalised for one in formulas(f"落实{row['formula']}，")] == [row["formula"]]


def test_what_is_no_formula_has_a_gloss_and_a_reason_and_is_not_found():
    terms = [row["term"] for row in REFUSED]
    assert terms == sorted(set(terms))
    for row in REFUSED:
        assert row["gloss"] and row["reason"], row
        assert formulas(f"谈谈“{row['term']}”，说说{row['term']}。") == [], row


@pytest.mark.parametrize("rule", [*PATTERNS, *BARE], ids=lambda rule: rule.name)
def test_a_pattern_takes_its_example(rule):
    assert rule.gloss
    assert re.fullmatch(rule.pattern, rule.example)
    assert [one.formula for one in formulas(f"“{rule.example}”，")] == [rule.example]


@pytest.mark.parametrize("rule", CODES, ids=lambda rule: rule.name)
def test_a_code_takes_its_example(rule):
    assert rule.gloss
    assert re.search(rule.pattern, rule.example)
    assert len(formulas(rule.example)) == 1


@pytest.mark.parametrize("rule", [*PATTERNS, *REFUSALS], ids=lambda rule: rule.name)
def test_what_a_quotation_may_or_may_not_be_holds_a_count(rule):
    assert re.search(COUNTS, rule.example)


@pytest.mark.parametrize("rule", [*CODES, *BARE], ids=lambda rule: rule.name)
@given(TEXTS)
def test_a_rule_finds_no_less_for_what_it_needs(rule, text):
    text += rule.example
    assert [m.span() for m in rule.finditer(text)] == [
        m.span() for m in re.finditer(rule.pattern, text)
    ]


@pytest.mark.parametrize("rule", REFUSALS, ids=lambda rule: rule.name)
def test_a_refusal_takes_back_its_example(rule):
    assert rule.gloss
    assert re.fullmatch(rule.pattern, rule.example)
    assert formulas(f"看“{rule.example}”。") == []


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("四个甲,x,,galactic,,true,,", "galactic"),
        ("四个甲,x,,central,,yes,,", "yes"),
        (",x,,central,,true,,", "expected a new formula"),
        ("四个甲,x,,central,,true,,\n四个甲,x,,central,,true,,", "line 3"),
        ("四个甲,x,,central,,true,四个甲,", "expected a new formula"),
    ],
)
def test_a_bad_row_of_the_glossary_is_named(tmp_path, cells, message):
    header = "formula,gloss,members,level,year,bare,variants,note\n"
    (tmp_path / "formulas.csv").write_text(header + cells + "\n", encoding="utf-8")
    (tmp_path / "not_formulas.csv").write_text("term,gloss,reason\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_formulas(tmp_path)


def test_a_term_that_is_both_a_formula_and_none_is_named(tmp_path):
    text = "formula,gloss,members,level,year,bare,variants,note\n四个甲,x,,central,,true,,\n"
    (tmp_path / "formulas.csv").write_text(text, encoding="utf-8")
    (tmp_path / "not_formulas.csv").write_text("term,gloss,reason\n四个甲,x,idiom\n", "utf-8")
    with pytest.raises(InputError, match="四个甲"):
        read_formulas(tmp_path)


# The coding and its score


def test_the_coding_names_coded_sentences_and_holds_no_text():
    coded = {row["sentence"] for row in rows(ROOT / "data" / "coding" / "themes.csv")}
    coding = rows(ROOT / "data" / "coding" / "formulas.csv")
    assert list(coding[0]) == ["sentence", "formula", "normalised"]
    assert {row["sentence"] for row in coding} <= coded
    assert max(len(row["formula"]) for row in coding) <= 12
    assert [row["sentence"] for row in coding] == sorted(row["sentence"] for row in coding)


def test_each_coded_formula_is_found_by_its_normal_form_in_quotation_marks():
    for row in rows(ROOT / "data" / "coding" / "formulas.csv"):
        assert list(formula_rows([("a", f"“{row['normalised']}”")])) == [("a", row["normalised"])]


def test_scores_count_each_occurrence():
    coded, found = [("a", "两会"), ("a", "两会"), ("b", "六稳")], [("a", "两会"), ("c", "六保")]
    scores = benchmark.formula_scores(coded, found, ["a", "b", "c"])
    assert (scores["precision"], scores["recall"], scores["f1"]) == (1 / 2, 1 / 3, 2 / 5)


def test_nothing_coded_and_nothing_found_has_no_score():
    scores = benchmark.formula_scores([], [], ["a"])
    assert all(scores[name] != scores[name] for name in ("precision", "recall", "f1", "low"))


@pytest.mark.skipif(not (extraction.GOLD / "formulas.tsv").is_file(), reason="no coding here")
def test_f1_on_the_development_coding_is_98_or_more():
    texts, coding = (extraction.read_gold(f"{name}.tsv") for name in ("themes", "formulas"))
    scores = benchmark.formula_scores(
        zip(coding["sentence"], coding["normalised"], strict=True),
        formula_rows(zip(texts["sentence"], texts["text"], strict=True)),
        list(texts["sentence"]),
    )
    assert scores["f1"] >= 0.98
