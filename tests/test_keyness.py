"""Keyness, against published values, scipy, and a corpus that can be counted in the head."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from policytext.measures.keyness import (
    distinctive,
    document_keyness,
    in_lexicon,
    is_numeral,
    keyness,
    log_likelihood,
    log_ratio,
    odds_ratio,
    percent_difference,
    weighted_log_odds,
)


def marginals(joint, first, second, total):
    """Cells of a table from the count of a pair, of its members, and of all."""
    return joint, first - joint, second - joint, total - first - second + joint


# --- log-likelihood


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((10, 0, 3, 31764), 167.23),
        (marginals(110, 2552, 221, 31777), 270.72),
        (marginals(8, 13, 32, 31777), 95.29),
    ],
)
def test_log_likelihood_agrees_with_published_values(cells, expected):
    # The table of Dunning (1993), and two collocations of nltk's doctests.
    assert log_likelihood(*cells) == pytest.approx(expected, abs=0.005)


def test_log_likelihood_agrees_with_scipy_on_tables_of_all_sizes():
    tables = np.random.default_rng(1).integers(0, 50, (200, 4)) * [1, 1, 10, 40] + [0, 1, 1, 1]
    ours = log_likelihood(*tables.T)
    for value, (a, b, c, d) in zip(ours, tables, strict=True):
        theirs = chi2_contingency(
            [[a, b], [c, d]], lambda_="log-likelihood", correction=False
        ).statistic
        assert abs(value) == pytest.approx(theirs, abs=1e-8)
        assert value <= 0 or a / (a + c) >= b / (b + d)
        assert value >= 0 or a / (a + c) <= b / (b + d)


def test_log_likelihood_turns_its_sign_with_target_and_reference():
    assert log_likelihood(9, 2, 100, 300) == pytest.approx(-log_likelihood(2, 9, 300, 100))
    assert log_likelihood(9, 2, 100, 300) > 0


def test_equal_rates_have_no_log_likelihood():
    assert log_likelihood(5, 50, 95, 950) == pytest.approx(0, abs=1e-9)


def test_a_zero_cell_adds_nothing():
    # Left: O ln(O/E) of the other three cells, by hand.
    by_hand = 2 * (4 * np.log(4 / 2) + 6 * np.log(6 / 8) + 10 * np.log(10 / 8))
    assert log_likelihood(4, 0, 6, 10) == pytest.approx(by_hand)


@pytest.mark.parametrize("cells", [(0, 0, 10, 10), (0, 5, 0, 10), (5, 0, 10, 0), (0, 0, 0, 0)])
def test_what_cannot_be_compared_has_no_log_likelihood(cells):
    assert np.isnan(log_likelihood(*cells))


def test_a_negative_cell_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        log_likelihood(5, 1, -1, 3)


# --- effect sizes


def test_effect_sizes_agree_with_published_values():
    # Values of Wordless's tests.
    assert percent_difference(206523, 959641, 178174, 1562358) == pytest.approx(88.7, abs=0.05)
    assert odds_ratio(16217, 2796938, 735, 2087946) == pytest.approx(16.6, abs=0.05)
    assert log_ratio(3, 100, 6, 200) == 0


def test_log_ratio_takes_an_empty_cell_as_half_an_occurrence():
    assert log_ratio(4, 1000, 0, 1000) == 3
    assert log_ratio(0, 1000, 4, 1000) == -3


@pytest.mark.parametrize("counts", [(0, 100, 0, 100), (0, 0, 4, 100), (4, 100, 0, 0)])
def test_log_ratio_is_undefined_where_there_is_nothing_to_compare(counts):
    assert np.isnan(log_ratio(*counts))


def test_ratios_to_nothing_are_undefined():
    assert np.isnan(percent_difference(4, 100, 0, 100))
    assert np.isnan(odds_ratio(4, 100, 0, 100))
    assert np.isnan(odds_ratio(4, 100, 100, 100))
    assert odds_ratio(0, 100, 4, 100) == 0


# --- weighted log-odds


def test_weighted_log_odds_agree_with_published_values():
    # Deltas of Monroe et al. (2008) in scattertext's tests.
    delta, _ = weighted_log_odds([1, 5, 1, 9], [100, 510, 100, 199], 0.01)
    assert delta == pytest.approx([-0.6095321, -1.0345766, -0.6095321, 1.5201005], abs=5e-7)


def test_z_is_delta_by_its_standard_deviation():
    delta, z = weighted_log_odds([6, 2], [2, 6], 1)
    assert delta == pytest.approx([2 * np.log(7 / 3), -2 * np.log(7 / 3)])
    assert z == pytest.approx(delta / np.sqrt(1 / 7 + 1 / 3))


def test_a_larger_prior_pulls_towards_no_difference():
    deltas = [weighted_log_odds([6, 2], [2, 6], size)[0][0] for size in (0.1, 1, 100)]
    assert deltas[0] > deltas[1] > deltas[2] > 0


def test_odds_of_nothing_are_undefined():
    assert np.isnan(weighted_log_odds([0, 5], [0, 5], 0)).all()
    assert np.isnan(weighted_log_odds([5], [5], 1)).all()


# --- tables


def tokens_table(rows):
    table = pd.DataFrame(rows, columns=["document", "block", "themes", "token", "n"])
    return table.assign(section=table["document"] + "/1")


TOY = tokens_table(
    [
        ("b", 0, "culture", "文化", 4),
        ("b", 0, "culture,party", "企业", 1),
        ("b", 1, "", "企业", 9),
        ("b", 1, "party", "11.5%", 6),
        ("a", 0, "culture", "文化", 2),
        ("a", 0, "industry", "企业", 2),
    ]
)


def corpus(order=("a", "b", "c")):
    """Three documents of nine blocks: a word of the theme, a word of one passage, a filler."""
    rows = []
    for document in order:
        for block in range(9):
            rows += [
                (document, block, "culture", "文化", 2),
                (document, block, "culture", "的", 8),
                (document, block, "industry", "的", 20),
                (document, block, "industry", "企业", 3),
            ]
        rows += [(document, 0, "culture", "年", 1), (document, 0, "industry", "三十", 9)]
        rows += [(document, 3, "culture", "十二", 9)]
    rows += [("a", 4, "culture", "灯会", 12)]
    return tokens_table(rows)


def test_keyness_counts_within_each_document():
    table = keyness(TOY, "culture").set_index(["document", "token"])
    assert table.loc[("b", "企业"), ["n_target", "n_reference"]].tolist() == [1, 9]
    assert table.loc[("b", "企业"), ["target_size", "reference_size"]].tolist() == [5, 15]
    assert table.loc[("a", "文化"), ["n_target", "n_reference"]].tolist() == [2, 0]
    assert ("a", "11.5%") not in table.index


def test_parts_sum_to_the_sizes():
    table = keyness(corpus(), "culture")
    sums = table.groupby("document").agg(
        {"n_target": "sum", "target_size": "first", "n_reference": "sum", "reference_size": "first"}
    )
    assert (sums["n_target"] == sums["target_size"]).all()
    assert (sums["n_reference"] == sums["reference_size"]).all()
    assert (table["n_target"] + table["n_reference"]).sum() == corpus()["n"].sum()


def test_g2_and_z_of_the_table_are_those_of_the_functions():
    table = keyness(TOY, "culture", prior_size=10).set_index(["document", "token"])
    assert table.loc[("b", "文化"), "g2"] == log_likelihood(4, 0, 1, 15)
    # Prior: mean of the two documents' rates, times 10. Order: 文化, 企业, 11.5%.
    prior = 10 * (np.array([4, 10, 6]) / 20 + np.array([2, 2, 0]) / 4) / 2
    _, z = weighted_log_odds([4, 1, 0], [0, 9, 6], prior)
    words = [("b", "文化"), ("b", "企业"), ("b", "11.5%")]
    assert table.loc[words, "z"].tolist() == pytest.approx(z.tolist())


def test_half_an_occurrence_does_not_make_an_absent_word_a_keyword():
    # 企业 never occurs with the theme, which has 10 of 1,010 tokens: .5 in 10 is above 1 in 1,000.
    tokens = tokens_table(
        [("a", 0, "culture", "的", 10), ("a", 0, "", "的", 999), ("a", 0, "", "企业", 1)]
    )
    assert log_ratio(0, 10, 1, 1000) > 0
    row = keyness(tokens, "culture").set_index("token").loc["企业"]
    assert row["log_ratio"] == 0
    assert row["g2"] < 0


def test_a_document_without_the_theme_cannot_be_compared():
    table = keyness(TOY, "party").set_index("document")
    assert table.loc["a", ["g2", "log_ratio", "z"]].isna().all(axis=None)
    assert table.loc["b", ["g2", "log_ratio", "z"]].notna().all(axis=None)


@pytest.mark.parametrize("token", ["11.5%", "2023", "三十", "百", "〇", "1.4万"])
def test_numerals_are_recognised(token):
    assert is_numeral(pd.Series([token])).item()


@pytest.mark.parametrize("token", ["三农", "百姓", "第一", "5G", "一体化", "年"])
def test_words_with_a_numeral_in_them_are_no_numerals(token):
    assert not is_numeral(pd.Series([token])).item()


def test_a_token_belongs_to_the_lexicon_as_a_whole_a_part_or_with_a_term_in_it():
    tokens = pd.Series(["文化", "化", "文化馆", "企业", "文化"])
    assert in_lexicon(tokens, ["文化"]).tolist() == [True, True, True, False, True]
    assert not in_lexicon(tokens, []).any()


# --- distinctive


def test_the_word_of_the_theme_leads_and_its_lexicon_is_marked():
    table = distinctive(corpus(), "culture", lexicon_terms=["文化"])
    first = table.iloc[0]
    assert first["token"] == "文化"
    assert (first["n_documents"], first["n_agree"], first["n_target"]) == (3, 3, 54)
    assert first["in_lexicon"] and not first["one_document"]
    assert first["low"] <= first["mean_log_ratio"] <= first["high"]
    assert not table.set_index("token").at["的", "in_lexicon"]


def test_numerals_rare_words_and_words_of_one_document_are_left_out():
    found = set(distinctive(corpus(), "culture")["token"])
    assert found == {"文化", "的"}  # not 三十, 十二 (numerals), 年 (3 times), 灯会 (one document)


def test_a_word_of_one_passage_does_not_lead_however_large_its_ratio():
    table = distinctive(corpus(), "culture", min_n=3, min_documents=1).set_index("token")
    assert table.index[0] == "文化"
    assert table.at["灯会", "one_document"]
    assert table.at["灯会", "n_documents"] == 1
    assert table.at["灯会", "low"] == 0
    assert table.at["灯会", "mean_log_ratio"] > 5
    assert not table.at["年", "one_document"]


def test_in_a_corpus_of_one_document_its_words_are_not_all_left_out():
    one = corpus(("a",))
    assert "文化" in set(distinctive(one, "culture")["token"])


def test_a_document_without_the_token_is_no_evidence():
    extra = tokens_table([("d", i, theme, "的", 9) for i in range(9) for theme in ("culture", "")])
    without = distinctive(corpus(), "culture").set_index("token")
    with_it = distinctive(pd.concat([corpus(), extra]), "culture").set_index("token")
    assert with_it.at["文化", "mean_log_ratio"] == without.at["文化", "mean_log_ratio"]
    assert with_it.at["文化", "n_documents"] == 3
    assert with_it.at["的", "n_documents"] == 4


def test_each_document_has_the_same_weight_in_the_mean_log_ratio():
    large = corpus(("c",)).assign(document="large")
    large["n"] *= 50
    both = pd.concat([corpus(("a", "b")), large])
    mean = distinctive(both, "culture").set_index("token").at["的", "mean_log_ratio"]
    by_document = keyness(both, "culture").set_index("token").loc["的", "log_ratio"]
    assert len(by_document) == 3
    assert mean == pytest.approx(by_document.mean())


def test_the_interval_is_seeded_and_the_order_of_documents_does_not_matter():
    first = distinctive(corpus(("a", "b", "c")), "culture", min_n=3, min_documents=1)
    second = distinctive(corpus(("c", "a", "b")), "culture", min_n=3, min_documents=1)
    pd.testing.assert_frame_equal(first, second)


def test_documents_are_resampled_apart():
    # Twins that moved together would give the interval of one of them, which is wider.
    rows = [("a", i, "culture", "灯会", i % 5) for i in range(20)]
    rows += [("a", i, theme, "的", 9) for i in range(20) for theme in ("culture", "")]
    rows += [("a", i, "", "灯会", 1) for i in range(20)]
    one = tokens_table(rows)
    two = pd.concat([one, one.assign(document="b")])
    alone = distinctive(one, "culture").set_index("token").loc["灯会"]
    twins = distinctive(two, "culture").set_index("token").loc["灯会"]
    assert twins["mean_log_ratio"] == pytest.approx(alone["mean_log_ratio"])
    ratio = (twins["high"] - twins["low"]) / (alone["high"] - alone["low"])
    assert ratio == pytest.approx(1 / np.sqrt(2), abs=0.08)


def test_there_is_no_interval_below_eight_blocks():
    short = corpus()[lambda table: table["block"] < 2]  # three documents of two blocks
    table = distinctive(short, "culture")
    assert "文化" in set(table["token"])
    assert table[["low", "high"]].isna().all(axis=None)


def test_a_theme_that_nothing_carries_gives_an_empty_table():
    table = distinctive(corpus(), "ecology")
    assert table.empty
    assert "dp_norm" in table


def test_dispersion_is_over_what_is_said_of_the_theme():
    table = distinctive(corpus(), "culture", min_documents=1).set_index("token")
    assert table.at["灯会", "dp_norm"] > 0.8
    assert table.at["文化", "dp_norm"] < 0.4


# --- documents


def test_words_of_one_place_are_found_against_the_others():
    table = document_keyness(corpus())
    assert table["document"].drop_duplicates().tolist() == ["a", "b", "c"]
    first = table[table["document"] == "a"].iloc[0]
    assert (first["token"], first["n"], first["n_other_documents"]) == ("灯会", 12, 0)
    assert first["log_ratio"] > 0 and first["g2"] > 3.84
    shared = table[table["token"] == "文化"]
    assert shared["n_other_documents"].tolist() == [2, 2, 2]


def test_the_longest_of_the_others_does_not_set_the_reference():
    small = [("a", 0, "", "产业", 10), ("a", 0, "", "的", 90)]
    small += [("b", 0, "", "产业", 40), ("b", 0, "", "的", 60)]
    large = [("c", 0, "", "产业", 200), ("c", 0, "", "的", 9800)]
    table = document_keyness(tokens_table(small + large)).set_index(["document", "token"])
    # Others: 40 % and 2 %, mean 21 %; pooled they would be 2.4 %, and a's 10 % far above it.
    assert table.loc[("a", "产业"), "log_ratio"] == pytest.approx(np.log2(0.1 / 0.21))
    assert table.loc[("a", "产业"), "g2"] < 0


def test_one_document_cannot_be_compared_with_others():
    table = document_keyness(corpus(("a",)))
    assert len(table) > 0
    assert table[["log_ratio", "g2"]].isna().all(axis=None)
