"""Rates of given words, and how far they would move with other passages."""

import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policytext import load, measures
from policytext.measures.intervals import block_bootstrap
from policytext.measures.words import SEED, passages
from policytext.pipeline.batch import read
from policytext.reading.corpus import read_manifest
from policytext.reading.segment import is_word, segment_each

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
TABLES = load()


def per_1000(sums):
    return 1000 * sums[:, 0] / sums[:, 1]


def toy(*rows: tuple) -> pd.DataFrame:
    """Rows of document, section, block, themes, token, n."""
    columns = ["document", "section", "block", "themes", "token", "n"]
    return pd.DataFrame(rows, columns=columns)


def test_a_theme_counts_word_and_tokens_in_its_own_sentences():
    tokens = toy(
        ("a", "a:0", 0, "culture", "文化", 2),
        ("a", "a:0", 0, "culture,industry", "企业", 2),
        ("a", "a:0", 0, "", "文化", 1),
        ("a", "a:0", 0, "", "的", 5),
    )
    rates = measures.word_rates(tokens, ["文化"], ["culture", "industry"])
    assert rates["n"].tolist() == [3, 2, 0]
    assert rates["n_tokens"].tolist() == [10, 4, 2]
    assert rates["per_1000_tokens"].tolist() == [300, 500, 0]


def test_the_mean_gives_each_text_that_has_the_theme_the_same_weight():
    tokens = toy(
        ("a", "a:0", 0, "culture", "文化", 1),
        ("a", "a:0", 0, "culture", "的", 9),  # 100 per 1,000
        ("b", "b:0", 0, "culture", "文化", 30),
        ("b", "b:0", 0, "culture", "的", 70),  # 300 per 1,000
        ("c", "c:0", 0, "", "文化", 1),
    )
    mean = measures.mean_word_rates(tokens, ["文化"], ["culture"]).set_index("theme")
    assert mean.loc["culture", ["per_1000_tokens", "n_documents"]].tolist() == [200, 2]
    assert mean.loc["", "n_documents"] == 3


def test_a_theme_that_a_text_does_not_have_gives_no_rate_and_not_0():
    tokens = toy(("a", "a:0", 0, "", "文化", 1))
    rates = measures.word_rates(tokens, ["文化"], ["culture"]).set_index("theme")
    assert np.isnan(rates.loc["culture", "per_1000_tokens"])
    mean = measures.mean_word_rates(tokens, ["文化"], ["culture"]).set_index("theme")
    assert np.isnan(mean.loc["culture", "per_1000_tokens"])
    assert mean.loc["culture", "n_documents"] == 0


def test_a_word_that_does_not_occur_has_a_rate_of_0_and_no_interval():
    rates = measures.word_rates(TABLES.tokens, ["无此词"], [])
    assert (rates["per_1000_tokens"] == 0).all()
    assert rates[["low", "high"]].isna().all(axis=None)


def test_there_is_no_interval_below_eight_passages():
    seven = toy(*[("a", f"a:{place}", place, "", "文化", place) for place in range(1, 8)])
    eight = pd.concat([seven, toy(("a", "a:8", 8, "", "的", 3))])
    low = [measures.word_rates(tokens, ["文化"], [])["low"].item() for tokens in (seven, eight)]
    assert np.isnan(low[0]) and not np.isnan(low[1])


def test_a_passage_is_what_a_block_and_a_section_share():
    tokens = toy(
        ("b", "b:0", 0, "", "的", 1),
        ("a", "a:1", 1, "", "的", 1),
        ("a", "a:0", 0, "", "的", 1),
        ("a", "a:1", 0, "", "的", 1),
    )
    assert passages(tokens).tolist() == [0, 2, 0, 1]


def test_the_interval_is_the_block_bootstrap_with_passages_as_blocks():
    tokens = TABLES.tokens.assign(passage=passages(TABLES.tokens))
    document = "henan-district"
    rows = tokens[tokens["document"] == document]
    sizes = rows.groupby("passage")["n"].sum()
    counts = rows[rows["token"] == "创新"].groupby("passage")["n"].sum()
    pairs = np.column_stack([counts.reindex(sizes.index, fill_value=0), sizes])
    low, high = block_bootstrap(
        pairs,
        per_1000,
        length=1,
        seed=[SEED, zlib.crc32(document.encode())],
    )
    found = measures.word_rates(TABLES.tokens, ["创新"], []).set_index("document").loc[document]
    assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-12)


def test_neither_other_words_nor_other_texts_change_an_interval():
    alone = measures.word_rates(TABLES.tokens, ["创新"], [])
    among = measures.word_rates(TABLES.tokens, ["改革", "创新", "的"], ["industry"])
    among = among[(among["token"] == "创新") & (among["theme"] == "")].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)
    one = TABLES.tokens[TABLES.tokens["document"] == "xiuzhou"]
    of_one = measures.word_rates(one, ["创新"], [])
    pd.testing.assert_frame_equal(
        of_one, alone[alone["document"] == "xiuzhou"].reset_index(drop=True)
    )


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the source texts are not here")
def test_passages_give_intervals_as_wide_as_blocks_of_sentences_do():
    """The tables hold no tokens of single sentences; with the texts, both ways can be compared."""
    ratios = []
    for document in read_manifest(CORPUS):
        speech = [s.text for s in read(document).sentences if not s.is_heading]
        tokens = [[token for token in cut if is_word(token)] for cut in segment_each(speech)]
        sizes = [len(sentence) for sentence in tokens]
        words = pd.Series([token for sentence in tokens for token in sentence]).value_counts()
        words = list(words[words >= 4].index[:40])
        rates = measures.word_rates(
            TABLES.tokens[TABLES.tokens["document"] == document.id], words, []
        ).set_index("token")
        for word in words:
            counts = [sentence.count(word) for sentence in tokens]
            low, high = block_bootstrap(np.column_stack([counts, sizes]), per_1000)
            ratios.append((rates.at[word, "high"] - rates.at[word, "low"]) / (high - low))
    assert len(ratios) > 150 and 0.95 < np.nanmedian(ratios) < 1.1
