"""The engine `fast` gives jieba's tokens, token for token: cases, invented text, real texts."""

import random
import re
import unicodedata
from functools import cache
from pathlib import Path
from unittest.mock import patch

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator import figure, sentences
from policytext.reading import fast_segment
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.fast_segment import cut, cut_each, fast_segmenter, lengths
from policytext.reading.jieba_tokenizer import finalseg, tokenizer
from policytext.reading.segment import (
    segment,
    segment_each,
    segmenter,
    token_lengths,
    word_list,
)
from policytext.reading.structure import structure
from policytext.reading.unknown_words import unknown_words

SHARED = Path(__file__).parents[2] / "shared"
needs_texts = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the texts are not here")

# What rjieba cuts otherwise, by itself or with its model, and what fuzzing found
CASES = [
    *("5G-A基站", "1-9月", "增长4.5-5%", "PM_2.5", "2023-01-08", "v1.2.3版", "a.b@c.cn", "1.2a"),
    *("哈哈哈", "哈哈哈哈哈", "的的的了了", "叔叔叔", "极极极极超", "互互互求求求小碗"),
    *("南宗南宗南宗南宗", "之天之天之天之", "二极二极二极谷谷", "奕奕常在青在常山青常青超"),
    *(
        "鱱𫓴䦅石首",
        "㐀",
        "鿕鿖",
        "豈",
        "𠀀𠀀𠀀",
        "🙂新",
        "中\ud800国",
        "\udc00",
        "\0",
        "甲\uffff乙",
    ),
    *("c++和C#", "AT&T公司", "5c++5", "B超B超", "A股5.2A股", "T恤-T恤", "4S店", "++--..", "..%"),
    *("", " ", "\r\n", "\r \n", "甲\r\n乙\n丙\x1c\x85\u2028", "１１．５％", "〇一", "ーカナ한글"),
    *("a" * 300 + "甲乙", "甲" * 300, "１" * 300, "5" * 70000),
]


def cuts(made, texts, *, hmm):
    """The tokens of the texts by each way: text by text and at once, and so their runs."""
    found = []
    for many in (0, 10**9):
        with patch.object(fast_segment, "MANY", many):
            found.append([cut(made, text, hmm=hmm) for text in texts])
            found.append(cut_each(made, texts, hmm=hmm))
    return found


