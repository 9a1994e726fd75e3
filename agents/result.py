"""What came out of a run: tables of measures with intervals, the history, and files of both."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.measures import MEASURES
from bullwhip.network.moments import Estimate, Moments
from bullwhip.network.record import Recorder
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

if TYPE_CHECKING:  # pandas takes a third of a second: it is loaded when a table is asked for
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Result", "write_tables"]


@dataclass(frozen=True, eq=False)
class Result:
    """The outcome of `run`.

    `costs` (replications,) is the whole network's cost in each replication.
    """

    scenario: Scenario
    network: Network
    seed: int
    replications: int
    periods: int
    costs: Array
    by_stockpoint: Moments
    whole: Moments
    records: tuple[Recorder, ...] = ()

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Measures by stockpoint, tidy: site, item, measure, unit, mean, low, high (a 95% interval; NaN if unknown)."""
        import pandas as pd

        points = [self.network.stockpoints[row] for row in self.network.listing]
        frames = []
        for name, mean, low, high in self._estimates(self.by_stockpoint):
            rows = self.network.listing
            frames.append(
                pd.DataFrame(
                    {
                        "site": [point.site for point in points],
                        "item": [point.item for point in points],
                        "measure": name,
                        "unit": MEASURES[name].unit,
                        "mean": mean[rows],
                        "low": low[rows],
                        "high": high[rows],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Measures of the whole network: measure, unit, mean, low, high."""
        import pandas as pd

        rows = [(name, MEASURES[name].unit, m[0], lo[0], hi[0]) for name, m, lo, hi in self._estimates(self.whole)]
        return pd.DataFrame(rows, columns=["measure", "unit", "mean", "low", "high"])

    @cached_property
    def history(self) -> pd.DataFrame:
        """Every quantity by period, site, item and replication, in units.  Raises BullwhipError if not recorded."""
        if not self.records:
            raise BullwhipError("the history of this run was not recorded; run it again with record=True")
        import pandas as pd

        return pd.concat([record.frame() for record in self.records], ignore_index=True)

    @cached_property
    def certain(self) -> bool:
        """Whether every replication is like the first, so that nothing needs an interval."""
        return not self.network.random and bool((self.costs == self.costs[0]).all())

    @property
    def recorded(self) -> bool:
        """Whether there is a history."""
        return bool(self.records)

    def table(self, *measures: str) -> pd.DataFrame:
        """Means of some measures (all if none is named), a row for every stockpoint and a column for every measure.

        Raises BullwhipError.
        """
        import pandas as pd

        for name in measures:
            if self.estimate(name) is None:
                raise BullwhipError(
                    f"measure: found {name!r}, which this run did not observe; run it with observe=True"
                )

        chosen = self.summary[self.summary["measure"].isin(measures)] if measures else self.summary
        points = [self.network.stockpoints[row] for row in self.network.listing]
        places = pd.MultiIndex.from_tuples([(point.site, point.item) for point in points], names=["site", "item"])
        wide = chosen.pivot(index=["site", "item"], columns="measure", values="mean").reindex(places)
        return wide[[name for name in MEASURES if name in wide.columns]] if not measures else wide[list(measures)]

    def as_dict(self) -> dict[str, Any]:
        """The result as `bullwhip run --json` prints it; what is unknown is None."""
        sites: dict[str, dict[str, dict[str, dict[str, float | None]]]] = {}
        points = [self.network.stockpoints[row] for row in self.network.listing]
        rows: list[int] = self.network.listing.tolist()
        for name, mean, low, high in self._estimates(self.by_stockpoint):
            for row, point in zip(rows, points, strict=True):
                figures = {"mean": _number(mean[row]), "low": _number(low[row]), "high": _number(high[row])}
                sites.setdefault(point.site, {}).setdefault(point.item, {})[name] = figures
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "periods": self.periods,
            "sites": sites,
            "network": {
                name: {"mean": _number(mean[0]), "low": _number(low[0]), "high": _number(high[0])}
                for name, mean, low, high in self._estimates(self.whole)
            },
        }

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict())

    def plot(self) -> Figure:
        """Stock and backlog by site, orders against customers' demand, bullwhip by site: one figure."""
        from bullwhip.agents.plots import overview

        return overview(self)

    def save(self, folder: str | Path) -> list[Path]:
        """Write the tables into a folder, as CSV and Parquet; the files written."""
        tables = {"summary": self.summary, "network": self.totals}
        if self.recorded:
            tables["history"] = self.history
        return write_tables(tables, Path(folder))

    def estimate(self, measure: str, network: bool = False) -> Estimate | None:
        """A measure of every row (of the whole network: of its one entity) with its interval; None if not observed.

        Rows are in the order of the arrays; `network.listing` takes them to that of the scenario file.  Raises
        BullwhipError.
        """
        if measure not in MEASURES:
            raise BullwhipError(f"measure: found {measure!r}, which is none; {suggest(measure, MEASURES)}")
        return self._estimate(self.whole if network else self.by_stockpoint, measure)

    def _estimate(self, moments: Moments, measure: str) -> Estimate | None:
        return moments.estimate(MEASURES[measure], certain=self.certain)

    def _estimates(self, moments: Moments) -> Iterator[tuple[str, Array, Array, Array]]:
        for name in MEASURES:
            estimate = self._estimate(moments, name)
            if estimate is not None:
                yield name, estimate.mean, estimate.low, estimate.high


def write_tables(tables: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table into a folder as NAME.csv and NAME.parquet; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
        table.to_parquet(folder / f"{name}.parquet", index=False)
        written += [folder / f"{name}.csv", folder / f"{name}.parquet"]
    return written


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
