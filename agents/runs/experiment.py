"""Experiments: a scenario run many times, and what came out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.runs.batch import Batch, Job
from bullwhip.agents.runs.inputs import AnyScenario, GivenRules, periods_of, rules_of, scenario_of
from bullwhip.agents.runs.progress import GivenProgress, watched
from bullwhip.agents.runs.recording import GivenRecord, selection_of
from bullwhip.agents.runs.result import Result
from bullwhip.agents.runs.workers import run_batches
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures.chosen import GivenMeasures, measures_of
from bullwhip.network.memory import memory_left, size_in_words
from bullwhip.network.moments import CELL, Moments
from bullwhip.network.record import Selection, memory_of

__all__ = ["batches_of", "check_memory", "check_numbers", "run"]

_IN_CACHE = 1_310_720  # numbers (10 MB) that a period goes through: the next one still finds them in the cache
_LONG = 8  # cells: shorter rows are not far enough apart for that
_MOST_WORKERS = 1_000  # processes: more is a slip


def run(
    scenario: AnyScenario,
    replications: int = 1,
    periods: int | None = None,
    seed: int | None = None,
    *,
    record: GivenRecord = False,
    rules: GivenRules | None = None,
    workers: int = 1,
    measures: GivenMeasures = None,
    chunk: int | None = None,
    progress: GivenProgress = None,
) -> Result:
    """Run a scenario `replications` times.

    `scenario` is a Scenario, a shipped name, a path, or a mapping as of a file.  `periods` and `seed` replace the
    scenario's.  `record` keeps the history: all of it (True), a list of columns, or what a table names: {"columns":
    [...], "sites": [...], "items": [...], "periods": (first, last)}.  `rules` puts other rules in the place of the
    named sites' own:
    {"shop": OrderUpTo(level=42)}, or {("shop", "tea"): ...}; a rule may be a table as of a scenario file as well:
    {"shop": {"type": "order-up-to", "level": 42}, "store": "pass-on"}.  What limits orders at a site (its own rule's
    minimum, multiple, cap and forced periods, and whether goods may go back) stays, unless the new rule says otherwise.
    `workers` processes share the work.  `measures` names what is measured, besides the cost (all shipped measures if
    nothing is said); a measure of your own is given itself, or as "module:Name".  What is not asked for takes no time:
    measures=["orders_variance"] runs at twice the speed.
    Results do not depend on `workers`, nor on `chunk`, the number of replications that run together.  `progress=True`
    shows a bar; a function is called with the node-periods done since its last call.  Raises BullwhipError.
    """
    made = scenario_of(scenario)
    periods = periods_of(made, periods)
    check_numbers(replications, seed, workers)
    chosen = measures_of(measures)
    if chunk is not None:
        check_whole("chunk", chunk)
    rule_plan = lay_out(made, None if seed is None else int(seed), rules_of(made, rules))
    network = rule_plan.network
    periods, replications, workers = int(periods), int(replications), int(workers)  # NumPy's may be given
    selection = selection_of(record, network, periods)
    check_memory(replications, network.rows, len(chosen), selection)

    job = Job(rule_plan, periods, made.warm_up, tuple(chosen.values()), selection)
    batches = list(batches_of(replications, job.numbers, workers, chunk))
    with watched(progress, network.rows * periods * replications) as done:
        outcomes = list(run_batches(job, batches, workers, done))
    return Result(
        scenario=made,
        network=network,
        seed=network.tape.seed,
        replications=replications,
        periods=periods,
        costs=np.concatenate([outcome.costs for outcome in outcomes]),
        profits=np.concatenate([outcome.profits for outcome in outcomes]),
        by_stockpoint=Moments.joined([outcome.by_stockpoint for outcome in outcomes]),
        whole=Moments.joined([outcome.whole for outcome in outcomes]),
        measures=chosen,
        records=tuple(outcome.record for outcome in outcomes if outcome.record is not None),
    )


def check_numbers(replications: int, seed: int | None, workers: int) -> None:
    """Refuse numbers that no run can have, whatever its rules.  Raises BullwhipError."""
    check_whole("replications", replications)
    check_whole("workers", workers, 1, _MOST_WORKERS + 1)
    if seed is not None:
        check_whole("seed", seed, 0, 2**64)


def check_memory(replications: int, rows: int, measures: int, selection: Selection | None) -> None:
    """Raise BullwhipError for a run whose figures do not fit into the memory that is there."""
    left = memory_left()
    moments = 5 * measures * rows * 8 * -(-replications // CELL)  # up to five columns of each measure, by cell
    needed = 8 * replications + moments
    if left is not None and needed > left:
        raise BullwhipError(
            f"replications: found {replications:,}, whose measures take some {size_in_words(needed)} of memory, and "
            f"{size_in_words(left)} are left; give fewer"
        )
    history = memory_of(selection, replications) if selection is not None else 0
    if left is not None and needed + history > left:
        raise BullwhipError(
            f"record: a history of {len(selection.periods) if selection else 0:,} periods, "
            f"{len(selection.rows) if selection else 0:,} stockpoints and {replications:,} replications takes some "
            f"{size_in_words(history)} of memory, and {size_in_words(left)} are left; record fewer columns, sites or "
            "periods, such as record={'columns': ['order'], 'sites': ['shop'], 'periods': (1, 52)}, or give fewer "
            "replications"
        )


def batches_of(replications: int, numbers: int, workers: int, wanted: int | None) -> Iterator[Batch]:
    """Whole cells each, as many as fit into the cache, and as many batches for one worker as for another.

    A period goes through so many `numbers` of a replication.
    """
    if wanted is not None:
        cells = max(1, wanted // CELL)
    else:
        turns = -(-replications * numbers // (_IN_CACHE * workers))  # batches for each worker
        cells = -(-replications // (turns * workers * CELL))
        if _LONG <= cells < -(-replications // CELL):
            cells += cells % 2 == 0  # rows a power of two apart would get into each other's way in the cache
    size = cells * CELL
    for first in range(0, replications, size):
        yield Batch(first, min(size, replications - first))
