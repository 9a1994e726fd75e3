"""What came out of `frontier`: printed, as a table, as JSON, as files, as a picture."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.formats.saved import Saved
from bullwhip.agents.formats.sheets import sheet_of, write_workbook
from bullwhip.agents.formats.text import amount, clean, lay_out
from bullwhip.agents.outcomes.frontier_points import (
    COVER,
    FORECAST,
    HYBRID,
    OWN,
    RESERVE,
    FrontierOutcome,
    FrontierPoint,
)
from bullwhip.agents.runs.shown import Parts
from bullwhip.network.notebook import html_table
from bullwhip.network.scenario import Scenario
from bullwhip.network.whole_files import Content

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Frontier"]

FIGURES = ("cost", "fill_rate", "on_hand", "working_capital", "more_cost", "more_fill_rate")
BELOW = " (below 0: less than the use over the lead time)"
LISTED = 9  # points of a curve in a table for people


@dataclass(frozen=True, eq=False, repr=False)
class Frontier(FrontierOutcome, Saved):
    """The outcome of `frontier`: a point for each way to hold stock; `hybrid` is the scenario with the best one."""

    hybrid: Scenario

    @property
    def table(self) -> pd.DataFrame:
        """A row for every point and world.

        point, family, knob (periods of cover, or more than today; NaN of a hybrid), world, efficient, and of cost (per
        period), fill_rate, on_hand, working_capital, more_cost and more_fill_rate (than today, paired) the mean and,
        as NAME_low and NAME_high, the 95% interval.
        """
        import pandas as pd

        rows = []
        for point in self.points:
            for world, told in point.worlds.items():
                row: dict[str, Any] = {"point": point.name, "family": point.family, "knob": point.knob, "world": world}
                row["efficient"] = told.efficient
                for name in FIGURES:
                    row |= getattr(told, name).columns(name)
                rows.append(row)
        return pd.DataFrame(rows)

    @property
    def settings(self) -> pd.DataFrame:
        """The periods of cover of every hybrid: point, where (a site, or a tier of sites), cover."""
        import pandas as pd

        rows = [(point.name, *one) for point in self.family(HYBRID) for one in point.settings.items()]
        return pd.DataFrame(rows, columns=["point", "where", "cover"])

    def as_dict(self) -> dict[str, Any]:
        """The frontier as `bullwhip frontier --json` prints it; what is unknown is None."""
        return {
            "scenario": self.title,
            "seed": self.seed,
            "replications": self.replications,
            "periods": self.periods,
            "least_fill_rate": self.least_fill_rate,
            "best": self.best.name,
            "points": [_as_dict(point) for point in self.points],
        }

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict())

    def plot(self) -> Figure:
        """Cost against service in every world: the curve with its two ends, the hybrids and today's policy."""
        from bullwhip.agents.pictures.frontier_picture import curves

        return curves(self)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name: frontier, hybrids."""
        return {"frontier": self.table, "hybrids": self.settings}

    def files(self, folder: Path) -> dict[Path, Content]:
        """The files that `save` writes into a folder: the tables, and the scenario with the best hybrid."""
        lines = f"The best hybrid of `bullwhip frontier`\n{self}".splitlines()
        told = "".join(f"# {line}".rstrip() + "\n" for line in lines)
        return super().files(folder) | {folder / "hybrid.toml": f"{told}\n{self.hybrid.to_toml()}".encode()}

    def write_xlsx(self, path: Path) -> None:
        """Write the workbook itself, as `write_whole` wants it done."""
        write_workbook({name: sheet_of(table) for name, table in self.tables.items()}, path)

    def __repr__(self) -> str:
        title, header, rows, note = self._parts
        return f"{clean(title)}\n{lay_out(header, rows, name_width=24)[0]}\n{note}"

    def _repr_html_(self) -> str:
        return html_table(*self._parts)

    @property
    def _parts(self) -> Parts:
        """A title, a header, a row for each point that people look at, and what is to be added."""
        many = f"{self.replications:,} replication{'s' * (self.replications > 1)}, seed {self.seed}"
        title = f"{self.title}: from just-in-time to just-in-case; {self.periods:,} {self.period}s, {many}"
        of_money = any(told.working_capital.mean > 0 for point in self.points for told in point.worlds.values())
        stock = "cash tied up" if of_money else "on hand"
        header = ["", "cost", "more than today", "filled, %", stock]
        rows = []
        for world in self.worlds:
            rows += [[f"{world}:", "", "", "", ""]] if len(self.worlds) > 1 else []
            rows += [_row(point, world, of_money) for point in self._listed]
        return title, header, rows, "\n".join(self._notes)

    @property
    def _listed(self) -> list[FrontierPoint]:
        """Today, some of the curve, the cheapest of other rules, the hybrids."""
        curve = self.family(COVER)
        step = -(-(len(curve) - 1) // (LISTED - 1))
        others = [point for name in (FORECAST, RESERVE) if (point := self.cheapest(name)) is not None]
        return [self.today, *curve[:-1:step], curve[-1], *others, *self.family(HYBRID)]

    @property
    def _notes(self) -> list[str]:
        """What the marks mean, what the hybrid is, and what it saves."""
        last = self.worlds[-1]
        best = self.best.worlds[last]
        world = f" ({last})" if len(self.worlds) > 1 else ""
        covers = ", ".join(f"{where} {cover:.3g}" for where, cover in self.best.settings.items())
        more, filled = amount(*best.more_cost, unknown=True), amount(*best.more_fill_rate, share=True, unknown=True)
        notes = [
            f"cost per {self.period}; *: no other point costs no more and fills no less",
            f"hybrid: {self.period}s of cover: {covers}{BELOW if min(self.best.settings.values()) < 0 else ''}",
            f"hybrid{world}: {more} more cost than today, {filled} points more filled",
        ]
        if self.least_fill_rate is not None and best.fill_rate.mean < self.least_fill_rate:
            notes.append(f"a fill rate of {self.least_fill_rate:.4g} is out of reach with this much cover")
        return notes


def _row(point: FrontierPoint, world: str, of_money: bool) -> list[str]:
    told = point.worlds[world]
    more = "" if point.knob == 0 and point.family == OWN else amount(*told.more_cost, unknown=True)
    stock = told.working_capital if of_money else told.on_hand
    name = f"{point.name}{' *' if told.efficient else ''}"
    return [name, amount(*told.cost), more, amount(*told.fill_rate, share=True), amount(*stock)]


def _as_dict(point: FrontierPoint) -> dict[str, Any]:
    worlds = {}
    for world, told in point.worlds.items():
        figures = {name: getattr(told, name).as_dict() for name in FIGURES}
        worlds[world] = {**figures, "efficient": told.efficient}
    knob = None if math.isnan(point.knob) else point.knob
    return {"point": point.name, "family": point.family, "knob": knob, "settings": dict(point.settings), **worlds}
