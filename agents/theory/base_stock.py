"""Base stock (order up to a level every period): the best level, and the exact figures of any level.

In our period (receive, demand, fill, account, decide) an order of period t arrives before the demand of
t + order delay + lead time.  A level therefore covers `cover` = order delay + lead time periods of demand, and
the net stock at the end of a period is the level less the demand of that many periods.  Texts in which the order
comes before the demand and which call the lead time L have cover = L + 1; the newsvendor has cover = 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from bullwhip.agents.theory.distributions import DemandDistribution
from bullwhip.agents.theory.given import above, at_least, check, whole

__all__ = [
    "BaseStock",
    "critical_ratio",
    "evaluate_base_stock",
    "level_figures",
    "newsvendor",
    "optimal_base_stock",
]


@dataclass(frozen=True)
class BaseStock:
    """A base-stock level and its long-run averages at the end of a period (backorders, no fixed cost)."""

    level: float  # units
    cost: float  # money per period
    on_hand: float  # units
    backlog: float  # units
    cycle_service: float  # share of periods that end without backlog (type 1)
    fill_rate: float  # share of demand filled at once from stock (type 2)


def critical_ratio(holding_cost: float, backlog_cost: float) -> float:
    """The cycle service that costs least, p / (p + h); both costs per unit and period."""
    check(above("holding_cost", holding_cost), above("backlog_cost", backlog_cost))
    return backlog_cost / (backlog_cost + holding_cost)


def optimal_base_stock(demand: DemandDistribution, cover: int, holding_cost: float, backlog_cost: float) -> BaseStock:
    """The level of least cost: the smallest S with P(demand over the cover <= S) >= p / (p + h).

    demand: the distribution of one period's demand; cover: order delay + lead time, periods, 1 or more.
    Source: Zipkin (2000), Foundations of Inventory Management, section 9.6; Snyder and Shen (2019), section 4.3.4.
    """
    ratio = critical_ratio(holding_cost, backlog_cost)
    check(whole("cover", cover, 1))
    level = float(demand.over(cover).quantile(ratio))
    return evaluate_base_stock(level, demand, cover, holding_cost, backlog_cost)


def evaluate_base_stock(
    level: float, demand: DemandDistribution, cover: int, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """The exact figures of a level S: backlog E[(D - S)+], on hand E[(S - D)+], D over the cover.

    The fill rate counts the demand of one period that is not filled at once: the backlog at its end less what was
    already owed before it, E[(D - S)+] with D over the cover less one period.
    """
    check(
        at_least("level", level, float("-inf")),
        whole("cover", cover, 1),
        at_least("holding_cost", holding_cost),
        at_least("backlog_cost", backlog_cost),
    )
    total = demand.over(cover)
    owed_before = float(demand.over(cover - 1).loss(level)) if cover > 1 else max(-level, 0.0)
    return level_figures(level, total, owed_before, demand.mean, holding_cost, backlog_cost)


def level_figures(
    level: float,
    wanted: DemandDistribution,
    owed_before: float,
    mean: float,
    holding_cost: float,
    backlog_cost: float,
) -> BaseStock:
    """The exact figures of a level of which some units are wanted by the end of a period: the net stock is the rest.

    owed_before: mean backlog before the period's demand, units; mean: of the period's demand.
    """
    backlog = float(wanted.loss(level))
    on_hand = level - wanted.mean + backlog
    return BaseStock(
        level=level,
        cost=holding_cost * on_hand + backlog_cost * backlog,
        on_hand=on_hand,
        backlog=backlog,
        cycle_service=float(wanted.cdf(level)),
        fill_rate=1.0 - (backlog - owed_before) / mean if mean > 0 else 1.0,
    )


def newsvendor(demand: DemandDistribution, holding_cost: float, backlog_cost: float) -> BaseStock:
    """The best stock for one period's demand: h for each unit left over (overage), p for each short (underage).

    Source: Arrow, Harris and Marschak (1951), Optimal inventory policy, Econometrica 19(3).
    """
    return optimal_base_stock(demand, 1, holding_cost, backlog_cost)
