"""Sentences to themes, with toy lexicons whose results can be checked by eye."""

import pickle
import random
import time

import pytest

from policytext.coding.themes import find_terms, heading_level, label, read_lexicon
from policytext.data import InputError

THEMES = "theme,label_en,core\ntrade,Trade,true\nculture,Culture,true\nsafety,Safety,false\n"
TERMS = (
    "theme,term,strength",
    "trade,印度,strong",
    "safety,印度尼西亚,strong",
    "trade,市场,weak",
    "trade,商品,weak",
    "trade,港口,strong",
    "trade,集市,strong",
    "culture,文化,strong",
    "culture,文化水平,cancels",
    "culture,庙会,strong",
    "trade,庙会,weak",
    "culture,展览,weak",
    "culture,歌舞,weak",
    "safety,防火,strong",
)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path)
    return tmp_path


@pytest.fixture
def lexicon(folder):
    return read_lexicon(folder)


def write(folder, terms=TERMS, themes=THEMES):
    (folder / "themes.csv").write_text(themes, encoding="utf-8")
    (folder / "terms.csv").write_text("\n".join(terms) + "\n", encoding="utf-8")


def one(sentence, lexicon):
    return label([sentence], lexicon, context=False)[0]


# Finding terms


def test_the_longest_term_wins_and_hides_what_it_contains(lexicon):
    assert find_terms("印度尼西亚", lexicon) == [("safety", "印度尼西亚")]
    assert find_terms("从印度到印度尼西亚", lexicon) == [
        ("trade", "印度"),
        ("safety", "印度尼西亚"),
    ]


def test_a_term_of_two_themes_is_found_for_both_in_the_order_of_the_themes(lexicon):
    assert find_terms("赶庙会", lexicon) == [("trade", "庙会"), ("culture", "庙会")]


def test_a_term_that_occurs_twice_is_found_twice(lexicon):
    assert find_terms("印度、印度", lexicon) == [("trade", "印度")] * 2


def test_a_term_that_cancels_is_not_found_and_hides_the_term_inside(lexicon):
    assert find_terms("提高文化水平", lexicon) == []
    assert find_terms("文化水平与文化", lexicon) == [("culture", "文化")]


def test_half_a_surrogate_pair_does_no_harm(lexicon):
    assert find_terms("印度\ud800印度", lexicon) == [("trade", "印度")] * 2


def test_a_lexicon_finds_the_same_in_another_process(lexicon):
    sentence = "从印度到印度尼西亚"
    found = find_terms(sentence, lexicon)
    assert find_terms(sentence, pickle.loads(pickle.dumps(lexicon))) == found  # noqa: S301 - its own


def test_a_sentence_without_terms_gives_nothing(lexicon):
    assert find_terms("", lexicon) == []
    assert find_terms("谢谢大家。", lexicon) == []


# Strength


def test_one_strong_term_gives_its_theme(lexicon):
    assert one("扩建港口。", lexicon) == ("trade",)


def test_one_weak_term_alone_gives_nothing(lexicon):
    assert one("逛市场。", lexicon) == ()


def test_two_different_weak_terms_give_the_theme(lexicon):
    assert one("市场上商品很多。", lexicon) == ("trade",)


def test_the_same_weak_term_twice_gives_nothing(lexicon):
    assert one("老市场和新市场。", lexicon) == ()


def test_weak_terms_of_different_themes_do_not_add_up(lexicon):
    assert one("市场里有展览。", lexicon) == ()


def test_weak_terms_are_not_heard_beside_a_strong_one_of_another_theme(lexicon):
    assert one("防火，也看展览和歌舞。", lexicon) == ("safety",)


def test_a_term_that_cancels_gives_no_theme(lexicon):
    assert one("文化水平高。", lexicon) == ()


def test_themes_stand_in_the_order_of_the_lexicon(lexicon):
    assert one("文化与港口。", lexicon) == ("trade", "culture")


def test_a_theme_with_half_of_the_weight_of_the_heaviest_stays(lexicon):
    assert one("港口、集市，还有文化。", lexicon) == ("trade", "culture")


def test_a_theme_with_less_than_half_of_the_weight_is_named_in_passing(lexicon):
    assert one("港口、集市，有市场，还有文化。", lexicon) == ("trade",)


def test_a_theme_of_two_strong_terms_is_never_named_in_passing(lexicon):
    heavy = "港口、集市、印度、市场、商品、庙会"
    assert one(f"{heavy}，还有展览。", lexicon) == ("trade",)
    assert one(f"{heavy}，还有文化。", lexicon) == ("trade", "culture")


def test_repeating_a_term_adds_no_weight(lexicon):
    assert one("港口、港口、港口、港口、港口，还有文化。", lexicon) == ("trade", "culture")


@pytest.mark.parametrize(("n", "given"), [(4, ("a",)), (5, ("a", "b", "c", "d", "e"))])
def test_in_an_overview_of_five_themes_none_is_named_in_passing(tmp_path, n, given):
    rows = [f"{theme},{term},strong" for theme, term in zip("abcde", "子丑寅卯辰", strict=True)]
    rows += [f"a,{term},strong" for term in "甲乙"]
    write(
        tmp_path,
        ("theme,term,strength", *rows),
        "theme,core\n" + "".join(f"{theme},true\n" for theme in "abcde"),
    )
    assert one("甲乙" + "子丑寅卯辰"[:n], read_lexicon(tmp_path)) == given


# Headings


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("一、办好学校", 0),
        ("十二、办好学校", 0),
        ("（三）修路", 1),
        ("（十一）修路", 1),
        ("一是种树。", 2),
        ("二要种树。", 2),
        ("——种树。", 2),
        ("一直种树。", None),
        ("种树，一是多种。", None),
        ("第一、种树", None),
        ("", None),
    ],
)
def test_a_heading_is_known_by_its_opening(sentence, level):
    assert heading_level(sentence) == level


