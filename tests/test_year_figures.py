"""A theme over the years: its means, its intervals, and when no line is drawn."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from policytext import figures, load, measures

TABLES = load()


def of_years(years: list[str]):
    """Our tables with other years, and with each document three times under other names."""
    documents, sentences = [], []
    for copy in range(3):
        documents.append(TABLES.documents.assign(document=TABLES.documents["document"] + str(copy)))
        named = TABLES.sentences["document"] + str(copy)
        sentences.append(TABLES.sentences.assign(document=named))
    documents = pd.concat(documents, ignore_index=True).assign(year=years)
    return dataclasses.replace(
        TABLES, documents=documents, sentences=pd.concat(sentences, ignore_index=True)
    )


def test_a_mean_gives_each_document_of_a_year_the_same_weight():
    shares = measures.theme_shares(TABLES.sentences, ["culture"])
    years = dict(zip(TABLES.documents["document"], ["2020", "2020", "2021", "", "x"], strict=True))
    means = measures.mean_share_by(shares, years).set_index("group")
    of_document = shares.set_index("document")["share"]
    two = [name for name, year in years.items() if year == "2020"]
    assert means.loc["2020", "mean_share"] == pytest.approx(of_document[two].mean())
    assert list(means["n_documents"]) == [2, 1, 1] and "" not in means.index
    assert means[["low", "high"]].isna().all(axis=None)


def test_an_interval_is_over_documents_and_needs_eight():
    chance = np.random.default_rng(1)
    names = [f"d{n}" for n in range(27)]
    shares = pd.DataFrame({"document": names, "theme": "culture", "share": chance.random(27)})
    years = {name: "2020" if n < 20 else "2021" for n, name in enumerate(names)}
    means = measures.mean_share_by(shares, years)
    many, few = means[means["n_documents"] == 20].iloc[0], means[means["n_documents"] == 7].iloc[0]
    assert many.low < many.mean_share < many.high and np.isnan(few.low)
    values = shares["share"][:20].to_numpy()
    draws = np.random.default_rng(2).choice(values, (4000, 20)).mean(axis=1)
    assert many.low == pytest.approx(np.quantile(draws, 0.025), abs=0.02)
    assert many.high == pytest.approx(np.quantile(draws, 0.975), abs=0.02)


def test_fewer_than_three_years_have_no_line():
    for years in ([""] * 15, ["2020"] * 9 + ["2021"] * 6):
        found = figures.years_figure(figures.theme_years(of_years(years), "culture"))
        assert isinstance(found, str) and "fewer than 3 years" in found


def test_the_line_has_a_dot_for_each_year_hollow_without_interval():
    years = ["2019"] * 8 + ["2020年"] * 3 + ["2023"] * 3 + ["unknown"]
    table = figures.theme_years(of_years(years), "innovation")
    assert list(table["year"]) == ["2019", "2020", "2023"]
    assert list(table["n_documents"]) == [8, 3, 3]
    assert list(table["low"].isna()) == [False, True, True]
    ax = figures.year_line(table)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [float(line.get_xdata()[0]) for line in dots] == [2019, 2020, 2023]
    assert [line.get_ydata()[0] for line in dots] == list(table["mean_share"])
    assert [line.get_markerfacecolor() == "white" for line in dots] == [False, True, True]
    assert ax.get_ylim()[0] == 0
    figure = figures.years_figure(table)
    assert figure.id == "fig-innovation-years" and "2019 to 2023" in figure.caption
    assert "14 texts of 3 years" in figure.n
