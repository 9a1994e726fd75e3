"""One policy in one world: its figures by replication, so that two policies can be compared luck by luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import bullwhip as bw
from bullwhip.network.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REPLICATIONS", "Outcome", "covered", "lean", "run"]

REPLICATIONS = 200
COLUMNS = ("on_hand", "backlog", "lost", "asked", "shipped", "outdated", "holding_cost", "capital_cost")


@dataclass(frozen=True, eq=False)
class Outcome:
    """The figures of a run, (replications,) each."""

    cost: Array
    profit: Array
    history: pd.DataFrame
    periods: int

    def total(
        self, column: str, site: str | None = None, first: int = 1, last: int | None = None, item: str | None = None
    ) -> Array:
        """A column of the history summed over periods, at a site, of an item, or of all."""
        table = self.history
        chosen = (table["period"] >= first) & (table["period"] <= (last or self.periods))
        for name, wanted in (("site", site), ("item", item)):
            if wanted is not None:
                chosen &= table[name] == wanted
        return np.asarray(table[chosen].groupby("replication")[column].sum(), float)

    def mean(self, column: str, site: str | None = None) -> Array:
        """A column of the history, summed over stockpoints, in the mean over periods."""
        return self.total(column, site) / self.periods

    def short(self, site: str) -> Array:
        """Periods at whose end customers of a site wait, or in which some of them go."""
        table = self.history[self.history["site"] == site]
        lacking = (table["backlog"] > 0) | (table["lost"] > 0)
        return np.asarray(lacking.groupby(table["replication"]).sum(), float)


def run(scenario: bw.Scenario, replications: int = REPLICATIONS, seed: int | None = None) -> Outcome:
    """The figures of a scenario; all that are compared have the same replications and seed, and so the same luck."""
    result = bw.run(scenario, replications, seed=seed, record=list(COLUMNS), measures=["fill_rate"])
    return Outcome(result.costs, result.profits, result.history, result.periods)


def lean(rate: float, buffer: float) -> dict[str, Any]:
    """Just in time: order what was used, and keep a small buffer."""
    return {"type": "just-in-time", "rate": rate, "buffer": buffer}


def covered(mean: float, cover: float, alpha: float = 0.1) -> dict[str, Any]:
    """Just in case: keep so many periods of forecast demand."""
    return {
        "type": "just-in-case",
        "forecast": {"type": "exponential", "alpha": alpha, "initial": mean},
        "cover": cover,
    }
