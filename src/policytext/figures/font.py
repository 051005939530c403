"""A large Chinese font -> copies of it that are quick to draw with.

A PDF carries those glyphs of the font that it shows. To pick them, matplotlib reads all 30,000
glyphs and the rules by which they replace each other, of which it uses none: that took a quarter
of the book's build. The copies have the same glyphs without the rules; the first has those of
common characters alone.
"""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import fontTools
from platformdirs import user_cache_path

UNUSED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx")
"""Rules for layout and metrics for vertical lines: matplotlib heeds neither."""

WINDOWS = 3
"""Platform of the one table of characters that is kept; that of Unicode says the same again."""

SYMBOLS = (range(0x20, 0x2C00), range(0x3000, 0x3400), range(0xFF00, 0xFFF0))
"""Letters, marks, punctuation, full-width forms."""

MEASURED = "來們個對時會為說這齊現軍開當裡進過還"
"""Traditional characters at whose edges FreeType, which draws the letters, finds the heights that
Chinese strokes are aligned to: without them pixels would differ from those of the font itself."""


@cache
def quick_fonts(font: Path) -> tuple[Path, Path]:
    """Two copies of a TrueType font: one of common characters (GB 2312), and one of all.

    Made once, in the user's cache folder, under a name that follows from the font and from what
    makes them; where nothing can be written there, in a folder that goes with this process. A
    figure is drawn with the copies wherever they lie, so that its bytes are the same.
    """
    made_from = (
        f"{fontTools.version} {UNUSED_TABLES} {WINDOWS} {''.join(common_characters())}".encode()
    )
    name = hashlib.sha256(made_from + font.read_bytes()).hexdigest()[:16]
    try:
        return _copies(font, user_cache_path("policytext") / f"font-{name}")
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="policytext-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return _copies(font, folder / f"font-{name}")


def common_characters() -> Iterator[str]:
    """The characters of GB 2312, the symbols, and what else the hinter of matplotlib looks at."""
    for row in range(0xB0, 0xF8):
        yield bytes(byte for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode(
            "gb2312", errors="ignore"
        )
    for symbols in SYMBOLS:
        yield from map(chr, symbols)
    yield MEASURED


def _copies(font: Path, folder: Path) -> tuple[Path, Path]:
    """The copies in this folder, which is made if it is not there; never half of it."""
    # matplotlib writes fonts in the order of their paths, and drawing tries them in this order
    paths = (folder / "common.ttf", folder / "every.ttf")
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="font-") as beside:
            made = Path(beside, "made")
            made.mkdir()
            _write_copy(font, made / paths[0].name, "".join(common_characters()))
            _write_copy(font, made / paths[1].name, None)
            try:
                made.rename(folder)
            except OSError:  # another process was first
                if not folder.is_dir():
                    raise
    return paths


def _write_copy(font: Path, path: Path, characters: str | None) -> None:
    """Write the glyphs of these characters, or all of them, without the unused tables."""
    from fontTools import subset  # slow to import, and needed once

    options = subset.Options(
        drop_tables=UNUSED_TABLES, layout_features=[], name_IDs=["*"], notdef_outline=True
    )
    copy = subset.load_font(font, options, lazy=True)
    subsetter = subset.Subsetter(options)
    every = copy.getBestCmap()
    subsetter.populate(unicodes=every if characters is None else map(ord, characters))
    subsetter.subset(copy)
    tables = copy["cmap"].tables
    copy["cmap"].tables = [table for table in tables if table.platformID == WINDOWS]
    copy.save(path)
