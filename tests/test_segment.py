"""Segmentation: jieba's own tokens, with the project's word list."""

import random
import subprocess
import sys
import tempfile
import tracemalloc

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.data import InputError
from policytext.reading import fast_segment
from policytext.reading.jieba_tokenizer import dictionary, tokenizer
from policytext.reading.segment import (
    is_word,
    segment,
    segment_each,
    segmenter_name,
    word_list,
)


@pytest.mark.parametrize(
    "term",
    [
        "新质生产力",
        "专精特新",
        "营商环境",
        "中国式现代化",
        "一带一路",
        "高质量发展",
        "放管服",
        "双循环",
    ],
)
def test_a_policy_term_is_one_token(term):
    assert term in segment(f"我们要推动{term}走深走实。")


def test_every_word_of_the_list_stands_as_one_token_by_itself():
    assert [word for word in word_list() if segment(word) != [word]] == []


def test_without_the_word_list_the_tokens_are_jiebas_own():
    text = "大力发展新质生产力，增长11.5%，1-9月投资20亿元。"
    assert segment(text, words=()) == jieba.Tokenizer().lcut(text)


def test_the_word_list_leaves_jiebas_own_tokenizer_alone():
    segment("新质生产力")
    assert jieba.lcut("新质生产力") == ["新质", "生产力"]


def test_a_decimal_number_is_one_token():
    assert "11.5%" in segment("增长11.5%以上。")


def test_the_mask_never_merges_with_its_neighbours():
    assert segment("*区GDP完成414亿元")[0] == "*"
    assert not any("*" in token for token in segment("投资20亿元的*产业园") if token != "*")


def test_the_mask_and_punctuation_do_not_count_as_words():
    assert [token for token in ["*", "，", "——", "“", "创新", "5G", "11.5%"] if is_word(token)] == [
        "创新",
        "5G",
        "11.5%",
    ]


@given(st.text(alphabet=st.sampled_from("创新驱动发展新质生产力*，。12.%aB \n") | st.characters()))
def test_tokens_join_to_the_text(text):
    assert "".join(segment(text)) == text


def test_the_dictionary_is_the_one_that_jieba_reads():
    with jieba.get_dict_file() as file:
        assert dictionary() == jieba.Tokenizer().gen_pfdict(file)


def test_reading_the_dictionary_says_nothing_and_leaves_no_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert tokenizer.__wrapped__(()).lcut("创新驱动") == ["创新", "驱动"]
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr() == ("", "")


def test_many_sentences_at_once_have_the_tokens_of_each():
    texts = [
        "发展新质生产力",
        "",
        "增长11.5%。\r\n",
        "甲\uffff乙",
        "\ud800甲乙丙",
        "创新" * 300,
    ] * 90
    assert segment_each(texts) == [segment(text) for text in texts]
    assert segment_each(iter(texts[:7]), hmm=False) == [segment(t, hmm=False) for t in texts[:7]]
    assert segment_each([]) == []


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="engine 'slow' found; 'fast' or 'jieba' expected"):
        segment("创新", engine="slow")


@pytest.fixture
def without_rjieba(monkeypatch):
    """rjieba as if it were not installed."""

    def missing(name):
        raise fast_segment.PackageNotFoundError(name)

    monkeypatch.setattr(fast_segment, "version", missing)
    fast_segment.is_available.cache_clear()
    yield
    fast_segment.is_available.cache_clear()


def test_without_rjieba_jieba_cuts_and_one_line_says_so(without_rjieba, caplog):
    words = ("专精特新",)
    made = fast_segment.fast_segmenter(tokenizer(words), words)
    for _ in range(3):
        assert fast_segment.cut(made, "专精特新企业", hmm=True) == ["专精特新", "企业"]
    assert segmenter_name() == f"jieba {jieba.__version__}"
    assert [record.getMessage() for record in caplog.records] == [
        "rjieba 0.2.2 expected, not installed: jieba itself cuts texts into tokens, the same"
        " ones, several times slower"
    ]


def test_another_release_of_rjieba_is_not_used(monkeypatch, caplog):
    monkeypatch.setattr(fast_segment, "version", lambda name: "0.3.0")
    fast_segment.is_available.cache_clear()
    assert not fast_segment.is_available()
    assert "rjieba 0.2.2 expected, 0.3.0 installed" in caplog.text
    fast_segment.is_available.cache_clear()


def test_words_that_a_program_has_jieba_take_apart_are_taken_apart(monkeypatch):
    run = "秀洲"
    assert segment(run, words=()) == [run]
    monkeypatch.setattr(fast_segment.finalseg, "Force_Split_Words", {run})
    assert segment(run, words=()) == ["秀", "洲"]


def test_no_dictionary_is_read_before_it_is_needed():
    program = "import policytext, sys; assert 'rjieba' not in sys.modules"
    program += "; assert policytext.reading.jieba_tokenizer.tokenizer.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_long_runs_of_no_words_do_not_stay_in_memory():
    chance = random.Random(0)
    rare = [chr(code) for code in range(0x9000, 0x9FA0)]
    texts = ["".join(chance.choices(rare, k=2000)) for _ in range(200)]
    for text in texts[:20]:
        segment(text)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for text in texts[20:]:
        segment(text)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 300_000  # bytes; the runs are 2 MB and more
