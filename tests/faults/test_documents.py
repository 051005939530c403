"""Word files, PDFs and web pages made to take memory or time, or to fetch something: all bounded.

What is measured is one process that reads one file: its processor time, and by how much its memory
grew. The bounds are those of `data/README.md`.
"""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from made_files import WORD, assembled, docx_of, pdf, stream

from policytext.data import InputError
from policytext.reading import formats
from policytext.reading.corpus import Document, read_raw

READ = r"""
import json, re, sys, time
from pathlib import Path
import pypdf, trafilatura
from policytext.data import InputError
from policytext.reading.corpus import Document, read_raw
def used():  # unlike ru_maxrss, nothing of the process that started this one
    return int(re.search(r"VmHWM:\s*(.*) kB", Path("/proc/self/status").read_text())[1]) / 1024
before, started = used(), time.process_time()
try:
    said = f"read {len(read_raw(Document('a', Path(sys.argv[1]))).text)} characters"
except InputError as error:
    said = str(error)
print(json.dumps([said, time.process_time() - started, used() - before]))
"""


def read_apart(path) -> tuple[str, float, float]:
    """What comes of reading a file, the seconds, and the MB that it took."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return tuple(json.loads(done.stdout))


def deflated(block: bytes, times: int) -> bytes:
    """The block so many times, as raw deflate, without having it in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * times + b"\x03\x00"


def bomb(name: str, n_megabytes: int) -> bytes:
    """An archive with one member of so many megabytes of zeros, and what it says of its size."""
    packed, claimed = deflated(bytes(2**20), n_megabytes), min(n_megabytes * 2**20, 2**32 - 2)
    sizes = struct.pack("<LLLHH", 0, len(packed), claimed, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + name.encode()
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name.encode()
    place = len(local) + len(packed)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), place, 0)
    return local + packed + entry + end


