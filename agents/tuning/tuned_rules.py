"""Shipped rules with sensible parameters: from a scenario's own demand, lead times and costs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import MISSING, fields, replace

from bullwhip.agents.rules import (
    RULES,
    AnchorAdjust,
    BatchReorderPoint,
    EchelonOrderUpTo,
    ForecastOrderUpTo,
    ForwardBuying,
    HumanLike,
    MinMax,
    OrderUpTo,
    PassOn,
    Periodic,
    ShortageGaming,
    Smoothing,
)
from bullwhip.agents.rules.people import HABITS
from bullwhip.agents.rules.rule import LIMITS, Rule
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.agents.theory import (
    Discrete,
    optimal_r_nq,
    optimal_s_s,
    safety_factor,
)
from bullwhip.agents.tuning import buffers
from bullwhip.agents.tuning.expected_demand import Record
from bullwhip.agents.tuning.outlook import LOT, Outlook, outlooks
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.rounding import nearest
from bullwhip.network.scenario import Scenario

__all__ = ["MAKERS", "WHIM", "arbitrary", "tuned"]

IN_LOTS = ("s-S", "r-Q", "periodic")  # rules that buy so
WHIM = 0.25  # standard deviation of what people order on a whim, in mean demands of a period


def tuned(name: str, scenario: Scenario) -> dict[tuple[str, str], Rule]:
    """A shipped rule for every stockpoint (site, item) of a scenario, as `run(scenario, rules=...)` takes them.

    Levels cover order delay + lead time.  They aim at the cycle service that costs least, p / (p + h), or at `SERVICE`
    where either cost is missing.  Lots are economic where an order costs something; where it is free, one order a
    period is best, and where stock is, no lot is (`arbitrary` says so).
    What limits the orders at a stockpoint (returns, minimum, multiple, cap, forced periods) stays as its own rule says.
    A rule of which nothing is computed has its usual parameters.  Raises BullwhipError for a name that is no shipped
    rule, and for one that needs what cannot be computed, such as the orders of `recorded`.
    """
    if name not in RULES:
        raise BullwhipError(f"rule: found {name!r}, which is no shipped rule; {suggest(name, RULES)}")
    make = MAKERS.get(name) or _as_it_is(name)
    rules = {}
    for point, outlook in outlooks(scenario).items():
        own = scenario.sites[point[0]].terms(point[1]).rule
        limits = rule_from(own) if own is not None else PassOn()
        rules[point] = replace(make(outlook), **{limit: getattr(limits, limit) for limit in LIMITS})
    return rules


def _as_it_is(name: str) -> Callable[[Outlook], Rule]:
    """Makes a rule with its usual parameters.  Raises BullwhipError for one that needs others."""
    needed = [one.name for one in fields(RULES[name]) if one.default is MISSING and one.default_factory is MISSING]
    if needed:
        keys = ", ".join(f"{key} = ..." for key in needed)
        raise BullwhipError(
            f'rule {name!r}: its {" and ".join(needed)} cannot be computed; give them: {{ type = "{name}", {keys} }}'
        )
    return lambda outlook: RULES[name]()


def arbitrary(name: str, scenario: Scenario, points: Collection[tuple[str, str]]) -> str:
    """What a rule tuned for these (site, item) has that no cost asks for, in words; nothing where costs say it all."""
    found = [outlook for at, outlook in outlooks(scenario).items() if at in points and outlook.demand.mean > 0]
    if name in IN_LOTS and any(outlook.holding_cost == 0 for outlook in found):
        where = "where" if any(outlook.holding_cost > 0 for outlook in found) else "as"
        return f"lots of {LOT} periods' demand are arbitrary {where} holding stock costs nothing"
    if name in buffers.CHOSEN and found:
        return f"{buffers.CHOSEN[name]} is arbitrary"
    if name == "smoothing" and found:
        times = sorted({outlook.cover + 1 for outlook in found})
        span = f"{times[0]}" if len(times) == 1 else f"{times[0]} to {times[-1]}"
        return (
            f"smoothing over {span} periods (lead time, order delay and one) is arbitrary: no cost asks for even orders"
        )
    return ""


def _order_up_to(outlook: Outlook) -> Rule:
    return OrderUpTo(level=outlook.level(outlook.cover))


def _echelon_order_up_to(outlook: Outlook) -> Rule:
    return EchelonOrderUpTo(level=outlook.level(outlook.echelon_cover))


def _forecasting(rule: type[ForecastOrderUpTo]) -> Callable[[Outlook], Rule]:
    return lambda outlook: rule(forecast=outlook.forecast, cover=outlook.cover, safety=safety_factor(outlook.service))


def _min_max(outlook: Outlook) -> Rule:
    """The optimum where demand is in whole units and stock costs something; else the level, and a lot above it.

    Where ordering is free the best (s, S) orders up to the level in every period.
    """
    if isinstance(outlook.demand, Discrete) and outlook.holding_cost:
        costs = (outlook.holding_cost, outlook.backlog_cost, outlook.order_cost)
        best = optimal_s_s(outlook.demand, outlook.cover, *costs)
        return MinMax(s=best.s, S=best.S)
    level = outlook.level(outlook.cover)
    if outlook.free:
        return MinMax(s=level - 1.0 if outlook.whole_units else level, S=level)
    return MinMax(s=level, S=level + outlook.lot)


def _batches(outlook: Outlook) -> Rule:
    """As `_min_max`.  Where ordering is free, batches are single units, or a period's demand where units are no wholes.

    The position then lies anywhere in a batch above r: r is half a batch below the level, but not where demand is known
    beforehand, and the position may stay at one place.
    """
    if isinstance(outlook.demand, Discrete) and outlook.holding_cost:
        costs = (outlook.holding_cost, outlook.backlog_cost, outlook.order_cost)
        best = optimal_r_nq(outlook.demand, outlook.cover, *costs)
        return BatchReorderPoint(r=best.r, Q=best.Q)
    level = outlook.level(outlook.cover)
    if outlook.free and outlook.whole_units:
        return BatchReorderPoint(r=level - 1.0, Q=1.0)
    if outlook.free and not isinstance(outlook.demand, Record):
        return BatchReorderPoint(r=level - outlook.lot / 2.0, Q=outlook.lot)
    return BatchReorderPoint(r=level, Q=outlook.lot)


def _periodic(outlook: Outlook) -> Rule:
    """As often as a lot is used up; the level lasts until the review after the next."""
    mean = outlook.demand.mean
    often = 1 if outlook.free else LOT if mean <= 0 else int(nearest(outlook.lot / mean))
    review = max(1, often)
    return Periodic(review=review, level=outlook.level(outlook.cover + review - 1))


def _anchor_adjust(outlook: Outlook) -> Rule:
    """People's weights (means of Sterman 1989, table 2), and the target that keeps the safety stock in steady times."""
    return AnchorAdjust(**HABITS, target=_target(outlook), expected=outlook.first)


