"""When a disruption is on, and how much of it is there, period by period from the start of the run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.oracle.luck import Luck

__all__ = ["Storm", "storms_of"]

FAINT = 0.01  # of the severity: less is over


@dataclass(frozen=True)
class Storm:
    """A disruption in one replication."""

    table: Any  # of the scenario
    on: list[bool]  # in periods 1, 2, ...
    strength: list[float]  # likewise

    def at(self, period: int) -> float:
        """How much of it is there."""
        return self.strength[period - 1]

    @property
    def onsets(self) -> list[int]:
        return onsets(self.on)


def storms_of(tables: Sequence[Any], luck: Luck, periods: int) -> list[Storm]:
    """All disruptions of a run."""
    named = {table.name: table for table in tables}
    storms = []
    for table in tables:
        on = days(table, named, luck, periods)
        storms.append(Storm(table, on, strengths(table, on)))
    return storms


def days(table: Any, named: Mapping[str, Any], luck: Luck, periods: int) -> list[bool]:
    """Whether it is on in each period."""
    if table.after is not None:
        first = onsets(days(named[table.after], named, luck, periods))
        return within([(start + table.delay, table.length) for start in first], periods)
    kinds: dict[str, Callable[[Any, Luck, int], list[bool]]] = {
        "start": fixed, "window": in_a_window, "chance": by_chance, "every": again_and_again, "periods": recorded,
    }  # fmt: skip
    kind = next(name for name in kinds if getattr(table, name) not in (None, ()))
    return kinds[kind](table, luck, periods)


def fixed(table: Any, luck: Luck, periods: int) -> list[bool]:
    return within([(table.start, table.length)], periods)


def in_a_window(table: Any, luck: Luck, periods: int) -> list[bool]:
    """Each period of the window alike."""
    first, last = table.window
    start = first + math.floor(luck.uniform(1, "disruption", source(table)) * (last - first + 1))
    return within([(start, table.length)], periods)


def by_chance(table: Any, luck: Luck, periods: int) -> list[bool]:
    """One uniform a period: off, it may begin; on, it may be over, and then it is off for this period at least."""
    on: list[bool] = []
    for period in range(1, periods + 1):
        drawn = luck.uniform(period, "disruption", source(table))
        on.append(drawn >= table.chance.up if on and on[-1] else drawn < table.chance.down)
    return on


def again_and_again(table: Any, luck: Luck, periods: int) -> list[bool]:
    """So many periods after the end of the one before, and for so many."""
    lasts = 1 if table.lasts is None else table.lasts
    spells: list[tuple[int, int]] = []
    end = 0
    while end < periods:
        k = len(spells) + 1
        start = end + whole_draw(table.every, luck, k, "disruption every", source(table))
        spells.append((start, whole_draw(lasts, luck, k, "disruption lasts", source(table))))
        end = start + spells[-1][1] - 1
    return within(spells, periods)


def recorded(table: Any, luck: Luck, periods: int) -> list[bool]:
    return within([(period, 1) for period in table.periods], periods)


def whole_draw(given: Any, luck: Luck, k: int, purpose: str, name: str) -> int:
    """The k-th draw of a law of whole periods."""
    if isinstance(given, int | float):
        return int(given)
    return int(given.quantile(np.array([luck.uniform(k, purpose, name)]))[0])


def source(table: Any) -> str:
    """Whose luck it is: that of the cause, if it has one."""
    return str(table.cause or table.name)


def within(spells: Sequence[tuple[int, int]], periods: int) -> list[bool]:
    """Periods that lie in one of these (start, length)."""
    return [any(start <= t < start + length for start, length in spells) for t in range(1, periods + 1)]


def onsets(on: Sequence[bool]) -> list[int]:
    """The periods in which it is on, and was not before."""
    return [k + 1 for k, there in enumerate(on) if there and not (k and on[k - 1])]


def strengths(table: Any, on: Sequence[bool]) -> list[float]:
    """All of it while it is on; then less and less."""
    severity = 1.0 if table.severity is None else float(table.severity)
    return [severity * left for left in shares_left(table.recovery, on)]


def shares_left(recovery: Any, on: Sequence[bool]) -> Iterator[float]:
    since = math.inf  # periods since it was on last
    for there in on:
        since = 0 if there else since + 1
        yield left_after(recovery, since)


def left_after(recovery: Any, since: float) -> float:
    """The share that is left so many periods after the last one in which it was on."""
    if since == 0:
        return 1.0
    if recovery is None or recovery.shape == "step" or since == math.inf:
        return 0.0
    if recovery.shape == "linear":
        return max(1 - since / (int(recovery.periods) + 1), 0.0)
    left = math.exp(-since / float(recovery.periods)) if recovery.periods else 0.0
    return left if left >= FAINT else 0.0
