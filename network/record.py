"""The full history of a run, when it is asked for: every quantity of every stockpoint, period and replication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.engine import Engine
from bullwhip.network.topology import Network

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Recorder"]

COLUMNS = ("received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "order", "customer_demand")


class Recorder:
    """Notes what can be read off an engine at the end of each period."""

    def __init__(self, network: Network, periods: int, replications: int, first_replication: int = 0) -> None:
        self.network = network
        self.first_replication = first_replication
        self.periods = 0
        shape = (periods, network.rows, replications)
        self.columns: dict[str, Array] = {name: np.empty(shape) for name in COLUMNS}

    def take(self, engine: Engine) -> None:
        """Note the period that has just ended."""
        network, state, rows, period = engine.network, engine.state, slice(0, engine.network.rows), engine.period
        noted = {
            "received": readings.received(network, state, rows, period),
            "asked": readings.asked(network, state, engine.demand, rows, period),
            "shipped": readings.shipped(network, state, rows, period),
            "on_hand": state.on_hand,
            "backlog": readings.backlog(network, state, rows),
            "on_order": readings.on_order(network, state, rows),
            "in_transit": readings.in_transit(network, state, rows, period, engine.settled),
            "order": readings.last_order(network, state, rows, period),
            "customer_demand": readings.customer_demand(network, engine.demand, rows),
        }
        for name, values in noted.items():
            self.columns[name][self.periods] = values
        self.periods += 1

    def frame(self) -> pd.DataFrame:
        """One row a period (from 1), stockpoint (in the order of the scenario file) and replication (from 0)."""
        import pandas as pd

        listing = self.network.listing
        points = [self.network.stockpoints[row] for row in listing]
        replications = self.columns["order"].shape[2]
        each = self.periods * len(points)

        def names(parts: list[str]) -> pd.Series[str]:
            numbers = {name: number for number, name in enumerate(dict.fromkeys(parts))}
            codes = np.repeat([numbers[part] for part in parts], replications)
            kind = pd.CategoricalDtype(list(numbers))
            return pd.Series(pd.Categorical.from_codes(np.tile(codes, self.periods), dtype=kind))

        sites, items = names([point.site for point in points]), names([point.item for point in points])
        return pd.DataFrame(
            {
                "period": np.repeat(np.arange(1, self.periods + 1), len(points) * replications),
                "site": sites,
                "item": items,
                "replication": np.tile(np.arange(replications) + self.first_replication, each),
                **{name: values[: self.periods][:, listing].reshape(-1) for name, values in self.columns.items()},
            }
        )
