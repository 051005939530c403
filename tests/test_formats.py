"""Web pages, Word files, PDFs and files of records: what is read of them, and what is refused."""

import builtins
import csv
import hashlib
import io
import json
import sys
import time
import zipfile
from pathlib import Path

import pytest
from made_files import assembled, docx, docx_of, page, pdf, stream

from policytext import clean, derive
from policytext.data import InputError
from policytext.pipeline.plan import BATCH_BYTES, batches
from policytext.reading import corpus, formats
from policytext.reading.corpus import read_manifest, read_raw
from policytext.reading.lines import columns

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
LINES = [
    "在云溪区科技大会上的讲话",
    "同志们：",
    "一、坚持创新引领",
    "科技创新是云溪翻身的根本办法，全区现有市级重点实验室3个，真正为本地工厂解难题的不到一半。",
    "我们要办好溪谷创新港，年内引进新型研发机构5家，让教授和厂长在一张桌子上吃饭、出题、答卷。",
    "二、坚持民生为本",
    "民生是最大的政治，群众的表情就是我们的考卷，要把好事办实、把实事办好，让大家看得见、摸得着。",
]
TEXT = "\n".join(LINES)


def document(folder, name, data, columns="id,file", row="a,{name}"):
    """The document of a corpus of one file."""
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (folder / "documents.csv").write_text(f"{columns}\n{row.format(name=name)}\n", "utf-8")
    return read_manifest(folder)[0]


def read(folder, name, data, *about):
    return read_raw(document(folder, name, data, *about))


def csv_of(rows, *, delimiter=","):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", delimiter=delimiter).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", page(LINES).encode()),
        ("a.HTM", page(LINES, charset="gb2312").encode("gb18030")),
        ("a.docx", docx(LINES)),
        ("a.docx", docx(LINES, method=zipfile.ZIP_STORED)),
        ("a.pdf", pdf([LINES])),
        ("a.csv", csv_of([["标题", "正文"], ["讲话", TEXT]]).encode()),
        ("a.csv", csv_of([["标题", "正文"], ["讲话", TEXT]]).encode("gb18030")),
        ("a.csv", csv_of([["title", "Text"], ["讲话", TEXT]], delimiter="\t").encode("utf-16")),
        ("a.jsonl", json.dumps({"id": 1, "content": TEXT}).encode()),
        ("a.jsonl", json.dumps({"全文": TEXT}, ensure_ascii=False).encode("gb18030")),
    ],
)
def test_each_kind_gives_the_paragraphs_as_lines(tmp_path, name, data):
    raw = read(tmp_path, name, data)
    assert raw.text.strip("\n").split("\n") == LINES
    assert raw.sha256 == hashlib.sha256(data).hexdigest()


def sample_lines(name):
    raw = read_raw({document.id: document for document in read_manifest(SAMPLE)}[name])
    return [line for line in raw.text.splitlines() if line.strip()]


def broken_at(lines, width):
    """The lines as a page prints them that has room for so many columns, two for a Han one."""
    for line in lines:
        start = 0
        for end in range(1, len(line) + 1):
            if columns(line[start : end + 1]) > width or end == len(line):
                yield line[start:end]
                start = end


def tokens(folder):
    counts = derive(folder).tokens.groupby("token")["n"].sum()
    return counts[counts > 0].to_dict()


def as_kind(kind, lines):
    text = "\n".join(lines)
    return {
        "txt": lambda: text.encode(),
        "html": lambda: page(lines).encode(),
        "docx": lambda: docx(lines),
        "pdf": lambda: pdf([list(broken_at(lines, 72))]),
        "csv": lambda: csv_of([["正文"], [text]]).encode(),
        "jsonl": lambda: json.dumps({"text": text}).encode(),
    }[kind]()


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "csv", "jsonl"])
@pytest.mark.parametrize("name", ["yunxi", "dongpu", "masked"])
def test_a_speech_has_the_same_tokens_in_each_kind_of_file(tmp_path, name, kind):
    lines = sample_lines(name)
    found = []
    for place in (kind, "txt"):
        (tmp_path / place).mkdir()
        document(tmp_path / place, f"a.{place}", as_kind(place, lines))
        found.append(tokens(tmp_path / place))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("charset", "encoding", "found"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gbk", "gb18030", "gb18030"),
        ("big5", "big5", "big5"),
        ("gb2312", "utf-8", "utf-8"),  # saved by a browser, the tag left as it was
        ("iso-8859-1", "gb18030", "gb18030"),
        ("x-nonsense", "gb18030", "gb18030"),
    ],
)
def test_a_meta_tag_is_believed_unless_the_bytes_say_otherwise(tmp_path, charset, encoding, found):
    lines = (
        LINES if encoding != "big5" else ["創新驅動發展，科技引領未來，我們要建設重點實驗室。"] * 4
    )
    source = page(lines, charset=charset).encode(encoding, "xmlcharrefreplace")
    raw = read(tmp_path, "a.html", source)
    assert raw.encoding == found
    assert lines[-1] in raw.text


