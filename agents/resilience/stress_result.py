"""What came out of `stress`: printed, as tables, as JSON, as files, as a picture."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.formats.saved import Saved
from bullwhip.agents.formats.sheets import sheet_of, write_workbook
from bullwhip.agents.formats.text import amount, clean, lay_out
from bullwhip.agents.outcomes.weaknesses import Remedy, StressOutcome, Weakness, part
from bullwhip.agents.runs.shown import Parts
from bullwhip.network.notebook import html_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Stress"]

FIGURES = ("time_to_survive", "time_to_recover", "lost_service", "loss")
LISTED = 20  # outages in a table for people
HEADER = ("down", "survives", "recovers", "loss", "index")


@dataclass(frozen=True, eq=False, repr=False)
class Stress(StressOutcome, Saved):
    """The outcome of `stress`: the outages, worst first, with their remedies."""

    @property
    def table(self) -> pd.DataFrame:
        """A row for every outage, worst first.

        name, kind (site, lane, pair), index, share_failing, share_recovered, and of time_to_survive and time_to_recover
        (periods), lost_service (units x periods) and loss (money) the mean and, as NAME_low and NAME_high, the 95%
        interval; NaN where no customer is failed.
        """
        import pandas as pd

        rows = []
        for one in self.weaknesses:
            row: dict[str, Any] = {"name": one.name, "kind": one.kind, "index": one.index}
            row |= {"share_failing": one.share_failing, "share_recovered": one.share_recovered}
            for name in FIGURES:
                row |= getattr(one, name).columns(name)
            rows.append(row)
        return pd.DataFrame(rows)

    @property
    def remedies(self) -> pd.DataFrame:
        """A row for every remedy of an outage, the best first.

        outage, remedy, kind, cost (money per period without an outage) and saved (money in one), each with its 95%
        interval, prevented (share of the lost service) and worth_every (periods between outages up to which it pays).
        """
        import pandas as pd

        columns = ["outage", "remedy", "kind", "prevented", "worth_every"]
        columns += [f"{name}{end}" for name in ("cost", "saved") for end in ("", "_low", "_high")]
        rows = [
            (weakness.name, one.name, one.kind, one.prevented, one.worth_every, *one.cost, *one.saved)
            for weakness in self.weaknesses
            for one in weakness.remedies
        ]
        return pd.DataFrame(rows, columns=columns)

    def as_dict(self) -> dict[str, Any]:
        """The stress test as `bullwhip stress --json` prints it; what is unknown, or infinite, is None."""
        return {
            "scenario": self.title,
            "seed": self.seed,
            "replications": self.replications,
            "start": self.start,
            "length": self.length,
            "failed": self.failed,
            "recovered": self.recovered,
            "outages": [_as_dict(one) for one in self.weaknesses],
        }

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict())

    def plot(self) -> Figure:
        """Time to survive, time to recover and loss of the worst outages: one figure."""
        from bullwhip.agents.pictures.stress_picture import worst

        return worst(self)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name: stress, remedies."""
        return {"stress": self.table, "remedies": self.remedies}

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
        """A title, a header, a row for each of the worst outages, and what helps."""
        many = f"{self.replications:,} replication{'s' * (self.replications > 1)}, seed {self.seed}"
        spell = f"{self.length} {self.period}{'s' * (self.length > 1)} from {self.period} {self.start} on"
        rows = [
            [one.name, _survived(one), _recovered(one), amount(*one.loss), f"{one.index:.3f}"]
            for one in self.weaknesses[:LISTED]
        ]
        left_out = len(self.weaknesses) - LISTED
        notes = [f"... and {left_out:,} more outages"] if left_out > 0 else []
        notes.append(
            f"survives: {self.period}s from the start until a customer is failed; recovers: {self.period}s after the "
            "end until all are served"
        )
        if any(one.share_recovered < 1 for one in self.weaknesses):
            notes.append("+: some had not recovered by the end of the run")
        notes += [line for one in self.weaknesses if one.remedies for line in self._remedy(one)]
        return f"{self.title}: each down for {spell}; {many}", HEADER, rows, "\n".join(notes)

    def _remedy(self, weakness: Weakness) -> list[str]:
        """What helps against an outage best, and whether it pays."""
        best = weakness.remedies[0]
        told = f"{weakness.name}: {best.name} prevents {best.prevented:.0%} of it"
        return [f"{told}, at {amount(*best.cost)} per {self.period}; {self._pays(best)}"]

    def _pays(self, remedy: Remedy) -> str:
        if math.isinf(remedy.worth_every):
            return "it costs nothing"
        return f"worth it where that happens every {remedy.worth_every:,.0f} {self.period}s or more often"


def _survived(one: Weakness) -> str:
    """How long customers do not notice: in all replications, or in some for ever."""
    if not one.share_failing:
        return "throughout"
    often = "" if one.share_failing == 1 else f" in {part(one.share_failing)}"
    return f"{amount(*one.time_to_survive)}{often}"


def _recovered(one: Weakness) -> str:
    if not one.share_failing:
        return "-"
    return f"{amount(*one.time_to_recover)}{'' if one.share_recovered == 1 else '+'}"


def _as_dict(one: Weakness) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.name, "kind": one.kind, "index": one.index}
    told |= {"share_failing": one.share_failing, "share_recovered": one.share_recovered}
    told |= {name: getattr(one, name).as_dict() for name in FIGURES}
    told["remedies"] = [
        {
            "name": remedy.name,
            "kind": remedy.kind,
            "cost": remedy.cost.as_dict(),
            "saved": remedy.saved.as_dict(),
            "prevented": remedy.prevented,
            "worth_every": None if math.isinf(remedy.worth_every) else remedy.worth_every,
        }
        for remedy in one.remedies
    ]
    return told
