"""The command: what it prints, its exit status, and that bad input leaves nothing behind."""

import json
import shutil
from pathlib import Path

import pytest

from policytext.cli import main
from policytext.data import InputError

REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "data" / "sample"


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("加强基础研究,发展新质生产力。\n谢谢大家!\n加快建設博物館。\n", "utf-8")
    return path


def test_label_prints_the_themes_of_each_line(capsys, lines):
    status, out, _ = run(capsys, "label", "--lines", lines)
    assert (status, out.splitlines()) == (0, ["innovation", "-", "culture"])


def test_a_heading_lends_its_theme_unless_told_not_to(capsys, tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("（一）加强科技创新\n久久为功。\n", "utf-8")
    assert run(capsys, "label", "--lines", path)[1].splitlines() == ["innovation", "innovation"]
    assert run(capsys, "label", "--no-context", "--lines", path)[1].splitlines() == [
        "innovation",
        "-",
    ]


def test_segment_prints_the_tokens_of_each_line(capsys, lines):
    _, out, _ = run(capsys, "segment", "--lines", lines)
    assert out.splitlines()[0].split(" ")[-2:] == ["新质生产力", "。"]


def test_clean_prints_the_speech_and_explain_the_edits(capsys):
    _, text, _ = run(capsys, "clean", SAMPLE / "dongpu.txt")
    assert "，" in text
    _, explained, _ = run(capsys, "clean", SAMPLE / "dongpu.txt", "--explain")
    assert "furniture" in explained
    _, as_json, _ = run(capsys, "clean", SAMPLE / "dongpu.txt", "--json")
    record = json.loads(as_json)
    assert record["text"] + "\n" == text
    raw = (SAMPLE / "dongpu.txt").read_text("utf-8")
    assert all(raw[e["start"] : e["end"]] == e["before"] for e in record["edits"])


def test_derive_writes_the_tables_and_verify_tells_them_from_the_shipped_ones(capsys, tmp_path):
    status, out, _ = run(capsys, "derive", SAMPLE, "--out", tmp_path / "derived")
    assert status == 0
    assert out.startswith("documents 3, ")
    status, out, _ = run(capsys, "verify", SAMPLE)
    assert status == 1
    assert "documents: 3 rows found, 5 expected" in out


@pytest.mark.skipif(
    not (REPOSITORY.parent / "shared" / "corpus").is_dir(), reason="the source texts are not here"
)
def test_verify_proves_the_shipped_tables(capsys):
    status, out, _ = run(capsys, "verify", REPOSITORY.parent / "shared" / "corpus")
    assert (status, out) == (0, "all tables agree\n")


def data_folder(tmp_path):
    """A copy of `data/` with the sample as its raw texts, and their tables."""
    folder = tmp_path / "data"
    (folder / "raw").mkdir(parents=True)
    for path in SAMPLE.glob("*.txt"):
        shutil.copy(path, folder / "raw")
    manifest = (SAMPLE / "documents.csv").read_text("utf-8")
    for path in SAMPLE.glob("*.txt"):
        manifest = manifest.replace(f",{path.name},", f",raw/{path.name},")
    (folder / "documents.csv").write_text(manifest, "utf-8")
    return folder


def test_refresh_derives_anew_where_the_texts_are_there(capsys, tmp_path):
    folder = data_folder(tmp_path)
    assert "written to" in run(capsys, "refresh", folder)[1]
    assert run(capsys, "refresh", folder) == (0, "", "")


def test_refresh_without_the_texts_accepts_tables_that_are_up_to_date(capsys, tmp_path):
    folder = data_folder(tmp_path)
    run(capsys, "refresh", folder)
    shutil.rmtree(folder / "raw")
    assert run(capsys, "refresh", folder) == (0, "", "")


def test_refresh_without_the_texts_stops_when_the_lexicon_has_changed(capsys, tmp_path):
    folder = data_folder(tmp_path)
    run(capsys, "refresh", folder)
    shutil.rmtree(folder / "raw")
    signature = folder / "derived" / "signature.json"
    record = json.loads(signature.read_text("utf-8")) | {"lexicon": "of yesterday"}
    signature.write_text(json.dumps(record), "utf-8")
    status, _, err = run(capsys, "refresh", folder)
    assert status == 2
    assert "does not belong to the present lexicon" in err
    assert "or take the change back" in err


def test_refresh_without_the_texts_stops_when_a_document_was_added(capsys, tmp_path):
    folder = data_folder(tmp_path)
    run(capsys, "refresh", folder)
    shutil.rmtree(folder / "raw")
    manifest = folder / "documents.csv"
    columns = manifest.read_text("utf-8").splitlines()[0].count(",")
    manifest.write_text(
        manifest.read_text("utf-8") + "new,raw/new.txt" + "," * (columns - 1) + "\n", "utf-8"
    )
    status, _, err = run(capsys, "refresh", folder)
    assert status == 2
    assert "does not belong to the present documents" in err


@pytest.mark.parametrize(
    ("manifest", "texts", "message"),
    [
        ("id,file\na,a.txt\n", {}, "a.txt: cannot be read"),
        ("id,file,sha256\na,a.txt,00\n", {"a": "创新。"}, "SHA-256"),
        ("id,file\na,a.txt\n", {"a": ""}, "a.txt: empty"),
        ("id,file,encoding\na,a.txt,utf-99\n", {"a": "创新。"}, "unknown encoding"),
        ("id,file\na,../a.txt\n", {}, "outside the folder"),
        ("id,file\na,a.txt\na,a.txt\n", {"a": "创新。"}, "line 3: id 'a' comes twice"),
        ('id,file\na,"a.txt\n', {"a": "创新。"}, "line 2: malformed CSV"),
    ],
)
def test_bad_input_is_named_ends_with_2_and_writes_nothing(
    capsys, tmp_path, manifest, texts, message
):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "documents.csv").write_text(manifest, "utf-8")
    for name, text in texts.items():
        (tmp_path / "corpus" / f"{name}.txt").write_text(text, "utf-8")
    status, out, err = run(capsys, "derive", tmp_path / "corpus", "--out", tmp_path / "out")
    assert (status, out) == (2, "")
    assert message in err
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_document_of_one_sentence_gives_tables(capsys, tmp_path):
    (tmp_path / "documents.csv").write_text("id,file\na,a.txt\n", "utf-8")
    (tmp_path / "a.txt").write_text("加强基础研究。", "utf-8")
    assert run(capsys, "derive", tmp_path, "--out", tmp_path / "derived")[0] == 0


