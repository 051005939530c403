"""What the prose says of the five documents in words: when tables move, read it anew."""

import pandas as pd
import pytest

from policytext import figures, load, measures, read_coding
from policytext.figures import validation_figures
from policytext.tables import carries, read_glosses

TABLES = load()
SPEECH = TABLES.sentences[~TABLES.sentences["is_heading"]]
SHARES = figures.theme_mix(TABLES)
N = SHARES.pivot(index="document", columns="theme", values="n")
CORE = ["innovation", "industry", "culture", "livelihood"]
ERRORS = validation_figures.document_errors(TABLES, read_coding("themes"))


def count(word: str) -> pd.Series:
    """Occurrences of a word by document, also inside longer words."""
    rows = TABLES.tokens[TABLES.tokens["token"].str.contains(word)]
    return rows.groupby("document")["n"].sum().reindex(N.index, fill_value=0)


def median_place(theme: str) -> pd.Series:
    places = figures.theme_positions(TABLES, theme)
    return ((places["start"] + places["end"]) / 2).groupby(places["document"]).median()


def mean_company(theme: str) -> pd.DataFrame:
    return figures.theme_company(TABLES, theme).groupby("other")[["share", "base"]].mean()


def test_industry_is_the_most_frequent_theme_of_every_text_in_xiuzhou_by_one_sentence():
    assert (N.idxmax(axis=1) == "industry").all()
    lead = N["industry"] - N[["innovation", "culture", "livelihood"]].max(axis=1)
    assert list(lead.index[lead == 1]) == ["xiuzhou"]


def test_industry_comes_first_by_the_coding_too():
    coded = ERRORS[ERRORS["theme"].isin(CORE)].pivot(
        index="document", columns="theme", values="coded"
    )
    assert len(coded) == 3 and (coded.idxmax(axis=1) == "industry").all()


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


def test_livelihood_meets_all_themes_but_party_affairs_more_seldom_than_their_weight():
    company = mean_company("livelihood")
    assert list(company.index[company["share"] >= company["base"]]) == ["party"]


def test_innovation_meets_all_themes_but_industry_more_seldom_than_their_weight():
    company = mean_company("innovation")
    assert list(company.index[company["share"] >= company["base"]]) == ["industry"]
    assert (company.loc[["culture", "ecology"], "share"] < company["base"].min() / 2).all()


def test_most_pairs_of_themes_meet_more_seldom_than_their_weight():
    below = pd.concat([mean_company(theme).eval("share < base") for theme in CORE])
    assert below.mean() > 0.75


def test_three_texts_have_fewer_than_ten_livelihood_sentences_and_henan_the_most():
    assert (N["livelihood"].drop("henan-district") < 10).sum() == 4
    assert N["livelihood"].idxmax() == "henan-district"


def test_innovation_goes_with_industry_hardly_more_than_its_weight():
    industry = mean_company("innovation").loc["industry"]
    assert 0 < industry["share"] - industry["base"] < 0.1
    company = figures.theme_company(TABLES, "innovation").set_index(["document", "other"])
    company = company.xs("industry", level="other")
    assert (company["share"] < company["base"]).sum() == 3
    without = company.drop(index="nantong")
    assert without["share"].mean() < without["base"].mean()


def test_the_labels_find_innovation_and_industry_together_half_again_as_often_as_the_coding():
    both = {}
    coding = read_coding("themes").set_index("sentence")["themes"]
    half = SPEECH[SPEECH["document"] == "henan-district"].set_index("sentence")
    half = half[half.index.isin(coding.index)]
    for name, themes in (("coded", coding.reindex(half.index)), ("labelled", half["themes"])):
        frame = pd.DataFrame({"themes": themes})
        both[name] = (carries(frame, "innovation") & carries(frame, "industry")).sum()
    assert both["labelled"] == 1.5 * both["coded"]


def test_industry_keeps_livelihood_ecology_governance_and_party_at_a_distance():
    company = mean_company("industry")
    seldom = company.index[company["share"] < company["base"] / 2]
    assert set(seldom) == {"livelihood", "ecology", "governance", "party"}


@pytest.mark.parametrize(
    ("word", "document"),
    [
        ("新质生产力", "unnamed"),
        ("资本", "henan-district"),
        ("国企", "henan-district"),
        ("文艺", "henan-district"),
        ("民企", "jiangsu-district"),
        ("保交楼", "jiangsu-district"),
    ],
)
def test_a_word_stands_in_one_text_only(word, document):
    assert list(count(word)[lambda n: n > 0].index) == [document]


