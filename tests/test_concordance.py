"""Each place of a term, with what stands around it."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from policytext.cli import main
from policytext.data import InputError, data_folder
from policytext.reading.clean import clean
from policytext.reading.concordance import concordance, in_order
from policytext.reading.corpus import read_manifest, read_raw
from policytext.reading.lines import columns
from policytext.reading.structure import structure

SAMPLE = data_folder() / "sample"
TERM = "的"


def printed(capsys, *arguments) -> str:
    assert main(["concordance", *arguments, "--raw", str(SAMPLE)]) == 0
    return capsys.readouterr().out


def corpus(folder, text: str, name: str = "a"):
    (folder / f"{name}.txt").write_text(text, "utf-8")
    (folder / "documents.csv").write_text(f"id,file\n{name},{name}.txt\n", "utf-8")
    return read_manifest(folder)


def test_every_place_of_the_clean_texts_is_there_with_its_sentence():
    lines = list(concordance(read_manifest(SAMPLE), TERM))
    n = 0
    for document in read_manifest(SAMPLE):
        text = clean(read_raw(document).text).text
        sentences = structure(text)[1]
        own = [line for line in lines if line.sentence.startswith(f"{document.id}:")]
        assert len(own) == text.count(TERM)
        for line in own:
            assert f"{line.left}{TERM}{line.right}" in text and "\n" not in line.left + line.right
            place = int(line.sentence.partition(":")[2])
            assert TERM in sentences[place - 1].text
        n += len(own)
    assert n == len(lines) > 5


def test_a_term_in_traditional_or_wide_characters_is_the_same(tmp_path):
    documents = corpus(tmp_path, "大会提出，要发展5G网络，优化营商环境。")
    for typed, found in (("營商環境", "营商环境"), ("５Ｇ", "5G")):
        (line,) = concordance(documents, typed)
        assert line.keyword == found and line.sentence == "a:0001"


def test_contexts_end_at_the_paragraph_and_have_the_width_asked_for(tmp_path):
    text = "这一段在前面，说的是别的事情。\n我们要大力推动创新发展，创新不停步。"
    first, second = concordance(corpus(tmp_path, text), "创新", width=4)
    assert (first.left, first.right) == ("大力推动", "发展，创")
    assert (second.left, second.right) == ("新发展，", "不停步。")
    first, _ = concordance(corpus(tmp_path, text), "创新", width=100)
    assert first.left == "我们要大力推动"


def test_lines_are_sorted_by_the_nearest_characters_of_a_side():
    lines = list(concordance(read_manifest(SAMPLE), TERM))
    left = [line.left[::-1] for line in in_order(lines, "left")]
    assert left == sorted(left) and left != [line.left[::-1] for line in lines]
    right = [line.right for line in in_order(lines, "right")]
    assert right == sorted(right)
    assert in_order(lines, "place") == lines


def test_text_csv_and_html_say_the_same(capsys):
    lines = in_order(concordance(read_manifest(SAMPLE), TERM), "right")
    wanted = [[line.sentence, line.left, line.keyword, line.right] for line in lines]
    rows = list(
        csv.reader(io.StringIO(printed(capsys, TERM, "--sort", "right", "--format", "csv")))
    )
    assert rows == [["sentence", "left", "keyword", "right"], *wanted]
    page = BeautifulSoup(
        printed(capsys, TERM, "--sort", "right", "--format", "html"), "html.parser"
    )
    cells = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tr")]
    assert cells == wanted
    text = printed(capsys, TERM, "--sort", "right").splitlines()
    assert len(text) == len(wanted)
    for line, (sentence, left, keyword, right) in zip(text, wanted, strict=True):
        assert line.startswith(sentence) and line.endswith(f"{left} {keyword} {right}")


def test_the_term_stands_in_one_column_of_a_terminal(capsys):
    lines = printed(capsys, TERM).splitlines()
    assert len({columns(line.partition(f" {TERM} ")[0]) for line in lines}) == 1


def test_what_a_text_says_is_text_everywhere(tmp_path, capsys):
    corpus(tmp_path, "我们说：=1+1发展<script>alert(1)</script>\x1b[31m，就是这样。")
    for form in ("html", "csv", "text"):
        assert main(["concordance", "发展", "--raw", str(tmp_path), "--format", form]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "<script" not in out or form != "html"
    main(["concordance", "1发展", "--raw", str(tmp_path), "--format", "csv", "--width", "3"])
    assert "'=1+" in capsys.readouterr().out


@pytest.mark.parametrize("term", ["", " ", "\u200b"])
def test_an_empty_term_is_refused(term):
    with pytest.raises(InputError, match="one character or more expected"):
        list(concordance(read_manifest(SAMPLE), term))


def test_a_width_that_is_none_and_a_folder_that_is_none_are_named(capsys, tmp_path):
    assert main(["concordance", TERM, "--raw", str(SAMPLE), "--width", "0"]) == 2
    assert "1 to 1000 expected" in capsys.readouterr().err
    assert main(["concordance", TERM, "--raw", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
