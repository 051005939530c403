"""What the chapter on formulas says of the five documents: when tables move, read it anew."""

import dataclasses

from bs4 import BeautifulSoup

from policytext import figures, load
from policytext.measures import formula_levels

TABLES = load()
RATES = figures.formula_frequency(TABLES).set_index("document")
COURSE = figures.formula_course(TABLES)
GLOSSARY = figures.formula_glossary(TABLES)
USED = GLOSSARY[GLOSSARY["n"] > 0]
N = USED.pivot(index="formula", columns="document", values="n")
LEVEL = USED.drop_duplicates("formula").set_index("formula")["level"]
PLEDGE = ["四个意识", "四个自信", "两个维护"]


def places(formula, document="henan-district"):
    rows = COURSE[(COURSE["formula"] == formula) & (COURSE["document"] == document)]
    return rows["place"].tolist()


def test_the_unnamed_text_alone_has_no_formula():
    assert set(RATES.index[RATES["n"] == 0]) == {"unnamed"}


def test_the_intervals_of_the_four_overlap_and_that_of_the_jiangsu_district_begins_at_0():
    four = RATES[RATES["n"] > 0]
    assert four["low"].max() < four["high"].min()
    assert RATES.loc["jiangsu-district", "low"] == 0


def test_no_formula_stands_in_three_texts_and_the_shared_ones_are_of_the_centre():
    texts = N.notna().sum(axis=1)
    assert texts.max() == 2
    shared = set(texts.index[texts == 2])
    assert shared == {"四个走在前", "四个新", "双循环"}
    assert set(LEVEL[list(shared)]) == {"central"}
    asked = N.loc[["四个走在前", "四个新"]].notna().all()
    assert set(asked.index[asked]) == {"jiangsu-district", "nantong"}
    assert set(N.columns[N.loc["双循环"].notna()]) == {"nantong", "henan-district"}


def test_in_the_short_texts_most_formulas_stand_in_the_first_quarter():
    early = COURSE[COURSE["place"] <= 0.25].groupby("document").size()
    share = (early / RATES["n"]).dropna()
    assert (share[["jiangsu-district", "xiuzhou", "nantong"]] > 0.7).all()
    assert share["henan-district"] < 0.5
    opening = COURSE[(COURSE["document"] == "jiangsu-district") & (COURSE["place"] > 0.25)]
    assert len(opening) == 1


def test_nantong_counts_its_programme_from_one_to_four_in_one_sentence():
    own = COURSE[COURSE["formula"].isin(["一个总目标", "两大战略支撑", "三大动力", "四大能级"])]
    assert list(own["formula"]) == ["一个总目标", "两大战略支撑", "三大动力", "四大能级"]
    assert own["sentence"].nunique() == 1
    assert set(own["document"]) == {"nantong"}


def test_the_pledge_stands_as_a_block_twice_and_in_henan_alone():
    blocks = [set(places(formula)) for formula in PLEDGE]
    first, last = min(blocks[0]), max(blocks[0])
    assert blocks[0] == {first, last} == blocks[1]
    assert {first, last} < blocks[2]
    assert set(COURSE[COURSE["formula"].isin([*PLEDGE, "两个确立"])]["document"]) == {
        "henan-district"
    }


def test_unknown_and_local_together_are_nearly_as_many_as_central():
    n = USED.groupby("level")["n"].sum()
    assert 0.8 * n["central"] < n["local"] + n["unknown"] < n["central"]
    assert (LEVEL[["三项重点工作", "四大工程"]] == "unknown").all()


def test_henan_takes_from_all_levels_and_says_each_local_formula_once():
    levels = formula_levels(USED).set_index(["document", "level"])
    henan = levels.loc["henan-district"]
    assert (henan["n"] > 0).all()
    assert (
        henan.loc[["central", "provincial"], "n"]
        > henan.loc[["central", "provincial"], "n_different"]
    ).all()
    assert henan.loc["local", "n"] == henan.loc["local", "n_different"]
    assert levels.loc[("xiuzhou", "central"), "n"] == 0


def test_the_one_formula_of_the_jiangsu_district_that_is_not_of_the_centre_is_of_zhejiang():
    rows = USED[USED["document"] == "jiangsu-district"]
    assert list(rows.loc[rows["level"] != "central", "formula"]) == ["千万工程"]


def test_two_formulas_of_henan_come_from_shanxi():
    rows = USED[USED["document"] == "henan-district"].set_index("formula")
    from_shanxi = rows.index[rows["note"].str.contains("Shanxi")]
    assert set(from_shanxi) == {"13710", "三化三制"}
    assert (rows.loc[from_shanxi, "level"] == "provincial").all()


def test_one_formula_stands_in_a_heading_and_is_not_counted():
    headings = TABLES.sentences.loc[TABLES.sentences["is_heading"], "sentence"]
    assert TABLES.formulas["sentence"].isin(headings).sum() == 1
    assert USED["n"].sum() == len(TABLES.formulas) - 1


def test_the_glossary_has_a_row_for_each_formula_and_a_column_for_each_text():
    table = figures.glossary_rows(GLOSSARY)
    assert sorted(table.index) == sorted(N.index)
    assert list(table.columns[4:]) == list(TABLES.documents["label_en"])
    assert (table.iloc[:, 4:] != "").sum().sum() == len(USED)
    html = BeautifulSoup(figures.glossary_table(table).html, "html.parser")
    assert [row.th.get_text() for row in html.tbody.select("tr")] == list(table.index)
    assert [td.get_text() for td in html.tbody.tr.select("td")] == list(map(str, table.iloc[0]))


def test_a_corpus_without_formulas_has_sentences_in_place_of_figures():
    none = dataclasses.replace(TABLES, formulas=TABLES.formulas.head(0))
    assert isinstance(figures.formula_places_figure(figures.formula_course(none)), str)
    assert isinstance(figures.formula_levels_figure(figures.formula_glossary(none)), str)
    assert isinstance(figures.shared_formulas_figure(figures.shared_formulas(none)), str)
    assert figures.formula_rates_figure(figures.formula_frequency(none)).id == "fig-formulas-rates"
    assert figures.glossary_rows(figures.formula_glossary(none)).empty
