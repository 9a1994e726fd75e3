"""The stress test: each site and lane out in turn, how long customers do not notice, and what it costs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.outcomes.failures import FAILED, RECOVERED
from bullwhip.agents.outcomes.weaknesses import Weakness
from bullwhip.agents.resilience.outages import Outage, outages_of
from bullwhip.agents.resilience.remedies import Terms, remedies_of
from bullwhip.agents.resilience.stress_result import Stress
from bullwhip.agents.resilience.watching import Seen, Service, Watch
from bullwhip.agents.runs.inputs import AnyScenario, periods_of, scenario_of
from bullwhip.agents.runs.progress import GivenProgress, Progress, watched
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

__all__ = ["stress", "work_of"]

CHUNK = 512  # replications that are run together
SHARE_BEFORE = 4  # of the periods, a fourth goes before an outage where there is no warm-up


def stress(
    scenario: AnyScenario,
    replications: int = 1000,
    periods: int | None = None,
    seed: int | None = None,
    *,
    length: int = 5,
    start: int | None = None,
    pairs: bool = False,
    failed: float = FAILED,
    recovered: float = RECOVERED,
    remedies: int = 3,
    premium: float = 0.1,
    capacity_cost: float = 0.0,
    progress: GivenProgress = None,
) -> Stress:
    """Take down each site and each lane in turn, and with `pairs` each pair of sites, for `length` periods.

    Nothing leaves a site that is down, and nothing is made there; from `start` on [the first period after the warm-up,
    or after a fourth of the run].  Each outage meets the same luck as the run without it, the first `replications` of
    the seed.  Customers' service in a period is 1 less what they wait for more, or do not get, over what they ask for
    in a period: from below `failed` until it is above `recovered` they are failed.  Time to survive is how long that
    takes from the start of the outage, time to recover how long it lasts after its end; the loss is what costs more and
    what less is earned; the risk-exposure index is a loss over the largest (Simchi-Levi and others, Interfaces 45(5)
    2015).

    For the `remedies` worst of them the cheapest remedy is looked for: more periods of cover at the sites beside it, a
    second source that is dearer by `premium` of the price (or of a unit's value) and gets half of the orders, and half
    as much capacity again, at `capacity_cost` per unit and period.  Raises BullwhipError.
    """
    given = scenario_of(scenario)
    given = given.with_(periods=periods_of(given, periods))
    first = _start(given) if start is None else start
    _check(given, replications, seed, first, length, failed, recovered, remedies, premium, capacity_cost)
    outages = outages_of(given, int(first), int(length), pairs=pairs)
    terms = Terms(
        int(first), failed, recovered, int(replications), None if seed is None else int(seed), premium, capacity_cost
    )
    with watched(progress, work_of(given, replications, None, pairs=pairs)) as done:
        found = _measured(given, outages, terms, done)
        worst = max(one.loss.mean for one in found.values())
        ranked = sorted(found, key=lambda name: _badness(found[name]))
        weaknesses = [replace(found[name], index=_index(found[name], worst)) for name in ranked]
        named = {outage.name: outage for outage in outages}
        for at, one in enumerate(weaknesses[:remedies]):
            if one.share_failing > 0:
                weaknesses[at] = replace(one, remedies=remedies_of(given, named[one.name], terms))
    return Stress(
        title=given.name,
        period=given.period,
        start=int(first),
        length=int(length),
        horizon=given.periods,
        replications=int(replications),
        seed=lay_out(given, terms.seed).network.tape.seed,
        failed=failed,
        recovered=recovered,
        weaknesses=tuple(weaknesses),
    )


def work_of(scenario: Scenario, replications: int, periods: int | None, *, pairs: bool) -> int:
    """Node-periods of a stress test."""
    outages = len(outages_of(scenario, 1, 1, pairs=pairs))
    return (outages + 1) * len(scenario.stockpoints()) * periods_of(scenario, periods) * replications


def _start(scenario: Scenario) -> int:
    """The first period after the warm-up, or after a fourth of the run."""
    return (scenario.warm_up or scenario.periods // SHARE_BEFORE) + 1


def _measured(scenario: Scenario, outages: list[Outage], terms: Terms, done: Progress | None) -> dict[str, Weakness]:
    """What becomes of customers in each outage, by its name."""
    chunks = [(at, min(CHUNK, terms.replications - at)) for at in range(0, terms.replications, CHUNK)]
    work = len(scenario.stockpoints()) * scenario.periods
    seen: dict[str, list[tuple[Array, Service]]] = {outage.name: [] for outage in outages}
    watches = {outage.name: _watch(outage.under(scenario), terms) for outage in outages}
    calm = _watch(scenario, terms)
    for first, count in chunks:
        base: Seen = calm.calm(first, count)
        for name, watch in watches.items():
            service = Service(base, terms.failed, terms.recovered)
            profit = watch.beside(service, first, count)
            seen[name].append((base.profit - profit, service))
            service.forget()
            if done is not None:
                done(work * count)
    return {outage.name: _weakness(outage, seen[outage.name], scenario, terms) for outage in outages}


def _watch(scenario: Scenario, terms: Terms) -> Watch:
    return Watch(lay_out(scenario, terms.seed), scenario.periods, scenario.warm_up, terms.start)


def _weakness(outage: Outage, seen: list[tuple[Array, Service]], scenario: Scenario, terms: Terms) -> Weakness:
    """The figures of an outage from those of its replications."""
    loss = np.concatenate([one for one, _ in seen])
    first, last, area = (
        np.concatenate([getattr(service, name) for _, service in seen]) for name in ("first", "last", "area")
    )
    failing = np.isfinite(first)
    over = last < scenario.periods - terms.start  # by the end of the run
    after = np.maximum(last + 1.0 - outage.disruptions[0].length, 0.0)
    return Weakness(
        name=outage.name,
        kind=outage.kind,
        share_failing=float(failing.mean()),
        time_to_survive=_of(first[failing]),
        time_to_recover=_of(after[failing]),
        share_recovered=float(over[failing].mean()) if failing.any() else 1.0,
        lost_service=_of(area),
        loss=_of(loss),
        index=0.0,
    )


def _of(figures: Array) -> Interval:
    """The mean with its interval; figures that are all alike are their own."""
    if not figures.size:
        return Interval(math.nan, math.nan, math.nan)
    if (figures == figures[0]).all():
        return Interval(float(figures[0]), float(figures[0]), float(figures[0]))
    return interval_of(figures)


def _badness(one: Weakness) -> tuple[float, float, str]:
    """Worst first: by loss, then by how soon customers are failed."""
    survived = one.time_to_survive.mean
    return -one.loss.mean, math.inf if math.isnan(survived) else survived, one.name


def _index(one: Weakness, worst: float) -> float:
    """The risk-exposure index: a loss over the largest; 0 where none loses anything."""
    return max(one.loss.mean, 0.0) / worst if worst > 0 else 0.0


def _check(
    scenario: Scenario, replications: int, seed: int | None, start: object, length: object, failed: float,
    recovered: float, remedies: int, premium: float, capacity_cost: float,
) -> None:  # fmt: skip
    """Raise BullwhipError for what cannot be meant."""
    check_whole("replications", replications)
    check_whole("remedies", remedies, 0)
    if seed is not None:
        check_whole("seed", seed, 0, 2**64)
    check_whole("length", length)
    check_whole("start", start)
    assert isinstance(start, int | np.integer)
    if start > scenario.periods:
        raise BullwhipError(f"start: found {start}, beyond the run; give one up to {scenario.periods}, or more periods")
    if not 0 < failed <= recovered <= 1:
        raise BullwhipError(
            f"failed, recovered: found {failed!r} and {recovered!r}; give shares above 0, the first no larger than the "
            "second, such as 0.95 and 0.99"
        )
    for name, value in (("premium", premium), ("capacity_cost", capacity_cost)):
        if not 0 <= value < math.inf:
            raise BullwhipError(f"{name}: found {value!r}; give 0 or more")
    if not any(point.terms.demand for point in scenario.stockpoints()):
        raise BullwhipError("stress: found no customers, whose service an outage could fail; give a site demand")
