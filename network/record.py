"""The history of a run, when it is asked for: quantities of every stockpoint, period and replication, or of some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.costs import Costs, costs_of
from bullwhip.network.engine import Engine
from bullwhip.network.quantities import COSTS, QUANTITIES, CostQuantity, Quantity
from bullwhip.network.tally import is_order
from bullwhip.network.topology import Network

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COSTLY", "HISTORY", "NOTED", "PLAYED", "Recorder", "Selection", "history", "memory_of"]


# What a history tells of each period, besides where and when it was: period (from 1), site, item, replication (from 0).
HISTORY: dict[str, Quantity | CostQuantity] = {
    **{name: quantity for name, quantity in QUANTITIES.items() if quantity.recorded},
    **COSTS,
}
ACCOUNT = "cash"  # what is there at the start, and all payments since, summed up
NOTED = tuple(name for name in HISTORY if name not in COSTS and name != ACCOUNT)  # these are worked out from the others
PLAYED = tuple(name for name in NOTED if QUANTITIES[name].played)  # in a game's tables
COSTLY = ("on_hand", "backlog", "in_transit", "order", "lost", "outdated")  # costs take these, and money itself
_PLACE = 8 + 8 + 2 * 4  # bytes of a row's period, replication, site and item


@dataclass(frozen=True, eq=False)
class Selection:
    """The part of a history that is kept."""

    columns: tuple[str, ...]  # of HISTORY
    rows: Ints  # stockpoints, in the order in which the history lists them
    periods: range  # counted from 0

    @staticmethod
    def everything(network: Network, periods: int) -> Selection:
        """Nothing left out."""
        return Selection(tuple(HISTORY), network.listing, range(periods))

    @property
    def noted(self) -> tuple[str, ...]:
        """The quantities that must be noted during the run."""
        needed = {*self.columns, *(COSTLY if self.of_money else ())}
        return tuple(name for name in NOTED if name in needed)

    @property
    def of_money(self) -> bool:
        """Whether any of it is worked out from what things cost."""
        return not {ACCOUNT, *COSTS}.isdisjoint(self.columns)

    def whole(self, network: Network, periods: int) -> bool:
        """Whether nothing is left out that can be noted."""
        return self.noted == NOTED and len(self.rows) == network.rows and len(self.periods) == periods


def memory_of(selection: Selection, replications: int) -> int:
    """The memory that a history takes, in bytes: what is noted in the run, and then its table."""
    rows = len(selection.periods) * len(selection.rows) * replications
    return rows * (8 * (len(selection.noted) + len(selection.columns)) + _PLACE)


class Recorder:
    """Notes what can be read off an engine at the end of each period."""

    def __init__(
        self,
        network: Network,
        periods: int,
        replications: int,
        first_replication: int = 0,
        selection: Selection | None = None,
    ) -> None:
        self.network = network
        self.first_replication = first_replication
        self.replications = replications
        self.selection = selection if selection is not None else Selection.everything(network, periods)
        self.whole = self.selection.whole(network, periods)
        self.periods = 0  # noted so far
        self._typical: Array = np.zeros(network.rows)
        kept = len(self.selection.periods), len(self.selection.rows), replications
        # (periods, stockpoints, replications); stockpoints in the order of the network's rows where all are kept
        self.columns: dict[str, Array] = {name: np.empty(kept) for name in self.selection.noted}
        self._besides = readings.named_beside_quantities(network) if self.selection.of_money else ()
        self.columns |= {name: np.empty(kept) for name in self._besides}
        self._balance: Array = np.repeat(network.cash[self._rows_kept, None], replications, axis=1)  # before the first

    def __repr__(self) -> str:
        kept = self.selection
        return (
            f"<Recorder: {', '.join(self.columns)} of {len(kept.rows):,} stockpoints, {self.periods:,} periods and "
            f"{self.replications:,} replications>"
        )

    def take(self, engine: Engine) -> None:
        """Note the period that has just ended, if it is wanted."""
        before = engine.period < self.selection.periods.start and ACCOUNT in self.selection.columns
        if not before and engine.period not in self.selection.periods:
            return
        rows = slice(0, engine.network.rows)
        self._typical = engine.tally.typical
        figures = {name: QUANTITIES[name].read(engine, rows) for name in self.selection.noted}
        if self._besides:
            figures |= readings.beside_quantities(engine.network, engine.state, rows, engine.settled)
        if before:
            kept = self._rows_kept
            self._balance = self._balance + self._costs({name: of[kept] for name, of in figures.items()}).cash_flow
        else:
            self.note(figures)

    def note(self, figures: Mapping[str, Array]) -> None:
        """Note the next period: (stockpoints, replications) of every column, for all rows of the network."""
        for name, values in self.columns.items():
            values[self.periods] = figures[name][self._rows_kept]
        self.periods += 1

    def values(self, column: str) -> Array:
        """A column of the history: (periods, stockpoints, replications), as they are listed."""
        at = self._rows_at
        if column in self.columns:
            return self.columns[column][: self.periods][:, at]
        costs = self._costs({name: values[: self.periods] for name, values in self.columns.items()})
        if column == ACCOUNT:
            return np.cumsum(np.concatenate([self._balance[None], costs.cash_flow]), axis=0)[1:, at]
        return COSTS[column].kind(costs)[:, at]

    def _costs(self, noted: Mapping[str, Array]) -> Costs:
        """What things cost: (..., stockpoints, replications), as the columns have them."""
        rows = self._rows_kept
        placed = is_order(noted["order"], self._typical[rows]).astype(np.float64)
        return costs_of(self.network, {**noted, "placed": placed}, rows=rows)

    @property
    def _rows_kept(self) -> Ints | slice:
        """Which rows of the network are in the columns."""
        return slice(None) if self.whole else self.selection.rows

    @property
    def _rows_at(self) -> Ints | slice:
        """Where the stockpoints of the history are in the columns."""
        return self.selection.rows if self.whole else slice(None)

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a period (from 1), stockpoint (in the order of the scenario file) and replication (from 0)."""
        return history([self], columns)


def history(records: Sequence[Recorder], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table of what was recorded of consecutive replications, with some columns, or all that were asked for.

    Its rows are in the order of periods, stockpoints, replications, whichever of these were run together.
    """
    import pandas as pd

    kept = records[0].selection
    points = [records[0].network.stockpoints[row] for row in kept.rows]
    bounds = np.cumsum([0, *(record.replications for record in records)])

    def joined(values: Callable[[Recorder], Array | Ints], kind: type[np.generic] = np.float64) -> Any:
        out = np.empty((records[0].periods, len(points), bounds[-1]), kind)
        for record, start, stop in zip(records, bounds, bounds[1:], strict=False):
            out[..., start:stop] = values(record)
        return out.ravel()

    def names(parts: list[str]) -> pd.Series[str]:
        numbers = {name: number for number, name in enumerate(dict.fromkeys(parts))}
        codes = np.array([numbers[part] for part in parts])[None, :, None]
        kind: Any = pd.CategoricalDtype(list(numbers))
        return pd.Series(pd.Categorical.from_codes(joined(lambda record: codes, np.int32), dtype=kind))

    def told(name: str) -> Any:
        return joined(lambda record: record.values(name))

    first = kept.periods.start + 1
    return pd.DataFrame(
        {
            "period": joined(lambda record: np.arange(first, first + record.periods)[:, None, None], np.int64),
            "site": names([point.site for point in points]),
            "item": names([point.item for point in points]),
            "replication": joined(lambda record: np.arange(record.replications) + record.first_replication, np.int64),
            **{name: told(name) for name in columns or kept.columns},
        }
    )
