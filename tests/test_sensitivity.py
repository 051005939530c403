"""Ranks under several ways of counting, on counts that can be ranked in the head."""

import pandas as pd
import pytest

from policytext.measures.sensitivity import segmentation_ranks

LETTERS = "文产企园链群创科技资本项目人才平台市区"


def tables(counts, sizes):
    """Table `sensitivity` from {document: {engine: {token: n}}}, and `tokens` of the sizes."""
    rows = [
        (document, "culture", token, engine, n)
        for document, by_engine in counts.items()
        for engine, by_token in by_engine.items()
        for token, n in by_token.items()
    ]
    sensitivity = pd.DataFrame(rows, columns=["document", "theme", "token", "engine", "n"])
    tokens = pd.DataFrame(
        [(d, "culture", n) for d, n in sizes.items()], columns=["document", "themes", "n"]
    )
    return sensitivity, tokens


def ranks(table, engine):
    rows = table[table["engine"] == engine].set_index("token")
    return rows["rank"].to_dict()


def test_each_document_has_the_same_weight():
    # 60 in 1,000 and 1 in 100: means 35 (产业: 30 and 6 %, mean 45) though counts say 61 to 36.
    counts = {
        "long": {"jieba": {"文化": 60, "产业": 30}},
        "short": {"jieba": {"文化": 1, "产业": 6}},
    }
    table = segmentation_ranks(*tables(counts, {"long": 1000, "short": 100}), "culture")
    assert table["per_1000_tokens"].tolist() == pytest.approx([45, 35])
    assert ranks(table, "jieba") == {"产业": 1, "文化": 2}
    assert table.set_index("token")["n"].to_dict() == {"产业": 36, "文化": 61}


def test_a_document_without_the_word_counts_as_zero():
    counts = {"a": {"jieba": {"文化": 2}}, "b": {"jieba": {"产业": 1}}}
    table = segmentation_ranks(*tables(counts, {"a": 100, "b": 100}), "culture")
    assert table.set_index("token")["per_1000_tokens"].to_dict() == {"文化": 10, "产业": 5}


def test_a_word_that_moves_five_places_flips_and_its_neighbours_do_not():
    words = [2 * letter for letter in LETTERS[:10]]
    jieba = {word: 20 - place for place, word in enumerate(words)}
    plain = jieba | {words[8]: 30}  # from the ninth place to the first
    table = segmentation_ranks(
        *tables({"a": {"jieba": jieba, "substring": plain}}, {"a": 100}), "culture"
    )
    assert ranks(table, "jieba")[words[8]] == 9
    assert ranks(table, "substring")[words[8]] == 1
    moved = table[table["engine"] == "substring"].set_index("token")
    assert moved.at[words[8], "shift"] == -8
    assert moved.at[words[0], "shift"] == 1
    assert set(table.loc[table["flips"], "token"]) == {words[8]}


def test_equals_keep_the_order_of_jieba():
    jieba, plain = {"文化": 3, "产业": 2}, {"文化": 4, "产业": 4}
    table = segmentation_ranks(
        *tables({"a": {"jieba": jieba, "substring": plain}}, {"a": 100}), "culture"
    )
    assert ranks(table, "substring") == {"文化": 1, "产业": 2}
    assert not table["flips"].any()


def test_a_word_that_a_way_never_finds_comes_last():
    jieba = {"文旅": 9, "文化": 8, "产业": 7}
    table = segmentation_ranks(
        *tables({"a": {"jieba": jieba, "no_hmm": {"文化": 8, "产业": 7}}}, {"a": 100}), "culture"
    )
    assert ranks(table, "no_hmm")["文旅"] == 3
    row = table[(table["token"] == "文旅") & (table["engine"] == "no_hmm")].iloc[0]
    assert (row["n"], row["per_1000_tokens"], row["shift"]) == (0, 0, 2)


def test_places_beyond_the_twentieth_are_all_one():
    words = [f"词{chr(0x4E00 + k)}" for k in range(30)]
    jieba = {word: 60 - place for place, word in enumerate(words)}
    other = jieba | {words[20]: 1, words[17]: 2}  # the 21st to the last, the 18th nearly
    table = segmentation_ranks(
        *tables({"a": {"jieba": jieba, "no_words": other}}, {"a": 100}), "culture"
    )
    shifts = table[table["engine"] == "no_words"].set_index("token")["shift"]
    assert shifts[words[20]] == 0
    assert shifts[words[17]] == 3
    assert not table["flips"].any()


def test_a_theme_without_words_gives_an_empty_table():
    counts = {"a": {"jieba": {"文化": 2}}}
    assert segmentation_ranks(*tables(counts, {"a": 9}), "ecology").empty
