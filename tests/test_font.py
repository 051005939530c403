"""The copies of the font draw what the font draws, wherever they lie."""

import hashlib
import io
import os
import re
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from policytext.figures import font_path, style
from policytext.figures.font import UNUSED_TABLES, common_characters, quick_fonts

WORDS = "创新驱动 Share, 12.5 %：发展（2024年）"
RARE = "赟"  # a character of names, not in GB 2312


def drawn(form: str, words: str, font: Path | None = None) -> bytes:
    """A picture of the words, in the book's style, with its fonts or another."""
    buffer = io.BytesIO()
    with style():
        figure = Figure(figsize=(3, 1), dpi=300)
        figure.text(0.05, 0.4, words, font=font)
        metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[form]
        figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()


def pdf_texts(pdf: bytes) -> bytes:
    """What the streams of a PDF say."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.S)
    return b"\n".join(zlib.decompress(s) for s in streams if s[:1] == b"x")


def test_the_copies_have_the_fonts_glyphs_without_its_rules():
    whole = TTFont(font_path())
    for path in quick_fonts(font_path()):
        copy = TTFont(path)
        assert not set(UNUSED_TABLES) & set(copy.keys())
        assert copy["name"].getDebugName(1) == "Noto Sans SC"
        for character in "创a。，%":
            one, other = (font.getBestCmap()[ord(character)] for font in (whole, copy))
            assert whole["hmtx"][one] == copy["hmtx"][other]
            outlines = [font["glyf"][name] for font, name in ((whole, one), (copy, other))]
            assert list(outlines[0].coordinates) == list(outlines[1].coordinates)


def test_the_first_copy_has_the_common_characters_and_the_second_all():
    common, every = (TTFont(path).getBestCmap() for path in quick_fonts(font_path()))
    whole = TTFont(font_path()).getBestCmap()
    assert set(common) == {ord(c) for part in common_characters() for c in part} & set(whole)
    assert set(every) == set(whole)
    assert ord("赓") in common and ord(RARE) not in common


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("words", [WORDS, "計畫與產業 " + RARE])
def test_pictures_are_those_of_the_font_itself(form, words):
    assert drawn(form, words) == drawn(form, words, font_path())


def test_a_pdf_embeds_one_truetype_subset_and_its_text_can_be_read():
    pdf = drawn("pdf", WORDS)
    assert len(re.findall(rb"/FontFile2", pdf)) == 1
    assert re.search(rb"/BaseFont /[A-Z+]*NotoSansSC-Regular", pdf)
    assert len(pdf) < 60_000
    said = pdf_texts(pdf)
    for character in "创年S":
        assert f"<{ord(character):04x}>".encode() in said.lower(), character


def test_a_rare_character_is_drawn_by_the_second_copy():
    assert len(re.findall(rb"/FontFile2", drawn("pdf", WORDS + RARE))) == 2


def test_the_copies_are_made_once():
    before = [(path, path.stat().st_mtime_ns) for path in quick_fonts(font_path())]
    quick_fonts.cache_clear()
    assert [(path, path.stat().st_mtime_ns) for path in quick_fonts(font_path())] == before


def bytes_elsewhere(cache: Path, temporary: Path) -> str:
    """Hash of a PDF with both copies, drawn by a process with another cache folder."""
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_font import RARE, WORDS, drawn\n"
        "print(hashlib.sha256(drawn('pdf', RARE + WORDS)).hexdigest())"
    )
    settings = {"PYTHONHASHSEED": "7", "XDG_CACHE_HOME": str(cache), "TMPDIR": str(temporary)}
    settings["MPLCONFIGDIR"] = mpl.get_cachedir()
    run = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_bytes_hang_neither_on_the_cache_nor_on_where_it_lies(tmp_path):
    ours = hashlib.sha256(drawn("pdf", RARE + WORDS)).hexdigest()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    assert bytes_elsewhere(tmp_path / "new", temporary) == ours
    (folder,) = (tmp_path / "new" / "policytext").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["common.ttf", "every.ttf"]
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700

    (tmp_path / "file").write_text("no folder can be made here")
    assert bytes_elsewhere(tmp_path / "file", temporary) == ours
    assert list(temporary.iterdir()) == []
