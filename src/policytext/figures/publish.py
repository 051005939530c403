"""A chart and its table -> a figure that can be cited, as files in two languages."""

import base64
import io
import json
import os
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from policytext.data import guarded, unguarded
from policytext.figures import pdf_fonts
from policytext.figures.columns import columns_of, with_unit, without_unit
from policytext.figures.kept import kept
from policytext.figures.png import png
from policytext.figures.style import MM_PER_INCH, WIDTHS_MM, style

MIME_TYPE = "application/vnd.policytext.figure+json"
LANGUAGES = ("en", "zh")
MIN_ALT = 60
MAX_TITLE = {"title": 80, "title_zh": 40}
NAMES = {
    "title": "English title",
    "title_zh": "Chinese title",
    "unit": "unit",
    "n": "n",
    "caption": "English caption",
    "caption_zh": "Chinese caption",
}
KINDS = ("bars", "dots", "strips", "matrix", "lines", "cloud", "table")

DPI = 300
CANVASES = {"pdf": FigureCanvasPdf, "svg": FigureCanvasSVG}

# No clock and no version of the drawing library: the same inputs give the same bytes.
METADATA = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
}


@dataclass(frozen=True)
class CitedFigure:
    """A published figure. As the last line of a cell it becomes a numbered figure of the book.

    What `publish` takes, and `chart`, the full name of the function that drew it, and `documents`,
    the ids in its table. `files` maps the part of a file's name after the id to its bytes:
    ``en.pdf``, ``en.svg``, ``en.png``, the same for ``zh``, and ``csv`` (UTF-8 with BOM).
    """

    id: str
    title: str
    title_zh: str
    group: str
    kind: str
    unit: str
    denominator: str
    n: str
    documents: tuple[str, ...]
    chart: str
    caption: str
    caption_zh: str
    alt: str
    alt_zh: str
    width_mm: float
    height_mm: float
    files: Mapping[str, bytes] = field(repr=False)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The whole figure for the book (so that a cached notebook holds it, without files beside
        it), and a picture for JupyterLab."""
        record = {name: value for name, value in vars(self).items() if name != "files"}
        record["files"] = {name: _encode(data) for name, data in self.files.items()}
        size = {"width": round(self.width_mm / MM_PER_INCH * 110)}
        return (
            {MIME_TYPE: record, "image/png": _encode(self.files["en.png"])},
            {"image/png": size},
        )

    @classmethod
    def from_record(cls, record: Mapping | str) -> "CitedFigure":
        """The figure that `_repr_mimebundle_` wrote."""
        record = dict(json.loads(record) if isinstance(record, str) else record)
        files = {name: base64.b64decode(data) for name, data in record.pop("files").items()}
        record["documents"] = tuple(record["documents"])
        return cls(**record, files=files)


class NoFigure(str):
    """What is said in the place of a figure that would show nothing; a page shows it as text."""

    def _repr_markdown_(self) -> str:
        return str(self)


def publish(
    id: str,
    chart: Callable,
    table: pd.DataFrame,
    *,
    title: str,
    title_zh: str,
    kind: str,
    unit: str,
    denominator: str = "",
    n: str,
    group: str = "",
    caption: str,
    caption_zh: str,
    alt: str,
    alt_zh: str = "",
    width: str = "full",
    height: float = 70,
    **options,
) -> CitedFigure:
    """The figure that `chart` draws from `table`, in English and Chinese, as PDF, SVG, PNG and CSV.

    Parameters
    ----------
    id
        Permanent name, ``fig-`` and then a-z, 0-9 and hyphens: ``fig-innovation-share``.
    chart
        Function ``chart(table, lang="en" | "zh", ax=Axes, **options)`` of this package or yours.
    table
        All that the chart draws. It is written as CSV, and the chart gets what is read back from
        that CSV: so the file that readers download redraws the figure, byte for byte.
    title, title_zh
        Its name in a list of references: 80 and 40 characters at most, no full stop at the end.
    kind
        One of bars, dots, strips, matrix, lines, cloud, table.
    unit, denominator, n
        What a number in it is, what it is a share or rate of ('' where of nothing), and how many of
        what it rests on; `n` from the table, never typed.
    group
        What it is about, a theme or a chapter; without it the second word of the id, which is that
        of nearly all.
    caption, caption_zh
        What the figure shows, of what, with n; a sentence with its full stop.
    alt, alt_zh
        What is to be seen, for who cannot see it: 60 characters or more in English. Without
        `alt_zh` the English text serves both pictures.
    width
        ``"full"`` (174 mm) or ``"column"`` (85 mm).
    height
        In millimetres.

    Raises
    ------
    ValueError
        If id, title, unit, n, caption, alt text, either language or data are lacking, or if the
        font lacks a character that the figure needs. The message names the figure. In the book of
        another corpus (`POLICYTEXT_DATA`) a crossed box stands for such a character, and a shorter
        alt text will do.
    """
    said = {"title": title, "title_zh": title_zh, "unit": unit, "n": n}
    said |= {"caption": caption, "caption_zh": caption_zh}
    _check(id, table, kind, said, alt, width)
    drawn_by = _full_name(chart)
    data = write_table(table, drawn_by)
    size_mm = (WIDTHS_MM[width], height)

    def draw() -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for lang in LANGUAGES:
            files |= _draw(id, chart, read_table(data), lang, size_mm, options)
        return files

    given = [drawn_by, data.decode("utf-8"), size_mm, options]
    files = kept(given, draw) if _is_ours(chart) else draw()
    return CitedFigure(
        id=id,
        group=group.strip() or id.split("-")[1],
        kind=kind,
        denominator=denominator.strip(),
        documents=_documents(table),
        chart=drawn_by,
        **{name: text.strip() for name, text in said.items()},
        alt=alt.strip(),
        alt_zh=alt_zh.strip() or alt.strip(),
        width_mm=size_mm[0],
        height_mm=height,
        files=files | {"csv": data},
    )


def _full_name(chart: Callable) -> str:
    """Module and name of a function; of a callable without a name, those of its class."""
    named = chart if hasattr(chart, "__qualname__") else type(chart)
    return f"{named.__module__}.{named.__qualname__}"


def _is_ours(chart: Callable) -> bool:
    """Whether a chart is a function of this package, which its name alone tells from all others."""
    return (
        isinstance(chart, FunctionType)
        and chart.__module__.startswith("policytext.")
        and "<" not in chart.__qualname__  # made within another function
    )


def _documents(table: pd.DataFrame) -> tuple[str, ...]:
    """The ids in the table's columns `document` and `other_document`, in their order."""
    columns = [table[name] for name in ("document", "other_document") if name in table]
    return tuple(dict.fromkeys(str(name) for column in columns for name in column.dropna()))


