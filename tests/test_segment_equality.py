"""The engine `fast` gives jieba's tokens, token for token: cases, invented text, real texts."""

import random
from functools import cache
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator import sentences
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.fast_segment import cut, fast_segmenter
from policytext.reading.jieba_tokenizer import finalseg, tokenizer
from policytext.reading.segment import segment, segment_each, segmenter, word_list
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


def both(text, *, hmm=True, words=None):
    """The tokens by our engine and by jieba's own function."""
    own = segmenter("jieba", words).tokenizer.lcut(text, HMM=hmm)
    return segment(text, hmm=hmm, words=words), own


@pytest.mark.parametrize("text", CASES, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("words", [None, ()], ids=["word list", "no words"])
def test_what_the_engines_could_cut_differently_is_cut_the_same(text, hmm, words):
    fast, own = both(text, hmm=hmm, words=words)
    assert fast == own


@pytest.mark.parametrize(
    "words",
    [
        ("A", "5"),
        ("PM2.5", "5G", "5G-A"),
        ("c+", "+", "%"),
        ("5G网络", "1-9月"),
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
    pieces = [*words, *"A5G-+c%甲秀洲的了𠀀䦅·", "PM2.5", "创新", "网络", "19月", "\ud800", "\n"]
    for _ in range(400):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 12)))
        for hmm in (True, False):
            assert cut(fast, text, hmm=hmm) == own.lcut(text, HMM=hmm), (text, hmm)


def test_both_dictionaries_are_the_same():
    made = segmenter("fast", None)
    weights = made.tokenizer.FREQ
    assert [word for word, n in weights.items() if n and not made.rust.has_word(word)] == []
    prefixes = [word for word, n in weights.items() if not n]
    assert not any(map(made.rust.has_word, prefixes[::50]))


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
    for hmm in (True, False):
        fast, own = both(text, hmm=hmm)
        assert fast == own


@cache
def known_words() -> list[str]:
    return [word for word, n in segmenter("jieba", None).tokenizer.FREQ.items() if n]


def odd_text(chance: random.Random) -> str:
    """Words and parts of words, repeated and rare characters, numbers, marks, broken characters."""
    parts = []
    for _ in range(chance.randrange(1, 20)):
        word, listed = chance.choice(known_words()), chance.choice(word_list())
        digits = chance.choices("aZ0159%.-_+#& ,@/:。", k=chance.randrange(1, 8))
        odd = "\0\uffff㐀䶿鿖鿿豈\ud800\udc00𠀀𪛟🙂〇０９％　\u2028\x1c\x85\r\n"
        parts.append(
            chance.choices(
                (
                    word,
                    word[: chance.randrange(1, 4)],
                    listed + listed[-1] + chance.choice(word_list()),
                    listed[: chance.randrange(1, 5)] + chance.choice(word_list())[1:],
                    word[0] * chance.randrange(2, 7),
                    word[:2] * chance.randrange(2, 6),
                    "".join(chance.choices(word, k=chance.randrange(3, 14))),
                    "".join(digits),
                    chr(chance.randrange(0x4E00, 0x9FD6)),
                    chr(chance.randrange(0x20, 0x3400)),
                    chance.choice(odd),
                ),
                cum_weights=(20, 30, 40, 45, 52, 58, 64, 76, 90, 96, 98),
            )[0]
        )
    return "".join(parts)


def differing(n_tokens: int, seed: int) -> list[str]:
    """Of invented texts with so many tokens, half odd, half like reports, those cut otherwise."""
    chance = random.Random(seed)
    report = sentences(seed)
    own, bare = segmenter("jieba", None).tokenizer, segmenter("jieba", ()).tokenizer
    wrong: list[str] = []
    n = 0
    while n < n_tokens:
        texts = [odd_text(chance) if chance.random() < 0.5 else next(report) for _ in range(200)]
        expected = [own.lcut(text) for text in texts]
        n += sum(map(len, expected))
        at_once = segment_each(texts)
        for text, tokens, found in zip(texts, expected, at_once, strict=True):
            same = tokens == found == segment(text)
            same = same and segment(text, hmm=False) == own.lcut(text, HMM=False)
            same = same and segment(text, words=()) == bare.lcut(text)
            if not same:
                wrong.append(text)
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
