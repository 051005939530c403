"""The manifest and the bytes: what is read, and what is refused with which words."""

import codecs
import hashlib
from pathlib import Path

import pytest

from policytext.data import InputError
from policytext.reading.corpus import MAX_BYTES, Document, read_manifest, read_raw

TEXT = "坚持创新驱动发展。\n"


def corpus(folder, manifest, **files):
    for name, data in files.items():
        (folder / f"{name}.txt").write_bytes(data)
    (folder / "documents.csv").write_text(manifest, "utf-8")
    return folder


def only(folder, data, columns="id,file", row="a,a.txt"):
    return read_manifest(corpus(folder, f"{columns}\n{row}\n", a=data))[0]


def test_documents_come_in_the_manifests_order_with_what_is_known_of_them(tmp_path):
    corpus(tmp_path, "id,file,year\nb,b.txt,2023\na,a.txt,2022\n", a=b"", b=b"")
    documents = read_manifest(tmp_path)
    assert [(d.id, d.about["year"]) for d in documents] == [("b", "2023"), ("a", "2022")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        ("蘇州創新驅動產業\n".encode("big5"), "big5"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(tmp_path, data, encoding):
    raw = read_raw(only(tmp_path, data))
    assert (raw.text, raw.encoding) == (data.decode(encoding).removeprefix("\ufeff"), encoding)
    assert raw.sha256 == hashlib.sha256(data).hexdigest()


def test_a_declared_encoding_is_used(tmp_path):
    data = "創新驅動。".encode("big5")
    raw = read_raw(only(tmp_path, data, "id,file,encoding", "a,a.txt,Big5"))
    assert (raw.text, raw.encoding) == ("創新驅動。", "big5")


def test_gbk_is_read_as_gb18030_which_keeps_the_dash(tmp_path):
    raw = read_raw(
        only(tmp_path, "创新——发展".encode("gb18030"), "id,file,encoding", "a,a.txt,gb2312")
    )
    assert (raw.text, raw.encoding) == ("创新——发展", "gb18030")


@pytest.mark.parametrize(
    ("columns", "row", "data", "message"),
    [
        ("id,file", "a,missing.txt", b"x", "missing.txt: cannot be read"),
        ("id,file,sha256", "a,a.txt,00ff", b"x", "SHA-256 .* found, 00ff expected"),
        ("id,file", "a,a.txt", b"", "empty; a text expected"),
        ("id,file", "a,a.txt", b" \n\n", "empty; a text expected"),
        ("id,file,encoding", "a,a.txt,utf-99", b"x", "unknown encoding 'utf-99'"),
        ("id,file,encoding", "a,a.txt,hex", b"00", "unknown encoding 'hex'"),
        ("id,file,encoding", "a,a.txt,utf-8", b"\xb4\xb4", "byte 0 is not utf-8"),
        ("id,file", "a,a.txt", "树".encode("gb18030"), "a.txt: the encoding cannot be told"),
        ("id,file", "a,a.txt", b"%PDF-1.7", "a.txt: a PDF found, plain text expected"),
        ("id,file,encoding", "a,a.txt,gbk", TEXT.encode() * 9, "plausible as utf-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, columns, row, data, message):
    with pytest.raises(InputError, match=message):
        read_raw(only(tmp_path, data, columns, row))


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("id,file\na,../a.txt\n", "line 2: file '../a.txt' lies outside the folder"),
        ("id,file\na,/etc/passwd\n", "line 2: file '/etc/passwd' lies outside the folder"),
        ("id,file\na,a.txt\na,b.txt\n", "line 3: id 'a' comes twice"),
        ("id,file\n../a,a.txt\n", "line 2: id '../a' found"),
        ("id,file\na,\n", "line 2: no file given for 'a'"),
        ("id,file\na,a\0.txt\n", "lies outside the folder"),
        ("id,file\na,a.txt,x\n", "line 2: 3 fields found, 2 expected"),
        ('id,file\na,"a.txt\n', "line 2: malformed CSV"),
        ("id\na\n", "line 1: no column file; found id"),
        ("", "line 1: no column id, file; found none"),
        ("id,file,id\na,a.txt,a\n", "line 1: a column comes twice"),
        ("id,file\n", "lists no document"),
    ],
)
def test_a_manifest_that_cannot_be_used_names_its_line(tmp_path, manifest, message):
    with pytest.raises(InputError, match=message):
        read_manifest(corpus(tmp_path, manifest))


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text(TEXT, "utf-8")
    (tmp_path / "inside" / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(InputError, match="outside the folder"):
        read_manifest(corpus(tmp_path / "inside", "id,file\na,a.txt\n"))


def test_a_manifest_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "documents.csv").write_bytes("id,file\n创,a.txt\n".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_manifest(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        read_manifest(tmp_path / "nowhere")


def test_a_file_without_an_end_is_not_read(tmp_path):
    with pytest.raises(InputError, match="no file; a text expected"):
        read_raw(Document("zero", Path("/dev/zero")))


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    document = only(tmp_path, b"x")
    with document.path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # a sparse file: nothing is written
    with pytest.raises(InputError, match="so many at most expected"):
        read_raw(document)
