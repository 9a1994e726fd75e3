"""What a load test saw: how long orders took, and how long after the last order everybody had the new week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

__all__ = ["LIMITS", "Figures", "Ledger", "quantile"]

LIMITS = (0.25, 1.0)  # s: the 99th percentiles of an order and of the last seat's new week that a class bears


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile; of few values the next larger one, so that the worst is not averaged away."""
    return float(np.quantile(values, share, method="higher")) if values else float("nan")


@dataclass
class Ledger:
    """Written by all players of a run.  A group is who waits for each other: a team, or the whole class."""

    orders: list[float] = field(default_factory=list)  # s, from sending an order to its acknowledgement
    errors: Counter[str] = field(default_factory=Counter)
    _sent: dict[tuple[Hashable, int], float] = field(default_factory=dict)
    _seen: dict[tuple[Hashable, int], list[float]] = field(default_factory=lambda: defaultdict(list))

    def sent(self, group: Hashable, week: int, at: float) -> None:
        """A player sends an order."""
        self._sent[group, week] = max(at, self._sent.get((group, week), at))

    def seen(self, group: Hashable, week: int, at: float) -> None:
        """A player sees what follows a week: the next one, or the end."""
        self._seen[group, week].append(at)

    def waits(self) -> list[list[float]]:
        """For each group and week that it ordered in: s from its last order being sent to each one's new week."""
        return [[at - sent for at in self._seen[key]] for key, sent in self._sent.items() if self._seen.get(key)]

    def views(self) -> int:
        """How many new weeks were seen."""
        return sum(len(group) for group in self.waits())


@dataclass(frozen=True)
class Figures:
    """A run in a few figures; times in seconds."""

    name: str
    seats: int
    orders: Sequence[float]
    each: Sequence[float]  # every seat's new week
    last: Sequence[float]  # the last seat's, of every group and week
    errors: Counter[str]
    memory: float  # MB, at most, of all processes of the server
    busy: float  # s of processor time that the server needed
    took: float  # s that the run took

    @classmethod
    def of(cls, name: str, seats: int, weeks: int, ledger: Ledger, memory: float, busy: float, took: float) -> Figures:
        """The figures of a run in which every seat should have seen all weeks."""
        waits = ledger.waits()
        errors = Counter(ledger.errors)
        errors.update({"a week that a seat never got": seats * weeks - ledger.views()})
        return cls(
            name=name,
            seats=seats,
            orders=ledger.orders,
            each=[wait for group in waits for wait in group],
            last=[max(group) for group in waits],
            errors=+errors,
            memory=memory,
            busy=busy,
            took=took,
        )

    @property
    def order(self) -> float:
        """The 99th percentile of an order."""
        return quantile(self.orders, 0.99)

    @property
    def week(self) -> float:
        """The 99th percentile of the last seat's new week."""
        return quantile(self.last, 0.99)

    @property
    def work(self) -> float:
        """Processor time for one seat and week: what others do on the same computer changes it little."""
        return self.busy / max(1, len(self.each))

    @property
    def holds(self) -> bool:
        """Whether a class bears it: no error, and both times within the limits."""
        return not self.errors and self.order < LIMITS[0] and self.week < LIMITS[1]

    def line(self) -> str:
        """One line of a table."""

        def both(values: Sequence[float]) -> str:
            return f"{1000 * quantile(values, 0.5):7.0f} /{1000 * quantile(values, 0.99):7.0f} ms"

        return (
            f"{self.name:30s} {self.seats:5d} seats  order {both(self.orders)}  new week {both(self.each)}  "
            f"last seat's {both(self.last)}  {self.memory:5.0f} MB  {self.busy / self.took:4.2f} cores  "
            f"{1000 * self.work:5.1f} ms a seat's week  "
            f"errors {dict(self.errors) or 0}"
        )
