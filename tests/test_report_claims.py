"""What the prose says of the five documents in words: when tables move, read it anew."""

import pandas as pd
import pytest

from policytext import figures, load
from policytext.tables import carries

TABLES = load()
SPEECH = TABLES.sentences[~TABLES.sentences["is_heading"]]
SHARES = figures.theme_mix(TABLES)
N = SHARES.pivot(index="document", columns="theme", values="n")
CORE = ["innovation", "industry", "culture", "livelihood"]


def count(word: str) -> pd.Series:
    """Occurrences of a word by document, also inside longer words."""
    rows = TABLES.tokens[TABLES.tokens["token"].str.contains(word)]
    return rows.groupby("document")["n"].sum().reindex(N.index, fill_value=0)


def median_place(theme: str) -> pd.Series:
    places = figures.theme_positions(TABLES, theme)
    return ((places["start"] + places["end"]) / 2).groupby(places["document"]).median()


def mean_company(theme: str) -> pd.DataFrame:
    return figures.theme_company(TABLES, theme).groupby("other")[["share", "base"]].mean()


def test_industry_is_the_most_frequent_core_theme_of_every_text_in_two_by_one_sentence():
    assert (N[CORE].idxmax(axis=1) == "industry").all()
    lead = N["industry"] - N[["innovation", "culture", "livelihood"]].max(axis=1)
    assert (lead == 1).sum() == 2


def test_industry_leads_innovation_whichever_text_is_left_out():
    wide = SHARES.pivot(index="document", columns="theme", values="share")
    for document in wide.index:
        means = wide.drop(index=document).mean()
        assert (
            means["industry"] > means["innovation"] > means.drop(["industry", "innovation"]).max()
        )


def test_culture_is_the_most_uneven_core_theme():
    shares = SHARES.groupby("theme")["share"]
    assert (shares.std() / shares.mean())[CORE].idxmax() == "culture"


def test_culture_is_not_labelled_in_nantong_and_its_word_stands_there_once():
    assert N.loc["nantong", "culture"] == 0
    assert count("文化")["nantong"] == 1


def test_culture_goes_with_industry_in_henan_and_the_unnamed_text_only():
    company = figures.theme_company(TABLES, "culture")
    industry = company[company["other"] == "industry"].set_index("document")
    above = industry["share"] > industry["base"]
    assert set(above.index[above]) == {"henan-district", "unnamed"}
    assert industry.loc["unnamed", "share"] == 1


def test_tourism_has_its_weight_in_henan_and_culture_in_the_jiangsu_district():
    assert count("文旅").idxmax() == "henan-district"
    assert count("文化").idxmax() == "jiangsu-district"


def test_livelihood_stands_in_the_last_fifth_of_three_texts():
    assert (median_place("livelihood") > 0.8).sum() == 3


def test_livelihood_meets_innovation_and_industry_more_seldom_than_their_weight():
    company = mean_company("livelihood").loc[["innovation", "industry"]]
    assert (company["share"] < company["base"] / 2).all()


def test_three_texts_have_fewer_than_ten_livelihood_sentences_and_henan_the_most():
    assert (N["livelihood"].drop("henan-district") < 10).sum() == 4
    assert N["livelihood"].idxmax() == "henan-district"


def test_innovation_goes_with_industry_hardly_more_than_its_weight():
    industry = mean_company("innovation").loc["industry"]
    assert 0 < industry["share"] - industry["base"] < 0.1


@pytest.mark.parametrize(
    ("word", "document"),
    [("新质生产力", "unnamed"), ("资本", "henan-district")],
)
def test_a_word_stands_in_one_text_only(word, document):
    assert list(count(word)[lambda n: n > 0].index) == [document]


def test_the_henan_text_has_nearly_all_of_its_word_for_the_next_big_thing():
    assert count("风口")["henan-district"] >= 0.9 * count("风口").sum()


def test_projects_stand_in_every_text_and_more_often_than_manufacture_or_consumption():
    assert (count("项目") > 0).all()
    assert count("项目").sum() > 2 * max(count("制造").sum(), count("消费").sum())


def test_the_jiangsu_district_and_nantong_open_with_innovation():
    assert set(median_place("innovation").nsmallest(2).index) == {"jiangsu-district", "nantong"}


@pytest.mark.parametrize(
    ("document", "themes"),
    [
        ("henan-district", {"reform"}),
        ("jiangsu-district", {"culture"}),
        ("xiuzhou", {"culture", "governance"}),
        ("nantong", {"ecology", "territory"}),
        ("unnamed", {"livelihood"}),
    ],
)
def test_what_comes_beside_industry_and_innovation(document, themes):
    others = N.loc[document].drop(["industry", "innovation"])
    assert set(others.index[others == others.max()]) == themes


def test_the_henan_text_never_says_chinese_modernization():
    assert count("中国式现代化")["henan-district"] == 0


def test_the_longest_text_has_more_sentences_than_all_others_together():
    sizes = SPEECH.groupby("document").size()
    assert sizes.max() > sizes.sum() / 2
    assert carries(SPEECH, "industry").sum() == N["industry"].sum()
