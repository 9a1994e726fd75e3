"""How often the 95% intervals cover the truth: scenarios, measures and numbers of replications, 1,000 repetitions each.

    python -m tests.bench.coverage [--repetitions 1000] [--markdown]

A scenario is run once, with as many replications as all repetitions need; these are cut into repetitions, and each
gets the intervals that a run of its own would get.  The truth is the figure of many more replications with another
seed.  `told` is the share of the repetitions that gave an interval; the others say that they cannot tell.  Ends with
an error where a told interval covers less than 92%.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.deciding.step import step
from bullwhip.network.arrays import Array
from bullwhip.network.intervals import Sums, interval
from bullwhip.network.measures import MEASURES, Figures, OfNetwork, OfStockpoints, figures_of
from bullwhip.network.moments import Moments
from bullwhip.network.tally import EVERYTHING

REPLICATIONS = (2, 5, 12, 20, 100)
TRUTH = 400_000  # replications that the truth is taken from
CHUNK = 4_000  # replications that run together
LEAST = 0.92  # coverage below which the script fails
RARE = 30  # told intervals below which a coverage means nothing


@dataclass(frozen=True)
class Scene:
    """A scenario, the measures that are looked at, and of what: a site, or the network ('')."""

    name: str
    document: dict[str, Any]
    site: str
    measures: tuple[str, ...]


def shop(level: float, demand: Any = None, lead_time: int = 2, rule: Any = None, **keys: Any) -> dict[str, Any]:
    """One shop, supplied from outside."""
    site = {
        "name": "shop", "role": "retailer", "stock": level, "holding_cost": 1.0, "backlog_cost": 20.0,
        "rule": rule or {"type": "order-up-to", "level": level}, "demand": demand or {"type": "poisson", "mean": 10.0},
    }  # fmt: skip
    scenario = {
        "name": "shop",
        "periods": 50,
        "warm_up": 5,
        "site": [site],
        "lane": [{"to": "shop", "lead_time": lead_time}],
    }
    return scenario | keys


def mixed() -> dict[str, Any]:
    """A warehouse that also sells at its door."""
    terms: dict[str, Any] = {"holding_cost": 1.0, "backlog_cost": 9.0}
    sites = [
        terms | {"name": "shop", "role": "retailer", "stock": 8, "rule": {"type": "order-up-to", "level": 9},
         "demand": {"type": "poisson", "mean": 3}},
        terms | {"name": "warehouse", "role": "distributor", "stock": 24, "customer_priority": 0,
         "rule": {"type": "order-up-to", "level": 27}, "demand": {"type": "poisson", "mean": 4}},
    ]  # fmt: skip
    lanes = [{"from": "warehouse", "to": "shop", "lead_time": 2, "priority": 1}, {"to": "warehouse", "lead_time": 3}]
    return {"name": "mixed", "periods": 100, "warm_up": 20, "allocation": "priority", "site": sites, "lane": lanes}


SERVICE = ("fill_rate", "cycle_service", "period_service", "ready_rate")
COSTS = ("cost", "backlog_cost", "on_hand", "backlog")
RATIOS = ("bullwhip", "turns", "days_of_cover", "net_stock_amplification")
LUMPY = {"type": "negative-binomial", "mean": 2.0, "variance": 40.0}
LONG = {"type": "ar1", "mean": 20.0, "rho": 0.9, "sd": 4.0}
MOVING = {"type": "forecast-order-up-to", "cover": 3, "forecast": {"type": "moving-average", "window": 4}}

S_S = {"type": "s-S", "s": 34, "S": 90}
WEEKLY = {"type": "periodic", "review": 7, "level": 80}
USUAL = SERVICE + COSTS

SCENES = (
    Scene("level 24", shop(24), "shop", USUAL),
    Scene("level 28", shop(28), "shop", USUAL),
    Scene("level 32", shop(32), "shop", USUAL),
    Scene("level 36", shop(36), "shop", USUAL),
    Scene("hardly any stock", shop(10), "shop", USUAL),
    Scene("1,000 periods", shop(30, periods=1005), "shop", USUAL),
    Scene("lumpy demand", shop(30, LUMPY, 4), "shop", USUAL + RATIOS),
    Scene("long waves", shop(70, LONG, 2), "shop", USUAL + RATIOS),
    Scene("moving average", shop(60, None, 3, MOVING, periods=65), "shop", USUAL + RATIOS),
    Scene("s, S", shop(60, None, 3, S_S), "shop", (*USUAL, *RATIOS, "order_frequency")),
    Scene("weekly review", shop(80, None, 1, WEEKLY), "shop", USUAL + RATIOS),
    Scene("mixed, the network", mixed(), "", USUAL + RATIOS[:3]),
    Scene("mixed, the warehouse", mixed(), "warehouse", ("customer_fill_rate", "customer_period_service", *SERVICE)),
)

# A difference in cost of the second level against the first, on the same luck.
PAIRS = (
    ("28 and 32", shop(28), shop(32)),
    ("32 and 36", shop(32), shop(36)),
    ("36 and 37", shop(36), shop(37)),
    ("lumpy, 30 and 60", shop(30, LUMPY, 4), shop(60, LUMPY, 4)),
    ("long waves, 70 and 90", shop(70, LONG, 2), shop(90, LONG, 2)),
)


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    scene: str
    measure: str
    truth: float
    covered: tuple[float, ...]  # by number of replications; NaN where nothing was told
    told: tuple[float, ...]

    @property
    def poor(self) -> bool:
        """Whether a coverage is below what is asked for."""
        return any(share < LEAST for share in self.covered)


def taken(document: dict[str, Any], site: str, replications: int, seed: int) -> dict[str, Figures]:
    """The figures of all measures of one entity in many replications."""
    scenario = bw.load(document)
    rule_plan = lay_out(scenario, seed)
    network = rule_plan.network
    parts = []
    for first in range(0, replications, CHUNK):
        engine = rule_plan.engine(min(CHUNK, replications - first), first, EVERYTHING, scenario.warm_up)
        views = rule_plan.views(engine)
        for _ in range(scenario.periods):
            step(rule_plan, engine, views)
        rows = OfStockpoints(network, engine.tally)
        at = next((k for k, point in enumerate(network.stockpoints) if point.site == site), 0)
        parts.append(figures_of(MEASURES.values(), rows if site else OfNetwork(rows), lambda _, error: error))
    return {
        name: _each(
            lambda *all_parts: np.concatenate([part[at] for part in all_parts])[None], *(part[name] for part in parts)
        )
        for name in parts[0]
    }


def repeated(of: dict[str, Figures], repetitions: int, n: int) -> dict[str, Figures]:
    """The figures of one entity, cut: every repetition of n replications is an entity of its own."""
    return {
        name: _each(lambda values: values[0, : n * repetitions].reshape(repetitions, n), figures)
        for name, figures in of.items()
    }


def _each(make: Callable[..., Array], *parts: Figures) -> Figures:
    """What is made of the figures above, and of those below where the measure is a ratio."""
    under = None if parts[0].under is None else make(*(part.under for part in parts))
    return Figures(make(*(part.over for part in parts)), under)


def rows(scene: Scene, repetitions: int) -> Iterator[Row]:
    """The coverage of a scenario's measures."""
    few = taken(scene.document, scene.site, max(REPLICATIONS) * repetitions, 1)
    many = Moments.of(taken(scene.document, scene.site, TRUTH, 2))
    uncertain = np.zeros(1, bool)
    cut = {n: Moments.of(repeated(few, repetitions, n)) for n in REPLICATIONS}
    for name in scene.measures:
        true = many.estimate(MEASURES[name], uncertain)
        assert true is not None
        truth = float(true.mean[0])
        told = [cut[n].estimate(MEASURES[name], uncertain) for n in REPLICATIONS]
        yield _row(scene.name, name, truth, [(estimate.low, estimate.high) for estimate in told if estimate])


