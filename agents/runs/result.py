"""What came out of a run: tables of measures with intervals, the history, and files of both."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.formats.saved import Saved
from bullwhip.agents.formats.sheets import MOST_ROWS, Worksheet, sheet_of, write_workbook
from bullwhip.agents.outcomes.by_site import site_estimates, sites_of
from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.agents.runs.shown import as_text, result_parts
from bullwhip.network.checks import names_in
from bullwhip.network.errors import BullwhipError
from bullwhip.network.moments import Estimate
from bullwhip.network.notebook import html_table
from bullwhip.network.record import history

if TYPE_CHECKING:  # pandas takes a third of a second: it is loaded when a table is asked for
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Result", "about_run", "sheets_of"]


@dataclass(frozen=True, eq=False, repr=False)
class Result(RunOutcome, Saved):
    """The outcome of `run`: printed, or shown in a notebook, its main measures.

    `costs` (replications,) is the whole network's cost in each replication, and `profits` revenue less it.
    """

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Measures by stockpoint, tidy: site, item, measure, unit, mean, low, high (a 95% interval; NaN if unknown)."""
        import pandas as pd

        points = [self.network.stockpoints[row] for row in self.network.listing]
        frames = []
        for name, found in self.estimates():
            rows = self.network.listing
            frames.append(
                pd.DataFrame(
                    {
                        "site": [point.site for point in points],
                        "item": [point.item for point in points],
                        "measure": name,
                        "unit": self.measures[name].unit,
                        "mean": found.mean[rows],
                        "low": found.low[rows],
                        "high": found.high[rows],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def by_site(self) -> pd.DataFrame:
        """Sums over the items of each site, tidy: site, items, measure, unit, mean, low, high.

        `items` is their number.  Of one item the interval is that of its stockpoint; of several none is known (NaN).
        """
        import pandas as pd

        sites = sites_of(self)
        counts = [len(rows) for rows in sites.values()]
        frames = [
            pd.DataFrame(
                {
                    "site": list(sites),
                    "items": counts,
                    "measure": name,
                    "unit": self.measures[name].unit,
                    "mean": estimate.mean,
                    "low": estimate.low,
                    "high": estimate.high,
                }
            )
            for name, estimate in site_estimates(self)
        ]
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Measures of the whole network: measure, unit, mean, low, high."""
        import pandas as pd

        rows = [
            (name, self.measures[name].unit, found.mean[0], found.low[0], found.high[0])
            for name, found in self.estimates(network=True)
        ]
        return pd.DataFrame(rows, columns=["measure", "unit", "mean", "low", "high"])

    @cached_property
    def history(self) -> pd.DataFrame:
        """What was recorded, a row for every period (from 1), site, item and replication (from 0).

        Quantities are in units, of the period or at its end: received, asked, shipped, on_hand, backlog, on_order
        (this period's order included), in_transit, order, lost, outdated, shrunk, destroyed, customer_demand.  Money of
        the period: cost, holding_cost, in_transit_cost, backlog_cost, order_cost, capital_cost, lost_cost,
        discard_cost, purchase_cost, production_cost, shipment_cost, revenue, profit; at its end: cash.
        network/MEASURES.md tells them in full.  `record` of `run` chooses among them.  Raises BullwhipError if nothing
        was recorded.
        """
        if not self.records:
            raise BullwhipError("the history of this run was not recorded; run it again with record=True")
        return history(self.records)

    def table(self, *measures: str | Collection[str]) -> pd.DataFrame:
        """Means of some measures (all if none is named), a row for every stockpoint and a column for every measure.

        Measures are named one by one or in a list.  Raises BullwhipError.
        """
        import pandas as pd

        wanted = names_in(measures)
        for name in wanted:
            self.estimate(name)  # raises for what is no measure at all
        self.check_taken("measure", wanted)
        chosen = self.summary[self.summary["measure"].isin(wanted)] if wanted else self.summary
        points = [self.network.stockpoints[row] for row in self.network.listing]
        places = pd.MultiIndex.from_tuples([(point.site, point.item) for point in points], names=["site", "item"])
        wide = chosen.pivot(index=["site", "item"], columns="measure", values="mean").reindex(places)
        return wide[list(wanted) or [name for name in self.measures if name in wide.columns]]

    def as_dict(self) -> dict[str, Any]:
        """The result as `bullwhip run --json` prints it; what is unknown is None."""
        sites: dict[str, dict[str, dict[str, dict[str, float | None]]]] = {}
        points = [self.network.stockpoints[row] for row in self.network.listing]
        rows: list[int] = self.network.listing.tolist()
        for name, found in self.estimates():
            for row, point in zip(rows, points, strict=True):
                sites.setdefault(point.site, {}).setdefault(point.item, {})[name] = _figures(found, row)
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "periods": self.periods,
            "sites": sites,
            "network": {name: _figures(found, 0) for name, found in self.estimates(network=True)},
            "by_site": self._by_site(),
        }

    def _by_site(self) -> dict[str, dict[str, dict[str, float | None]]]:
        told: dict[str, dict[str, dict[str, float | None]]] = {site: {} for site in sites_of(self)}
        for name, found in site_estimates(self):
            for at, figures in enumerate(told.values()):
                figures[name] = _figures(found, at)
        return told

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict())

    def plot(self) -> Figure:
        """Stock and backlog by site, orders against customers' demand, bullwhip by site: one figure."""
        from bullwhip.agents.pictures.run_picture import overview

        return overview(self)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name: summary, sites, network, and history if there is one."""
        tables = {"summary": self.summary, "sites": self.by_site, "network": self.totals}
        return tables | ({"history": self.history} if self.recorded else {})

    def write_xlsx(self, path: Path) -> None:
        """Write the workbook itself, as `write_whole` wants it done."""
        write_workbook(sheets_of(about_run(self), self.tables), path)

    def too_long_for_a_sheet(self) -> dict[str, int]:
        """The tables that a workbook leaves out, with their rows."""
        return {name: len(table) for name, table in self.tables.items() if len(table) > MOST_ROWS}

    def __repr__(self) -> str:
        return as_text(*result_parts(self))

    def _repr_html_(self) -> str:
        return html_table(*result_parts(self))


def about_run(result: Result) -> list[tuple[str, str | int]]:
    """Where the figures of a run come from, for who finds them in a file."""
    from importlib.metadata import version

    return [
        ("scenario", result.scenario.name),
        ("period", result.scenario.period),
        ("periods", result.periods),
        ("warm_up", result.scenario.warm_up),
        ("replications", result.replications),
        ("seed", str(result.seed)),  # a spreadsheet's numbers have 15 digits
        ("low and high", "ends of the 95% interval of a mean; empty where it is not known"),
        ("Bullwhip", version("bullwhip")),
    ]


def sheets_of(about: Sequence[tuple[str, str | int]], tables: dict[str, pd.DataFrame]) -> dict[str, Worksheet]:
    """The sheets of a workbook.  A table with more rows than a sheet holds is left out, and the first sheet says so."""
    long = [(name, f"left out: {len(table):,} rows") for name, table in tables.items() if len(table) > MOST_ROWS]
    fitting = {name: sheet_of(table) for name, table in tables.items() if len(table) <= MOST_ROWS}
    return {"about": (("what", "value"), [*about, *long]), **fitting}


def _figures(estimate: Estimate, at: int) -> dict[str, float | None]:
    return {"mean": _number(estimate.mean[at]), "low": _number(estimate.low[at]), "high": _number(estimate.high[at])}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
