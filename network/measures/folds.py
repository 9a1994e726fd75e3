"""What measures sum up themselves, period by period, beside the sums that a run has for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.costs import costs_of
from bullwhip.network.engine import Engine
from bullwhip.network.errors import suggest
from bullwhip.network.measures.measure import Blame, Measure
from bullwhip.network.quantities import COSTS, QUANTITIES
from bullwhip.network.record import COSTLY

__all__ = ["Now", "OwnFolds"]


class Now(Mapping[str, Array]):
    """The quantities of the period that has just ended, by name: each is read when it is first asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """(stockpoints, replications), for reading only.  Raises KeyError."""
        if name not in QUANTITIES and name not in COSTS:
            raise KeyError(f"found {name!r}, which is no quantity; {suggest(str(name), self)}")
        if name not in self._read:
            values = self._costs(name) if name in COSTS else self._units(name)
            values.flags.writeable = False
            self._read[name] = values
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*QUANTITIES, *COSTS))

    def __len__(self) -> int:
        return len(QUANTITIES) + len(COSTS)

    def _units(self, name: str) -> Array:
        rows = slice(0, self._engine.network.rows)
        return np.array(QUANTITIES[name].read(self._engine, rows))  # a copy: what a measure keeps stays what it was

    def _costs(self, name: str) -> Array:
        n, engine = self._engine.network, self._engine
        figures = {known: self[known] for known in COSTLY}
        figures["placed"] = engine.tally.is_order(figures["order"]).astype(np.float64)
        figures |= readings.beside_quantities(n, engine.state, slice(0, n.rows), engine.settled)
        return COSTS[name].kind(costs_of(n, figures))


class OwnFolds:
    """What is kept by those of some measures that have a fold of their own, by measure and name."""

    def __init__(self, measures: Iterable[Measure], warm_up: int) -> None:
        self.measures = [measure for measure in measures if measure.folds]
        self.warm_up = warm_up
        self.kept: dict[str, dict[str, Any]] = {measure.name: {} for measure in self.measures}

    def count(self, engine: Engine, blame: Blame) -> None:
        """Let them count the period that has just ended, after the warm-up; `blame` is what to raise of an error."""
        if not self.measures or engine.period < self.warm_up:
            return
        now = Now(engine)
        for measure in self.measures:
            try:
                measure.fold(self.kept[measure.name], now)
            except Exception as error:
                raise blame(measure, error) from error
