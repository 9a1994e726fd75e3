"""When a disruption is on: a class for each way in which a table says so.

Each is asked for one period after another and keeps no more of the past than it needs, so that long runs take no more
memory than short ones.  Luck has addresses (network/philox.py): policies, batches and branches meet the same storms.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s, joined_columns
from bullwhip.network.demand.law import Law
from bullwhip.network.philox import stream_address
from bullwhip.network.scenario.disruption import Chance, Disruption
from bullwhip.network.scenario.laws import GivenPeriods

__all__ = ["Luck", "Timing", "timing_of"]


class Luck(Protocol):
    """Where uniforms come from."""

    def uniforms(self, streams: UInt64s) -> Array:
        """A uniform of this period for each stream and column: (streams, columns)."""

    def uniforms_of(self, stream: int, periods: Ints) -> Array:
        """A uniform of a stream for each column, each of a period of its own (columns,), counted from 0: (columns,)."""


class Timing:
    """Whether a disruption is on in some columns."""

    by_column: tuple[str, ...] = ()  # names of arrays (columns,)

    @abstractmethod
    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """(columns,) whether it is on; asked for periods 1, 2, ... in turn."""

    def next_start(self, period: int) -> Array | float:
        """The first period after this one in which it begins, inf if there is none: where it can be foreseen."""
        del period
        return np.inf

    def joined(self, parts: Sequence[tuple[Timing, Ints]]) -> Timing:
        """The same of some columns of others, in this order; those stay as they are."""
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        for name in self.by_column:
            setattr(made, name, joined_columns([(getattr(timing, name), at) for timing, at in parts]))
        return made


class Recorded(Timing):
    """Spells (first period, length) that are the same in all replications."""

    def __init__(self, spells: Sequence[tuple[int, int]]) -> None:
        """The spells, in order and apart from each other."""
        self._starts = [start for start, _ in spells]
        self._lengths = [length for _, length in spells]

    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """In each of the spells."""
        last = bisect_right(self._starts, period) - 1
        there = last >= 0 and period < self._starts[last] + self._lengths[last]
        return np.full(columns, there)

    def next_start(self, period: int) -> float:
        """That of the next spell."""
        coming = bisect_right(self._starts, period)
        return self._starts[coming] if coming < len(self._starts) else np.inf


class InWindow(Timing):
    """A spell that begins in one of some periods, each as likely."""

    by_column = ("_start",)

    def __init__(self, window: tuple[int, int], length: int, stream: int, columns: int) -> None:
        self._window, self._length, self._stream = window, length, stream
        self._start: Array = np.full(columns, np.inf)  # drawn in period 1

    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """From where luck has it begin."""
        if period == 1:
            first, last = self._window
            drawn = luck.uniforms_of(self._stream, np.zeros(columns, np.int64))
            self._start = first + np.floor(drawn * (last - first + 1))
        there: Flags = (period >= self._start) & (period < self._start + self._length)
        return there

    def next_start(self, period: int) -> Array:
        """The start, until it is there."""
        return np.where(self._start > period, self._start, np.inf)


class ByChance(Timing):
    """On and off by chance: a Markov chain, with one uniform a period."""

    by_column = ("_on",)

    def __init__(self, chance: Chance, stream: int, columns: int) -> None:
        self._chance, self._stream = chance, np.array([stream], np.uint64)
        self._on: Flags = np.zeros(columns, bool)

    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """Where it is on it may be over, and is then off for this period at least; elsewhere it may begin."""
        (drawn,) = luck.uniforms(self._stream)
        self._on = (self._on & (drawn >= self._chance.up)) | (~self._on & (drawn < self._chance.down))
        return self._on


class AgainAndAgain(Timing):
    """Spells that begin so long after the end of the one before, and last so long: numbers, or drawn from laws."""

    by_column = ("_spells", "_start", "_end")

    def __init__(self, every: GivenPeriods, lasts: GivenPeriods, name: str, columns: int) -> None:
        self._every, self._lasts = every, lasts
        self._streams = [stream_address(f"disruption {what}", name) for what in ("every", "lasts")]
        self._spells: Ints = np.zeros(columns, np.int64)  # drawn so far
        self._start, self._end = np.zeros((2, columns))  # the last one drawn: on from the start until before the end

    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """In the last spell drawn; when it is over the next one is drawn."""
        over = period >= np.maximum(self._end, 1.0)
        if over.any():
            waits = _drawn(self._every, luck, self._streams[0], self._spells)
            stays = _drawn(self._lasts, luck, self._streams[1], self._spells)
            last_on = np.maximum(self._end - 1.0, 0.0)
            self._start = np.where(over, last_on + waits, self._start)
            self._end = np.where(over, self._start + stays, self._end)
            self._spells = self._spells + over
        there: Flags = period >= self._start
        return there


class Triggered(Timing):
    """On for some periods from a delay after each onset of another.

    It goes through the other's luck by itself, as much later as the delay is.
    """

    by_column = ("_other_on", "_last_onset")

    def __init__(self, other: Timing, delay: int, length: int, columns: int) -> None:
        self.other, self._delay, self._length = other, delay, length
        self._other_on: Flags = np.zeros(columns, bool)
        self._last_onset: Array = np.full(columns, -np.inf)  # of the other, a delay ago

    def on(self, period: int, luck: Luck, columns: int) -> Flags:
        """As long as the last onset of the other lasts here."""
        then = period - self._delay
        if then >= 1:
            on = self.other.on(then, _Earlier(luck, then, columns), columns)
            self._last_onset = np.where(on & ~self._other_on, then, self._last_onset)
            self._other_on = on
        there: Flags = then < self._last_onset + self._length
        return there

    def joined(self, parts: Sequence[tuple[Timing, Ints]]) -> Timing:
        """With the other's columns."""
        made = super().joined(parts)
        assert isinstance(made, Triggered)
        others = [(timing.other, at) for timing, at in parts if isinstance(timing, Triggered)]
        made.other = self.other.joined(others)
        return made


