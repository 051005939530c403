"""Distances of documents, against scipy and counts that can be made in the head."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import jensenshannon

from policytext.measures.distance import mix_distance, theme_distance, word_distance
from policytext.measures.frequency import theme_shares

THEMES = ["innovation", "culture"]


def shares_table(**documents):
    rows = [(d, t, shares[i]) for d, shares in documents.items() for i, t in enumerate(THEMES)]
    return pd.DataFrame(rows, columns=["document", "theme", "share"])


def test_distance_is_the_mean_absolute_difference_of_shares():
    (pair,) = mix_distance(shares_table(x=(0.1, 0.3), y=(0.2, 0.0))).to_dict("records")
    assert pair["distance"] == pytest.approx(0.2)  # (.1 + .3) / 2
    assert (pair["theme"], pair["difference"]) == ("culture", pytest.approx(0.3))


def test_each_pair_of_documents_comes_once_and_equal_mixes_have_no_distance():
    pairs = mix_distance(shares_table(x=(0.1, 0.3), y=(0.1, 0.3), z=(0.5, 0.3)))
    assert pairs[["document", "other"]].values.tolist() == [["x", "y"], ["x", "z"], ["y", "z"]]
    assert pairs["distance"].tolist() == pytest.approx([0, 0.2, 0.2])


def test_a_document_without_sentences_has_no_distance():
    (pair,) = mix_distance(shares_table(x=(0.1, 0.3), y=(np.nan, np.nan))).to_dict("records")
    assert np.isnan(pair["distance"])


def sentences(**documents):
    """Documents as strings of i (innovation), c (culture), b (both) and - (neither)."""
    codes = {"i": "innovation", "c": "culture", "b": "innovation,culture", "-": ""}
    rows = [(d, codes[letter], False) for d, letters in documents.items() for letter in letters]
    return pd.DataFrame(rows, columns=["document", "themes", "is_heading"]).assign(n_tokens=1)


def tokens(**documents):
    """Documents as lists of blocks, each a string of one-letter words, doubled to be content."""
    rows = [
        (document, k, 2 * letter, block.count(letter))
        for document, blocks in documents.items()
        for k, block in enumerate(blocks)
        for letter in sorted(set(block))
    ]
    return pd.DataFrame(rows, columns=["document", "block", "token", "n"])


def test_the_distance_of_themes_is_that_of_their_shares():
    table = sentences(x="ii--c-b--c", y="cc-c------", z="iiiii-----")
    shares = theme_shares(table, THEMES)
    found, expected = theme_distance(table, THEMES), mix_distance(shares)
    assert found["distance"].tolist() == pytest.approx(expected["distance"].tolist())
    assert found[["document", "other"]].equals(expected[["document", "other"]])


def test_a_theme_that_neither_has_counts_in_the_mean():
    found = theme_distance(sentences(x="i-", y="--"), [*THEMES, "party", "ecology"])
    assert found["distance"].tolist() == [0.5 / 4]


def test_headings_have_no_part_in_the_distance():
    table = sentences(x="ic--", y="ic--ii")
    table.loc[table.index[-2:], "is_heading"] = True
    assert theme_distance(table, THEMES)["distance"].tolist() == [0]


def test_the_distance_of_words_is_that_of_scipy():
    counts = np.random.default_rng(1).integers(0, 9, (2, 12))
    words = [f"词{chr(0x4E00 + k)}" for k in range(12)]
    table = pd.DataFrame(
        [
            (d, 0, w, n)
            for d, row in zip("xy", counts, strict=True)
            for w, n in zip(words, row, strict=True)
        ],
        columns=["document", "block", "token", "n"],
    )
    expected = jensenshannon(*(counts / counts.sum(axis=1, keepdims=True)), base=2)
    assert word_distance(table)["distance"].tolist() == pytest.approx([expected])


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ("文文产产", "文产", 0),  # the same rates
        ("文文", "产", 1),  # no word in common
        ("文产", "文企", np.sqrt(0.5)),  # half of each is shared
    ],
)
def test_the_distance_of_words_by_hand(x, y, expected):
    assert word_distance(tokens(x=[x], y=[y]))["distance"].item() == pytest.approx(expected)


def test_numerals_and_single_characters_have_no_part_in_it():
    table = tokens(x=["文产"], y=["文产"])
    extra = pd.DataFrame(
        [("x", 0, "三十", 9), ("y", 0, "的", 9)], columns=["document", "block", "token", "n"]
    )
    assert word_distance(pd.concat([table, extra]))["distance"].item() == pytest.approx(0)


LONG = {
    "x": ["文文产", "文企", "产企企", "文产文"] * 3,
    "y": ["园园产", "园企", "产企", "园园"] * 3,
}


def test_the_interval_lies_about_the_distance_and_chance_below_what_differs():
    row = word_distance(tokens(**LONG)).iloc[0]
    assert row["low"] < row["distance"] < row["high"]
    assert row["chance"] < row["low"]


def test_texts_from_one_source_are_no_farther_apart_than_chance_brings():
    source = np.random.default_rng(2).choice(list("文产企园"), (40, 6))
    blocks = ["".join(block) for block in source]
    row = word_distance(tokens(x=blocks[:20], y=blocks[20:])).iloc[0]
    assert row["low"] < row["chance"] < row["high"]


def test_there_is_no_interval_below_eight_blocks_together():
    short = {name: blocks[:3] for name, blocks in LONG.items()}
    row = word_distance(tokens(**short)).iloc[0]
    assert row["distance"] > 0
    assert row[["low", "high", "chance"]].isna().all()


def test_the_order_of_the_documents_moves_no_number():
    columns = ["distance", "low", "high", "chance"]
    one = word_distance(tokens(x=LONG["x"], y=LONG["y"]))
    two = word_distance(tokens(y=LONG["y"], x=LONG["x"]))
    assert one[columns].values.tolist() == two[columns].values.tolist()
    assert two[["document", "other"]].values.tolist() == [["y", "x"]]


def test_a_third_document_moves_no_number_of_a_pair():
    alone = word_distance(tokens(**LONG)).iloc[0]
    among = word_distance(tokens(**LONG, z=["园园园"] * 9)).iloc[0]
    assert among.to_dict() == pytest.approx(alone.to_dict())


def test_a_document_without_sentences_has_no_distance_of_themes():
    table = sentences(x="ic--", y="i")
    table.loc[table.index[-1], "is_heading"] = True
    assert theme_distance(table, THEMES)[["distance", "low", "chance"]].isna().all(axis=None)


def test_a_document_without_words_has_no_distance_of_words():
    table = tokens(**LONG)
    none = pd.DataFrame([("z", 0, "的", 9)], columns=["document", "block", "token", "n"])
    rows = word_distance(pd.concat([table, none])).set_index(["document", "other"])
    assert np.isnan(rows.at[("x", "z"), "distance"])
    assert rows.at[("x", "y"), "distance"] > 0
