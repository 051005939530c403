"""The book's mark, drawn by code: logo, icon of the window, card for links that are shared.

    python -m policytext.book.emblem _static

Four dots with their intervals, one a theme, as in the book's first figure. The files are kept in
`_static`; a test draws them anew and compares.
"""

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from policytext.figures.style import INK, QUIET, font_path

ROWS = (
    # colour of the theme, interval and dot, in 32nds of the mark's width
    ("#0072B2", 5, 17, 11),
    ("#D55E00", 13, 28, 20),
    ("#CC79A7", 4, 20, 14),
    ("#009E73", 9, 15, 12),
)
FIRST, STEP, LINE, DOT = 5.5, 7, 2, 2.6
"""Height of the first row, distance of rows, width of a line and radius of a dot, in 32nds."""

SIZE = 32
SCALE = 4
"""Pictures are drawn so many times as large and made small: Pillow draws no smooth edges."""

CARD = (1200, 630)
TITLE = ("What local leaders talk about", "when they talk about modernization")
TITLE_ZH = "中国式现代化的地方表述"
BELOW = "创新 innovation · 产业 industry · 文化 culture · 民生 livelihood"


def mark_svg(ground: str = "") -> str:
    """The mark as SVG, on a rounded ground if one is given."""
    parts = [f'<rect width="{SIZE}" height="{SIZE}" rx="6" fill="{ground}"/>'] if ground else []
    for n, (colour, low, high, dot) in enumerate(ROWS):
        y = FIRST + n * STEP
        parts.append(
            f'<path d="M{low} {y}H{high}" stroke="{colour}" stroke-width="{LINE}" '
            f'stroke-linecap="round"/><circle cx="{dot}" cy="{y}" r="{DOT}" fill="{colour}"/>'
        )
    body = "\n".join(parts)
    size = f'width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>\n'


def draw_mark(draw: ImageDraw.ImageDraw, left: float, top: float, size: float) -> None:
    """Draw the mark into a picture, `size` pixels wide."""
    unit = size / SIZE
    for n, (colour, low, high, dot) in enumerate(ROWS):
        y, half = top + (FIRST + n * STEP) * unit, LINE / 2 * unit
        ends = (left + (low - LINE / 2) * unit, left + (high + LINE / 2) * unit)
        draw.rounded_rectangle((ends[0], y - half, ends[1], y + half), half, fill=colour)
        x, radius = left + dot * unit, DOT * unit
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def icon_png(size: int = 180) -> bytes:
    """The mark on white, for devices that show no SVG."""
    picture = Image.new("RGB", (size * SCALE, size * SCALE), "white")
    draw_mark(ImageDraw.Draw(picture), 0, 0, size * SCALE)
    return _png(picture.resize((size, size), Image.Resampling.LANCZOS))


def card_png() -> bytes:
    """The card: mark, title in both languages, the four themes."""
    picture = Image.new("RGB", (CARD[0] * 2, CARD[1] * 2), "white")
    draw = ImageDraw.Draw(picture)
    draw_mark(draw, 92, 60, 440)
    for text, size, top, colour in (
        (TITLE[0], 104, 520, INK),
        (TITLE[1], 104, 660, INK),
        (TITLE_ZH, 80, 850, QUIET),
        (BELOW, 48, 1060, QUIET),
    ):
        draw.text((150, top), text, fill=colour, font=ImageFont.truetype(font_path(), size))
    return _png(picture.resize(CARD, Image.Resampling.LANCZOS))


def files() -> dict[str, bytes]:
    """All files of the mark by name."""
    return {
        "logo.svg": mark_svg().encode(),
        "favicon.svg": mark_svg("#ffffff").encode(),
        "favicon.png": icon_png(),
        "social-card.png": card_png(),
    }


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    for name, data in files().items():
        Path(sys.argv[1], name).write_bytes(data)
