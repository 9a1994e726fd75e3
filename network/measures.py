"""The measures: one table of what is measured, each with its formula, unit and source.

A measure is a mean over replications of a figure, or the ratio of two such means; `intervals.py` says how well it is
known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.books import Books
from bullwhip.network.topology import Network

__all__ = ["LETTERS", "MEASURES", "Measure", "bullwhip"]

Figure = Callable[[Books], Array | None]


@dataclass(frozen=True)
class Measure:
    """A figure of the books, or a ratio of two."""

    name: str
    unit: str
    text: str
    formula: str  # in the letters of `LETTERS`
    over: Figure
    under: Figure | None = None  # None: the measure is a mean, not a ratio
    source: str = ""  # "": the word says it all
    least: float = 0.0  # what it cannot be below; minus infinity where goods or orders may go back
    rates: Callable[[Network], Array] | None = None  # (stockpoints,) where it is 0, nothing is paid for certain

    @property
    def most(self) -> float:
        """What it cannot be above."""
        return 1.0 if self.unit == "share" else math.inf


def _per_period(books: Books) -> Array:
    return books.cost / books.periods


def _none(books: Books) -> Array:
    return np.zeros_like(books.on_hand)


def _never(network: Network) -> Array:
    return np.zeros(network.rows)


def _in_transit_rate(network: Network) -> Array:
    return network.transit_cost[network.inbound]


def _holding_rate(network: Network) -> Array:
    return network.holding_cost + _in_transit_rate(network)


def _capital_rate(network: Network) -> Array:
    return network.unit_value * network.capital_rate


def _cost_rate(network: Network) -> Array:
    return _holding_rate(network) + network.backlog_cost + network.order_cost + _capital_rate(network)


# What the formulas are written in.  A sum is over the periods counted, a mean and a variance as well.
LETTERS = {
    "T": "periods counted: those of the run without the warm-up",
    "H": "on hand at the end of a period, units",
    "B": "backlog at the end of a period: units owed to customers and to other sites",
    "W": "in transit to the site at the end of a period, units",
    "O": "order placed in a period, units",
    "D": "what the site is asked for in a period, by customers and by other sites, units",
    "A": "what the site is asked for in a period, without returns, units",
    "F": "units of a period's A that are filled in that period",
    "Z": "the most backlog at the end of a period of a replenishment cycle, units",
    "Ac, Bc, Dc, Fc, Zc": "A, B, D, F and Z of the site's own customers alone, without other sites",
    "C": "demand of a period of all customers that the site supplies, directly or not, units",
    "h, g, b": "holding_cost of the site, holding_cost of its lane, backlog_cost",
    "k, v, i": "order_cost, unit_value, capital_rate",
    "sum, mean, var": "over the periods counted; var is the sample variance, with T - 1",
    "count, share": "number of the periods counted in which it is so, and their share; with Z, the share of the cycles",
}

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "cost",
            "money",
            "All costs over the periods counted: holding, backlog, order and capital.",
            "holding_cost + backlog_cost + order_cost + capital_cost",
            lambda b: b.cost,
            rates=_cost_rate,
        ),
        Measure(
            "cost_per_period",
            "money per period",
            "Cost divided by the periods counted.",
            "cost / T",
            _per_period,
            rates=_cost_rate,
        ),
        Measure(
            "holding_cost",
            "money",
            "Holding cost of stock on hand, and of goods in transit to the site.",
            "h * sum(H) + g * sum(W)",
            lambda b: b.holding_cost,
            rates=_holding_rate,
        ),
        Measure(
            "in_transit_cost",
            "money",
            "The part of the holding cost that goods in transit cause.",
            "g * sum(W)",
            lambda b: b.in_transit_cost,
            rates=_in_transit_rate,
        ),
        Measure(
            "backlog_cost",
            "money",
            "Cost of units owed, to customers and to other sites.",
            "b * sum(B)",
            lambda b: b.backlog_cost,
            rates=lambda n: n.backlog_cost,
        ),
        Measure(
            "order_cost",
            "money",
            "Cost of placing orders.",
            "k * count(O > 0)",
            lambda b: b.order_cost,
            rates=lambda n: n.order_cost,
        ),
        Measure(
            "capital_cost",
            "money",
            "Opportunity cost of the working capital.",
            "i * T * working_capital",
            lambda b: b.capital_cost,
            rates=_capital_rate,
        ),
        Measure(
            "working_capital",
            "money",
            "Value of the average stock on hand and in transit to the site.",
            "v * mean(H + W)",
            lambda b: b.working_capital,
            rates=lambda n: n.unit_value,
        ),
        Measure(
            "fill_rate",
            "share",
            "Type 2 service: units filled in the period they are asked for / units asked for.",
            "sum(F) / sum(A)",
            lambda b: b.filled_at_once,
            lambda b: b.claimed_mean,
            source="Silver, Pyke & Peterson, Inventory Management and Production Planning and Scheduling, 3rd ed. 1998",
        ),
        Measure(
            "cycle_service",
            "share",
            "Type 1 service by replenishment cycle: share of the cycles in which no period ends with backlog.",
            "share(Z = 0)",
            lambda b: b.cycles_without_backlog,
            lambda b: b.cycles,
            source="Silver, Pyke & Peterson, Inventory Management and Production Planning and Scheduling, 3rd ed. 1998",
        ),
        Measure(
            "period_service",
            "share",
            "Type 1 service by period: share of periods that end without backlog.",
            "share(B = 0)",
            lambda b: b.without_backlog,
            source="Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed. 2019",
        ),
        Measure(
            "ready_rate",
            "share",
            "Share of periods that end with stock on hand.",
            "share(H > 0)",
            lambda b: b.with_stock,
            source="Axsäter, Inventory Control, 3rd ed. 2015",
        ),
        Measure(
            "customer_fill_rate",
            "share",
            "As fill_rate, of the site's own customers alone.",
            "sum(Fc) / sum(Ac)",
            lambda b: b.own_filled_at_once,
            lambda b: b.own_claimed_mean,
        ),
        Measure(
            "customer_cycle_service",
            "share",
            "As cycle_service, of what is owed to the site's own customers alone.",
            "share(Zc = 0)",
            lambda b: b.own_cycles_without_backlog,
            lambda b: b.own_cycles,
        ),
        Measure(
            "customer_period_service",
            "share",
            "As period_service, of what is owed to the site's own customers alone.",
            "share(Bc = 0)",
            lambda b: b.own_without_backlog,
        ),
        Measure("on_hand", "units", "Average stock on hand at the end of a period.", "mean(H)", lambda b: b.on_hand),
        Measure("backlog", "units", "Average units owed at the end of a period.", "mean(B)", lambda b: b.backlog),
        Measure(
            "in_transit",
            "units",
            "Average units on their way to the site at the end of a period.",
            "mean(W)",
            lambda b: b.in_transit,
        ),
        Measure(
            "orders_mean",
            "units per period",
            "Average order.",
            "mean(O)",
            lambda b: b.orders_mean,
            least=-math.inf,
        ),
        Measure(
            "orders_variance",
            "units squared",
            "Sample variance of orders over the periods counted.",
            "var(O)",
            lambda b: b.orders_variance,
        ),
        Measure(
            "order_frequency",
            "orders per period",
            "Share of periods with an order (of the network: orders to the outside world per period).",
            "share(O > 0)",
            lambda b: b.order_frequency,
        ),
        Measure(
            "demand_mean",
            "units per period",
            "Average of what the site is asked for.",
            "mean(D)",
            lambda b: b.asked_mean,
            least=-math.inf,
        ),
        Measure(
            "customer_demand_mean",
            "units per period",
            "Average of what the site's own customers ask for; those of the sites that it supplies are not among them.",
            "mean(Dc)",
            lambda b: b.own_asked_mean,
            least=-math.inf,
        ),
        Measure(
            "demand_variance",
            "units squared",
            "Sample variance of what the site is asked for.",
            "var(D)",
            lambda b: b.asked_variance,
        ),
        Measure(
            "bullwhip",
            "ratio",
            "Variance of orders / variance of the customers' demand behind them, not detrended.",
            "var(O) / var(C)",
            lambda b: b.orders_variance,
            lambda b: b.customers_variance,
            source="Chen, Drezner, Ryan & Simchi-Levi, Management Science 46(3) 2000",
        ),
        Measure(
            "bullwhip_stage",
            "ratio",
            "Variance of orders / variance of what the site is asked for, not detrended.",
            "var(O) / var(D)",
            lambda b: b.orders_variance,
            lambda b: b.asked_variance,
            source="Fransoo & Wouters, Supply Chain Management 5(2) 2000",
        ),
        Measure(
            "net_stock_amplification",
            "ratio",
            "Variance of net stock / variance of the customers' demand.",
            "var(H - B) / var(C)",
            lambda b: b.net_stock_variance,
            lambda b: b.customers_variance,
            source="Disney & Towill, Omega 31(3) 2003",
        ),
        Measure(
            "turns",
            "per period",
            "Units asked for per period / average stock on hand.",
            "mean(D) / mean(H)",
            lambda b: b.asked_mean,
            lambda b: b.on_hand,
            least=-math.inf,
        ),
        Measure(
            "days_of_cover",
            "periods",
            "Average stock on hand / units asked for per period.",
            "mean(H) / mean(D)",
            lambda b: b.on_hand,
            lambda b: b.asked_mean,
            least=-math.inf,
        ),
        Measure(
            "lost_units", "units", "Demand that was lost; none where all customers wait.", "0", _none, rates=_never
        ),
        Measure("outdated_units", "units", "Stock that outdated; none where goods keep.", "0", _none, rates=_never),
    )
}


def bullwhip(orders: Array, demand: Array, log_differences: bool = False, season: int = 0) -> float:
    """Variance of orders / variance of demand of two recorded series of the same length.

    `log_differences`: both are first made stationary by the differences of their logarithms, as Cachon, Randall &
    Schmidt (MSOM 9(4) 2007) do with trade data.  `season`: the means of so many phases (12 months) are then removed.
    State which was done with every figure: it decides on which side of 1 the figure lies.
    """
    series = [np.asarray(values, np.float64) for values in (orders, demand)]
    if series[0].shape != series[1].shape or series[0].ndim != 1:
        raise ValueError(
            f"orders have shape {series[0].shape} and demand {series[1].shape}; give two series of the same length"
        )
    if log_differences:
        series = [np.diff(np.log(values)) for values in series]
    if season:
        series = [_without_season(values, season) for values in series]
    return float(np.var(series[0]) / np.var(series[1]))


def _without_season(values: Array, season: int) -> Array:
    phase = np.arange(values.size) % season
    means = np.bincount(phase, values) / np.bincount(phase)
    out: Array = values - means[phase]
    return out
