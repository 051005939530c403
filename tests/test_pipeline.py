"""From raw files to derived tables: toy corpora, the sample, and the five documents."""

import math
from pathlib import Path

import pandas as pd
import pytest

from policytext.data import InputError
from policytext.pipeline import derive
from policytext.tables import COLUMNS, Tables, carries, differences, load

REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "data" / "sample"
CORPUS = REPOSITORY.parent / "shared" / "corpus"

TOY = {
    "a": "一、科技创新\n加强基础研究。加强基础研究。\n发展先进制造业。谢谢大家。",
    "b": "加强基础研究。",
}


def toy(folder, texts=TOY, order=("a", "b")):
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    rows = "".join(f"{name},{name}.txt\n" for name in order)
    (folder / "documents.csv").write_text("id,file\n" + rows, "utf-8")
    return folder


@pytest.fixture
def tables(tmp_path) -> Tables:
    return derive(toy(tmp_path))


@pytest.fixture(scope="module")
def sample() -> Tables:
    return derive(SAMPLE)


def test_sentences_are_numbered_from_one_and_headings_marked(tables):
    a = tables.sentences[tables.sentences["document"] == "a"]
    assert list(a["sentence"]) == ["a:0001", "a:0002", "a:0003", "a:0004", "a:0005"]
    assert list(a["is_heading"]) == [True, False, False, False, False]
    assert list(a["section"]) == ["a:0001"] * 5


def test_headings_are_left_out_of_every_count(tables):
    a = tables.documents.set_index("document").loc["a"]
    assert (a["n_sections"], a["n_sentences"]) == (1, 4)
    tokens = tables.tokens[tables.tokens["document"] == "a"]
    assert tokens.loc[tokens["token"] == "科技", "n"].sum() == 0
    assert (
        tokens.loc[tokens["token"] == "基础", "n"].sum()
        + tokens.loc[tokens["token"] == "基础研究", "n"].sum()
        == 2
    )


def test_the_themes_of_a_sentence_are_those_of_its_words(tables):
    themes = tables.sentences.set_index("sentence")["themes"]
    assert themes["b:0001"] == "innovation"
    assert "industry" in themes["a:0004"].split(",")


def test_a_phrase_stands_in_two_documents_or_more(tables):
    assert (tables.phrases.groupby("phrase")["document"].nunique() >= 2).all()
    counts = tables.phrases[tables.phrases["phrase"] == "加强基础研究"]
    assert dict(zip(counts["document"], counts["n"], strict=True)) == {"a": 2, "b": 1}


def test_a_document_of_one_sentence_gives_tables_and_no_diversity(tables):
    b = tables.documents.set_index("document").loc["b"]
    assert b["n_sentences"] == 1
    assert math.isnan(b["mattr_100"])


def test_the_order_of_the_documents_does_not_matter(tmp_path, tables):
    (tmp_path / "other").mkdir()
    assert differences(derive(toy(tmp_path / "other", order=("b", "a"))), tables) == []


def test_a_document_without_a_sentence_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"c\.txt: no sentence of speech found"):
        derive(toy(tmp_path, {"c": "一、只有标题"}, ("c",)))


def parts_sum_to_totals(tables: Tables) -> None:
    documents = tables.documents.set_index("document").sort_index()
    speech = tables.sentences[~tables.sentences["is_heading"]]
    for total, parts in {
        "n_sentences": speech.groupby("document").size(),
        "n_tokens": tables.tokens.groupby("document")["n"].sum(),
        "n_types": tables.tokens.groupby("document")["token"].nunique(),
    }.items():
        pd.testing.assert_series_equal(documents[total], parts, check_names=False)
    pd.testing.assert_series_equal(
        documents["n_tokens"], speech.groupby("document")["n_tokens"].sum(), check_names=False
    )
    pd.testing.assert_series_equal(
        documents["n_sentences"],
        tables.sections.groupby("document")["n_sentences"].sum(),
        check_names=False,
    )
    edits = tables.edits
    shrunk = (edits["end"] - edits["start"] - edits["n_added"]).groupby(edits["document"]).sum()
    shrunk = shrunk.reindex(documents.index, fill_value=0)
    pd.testing.assert_series_equal(
        documents["n_chars_raw"] - shrunk, documents["n_chars_clean"], check_names=False
    )


def test_parts_sum_to_totals_in_the_toy_corpus(tables):
    parts_sum_to_totals(tables)


def test_parts_sum_to_totals_in_the_sample(sample):
    parts_sum_to_totals(sample)


def test_parts_sum_to_totals_in_the_shipped_tables():
    parts_sum_to_totals(load())


def test_the_sample_goes_the_whole_way(sample):
    d = sample.documents.set_index("document")
    assert d.loc["masked", "encoding"] == "gb18030"
    assert (d["n_sentences"] >= 15).all()
    assert (sample.edits.groupby("document").size() > 5).all()
    rules = sample.edits.groupby("document")["rule"].unique()
    assert "simplify" in rules["dongpu"]
    assert {"furniture", "title"} <= set(rules["yunxi"])
    assert {"joins", "full_width"} <= set(rules["masked"])
    for theme in ("innovation", "industry", "culture", "livelihood"):
        assert sample.sentences["themes"].str.contains(theme).any()


