"""Calm worlds: steady demand and reliable supply, and seasons that everybody knows."""

from __future__ import annotations

from typing import Any

import bullwhip as bw
from tests.claims.finding import Finding, less, within
from tests.claims.outcome import covered, lean, run

__all__ = ["calm", "seasons"]

SEASON = [0.5, 0.5, 0.7, 1.0, 1.3, 1.5, 1.5, 1.5, 1.3, 1.0, 0.7, 0.5]  # of the mean demand, a month each
MEAN = 40.0
VALUE = 20.0  # of a unit
BUFFER = 20.0  # units, three standard deviations of the demand of two months in season


def calm() -> Finding:
    """(a) Steady demand, reliable supply."""
    world = bw.load("jit-vs-jic").calm().with_({"site.*.unit_value": VALUE})
    jit, jic = run(world), run(world.with_({"site.*.rule": covered(MEAN, 2)}))
    return Finding(
        "a",
        "With steady demand and reliable supply just-in-time costs less and frees cash.",
        "`jit-vs-jic` without its disruptions: half a week of stock at each site against two weeks of cover",
        (
            less("cost of 104 weeks", jit.cost, jic.cost),
            less("value of the stock", VALUE * jit.mean("on_hand"), VALUE * jic.mean("on_hand")),
        ),
        "Stock beyond what the chance of demand asks for does nothing there.",
    )


def year(rule: dict[str, Any]) -> bw.Scenario:
    """A shop that sells heaters, four years of months, whose supplier takes two months."""
    shop = {
        "name": "shop", "role": "retailer", "stock": 20, "holding_cost": 1.0, "backlog_cost": 9.0, "rule": rule,
        "demand": {"type": "normal", "mean": MEAN, "sd": 4, "season": SEASON},
    }  # fmt: skip
    lane = {"to": "shop", "lead_time": 2, "in_transit": [20, 20]}
    return bw.Scenario.of({
        "name": "Seasons", "period": "month", "periods": 48, "site": [shop], "lane": [lane]
    })  # fmt: skip


def seasons() -> Finding:
    """(c) Seasons that are known."""
    profile = [MEAN * factor for factor in SEASON]
    blind, jic = run(year(lean(MEAN, BUFFER))), run(year(covered(MEAN, 2, alpha=0.2)))
    forecast = run(year({"type": "pre-build", "profile": profile, "stock": BUFFER}))
    return Finding(
        "c",
        "Known seasons can be carried by just-in-time with a forecast.",
        "A shop whose demand is 0.5 to 1.5 of its mean through the year, two months from its supplier: orders for the "
        "season that comes and a buffer of 20, against the same buffer without a forecast, and two months of cover",
        (
            less("cost of 48 months, against none", forecast.cost, blind.cost),
            less("against cover", forecast.cost, jic.cost),
            within("months short, against cover", forecast.short("shop"), jic.short("shop"), -48, 0.5),
        ),
        "What is known need not be stocked against, as long as suppliers can follow the season.",
    )
