"""Experiments: a scenario run many times, and what came out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bullwhip.agents.batch import Batch, Job, Progress
from bullwhip.agents.result import Result
from bullwhip.agents.roster import Rules, lay_out
from bullwhip.agents.rule import Rule
from bullwhip.agents.rules.tables import check_parameters
from bullwhip.agents.workers import run_batches
from bullwhip.network.errors import BullwhipError, FaultyTable
from bullwhip.network.moments import CELL, Moments
from bullwhip.network.scenario import Scenario

__all__ = ["check_rules", "run"]

_IN_CACHE = 23_040  # stockpoints x replications that go through a period together: more fall out of the cache
_MOST_RECORDED = 200_000_000  # figures; a longer history would not fit into memory beside its table


def run(
    scenario: Scenario,
    replications: int = 1,
    periods: int | None = None,
    seed: int | None = None,
    *,
    record: bool = False,
    rules: Rules | None = None,
    workers: int = 1,
    observe: bool = True,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario `replications` times.

    `periods` and `seed` replace the scenario's.  `record` keeps the full history.  `rules` puts other rules in the
    place of the named sites' own: {"shop": OrderUpTo(level=42)}, or {("shop", "tea"): ...}.  `workers` processes share
    the work.  `observe=False` takes costs and order variances only, at twice the speed.  Results do not depend on
    `workers`, nor on `chunk`, the number of replications that run together.  `progress` is called with the
    node-periods done since its last call. Raises BullwhipError.
    """
    _check_type("scenario", scenario, Scenario, "give a Scenario, such as bullwhip.load('beer-game')")
    periods = scenario.periods if periods is None else periods
    _check(scenario, replications, periods, workers, seed)
    check_rules(scenario, rules or {})
    roster = lay_out(scenario, None if seed is None else int(seed), rules)
    network = roster.network
    if record and replications * periods * network.rows > _MOST_RECORDED / 9:
        raise BullwhipError(
            f"a history of {replications} replications, {periods} periods and {network.rows} stockpoints does not fit "
            "into memory; record fewer replications, or run without record"
        )
    observe = observe or bool(network.transit_cost.any() or network.order_cost.any() or network.unit_value.any())

    job = Job(roster, periods, scenario.warm_up, observe, record)
    batches = list(_batches(replications, network.rows, workers, chunk))
    outcomes = list(run_batches(job, batches, workers, progress))
    return Result(
        scenario=scenario,
        network=network,
        seed=network.tape.seed,
        replications=replications,
        periods=periods,
        costs=np.concatenate([outcome.costs for outcome in outcomes]),
        by_stockpoint=Moments.joined([outcome.by_stockpoint for outcome in outcomes]),
        whole=Moments.joined([outcome.whole for outcome in outcomes]),
        records=tuple(outcome.record for outcome in outcomes if outcome.record is not None),
    )


def _batches(replications: int, rows: int, workers: int, wanted: int | None) -> Iterator[Batch]:
    """Whole cells each, as many as fit into the cache, and at least one for every worker."""
    size = wanted if wanted is not None else min(_IN_CACHE // rows, -(-replications // workers))
    cells = max(1, size // CELL)
    if wanted is None and cells < -(-replications // CELL):
        cells -= cells % 2 == 0  # rows a power of two apart would get into each other's way in the cache
    size = cells * CELL
    for first in range(0, replications, size):
        yield Batch(first, min(size, replications - first))


def _check(scenario: Scenario, replications: int, periods: int, workers: int, seed: int | None) -> None:
    for name, value in (("replications", replications), ("periods", periods), ("workers", workers)):
        if not _is_whole(value) or value < 1:
            raise BullwhipError(f"{name}: found {value!r}; give a whole number, 1 or more")
    if seed is not None and not (_is_whole(seed) and 0 <= seed < 2**64):
        raise BullwhipError(f"seed: found {seed!r}; give a whole number, 0 to 2^64 - 1")
    if periods <= scenario.warm_up:
        raise BullwhipError(
            f"periods: found {periods}, but the warm-up takes {scenario.warm_up}; give more periods, or set warm_up"
        )


def _check_type(name: str, value: object, wanted: type, remedy: str) -> None:
    if not isinstance(value, wanted):
        raise BullwhipError(f"{name}: found {value!r}; {remedy}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer)


def check_rules(scenario: Scenario, rules: Rules) -> None:
    """Raise BullwhipError unless these are sound rules, of sites or (site, item) pairs that keep stock."""
    for name, rule in rules.items():
        _check_type(f"rules, {name!r}", rule, Rule, "give a rule, such as OrderUpTo(level=40)")
        try:
            check_parameters(rule, scenario.whole_units)
        except FaultyTable as error:
            whose = f"{name[0]} ({name[1]})" if isinstance(name, tuple) else str(name)
            raise FaultyTable(*(replace(fault, table="rule of", name=whose) for fault in error.faults)) from None
    kept = {name for point in scenario.stockpoints() for name in (point.site, (point.site, point.item))}
    unknown = [name for name in rules if name not in kept]
    if unknown:
        sites = ", ".join(dict.fromkeys(point.site for point in scenario.stockpoints()))
        raise BullwhipError(
            f"rules: found {unknown[0]!r}, which keeps no stock; give a site of {sites}, or (site, item)"
        )
