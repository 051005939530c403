"""Groups in the place of documents: sums, intervals over documents, columns that make groups."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from policytext import InputError, figures, load, measures
from policytext.grouping import MOST, UNSTATED, column_to_group_by, group_of, grouped

TABLES = load()
KINDS = ["long", "short", "short", "long", ""]


def of_copies(n: int, years: list[str]):
    """Our tables, each document `n` times under other names, with years."""
    parts = {name: [] for name in ("documents", "sentences", "tokens", "edits", "sections")}
    for copy in range(n):
        for name, frames in parts.items():
            frame = getattr(TABLES, name)
            frames.append(frame.assign(document=frame["document"] + str(copy)))
    frames = {name: pd.concat(part, ignore_index=True) for name, part in parts.items()}
    frames["documents"] = frames["documents"].assign(year=years)
    return dataclasses.replace(TABLES, **frames)


@pytest.fixture(scope="module")
def by_kind():
    documents = TABLES.documents.assign(kind=KINDS)
    return grouped(dataclasses.replace(TABLES, documents=documents), "kind")


def test_a_group_has_the_sums_of_its_documents_and_says_how_many_they_are(by_kind):
    documents = by_kind.documents.set_index("document")
    assert list(documents.index) == ["long", "short", UNSTATED]
    of_long = TABLES.documents[[kind == "long" for kind in KINDS]]
    for column in ("n_chars_clean", "n_sentences", "n_tokens"):
        assert documents.loc["long", column] == of_long[column].sum()
        assert documents[column].sum() == TABLES.documents[column].sum()
    assert documents.loc["long", "label_en"] == "long (2 texts)"
    assert documents.loc["long", "label_zh"] == "long（2篇）"


def test_types_of_a_group_are_counted_once(by_kind):
    n_types = by_kind.documents.set_index("document")["n_types"]
    tokens = by_kind.tokens
    assert n_types["short"] == tokens.loc[tokens["document"] == "short", "token"].nunique()
    assert n_types["short"] < TABLES.documents["n_types"][1:3].sum()


def test_what_documents_share_is_kept_and_what_they_do_not_is_empty(by_kind):
    documents = by_kind.documents.set_index("document")
    assert documents.loc["long", "kind"] == "long"
    assert documents.loc["long", "sha256"] == ""


def test_no_occurrence_is_lost(by_kind):
    for name in ("tokens", "sensitivity", "phrases"):
        assert getattr(by_kind, name)["n"].sum() == getattr(TABLES, name)["n"].sum(), name
    assert set(by_kind.sentences["text"]) == set(TABLES.documents["document"])


def test_shares_of_a_group_are_those_of_its_sentences_together(by_kind):
    shares = measures.theme_shares(by_kind.sentences, ["culture"]).set_index("document")
    each = measures.theme_shares(TABLES.sentences, ["culture"])
    of_long = each[
        each["document"].map(dict(zip(TABLES.documents["document"], KINDS, strict=True))) == "long"
    ]
    assert shares.loc["long", "share"] == of_long["n"].sum() / of_long["n_sentences"].sum()


def test_intervals_of_eight_documents_are_over_documents():
    years = ["2020"] * 10 + ["2021"] * 5
    tables = grouped(of_copies(3, years), "year")
    shares = measures.theme_shares(tables.sentences, ["industry"]).set_index("document")
    assert shares.loc["2020", "n_blocks"] == 10
    assert shares.loc["2021", "n_blocks"] > 10  # five documents: blocks of sentences, as ever
    spoken = tables.sentences[(tables.sentences["document"] == "2020")]
    spoken = spoken[~spoken["is_heading"]]
    by_text = spoken.assign(has=spoken["themes"].str.split(",").map(lambda t: "industry" in t))
    sums = by_text.groupby("text")["has"].agg(["sum", "size"]).to_numpy()
    drawn = np.random.default_rng(1).integers(0, len(sums), (4000, len(sums)))
    draws = sums[drawn].sum(axis=1)
    low, high = np.quantile(draws[:, 0] / draws[:, 1], [0.025, 0.975])
    assert shares.loc["2020", ["low", "high"]].tolist() == pytest.approx([low, high], abs=0.02)


def test_passages_of_eight_documents_are_documents():
    tokens = grouped(of_copies(3, ["2020"] * 10 + ["2021"] * 5), "year").tokens
    many, few = (tokens[tokens["document"] == year] for year in ("2020", "2021"))
    assert many["block"].nunique() == many["section"].nunique() == 10
    assert few["block"].nunique() > 5 and few["section"].nunique() > 5
    assert not set(many["block"]) & set(few["block"])


def test_measures_and_figures_take_groups_for_documents(by_kind):
    assert set(measures.document_keyness(by_kind.tokens)["document"]) == set(
        by_kind.documents["document"]
    )
    figure = figures.share_figure(figures.theme_share(by_kind, "innovation"))
    assert "long (2 texts)" in figure.alt
    distances = figures.pair_distances(by_kind)
    assert len(distances) == 6 and distances["distance"].between(0, 1).all()


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("kind", ["a"] * 40, "1 groups found; 2 to 30"),
        ("kind", [str(n) for n in range(40)], "40 groups found"),
        ("nothing", ["a", "b"] * 20, "'nothing': no column"),
        ("id", ["a", "b"] * 20, "one of kind expected"),
    ],
)
def test_a_column_that_makes_no_groups_is_refused(column, values, said):
    documents = pd.DataFrame({"id": [f"d{n}" for n in range(40)], "kind": values})
    with pytest.raises(InputError, match=said):
        group_of(documents, column)


def test_many_documents_are_grouped_by_year_or_the_first_column_that_does():
    names = [f"d{n}" for n in range(MOST + 1)]
    places = pd.DataFrame({"id": names, "url": ["u"] * 30 + ["v"], "place": ["a"] * 30 + ["b"]})
    assert column_to_group_by(places.head(MOST)) is None
    assert column_to_group_by(places) == "place"
    assert column_to_group_by(places.assign(year=["2020", "2021"] * 15 + [""])) == "year"
    with pytest.raises(InputError, match="31 documents: figures show 30"):
        column_to_group_by(places[["id", "url"]])


def test_of_many_pairs_the_nearest_and_farthest_are_drawn():
    tables = of_copies(3, ["2020"] * 15)
    table = figures.pair_distances(tables)
    words = table[table["measure"] == "words"]
    assert len(words) == 30 and set(table["n_pairs"]) == {105}
    assert words["distance"].is_monotonic_increasing
    every = measures.word_distance(tables.tokens, resamples=0)["distance"]
    assert words["distance"].iloc[0] == every.min() and words["distance"].iloc[-1] == every.max()
    assert len(table) == 60
    figure = figures.distance_figure(table)
    assert "n = 105 pairs of 15 texts" in figure.caption and "15 pairs nearest" in figure.caption
