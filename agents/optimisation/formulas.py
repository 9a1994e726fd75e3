"""Parameters by formula: which parts of a network one is exact for, and what it answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bullwhip.agents.optimisation.plain import Place, Point
from bullwhip.agents.rules import BatchReorderPoint, EchelonOrderUpTo, MinMax, OrderUpTo
from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    Stage,
    branched_placement,
    optimal_assembly,
    optimal_base_stock,
    optimal_capacitated,
    optimal_lost_sales,
    optimal_r_nq,
    optimal_s_s,
    optimal_serial,
    safety_factor,
)
from bullwhip.network.rounding import ceil_units

__all__ = ["Found", "by_formula", "guaranteed_service"]

STATES = 100_000  # of a lost-sales chain: more take longer than a simulation
DIGITS = 6  # of a level that is no whole number


class Found(NamedTuple):
    """What a formula says of the stockpoints of a part of a network."""

    method: str
    values: dict[Place, dict[str, float]]
    exact: bool  # whether nothing is better, in the long run, for these rules


def by_formula(part: Sequence[Point]) -> Found | None:
    """What the first formula answers that knows this part of a network; None where none does."""
    if not all(point.plain and point.independent and point.outlook.holding_cost > 0 for point in part):
        return None
    for formula in FORMULAS:
        try:
            found = formula(part)
        except FigureError:  # figures that the formula has no answer for: costs that fall downstream, and the like
            continue
        if found is not None:
            return found
    return None


def guaranteed_service(part: Sequence[Point], service: float) -> Found | None:
    """Base stocks that guarantee service times (`theory.branched_placement`); None where that model does not fit.

    For networks in which nothing says what a backlog costs: demand is covered up to the bound that it stays within in a
    period with the chance `service`, and goods that are ready are promised at once, or later where stock upstream or
    downstream is cheaper.
    """
    fits = all(isinstance(point.rule, OrderUpTo) and point.plain and point.patient for point in part)
    alone = all(not (point.has_customers and point.feeds) for point in part)
    if not fits or not alone or not all(math.isinf(point.capacity) for point in part):
        return None
    cost = {point.place: point.outlook.holding_cost for point in part}
    try:
        placed = branched_placement(
            [
                Stage(
                    name="\n".join(point.place),
                    time=point.lead_time + point.order_delay,
                    added_cost=_added(cost[point.place], sum(u * cost[other] for other, u in point.inputs.items())),
                    suppliers={"\n".join(other): units for other, units in point.inputs.items()},
                    demand_mean=point.outlook.demand.mean if point.has_customers else 0.0,
                    demand_sd=point.outlook.demand.sd if point.has_customers else 0.0,
                )
                for point in part
            ],
            1.0,
            safety_factor(service),
        )
    except FigureError:
        return None
    stock = {point.place: placed.stock("\n".join(point.place)).base_stock for point in part}
    whole = part[0].outlook.whole_units
    values = {place: {"level": float(ceil_units(s)) if whole else _neat(s)} for place, s in stock.items()}
    return Found(f"guaranteed service, {service:.0%}", values, exact=True)


def _added(cost: float, inputs: float) -> float:
    """What a stage adds to the cost of holding a unit; none where the rest is rounding."""
    added = cost - inputs
    return 0.0 if math.isclose(cost, inputs, rel_tol=1e-9) else added


def _base_stock(part: Sequence[Point]) -> Found | None:
    """A single stockpoint that orders up to a level."""
    [point], outlook = part, part[0].outlook
    if not isinstance(point.rule, OrderUpTo | EchelonOrderUpTo):
        return None
    costs = outlook.holding_cost, point.terms.backlog_cost
    if point.lost_at_once and math.isinf(point.capacity):
        return _lost_sales(point)
    if not point.patient:
        return None
    if math.isinf(point.capacity):
        best = optimal_base_stock(outlook.demand, outlook.cover, *costs)
        return Found("newsvendor formula", {point.place: {"level": _neat(best.level)}}, exact=True)
    if not isinstance(outlook.demand, Discrete) or point.capacity % 1:
        return None
    best = optimal_capacitated(outlook.demand, outlook.cover, int(point.capacity), *costs)
    return Found("capacitated newsvendor", {point.place: {"level": best.level}}, exact=True)


def _lost_sales(point: Point) -> Found | None:
    """Customers who do not wait: exact where its Markov chain has not too many states.

    Who loses a sale need not buy the unit.  How often an order costs something, the formula does not know.
    """
    outlook = point.outlook
    lost_cost = point.terms.lost_cost - point.unit_cost
    if not isinstance(outlook.demand, Discrete) or not outlook.whole_units or outlook.order_cost > 0 or lost_cost <= 0:
        return None
    most = int(outlook.demand.over(outlook.cover).quantile(1 - 1e-6))
    if math.comb(most + outlook.cover - 1, outlook.cover - 1) > STATES:
        return None
    best = optimal_lost_sales(outlook.demand, outlook.cover, outlook.holding_cost, lost_cost)
    return Found("lost-sales formula", {point.place: {"level": float(best.level)}}, exact=True)


def _reorder_point(part: Sequence[Point]) -> Found | None:
    """A single stockpoint that orders in lots."""
    [point], outlook = part, part[0].outlook
    if not point.patient or not isinstance(outlook.demand, Discrete) or math.isfinite(point.capacity):
        return None
    terms = (outlook.demand, outlook.cover, outlook.holding_cost, point.terms.backlog_cost, outlook.order_cost)
    if isinstance(point.rule, MinMax):
        levels = optimal_s_s(*terms)
        return Found("(s, S) formula", {point.place: {"s": float(levels.s), "S": float(levels.S)}}, exact=True)
    if isinstance(point.rule, BatchReorderPoint):
        lots = optimal_r_nq(*terms)
        return Found("(r, Q) formula", {point.place: {"r": float(lots.r), "Q": float(lots.Q)}}, exact=True)
    return None


def _clark_scarf(part: Sequence[Point]) -> Found | None:
    """A chain to one shop, whose sites all keep a base stock."""
    chain = _upstream(part)
    if chain is None or not _only_last_pays(chain) or any(units != 1 for p in part for units in p.inputs.values()):
        return None
    shop = chain[0]
    best = optimal_serial(
        shop.outlook.demand,
        [point.lead_time for point in chain],
        [point.outlook.holding_cost for point in chain],
        shop.terms.backlog_cost,
        [point.order_delay for point in chain],
    )
    return _levels("Clark-Scarf", chain, best.echelon_levels, best.local_levels, exact=True)


def _rosling(part: Sequence[Point]) -> Found | None:
    """An assembly, each of whose items goes into one other: Rosling's levels, which hold back what is too early.

    The rule `echelon-order-up-to` holds nothing back, so these levels are a good start and no more.
    """
    finished = [point for point in part if point.has_customers]
    single = all(len(point.feeds) + point.has_customers == 1 for point in part)
    one = all(units == 1 for point in part for units in point.inputs.values())
    if len(finished) != 1 or not single or not one or not _only_last_pays([*finished, *part]):
        return None
    place = {point.place: number for number, point in enumerate(part)}
    best = optimal_assembly(
        finished[0].outlook.demand,
        [place[point.feeds[0]] if point.feeds else None for point in part],
        [point.lead_time + point.order_delay for point in part],
        [point.outlook.holding_cost for point in part],
        finished[0].terms.backlog_cost,
    )
    echelon = best.echelon_levels
    below = [echelon[place[point.feeds[0]]] if point.feeds else 0.0 for point in part]
    local = [max(level - under, 0.0) for level, under in zip(echelon, below, strict=True)]
    return _levels("Rosling", part, echelon, local, exact=False)


def _levels(
    method: str, part: Sequence[Point], echelon: Sequence[float], local: Sequence[float], *, exact: bool
) -> Found | None:
    """Levels of a part whose rules are all of one kind."""
    kinds = {type(point.rule) for point in part}
    if kinds not in ({OrderUpTo}, {EchelonOrderUpTo}):
        return None
    levels = echelon if kinds == {EchelonOrderUpTo} else local
    return Found(method, {p.place: {"level": _neat(s)} for p, s in zip(part, levels, strict=True)}, exact)


def _upstream(part: Sequence[Point]) -> list[Point] | None:
    """A chain from its shop up; None where it is no chain, or has customers elsewhere."""
    by_place = {point.place: point for point in part}
    chain = [point for point in part if point.has_customers]
    if len(chain) != 1 or chain[0].feeds or any(len(point.inputs) > 1 or len(point.feeds) > 1 for point in part):
        return None
    while chain[-1].inputs:
        chain.append(by_place[next(iter(chain[-1].inputs))])
    return chain


def _only_last_pays(part: Sequence[Point]) -> bool:
    """Whether the first of some pays for a backlog, and no other, and whether all wait and nothing else limits them."""
    others = all(point.terms.backlog_cost == 0 for point in part if not point.has_customers)
    waiting = all(point.patient and math.isinf(point.capacity) for point in part)
    return others and waiting


def _neat(level: float) -> float:
    """A level without the digits that mean nothing."""
    return float(f"{level:.{DIGITS}g}")


def _single(formula: Callable[[Sequence[Point]], Found | None]) -> Callable[[Sequence[Point]], Found | None]:
    """A formula for a stockpoint that is supplied by the outside world and serves its own customers alone."""

    def of_one(part: Sequence[Point]) -> Found | None:
        return formula(part) if len(part) == 1 and part[0].has_customers else None

    return of_one


FORMULAS: tuple[Callable[[Sequence[Point]], Found | None], ...] = (
    _single(_base_stock),
    _single(_reorder_point),
    _clark_scarf,
    _rosling,
)