@pytest.mark.parametrize("text", CASES, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("words", [None, ()], ids=["word list", "no words"])
def test_what_the_engines_could_cut_differently_is_cut_the_same(text, hmm, words):
    made = segmenter("fast", words)
    expected = [made.tokenizer.lcut(text, HMM=hmm)]
    assert cuts(made, [text], hmm=hmm) == [expected] * 4


def test_the_parts_of_a_long_text_are_cut_like_the_whole():
    text = "".join(CASES) * 3 + "\r\n" * 50
    expected = segmenter("jieba", None).tokenizer.lcut(text)
    for length in (1, 2, 30, 3000):
        pattern = fast_segment.PARTS.pattern.replace(str(fast_segment.PART), str(length))
        with (
            patch.object(fast_segment, "PART", length),
            patch.object(fast_segment, "PARTS", re.compile(pattern, re.DOTALL)),
        ):
            assert len(fast_segment.PARTS.findall(text)) > 3
            assert segment(text) == expected


@pytest.mark.parametrize("many", [0, fast_segment.MANY])
def test_lengths_are_those_of_the_tokens(many):
    texts = [*CASES, "", "".join(CASES) * 3, "秀洲5%。" * 20_000]
    with patch.object(fast_segment, "MANY", many):
        for text in texts:
            assert token_lengths(text).tolist() == [len(token) for token in segment(text)]


@pytest.mark.parametrize(
    "words",
    [
        ("A", "5"),
        ("PM2.5", "5G", "5G-A"),
        ("c+", "+", "%"),
        ("5G网络", "1-9月"),
        ("网络5G", "网络.", "5.网络", "%率", "AI", "..5", "5.5%"),
        ("秀洲", "秀洲"),
        ("创新", "的的", "了"),
        ("𠀀甲", "䦅", "\ud800"),
        ("十四五·规划", "甲 乙", "\n", "\0", "\uffff"),
        ("",),
    ],
    ids=ascii,
)
def test_a_users_words_weigh_the_same_in_both_engines(words):
    own = tokenizer.__wrapped__(words)  # not kept: a dictionary takes 60 MB
    fast = fast_segmenter(own, words)
    chance = random.Random(3)
    pieces = [*words, *"A5G-+c%.甲秀洲的了𠀀䦅·", "PM2.5", "创新", "网络", "19月", "\ud800", "\n"]
    texts = ["".join(chance.choices(pieces, k=chance.randrange(1, 12))) for _ in range(400)]
    for hmm in (True, False):
        expected = [own.lcut(text, HMM=hmm) for text in texts]
        assert cuts(fast, texts, hmm=hmm) == [expected] * 4


def test_both_dictionaries_are_the_same():
    made = segmenter("fast", None)
    weights = made.tokenizer.FREQ
    assert [word for word, n in weights.items() if n and not made.rust.has_word(word)] == []
    prefixes = [word for word, n in weights.items() if not n]
    assert not any(map(made.rust.has_word, prefixes[::50]))


def test_jiebas_own_dictionary_has_no_word_that_the_engines_cut_differently():
    words = (word for word, n in segmenter("jieba", ()).tokenizer.FREQ.items() if n)
    assert [word for word in words if word.isascii() and (len(word) == 1 or word.isalnum())] == []


def test_unknown_words_are_those_of_jiebas_own_model():
    chance = random.Random(4)
    characters = [chr(code) for code in range(0x4E00, 0x9FD6)]
    for _ in range(3000):
        few = chance.sample(characters, 5) + list("常在青的了")
        run = "".join(chance.choices(chance.choice((characters, few)), k=chance.randrange(2, 12)))
        assert unknown_words(run) == list(finalseg.cut(run)), run


@settings(deadline=None, max_examples=300)
@given(
    st.text(
        alphabet=st.sampled_from("新质生产力的的了哈常在青A股5.%-_+\r\n，䦅𠀀")
        | st.characters(exclude_categories=())
    )
)
def test_any_text_has_the_same_tokens(text):
    made = segmenter("fast", None)
    for hmm in (True, False):
        assert cuts(made, [text], hmm=hmm) == [[made.tokenizer.lcut(text, HMM=hmm)]] * 4


USERS = ("A股", "5G网络", "网络5G", "PM2.5", "1-9月", "c+", "AI", "秀洲", "甲.乙")
"""Words of a user: of Chinese and ASCII characters, of the latter alone, with a mark."""


@cache
def made_with(words):
    """The engine with the word list (None), without, and with a user's words."""
    return fast_segmenter(tokenizer(words), words) if words else segmenter("fast", words)


@cache
def known_words() -> list[str]:
    return [word for word, n in segmenter("jieba", None).tokenizer.FREQ.items() if n]


@cache
def known_apart() -> list[str]:
    """Words of two characters that the dictionary path leaves apart where they stand alone."""
    weights = segmenter("jieba", None).tokenizer.FREQ
    words = ((word, weights[word]) for word in known_words() if len(word) == 2)
    path = segmenter("fast", None).rust
    found = [word for word, n in words if n < 300 and len(path.cut(word, False)) == 2]
    assert len(found) > 1000
    return found


@cache
def characters_of_scripts() -> tuple[list[str], list[str]]:
    """Every mark, symbol, blank and control; the letters, accents and digits of other scripts."""
    kinds: dict[str, list[str]] = {}
    for code in range(0x1FBFF):
        kinds.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    marks = [
        each for kind in kinds if kind[0] in "PSZ" or kind in ("Cc", "Cf") for each in kinds[kind]
    ]
    letters = [each for kind in kinds if kind[0] in "LMN" for each in kinds[kind]]
    return marks, [each for each in letters if not "\u3400" <= each <= "\u9fff"]


def odd_text(chance: random.Random) -> str:
    """Words and parts of words, repeated and rare characters, numbers, marks, broken characters."""
    parts = []
    marks, letters = characters_of_scripts()
    for _ in range(chance.randrange(1, 20)):
        word, listed = chance.choice(known_words()), chance.choice(word_list() + USERS)
        digits = chance.choices("aZ0159%.-_+#& ,@/:。", k=chance.randrange(1, 8))
        odd = "\0\uffff\ufffe㐀䶿鿖鿿豈\ud800\udc00𠀀𪛟🙂〇０９％　\u2028\x1c\x85\r\n"
        parts.append(
            chance.choices(
                (
                    word,
                    word[: chance.randrange(1, 4)],
                    listed + listed[-1] + chance.choice(word_list()),
                    listed[: chance.randrange(1, 5)] + chance.choice(USERS)[1:],
                    word[0] * chance.randrange(2, 7),
                    word[:2] * chance.randrange(2, 6),
                    "".join(chance.choices(word, k=chance.randrange(3, 14))),
                    chance.choice(known_apart()),
                    "".join(digits),
                    figure(chance),
                    "".join(chr(chance.randrange(0x4E00, 0x9FD6)) for _ in range(len(digits))),
                    chance.choice(marks),
                    chance.choice(letters),
                    chance.choice(odd),
                ),
                cum_weights=(15, 25, 34, 40, 46, 52, 58, 65, 76, 82, 90, 96, 98, 99),
            )[0]
        )
    return "".join(parts)


def test_every_mark_is_cut_the_same_wherever_it_stands():
    marks, _ = characters_of_scripts()
    texts = [f"秀{mark}洲{mark}{mark}5{mark}5%{mark}的了秀洲{mark}" for mark in marks]
    own = segmenter("jieba", None).tokenizer
    for hmm in (True, False):
        assert segment_each(texts, hmm=hmm) == [own.lcut(text, HMM=hmm) for text in texts]


def differing(n_tokens: int, seed: int) -> list:
    """Of invented texts with so many tokens, half odd, half like reports, those cut otherwise.

    They are cut with each list of words, with the model and without, by each way of `cuts`, and
    together as one text.
    """
    chance = random.Random(seed)
    report = sentences(seed)
    wrong: list = []
    n = 0
    while n < n_tokens:
        texts = [odd_text(chance) if chance.random() < 0.5 else next(report) for _ in range(200)]
        whole = "".join(texts)
        for words in (None, (), USERS):
            made = made_with(words)
            for hmm in (True, False):
                expected = [made.tokenizer.lcut(text, HMM=hmm) for text in texts]
                for found in cuts(made, texts, hmm=hmm):
                    pairs = zip(texts, expected, found, strict=True)
                    wrong += [(words, hmm, text) for text, own, ours in pairs if own != ours]
                own = made.tokenizer.lcut(whole, HMM=hmm)
                if cut(made, whole, hmm=hmm) != own:
                    wrong.append((words, hmm, whole))
                if hmm and lengths(made, whole).tolist() != [len(token) for token in own]:
                    wrong.append((words, "lengths", whole))
        n += sum(map(len, expected))
    return wrong


def test_50_000_invented_tokens_are_the_same():
    assert differing(50_000, seed=0) == []


@pytest.mark.long
def test_2_million_invented_tokens_are_the_same():
    assert differing(2_000_000, seed=1) == []


@needs_texts
@pytest.mark.parametrize("folder", ["corpus", "corpora/provincial-2026", "corpora/hailar"])
def test_the_tokens_of_real_texts_are_the_same(folder):
    paths = sorted((SHARED / folder).rglob("*.txt"))
    assert paths
    for path in paths:
        raw = read_raw(Document(path.stem, path)).text
        cleaned = [sentence.text for sentence in structure(clean(raw).text)[1]]
        for texts in (cleaned, [raw]):
            for hmm in (True, False):
                own = segmenter("jieba", None).tokenizer
                assert segment_each(texts, hmm=hmm) == [own.lcut(t, HMM=hmm) for t in texts], path
    assert jieba.__version__ == "0.42.1"
