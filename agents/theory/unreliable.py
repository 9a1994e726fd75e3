"""Supply that fails: a supplier who is up or down, and deliveries that are not what was ordered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from bullwhip.agents.theory.base_stock import BaseStock, critical_ratio, level_figures
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.eoq import eoq
from bullwhip.agents.theory.given import above, at_least, check, share, whole

__all__ = ["DisruptedQuantity", "eoq_disrupted", "evaluate_disrupted", "newsvendor_yield", "optimal_disrupted"]

# Outages longer than one with this chance are left out.
RARE = 1e-17


def optimal_disrupted(
    demand: Discrete, cover: int, holding_cost: float, backlog_cost: float, failure: float, recovery: float
) -> BaseStock:
    """The base-stock level of least cost for a supplier who is up or down, as a Markov chain.

    cover: order delay + lead time, periods; failure, recovery: chances that a supplier who is up is down in the next
    period, and that one who is down is up.  Orders wait while he is down, and are all shipped when he is up again: when
    he has been down for n periods, the level must meet n more periods of demand.
    Source: Güllü, Önol and Erkip (1997), Analysis of a deterministic demand production/inventory system under
    nonstationary supply uncertainty, IIE Transactions 29(8); Snyder and Shen (2019), section 9.2.2.
    """
    ratio = critical_ratio(holding_cost, backlog_cost)
    level = float(_wanted(demand, cover, failure, recovery).quantile(ratio))
    return evaluate_disrupted(level, demand, cover, holding_cost, backlog_cost, failure, recovery)


def evaluate_disrupted(
    level: float,
    demand: Discrete,
    cover: int,
    holding_cost: float,
    backlog_cost: float,
    failure: float,
    recovery: float,
) -> BaseStock:
    """The exact figures of a base-stock level; other arguments as for `optimal_disrupted`."""
    check(
        at_least("level", level, float("-inf")),
        at_least("holding_cost", holding_cost),
        at_least("backlog_cost", backlog_cost),
        whole("cover", cover, 1),
    )
    before = float(_wanted(demand, cover - 1, failure, recovery).loss(level))
    wanted = _wanted(demand, cover, failure, recovery)
    return level_figures(level, wanted, before, demand.mean, holding_cost, backlog_cost)


def _wanted(demand: Discrete, cover: int, failure: float, recovery: float) -> Discrete:
    """Demand over the cover and over the periods that the supplier has been down for."""
    check(whole("cover", cover), share("failure", failure), share("recovery", recovery))
    longest = 1 if recovery == 1 else math.ceil(math.log(RARE) / math.log1p(-recovery))
    down = failure / (failure + recovery)
    chances = np.append(1 - down, down * recovery * (1 - recovery) ** np.arange(longest))
    return demand.over_random(chances / chances.sum(), first=cover)


@dataclass(frozen=True)
class DisruptedQuantity:
    """An order quantity under disruptions and what it costs."""

    Q: float  # units per order
    cost: float  # money per unit of time: ordering, holding and lost demand
    lost_share: float  # share of demand that is lost


def eoq_disrupted(
    demand_rate: float,
    holding_cost: float,
    lost_cost: float,
    order_cost: float,
    failure_rate: float,
    recovery_rate: float,
    Q: float | None = None,
) -> DisruptedQuantity:
    """The economic order quantity when the supplier may be down at the time of an order, or the figures of a given Q.

    Orders are placed, and arrive, when the stock is used up; while the supplier is down demand is lost, at lost_cost a
    unit.  Up and down times are exponential with these rates, per unit of time.
    Source: Parlar and Berkin (1991), Future supply uncertainty in EOQ models, Naval Research Logistics 38(1), corrected
    by Berk and Arreola-Risa (1994), 41(1); Snyder and Shen (2019), section 9.2.1.
    """
    check(above("lost_cost", lost_cost), above("failure_rate", failure_rate), above("recovery_rate", recovery_rate))
    plain = eoq(demand_rate, holding_cost, order_cost)
    check(None if Q is None else above("Q", Q))
    rates = failure_rate + recovery_rate

    def waiting(size: float) -> float:  # mean time without supply after an order is used up
        return failure_rate / rates * -math.expm1(-rates * size / demand_rate) / recovery_rate

    def cost(size: float) -> float:
        down = waiting(size)
        cycle = order_cost + holding_cost * size**2 / (2 * demand_rate) + lost_cost * demand_rate * down
        return cycle / (size / demand_rate + down)

    if Q is None:
        # A quantity costs at least its own stock in the longest cycle; beyond `most` that is above the cost of `plain`.
        most = cost(plain.Q)
        most += math.sqrt(most**2 + 2 * holding_cost * most * demand_rate / recovery_rate)
        most /= holding_cost
        Q = float(
            optimize.minimize_scalar(cost, bounds=(0.0, most), method="bounded", options={"xatol": 1e-9 * most}).x
        )
    lost = demand_rate * waiting(Q)
    return DisruptedQuantity(Q=Q, cost=cost(Q), lost_share=lost / (Q + lost))


def newsvendor_yield(
    demand: float, shortest: float, longest: float, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """What to order for a known demand when as much as `shortest` to `longest` units more arrives, all as likely.

    `level` is the order; costs per unit left over and per unit short.
    Source: Snyder and Shen (2019), section 9.3.2 (additive yield).
    """
    check(at_least("demand", demand), at_least("shortest", shortest, -math.inf), above("longest", longest, shortest))
    ratio = critical_ratio(holding_cost, backlog_cost)
    width = longest - shortest
    on_hand, backlog = width * ratio**2 / 2, width * (1 - ratio) ** 2 / 2
    return BaseStock(
        level=demand - longest + ratio * width,
        cost=holding_cost * on_hand + backlog_cost * backlog,
        on_hand=on_hand,
        backlog=backlog,
        cycle_service=ratio,
        fill_rate=1.0 - backlog / demand if demand > 0 else 1.0,
    )
