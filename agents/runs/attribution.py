"""Whose fault a cost is: the same luck with and without each of several factors, and each one's share.

A factor is what is changed of a scenario: days of cover, a second source, what is shared; or its own disruptions, which
are taken away where the factor is out.  Every combination is run with the same luck.  A factor's share is its Shapley
value, replication by replication (`theory.shapley`): shares add up to what all factors together cost more than none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bullwhip.agents.formats.text import amount, clean, lay_out
from bullwhip.agents.outcomes.compared_outcomes import Interval, paired_interval
from bullwhip.agents.runs.experiment import run
from bullwhip.agents.runs.inputs import AnyScenario, scenario_of
from bullwhip.agents.runs.shown import Parts
from bullwhip.agents.theory.shapley import coalitions, shapley
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.notebook import html_table
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DISRUPTIONS", "Attribution", "attribute"]

DISRUPTIONS = "disruptions"  # the factor that is all disruptions of the scenario
MOST = 8  # factors: 256 combinations

Factor = Mapping[str, Any] | None  # settings as of `Scenario.with_`; None: disruptions of the scenario, by the name


@dataclass(frozen=True, eq=False, repr=False)
class Attribution:
    """The outcome of `attribute`: printed, or shown in a notebook, the share of every factor.

    `costs` has the whole network's cost by replication of each combination of factors.
    """

    scenario: Scenario
    factors: tuple[str, ...]
    costs: Mapping[frozenset[str], Array]
    seed: int
    certain: bool  # whether chance has no part

    @property
    def none(self) -> Array:
        """(replications,) Costs without any of the factors."""
        return self.costs[frozenset()]

    @cached_property
    def shares(self) -> dict[str, Interval]:
        """What each factor costs the network, in the mean over replications; below 0 it saves something."""
        values = shapley(self.factors, self.costs, float)
        return {factor: self._interval(value) for factor, value in values.items()}

    def more(self, *factors: str) -> Interval:
        """What a combination of factors costs more than none of them.  Raises BullwhipError."""
        for factor in factors:
            if factor not in self.factors:
                raise BullwhipError(f"factor: found {factor!r}, which is none; {suggest(factor, self.factors)}")
        return self._interval(self.costs[frozenset(factors)] - self.none)

    def _interval(self, values: Array) -> Interval:
        return paired_interval(values, float(np.abs(self.none).max()), self.certain)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for every factor: factor, share of the cost with its interval (low, high)."""
        import pandas as pd

        return pd.DataFrame(
            [{"factor": name, "share": one.mean, "low": one.low, "high": one.high} for name, one in self.shares.items()]
        )

    @cached_property
    def combinations(self) -> pd.DataFrame:
        """A row for every combination: a flag for each factor, cost, and how much more than none (low, high)."""
        import pandas as pd

        rows = []
        for some in coalitions(self.factors):
            more = self.more(*some)
            told = {"cost": float(self.costs[some].mean()), "more": more.mean, "low": more.low, "high": more.high}
            rows.append({**{factor: factor in some for factor in self.factors}, **told})
        return pd.DataFrame(rows)

    def as_dict(self) -> dict[str, Any]:
        """As `bullwhip attribute --json` prints it; what is unknown is None."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replications": int(self.none.size),
            "factors": {name: one.as_dict() for name, one in self.shares.items()},
            "combinations": [
                {"factors": sorted(some, key=self.factors.index), "cost": float(self.costs[some].mean())}
                | {"more": self.more(*some).as_dict()}
                for some in coalitions(self.factors)
            ],
        }

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def _parts(self) -> Parts:
        whole = self.more(*self.factors)
        rows = [[name, amount(*one)] for name, one in self.shares.items()]
        rows.append(["all of them", amount(*whole)])
        title = f"{self.scenario.name}: what each factor costs, {self.none.size:,} replications, seed {self.seed}"
        return title, ["factor", "share of the cost"], rows, "shares add up to what all factors cost more than none"

    def __str__(self) -> str:
        title, header, rows, note = self._parts()
        table, _ = lay_out(header, rows)
        told = [
            [_named(some, self.factors), amount(float(self.costs[some].mean())), amount(*self.more(*some))]
            for some in coalitions(self.factors)
        ]
        every, _ = lay_out(["with", "cost", "more than without any"], told)
        return f"{clean(title)}\n\n{table}\n\n{note}\n\n{every}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return html_table(*self._parts())


def attribute(
    scenario: AnyScenario,
    factors: Mapping[str, Factor] | None = None,
    replications: int = 100,
    periods: int | None = None,
    seed: int | None = None,
    *,
    workers: int = 1,
) -> Attribution:
    """What each of several factors costs a scenario, with the same luck for every combination of them.

    A factor has a name and settings, as `Scenario.with_` takes them: {"cover": {"site.plant.rule.cover": 3}}; None in
    their place stands for the scenario's disruption of that name, or for all of them under the name "disruptions",
    which is there if nothing is said.  Raises BullwhipError.
    """
    made = scenario_of(scenario)
    check_whole("replications", replications)
    chosen = _factors(made, factors)
    names = tuple(chosen)
    worlds = {some: _with(made, some, chosen) for some in coalitions(names)}  # a fault is told before any runs
    found = {
        some: run(world, replications, periods, seed, workers=workers, measures=["cost"])
        for some, world in worlds.items()
    }
    costs = {some: result.costs for some, result in found.items()}
    return Attribution(made, names, costs, found[frozenset()].seed, all(result.certain for result in found.values()))


def _factors(scenario: Scenario, given: Mapping[str, Factor] | None) -> dict[str, Factor]:
    """The factors that are meant.  Raises BullwhipError."""
    own = [one.name for one in scenario.disruption]
    chosen = dict(given or {})
    if not any(factor is None for factor in chosen.values()) and own:
        chosen = {DISRUPTIONS: None, **chosen}
    if not chosen:
        raise BullwhipError("factors: found none; give some, such as {'cover': {'site.shop.rule.level': 40}}")
    if len(chosen) > MOST:
        raise BullwhipError(f"factors: found {len(chosen)}; give at most {MOST}, since all combinations are run")
    for name, factor in chosen.items():
        if factor is None and name != DISRUPTIONS and name not in own:
            told = f"which is no disruption; {suggest(name, own)}" if own else "but the scenario has no disruption"
            raise BullwhipError(f"factors: found {name!r} without settings, {told}")
    if DISRUPTIONS in chosen and chosen[DISRUPTIONS] is None and not own:
        raise BullwhipError(f"factors: found {DISRUPTIONS!r}, but the scenario has none; add one, or leave it out")
    return chosen


def _with(scenario: Scenario, some: Collection[str], every: Mapping[str, Factor]) -> Scenario:
    """The scenario with some of the factors, and without the others."""
    out = [name for name, factor in every.items() if factor is None and name not in some]
    world = scenario
    if out:
        world = scenario.calm(*(() if DISRUPTIONS in out else out))
    settings = {key: value for name in some for key, value in (every[name] or {}).items()}
    return world.with_(settings) if settings else world


def _named(some: frozenset[str], factors: tuple[str, ...]) -> str:
    return " + ".join(factor for factor in factors if factor in some) or "none of them"
