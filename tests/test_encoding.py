"""Bytes to text: every encoding declared and undeclared, wrong declarations, damaged files."""

import codecs
import contextlib
import random
import time
from pathlib import Path

import opencc
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policytext.data import InputError
from policytext.reading.corpus import Document, read_raw
from policytext.reading.encoding import decode, readings
from policytext.reading.plausibility import CANTONESE, FREQUENT, HEAVIEST, level_one, weigh

SHARED = Path(__file__).parents[2] / "shared"
SIMPLIFIED = "春天来了，我们沿着河边种树；谁种的树，就由谁来浇水。到了秋天，大家再来看一看。\n"
TRADITIONAL = "春天來了，我們沿著河邊種樹；誰種的樹，就由誰來澆水。到了秋天，大家再來看一看。\n"
CANTONESE_TEXT = "佢哋喺河邊種咗好多樹，嘅嗰啲樹唔使日日淋水，你哋得閒就嚟睇吓啦。\n"

UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CASES = [
    *((SIMPLIFIED, name) for name in (*UNICODE, "gb2312", "gbk", "gb18030")),
    *((TRADITIONAL, name) for name in (*UNICODE, "gb18030", "big5", "cp950", "big5hkscs")),
    *((CANTONESE_TEXT, name) for name in (*UNICODE, "gb18030", "big5hkscs")),
]
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# Encodings of which the second holds the first.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}


def refused(data, declared=""):
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt", declared)
    message = str(caught.value)
    assert message.startswith("a.txt: ")
    return message


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_undeclared_bytes_give_their_text_back(text, encoding):
    assert decode(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_declared_bytes_give_their_text_back(text, encoding):
    name = WIDER.get(encoding, encoding)
    assert decode(text.encode(encoding), "a.txt", name) == (text, name)


@pytest.mark.parametrize(("encoding", "mark"), MARKS.items())
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "abc\n", "树"])
def test_a_byte_order_mark_decides_and_goes(encoding, mark, text):
    data = mark + text.encode(encoding)
    family = encoding.removesuffix("-le").removesuffix("-be")
    assert decode(data, "a.txt") == (text, family)
    assert decode(data, "a.txt", family) == (text, family)
    assert decode(data, "a.txt", encoding) == (text, encoding)