class _Earlier:
    """The luck of an earlier period."""

    def __init__(self, luck: Luck, period: int, columns: int) -> None:
        self._luck, self._then = luck, np.full(columns, period - 1)

    def uniforms(self, streams: UInt64s) -> Array:
        """Those of that period."""
        return np.stack([self._luck.uniforms_of(int(stream), self._then) for stream in streams])

    def uniforms_of(self, stream: int, periods: Ints) -> Array:
        """As ever: these have a period of their own."""
        return self._luck.uniforms_of(stream, periods)


def timing_of(table: Disruption, named: Mapping[str, Disruption], columns: int) -> Timing:
    """When the disruption of a table is on; `named` are all of the scenario, by name."""
    source = table.cause or table.name
    stream = stream_address("disruption", source)
    if table.after is not None:
        return Triggered(timing_of(named[table.after], named, columns), table.delay, table.length, columns)
    if table.window is not None:
        return InWindow(table.window, table.length, stream, columns)
    if table.chance is not None:
        return ByChance(table.chance, stream, columns)
    if table.every is not None:
        return AgainAndAgain(table.every, 1 if table.lasts is None else table.lasts, source, columns)
    if table.start is not None:
        return Recorded([(table.start, table.length)])
    return Recorded(_spells(table.periods))


def _spells(periods: Sequence[int]) -> list[tuple[int, int]]:
    """Periods in order, as (start, length) of those that follow each other."""
    spells: list[tuple[int, int]] = []
    for period in periods:
        if spells and sum(spells[-1]) == period:
            spells[-1] = spells[-1][0], spells[-1][1] + 1
        else:
            spells.append((period, 1))
    return spells


def _drawn(given: GivenPeriods, luck: Luck, stream: int, spells: Ints) -> Array | float:
    """Whole periods of the spell after so many (columns,)."""
    return given.quantile(luck.uniforms_of(stream, spells)) if isinstance(given, Law) else float(given)
