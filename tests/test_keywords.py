"""Words that mark a theme, on a corpus that can be counted in the head."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.keyness import log_likelihood, log_ratio, weighted_log_odds
from policytext.measures.keywords import distinctive, in_lexicon, keyness


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


def test_a_token_belongs_to_the_lexicon_as_a_whole_a_part_or_with_a_term_in_it():
    tokens = pd.Series(["文化", "化", "文化馆", "企业", "文化"])
    assert in_lexicon(tokens, ["文化"]).tolist() == [True, True, True, False, True]
    assert not in_lexicon(tokens, []).any()


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


def test_a_word_of_one_document_bears_its_name():
    table = distinctive(corpus(), "culture", min_n=3, min_documents=1).set_index("token")
    assert table.at["灯会", "only_in"] == "a"
    assert table.at["文化", "only_in"] == ""


def test_the_mean_log_ratio_is_repeated_with_each_document_left_out():
    uneven = pd.concat([corpus(("a", "b")), corpus(("c",)).assign(n=lambda t: t["n"] ** 2)])
    ratios = keyness(uneven, "culture").set_index(["token", "document"])["log_ratio"]["的"]
    row = distinctive(uneven, "culture").set_index("token").loc["的"]
    out = [ratios.drop(document).mean() for document in ratios.index]
    assert row["lowest_mean"] == pytest.approx(min(out))
    assert row["highest_mean"] == pytest.approx(max(out))
    assert row["lowest_mean"] < row["mean_log_ratio"] < row["highest_mean"]


def test_of_a_word_of_one_document_no_mean_is_left():
    table = distinctive(corpus(), "culture", min_documents=1).set_index("token")
    assert table.loc["灯会", ["lowest_mean", "highest_mean"]].isna().all()