@pytest.mark.parametrize(("declared", "encoding"), [(n.rsplit("-", 1)[0], n) for n in UNICODE[1:]])
def test_a_declared_family_without_a_mark_gets_the_byte_order_from_the_text(declared, encoding):
    assert decode(SIMPLIFIED.encode(encoding), "a.txt", declared) == (SIMPLIFIED, encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "每人€5", "gb18030", "gb18030"),  # two bytes
        (SIMPLIFIED + "䶮𠮷𬭎", "gb18030", "gb18030"),  # U+4DAE in two, two others in four bytes
        (TRADITIONAL, "cp950", "big5"),  # the same bytes: the wider name says no more
        (TRADITIONAL, "big5hkscs", "big5"),
        (TRADITIONAL + "恒", "cp950", "cp950"),  # not in Big5
        (TRADITIONAL + "€", "cp950", "cp950"),  # neither in Big5 nor in its HKSCS
        (TRADITIONAL + "三～五天", "cp950", "cp950"),  # Big5 has ∼ in its place
        (CANTONESE_TEXT, "big5hkscs", "big5hkscs"),
        ("嘅咗喺" * 4, "big5hkscs", "big5hkscs"),
        (TRADITIONAL + "①②③④", "big5hkscs", "big5hkscs"),  # Big5 has kana in their place
        (TRADITIONAL + "①②③④", "big5", "big5"),
    ],
)
def test_the_encoding_is_named(text, encoding, found):
    assert decode(text.encode(encoding), "a.txt") == (text, found)


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "better"),
    [
        (SIMPLIFIED, "utf-8", "gb18030", "utf-8"),
        (SIMPLIFIED, "utf-8", "big5", "utf-8"),
        (SIMPLIFIED, "utf-8", "latin-1", "utf-8"),
        (TRADITIONAL, "utf-8", "big5hkscs", "utf-8"),
        (SIMPLIFIED, "gb18030", "big5", "gb18030"),
        (SIMPLIFIED, "gb18030", "big5hkscs", "gb18030"),
        (SIMPLIFIED, "gb18030", "utf-8", "gb18030"),
        (SIMPLIFIED, "gb18030", "utf-16-le", "gb18030"),
        (SIMPLIFIED, "gb18030", "latin-1", "gb18030"),
        (TRADITIONAL, "big5", "gb18030", "big5"),
        (TRADITIONAL, "big5", "utf-8", "big5"),
        (TRADITIONAL + "€", "cp950", "big5", "cp950"),
        (CANTONESE_TEXT, "big5hkscs", "big5", "big5hkscs"),
        (CANTONESE_TEXT, "big5hkscs", "gb18030", "big5hkscs"),
        (SIMPLIFIED, "utf-16-le", "utf-16-be", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-le", "utf-16-be"),
        (SIMPLIFIED, "utf-16-le", "gb18030", "utf-16-le"),
        (SIMPLIFIED, "utf-32-be", "utf-32-le", "utf-32-be"),
        (SIMPLIFIED, "utf-16", "utf-8", "utf-16"),
        (SIMPLIFIED, "utf-16", "utf-16-be", "utf-16"),
        (SIMPLIFIED, "utf-8-sig", "gb18030", "utf-8"),
        ("spring is here", "utf-16-le", "utf-8", "utf-16-le"),
    ],
)
@pytest.mark.parametrize("times", [1, 60])
def test_a_wrong_declaration_is_refused_with_a_better_name(text, encoding, declared, better, times):
    message = refused((text * times).encode(encoding), declared)
    assert f"plausible as {better};" in message
    assert "documents.csv" in message and declared in message


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("龘靐齉爩麤灪" * 5, "gb18030"),  # rare throughout: improbable, but nothing else is better
        (TRADITIONAL + "∼∼∼", "big5"),  # cp950 would be likelier, by a few signs alone
        (SIMPLIFIED + "\ue5e5", "gb18030"),
        ("Été à la française, déjà vu", "latin-1"),
        ("Весна пришла, и мы сажаем деревья. " * 9, "koi8-r"),
        ("春が来ました。木を植えましょう。" * 3, "shift_jis"),
        ("春が来ました。木を植えましょう。" * 3, "euc_jp"),
        ("봄이 왔습니다. 나무를 심읍시다. " * 3, "euc_kr"),
        ("树", "gb18030"),
        ("樹", "big5"),
    ],
)
def test_a_declaration_holds_where_nothing_is_far_more_plausible(text, encoding):
    assert decode(text.encode(encoding), "a.txt", encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("树".encode("gb18030"), ("gb18030 ('树')", "big5")),
        ("一".encode("gb18030"), ("utf-8 ('һ')", "gb18030 ('一')")),
        (b"spring " * 9 + "树".encode("gb18030"), ("gb18030 ('树')", "big5")),
        ((TRADITIONAL + "安‧娜").encode("cp950"), ("big5 ('•娜')", "cp950 ('‧娜')")),
        ((TRADITIONAL + "①").encode("big5hkscs"), ("big5 ('ヾ')", "big5hkscs ('①')")),
    ],
)
def test_what_cannot_be_told_apart_names_the_candidates_and_where_they_part(data, names):
    message = refused(data)
    assert "cannot be told" in message and "column encoding of documents.csv" in message
    assert all(name in message for name in names)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Müller café, 5 °C", "", "Müller café, 5 °C"),
        ("Весна пришла", "", "Весна пришла"),
        ("春が来ました。", "", "春が来ました。"),
        ("봄이 왔습니다.", "", "봄이 왔습니다."),
        ("plain words", "", "plain words"),
        ("Bush hid the facts", "", "Bush hid the facts"),  # even in length, all Han as UTF-16
        ("a", "", "a"),
        ("12", "", "12"),
        ("", "", ""),
        (SIMPLIFIED + "\ue5e5\ufffd\0", "", SIMPLIFIED + "\ue5e5\ufffd\0"),
    ],
)
def test_what_is_utf8_is_read_as_utf8_in_any_language(data, declared, text):
    assert decode(data.encode(), "a.txt", declared) == (text, "utf-8")


@pytest.mark.parametrize("declared", ["", "utf-8"])
@pytest.mark.parametrize("place", [0, 3 * 500, 3 * 1200])
@pytest.mark.parametrize("times", [40, 1])
def test_utf8_with_one_bad_byte_names_the_byte(declared, place, times):
    data = (SIMPLIFIED.replace("\n", "，") * times).encode()
    place = min(place, 3 * 20) if times == 1 else place
    message = refused(data[:place] + b"\xff" + data[place:], declared)
    assert f"byte {place} is not utf-8 (0xff, line 1)" in message


def test_the_line_of_a_bad_byte_is_named():
    data = (SIMPLIFIED * 3).encode("gb18030") + b"\xff" + SIMPLIFIED.encode("gb18030")
    assert "is not gb18030 (0xff, line 4)" in refused(data)