def test_the_manifest_is_believed_before_the_meta_tag(tmp_path):
    data = page(LINES, charset="utf-8").encode("gb18030")
    about = ("id,file,encoding", "a,{name},gbk")
    assert read(tmp_path, "a.html", data, *about).encoding == "gb18030"
    with pytest.raises(InputError, match="plausible as gb18030"):
        read(tmp_path, "a.html", data, "id,file,encoding", "a,{name},latin-1")


def test_entities_and_line_breaks_of_a_page_are_characters_and_lines(tmp_path):
    source = page(LINES).replace("创新引领", "创新&#24341;领&nbsp;")
    assert "坚持创新引领" in read(tmp_path, "a.html", source).text
    source = page(["甲" + LINES[3] + "<br/>" + LINES[4]]).replace("&lt;br/&gt;", "<br/>")
    assert LINES[3] + "\n" + LINES[4] in read(tmp_path, "a.html", source).text


def test_no_link_or_entity_of_a_page_is_followed(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("机密文件的内容", "utf-8")
    head = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    source = page(LINES).replace("<!DOCTYPE html>", head).replace("不到一半", "&x;不到一半")
    source += f'<img src="file://{tmp_path}/secret"><iframe src="http://localhost:9/"></iframe>'
    refused = []
    monkeypatch.setattr("socket.socket.connect", lambda *address: refused.append(address))
    text = read(tmp_path, "a.html", source).text
    assert "机密" not in text and LINES[4] in text
    assert not refused


SHOWN = '<w:rPr><w:vanish w:val="0"/></w:rPr>'


def test_what_word_shows_is_read_and_what_it_hides_is_not(tmp_path):
    run = "<w:r>{}<w:t>{}</w:t></w:r>".format
    body = (
        f"<w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run('', '第一段')}"
        f"<w:r><w:tab/><w:br/></w:r>{run('', '第二行')}</w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('', '表格')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f"<w:ins>{run('', '加上')}</w:ins><w:moveFrom>{run('', '移走')}</w:moveFrom>"
        f"{run('<w:rPr><w:vanish/></w:rPr>', '隐藏')}"
        f"{run(SHOWN, '显示')}"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:p><w:sdt><w:sdtContent>{run('', '控件')}</w:sdtContent></w:sdt>"
        "<w:ruby><w:rt><w:r><w:t>pīn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:p></w:body>"
    )
    raw = read(tmp_path, "a.docx", docx_of(body))
    assert raw.text == "第一段\t\n第二行\n表格\n加上显示\n控件拼"
    assert raw.encoding == ""


def test_a_text_box_is_read_once(tmp_path):
    box = f"<w:txbxContent><w:p><w:r><w:t>{'方框'}</w:t></w:r></w:p></w:txbxContent>"
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:body><w:p><w:r><w:t>正文</w:t></w:r><w:r>{alternate}</w:r></w:p></w:body>"
    assert read(tmp_path, "a.docx", docx_of(body)).text == "方框\n正文"


BOMB = b"\0" * (formats.MAX_UNPACKED + 1)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def zip_of(name, data, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a broken Word file found"),
        (docx(LINES)[:-30], "a broken Word file found"),
        (docx(LINES).replace(b"PK\x01\x02", b"PK\x01\x03"), "a broken Word file found"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), r"an old \(.doc\) Word file found"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"),
            "an encrypted Word file found; a .docx without a password expected",
        ),
        (zip_of("xl/workbook.xml", b"<x/>"), "no word/document.xml found in it"),
        (zip_of("word/document.xml", b"<w:document"), "a broken Word file found"),
        (zip_of("word/document.xml", BOMB), "unpacks to more than 67,108,864 bytes"),
        (zip_of("word/document.xml", b"<x/>", zipfile.ZIP_BZIP2), "packed by method 12"),
        (zip_of("word/document.xml", b"<x/>", zipfile.ZIP_LZMA), "packed by method 14"),
        (docx_of("<w:body/>", head=LAUGHS), "it declares a document type"),
        (docx([""]), "empty; a text expected"),
    ],
)
def test_a_word_file_that_cannot_be_used_says_why(tmp_path, data, message):
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path, "a.docx", data)
    assert str(raised.value).startswith(f"{tmp_path / 'a.docx'}: ")


