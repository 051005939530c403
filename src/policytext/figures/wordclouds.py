"""A word cloud as text on Axes: places by `wordcloud`, sizes exactly as stated."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from PIL import ImageFont
from wordcloud import WordCloud

from policytext.figures.layout import inches, panels
from policytext.figures.style import FAMILIES, font_path

MIN_POINTS, MAX_POINTS = 7, 90
GAP_POINTS = 4
SEEDS = range(20240101, 20240107)
"""Layouts that are tried of each size, before a smaller one is."""


def wordcloud(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Axes: the words, each as large as its weight says, none left out.

    Columns: `token`, `weight` (above 0), `text_colour`. The *area* of a letter is in proportion to
    the word's weight: four times the weight, twice the height; but no word is smaller than 7
    points. Place means nothing, and long words look heavier than they are: so a cloud never stands
    without the ranked chart of the same words. The words are Chinese in both languages.

    Raises
    ------
    ValueError
        If a weight is not above 0, or if the words do not all fit with 7 points for the smallest.
    """
    if not (table["weight"] > 0).all():
        raise ValueError("wordcloud: every weight must be above 0")
    ax = panels(ax)[0, 0]
    # Sizes are in points, so the axes must have theirs now: all of the figure, no layout later.
    ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    width, height = (72 * side for side in inches(ax))
    ax.set(xlim=(0, width), ylim=(0, height))
    rows = table.sort_values("weight", ascending=False, kind="stable")
    words = tuple(rows["token"].astype(str))
    sizes, places = _largest_that_fits(words, tuple(rows["weight"]), (width, height))
    for word, size, (x, y), colour in zip(words, sizes, places, rows["text_colour"], strict=True):
        ax.text(x, y, word, fontsize=size, color=colour, va="baseline")
    return ax


@lru_cache(maxsize=8)  # a figure is drawn in two languages, its words are laid out once
def _largest_that_fits(
    words: tuple[str, ...], weights: tuple[float, ...], points: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Font sizes in points, and the points where the words' baselines begin."""
    heights, room = np.sqrt(weights), np.array(points)
    font = FontProperties(family=list(FAMILIES))
    ink = [TextPath((0, 0), word, size=100, prop=font).get_extents().extents for word in words]
    largest = min(room[1] / 2, MAX_POINTS)
    while largest >= MIN_POINTS:
        sizes = np.maximum(largest * heights / heights.max(), MIN_POINTS)
        boxes = np.array(ink) / 100 * sizes[:, None]
        if (boxes[:, 2:] - boxes[:, :2]).prod(axis=1).sum() < 0.7 * room.prod():
            for seed in SEEDS:
                begins = _lay_out(words, np.ceil(sizes).astype(int), room, seed)
                if begins is not None and _apart(placed := boxes + np.tile(begins, 2)):
                    low, high = placed[:, :2].min(axis=0), placed[:, 2:].max(axis=0)
                    if (high - low <= room - GAP_POINTS).all():
                        return sizes, begins + (room - low - high) / 2
        largest *= 0.93
    raise ValueError(
        f"wordcloud: {len(words)} words do not fit on {room[0]:.0f} x {room[1]:.0f} points with"
        f" {MIN_POINTS} points for the smallest; give fewer words or a larger figure"
    )


def _lay_out(
    words: Sequence[str], sizes: np.ndarray, room: np.ndarray, seed: int
) -> np.ndarray | None:
    """Where `wordcloud` lets the words' baselines begin; None if it shrank or dropped a word."""
    cloud = WordCloud(
        font_path=str(font_path()),
        width=int(room[0]),
        height=int(room[1]),
        margin=GAP_POINTS,
        prefer_horizontal=1,
        relative_scaling=1,
        min_font_size=1,
        max_font_size=int(sizes[0]),
        random_state=seed,
    )
    try:
        cloud.generate_from_frequencies(dict(zip(words, sizes.astype(float), strict=True)))
    except ValueError:  # not even the first word fits
        return None
    placed = {word: (size, at) for (word, _), size, at, _, _ in cloud.layout_}
    if [placed.get(word, (0,))[0] for word in words] != sizes.tolist():
        return None
    lines = np.array([placed[word][1] for word in words], dtype=float)  # top, left of the line
    ascents = [ImageFont.truetype(str(font_path()), int(size)).getmetrics()[0] for size in sizes]
    return np.column_stack([lines[:, 1], cloud.height - lines[:, 0] - ascents])


def _apart(boxes: np.ndarray) -> bool:
    """Whether no two boxes (left, bottom, right, top) share ink.

    `wordcloud` keeps a place free for a word's ink but draws from the top of its line, which is
    higher, so that words may meet.
    """
    apart = (boxes[:, None, :2] >= boxes[:, 2:]) | (boxes[:, None, 2:] <= boxes[:, :2])
    return bool((apart.any(axis=2) | np.eye(len(boxes), dtype=bool)).all())
