"""The one look of all figures: font, sizes, and the two colours that are not a theme's."""

import dataclasses
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import matplotlib.style
from matplotlib import font_manager
from matplotlib.colors import to_rgb

from policytext.figures.font import quick_fonts

WIDTHS_MM = {"full": 174, "column": 85}
"""The two widths of a journal page, in millimetres."""

MM_PER_INCH = 25.4

INK = "#262626"
QUIET = "#595959"
FAINT = "#c9c9c9"
"""Text, second text (contrast 7 on white), and marks that stay behind."""

FAMILIES = ("Noto Sans SC of zhplot", "Noto Sans SC of zhplot (all)")
"""The font as matplotlib knows it here, by names that no font of the machine can have: common
characters, and all, for those that the first lacks."""


def font_path() -> Path:
    """Path of Noto Sans SC Regular (OFL) in the zhplot wheel, whose own code is never imported:
    importing it changes matplotlib's settings."""
    package = importlib.util.find_spec("zhplot")
    if package is None or package.submodule_search_locations is None:
        raise ModuleNotFoundError("zhplot is not installed: its Noto Sans SC draws the figures")
    return Path(package.submodule_search_locations[0]) / "fonts" / "NotoSansSC-Regular.ttf"


@contextmanager
def style() -> Iterator[None]:
    """Context in which figures have the book's look, whatever matplotlib was set to before.

    All settings are given back at the end. Used by `publish`; a notebook that draws by itself
    writes ``with style(): ...``.
    """
    _register_font()
    with (
        as_file(files("policytext.figures") / "policytext.mplstyle") as sheet,
        matplotlib.style.context(str(sheet), after_reset=True),
    ):
        yield


def _register_font() -> None:
    fonts = font_manager.fontManager.ttflist
    if any(font.name in FAMILIES for font in fonts):
        return
    for family, path in zip(FAMILIES, quick_fonts(font_path()), strict=True):
        found = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
        fonts.append(dataclasses.replace(found, name=family))


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """RGB (0 to 1) of `colour` mixed with white: strength 1 is the colour itself, 0 is white.

    Opaque, so that what lies under a mark never changes its colour.

    >>> tint("#000000", 0.5)
    (0.5, 0.5, 0.5)
    """
    red, green, blue = (1 - strength * (1 - channel) for channel in to_rgb(colour))
    return red, green, blue


def contrast(colour: str | tuple, background: str | tuple = "#ffffff") -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance).

    Text needs 4.5 or more.

    >>> round(contrast("#000000"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str | tuple) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