@pytest.mark.parametrize(("text", "encoding"), CASES)
@pytest.mark.parametrize("times", [1, 60])
def test_a_text_cut_within_its_last_character_is_refused(text, encoding, times):
    data = (text * times).strip().encode(encoding)[:-1]
    for declared in ("", encoding):
        message = refused(data, WIDER.get(declared, declared))
        assert "the last character is cut off" in message
        if encoding not in ("cp950", "big5hkscs", *WIDER):  # named by the first of their family
            assert f"not {encoding}:" in message


@pytest.mark.parametrize(
    "parts",
    [
        ("gb18030", "big5", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("big5", "gb18030", "big5"),
        ("utf-8", "gb18030"),
        ("utf-8", "big5"),
        ("utf-16-le", "utf-16-be"),
    ],
)
def test_a_file_in_two_encodings_is_refused(parts):
    texts = {"big5": TRADITIONAL}
    data = b"".join((texts.get(part, SIMPLIFIED) * 9).encode(part) for part in parts)
    message = refused(data)
    assert "byte" in message or "improbable text at line" in message


def test_a_lost_byte_that_shifts_the_rest_of_a_line_is_noticed():
    line = SIMPLIFIED.strip().replace("，", "").replace("；", "") * 3
    data = (SIMPLIFIED * 20).encode("gb18030") + line.encode("gb18030")[1:]
    assert "21" in refused(data) or "cut off" in refused(data)


def test_private_use_characters_refuse_an_undeclared_reading():
    assert "improbable text at line 2" in refused((SIMPLIFIED + "\ue5e5").encode("gb18030"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF found"),
        (b"PK\x03\x04\x14\0", "a zip archive (.docx"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture found"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture found"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file"),
        (b"{\\rtf1\\ansi", "an RTF file"),
        (bytes(5000), "5,000 of 5,000 bytes are NUL"),
        (SIMPLIFIED.encode() + bytes(100), "are NUL"),
        (bytes([0, 0, 1, 200]) * 300, "are NUL"),
    ],
)
@pytest.mark.parametrize("declared", ["", "utf-8", "gb18030"])
def test_a_binary_file_is_refused_as_such(data, kind, declared):
    message = refused(data, declared)
    assert kind in message or (declared and "is not" in message)


def test_other_languages_in_their_own_encodings_are_refused():
    for text, encoding in [
        ("春が来ました。木を植えましょう。", "shift_jis"),
        ("春が来ました。木を植えましょう。", "euc_jp"),
        ("봄이 왔습니다. 나무를 심읍시다. ", "euc_kr"),
        ("Весна пришла, и мы сажаем деревья. ", "koi8-r"),
        ("Été à la française, déjà vu", "latin-1"),
    ]:
        refused((text * 5).encode(encoding))


def test_common_characters_weigh_less_than_rare_ones():
    assert weigh("的", "").mean == 8 < weigh("树", "").mean < weigh("龘", "").mean
    assert weigh("們", "").mean == weigh("们", "").mean  # one weight in either script
    assert weigh(SIMPLIFIED, "").mean < HEAVIEST < weigh("龘靐齉", "").mean


def test_the_list_of_frequent_characters_is_what_it_says():
    assert len(FREQUENT) == len(set(FREQUENT)) == 1500
    assert set(FREQUENT) <= set(level_one("gb2312", range(0xB0, 0xF8), [*range(0xA1, 0xFF)]))
    assert not set(CANTONESE) & set(FREQUENT)


def test_the_readings_of_ascii_are_one():
    assert [reading.encoding for reading in readings(b"odd")] == ["utf-8"]


# --- generated texts ----------------------------------------------------------------------------

COMMON = st.sampled_from(FREQUENT[:600])
RARE = st.sampled_from(level_one("gb2312", range(0xB0, 0xF8), [*range(0xA1, 0xFF)]))
SIGN = st.sampled_from("，。；：、“”（）《》0123456789%abcPM \n")
SOURCES = st.one_of(
    st.lists(st.one_of(COMMON, COMMON, COMMON, SIGN), min_size=6, max_size=80),
    st.lists(st.one_of(COMMON, RARE, SIGN), min_size=6, max_size=80),
    st.lists(RARE, min_size=6, max_size=40),
).map("".join)
ENCODINGS = ("gb2312", "gb18030", "big5", "cp950", "big5hkscs", *UNICODE, "utf-8-sig", "utf-16")
TO_TRADITIONAL = opencc.OpenCC("s2t")


@settings(max_examples=500, derandomize=True, deadline=None)
@given(SOURCES, st.sampled_from(ENCODINGS), st.booleans(), st.sampled_from(["", *ENCODINGS]))
def test_a_generated_text_comes_back_or_is_refused(text, encoding, traditional, declared):
    text = TO_TRADITIONAL.convert(text) if traditional else text
    data = text.encode(encoding, "ignore")
    # What the encoding holds of it; of six characters or more, since fewer can be anything
    text = data.decode(WIDER.get(encoding, encoding)).removeprefix("\ufeff")
    assume(sum(character > "\x7f" for character in text) >= 6)
    if declared and declared not in (encoding, encoding.removesuffix("-sig")):
        declared = ""
    try:
        found = decode(data, "a.txt", WIDER.get(declared, declared))[0]
    except InputError:
        return
    assert found == text


@pytest.mark.long
def test_many_random_texts_come_back_or_are_refused():
    chance = random.Random(3)
    signs = "，。；：、“”（）0123456789%PM\n"
    rare = level_one("gb2312", range(0xB0, 0xF8), [*range(0xA1, 0xFF)])
    n_refused = {6: 0, 20: 0, 100: 0}
    for length in n_refused:
        for i in range(20_000):
            pools = [FREQUENT[:600]] * 8 + [signs] * 2 + [rare] * (i % 3)
            text = "".join(chance.choice(chance.choice(pools)) for _ in range(length))
            encoding = ENCODINGS[i % len(ENCODINGS)]
            if encoding.startswith(("big5", "cp950")):
                text = TO_TRADITIONAL.convert(text)
            data = text.encode(encoding, "ignore")
            text = data.decode(WIDER.get(encoding, encoding)).removeprefix("\ufeff")
            if sum(character > "\x7f" for character in text) < 6:
                continue
            try:
                assert decode(data, "a.txt")[0] == text
            except InputError:
                n_refused[length] += 1
    assert n_refused[20] < 20_000 * 0.02 and n_refused[100] < 20_000 * 0.001


# --- real files and time ------------------------------------------------------------------------


def shared_texts():
    files = [*SHARED.glob("corpus/*.txt"), *SHARED.glob("corpora/*/*.txt")]
    return [read_raw(Document(path.stem, path)).text for path in sorted(files)]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source texts are not here")
def test_the_source_texts_come_back_from_every_encoding_that_can_hold_them():
    texts = shared_texts()
    assert len(texts) >= 25
    simplify = opencc.OpenCC("t2s")
    for text in texts:
        for encodings, converted in (
            (("gb2312", "gb18030", *UNICODE), simplify.convert(text)),
            (("gb18030", "big5", "cp950", "big5hkscs", *UNICODE), TO_TRADITIONAL.convert(text)),
        ):
            for encoding in encodings:
                data = converted.encode(encoding, "ignore")  # masks and odd signs may be lacking
                name = WIDER.get(encoding, encoding)
                expected = data.decode(name).removeprefix("\ufeff")
                assert len(expected) > 0.98 * len(converted)
                assert decode(data, "a.txt")[0] == expected
                assert decode(data, "a.txt", name) == (expected, name)
                # a part of any length is right too, or refused with a reason
                for length in (20, 60, 200):
                    part = expected[len(expected) // 2 :][:length]
                    assert decode(part.encode(encoding), "a.txt")[0] == part


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source texts are not here")
def test_the_source_texts_under_a_wrong_declaration_are_refused():
    simplify = opencc.OpenCC("t2s")
    for text in shared_texts():
        simplified, traditional = simplify.convert(text), TO_TRADITIONAL.convert(text)
        for data, declared, better in (
            (simplified.encode(), "gb18030", "utf-8"),
            (simplified.encode("gb18030"), "big5hkscs", "gb18030"),
            (simplified.encode("gb18030"), "utf-8", "gb18030"),
            (traditional.encode("big5", "ignore"), "gb18030", "big5"),
            (simplified.encode("utf-16-le"), "utf-16-be", "utf-16-le"),
        ):
            assert f"plausible as {better};" in refused(data, declared)


def test_a_large_file_of_any_bytes_is_done_with_in_seconds():
    chance = random.Random(1)
    size = 2 * 2**20
    for data in (
        chance.randbytes(size),
        chance.randbytes(size).translate(bytes(0xA1 + i % 94 for i in range(256))),
        b"\x81\x30" * (size // 2),
        b"\x88\x62" * (size // 2),
        bytes(size),
        SIMPLIFIED.encode() * (size // 120) + b"\xff",
    ):
        for declared in ("", "gb18030"):
            start = time.perf_counter()
            with contextlib.suppress(InputError):
                decode(data, "a.txt", declared)
            assert time.perf_counter() - start < 3  # some 0.2 s; 32 MiB take 16 times as long
