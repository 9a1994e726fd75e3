"""A storm: a disruption as it comes and goes in some columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, joined_columns
from bullwhip.network.disruptions.timings import Luck, timing_of
from bullwhip.network.scenario.disruption import Disruption, Recovery

__all__ = ["Storm"]

_FAINT = 0.01  # of what it is at first: less is over


class Storm:
    """A disruption, and how much of it is there in the last period that it went through."""

    _by_column = ("intensity", "begins", "_on", "_since")

    def __init__(self, table: Disruption, named: Mapping[str, Disruption], columns: int) -> None:
        """Before period 1; `named` are all disruptions of the scenario, by name."""
        self.table = table
        self.active = False  # whether anything of it is there in any column
        self.intensity: Array = np.zeros(columns)  # 0 to 1
        self.begins: Flags = np.zeros(columns, bool)  # where it is on, and was not in the period before
        self.timing = timing_of(table, named, columns)
        self._on: Flags = np.zeros(columns, bool)
        self._since: Array = np.full(columns, np.inf)  # periods since it was on last

    def advance(self, period: int, luck: Luck) -> None:
        """Go through a period, counted from 1; periods are gone through in turn."""
        before = self._on
        self._on = self.timing.on(period, luck, before.size)
        self.begins = self._on & ~before
        if self.table.recovery is None:
            self.intensity = self._on.astype(np.float64) * self.table.share
        else:
            self._since = np.where(self._on, 0.0, self._since + 1.0)
            self.intensity = self.table.share * left_after(self.table.recovery, self._since)
        self.active = bool(self.intensity.any())

    def announced(self, period: int) -> Array | float:
        """Periods until it begins, where that has been announced; inf elsewhere: (columns,), or the same for all."""
        wait = self.timing.next_start(period) - period
        return np.where(wait <= self.table.announced, wait, np.inf)

    @staticmethod
    def joined(parts: Sequence[tuple[Storm, Ints]]) -> Storm:
        """The same of some columns of others, of one disruption and in this order; those stay as they are."""
        first, _ = parts[0]
        made = copy(first)
        for name in Storm._by_column:
            setattr(made, name, joined_columns([(getattr(storm, name), at) for storm, at in parts]))
        made.timing = first.timing.joined([(storm.timing, at) for storm, at in parts])
        made.active = bool(made.intensity.any())
        return made


def left_after(recovery: Recovery, since: Array) -> Array:
    """The share that is left, so many periods after the last one in which it was on: (columns,)."""
    if recovery.shape == "step":
        return np.where(since == 0.0, 1.0, 0.0)
    if recovery.shape == "linear":
        return np.maximum(1.0 - since / (recovery.periods + 1), 0.0)
    left = np.exp(-since / recovery.periods)
    return np.where(left >= _FAINT, left, 0.0)