def test_an_encrypted_member_of_a_word_file_is_refused(tmp_path):
    data = bytearray(docx(LINES))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.rindex(mark) + place] |= 1
    with pytest.raises(InputError, match="an encrypted archive found"):
        read(tmp_path, "a.docx", bytes(data))


def test_a_size_that_a_word_file_only_claims_does_not_matter(tmp_path):
    data = bytearray(zip_of("word/document.xml", BOMB))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(InputError, match="a broken Word file found"):
        read(tmp_path, "a.docx", bytes(data))


def test_the_lines_of_all_pages_of_a_pdf_are_read(tmp_path):
    raw = read(tmp_path, "a.pdf", pdf([LINES[:3], LINES[3:]]))
    assert [line.strip() for line in raw.text.split("\n") if line.strip()] == LINES
    assert raw.encoding == ""


def test_a_paragraph_of_a_pdf_is_joined_over_lines_and_pages(tmp_path):
    paragraphs = [LINES[3], LINES[5], LINES[6]]
    lines = list(broken_at(paragraphs, 40))
    assert len(lines) == 7
    raw = read(tmp_path, "a.pdf", pdf([[*lines[:2], "— 1 —"], [*lines[2:], "- 2 -"]]))
    assert clean(raw.text).text.split("\n") == paragraphs


def test_a_radical_of_a_pdf_is_the_character_that_looks_like_it(tmp_path):
    shown = LINES[4].replace("长", "⻓").replace("一", "⼀").replace("人", "⼈")
    assert shown != LINES[4]
    assert read(tmp_path, "a.pdf", pdf([[shown]])).text.strip() == LINES[4]


def looping_form():
    """A PDF whose page shows a form twice that shows the next one twice, and so on, 30 deep."""
    forms = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
        " /Resources << /Font << >> /XObject << /X 5 0 R >> >> >>",
        stream("/X Do /X Do"),
    ]
    for number in range(5, 35):
        resources = f"/Resources << /Font << >> /XObject << /X {number + 1} 0 R >> >>"
        text = "/X Do /X Do"
        forms.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources} /Length {len(text)} >>"
            f"\nstream\n{text}\nendstream"
        )
    forms.append(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream"
    )
    return assembled(forms)


ENCRYPTED = (
    "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
    f" /O <{'00' * 32}> /U <{'11' * 32}> >> "
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no PDF found; a PDF expected"),
        ("<html>创新</html>".encode(), "no PDF found; a PDF expected"),
        (b"%PDF-1.7\n", "a broken PDF found"),
        (pdf([LINES])[:600], "a broken PDF found|no text found"),
        (pdf([[], []]), r"no text found on 2 pages \(a scan\?\)"),
        (pdf([["12"], ["13"]]), r"no text found on 2 pages \(a scan\?\)"),
        (pdf([["创新"]], n_times=2001), "2,001 pages found, 2,000 at most expected"),
        (assembled(["<< /Type /Catalog >>"], ENCRYPTED), "an encrypted PDF found"),
        (looping_form(), "no text found"),
    ],
)
def test_a_pdf_that_cannot_be_used_says_why(tmp_path, data, message):
    started = time.monotonic()
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path, "a.pdf", data)
    assert str(raised.value).startswith(f"{tmp_path / 'a.pdf'}: ")
    assert time.monotonic() - started < 60


def test_a_pdf_of_too_many_operators_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MAX_OPERATORS", 20)
    with pytest.raises(InputError, match="more than 20 drawing operators found"):
        read(tmp_path, "a.pdf", pdf([LINES] * 3))


