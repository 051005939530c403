"""No input crashes a step, and what a step says of a text holds for any text."""

import time

import pytest
from contracts import FILES, HOLDS, read_as
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import BYTES, PIECES, READERS

from policytext.book.book_settings import MAX_SETTINGS, read_settings
from policytext.book.own_lexicon import write_lexicon
from policytext.coding.lexicon_check import check_lexicon
from policytext.data import InputError
from policytext.reading.corpus import read_manifest
from policytext.reading.manifest import Found, ids_of

PACES = settings(max_examples=60, deadline=None)
LONG = settings(max_examples=5_000, deadline=None)
TEXTS = (
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
    | st.text(st.characters(), max_size=60)
    | st.tuples(st.sampled_from(PIECES), st.integers(1, 3000)).map(lambda it: it[0] * it[1])
)
DATA = (
    st.lists(st.sampled_from(BYTES) | st.binary(max_size=3), max_size=40).map(b"".join)
    | st.binary(max_size=200)
    | st.tuples(TEXTS, st.sampled_from(("utf-8", "gb18030", "big5", "utf-16", "utf-32-be"))).map(
        lambda it: it[0].encode(it[1], "ignore")
    )
)
# What tables and settings are made of
# fmt: off
CELLS = st.sampled_from([
    "id", "file", "theme", "term", "strength", "core", "word", "gloss", "formula", "level",
    "bare", "variants", "label_en", "label_zh", "unit", "kind", "a", "a.txt", "../a", "/", "创新",
    "strong", "weak", "cancels", "true", "false", "central", "", "", " ", '"', '""', "=1+1", "'",
    "\0", "\ufeff", "\x85", "\u2028", "title", "authors", "lexicon", "extend", "replace", "[",
    "]", "{", "}", "1", "x" * 300, "inf", "1979-05-27", "'''", "\\u0000", "#", ";",
])
# fmt: on
TABLES = (
    st.lists(
        CELLS | st.sampled_from([",", ",", ",", "\n", "\n", "\r\n", "\r", "=", "."]), max_size=60
    )
    .map("".join)
    .map(lambda text: text.encode("utf-8", "ignore"))
    | st.lists(CELLS | st.sampled_from([",", "\n"]), max_size=30).map(
        lambda cells: "".join(cells).encode("utf-16")
    )
    | st.binary(max_size=60)
)


@pytest.mark.parametrize("step", HOLDS)
def test_of_any_text(step):
    PACES(given(TEXTS)(HOLDS[step]))()


@pytest.mark.parametrize("text", ["三分之99999999999999999999", "占2分之9亿亿亿。"])
def test_a_fraction_of_more_digits_than_are_calculated_with(text):
    HOLDS["targets"](text)


@pytest.mark.long
@pytest.mark.parametrize("step", HOLDS)
def test_of_five_thousand_texts(step):
    LONG(given(TEXTS)(HOLDS[step]))()


@pytest.mark.parametrize("kind", READERS)
def test_any_bytes_are_read_or_refused(kind):
    PACES(given(DATA)(READERS[kind]))()


@pytest.mark.long
@pytest.mark.parametrize("kind", READERS)
def test_five_thousand_files_are_read_or_refused(kind):
    LONG(given(DATA)(READERS[kind]))()


@pytest.mark.parametrize("name", FILES)
def test_any_table_or_settings_are_read_or_refused(name):
    @PACES
    @given(TABLES, st.sampled_from(FILES[name].headers))
    def holds(data, header):
        read_as(name, header + data)

    holds()


@pytest.mark.parametrize(
    "written",
    [
        "title = " + "[" * 5_000,
        "title = " + "1" * 5_000,
        "title" + ".a" * 2_000 + " = 1",
        "authors" + ".a" * 2_000 + " = 1",
        "title = 'A'\n#" + "a" * MAX_SETTINGS,
    ],
    ids=lambda written: written[:12],
)
def test_settings_that_once_crashed_or_stalled(written, tmp_path):
    (tmp_path / "book.toml").write_text(written, "utf-8")
    with pytest.raises(InputError, match=r"book\.toml"):
        read_settings(tmp_path)


@pytest.mark.parametrize("file", ["a" * 300, "a/" * 3000 + "a", f"{'a' * 300}/a"])
def test_a_file_name_that_no_disk_holds_is_refused(file, tmp_path):
    (tmp_path / "documents.csv").write_text(f"id,file\na,{file}\n", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_manifest(tmp_path)


def test_links_in_a_ring_are_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "documents.csv").write_text("id,file\na,a/a.txt\n", "utf-8")
    with pytest.raises(InputError):
        read_manifest(tmp_path)


def test_a_long_term_is_held_against_the_others_in_time(tmp_path):
    (tmp_path / "themes.csv").write_text("theme\na\nb\n", "utf-8")
    long = "创新" * 10_000
    (tmp_path / "terms.csv").write_text(
        f"theme,term,strength\na,{long},strong\nb,创新,strong\n", "utf-8"
    )
    begun = time.thread_time()
    found = [one.said for one in check_lexicon(tmp_path) if one.kind == "overlap"]
    assert time.thread_time() - begun < 5
    assert found == [f"{long} (a) hides 创新 (b)"]


def test_a_row_without_a_term_is_found_to_be_unused(tmp_path):
    (tmp_path / "themes.csv").write_text("theme\na\n", "utf-8")
    (tmp_path / "terms.csv").write_text("theme,term,strength\na,,strong\n", "utf-8")
    assert [one.kind for one in check_lexicon(tmp_path, ["创新"])] == ["unused"]


def test_lexicon_of_ones_own_may_leave_no_term(tmp_path):
    own, copy = tmp_path / "own", tmp_path / "copy"
    for folder, theme in ((own, "theme\na\n"), (copy, "theme,core\nb,true\n")):
        folder.mkdir()
        (folder / "themes.csv").write_text(theme, "utf-8")
        (folder / "terms.csv").write_text("theme,term,strength\n", "utf-8")
    write_lexicon(own, copy, replace=True)
    assert (copy / "terms.csv").read_text("utf-8") == "theme,term,strength\n"


def test_many_files_of_one_name_get_ids_in_time():
    names = [f"{n:014b}".replace("0", "=").replace("1", "!") for n in range(2**14)]
    begun = time.thread_time()
    ids = ids_of([Found(name) for name in names])
    assert time.thread_time() - begun < 5
    assert ids[:2] + ids[-1:] == ["document", "document-2", "document-16384"]
