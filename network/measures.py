"""The measures: one table of what is measured, each with its formula, unit and source.

A measure is a mean over replications of a figure, or the ratio of two such means.  Its interval is Student's for a
mean, and by the delta method for a ratio (Law, Simulation Modeling and Analysis, 5th ed., section 9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.books import Books

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


def _per_period(books: Books) -> Array:
    return books.cost / books.periods


def _none(books: Books) -> Array:
    return np.zeros_like(books.on_hand)


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
    "C": "demand of a period of all customers that the site supplies, directly or not, units",
    "h, g, b": "holding_cost of the site, holding_cost of its lane, backlog_cost",
    "k, v, i": "order_cost, unit_value, capital_rate",
    "sum, mean, var": "over the periods counted; var is the sample variance, with T - 1",
    "count, share": "number of the periods counted in which it is so, and their share",
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
        ),
        Measure("cost_per_period", "money per period", "Cost divided by the periods counted.", "cost / T", _per_period),
        Measure(
            "holding_cost",
            "money",
            "Holding cost of stock on hand, and of goods in transit to the site.",
            "h * sum(H) + g * sum(W)",
            lambda b: b.holding_cost,
        ),
        Measure(
            "in_transit_cost",
            "money",
            "The part of the holding cost that goods in transit cause.",
            "g * sum(W)",
            lambda b: b.in_transit_cost,
        ),
        Measure("backlog_cost", "money", "Cost of units owed to customers.", "b * sum(B)", lambda b: b.backlog_cost),
        Measure(
            "order_cost",
            "money",
            "Cost of placing orders.",
            "k * count(O > 0)",
            lambda b: b.order_cost,
        ),
        Measure(
            "capital_cost",
            "money",
            "Opportunity cost of the working capital.",
            "i * T * working_capital",
            lambda b: b.capital_cost,
        ),
        Measure(
            "working_capital",
            "money",
            "Value of the average stock on hand and in transit to the site.",
            "v * mean(H + W)",
            lambda b: b.working_capital,
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
            "Type 1 service: share of periods that end without backlog; a period is a cycle.",
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
        Measure("on_hand", "units", "Average stock on hand at the end of a period.", "mean(H)", lambda b: b.on_hand),
        Measure("backlog", "units", "Average units owed at the end of a period.", "mean(B)", lambda b: b.backlog),
        Measure(
            "in_transit",
            "units",
            "Average units on their way to the site at the end of a period.",
            "mean(W)",
            lambda b: b.in_transit,
        ),
        Measure("orders_mean", "units per period", "Average order.", "mean(O)", lambda b: b.orders_mean),
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
            "Share of periods with an order (in the network: orders per period).",
            "share(O > 0)",
            lambda b: b.order_frequency,
        ),
        Measure(
            "demand_mean",
            "units per period",
            "Average of what the site is asked for.",
            "mean(D)",
            lambda b: b.asked_mean,
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
        ),
        Measure(
            "days_of_cover",
            "periods",
            "Average stock on hand / units asked for per period.",
            "mean(H) / mean(D)",
            lambda b: b.on_hand,
            lambda b: b.asked_mean,
        ),
        Measure("lost_units", "units", "Demand that was lost; none where all customers wait.", "0", _none),
        Measure("outdated_units", "units", "Stock that outdated; none where goods keep.", "0", _none),
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
