"""Fonts for PDFs, each read once in a process.

A PDF carries those glyphs of a font that it shows. matplotlib has fontTools pick them, which reads
the whole font anew for each PDF: that took longer than to draw.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont


@contextmanager
def read_once() -> Iterator[None]:
    """Context in which fontTools takes glyphs from what this process has read of a font before.

    What it does to them stays as it is, and so do the bytes of the PDF.
    """
    load_font = subset.load_font
    subset.load_font = lambda path, options: _fresh(whole(path))
    try:
        yield
    finally:
        subset.load_font = load_font


@cache
def whole(path: str) -> TTFont:
    """The font in this file, all its tables read; its glyphs are still as they lie in the file."""
    font = TTFont(path, recalcBBoxes=False, recalcTimestamp=False, lazy=True)
    for tag in font.keys():  # noqa: SIM118
        font[tag]
    for table in font["cmap"].tables:
        table.ensureDecompiled()
    font.reader.close()
    return font


def _fresh(font: TTFont) -> TTFont:
    """A copy that may be cut down and closed; it shares with the font what is not altered."""
    fresh = copy.copy(font)
    fresh.tables = {tag: copy.copy(table) for tag, table in font.tables.items()}
    fresh["cmap"].tables = [copy.copy(table) for table in font["cmap"].tables]
    fresh["glyf"].glyphs = _Copied(font["glyf"].glyphs)
    return fresh


class _Copied(dict):
    """Glyphs, of which each is handed out as one copy: a subset alters its own."""

    def __init__(self, glyphs: dict):
        super().__init__(glyphs)
        self.copies: dict[str, object] = {}

    def __getitem__(self, name: str):
        if name not in self.copies:
            self.copies[name] = copy.copy(super().__getitem__(name))
        return self.copies[name]
