"""Means over documents, and how much of them hangs on one."""

import numpy as np
import pandas as pd
import pytest

from policytext.measures.averages import leave_one_out, left_out_range, mean_share

THEMES = ["innovation", "culture"]


def shares_table(**documents):
    rows = [(d, t, shares[i]) for d, shares in documents.items() for i, t in enumerate(THEMES)]
    return pd.DataFrame(rows, columns=["document", "theme", "share"])


def test_each_document_has_the_same_weight_in_the_mean_share():
    means = mean_share(shares_table(long=(0.2, 0.9), short=(0.4, 0.1)))
    assert means["mean_share"].tolist() == pytest.approx([0.3, 0.5])
    assert means["n_documents"].tolist() == [2, 2]


def test_the_range_of_the_mean_names_the_document_that_is_left_out():
    means = mean_share(shares_table(x=(0.1, 0.3), y=(0.2, 0.3), z=(0.6, 0.0)))
    first, second = means.to_dict("records")
    assert (first["lowest_mean"], first["lowest_without"]) == (pytest.approx(0.15), "z")
    assert (first["highest_mean"], first["highest_without"]) == (pytest.approx(0.4), "x")
    assert (second["highest_mean"], second["highest_without"]) == (pytest.approx(0.3), "z")


def test_leaving_each_document_out_gives_the_range_of_the_mean():
    shares = shares_table(x=(0.1, 0.3), y=(0.2, 0.3), z=(0.6, 0.0))
    means, out = mean_share(shares), leave_one_out(shares)
    assert len(out) == 6
    by_theme = out.groupby("theme", sort=False)["mean_share"]
    assert by_theme.min().tolist() == pytest.approx(means["lowest_mean"].tolist())
    assert by_theme.max().tolist() == pytest.approx(means["highest_mean"].tolist())


def test_leaving_a_document_out_can_turn_the_ranks():
    out = leave_one_out(shares_table(x=(0.1, 0.3), y=(0.2, 0.3), z=(0.6, 0.0)))
    ranks = out.set_index(["without", "theme"])["rank"]
    assert ranks["x", "innovation"] == 1
    assert ranks["z", "innovation"] == 2


def test_of_one_document_nothing_is_left():
    one = shares_table(x=(0.1, 0.3))
    assert mean_share(one)["lowest_mean"].isna().all()
    assert leave_one_out(one)["mean_share"].isna().all()


def test_a_document_without_sentences_is_left_out_of_the_mean():
    means = mean_share(shares_table(x=(0.2, 0.4), y=(np.nan, np.nan)))
    assert means["mean_share"].tolist() == [0.2, 0.4]
    assert means["n_documents"].tolist() == [1, 1]


def test_the_range_is_that_of_the_means_with_each_document_left_out():
    values = pd.DataFrame({"文化": [0.1, 0.2, 0.6], "产业": [0.5, np.nan, 0.3]}, index=list("abc"))
    table = left_out_range(values)
    assert table.loc["文化", ["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.15, 0.4])
    # b has no evidence on 产业: only a and c can be left out
    assert table.loc["产业", ["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.3, 0.5])
    assert table.loc["产业", ["lowest_without", "highest_without"]].tolist() == ["a", "c"]


def test_of_one_value_no_mean_is_left():
    row = left_out_range(pd.DataFrame({"文化": [0.1, np.nan]}, index=list("ab"))).loc["文化"]
    assert row[["lowest_mean", "highest_mean"]].isna().all()
    assert row["lowest_without"] is None