@pytest.mark.parametrize(
    "word",
    "失败 民营 工资 工人 房地产 生育 托育 社保 粮食 作家 演员 艺术".split(),  # noqa: SIM905
)
def test_a_word_stands_in_none_of_the_texts(word):
    assert count(word).sum() == 0
    assert not TABLES.terms["term"].str.contains(word).any()


def test_basic_research_is_named_once():
    assert TABLES.terms.loc[TABLES.terms["term"] == "基础研究", "n"].sum() == 1


def test_the_sentences_of_nantong_are_the_longest():
    assert SPEECH.groupby("document")["n_chars"].mean().idxmax() == "nantong"


def test_debt_is_named_twice():
    assert count("债务").loc[lambda n: n > 0].to_dict() == {"henan-district": 1, "nantong": 1}


def test_attracting_investors_is_most_frequent_for_its_length_in_the_unnamed_text():
    tokens = TABLES.documents.set_index("document")["n_tokens"]
    assert (count("招商") / tokens).idxmax() == "unnamed"
    assert count("招商")["unnamed"] == count("招商")["henan-district"]
    assert 5.5 < tokens["henan-district"] / tokens["unnamed"] < 6.5


def test_half_of_the_projects_are_henan_s():
    assert 0.45 < count("项目")["henan-district"] / count("项目").sum() < 0.55


def test_the_jiangsu_district_names_the_general_secretary_and_problems_in_each_of_its_points():
    tokens = TABLES.tokens[TABLES.tokens["document"] == "jiangsu-district"]
    parents = TABLES.sections.set_index("section")
    for word in ("总书记", "问题"):
        sections = set(tokens.loc[tokens["token"].str.contains(word), "section"])
        points = {s if parents.at[s, "level"] == 1 else parents.at[s, "parent"] for s in sections}
        assert len(points & set(parents.index[parents["level"] == 1])) == 4
    rates = measures.term_rates(TABLES.tokens).set_index(["token", "document"])["per_1000_tokens"]
    assert rates["总书记"].idxmax() == "jiangsu-district"
    assert rates["亿元"].idxmax() == "henan-district"
    assert count("问题")["xiuzhou"] == 0 and count("问题")["nantong"] == 1


def test_the_frame_stands_in_opening_or_closing_words():
    rows = TABLES.tokens[TABLES.tokens["token"].str.contains("中国式现代化")]
    last = TABLES.tokens.groupby("document")["block"].max()
    assert set(rows["document"]) == set(N.index) - {"henan-district"}
    assert ((rows["block"] == 0) | (rows["block"] == rows["document"].map(last))).all()


def test_a_think_tank_gives_the_unnamed_text_one_of_its_culture_sentences():
    culture = SPEECH[(SPEECH["document"] == "unnamed") & carries(SPEECH, "culture")]
    terms = TABLES.terms[TABLES.terms["theme"] == "culture"].groupby("sentence")["term"].agg(list)
    assert ["智库"] in terms.reindex(culture["sentence"]).tolist()


def test_three_themes_are_labelled_in_no_sentence_of_one_text():
    none = N.stack().loc[lambda n: n == 0]
    assert set(none.index) == {
        ("nantong", "culture"),
        ("jiangsu-district", "reform"),
        ("unnamed", "party"),
    }
    errors = ERRORS.set_index(["document", "theme"])["coded"]
    assert errors["jiangsu-district", "reform"] == 0


def test_what_comes_third_hangs_on_few_sentences_where_nothing_is_coded():
    rest = N.drop(columns=["industry", "innovation"])
    two = {document: row.nlargest(2) for document, row in rest.iterrows()}
    assert {d: list(two[d].index) for d in ("nantong", "unnamed")} == {
        "nantong": ["territory", "ecology"],
        "unnamed": ["livelihood", "reform"],
    }
    assert all(two[d].iloc[0] - two[d].iloc[1] == 2 for d in ("nantong", "unnamed"))
    assert N.at["nantong", "territory"] > N.at["nantong", "innovation"]
    assert rest.loc["xiuzhou", "ecology"] == rest.loc["xiuzhou"].max() - 1
    largest = ERRORS.groupby("document")["error"].agg(lambda e: e.abs().max())
    for document in ("henan-district", "jiangsu-district"):
        size = (SPEECH["document"] == document).sum()
        assert (two[document].iloc[0] - two[document].iloc[1]) / size > 2 * largest[document]