def test_a_pdf_whose_fonts_do_not_tell_their_characters_is_refused(tmp_path):
    line = "".join(map(chr, range(0x4E00, 0x5E00, 5)))
    with pytest.raises(InputError, match="improbable text found: its fonts do not tell"):
        read(tmp_path, "a.pdf", pdf([[line]] * 2, unicode_map=False))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<html><body></body></html>", "no main text found in this web page"),
        ("<html><body><script>var a = 1;</script></body></html>", "no main text found"),
        ("", "empty|no main text found"),
        (b"%PDF-1.7", "a PDF found"),
    ],
)
def test_a_page_without_a_main_text_is_named(tmp_path, source, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, "a.html", source)


def test_a_page_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MAX_HTML", 100)
    with pytest.raises(InputError, match="100 at most expected of a web page"):
        read(tmp_path, "a.html", page(LINES))


def test_a_page_of_a_hundred_thousand_nested_tags_ends(tmp_path):
    started = time.monotonic()
    try:
        read(tmp_path, "a.html", "<div>" * 100_000 + TEXT)
    except InputError as error:
        assert "a.html: " in str(error)
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", "id,label\n1,创新\n", "line 1: columns id, label found, one of text, content"),
        ("a.csv", "text,body\n创新,创新\n", "columns text, body found; state one"),
        ("a.csv", "text,body\n创新\n", "columns text, body found; state one"),
        ("a.csv", "id,text\n1,创新,x\n", "line 2: 3 fields found, 2 expected"),
        ("a.csv", 'id,text\n1,"创新\n', "line 3: malformed CSV|line 2: malformed CSV"),
        ("a.csv", "text\n", "a number from 1 to 0 expected"),
        ("a.csv", "text\n创新。\n发展。\n", "record '' asked for .* a number from 1 to 2 expected"),
        ("a.csv", "", "columns none found"),
        ("a.jsonl", '{"text": "创新"}\n{"text"', "line 2: malformed JSON"),
        ("a.jsonl", '["创新"]\n', "line 1: .* found, a JSON object expected"),
        ("a.jsonl", "[" * 100_000, "line 1: malformed JSON"),
        ("a.jsonl", '{"n": ' + "9" * 5000 + "}", "line 1: malformed JSON"),
        ("a.jsonl", '{"title": "创新"}\n', "columns title found, one of text"),
        ("a.jsonl", '{"text": ["创新"]}\n', r"line 1: \['创新'\] in text, a text expected"),
        ("a.jsonl", '{"text": null}\n', "record 1: empty; a text expected"),
    ],
)
def test_a_file_of_records_that_cannot_be_used_says_why(tmp_path, name, data, message):
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path, name, data)
    assert name in str(raised.value)


@pytest.mark.parametrize("record", ["0", "3", "-1", "x", "1.5", "9" * 5000])
def test_a_record_that_is_not_there_is_named(tmp_path, record):
    about = ("id,file,record", f"a,{{name}},{record}")
    with pytest.raises(InputError, match="a number from 1 to 2 expected"):
        read(tmp_path, "a.csv", "text\n创新。\n发展。\n", *about)


def test_a_record_and_its_column_are_those_that_the_manifest_names(tmp_path):
    data = csv_of([["text", "摘要"], ["创新。", "一"], [], ["发展。", "二"]])
    about = ("id,file,record,column", "a,{name},2,{column}")
    for column, text in (("text", "发展。"), ("摘要", "二")):
        row = about[1].replace("{column}", column)
        assert read(tmp_path, "a.csv", data, about[0], row).text == text
    with pytest.raises(InputError, match="no column '全文' found; columns are text, 摘要"):
        read(tmp_path, "a.csv", data, about[0], about[1].replace("{column}", "全文"))


def test_the_columns_record_and_column_of_other_kinds_are_the_users_own(tmp_path):
    row = ("id,file,record,column", "a,{name},vinyl,left")
    assert read(tmp_path, "a.txt", TEXT, *row).text == TEXT


def test_a_long_record_with_odd_line_ends_is_one_record(tmp_path):
    text = "创新\x0b驱动\u2028发展\r\n" * 50_000
    data = csv_of([["text"], [text], ["发展。"]])
    assert read(tmp_path, "a.csv", data, "id,file,record", "a,{name},1").text == text
    line = json.dumps({"text": text}, ensure_ascii=False) + "\r\n"
    assert read(tmp_path, "a.jsonl", line).text == text


def test_half_a_surrogate_pair_is_no_character(tmp_path):
    assert read(tmp_path, "a.jsonl", '{"text": "创新\\ud800驱动\\ud83d\\ude00"}').text == (
        "创新\ufffd驱动😀"
    )