def write_table(table: pd.DataFrame, chart: str = "") -> bytes:
    """CSV of `table`, UTF-8 with BOM, LF: Excel, R and pandas open it alike.

    The header says the units of a chart of this package (`columns_of`): `share [0-1 of sentences]`.
    Text that begins with ``= + - @`` gets an apostrophe before it, or a spreadsheet would run it.
    """
    table = table.rename(columns=str)  # years, of a table that was pivoted
    text = table.select_dtypes(exclude=["number", "bool"])
    safe = table.assign(**{name: text[name].map(guarded) for name in text})
    for name in table.select_dtypes("float"):  # whole numbers with gaps are floats to pandas
        if (table[name].dropna() % 1 == 0).all() and (table[name].abs().max() < 2**53):
            safe[name] = table[name].astype("Int64")
    known = columns_of(chart)
    safe.columns = [guarded(with_unit(name, known)) for name in table]
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def read_table(data: bytes) -> pd.DataFrame:
    """The table that `write_table` wrote, without the units of its header.

    Empty cells are NaN; the word ``NA`` is a word.
    """
    table = pd.read_csv(
        io.BytesIO(data),
        encoding="utf-8-sig",
        keep_default_na=False,
        na_values=[""],
        low_memory=False,
        float_precision="round_trip",
    )
    table.columns = [without_unit(unguarded(name)) for name in table]
    text = table.select_dtypes(exclude=["number", "bool"])
    return table.assign(**{name: text[name].map(unguarded) for name in text})


