"""How resilient a scenario is: with its disruptions, and beside it the same luck without them."""

from __future__ import annotations

from bullwhip.agents.outcomes.by_site import rows_by_site
from bullwhip.agents.outcomes.failures import FAILED, RECOVERED, check_thresholds
from bullwhip.agents.outcomes.pairs import Pair
from bullwhip.agents.runs.experiment import batches_of, check_numbers
from bullwhip.agents.runs.inputs import AnyScenario, periods_of, scenario_of
from bullwhip.agents.runs.paired import MEASURED, RATIOS, PairedJob, paired_job
from bullwhip.agents.runs.progress import GivenProgress, watched
from bullwhip.agents.runs.resilience_result import Resilience
from bullwhip.agents.runs.workers import run_batches
from bullwhip.network.errors import BullwhipError
from bullwhip.network.memory import memory_left, size_in_words
from bullwhip.network.scenario import Scenario

__all__ = ["resilience"]

_OF_ENTITY = 7 + 2 * (1 + len(MEASURED))  # numbers that are kept of each replication
_TWICE = 2  # while they are put together
_DRAWN_BY_LUCK = {"window", "chance", "every"}  # timings


def resilience(
    scenario: AnyScenario,
    replications: int = 100,
    periods: int | None = None,
    seed: int | None = None,
    *,
    failed: float = FAILED,
    recovered: float = RECOVERED,
    workers: int = 1,
    progress: GivenProgress = None,
) -> Resilience:
    """What the disruptions of a scenario do to it, beside the same luck without them.

    The service of a period is the part of what is asked for in it that is filled in it: of the whole network what its
    customers ask for, of a site what all its claimants do.  Its level is 1 less how much lower it is than without the
    disruptions.  From a disruption's first onset after the warm-up on, service is failed from where its level is below
    `failed` until it is at `recovered` again: `time_to_survive` and `time_to_recover` are the periods from the onset
    until then.  Results do not depend on `workers`.  Raises BullwhipError.
    """
    made = scenario_of(scenario)
    periods = int(periods_of(made, periods))
    check_numbers(replications, seed, workers)
    check_thresholds(failed, recovered)
    job = paired_job(made, periods, None if seed is None else int(seed), failed, recovered)
    plan = job.rule_plan
    sites = tuple(rows_by_site(plan.network))
    _check_memory(int(replications), len(sites) + 1)
    batches = list(batches_of(int(replications), job.numbers, int(workers), None))
    with watched(progress, 2 * plan.network.rows * periods * int(replications)) as done:
        pair = Pair.joined(list(run_batches(job, batches, int(workers), done)))
    return Resilience(
        scenario=made,
        network=plan.network,
        sites=sites,
        seed=plan.network.tape.seed,
        periods=periods,
        failed=float(failed),
        recovered=float(recovered),
        certain=_is_certain(made, job),
        pair=pair,
        ratios={measure.name: measure for measure in RATIOS},
    )


def _is_certain(scenario: Scenario, job: PairedJob) -> bool:
    """Whether chance has no part: neither in what is asked for, nor in when disruptions come."""
    drawn = any(_DRAWN_BY_LUCK.intersection(each.timings) for each in scenario.disruption)
    return not (drawn or job.calm.rule_plan.network.random or job.disrupted.rule_plan.network.random)


def _check_memory(replications: int, entities: int) -> None:
    """Raise BullwhipError for replications whose figures do not fit into the memory that is there."""
    left, needed = memory_left(), 8 * _OF_ENTITY * _TWICE * entities * replications
    if left is not None and needed > left:
        raise BullwhipError(
            f"replications: found {replications:,}, whose figures take some {size_in_words(needed)} of memory, and "
            f"{size_in_words(left)} are left; give fewer"
        )
