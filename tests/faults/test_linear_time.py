"""The time grows with the input and no faster: of each regular expression, and of each step."""

import random
import re
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from growth import SIZES, STEEPEST, Stall, is_suspect, patience, seconds, steepest
from patterns import Halves, Hostile, hostile, uses
from pieces import BYTES, PIECES, READERS, STEPS, TAGS

from policytext.book.chinese_passages import PASSAGE
from policytext.book.chinese_search import BREAK
from policytext.coding.formulas import ANY_REFUSAL
from policytext.coding.things import SUMMED_UP, VAGUE_END
from policytext.coding.wording import CHANGED, RELATIVE
from policytext.reading.formats import META_CHARSET
from policytext.reading.furniture import FURNITURE_LINE
from policytext.reading.header import DATE
from policytext.reading.manifest import id_from
from policytext.reading.segment import segment
from policytext.reading.unknown_words import unknown_words

FEW, MANY = 6, 200
"""Inputs for each regular expression or step: always, and in the long run."""


@pytest.fixture
def note(record_property) -> Callable[[float], None]:
    """Keeps a slope for the page that `make faults` writes."""
    return partial(record_property, "slope")


def hold(run: Callable, inputs: Iterable[Callable], note: Callable[[float], None]) -> None:
    """Fit the slope of the input that takes longest, and of all that a short look makes suspect."""
    times = {}
    for made in inputs:
        try:
            with patience():
                run(made(100))
                run(made(SIZES[0]))
                times[made] = seconds(run, made(SIZES[2]))
                suspect = is_suspect(run, made)
        except Stall:
            pytest.fail(f"a stall: {made}")
        if suspect:
            fit(run, made, note)
    fit(run, max(times, key=times.get), note)


def fit(run: Callable, made: Callable, note: Callable[[float], None]) -> None:
    """Fail where the slope over all sizes is too steep."""
    try:
        with patience(4 * 10):
            found = steepest(run, made)
    except Stall:
        pytest.fail(f"a stall: {made}")
    note(found)
    assert found <= STEEPEST, made


@pytest.mark.parametrize("use", uses(), ids=lambda use: f"{use.name} {use.method}")
def test_of_each_regular_expression(use, note):
    hold(use, hostile(use.pattern, FEW), note)


@pytest.mark.long
@pytest.mark.parametrize("use", uses(), ids=lambda use: f"{use.name} {use.method}")
def test_of_each_regular_expression_with_many_inputs(use, note):
    hold(use, hostile(use.pattern, MANY), note)


# What a regular expression tried in each of many ways, or in each of many places
FOUND = [
    (FURNITURE_LINE.fullmatch, Hostile("", "返回 首页 ", "！")),
    (FURNITURE_LINE.fullmatch, Hostile("", "QQ 空间 ", "！")),
    (FURNITURE_LINE.fullmatch, Hostile("", "甲»", "！")),
    (FURNITURE_LINE.fullmatch, Hostile("", "甲乙 | ", "！")),
    (RELATIVE.fullmatch, Hostile("", "年度计划", "甲")),
    (CHANGED.search, Hostile("增长", "达到突破", "甲")),
    (VAGUE_END.search, Hostile("", "建设", "甲")),
    (SUMMED_UP.search, Hostile("", "等一批", "\n甲")),
    (re.compile(ANY_REFUSAL).fullmatch, Hostile("", "第一个百年", "\n")),
    (DATE.fullmatch, Hostile("", "—", "！")),
    (PASSAGE.search, Hostile("", "《", "")),
    (BREAK.search, Hostile("", " ", "甲")),
    (META_CHARSET.search, Hostile(b"<meta charset=", b" ", b"!")),
    (id_from, Hostile("甲", "-.", "甲")),
    (unknown_words, Hostile("", "秀洲", "")),
    (segment, Hostile("", "%", "")),
]


@pytest.mark.parametrize(("run", "made"), FOUND, ids=[made.piece for _, made in FOUND])
def test_of_what_once_took_longer(run, made, note):
    hold(run, [made], note)


def texts(pieces: tuple, n: int) -> list[Hostile]:
    """So many inputs of pieces: alone, a line each, in twos and threes, and nested."""
    chance = random.Random(0)
    empty = pieces[0][:0]
    end_of_line = "\n" if isinstance(empty, str) else b"\n"
    found = {}
    for turn in range(n):
        one, other, third = chance.choices(pieces, k=3)
        ways = (
            Hostile(empty, one, empty),
            Hostile(empty, one + other, third),
            Hostile(one, other, third),
            Hostile(empty, one + other + third, empty),
            Hostile(empty, one + end_of_line, empty),
            Hostile(empty, one + other + third + end_of_line, empty),
            Halves(one, other),
            Halves(one + end_of_line, other + third + end_of_line),
        )
        found[ways[turn % len(ways)]] = None
    return list(found)


@pytest.mark.parametrize("step", STEPS)
def test_of_each_step(step, note):
    hold(STEPS[step], texts(PIECES, 4 * FEW), note)


@pytest.mark.parametrize("kind", READERS)
def test_of_each_reader(kind, note):
    hold(READERS[kind], texts(BYTES, 4 * FEW), note)


def test_of_a_web_page(note):
    speech = "创新驱动发展，产业转型升级。" * 20

    def read(text: str) -> None:
        READERS[".html"](f"<html><body><p>{speech}</p>{text}</body></html>".encode())

    hold(read, texts(TAGS, 4 * FEW), note)


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS)
def test_of_each_step_with_many_inputs(step, note):
    hold(STEPS[step], texts(PIECES, 4 * MANY), note)
