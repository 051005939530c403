"""What the chapter on promises says in words: when tables move, read it anew."""

import pandas as pd

from policytext import figures, load, measures, read_coding
from policytext.tables import carries

TABLES = load()
OWN = measures.own_targets(TABLES.targets, TABLES.sentences)
PROMISED = OWN[OWN["status"] == "target"]
PAIRS = figures.commitment_pairs(TABLES)
GROWTH = figures.growth_promised(TABLES)
COUNTS = figures.promise_counts(TABLES)
KINDS = figures.kinds_of_promises(TABLES).set_index(["document", "kind"])


def ends(indicator: str) -> tuple[pd.Series, pd.Series]:
    """Values reached and promised of an indicator that has both."""
    rows = PAIRS[PAIRS["canonical"] == indicator]
    return tuple(rows.loc[rows["status"] == s, "value"] for s in ("achieved", "target"))


def test_most_promises_of_every_text_have_neither_number_nor_date():
    assert (KINDS.xs("neither", level="kind")["share"] > 0.5).all()


def test_most_promised_quantities_and_all_pairs_are_of_henan():
    assert (PROMISED["document"] == "henan-district").mean() > 0.5
    assert set(PAIRS["document"]) == {"henan-district"}


def test_no_promised_rate_of_growth_is_above_the_highest_that_is_reached():
    rates = PAIRS[PAIRS["measure"] == "growth"]
    highest = rates.groupby(["canonical", "status"])["value"].max().unstack()
    assert len(highest) == 4
    assert (highest["target"] <= highest["achieved"]).all()


def test_investment_in_industry_and_new_jobs_are_promised_below_what_was_reached():
    for indicator in ("工业投资", "城镇新增就业"):
        reached, promised = ends(indicator)
        assert promised.max() < reached.min()


def test_gdp_and_the_share_in_the_city_are_promised_above_what_was_reached():
    for indicator in ("地区生产总值", "经济总量占比"):
        reached, promised = ends(indicator)
        assert promised.min() > reached.max()


def test_two_values_are_reached_of_three_indicators():
    reached = PAIRS[PAIRS["status"] == "achieved"].groupby("canonical").size()
    assert set(reached.index[reached == 2]) == {
        "地区生产总值",
        "规模以上工业增加值",
        "社会消费品零售总额",
    }


def test_rates_are_promised_by_henan_and_once_by_the_unnamed_text_without_a_time():
    promised = GROWTH[GROWTH["status"] == "target"].set_index("document")
    assert set(promised.index) == {"henan-district", "unnamed"}
    assert list(promised.loc[["unnamed"], "canonical"]) == ["工业总产值"]
    assert promised.loc["unnamed", "value"] == 100 and promised.loc["unnamed", "period"] == ""
    assert set(GROWTH.loc[GROWTH["document"] == "xiuzhou", "status"]) == {"achieved"}


def test_industry_has_most_promised_quantities_and_culture_none():
    themes = COUNTS[COUNTS["group"] == "theme"].pivot(index="document", columns="key", values="n")
    assert set(themes.loc[["nantong", "henan-district"]].idxmax(axis=1)) == {"industry"}
    assert themes["culture"].sum() == 0


def test_one_sentence_lists_most_of_what_is_promised_for_livelihood():
    sizes = PROMISED.groupby("sentence").size()
    longest = PROMISED[PROMISED["sentence"] == sizes.idxmax()]
    assert set(longest["document"]) == {"henan-district"}
    assert "社会消费品零售总额" in set(longest["canonical"])
    assert longest["themes"].iloc[0].count(",") == 4
    assert carries(PROMISED, "livelihood").sum() == len(longest) + 2


def test_both_number_and_date_are_of_nantong_before_henan_and_no_other():
    both = KINDS.xs("both", level="kind")["share"]
    assert list(both[both > 0].sort_values(ascending=False).index) == ["nantong", "henan-district"]
    assert KINDS.xs("date", level="kind")["n"].idxmax() == "henan-district"


def test_the_coders_read_one_sentence_of_xiuzhou_as_promised_and_the_rules_none():
    coded = read_coding("targets")
    coded = coded[coded["sentence"].str.startswith("xiuzhou:") & (coded["status"] == "target")]
    assert coded["sentence"].nunique() == 1
    assert not (PROMISED["document"] == "xiuzhou").any()