def differences(name: str, one: dict[str, Any], other: dict[str, Any], repetitions: int) -> Row:
    """The coverage of a paired difference in cost."""
    more = [
        (taken(other, "", many, seed)["cost"].over - taken(one, "", many, seed)["cost"].over)[0]
        for many, seed in ((max(REPLICATIONS) * repetitions, 1), (TRUTH, 2))
    ]
    cut = [more[0][: n * repetitions].reshape(repetitions, n) for n in REPLICATIONS]
    told = [interval(Sums.of(part, 1.0), n) for part, n in zip(cut, REPLICATIONS, strict=True)]
    return _row(name, "difference in cost", float(more[1].mean()), told)


def _row(scene: str, measure: str, truth: float, intervals: list[tuple[Array, Array]]) -> Row:
    covered, told = [], []
    for low, high in intervals:
        known = ~np.isnan(low)
        told.append(float(known.mean()))
        inside = (low <= truth) & (truth <= high)
        covered.append(float(inside[known].mean()) if known.sum() >= RARE else float("nan"))
    return Row(scene, measure, truth, tuple(covered), tuple(told))


def as_table(table: list[Row]) -> str:
    """The table as Markdown: coverage in percent; behind it, where not all are told, the share that is."""
    lines = ["| scenario | measure | truth | " + " | ".join(f"n = {n}" for n in REPLICATIONS) + " |"]
    lines.append("|---|---|---:" + "|---:" * len(REPLICATIONS) + "|")
    for row in table:
        cells = [_cell(share, told) for share, told in zip(row.covered, row.told, strict=True)]
        lines.append(f"| {row.scene} | {row.measure} | {row.truth:.5g} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(share: float, told: float) -> str:
    text = "-" if np.isnan(share) else f"{100 * share:.1f}"
    return text if told == 1.0 else f"{text} ({100 * told:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=1000)
    parser.add_argument("--only", default="", help="scenes whose name has this in it")
    asked = parser.parse_args()
    table: list[Row] = []
    for scene in SCENES:
        if asked.only in scene.name:
            table += rows(scene, asked.repetitions)
    for name, one, other in PAIRS:
        if asked.only in name:
            table.append(differences(name, one, other, asked.repetitions))
    print(as_table(table))
    poor = [row for row in table if row.poor]
    print(f"\n{len(table) - len(poor)} of {len(table)} rows cover at least {LEAST:.0%} wherever they tell.")
    sys.exit(1 if poor else 0)


if __name__ == "__main__":
    main()