def _check(id, table, kind, said, alt, width) -> None:
    if not re.fullmatch(r"fig-[a-z0-9]+(-[a-z0-9]+)*", id):
        raise ValueError(f"figure id {id!r}: expected 'fig-' and a-z, 0-9, single hyphens")
    if table is None or table.empty:
        raise ValueError(f"{id}: the table has no rows, so there is nothing to draw")
    headers = [str(name) for name in table]
    if twice := [name for name in headers if headers.count(name) > 1]:
        raise ValueError(f"{id}: column {twice[0]!r} comes twice, expected each name once")
    if marked := [name for name in headers if without_unit(name) != name]:
        raise ValueError(
            f"{id}: column {marked[0]!r} bears its unit already; read a published CSV with"
            " read_table, which gives the plain names"
        )
    for name, text in said.items():
        if not text.strip():
            raise ValueError(f"{id}: the {NAMES[name]} is empty")
    for name, most in MAX_TITLE.items():
        if said[name].strip().endswith((".", "。")):
            raise ValueError(f"{id}: the {NAMES[name]} ends with a full stop, expected none")
        if len(said[name]) > most:
            raise ValueError(
                f"{id}: the {NAMES[name]} has {len(said[name])} characters, expected {most} or less"
            )
    least = 1 if os.environ.get("POLICYTEXT_DATA") else MIN_ALT  # short names make short texts
    if len(alt.strip()) < least:
        raise ValueError(
            f"{id}: the alt text has {len(alt.strip())} characters, expected {least} or more "
            "that say what is seen"
        )
    if kind not in KINDS:
        raise ValueError(f"{id}: kind {kind!r}, expected one of {', '.join(KINDS)}")
    if width not in WIDTHS_MM:
        raise ValueError(f"{id}: width {width!r}, expected one of {', '.join(WIDTHS_MM)}")


def _draw(id, chart, table, lang, size_mm, options) -> dict[str, bytes]:
    with style(), pdf_fonts.read_once(), warnings.catch_warnings():
        # matplotlib only warns, and the figure would carry an empty box or text over text
        warnings.filterwarnings(
            "ignore" if os.environ.get("POLICYTEXT_DATA") else "error",
            message="Glyph .* missing from",
        )
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        warnings.filterwarnings("error", message="constrained_layout not applied")
        width, height = (side / MM_PER_INCH for side in size_mm)
        figure = Figure(figsize=(width, height), dpi=DPI)
        FigureCanvasAgg(figure)
        chart(table, lang=lang, ax=figure.subplots(), **options)
        for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
            if not axis.get_label_text():  # else its place is looked for, five times
                axis.set_label_coords(0, 0)
        try:
            layout = figure.get_layout_engine()
            assert layout  # the style's
            layout.execute(figure)
            figure.set_layout_engine("none")  # laid out once, so all files have one geometry
            for ax in figure.axes:  # the layout's last digits differ from process to process
                ax.set_position(Bbox.from_bounds(*(round(n, 6) for n in ax.get_position().bounds)))
            pixels = _save(figure, "png")  # first: its canvas has measured the words already
            vectors = {f"{lang}.{form}": _save(figure, form) for form in CANVASES}
            return vectors | {f"{lang}.png": pixels}
        except UserWarning as missing:
            raise ValueError(f"{id} ({lang}): {missing}") from missing


def _save(figure: Figure, form: str) -> bytes:
    """The figure's file as `savefig` writes it, which would draw the figure twice for it."""
    figure.set_dpi(DPI)  # the canvases of PDF and SVG leave it at 72
    if form == "png":
        assert isinstance(figure.canvas, FigureCanvasAgg)  # `_draw` gave it that
        figure.canvas.draw()
        return png(np.asarray(figure.canvas.buffer_rgba()), DPI)
    buffer = io.BytesIO()
    getattr(CANVASES[form](figure), f"print_{form}")(buffer, metadata=METADATA[form])
    return buffer.getvalue()


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
