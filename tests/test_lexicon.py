"""What holds for the three files of the lexicon, whatever terms they list."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from policytext.coding.themes import label, read_lexicon

FOLDER = Path(__file__).parents[1] / "data" / "lexicon"
OPENCC = pytest.importorskip("opencc")


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


THEMES = rows("themes.csv")
TERMS = rows("terms.csv")
WORDS = rows("words.csv")


def luminance(colour):
    """Return the relative luminance of `#RRGGBB` (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_themes_are_the_nine_of_the_codebook_in_its_order():
    expected = "innovation industry culture livelihood ecology reform governance territory party"
    assert " ".join(row["theme"] for row in THEMES) == expected
    assert [row["core"] for row in THEMES] == ["true"] * 4 + ["false"] * 5


def test_each_theme_has_labels_and_says_what_it_covers():
    for row in THEMES:
        assert all(row[column] for column in ("label_en", "label_zh", "covers")), row


def test_no_two_themes_share_a_colour():
    assert len({row["colour"] for row in THEMES}) == len(THEMES)
    for row in THEMES:
        assert re.fullmatch("#[0-9A-F]{6}", row["colour"])


@pytest.mark.parametrize("row", THEMES, ids=lambda row: row["theme"])
def test_the_text_colour_has_a_contrast_of_4_5_on_white(row):
    assert 1.05 / (luminance(row["text_colour"]) + 0.05) >= 4.5


@pytest.fixture(scope="module")
def lexicon():
    return read_lexicon(FOLDER)


def test_the_lexicon_holds_every_term_of_the_file(lexicon):
    assert set(lexicon.strengths) == {row["term"] for row in TERMS}


@pytest.mark.parametrize("theme", THEMES, ids=lambda row: row["theme"])
def test_each_theme_has_enough_terms(theme):
    gives = [r for r in TERMS if r["theme"] == theme["theme"] and r["strength"] != "cancels"]
    assert len(gives) >= (150 if theme["core"] == "true" else 80)


def test_a_term_stands_once_under_a_theme():
    assert max(Counter((row["theme"], row["term"]) for row in TERMS).values()) == 1


def test_terms_are_sorted_by_theme_and_then_by_code_point():
    order = {row["theme"]: place for place, row in enumerate(THEMES)}
    keys = [(order[row["theme"]], row["term"]) for row in TERMS]
    assert keys == sorted(keys)


def test_each_term_has_a_gloss_and_a_source():
    assert [row["term"] for row in TERMS if not row["gloss"] or not row["source"]] == []


def test_each_source_is_one_that_the_codebook_lists():
    codebook = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = codebook.split("## Sources of terms")[1].split("\n## ")[0]
    assert {row["source"] for row in TERMS} == set(
        re.findall(r"^\| `([a-z ]+)` \|", listed, flags=re.MULTILINE)
    )


def test_a_term_has_one_source():
    assert len({(row["term"], row["source"]) for row in TERMS}) == len({r["term"] for r in TERMS})


def test_a_term_has_one_gloss():
    glosses = {(row["term"], row["gloss"]) for row in TERMS}
    assert len(glosses) == len({row["term"] for row in TERMS})


def test_a_term_that_cancels_hides_something_or_ends_another_term():
    gives = {row["term"] for row in TERMS if row["strength"] != "cancels"}
    beginnings = {term[0] for term in gives}
    idle = [
        row["term"]
        for row in TERMS
        if row["strength"] == "cancels"
        and not parts(row["term"]) & gives
        and row["term"][-1] not in beginnings
    ]
    assert idle == []


def parts(term):
    return {term[i:j] for i in range(len(term)) for j in range(i + 1, len(term) + 1)}


def test_no_term_both_gives_and_cancels():
    gives = {row["term"] for row in TERMS if row["strength"] != "cancels"}
    assert [
        row["term"] for row in TERMS if row["strength"] == "cancels" and row["term"] in gives
    ] == []


def test_words_are_unique_sorted_and_glossed():
    words = [row["word"] for row in WORDS]
    assert words == sorted(set(words))
    assert all(row["gloss"] for row in WORDS)
    assert len(words) >= 350


def test_words_are_short_enough_to_be_terms_and_not_clauses():
    assert [row["word"] for row in WORDS if not 2 <= len(row["word"]) <= 9] == []


def test_terms_and_words_are_in_simplified_characters_without_punctuation():
    convert = OPENCC.OpenCC("t2s").convert
    written = [row["term"] for row in TERMS] + [row["word"] for row in WORDS]
    assert [text for text in written if convert(text) != text] == []
    assert [text for text in written if re.search(r"[\s，。；：、（）“”]", text)] == []


def test_the_codebook_names_every_column():
    codebook = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, table in (("themes", THEMES), ("terms", TERMS), ("words", WORDS)):
        section = codebook.split(f"## {name}.csv")[1].split("\n## ")[0]
        documented = re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
        assert documented == list(table[0])


@pytest.mark.parametrize(
    ("sentence", "themes"),
    [
        ("建设三个省级重点实验室。", ("innovation",)),
        ("新签约工业项目十个。", ("industry",)),
        ("修好老戏台，办好图书馆。", ("culture",)),
        ("村里开了养老食堂，看病也近了。", ("livelihood",)),
        ("河水清了，空气质量好了。", ("ecology",)),
        ("简化审批流程，优化营商环境。", ("reform",)),
        ("及时调解邻里纠纷。", ("governance",)),
        ("新修农村公路二十公里。", ("territory",)),
        ("党员干部带头学习。", ("party",)),
        ("创新治理方式，化解矛盾纠纷。", ("governance",)),
        ("推动能源供应更稳。", ("industry",)),
        ("发展外贸。", ("industry", "reform")),
        ("首贷户和小微企业的贷款更便宜了。", ("reform",)),
        ("新修水库两座。", ("territory",)),
        ("纪委查处吃拿卡要。", ("party",)),
        ("这里的干部群众很友善。", ()),
        ("谢谢大家。", ()),
    ],
)
def test_plain_sentences_get_the_theme_that_a_reader_gives(lexicon, sentence, themes):
    assert label([sentence], lexicon, context=False) == [themes]