def test_under_a_heading_one_weak_term_gives_the_theme_of_the_heading(lexicon):
    assert label(["一、建港口", "管好市场。"], lexicon) == [("trade",), ("trade",)]


def test_under_a_heading_a_weak_term_is_heard_beside_a_strong_one(lexicon):
    assert label(["（一）建港口", "市场要防火。"], lexicon)[1] == ("trade", "safety")


def test_a_heading_does_not_support_weak_terms_of_another_theme(lexicon):
    assert label(["一、建港口", "看展览。"], lexicon)[1] == ()


def test_without_context_headings_do_nothing(lexicon):
    sentences = ["（一）建港口", "管好市场。", "加油干。"]
    assert label(sentences, lexicon, context=False) == [("trade",), (), ()]


def test_an_inner_heading_lends_its_themes_to_a_sentence_without_any(lexicon):
    assert label(["（一）建港口", "加油干。"], lexicon)[1] == ("trade",)
    assert label(["一是建港口。", "加油干。"], lexicon)[1] == ("trade",)


def test_a_part_lends_nothing_to_a_sentence_without_evidence(lexicon):
    assert label(["一、建港口", "加油干。"], lexicon)[1] == ()


def test_a_heading_holds_until_the_next_of_its_own_or_an_outer_level(lexicon):
    sentences = ["（一）建港口", "加油干。", "（二）加油", "加油干。"]
    assert label(sentences, lexicon) == [("trade",), ("trade",), (), ()]
    sentences = ["一是建港口。", "（二）防火", "加油干。"]
    assert label(sentences, lexicon)[2] == ("safety",)
    sentences = ["（一）防火", "一、建港口", "加油干。"]
    assert label(sentences, lexicon)[2] == ()


def test_a_heading_without_a_theme_passes_on_that_of_the_heading_around_it(lexicon):
    assert label(["（一）建港口", "一是加油。", "加油干。"], lexicon) == [("trade",)] * 3
    assert label(["一、建港口", "（一）加油", "管好市场。"], lexicon)[2] == ("trade",)


def test_one_label_for_each_sentence_and_none_for_none(lexicon):
    assert label([], lexicon) == []
    assert len(label(["一、", "", "（一）"], lexicon)) == 3


# Reading


def test_the_order_of_the_rows_does_not_matter(folder, lexicon):
    rows = list(TERMS[1:])
    random.Random(0).shuffle(rows)
    write(folder, (TERMS[0], *rows))
    assert read_lexicon(folder) == lexicon
    assert find_terms("印度尼西亚庙会", read_lexicon(folder)) == [
        ("safety", "印度尼西亚"),
        ("trade", "庙会"),
        ("culture", "庙会"),
    ]


def test_a_term_is_added_by_a_row_alone(folder):
    write(folder, (*TERMS, "safety,巡逻,strong"))
    assert one("夜里巡逻。", read_lexicon(folder)) == ("safety",)


def test_the_order_and_the_core_themes_come_from_the_file_of_themes(lexicon):
    assert lexicon.themes == ("trade", "culture", "safety")
    assert lexicon.core == ("trade", "culture")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("sport,足球,strong", "terms.csv: line 15: found theme 'sport', expected one of trade"),
        ("trade,,strong", "terms.csv: line 15: found term ''"),
        ("trade, 船,strong", "terms.csv: line 15: found term ' 船'"),
        ("trade,船,loud", "terms.csv: line 15: found strength 'loud', expected one of strong"),
        ("trade,港口,weak", "terms.csv: line 15: found 港口 twice under trade"),
        ("trade,船", "terms.csv: line 15: 2 fields found, 3 expected"),
        ("trade,船,strong,big", "terms.csv: line 15: 4 fields found, 3 expected"),
        ('trade,"船"x,strong', "terms.csv: line 15: malformed CSV"),
    ],
)
def test_a_wrong_row_is_an_error_that_names_file_line_and_expectation(folder, row, expected):
    write(folder, (*TERMS, row))
    with pytest.raises(InputError) as error:
        read_lexicon(folder)
    assert expected in str(error.value)


def test_a_theme_that_stands_twice_is_an_error(folder):
    write(folder, themes=THEMES + "trade,Trade,true\n")
    with pytest.raises(InputError, match=r"themes\.csv: line 5: found theme 'trade'"):
        read_lexicon(folder)


def test_a_core_that_is_neither_true_nor_false_is_an_error(folder):
    write(folder, themes=THEMES.replace("Culture,true", "Culture,yes"))
    with pytest.raises(InputError, match=r"themes\.csv: line 3: found core 'yes'"):
        read_lexicon(folder)


def test_a_missing_column_is_an_error(folder):
    write(folder, ("theme,term", "trade,船"))
    with pytest.raises(InputError, match=r"terms\.csv: line 1: no column strength"):
        read_lexicon(folder)


def test_a_missing_file_is_an_error(folder):
    (folder / "terms.csv").unlink()
    with pytest.raises(InputError, match=r"terms\.csv: cannot be read"):
        read_lexicon(folder)


def test_a_file_that_is_not_utf8_is_an_error(folder):
    (folder / "terms.csv").write_bytes("theme,term,strength\ntrade,船,strong\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"terms\.csv: not UTF-8"):
        read_lexicon(folder)


def test_time_grows_with_the_length_of_the_text_and_no_faster(lexicon):
    def seconds(n):
        sentence = "印度尼西亚的市场，" * n
        start = time.process_time()
        find_terms(sentence, lexicon)
        return time.process_time() - start

    short = min(seconds(2_000) for _ in range(3))
    assert min(seconds(20_000) for _ in range(3)) < 40 * short