def test_a_file_in_the_place_of_the_output_folder_is_left_alone(capsys, tmp_path):
    (tmp_path / "file").write_text("thesis", "utf-8")
    status, _, err = run(capsys, "derive", SAMPLE, "--out", tmp_path / "file")
    assert status == 2
    assert "a file found, a folder expected" in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text("utf-8") == "thesis"


def test_the_output_folder_may_be_a_link_or_the_working_folder(capsys, tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert run(capsys, "derive", SAMPLE, "--out", tmp_path / "link")[0] == 0
    assert (tmp_path / "link").is_symlink()
    monkeypatch.chdir(tmp_path / "real")
    assert run(capsys, "derive", SAMPLE, "--out", ".")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_a_broken_lexicon_row_is_named_although_the_texts_are_not_there(
    capsys, tmp_path, monkeypatch
):
    folder = data_folder(tmp_path)
    run(capsys, "refresh", folder)
    shutil.rmtree(folder / "raw")
    broken = InputError("terms.csv: line 3: found theme 'folklore'")
    monkeypatch.setattr("policytext.cli.shipped_lexicon", lambda: (_ for _ in ()).throw(broken))
    assert run(capsys, "refresh", folder)[2].endswith("line 3: found theme 'folklore'\n")


def test_an_output_folder_that_cannot_be_written_ends_with_2(capsys, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    status, _, err = run(capsys, "derive", SAMPLE, "--out", tmp_path / "file" / "derived")
    assert status == 2
    assert "cannot be written" in err


def test_clean_prints_title_byline_and_date_as_json_only(capsys):
    _, text, _ = run(capsys, "clean", SAMPLE / "yunxi.txt")
    _, as_json, _ = run(capsys, "clean", SAMPLE / "yunxi.txt", "--json")
    record = json.loads(as_json)
    assert record["title"] and record["title"] not in text
    assert record["byline"] and record["byline"] not in text
    assert (record["date_line"], record["appendix"]) == ("", "")


def test_show_prints_the_raw_passage_of_a_sentence_with_its_surroundings(capsys):
    _, out, _ = run(capsys, "show", "yunxi:0003", "--raw", SAMPLE)
    raw = (SAMPLE / "yunxi.txt").read_bytes().decode("utf-8")
    where, *passage = out.split("\n")
    start, end = map(int, where.rpartition("characters ")[2].split(" to "))
    assert f"»{raw[start:end]}«" in out
    assert raw[start - 20 : start] in out.replace("\\r", "\r")
    assert passage[-2].startswith("clean: 去年，")


@pytest.mark.parametrize("sentence", ["yunxi:0900", "yunxi:0000", "yunxi", "yunxi:x", "other:0001"])
def test_a_sentence_that_there_is_not_is_named(capsys, sentence):
    status, out, error = run(capsys, "show", sentence, "--raw", SAMPLE)
    assert (status, out) == (2, "")
    assert sentence.split(":")[0] in error and "0001" in error


def test_colours_go_to_a_terminal_alone(capsys, monkeypatch):
    _, plain, _ = run(capsys, "clean", SAMPLE / "yunxi.txt", "--explain")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    _, coloured, _ = run(capsys, "clean", SAMPLE / "yunxi.txt", "--explain")
    monkeypatch.setenv("NO_COLOR", "1")
    _, asked_not_to, _ = run(capsys, "clean", SAMPLE / "yunxi.txt", "--explain")
    assert "\x1b[31m" in coloured
    assert plain == asked_not_to and "\x1b" not in plain


@pytest.fixture
def promises(tmp_path):
    path = tmp_path / "promises.txt"
    path.write_text("大家辛苦了。\n今年工业增加值增长８%以上,坚持“四个意识”。\n", "utf-8")
    return path


def test_targets_prints_the_number_of_the_line_and_the_columns_of_the_codebook(capsys, promises):
    _, out, _ = run(capsys, "targets", "--lines", promises)
    assert out.splitlines() == [
        "sentence,indicator,measure,comparator,value,high,unit,period,status",
        "2,工业增加值,growth,>=,8,,%,今年,target",
    ]


def test_formulas_prints_the_number_of_the_line_and_the_normal_form(capsys, promises):
    _, out, _ = run(capsys, "formulas", "--lines", promises, "--format", "json")
    assert json.loads(out) == [{"sentence": 2, "formula": "四个意识", "normalised": "四个意识"}]


def test_what_gave_no_target_is_listed_with_its_reason(capsys, promises):
    _, out, _ = run(capsys, "targets", "--lines", promises, "--explain")
    header, *rows = out.splitlines()
    assert header == "sentence,text,reason"
    assert any(row.startswith("2,四,") for row in rows)


def test_targets_and_formulas_read_a_raw_document(capsys):
    status, out, _ = run(capsys, "targets", SAMPLE / "yunxi.txt", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert {"高新技术企业", "规上工业增加值"} <= {row["indicator"] for row in found}
    _, out, _ = run(capsys, "formulas", SAMPLE / "yunxi.txt")
    assert "四个意识" in out


def test_targets_wants_a_document_or_lines(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["targets"])
    assert stopped.value.code == 2


def test_derive_counts_tokens_alone_when_told_to(capsys, tmp_path):
    status, _, _ = run(capsys, "derive", SAMPLE, "--out", tmp_path / "out", "--only", "tokens")
    assert status == 0
    assert len((tmp_path / "out" / "tokens.csv").read_text("utf-8").splitlines()) > 100
    assert (tmp_path / "out" / "targets.csv").read_text("utf-8").count("\n") == 1
