"""How does the time of a step grow with its input? Measured so that a busy machine shows little."""

import math
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
"""Characters, each of a byte or more: 1 to 64 kB at least."""
STEEPEST = 1.2
NOISE = 0.001
"""Seconds; a shorter time tells nothing."""
PATIENCE = 10.0
"""Seconds of the processor after which an input is called a stall."""


class Stall(Exception):
    """An input took longer than `PATIENCE`."""


@contextmanager
def patience(seconds: float = PATIENCE) -> Iterator[None]:
    """Raise `Stall` when what is done within takes longer, by the processor's time.

    A regular expression that backtracks is broken off, too: `re` looks for signals.
    """

    def stop(*_: object) -> None:
        raise Stall

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(run: Callable[[str], object], text: str) -> float:
    """The processor's time that a step takes, in this thread: the timer spoils other clocks."""
    begun = time.thread_time()
    run(text)
    return time.thread_time() - begun


def slope(
    run: Callable[[str], object],
    made: Callable[[int], str],
    rounds: int = 2,
    sizes: Sequence[int] = SIZES,
) -> float:
    """The slope of log time over log size, 1 if linear; 0 where all is within the clock's noise.

    Of each size the least time of a few counts, since a busy machine only ever adds. What steps
    remember of the last text must not help them: each text is one character longer.
    """
    points = []
    for size in sizes:
        least = min(seconds(run, made(size + n)) for n in range(rounds))
        if least > NOISE:
            points.append((math.log(size), math.log(least)))
    if len(points) < 3:
        return 0.0
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    covered = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return covered / sum((x - mean_x) ** 2 for x, _ in points)


def is_suspect(run: Callable[[str], object], made: Callable[[int], str]) -> bool:
    """Whether a short look says that the time may grow faster than the input."""
    short, long = SIZES[2], SIZES[4]
    for n in range(3):
        longer = seconds(run, made(long + n))
        if longer <= 2 * NOISE or longer <= 1.5 * long / short * seconds(run, made(short + n)):
            return False
    return True


def steepest(run: Callable[[str], object], made: Callable[[int], str]) -> float:
    """The slope, measured again while it is too steep, since a busy machine may have made it so.

    In the end of longer inputs, too: where these outgrow a cache of the processor, the time makes
    one step, and then grows as before.
    """
    found = slope(run, made, 1)
    for rounds, times in ((3, 1), (3, 4), (3, 16), (3, 16)):
        if found <= STEEPEST:
            break
        found = min(found, slope(run, made, rounds, [times * size for size in SIZES]))
    return found