def many_members(n: int) -> bytes:
    """An archive whose directory lists one empty member again and again."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 65535, 65535, len(entry) * n, len(local), 0)
    return local + entry * n + end


def word(body: bytes) -> bytes:
    """A Word file whose main part is this, cut after 64 MB."""
    xml = f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + body
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml[: formats.MAX_UNPACKED])
    return file.getvalue()


FULL = formats.MAX_UNPACKED
CLOSED = b"</w:body></w:document>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
WORD_FILES = {
    "10 GB": (lambda: bomb("word/document.xml", 10_240), "unpacks to more than 67,108,864"),
    "10 GB in a picture": (lambda: bomb("word/media/a.png", 10_240), "no word/document.xml"),
    "650,000 members": (lambda: many_members(650_000), "650,000 members found, 10,000 at most"),
    "an archive within": (lambda: bomb("a.docx", 100), "no word/document.xml"),
    "entities": (lambda: docx_of("<w:p>&c;</w:p>", head=LAUGHS), "declares a document type"),
    "13 million open paragraphs": (lambda: word(b"<w:p>" * (FULL // 5)), "more than 500 elements"),
    "9 million open deletions": (lambda: word(b"<w:del>" * (FULL // 7)), "more than 500 elements"),
    "a tag of 5 million attributes": (
        lambda: word(b"<w:p " + b"".join(b'a%d="" ' % n for n in range(5_000_000))),
        "no tag for more than 4,000,000 bytes",
    ),
    "11 million empty paragraphs": (
        lambda: word(b"<w:p/>" * (FULL // 6 - 30) + CLOSED),
        "empty; a text expected",
    ),
    "8 million tabs": (
        lambda: word(b"<w:p>" + b"<w:tab/>" * (FULL // 8 - 30) + b"</w:p>" + CLOSED),
        "empty; a text expected",
    ),
    "tags of 300,000 attributes": (
        lambda: word((b"<w:p " + b"".join(b'a%d="" ' % n for n in range(300_000)) + b"/>") * 20),
        "a broken Word file found",
    ),
}


@pytest.mark.parametrize(("made", "message"), WORD_FILES.values(), ids=WORD_FILES.keys())
def test_a_word_file_takes_no_more_than_is_stated(tmp_path, made, message):
    path = tmp_path / "a.docx"
    path.write_bytes(made())
    said, seconds, megabytes = read_apart(path)
    assert message in said and said.startswith(f"{path}: ")
    assert (seconds < 30, megabytes < 300) == (True, True), (seconds, megabytes)


def test_nothing_that_a_word_file_names_is_fetched(tmp_path, monkeypatch):
    (tmp_path / "secret.txt").write_text("秘密的话", "utf-8")
    outside = f"file://{tmp_path}/secret.txt"
    body = (
        '<w:body xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:altChunk r:id="r1"/><w:subDoc r:id="r1"/><w:p><w:hyperlink r:id="r1"><w:r>'
        f"<w:t>河水</w:t></w:r></w:hyperlink><w:r><w:instrText>INCLUDETEXT {outside}</w:instrText>"
        "</w:r></w:p></w:body>"
    )
    data = io.BytesIO(docx_of(body))
    relationship = (
        f'<Relationships><Relationship Id="r1" TargetMode="External" Target="{outside}"/>'
    )
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", f"{relationship}</Relationships>")
        archive.writestr("../../evil.txt", "x")
    asked = []
    monkeypatch.setattr("socket.socket.connect", lambda *address: asked.append(address))
    path = tmp_path / "folder" / "a.docx"
    path.parent.mkdir()
    path.write_bytes(data.getvalue())
    assert read_raw(Document("a", path)).text == "河水"
    assert asked == [] and not list(tmp_path.rglob("evil.txt"))


def flate(data: bytes, about: str = "") -> str:
    """A stream of a PDF that unpacks to the data."""
    packed = zlib.compress(data)
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode {about} >>\nstream\n"
        f"{packed.decode('latin-1')}\nendstream"
    )


def one_page(contents: str, n_times: int = 1) -> bytes:
    """A PDF with a page of such contents, so many times."""
    return assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{'3 0 R ' * n_times}] /Count {n_times} >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
            " /Resources << /Font << >> >> >>",
            contents,
        ]
    )


def tree(depth: int, width: int = 1) -> bytes:
    """A PDF whose pages are nodes of nodes, each named so many times."""
    nodes = [f"<< /Type /Pages /Kids [{f'{n + 3} 0 R ' * width}] /Count 1 >>" for n in range(depth)]
    page = "<< /Type /Page /MediaBox [0 0 9 9] >>"
    return assembled(["<< /Type /Catalog /Pages 2 0 R >>", *nodes, page])


CYCLE = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 9 >>"]
CMAP = b"1 beginbfrange <00000000> <ffffffff> <4e00> endbfrange"
PDFS = {
    "a stream of 200 MB": (lambda: one_page(flate(b" " * 200_000_000)), "a broken PDF found"),
    "35 million operators": (lambda: one_page(flate(b"n\n" * 35_000_000)), "a broken PDF found"),
    "as many in plain": (lambda: one_page(stream("n\n" * 15_000_000)), "a broken PDF found"),
    "a string of 30 MB": (
        lambda: one_page(stream(f"({'a' * 30_000_000}) Tj")),
        "more than 5,000,000 characters found",
    ),
    "70 strings of 1 MB": (
        lambda: one_page(flate((b"(" + b"a" * 1_000_000 + b") Tj ") * 70)),
        "more than 5,000,000 characters found",
    ),
    "one operator for 50,000 strings": (
        lambda: one_page(flate(b"[" + (b"(" + b"a" * 700 + b") 1 ") * 49_000 + b"] TJ")),
        "more than 5,000,000 characters found",
    ),
    "2,000 pages of a million operators": (
        lambda: one_page(flate(b"n\n" * 1_900_000), 2000),
        "more than 5,000,000 drawing operators found",
    ),
    "50,000 nodes deep": (lambda: tree(50_000), "a broken PDF found"),
    "2 ** 40 pages": (lambda: tree(40, width=2), "a broken PDF found"),
    "pages that hold themselves": (lambda: assembled(CYCLE), "a broken PDF found"),
    "objects that are each other": (
        lambda: assembled(["<< /Type /Catalog /Pages 2 0 R >>", "3 0 R", "2 0 R"]),
        "a broken PDF found",
    ),
    "200,000 open brackets": (
        lambda: assembled([f"<< /Type /Catalog /A {'[' * 200_000} >>"]),
        "a broken PDF found",
    ),
    "500,000 open brackets on a page": (
        lambda: one_page(flate(b"[" * 500_000)),
        "a broken PDF found",
    ),
    "a million objects": (
        lambda: b"%PDF-1.7\n" + b"1 0 obj\n<< >>\nendobj\n" * 1_000_000,
        "a broken PDF found",
    ),
    "a font of 2 ** 32 characters": (
        lambda: pdf([["河水"]]).replace(b"endbfchar endcmap", b"endbfchar " + CMAP + b" endcmap"),
        "read|a broken PDF found",
    ),
}


@pytest.mark.parametrize(("made", "messages"), PDFS.values(), ids=PDFS.keys())
def test_a_pdf_takes_no_more_than_is_stated(tmp_path, made, messages):
    path = tmp_path / "a.pdf"
    path.write_bytes(made())
    said, seconds, megabytes = read_apart(path)
    assert any(message in said for message in messages.split("|")), said
    assert (seconds < 60, megabytes < 500) == (True, True), (seconds, megabytes)


def test_a_pdf_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MAX_SECONDS", 1)
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(flate(b"1 " * 100_000 + b"n"), 2000))
    with pytest.raises(InputError, match="takes more than 1 seconds to read"):
        read_raw(Document("a", path))


def tags(unit: str, n: int = 49_000) -> str:
    """A web page of the unit again and again, with so many tags."""
    return f"<html><body>{unit * (n // unit.count('<'))}河水从山上流下来，我们看书。"


PAGES = {
    "33 MB": ("<p>河水</p>" * 2_200_000, "33,554,432 bytes|3,000,000 at most"),
    "100,000 open elements": ("<div>" * 100_000 + "河水", "100,000 tags found, 50,000 at most"),
    "nested 49,000 deep": (tags("<div>"), "read|no main text found"),
    "lists": (tags("<ul><li>河</ul>", 20_000), "read|no main text found"),
    "paragraphs": (tags("<div><p>河水，山。</p></div>", 20_000), "read|no main text found"),
    "cells": ("<table><tr>" + tags("<td>河"), "read|no main text found"),
    "tables": (tags("<table><tr><td>河</td></tr></table>"), "read|no main text found"),
    "an attribute of 3 MB": (f"<p a='{'a' * 2_900_000}'>河水</p>", "read|no main text found"),
    "370,000 entities": ("<html><body><p>" + "&#27827;" * 370_000, "read|no main text found"),
}


@pytest.mark.parametrize(("page", "messages"), PAGES.values(), ids=PAGES.keys())
def test_a_web_page_takes_no_more_than_is_stated(tmp_path, page, messages):
    path = tmp_path / "a.html"
    path.write_text(page, "utf-8")
    said, seconds, megabytes = read_apart(path)
    assert any(message in said for message in messages.split("|")), said
    assert (seconds < 30, megabytes < 300) == (True, True), (seconds, megabytes)


@pytest.mark.long
@pytest.mark.parametrize("unit", ["<ul><li>河</ul>", "<div><p>河水，山。</p></div>"])
def test_a_web_page_of_as_many_tags_as_may_be_is_read_in_time(tmp_path, unit):
    path = tmp_path / "a.html"
    path.write_text(tags(unit), "utf-8")
    said, seconds, megabytes = read_apart(path)
    assert "read" in said
    assert (seconds < 90, megabytes < 300) == (True, True), (seconds, megabytes)
