"""What came out of `resilience`: printed, as tables, as JSON, as files, as a picture."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.formats.saved import Saved
from bullwhip.agents.formats.sheets import sheet_of, write_workbook
from bullwhip.agents.outcomes.compared_outcomes import Interval
from bullwhip.agents.outcomes.resilience_outcome import Beside, Failure, ResilienceOutcome
from bullwhip.agents.outcomes.service_curves import ServiceCurves
from bullwhip.agents.runs.batch import Batch
from bullwhip.agents.runs.paired import RATIOS, paired_job
from bullwhip.agents.runs.resilience_shown import as_text, notes, services, title
from bullwhip.network.notebook import html_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Resilience"]

DRAWN = 64  # replications whose mean is drawn
MOST_DRAWN = 3_000_000  # services of sites and periods that are kept for a picture: 0.1 GB
[STAGE] = RATIOS


@dataclass(frozen=True, eq=False, repr=False)
class Resilience(ResilienceOutcome, Saved):
    """The outcome of `resilience`: printed, or shown in a notebook, what becomes of customers, sites and money."""

    @cached_property
    def network_table(self) -> pd.DataFrame:
        """A row for every measure of the whole network, with the disruptions, without them, and how much more.

        measure, and of disrupted, calm and more the mean and, as NAME_low and NAME_high, the 95% interval; then
        value_at_risk and expected_shortfall of the cost at 95%.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = [{"measure": name} | _flat(self.beside(name)) for name in self.measures]
        disrupted, calm = self.risk()
        for name, low, high in (
            ("value_at_risk", "value_low", "value_high"),
            ("expected_shortfall", "shortfall_low", "shortfall_high"),
        ):
            row: dict[str, Any] = {"measure": name}
            for world, risk in (("disrupted", disrupted), ("calm", calm)):
                row |= {world: getattr(risk, name), f"{world}_low": getattr(risk, low)}
                row |= {f"{world}_high": getattr(risk, high)}
            rows.append(row | {"more": row["disrupted"] - row["calm"]})
        return pd.DataFrame(rows)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row for the customers of the whole network (site ""), and one for every site.

        site, lanes to_customers and to_disruptions, on which side of these it is, share_failing, share_recovered, and
        of each time, of lost_service, backlog_area and depth the mean and its interval; NaN where service never fails.
        """
        import pandas as pd

        rows = [{"site": "", "to_customers": math.nan, "to_disruptions": math.nan, "side": ""} | _flat(self.failure())]
        places = zip(self.sites, self.lanes_to_customers, self.lanes_to_disruptions, self.sides, strict=True)
        for site, customers, disruptions, side in places:
            place = {"site": site, "to_customers": customers, "to_disruptions": disruptions, "side": side}
            rows.append(place | _flat(self.failure(site)))
        return pd.DataFrame(rows)

    @cached_property
    def by_site(self) -> pd.DataFrame:
        """A row for every site and measure: site, measure, and the columns of `network_table`."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"site": site, "measure": name} | _flat(self.beside(name, site))
                for site in self.sites
                for name in self.measures
            ]
        )

    @cached_property
    def ripple(self) -> pd.DataFrame:
        """How far disruptions reach: a row for every distance from the customers, and by side from the disruptions.

        distance, lanes, sites (how many), share_failing, first (periods from the onset) with its interval.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {"distance": one.distance, "lanes": one.lanes, "sites": len(one.sites)}
                | {"share_failing": one.share_failing}
                | one.first.columns("first")
                for one in self.reaches
            ]
        )

    @cached_property
    def stages(self) -> pd.DataFrame:
        """A row for every stockpoint: site, item, bullwhip_stage with the disruptions and without, each with interval.

        `reverse`: it is below 1 for certain with them: orders swing less than what is asked for, so that they swing
        more from stage to stage downstream, which is the reverse bullwhip effect (Rong, Shen and Snyder, Flexible
        Services and Manufacturing Journal 20(1-2) 2008).
        """
        import pandas as pd

        disrupted, calm = self.ratio(STAGE.name)
        points = [self.network.stockpoints[row] for row in self.network.listing]
        table: dict[str, Any] = {"site": [point.site for point in points], "item": [point.item for point in points]}
        for name, one in (("disrupted", disrupted), ("calm", calm)):
            table |= {name: one.mean, f"{name}_low": one.low, f"{name}_high": one.high}
        return pd.DataFrame(table | {"reverse": disrupted.high < 1.0, "reverse_calm": calm.high < 1.0})

    def as_dict(self) -> dict[str, Any]:
        """As `bullwhip resilience --json` prints it; what is unknown or infinite is None."""
        disrupted, calm = self.risk()
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "periods": self.periods,
            "failed": self.failed,
            "recovered": self.recovered,
            "share_disrupted": float(self.begun.mean()),
            "customers": _told(self.failure()),
            "network": {name: _told(self.beside(name)) for name in self.measures},
            "risk": {"disrupted": _known(asdict(disrupted)), "calm": _known(asdict(calm))},
            "sites": {
                site: _told(self.failure(site)) | {name: _told(self.beside(name, site)) for name in self.measures}
                for site in self.sites
            },
            "ripple": _records(self.ripple),
            "stages": _records(self.stages),
        }

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def plot(self) -> Figure:
        """Service over time with and without the disruptions, of the customers and of the sites: one figure."""
        from bullwhip.agents.pictures.resilience_picture import over_time

        kept = (len(self.sites) + 1) * (self.periods - self.scenario.warm_up)
        many = max(1, min(self.replications, DRAWN, MOST_DRAWN // kept))
        job = paired_job(self.scenario, self.periods, self.seed, self.failed, self.recovered)
        services = job.services(Batch(0, many))
        return over_time(self, ServiceCurves.of(*services, self.pair.onset[:many], self.scenario.warm_up), many)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name: network, failures, sites, ripple, stages."""
        return {
            "network": self.network_table,
            "failures": self.failures,
            "sites": self.by_site,
            "ripple": self.ripple,
            "stages": self.stages,
        }

    def write_xlsx(self, path: Path) -> None:
        """Write the workbook itself, as `write_whole` wants it done."""
        write_workbook({name: sheet_of(table) for name, table in self.tables.items()}, path)

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        header, rows = services(self)
        return html_table(title(self), header, rows, " ".join(notes(self)))


def _flat(told: Failure | Beside) -> dict[str, Any]:
    """A row of a table."""
    row: dict[str, Any] = {}
    for name, value in told._asdict().items():
        row |= value.columns(name) if isinstance(value, Interval) else {name: value}
    return row


def _told(told: Failure | Beside) -> dict[str, Any]:
    return {
        name: _known(value._asdict()) if isinstance(value, Interval) else _finite(value)
        for name, value in told._asdict().items()
    }


def _known(figures: dict[str, Any]) -> dict[str, Any]:
    return {key: _finite(value) for key, value in figures.items()}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [_known({str(key): value for key, value in row.items()}) for row in table.to_dict("records")]