def test_the_checksum_of_a_record_is_that_of_its_file(tmp_path):
    data = "text\n创新。\n"
    found = hashlib.sha256(data.encode()).hexdigest()
    about = ("id,file,sha256", f"a,{{name}},{found}")
    assert read(tmp_path, "a.csv", data, *about).sha256 == found
    with pytest.raises(InputError, match=f"SHA-256 {found} found, 00 expected"):
        read(tmp_path, "a.csv", data, "id,file,sha256", "a,{name},00")


def records(folder, n_records, text="创新驱动发展。"):
    """A corpus of the records of one file."""
    rows = [[n, f"{n}{text}"] for n in range(1, n_records + 1)]
    (folder / "all.csv").write_text(csv_of([["n", "text"], *rows]), "utf-8")
    listed = "".join(f"r{n:05d},all.csv,{n}\n" for n in range(1, n_records + 1))
    (folder / "documents.csv").write_text(f"id,file,record\n{listed}", "utf-8")
    return read_manifest(folder)


def test_ten_thousand_records_parse_their_file_once(tmp_path, monkeypatch):
    documents = records(tmp_path, 10_000)
    n_read = []
    reading = corpus.read_bytes
    monkeypatch.setattr(
        corpus, "read_bytes", lambda *given: n_read.append(given) or reading(*given)
    )
    started = time.monotonic()
    texts = [read_raw(one).text for one in documents]
    assert time.monotonic() - started < 10
    assert texts[0] == "1创新驱动发展。" and texts[-1] == "10000创新驱动发展。"
    assert len(n_read) == 1


def test_ten_thousand_records_of_a_broken_file_parse_it_once(tmp_path, monkeypatch):
    documents = records(tmp_path, 100)
    with (tmp_path / "all.csv").open("a", encoding="utf-8") as file:
        file.write("1,2,3\n")
    n_read = []
    reading = corpus.read_bytes
    monkeypatch.setattr(
        corpus, "read_bytes", lambda *given: n_read.append(given) or reading(*given)
    )
    for one in documents:
        with pytest.raises(InputError, match="line 102: 3 fields found, 2 expected"):
            read_raw(one)
    assert len(n_read) == 1


def test_a_file_of_records_that_has_changed_is_parsed_again(tmp_path):
    documents = records(tmp_path, 2)
    assert read_raw(documents[0]).text == "1创新驱动发展。"
    records(tmp_path, 2, "改革开放，久久为功。")
    assert read_raw(documents[0]).text == "1改革开放，久久为功。"


def test_a_record_counts_for_its_part_of_the_file_in_a_batch(tmp_path):
    documents = records(tmp_path, 100, "创" * (BATCH_BYTES // 200))
    planned = list(batches(documents))
    assert sum(len(batch.documents) for batch in planned) == 100
    assert 1 <= len(planned) <= 3
    elsewhere = [one.about | {"column": "n"} for one in documents]
    moved = [
        corpus.Document(one.id, one.path, about=about)
        for one, about in zip(documents, elsewhere, strict=True)
    ]
    assert next(batches(moved)).name({}) != planned[0].name({})


def test_records_are_derived_like_documents(tmp_path):
    records(tmp_path, 3)
    tables = derive(tmp_path)
    assert list(tables.documents["n_sentences"]) == [1, 1, 1]
    assert list(tables.documents["document"]) == ["r00001", "r00002", "r00003"]


@pytest.mark.parametrize(
    ("name", "package", "data"),
    [("a.html", "trafilatura", page(LINES).encode()), ("a.pdf", "pypdf", pdf([LINES]))],
)
def test_a_package_that_is_not_installed_is_named(tmp_path, monkeypatch, name, package, data):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"a\.\w+: .*needs {package}.*policytext\[formats\]"):
        read(tmp_path, name, data)


def test_plain_text_needs_no_package_of_the_extra(tmp_path, monkeypatch):
    importing = builtins.__import__

    def refuse(name, *rest):
        assert name.partition(".")[0] not in ("trafilatura", "pypdf")
        return importing(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(formats, "import_module", refuse)
    assert read(tmp_path, "a.txt", TEXT).text == TEXT
    assert read(tmp_path, "a.md", TEXT).text == TEXT
    assert read(tmp_path, "a.docx", docx(LINES)).text == TEXT
