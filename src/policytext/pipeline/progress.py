"""How far long work is: one line that is written over on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

EVERY = 10.0
"""Seconds between two plain lines; a terminal is told five times a second."""


class Progress:
    """Counts what is done and says so, with the time that is left at the pace so far.

    `done_before` is what an earlier run had done: it counts, but not for the pace.
    """

    def __init__(
        self,
        total: int,
        done_before: int = 0,
        *,
        to: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.to = sys.stderr if to is None else to
        self.total, self.done, self.before = total, done_before, done_before
        self.clock = clock
        self.started = self.said = clock()
        self.on_terminal = self.to.isatty()
        self.open = False

    def add(self, n: int, **counts: int) -> None:
        """Say that `n` more bytes are done, and how many documents, sentences … that is by now."""
        self.done += n
        now = self.clock()
        if now - self.said < (0.2 if self.on_terminal else EVERY) and self.done < self.total:
            return
        self.said = now
        line = self.line(now, counts)
        self.to.write(f"\r\x1b[2K{line}" if self.on_terminal else f"{line}\n")
        self.to.flush()
        self.open = self.on_terminal

    def line(self, now: float, counts: dict[str, int]) -> str:
        """`12.0 of 15.0 MB, documents 34, sentences 5,678, about 2 s left`."""
        parts = [f"{self.done / 1e6:,.1f} of {self.total / 1e6:,.1f} MB"]
        parts += [f"{name} {n:,}" for name, n in counts.items()]
        new = self.done - self.before
        if new and self.done < self.total:
            left = (now - self.started) * (self.total - self.done) / new
            parts.append(f"about {duration(left)} left")
        return ", ".join(parts)

    def close(self) -> None:
        """End the line on a terminal."""
        if self.open:
            self.to.write("\n")
            self.open = False


def duration(seconds: float) -> str:
    """A time as one says it.

    >>> [duration(s) for s in (3.2, 100, 8000)]
    ['3 s', '2 min', '2 h 13 min']
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
