"""Assembly systems: items that are joined on the way to one finished good, as the serial system they are equal to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bullwhip.agents.theory.distributions import DemandDistribution
from bullwhip.agents.theory.given import FigureError, at_least, check, whole
from bullwhip.agents.theory.serial import Serial, optimal_serial

__all__ = ["Assembly", "optimal_assembly"]


@dataclass(frozen=True)
class Assembly:
    """Echelon levels of an assembly system and its exact long-run cost, item by item in the order given."""

    echelon_levels: tuple[float, ...]  # units
    cost: float  # money per period: stock, in transit and backlog
    serial: Serial  # the serial system that it is equal to
    stage_of: tuple[int, ...]  # by item, its stage there; stage 0 has the customers


def optimal_assembly(
    demand: DemandDistribution,
    used_in: Sequence[int | None],
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
) -> Assembly:
    """The echelon base stocks of least cost where every item goes into one other, and the last into customers' hands.

    used_in: for each item the place of that into which it goes, None for the finished good; a unit takes one of each
    (count them in units that make it so).  lead_times: from when all that goes into an item is there until the item
    is, periods; holding_costs: local, per unit and period, none below the sum of what goes into the item.  Goods in
    transit cost what they would where they come from, those from outside nothing.

    Sort items by the time from their order to the finished good.  Each is then supplied by the next one, whose lead
    time is the difference; items of the same time are one stage.  An item orders up to its echelon level, but never
    beyond what its serial supplier has on hand in time: more would only wait for it.
    Source: Rosling (1989), Optimal inventory policies for assembly systems under random demands, Operations Research
    37(4), for systems that have worked off what they held too much of at the start.
    """
    times = _times_to_finish(used_in, lead_times, holding_costs)
    added = _added_costs(used_in, holding_costs)
    steps = sorted(set(times))
    stage_of = tuple(steps.index(time) for time in times)
    serial_times = [time - before for time, before in zip(steps, [0, *steps], strict=False)]
    serial_costs = [sum(cost for cost, at in zip(added, stage_of, strict=True) if at >= k) for k in range(len(steps))]
    if serial_costs[-1] == 0:
        raise FigureError(["holding_costs: found 0 for all items that take longest; give one of them more"])
    serial = optimal_serial(demand, serial_times, serial_costs, backlog_cost)
    # The serial system pays for an item after its lead time there, the assembly only after the item's own.
    waits = [lead_time - serial_times[at] for lead_time, at in zip(lead_times, stage_of, strict=True)]
    return Assembly(
        echelon_levels=tuple(serial.echelon_levels[at] for at in stage_of),
        cost=serial.cost - demand.mean * sum(cost * wait for cost, wait in zip(added, waits, strict=True)),
        serial=serial,
        stage_of=stage_of,
    )


def _times_to_finish(
    used_in: Sequence[int | None], lead_times: Sequence[int], holding_costs: Sequence[float]
) -> list[int]:
    """By item, the periods from its order to the finished good."""
    n = len(used_in)
    check(
        *(
            None if len(values) == n else f"{name}: found {len(values)} values; give {n}, one an item"
            for name, values in (("lead_times", lead_times), ("holding_costs", holding_costs))
        ),
        *(whole(f"lead_times[{k}]", value, 1) for k, value in enumerate(lead_times)),
        *(at_least(f"holding_costs[{k}]", value) for k, value in enumerate(holding_costs)),
        *(
            f"used_in[{k}]: found {target}; give the place of another item, 0 to {n - 1}"
            for k, target in enumerate(used_in)
            if target is not None and (target not in range(n) or target == k)
        ),
    )
    finished = [k for k, target in enumerate(used_in) if target is None]
    if len(finished) != 1:
        raise FigureError([f"used_in: found {len(finished)} items that go into no other; give None to one"])
    times = []
    for k in range(n):
        way: list[int] = []
        at: int | None = k
        while at is not None:
            if at in way:
                raise FigureError([f"used_in: items {way} go into each other; let one of them end in {finished[0]}"])
            way.append(at)
            at = used_in[at]
        times.append(sum(int(lead_times[i]) for i in way))
    return times


def _added_costs(used_in: Sequence[int | None], holding_costs: Sequence[float]) -> list[float]:
    """Echelon holding costs: what an item costs beyond all that goes into it."""
    inputs = [0.0] * len(used_in)
    for k, target in enumerate(used_in):
        if target is not None:
            inputs[target] += holding_costs[k]
    check(*(at_least(f"holding_costs[{k}]", cost, inputs[k]) for k, cost in enumerate(holding_costs)))
    return [cost - before for cost, before in zip(holding_costs, inputs, strict=True)]
