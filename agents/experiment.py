"""Experiments: a scenario run many times, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.result import Result
from bullwhip.agents.roster import Roster, Rules, lay_out
from bullwhip.agents.step import step
from bullwhip.network.arrays import Array
from bullwhip.network.books import Books, network_books, stockpoint_books
from bullwhip.network.errors import BullwhipError
from bullwhip.network.moments import CELL, Moments
from bullwhip.network.record import Recorder
from bullwhip.network.scenario import Scenario

__all__ = ["run"]

_IN_CACHE = 23_040  # stockpoints x replications that go through a period together: more fall out of the cache
_MOST_RECORDED = 200_000_000  # figures; a longer history would not fit into memory beside its table

Progress = Callable[[int], None]


@dataclass(frozen=True)
class _Chunk:
    """Consecutive replications that are run together."""

    first: int
    count: int


@dataclass(frozen=True, eq=False)
class _Outcome:
    rows: Books
    whole: Books
    record: Recorder | None


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
    place of the named sites' own: {"shop": OrderUpTo(level=42)}, or {("shop", "tea"): ...}.  `workers` threads share
    the work.  `observe=False` takes costs and order variances only, at twice the speed.  Results do not depend on
    `workers`, nor on `chunk`, the number of replications that run together.  `progress` is called with the
    node-periods done since its last call. Raises BullwhipError.
    """
    periods = scenario.periods if periods is None else periods
    _check(scenario, replications, periods, workers, rules)
    roster = lay_out(scenario, seed, rules)
    network = roster.network
    if record and replications * periods * network.rows > _MOST_RECORDED / 9:
        raise BullwhipError(
            f"a history of {replications} replications, {periods} periods and {network.rows} stockpoints does not fit "
            "into memory; record fewer replications, or run without record"
        )
    observe = observe or bool(network.transit_cost.any() or network.order_cost.any() or network.capital_rate)

    def run_chunk(part: _Chunk) -> _Outcome:
        return _run_chunk(roster, part, periods, scenario.warm_up, observe, record, progress)

    by_stockpoint, whole, records = Moments(), Moments(), []
    costs: list[Array] = []
    for outcome in _in_order(run_chunk, list(_chunks(replications, network.rows, workers, chunk)), workers):
        by_stockpoint.add(outcome.rows)
        whole.add(outcome.whole)
        costs.append(outcome.whole.cost[0])
        if outcome.record is not None:
            records.append(outcome.record)
    return Result(
        scenario=scenario,
        network=network,
        seed=network.tape.seed,
        replications=replications,
        periods=periods,
        costs=np.concatenate(costs),
        by_stockpoint=by_stockpoint,
        whole=whole,
        records=tuple(records),
    )


def _run_chunk(
    roster: Roster,
    part: _Chunk,
    periods: int,
    warm_up: int,
    observe: bool,
    record: bool,
    progress: Progress | None,
) -> _Outcome:
    """Run some replications from the first period to the last."""
    engine = roster.engine(part.count, part.first, observe, warm_up)
    views = roster.views(engine)
    recorder = Recorder(roster.network, periods, part.count, part.first) if record else None
    work = roster.network.rows * part.count
    report_every = max(1, 2_000_000 // work)
    for period in range(1, periods + 1):
        step(roster, engine, views)
        if recorder is not None:
            recorder.take(engine)
        if progress is not None and (period % report_every == 0 or period == periods):
            progress(work * (period % report_every or report_every))
    rows = stockpoint_books(roster.network, engine.tally)
    return _Outcome(rows, network_books(roster.network, engine.tally, rows), recorder)


def _chunks(replications: int, rows: int, workers: int, wanted: int | None) -> Iterator[_Chunk]:
    """Whole cells each, as many as fit into the cache, and at least one for every worker."""
    size = wanted if wanted is not None else min(_IN_CACHE // rows, -(-replications // workers))
    cells = max(1, size // CELL)
    if wanted is None and cells < -(-replications // CELL):
        cells -= cells % 2 == 0  # rows a power of two apart would get into each other's way in the cache
    size = cells * CELL
    for first in range(0, replications, size):
        yield _Chunk(first, min(size, replications - first))


def _in_order(work: Callable[[_Chunk], _Outcome], parts: list[_Chunk], workers: int) -> Iterator[_Outcome]:
    """The outcomes in the order of the parts.  Threads, as the compiled loops and NumPy let go of the interpreter."""
    if workers == 1 or len(parts) == 1:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, parts)


def _check(scenario: Scenario, replications: int, periods: int, workers: int, rules: Rules | None) -> None:
    for name, value, least in (("replications", replications, 1), ("periods", periods, 1), ("workers", workers, 1)):
        if value < least:
            raise BullwhipError(f"{name}: found {value}; give {least} or more")
    if periods <= scenario.warm_up:
        raise BullwhipError(
            f"periods: found {periods}, but the warm-up takes {scenario.warm_up}; give more periods, or set warm_up"
        )
    kept = {name for point in scenario.stockpoints() for name in (point.site, (point.site, point.item))}
    unknown = [name for name in rules or {} if name not in kept]
    if unknown:
        sites = ", ".join(dict.fromkeys(point.site for point in scenario.stockpoints()))
        raise BullwhipError(
            f"rules: found {unknown[0]!r}, which keeps no stock; give a site of {sites}, or (site, item)"
        )
