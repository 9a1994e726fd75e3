"""Experiments: a scenario run many times, and what came out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bullwhip.agents.batch import Batch, Job, Progress
from bullwhip.agents.inputs import GivenRules, Source, check_whole, periods_of, rules_of, scenario_of
from bullwhip.agents.result import Result
from bullwhip.agents.roster import lay_out
from bullwhip.agents.workers import run_batches
from bullwhip.network.errors import BullwhipError
from bullwhip.network.moments import CELL, Moments

__all__ = ["run"]

_IN_CACHE = 23_040  # stockpoints x replications that go through a period together: more fall out of the cache
_MOST_RECORDED = 200_000_000  # figures; a longer history would not fit into memory beside its table


def run(
    scenario: Source,
    replications: int = 1,
    periods: int | None = None,
    seed: int | None = None,
    *,
    record: bool = False,
    rules: GivenRules | None = None,
    workers: int = 1,
    observe: bool = True,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario `replications` times.

    `scenario` is a Scenario, a shipped name, a path, or a mapping as of a file.  `periods` and `seed` replace the
    scenario's.  `record` keeps the full history.  `rules` puts other rules in the place of the named sites' own:
    {"shop": OrderUpTo(level=42)}, or {("shop", "tea"): ...}; a rule may be a table as of a scenario file as well:
    {"shop": {"type": "order-up-to", "level": 42}, "store": "pass-on"}.  What limits orders at a site (its own rule's
    minimum, multiple, cap and forced periods, and whether goods may go back) stays, unless the new rule says otherwise.
    `workers` processes share the work.  `observe=False` takes costs and order variances only, at twice the speed.
    Results do not depend on `workers`, nor on `chunk`, the number of replications that run together.  `progress` is
    called with the node-periods done since its last call.  Raises BullwhipError.
    """
    made = scenario_of(scenario)
    periods = periods_of(made, periods)
    check_whole("replications", replications)
    check_whole("workers", workers)
    if seed is not None:
        check_whole("seed", seed, 0, 2**64)
    roster = lay_out(made, None if seed is None else int(seed), rules_of(made, rules))
    network = roster.network
    if record and replications * periods * network.rows > _MOST_RECORDED / 9:
        raise BullwhipError(
            f"a history of {replications} replications, {periods} periods and {network.rows} stockpoints does not fit "
            "into memory; record fewer replications, or run without record"
        )
    observe = observe or bool(network.transit_cost.any() or network.order_cost.any() or network.unit_value.any())

    job = Job(roster, periods, made.warm_up, observe, record)
    batches = list(_batches(replications, network.rows, workers, chunk))
    outcomes = list(run_batches(job, batches, workers, progress))
    return Result(
        scenario=made,
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
