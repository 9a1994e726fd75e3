"""Tuning: parameters of a scenario's rules by formula where one is known, and else by simulation."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from bullwhip.agents.deciding.rule_plan import lay_out, rule_of
from bullwhip.agents.optimisation.candidates import Candidates, Parameter
from bullwhip.agents.optimisation.objective import Goal, Objective, goal_of, usual_measure
from bullwhip.agents.optimisation.places import places_of, with_tables
from bullwhip.agents.optimisation.plain import Place
from bullwhip.agents.optimisation.search import usual_trials
from bullwhip.agents.optimisation.task import SIMULATION, Task, name_of
from bullwhip.agents.optimisation.tuned import Change, Tuned
from bullwhip.agents.rules.rule_tables import table_of
from bullwhip.agents.runs.inputs import AnyScenario, scenario_of
from bullwhip.agents.runs.progress import GivenProgress, watched
from bullwhip.agents.tuning.outlook import SERVICE
from bullwhip.agents.tuning.tuned_rules import tuned
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError, RuleError
from bullwhip.network.scenario import Scenario

__all__ = ["METHODS", "tune"]

METHODS = ("auto", "formula", "simulation")


def tune(
    scenario: AnyScenario,
    replications: int = 100,
    trials: int | None = None,
    seed: int | None = None,
    *,
    rule: str | None = None,
    sites: Collection[str] | None = None,
    method: Literal["auto", "formula", "simulation"] = "auto",
    measure: str | None = None,
    sense: Literal["least", "most"] | None = None,
    fill_rate: float | None = None,
    service: float = SERVICE,
    progress: GivenProgress = None,
) -> Tuned:
    """Find parameters of a scenario's rules, and what they are worth.

    Formulas (`bullwhip.agents.theory`) are used for the parts of the network for which they are exact: a stockpoint
    with an unlimited supplier (newsvendor, (s, S), (r, Q), lost sales, capacity), and a chain to one shop (Clark and
    Scarf).  Where no cost says how bad a backlog is, and no fill rate is asked for, base stocks are those of the
    guaranteed-service model, each covering the demand of a period with the chance `service`.  All else is searched by
    simulation, with the same luck for all candidates.  `method` says "formula" for what formulas give (stockpoints for
    which none is exact get a newsvendor's parameters, as if alone), "simulation" for a search in any case.

    `measure` is what is made smallest, or largest if it is a profit or a share, or as `sense` ("least", "most") says
    [profit where customers pay a sale price, else cost];
    `fill_rate` is the least fill rate of the network.  `rule` names a shipped rule that takes the place of the
    scenario's at all sites, or those in `sites`; without it their own rules keep their kind, and whatever is no
    parameter in `searched`.  `trials` is how many candidates are tried [200, and 100 more for each parameter], and
    `replications` how many luck is measured by, beginning with the first of the seed: the search has others.
    Raises BullwhipError.
    """
    given = scenario_of(scenario)
    goal = goal_of(usual_measure(given) if measure is None else measure, sense, fill_rate)
    check_whole("replications", replications)
    if trials is not None:
        check_whole("trials", trials)
    if seed is not None:
        check_whole("seed", seed, 0, 2**64)
    if method not in METHODS:
        raise BullwhipError(f"method: found {method!r}; give 'auto', 'formula' or 'simulation'")
    if not 0 < service < 1:
        raise BullwhipError(f"service: found {service!r}; give a share above 0 and below 1, such as 0.95")
    places = places_of(given, sites)
    subject = given if rule is None else _with_rule(given, rule, places)
    task = Task.of(subject, places, goal, service, seed)
    if trials is None:
        trials = usual_trials(len(task.parameters))
    work = task.plan.network.rows * subject.periods * task.replications * trials
    with watched(progress, work) as done:
        values, methods = task.solve(method, trials, done)
    found = _written(subject, task.parameters, values)
    return Tuned(
        scenario=found,
        changes=_changes(given, task, values, methods),
        goal=goal,
        seed=task.seed,
        figures=_measured(given, found, goal, replications, seed),
    )


def _with_rule(scenario: Scenario, name: str, places: Collection[Place]) -> Scenario:
    """The scenario with a shipped rule at these places, whose parameters fit each.  Raises BullwhipError."""
    rules = tuned(name, scenario)
    return with_tables(scenario, {place: table_of(rules[place]) for place in places})


def _written(scenario: Scenario, parameters: Sequence[Parameter], values: Array) -> Scenario:
    """The scenario with these values as parameters."""
    tables: dict[Place, dict[str, object]] = {}
    for one, value in zip(parameters, values.tolist(), strict=True):
        own = scenario.sites[one.site].terms(one.item).rule
        table = tables.setdefault((one.site, one.item), dict(own or {}))
        table[one.name] = int(value) if value.is_integer() else value
    return with_tables(scenario, tables)


def _changes(given: Scenario, task: Task, values: Array, methods: Sequence[str]) -> list[Change]:
    """Every parameter before and after; before only where the rule was of the same kind."""
    before = {point[:2]: rule_of(point, {}, given.whole_units) for point in given.stockpoints()}
    changes = []
    for one, value, method in zip(task.parameters, values.tolist(), methods, strict=True):
        rule, own = task.rules[one.site, one.item], before[one.site, one.item]
        was = float(getattr(own, one.name)) if type(own) is type(rule) else math.nan
        told = "as before" if value == was and method == SIMULATION else method
        changes.append(Change(one.site, one.item, name_of(rule), one.name, was, value, told))
    return changes


def _measured(
    before: Scenario, after: Scenario, goal: Goal, replications: int, seed: int | None
) -> dict[str, tuple[Array, Array]]:
    """The goal's measures of two scenarios by replication, the first ones of the seed.  Raises RuleError."""
    figures = []
    for scenario in (before, after):
        plan = lay_out(scenario, None if seed is None else int(seed))
        alone = Candidates(plan, (), scenario.periods, scenario.warm_up, goal.measures)
        figures.append(Objective(alone, goal, 0, replications).by_replication)
    if not all(np.isfinite(one[goal.measure.name]).all() for one in figures):
        raise RuleError("costs have become infinite: a rule orders more and more; look at its parameters")
    return {name: (figures[0][name], figures[1][name]) for name in figures[0]}
