"""The derived tables: written whole, read strictly, compared, described in a codebook."""

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest

from policytext.data import InputError
from policytext.tables import (
    COLUMNS,
    carries,
    differences,
    load,
    named,
    read_themes,
    write,
)

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def shipped():
    return load()


def test_tables_are_read_as_they_were_written(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    assert differences(load(tmp_path / "derived"), shipped) == []


def test_written_tables_are_the_shipped_files_byte_for_byte(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    for path in sorted((REPOSITORY / "data" / "derived").iterdir()):
        assert (tmp_path / "derived" / path.name).read_bytes() == path.read_bytes()


def test_writing_again_replaces_the_folder_whole(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    fewer = dataclasses.replace(shipped, phrases=shipped.phrases.head(3))
    write(fewer, tmp_path / "derived")
    assert len(load(tmp_path / "derived").phrases) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["derived"]


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path, shipped):
    (tmp_path / "thesis.txt").write_text("x", "utf-8")
    with pytest.raises(InputError, match=r"holds thesis\.txt, which is no derived table"):
        write(shipped, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path, shipped):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write(shipped, tmp_path / "file" / "derived")


def test_a_cell_that_differs_is_found_and_shown(shipped):
    changed = shipped.phrases.copy()
    changed.loc[4, "n"] += 1
    (line,) = differences(dataclasses.replace(shipped, phrases=changed), shipped)
    assert line.startswith("phrases: ")
    assert "row 5 reads" in line


def test_a_row_too_few_is_found(shipped):
    (line,) = differences(dataclasses.replace(shipped, edits=shipped.edits.iloc[:-1]), shipped)
    assert line == f"edits: {len(shipped.edits) - 1} rows found, {len(shipped.edits)} expected"


def test_another_segmenter_with_the_same_tokens_makes_no_difference(shipped):
    other = dataclasses.replace(shipped, signature=shipped.signature | {"segmenter": "other 1"})
    assert differences(other, shipped) == []


def test_another_lexicon_is_found_by_the_signature(shipped):
    other = dataclasses.replace(shipped, signature=shipped.signature | {"lexicon": "0"})
    assert differences(other, shipped) == ["signature: lexicon differ"]


def test_a_folder_without_tables_says_how_to_make_them(tmp_path):
    with pytest.raises(InputError, match="policytext derive"):
        load(tmp_path)


def test_a_table_with_other_columns_is_refused(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    (tmp_path / "derived" / "edits.csv").write_text("document,rule\na,b\n", "utf-8")
    with pytest.raises(InputError, match=r"edits\.csv: line 1: columns document, rule found"):
        load(tmp_path / "derived")


def test_a_table_with_a_word_for_a_number_is_refused(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    (tmp_path / "derived" / "phrases.csv").write_text("phrase,document,n\na,b,many\n", "utf-8")
    with pytest.raises(InputError, match=r"phrases\.csv: column n"):
        load(tmp_path / "derived")


def test_the_folder_can_be_named_by_the_environment(tmp_path, shipped, monkeypatch):
    write(dataclasses.replace(shipped, phrases=shipped.phrases.head(2)), tmp_path / "derived")
    monkeypatch.setenv("POLICYTEXT_TABLES", str(tmp_path / "derived"))
    assert len(load().phrases) == 2


def test_labels_default_to_the_id(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    documents = load(tmp_path / "derived").documents
    assert list(documents["label_en"]) == list(documents["document"])


def test_a_manifest_beside_the_tables_that_is_not_theirs_changes_nothing(tmp_path, shipped):
    write(shipped, tmp_path / "derived")
    (tmp_path / "documents.csv").write_text("id,label_en\nother,Other\nxiuzhou,Xiu\n", "utf-8")
    documents = load(tmp_path / "derived").documents
    assert len(documents) == len(shipped.documents)
    assert list(documents["label_en"][:2]) == ["Xiu", "henan-district"]


def test_documents_come_in_the_order_of_the_manifest(shipped):
    ids = pd.read_csv(REPOSITORY / "data" / "documents.csv")["id"]
    assert list(shipped.documents["document"]) == list(ids)


def test_a_theme_is_carried_only_under_its_whole_name():
    frame = pd.DataFrame({"themes": ["reform", "reformation,culture", ""]})
    assert list(carries(frame, "reform")) == [True, False, False]


def test_named_brings_labels_and_the_order_of_display(shipped):
    frame = pd.DataFrame(
        {
            "document": ["xiuzhou", "xiuzhou", "jiangsu-district"],
            "theme": ["party", "culture", "party"],
        }
    )
    table = named(frame, shipped)
    assert list(zip(table["document"], table["theme"], strict=True)) == [
        ("jiangsu-district", "party"),
        ("xiuzhou", "culture"),
        ("xiuzhou", "party"),
    ]
    assert list(table["document_zh"]) == ["江苏某区 2023", "秀洲 2023", "秀洲 2023"]
    assert table.loc[1, "colour"] == "#CC79A7"


def test_every_theme_of_a_sentence_is_one_of_the_lexicon(shipped):
    found = set(",".join(shipped.sentences["themes"]).split(",")) - {""}
    assert found <= set(read_themes()["theme"])


def test_the_codebook_lists_the_columns_of_the_files():
    text = (REPOSITORY / "data" / "README.md").read_text("utf-8")
    for name, columns in COLUMNS.items():
        section = re.search(rf"^### `?{name}.*?$(.*?)(?=^#|\Z)", text, re.M | re.S)
        assert section, name
        listed = re.findall(r"^\| `?(\w+)`? \|", section[1], re.M)
        assert [column for column in listed if column != "column"] == list(columns), name
        header = (REPOSITORY / "data" / "derived" / f"{name}.csv").read_text("utf-8").split("\n")[0]
        assert header.split(",") == list(columns)


def test_the_codebook_lists_the_columns_of_the_coding():
    text = (REPOSITORY / "data" / "README.md").read_text("utf-8")
    for path in (REPOSITORY / "data" / "coding").glob("*.csv"):
        section = re.search(rf"^### coding/{path.stem}$(.*?)(?=^#|\Z)", text, re.M | re.S)
        assert section, path.stem
        listed = re.findall(r"^\| `?(\w+)`? \|", section[1], re.M)
        header = path.read_text("utf-8").split("\n")[0].split(",")
        assert [column for column in listed if column != "column"] == header


def test_the_codebook_lists_the_columns_of_the_manifest():
    text = (REPOSITORY / "data" / "README.md").read_text("utf-8")
    section = re.search(r"documents\.csv.*?(\| column.*?)(?=^#)", text, re.M | re.S)
    listed = re.findall(r"^\| `?(\w+)`? \|", section[1], re.M)
    header = (REPOSITORY / "data" / "documents.csv").read_text("utf-8").split("\n")[0]
    assert [column for column in listed if column != "column"] == header.split(",")