def test_no_token_of_the_tables_is_punctuation_or_the_mask(sample):
    assert not sample.tokens["token"].str.fullmatch(r"[\W_]+").any()


def test_collocates_share_three_sentences_and_never_more_than_either_has():
    c = load().collocates
    together = c.groupby(["theme", "token", "collocate"])["n_sentences"].sum()
    assert (together >= 3).all()
    assert (c["n_sentences"] <= c[["n_token", "n_collocate"]].min(axis=1)).all()
    assert (c["token"] < c["collocate"]).all()


def test_a_pair_has_a_row_wherever_both_occur_together_or_not(tmp_path):
    met = "加强基础研究投入。"
    texts = {"a": met * 3, "b": "加强基础研究。增加科技创新投入。", "c": "加强基础研究。"}
    c = derive(toy(tmp_path, texts, ("a", "b", "c"))).collocates
    rows = c[(c["theme"] == "innovation") & (c["token"] == "加强") & (c["collocate"] == "投入")]
    rows = rows[["document", "n_sentences", "n_token", "n_collocate"]]
    assert rows.values.tolist() == [["a", 3, 3, 3], ["b", 0, 1, 1]]


def test_jieba_finds_no_more_than_the_plain_substring_does():
    counts = (
        load()
        .sensitivity.pivot(index=["document", "theme", "token"], columns="engine", values="n")
        .fillna(0)
    )
    assert set(counts.columns) == {"jieba", "no_hmm", "no_words", "substring"}
    assert (counts["jieba"] <= counts["substring"]).all()


def test_the_counts_of_jieba_are_those_of_the_tokens(sample):
    tables = load()
    for table in (tables, sample):
        jieba = table.sensitivity[table.sensitivity["engine"] == "jieba"]
        tokens = table.tokens[carries(table.tokens, "innovation")]
        counts = tokens.groupby(["document", "token"])["n"].sum()
        rows = jieba[jieba["theme"] == "innovation"].set_index(["document", "token"])["n"]
        assert rows.to_dict() == counts[rows.index].to_dict()


def test_a_long_document_does_not_set_the_leading_words_alone(tmp_path):
    # 平台 leads where counts are summed, 人才 where each document has the same weight.
    texts = {"a": "科技创新平台平台。" * 60, "b": "科技创新人才人才。" * 6}
    tables = derive(toy(tmp_path, texts, ("a", "b")))
    short = {"a": "科技创新平台。" * 60, "b": "科技创新平台人才。" * 6}
    assert set(tables.sensitivity["token"]) == {"科技", "创新"}  # the others: in one document
    rows = derive(toy(tmp_path, short, ("a", "b"))).sensitivity
    assert "平台" in set(rows["token"]) and "人才" not in set(rows["token"])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the five source texts are not here")
def test_the_five_documents_give_the_shipped_tables_cell_for_cell():
    assert differences(derive(CORPUS), load()) == []


def test_columns_and_types_are_those_of_the_shipped_files():
    tables = load()
    for name, columns in COLUMNS.items():
        frame = getattr(tables, name)
        assert set(columns) <= set(frame.columns)
        assert len(frame) > 0


def test_of_many_pairs_those_that_most_documents_share_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("policytext.pipeline.comparisons.MAX_PAIRS", 1)
    often = "加强科研投入。" * 4
    texts = {"a": often + "加强科研攻关。", "b": "加强科研攻关。", "c": "加强科研攻关。"}
    c = derive(toy(tmp_path, texts, ("a", "b", "c"))).collocates
    pairs = c.loc[c["theme"] == "innovation", ["token", "collocate"]].drop_duplicates()
    assert [set(pair) for pair in pairs.to_numpy().tolist()] == [{"加强", "科研"}]


def test_targets_and_formulas_stand_in_the_order_of_the_text(tmp_path):
    texts = {"a": "固定资产投资增长5%。\n坚持“四个意识”，规模以上工业增加值增长8%以上。"}
    found = derive(toy(tmp_path, texts, ("a",)))
    columns = ["sentence", "canonical", "measure", "comparator", "value"]
    assert found.targets[columns].to_numpy().tolist() == [
        ["a:0001", "固定资产投资", "growth", "=", 5],
        ["a:0002", "规模以上工业增加值", "growth", ">=", 8],
    ]
    assert found.formulas.to_numpy().tolist() == [["a:0002", "四个意识", "四个意识"]]


def test_tokens_alone_are_the_same_tokens_and_nothing_is_coded(sample):
    alone = derive(SAMPLE, only_tokens=True)
    counted = ["document", "token"]
    for tables in (sample, alone):
        assert tables.tokens["n"].sum() == tables.documents["n_tokens"].sum()
    pd.testing.assert_series_equal(
        alone.tokens.groupby(counted)["n"].sum(), sample.tokens.groupby(counted)["n"].sum()
    )
    pd.testing.assert_frame_equal(alone.documents, sample.documents)
    for name in ("terms", "targets", "formulas", "collocates", "sensitivity", "phrases"):
        assert getattr(alone, name).empty
    assert set(alone.sentences["themes"]) == {""}
