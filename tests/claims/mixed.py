"""A mixed world, and a shock that is too long."""

from __future__ import annotations

from typing import Any

import numpy as np

import bullwhip as bw
from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from tests.claims.finding import Effect, Finding, less
from tests.claims.outcome import covered, lean, run

__all__ = ["DURATIONS", "hybrid", "long_shock", "saved"]

MEAN = 40.0


def hybrid() -> Finding:
    """(k) A lean base, and something for shortages."""
    world = bw.load("hybrid")
    ours = run(world)
    jit, jic = run(bw.load("jit-vs-jic")), run(world.with_({"site.*.rule": covered(MEAN, 2)}))
    between = run(world.with_({"site.shop.rule": lean(MEAN, 40), "site.warehouse.rule": lean(MEAN, 80)}))
    known = {"type": "known", "mean": MEAN}
    kept = {"type": "hybrid", "forecast": known, "cover": 0.5, "reserve": 3}
    reserve = run(world.with_({"site.warehouse.rule": kept}))
    return Finding(
        "k",
        "A hybrid beats both in a mixed world.",
        "`hybrid` (lean, and a dear supplier nearby in a shortage) against both camps of `jit-vs-jic`, and against a "
        "week of stock in the shop and two in the warehouse; then a lean base with a reserve of three weeks instead",
        (
            less("cost of 104 weeks, against just-in-time", ours.cost, jit.cost),
            less("against just-in-case", ours.cost, jic.cost),
            less("against what is between", ours.cost, between.cost),
            less("the reserve, against just-in-time", reserve.cost, jit.cost),
            less("the reserve, against just-in-case", reserve.cost, jic.cost),
            less("the reserve, against what is between", reserve.cost, between.cost),
        ),
        "What is for shortages only should cost little before them, as the second supplier does; a reserve is stock, "
        "and costs what stock costs.",
    )


DURATIONS = (1, 2, 4, 8, 10, 12, 14, 16, 17, 18, 19, 20, 22, 26, 39, 52)  # weeks
SHOCK = 53  # the week in which it begins
MARGIN, VALUE = 30.0, 70.0  # of a unit
RATE = 0.25 / 52  # carrying cost, per money and week
AFFORDABLE = 0.1  # of the margin that a shop earns in a year, as carrying cost
COVER = AFFORDABLE * MARGIN / (RATE * VALUE)  # weeks of demand whose carrying cost is that
HALF = 0.5


def shocked(rule: dict[str, Any], duration: int) -> bw.Scenario:
    """A shop all of whose suppliers send nothing for so many weeks of its second year; who is not served is lost."""
    shop = {
        "name": "shop", "role": "retailer", "stock": 20, "holding_cost": RATE * VALUE, "lost_cost": MARGIN,
        "patience": 0, "demand": {"type": "poisson", "mean": MEAN}, "rule": rule,
    }  # fmt: skip
    makers = {"name": "makers", "role": "supplier"}
    lane = {"from": "makers", "to": "shop", "lead_time": 2, "in_transit": [40, 40]}
    shock = {"name": "shock", "kind": "shipping", "site": "makers", "start": SHOCK, "length": duration}
    return bw.Scenario.of({
        "name": "Shock", "period": "week", "periods": 156, "whole_units": True, "site": [shop, makers], "lane": [lane],
        "disruption": [shock],
    })  # fmt: skip


def saved(duration: int) -> Interval:
    """The share of the units lost by half a week of stock that the most affordable stock saves."""
    jit = run(shocked(lean(MEAN, 20), duration)).total("lost")
    jic = run(shocked(lean(MEAN, COVER * MEAN), duration)).total("lost")
    return interval_of((jit - jic) / np.maximum(jit, 1.0), 1.0)


def defeated_from(shares: dict[int, Interval]) -> int:
    """The duration from which on even the most affordable stock saves less than half: no interval reaches it."""
    reached = [duration for duration, share in shares.items() if share.high >= HALF]
    return min(duration for duration in shares if duration > max(reached, default=0))


def long_shock() -> Finding:
    """(l) A shock that outlasts what stock can be paid for."""
    shares = {duration: saved(duration) for duration in DURATIONS}
    return Finding(
        "l",
        "A global shock of long duration defeats any affordable stock.",
        f"A shop all of whose suppliers send nothing for 1 to {DURATIONS[-1]} weeks. Affordable is stock whose "
        f"carrying cost (25% a year) is at most a tenth of the margin: {COVER:.1f} weeks of cover. It is defeated "
        "where it saves less than half of the sales that half a week of stock loses",
        (
            Effect("share saved, 4 weeks", shares[4], least=HALF),
            Effect("8 weeks", shares[8], least=HALF),
            Effect("26 weeks", shares[26], most=HALF),
            Effect("52 weeks", shares[52], most=HALF),
        ),
        f"From {defeated_from(shares)} weeks on. A stock as long as the shock would do: what can be paid for sets the "
        "end, at twice the weeks of cover.",
    )
