"""The draft of a manifest: what is listed, guessed and found twice, and that nothing is touched."""

import csv
import json
import os
import random
import signal
from functools import cache
from pathlib import Path

import pytest
from invented_corpus import files
from made_files import docx, pdf

from benchmarks.generator import texts
from policytext import derive
from policytext.cli import main
from policytext.data import InputError
from policytext.outputs import write_new
from policytext.reading import manifest
from policytext.reading.corpus import read_manifest, read_raw
from policytext.reading.manifest import as_csv, draft, summary
from policytext.reading.places import place_in, place_named
from policytext.reading.resemblance import nearest, sketch

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
SPEECH = "我们要坚持创新驱动发展，办好民生实事，建设重点实验室。\n各项工作都要抓紧抓实抓好。\n"


def folder_of(folder, **contents):
    for name, content in contents.items():
        put(folder / f"{name}.txt", content)
    return folder


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@cache
def invented(n, length=3000):
    """Different speeches of so many characters."""
    found = texts(10**9, length=length)
    return ["\n".join(sentences) for sentences, _ in zip(found, range(n), strict=False)]


def run(capsys, *arguments):
    status = main(["manifest", *map(str, arguments)])
    return status, *capsys.readouterr()


def rows(folder):
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_the_samples_are_drafted_and_can_be_derived(capsys, tmp_path):
    for path in SAMPLE.glob("*.txt"):
        put(tmp_path / path.name, path.read_bytes())
    status, out, err = run(capsys, tmp_path)
    assert (status, out) == (0, "")
    found = rows(tmp_path)
    assert list(found) == ["dongpu", "masked", "yunxi"]
    assert found["yunxi"]["label_zh"] == "在云溪区高质量发展大会上的讲话"
    assert (found["yunxi"]["year"], found["yunxi"]["place"]) == ("2023", "云溪区")
    assert found["yunxi"]["guessed"] == "label_en label_zh year place"
    assert found["masked"]["encoding"] == "gb18030"
    assert found["masked"]["year"] == "2024"
    assert "documents: 3 in 3 files" in err
    drafted, shipped = derive(tmp_path).documents, derive(SAMPLE).documents
    assert sorted(drafted["sha256"]) == sorted(shipped["sha256"])


def test_hidden_files_lexica_books_and_the_manifest_are_left_out(tmp_path):
    for name in ("a.txt", "b/c.txt", ".a.txt", ".git/a.txt", "lexicon/a.txt", "my-book/a.txt"):
        put(tmp_path / name, SPEECH + name)
    put(tmp_path / "b" / "documents.csv", "text\n" + SPEECH.replace("\n", ""))
    put(tmp_path / "documents.csv", "id,file\n")
    assert [row["file"] for row in draft(tmp_path).rows] == [
        "a.txt",
        "b/c.txt",
        "b/documents.csv",
    ]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["海拉尔2012.txt", "a b（1）.txt"], ["a-b-1", "海拉尔2012"]),
        (["2022/安徽.txt", "2023/安徽.txt"], ["2022-安徽", "2023-安徽"]),
        (["a.md", "a.txt"], ["a", "a-2"]),
        (["a!.txt", "a?.txt", "a.b.txt"], ["a", "a.b", "a-2"]),
        (["!.txt", "-x.txt", "=1+1.txt"], ["document", "x", "1-1"]),
    ],
)
def test_ids_are_made_of_names_and_differ(tmp_path, names, ids):
    for name in names:
        put(tmp_path / name, SPEECH)
    drafted = draft(tmp_path)
    assert [row["id"] for row in drafted.rows] == ids
    write_new(tmp_path / "documents.csv", as_csv(drafted.rows).encode())
    assert [document.id for document in read_manifest(tmp_path)] == ids


@pytest.mark.parametrize(
    ("name", "text", "year", "place"),
    [
        ("hailar-2012", "", "2012", ""),
        ("20230518讲话", "", "2023", ""),
        ("a", "政府工作报告\n二〇二四年一月十六日\n", "2024", ""),
        ("a", "二○一九年一月\n", "2019", ""),
        ("a", "发布时间:2021-05-18 09:30\n", "2021", ""),
        ("a", "去年完成2000万元。\n", "", ""),
        ("a-20261", "", "", ""),
        ("2024/a", "２０２３年\n", "2024", ""),
        ("2026/anhui", "", "2026", "安徽"),
        ("shaanxi", "", "", "陕西"),
        ("2023年江苏省南通市政府工作报告", "", "2023", "江苏省南通市"),
        ("苏州市吴中区", "", "", "苏州市吴中区"),
        ("内蒙古自治区呼伦贝尔市海拉尔区", "", "", "内蒙古自治区呼伦贝尔市海拉尔区"),
        ("新疆", "", "", "新疆"),
        ("a", "在云溪区高质量发展大会上的讲话\n", "", "云溪区"),
        ("a", "——2023年1月9日在東浦市第三屆人民代表大會上\n", "2023", "东浦市"),
        ("a", "全区上下要建设示范区、联盟和城市，服务全省全市。\n", "", ""),
    ],
)
def test_year_and_place_are_guessed_from_names_and_first_lines(tmp_path, name, text, year, place):
    put(tmp_path / f"{name}.txt", text + SPEECH)
    row = draft(tmp_path).rows[0]
    assert (row["year"], row["place"]) == (year, place)
    guessed = row["guessed"].split()
    assert ("year" in guessed, "place" in guessed) == (bool(year), bool(place))