def test_verbs_of_bringing_together_and_up_are_among_the_first_words_of_innovation():
    words = figures.theme_terms(TABLES, "innovation")
    words = words[~words["in_lexicon"] & ~words["one_document"]].set_index("token")
    assert {"对接", "集聚", "以上", "培育"} <= set(words.index[:6])
    assert words.at["对接", "n_documents"] == 2 and words.at["培育", "n_agree"] == 5


def test_problem_marks_livelihood_in_each_text_that_has_it():
    words = figures.theme_terms(TABLES, "livelihood")
    first = words[~words["in_lexicon"] & ~words["one_document"]].iloc[0]
    assert first["token"] == "问题" and first["n_agree"] == first["n_documents"] == 4


def test_household_income_is_named_in_two_texts():
    terms = TABLES.terms[TABLES.terms["term"].isin(["富民增收", "人均可支配收入"])]
    assert terms["sentence"].str.split(":").str[0].value_counts().to_dict() == {
        "nantong": 1,
        "henan-district": 1,
    }
    assert count("收入").loc[lambda n: n > 0].index.tolist() == ["henan-district"]


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
        ("nantong", {"territory"}),
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


def ranks(theme: str) -> pd.DataFrame:
    """Rank of each word of the theme under each way of counting."""
    table = figures.theme_sensitivity(TABLES, theme)
    return table.pivot(index="token", columns="engine", values="rank")


def pairs(theme: str) -> pd.DataFrame:
    """Pairs of words shown, by the two words."""
    return figures.theme_pairs_of_words(TABLES, theme).set_index("token")


def test_sentences_on_industry_are_long_in_every_text():
    share = figures.theme_share(TABLES, "industry")
    assert (share["share_of_tokens"] > share["share"]).all()


def test_the_coding_reaches_two_texts_and_half_of_a_third():
    share = figures.theme_share(TABLES, "industry").set_index("document")
    reached = share["n_coded"] / share["n_sentences"]
    assert set(reached.index[reached == 1]) == {"jiangsu-district", "xiuzhou"}
    assert 0.45 < reached["henan-district"] < 0.55
    assert reached[["nantong", "unnamed"]].isna().all()


def test_the_errors_of_industry_go_both_ways():
    errors = figures.theme_share(TABLES, "industry").set_index("document")["error"]
    assert errors["henan-district"] < 0 < errors["xiuzhou"]
    assert errors["jiangsu-district"] == 0


@pytest.mark.parametrize("theme", ["culture", "livelihood"])
def test_the_labels_give_the_coded_share(theme):
    errors = figures.theme_share(TABLES, theme)["error"].dropna()
    assert len(errors) == 3 and (errors == 0).all()


def test_the_errors_of_innovation_are_as_large_as_the_differences_of_the_coded_texts():
    share = figures.theme_share(TABLES, "innovation").dropna(subset=["error"])
    spread = share["share"].max() - share["share"].min()
    assert spread < 1.1 * share["error"].abs().max()
    assert share["error"].abs().max() < (share["high"] - share["low"]).min() / 4


def test_the_errors_of_innovation_are_labels_too_many_in_two_texts():
    errors = figures.theme_share(TABLES, "innovation")["error"].dropna()
    assert (errors < 0).sum() == 2 and (errors <= 0).all()


def test_the_two_texts_without_coding_have_the_fewest_culture_sentences():
    assert set(N["culture"].nsmallest(2).index) == {"nantong", "unnamed"}


@pytest.mark.parametrize(
    ("theme", "words"),
    [("innovation", ["创新", "企业"]), ("culture", ["文化"])],
)
def test_words_that_lead_under_every_way_of_counting(theme, words):
    assert (ranks(theme).loc[words].max(axis=1) <= len(words)).all()


@pytest.mark.parametrize(("theme", "word"), [("innovation", "技术"), ("livelihood", "服务")])
def test_a_word_that_stands_mostly_inside_others_rises_by_plain_search(theme, word):
    by_way = ranks(theme).loc[word]
    assert by_way["jieba"] > 20 and by_way["substring"] <= 10
    tokens = TABLES.tokens[carries(TABLES.tokens, theme)]
    inside = tokens[tokens["token"].str.contains(word)].groupby("token")["n"].sum()
    assert inside[word] < inside.sum() / 2


def test_service_comes_first_by_plain_search():
    assert ranks("livelihood").at["服务", "substring"] == 1