def _human(outlook: Outlook) -> Rule:
    """The same with whims, and with a period's demand more as target: 17 on the beer game's board, as the 44 had it."""
    mean = outlook.demand.mean
    return HumanLike(**HABITS, target=_target(outlook) + mean, noise=WHIM * mean, expected=outlook.first)


def _target(outlook: Outlook) -> float:
    on_order = (outlook.cover - 1) * outlook.demand.mean  # before the order of the period
    return outlook.safety_stock + float(HABITS["beta"]) * on_order


def _smoothing(outlook: Outlook) -> Rule:
    """Both gaps are closed at one pace, which never swings by itself, over a period more than the cover.

    Deziel & Eilon, The Production Engineer 43, 1967; Disney & Towill, Int. J. Production Economics 85, 2003.
    """
    time, mean = outlook.cover + 1.0, outlook.demand.mean
    return Smoothing(
        forecast=outlook.forecast,
        stock_time=time,
        pipeline_time=time,
        cover=outlook.safety_stock / mean if mean > 0 else 0.0,
    )


MAKERS: dict[str, Callable[[Outlook], Rule]] = {
    "order-up-to": _order_up_to,
    "echelon-order-up-to": _echelon_order_up_to,
    "forecast-order-up-to": _forecasting(ForecastOrderUpTo),
    "s-S": _min_max,
    "r-Q": _batches,
    "periodic": _periodic,
    "anchor-adjust": _anchor_adjust,
    "human": _human,
    "smoothing": _smoothing,
    "just-in-time": buffers.just_in_time,
    "just-in-case": buffers.just_in_case,
    "cover": buffers.cover,
    "hybrid": buffers.hybrid,
    "shortage-gaming": _forecasting(ShortageGaming),
    "forward-buying": _forecasting(ForwardBuying),
}