def test_a_generic_word_is_no_place():
    for text in ("开发区", "全市", "我省", "各区县", "超市", "同盟", "国旗", "区委", "县长"):
        assert not place_in([text, ""]), text
    assert place_named("各地区/我市.txt") == ""


def test_the_same_text_from_two_sources_is_named(capsys, tmp_path):
    one, other = invented(2)
    folder_of(tmp_path, a=one, b=f"首页 > 讲话 >\n{one}\n打印 关闭\n", c=other)
    _, _, err = run(capsys, tmp_path)
    assert "same text: 1\n  b = a\n" in err
    assert [row["note"] for row in rows(tmp_path).values()] == ["", "same text as a", ""]


@pytest.mark.parametrize(("changed", "found"), [(2, True), (8, True), (50, False), (100, False)])
def test_much_in_common_is_found_with_its_share(tmp_path, changed, found):
    sentences = invented(1, length=8000)[0].split("\n")
    others = invented(2, length=8000)[1].split("\n")
    chance, pairs = random.Random(1), zip(sentences, others, strict=False)
    other = [o if chance.random() < changed / 100 else s for s, o in pairs]
    folder_of(tmp_path, a="\n".join(sentences), b="\n".join(other))
    near = draft(tmp_path).near
    assert bool(near) == found
    if found:
        assert near[0][:2] == ("b", "a")
        runs = [
            {line[n : n + 8] for n in range(len(line) - 7)}
            for line in ("".join(filter(str.isalnum, "".join(x))) for x in (sentences, other))
        ]
        share = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        assert near[0][2] == pytest.approx(share, abs=0.12)


def test_the_work_for_resemblance_grows_with_the_number_of_texts_alone():
    copies = [sketch("创新驱动发展，改革开放。" * 3)] * 20_000
    assert len(nearest(copies)) == len(copies) - 1
    assert nearest([sketch(f"第{n}份文件与别的不同{n * 7919}" * 9) for n in range(300)]) == []


def test_scans_and_what_cannot_be_read_are_listed_and_left_out(capsys, tmp_path):
    folder_of(tmp_path, a=SPEECH, empty="", nonsense=bytes(range(256)) * 9, heading="一、创新")
    put(tmp_path / "scan.pdf", pdf([[], []]))
    put(tmp_path / "broken.docx", docx(["创新"])[:-9])
    put(tmp_path / "picture.jpg", b"\xff\xd8\xff")
    put(tmp_path / "old.doc", b"\xd0\xcf\x11\xe0")
    put(tmp_path / "other.csv", "a,b\n1,2\n")
    status, _, err = run(capsys, tmp_path)
    assert status == 3
    assert list(rows(tmp_path)) == ["a"]
    assert "scans without text: 1\n  scan.pdf: no text found on 2 pages" in err
    assert "not read: 7\n" in err
    assert "picture.jpg: a file of the kind .jpg found; .txt" in err
    assert "broken.docx: a broken Word file found" in err
    assert "other.csv: line 1: columns a, b found" in err
    assert "heading.txt: no sentence of speech found" in err
    assert str(tmp_path) + "/broken" not in err


def test_a_file_of_records_gives_a_row_for_each(capsys, tmp_path):
    speeches = invented(12, length=300)
    lines = [json.dumps({"正文": f"第{n}号讲话稿\n{s}"}) for n, s in enumerate(speeches)]
    put(tmp_path / "all.jsonl", "\n".join(lines))
    put(tmp_path / "b.txt", SPEECH)
    run(capsys, tmp_path)
    found = rows(tmp_path)
    assert list(found)[:2] == ["all-01", "all-02"] and list(found)[-1] == "b"
    assert [row["record"] for row in found.values()] == [*map(str, range(1, 13)), ""]
    documents = read_manifest(tmp_path)
    assert read_raw(documents[4]).text.startswith("第4号讲话稿")


def test_without_records_there_is_no_column_for_them(tmp_path):
    folder_of(tmp_path, a=SPEECH)
    header = as_csv(draft(tmp_path).rows).split("\n")[0]
    assert header == "id,file,sha256,encoding,label_en,label_zh,year,place,guessed,note"


HOSTILE = ['quote".txt', "comma,.txt", "=HYPERLINK(1).txt", "-1+1.txt", "@a.txt", "'=a.txt"]