def test_projects_lead_industry_as_a_word_of_its_own_only():
    table = ranks("industry")
    assert table.loc["项目", ["jieba", "no_hmm", "no_words", "substring"]].tolist() == [1, 1, 2, 2]
    assert table.loc["产业", ["no_words", "substring"]].tolist() == [1, 1]
    assert table.at["经济", "substring"] <= table.at["经济", "jieba"] - 5


def test_culture_and_tourism_is_found_by_guessing_only():
    table = figures.theme_sensitivity(TABLES, "culture").set_index(["token", "engine"])
    assert table.at[("文旅", "jieba"), "rank"] <= 5
    assert table.at[("文旅", "no_hmm"), "n"] == 0
    assert table.at[("文旅", "no_words"), "n"] > 0


def test_services_keep_their_places():
    assert ranks("livelihood").loc[["教育", "医疗", "养老", "就业"]].max(axis=None) <= 12


def test_pairs_of_innovation():
    table = pairs("innovation")
    everywhere = table[table["n_together"] == 5]
    assert list(everywhere.index) == ["创新 + 发展", "企业 + 创新", "创新 + 推动", "创新 + 资源"]
    assert table.at["创新 + 科技", "log_dice"] > everywhere["log_dice"].max()
    assert table.at["创新 + 科技", "n_together"] == 4
    alone = table[table["one_document"]]
    assert (alone["n_sentences"] == 3).all() and len(alone) == 4
    assert alone.at["国家 + 重点实验室", "only_in"] == "jiangsu-district"
    assert set(alone.drop(index="国家 + 重点实验室")["only_in"]) == {"henan-district"}
    assert set(alone.index[:3]) == {"之区 + 品质", "之区 + 首创", "品质 + 首创"}


def test_pairs_of_industry():
    table = pairs("industry")
    assert list(table.index[table["n_together"] == 5]) == ["企业 + 打造"]
    assert {
        "产业 + 发展",
        "加快 + 推进",
        "产业集群 + 形成",
        "培育 + 新兴产业",
        "产业 + 生物医药",
    } <= set(table.index[table["n_together"] == 4])
    assert set(table.loc[table["one_document"], "only_in"]) == {"henan-district"}
    assert {"GDP + 增速", "GDP + 社会消费品零售总额"} <= set(table.index)


def test_pairs_of_culture():
    table = pairs("culture")
    assert table["n_together"].max() == 3
    assert (table.loc[["建设 + 文化", "文化 + 旅游", "文化 + 设施"], "n_together"] == 3).all()
    assert table["n_sentences"].max() <= 6
    assert set(table.loc[table["one_document"], "only_in"]) == {"henan-district"}


def test_pairs_of_livelihood():
    table = pairs("livelihood")
    assert list(table.index[table["n_together"] >= 4]) == ["医疗 + 教育", "改善 + 民生"]
    quoted = {"总书记", "习近平", "要求", "改善"}
    three = table[table["n_together"] == 3].index
    assert sum(set(pair.split(" + ")) <= quoted for pair in three) == 6
    formula = ["急难愁盼 + 问题", "急难愁盼 + 群众", "优先 + 就业"]
    assert (table.loc[formula, "n_together"] == 3).all()
    assert table["n_sentences"].max() <= 6
    assert {"人人 + 技能", "人人 + 持证", "技能 + 持证"} <= set(table.index[table["one_document"]])
    assert set(table.loc[table["one_document"], "only_in"]) == {"henan-district"}


def test_only_the_words_of_henan_stand_clear_of_chance_and_no_themes_do():
    distances = figures.pair_distances(TABLES)
    clear = distances[distances["low"] > distances["chance"]]
    assert set(clear["measure"]) == {"words"}
    found = {
        frozenset(pair) for pair in zip(clear["document"], clear["other_document"], strict=True)
    }
    others = ("jiangsu-district", "xiuzhou", "unnamed")
    assert found == {frozenset(("henan-district", other)) for other in others}


def test_the_two_texts_of_jiangsu_are_nearest_in_words_and_farthest_in_themes_within_chance():
    distances = figures.pair_distances(TABLES)
    for measure, place in (("words", "idxmin"), ("themes", "idxmax")):
        rows = distances[distances["measure"] == measure]
        row = rows.loc[getattr(rows["distance"], place)()]
        assert {row["document"], row["other_document"]} == {"jiangsu-district", "nantong"}
        assert row["low"] < row["chance"]


def test_each_word_of_a_pair_shown_has_a_gloss():
    glosses = read_glosses()
    words = {word for theme in CORE for pair in pairs(theme).index for word in pair.split(" + ")}
    assert not [word for word in sorted(words) if not glosses.get(word)]
