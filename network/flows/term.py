"""Steps and terms: what a period is made of.

A step is one thing that happens to the rows of a segment.  A term is a thing that not everybody needs (goods that go
back, claims by age, ...): one file under terms/, with its kernels, what it keeps, where it applies, and its steps.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.state import Kept, State
from bullwhip.network.tally import Tally
from bullwhip.network.topology import Network

__all__ = ["Period", "Phase", "Segment", "Step", "Term"]


class Phase(IntEnum):
    """The phases of a period, as network/README.md has them, in their order.

    Steps of a phase are taken for a level at once, in this order: what replaces the common steps, or these; then those
    of terms, by the names of their files.  Who must act after all stock is given out takes LOSE, not FILL: claims are
    filled there by `ages`, where they are first-come (it keeps claims by age of its own, beside what is owed), and by
    `rounds`.  `returns` serves rows with one claimant whole, from RECEIVE through ACCOUNT.
    """

    ARRIVE = 0  # what happens to goods and orders before they are there
    UNLOAD = 1  # what of it may come in
    RECEIVE = 2
    DEMAND = 3
    FILL = 4
    LOSE = 5
    EXPIRE = 6
    ACCOUNT = 7


class Period(Protocol):
    """A period under way, as steps take it: the engine."""

    network: Network
    state: State
    tally: Tally
    demand: Array  # (markets, replications) of this period
    key: np.uint64  # of the luck of allocation
    seen: Callable[[Any, slice], Mapping[str, Array]]  # what agents see of some rows of a period, by name

    def uniforms(self, streams: UInt64s) -> Array:
        """A uniform for each stream and column: (streams, columns)."""


class Step(NamedTuple):
    """What happens in a phase, after what is common; or in the place of that, from it `through` another.

    It is left out where rows are served whole by a loop that does as much (`in_loop`).
    """

    phase: Phase
    take: Callable[[Period], None]
    through: Phase | None = None
    in_loop: bool = False


class Segment(NamedTuple):
    """Neighbouring rows of a level that go through a period alike."""

    first: int
    last: int
    one_claimant: bool  # each, a unit for a unit, and one lane that replenishes it

    @property
    def rows(self) -> tuple[int, int]:
        """The first one, and the one after the last."""
        return self.first, self.last


class Term(Kept):
    """What a term keeps of some columns, and what it does.

    Arrays (..., columns) that are taken apart with the columns are named in `by_column`; all else is the same for all.
    Keys are at hand by lane and by row in `network.of_lanes` and `network.of_rows` (keyed.py), under the names that the
    models give them.  Whole units that a share is taken of are rounded by luck, so that they are right on average.
    """

    form: Ints  # (stockpoints,) rows that it treats alike have the same number; 0: it has nothing to do with them

    @classmethod
    @abstractmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Term:
        """The term as it is before the first period; `lowest` (stockpoints,) is the smallest order of each row."""

    @abstractmethod
    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """Its steps for a segment whose rows have this number, other than 0.

        What it keeps changes hands when columns are joined: steps find it in `period.state.term(...)`.
        """

    @property
    def applies(self) -> bool:
        """Whether it has to do with anything."""
        return bool(self.form.any())

    @property
    def apart(self) -> Flags | None:
        """(stockpoints,) Those that it takes steps of between claims and fill: no loop serves them whole."""
        return None

    @property
    def irregular(self) -> Flags | None:
        """(stockpoints,) Those whose goods do not always travel as long as their lanes say; None if there are none."""
        return None

    def begin(self, period: Period) -> None:
        """A period begins, if the term applies anywhere."""

    def wanted(self, period: Period, demand: Array) -> Array:
        """What customers ask for (markets, columns) in the period that `begin` began, where the tape has `demand`.

        The demand is not written to; what is given back is rounded where units are whole.
        """
        del period
        return demand

    def settled(self, period: Period, level: slice) -> None:
        """The rows of a level are about to decide, if the term applies anywhere."""

    def ordered(self, period: Period, first: int, orders: Array, undivided: Flags | None) -> None:
        """The rows from `first` on have ordered, if the term applies anywhere.

        `orders` are (rows, columns), or (lanes, rows, columns) of the lanes that replenish each, the fastest first;
        `undivided` (rows, columns) says where these are an order on all lanes together, None nowhere.
        """

    def posted(self, period: Period, first: int, last: int) -> None:
        """What the rows from `first` to `last` have ordered is in the mail of their lanes, if the term applies."""

    def outward(self, period: Period) -> None:
        """The outside world has sent what it is asked for at once, if the term applies anywhere."""

    def ended(self, period: Period) -> None:
        """All has been sent, if the term applies anywhere."""