def test_hostile_names_are_quoted_and_run_in_no_spreadsheet(capsys, tmp_path):
    for n, name in enumerate(HOSTILE):
        put(tmp_path / name, f"=cmd()做好第{n}项工作的讲话\n{SPEECH}{n}")
    status, _, _ = run(capsys, tmp_path)
    assert status == 0
    found = rows(tmp_path)
    assert all(
        cell[:1] not in ("=", "+", "-", "@") for row in found.values() for cell in row.values()
    )
    documents = read_manifest(tmp_path)
    assert sorted(document.path.name for document in documents) == sorted(HOSTILE)
    assert all(read_raw(document).sha256 == document.sha256 for document in documents)
    assert {row["label_zh"][:2] for row in found.values()} == {"'="}


@pytest.mark.parametrize("name", ["new\nline.txt", "re\rturn.txt", "es\x1b[31mc.txt", "\u2028.txt"])
def test_a_name_with_control_characters_is_refused_and_printed_with_escapes(capsys, tmp_path, name):
    folder_of(tmp_path, a=SPEECH)
    put(tmp_path / name, SPEECH)
    status, _, err = run(capsys, tmp_path)
    assert status == 3
    assert list(rows(tmp_path)) == ["a"]
    assert "not read: 1\n" in err and "rename it" in err
    assert name not in err and "\x1b" not in err


def test_a_name_that_is_no_utf8_and_links_that_lead_out_are_refused(capsys, tmp_path):
    inside = tmp_path / "in"
    put(inside / "a.txt", SPEECH)
    put(tmp_path / "secret.txt", SPEECH)
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "loop").symlink_to(inside)
    os.mkfifo(inside / "pipe.txt")
    with open(os.fsencode(inside) + b"/\xb4\xb4.txt", "wb") as file:
        file.write(SPEECH.encode())
    status, _, err = run(capsys, inside)
    assert status == 3
    assert list(rows(inside)) == ["a"]
    assert "link.txt: leads out of the folder" in err
    assert "pipe.txt: no file; a text expected" in err
    assert "\\udcb4\\udcb4.txt: a name" in err


def test_nothing_but_the_manifest_is_written_and_twice_the_same(capsys, tmp_path):
    for n, speech in enumerate(invented(45, length=500)):
        put(tmp_path / f"{n % 3}" / f"{n}.txt", speech)
    before = files(tmp_path)
    run(capsys, tmp_path)
    after = files(tmp_path)
    manifest = after.pop("documents.csv")
    assert after == before
    status, out, err = run(capsys, tmp_path)  # now there is one: printed, and left alone
    assert (status, out.encode()) == (0, manifest)
    assert "documents.csv is left as it is" in err
    run(capsys, tmp_path, "--out", tmp_path / "draft")
    assert files(tmp_path)["draft"] == manifest == files(tmp_path)["documents.csv"]


def test_out_writes_there_and_never_over_a_file(capsys, tmp_path):
    put(tmp_path / "in" / "a.txt", SPEECH)
    assert run(capsys, tmp_path / "in", "--out", tmp_path / "new.csv")[0] == 0
    assert (tmp_path / "new.csv").is_file() and not (tmp_path / "in" / "documents.csv").exists()
    put(tmp_path / "old.csv", "my work")
    status, _, err = run(capsys, tmp_path / "in", "--out", tmp_path / "old.csv")
    assert status == 2 and "is there already" in err
    assert (tmp_path / "old.csv").read_text("utf-8") == "my work"
    assert run(capsys, tmp_path / "in", "--out", tmp_path / "no" / "new.csv")[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "new.csv", "old.csv"]


def test_a_document_that_kills_who_reads_it_is_named_and_the_others_are_drafted(
    tmp_path, monkeypatch, capsys
):
    for name in ("a", "b", "c"):
        put(tmp_path / f"{name}.txt", SPEECH)
    examined = manifest.examined

    def deadly(document):
        if document.id == "b.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return examined(document)

    monkeypatch.setattr(manifest, "examined", deadly)
    status, _, err = run(capsys, tmp_path)
    assert status == 3
    assert "not read: 1\n  b.txt: the process that read it was killed" in err
    assert list(rows(tmp_path)) == ["a", "c"]


def test_a_manifest_that_came_meanwhile_is_not_overwritten(tmp_path):
    put(tmp_path / "documents.csv", "theirs")
    with pytest.raises(InputError, match="is there already"):
        write_new(tmp_path / "documents.csv", b"ours")
    assert files(tmp_path) == {"documents.csv": b"theirs"}


def test_a_folder_without_a_usable_file_writes_nothing(capsys, tmp_path):
    put(tmp_path / "a.jpg", b"\xff\xd8\xff")
    status, out, err = run(capsys, tmp_path)
    assert (status, out) == (2, "")
    assert "no file that can be used; a.jpg: a file of the kind .jpg" in err
    assert list(files(tmp_path)) == ["a.jpg"]
    assert run(capsys, tmp_path / "nowhere")[0] == 2


def test_a_long_list_is_cut_in_the_summary_but_not_in_the_notes(tmp_path):
    for n in range(203):
        put(tmp_path / f"{n:03d}.txt", SPEECH)
    drafted = draft(tmp_path)
    assert sum(row["note"] == "same text as 000" for row in drafted.rows) == 202
    lines = list(summary(drafted))
    assert "same text: 202" in lines and "  and 2 more" in lines
