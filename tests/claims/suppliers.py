"""Contracts, and suppliers beside the first."""

from __future__ import annotations

from typing import Any

import bullwhip as bw
from tests.claims.finding import Finding, less, more, within
from tests.claims.outcome import lean, run

__all__ = ["alternate", "contracts"]

MEAN = 40.0
SPOT, AGREED = 20.0, 19.0  # price of a unit
TAKEN = 36.0  # a week, by contract
SLIGHT = 0.5  # of a week in two years


def buyer(rule: dict[str, Any], slump: bool) -> bw.Scenario:
    """A shop that buys by contract, three weeks ahead, or on the market, two; in a slump it sells half as much."""
    site = {
        "name": "shop", "role": "retailer", "stock": 40, "holding_cost": 0.5, "backlog_cost": 5.0, "rule": rule,
        "demand": {"type": "poisson", "mean": MEAN},
        "sourcing": {"type": "shares", "shares": {"contract": 0.0, "market": 1.0}},
    }  # fmt: skip
    suppliers = [{"name": name, "role": "supplier"} for name in ("contract", "market")]
    lanes = [
        {"from": "contract", "to": "shop", "lead_time": 3, "price": AGREED},
        {"from": "market", "to": "shop", "lead_time": 2, "price": SPOT, "in_transit": [40, 40]},
    ]
    world = {
        "name": "Contract", "period": "week", "periods": 104, "whole_units": True, "site": [site, *suppliers],
        "lane": lanes,
    }  # fmt: skip
    fall = {"name": "slump", "kind": "demand", "factor": 0.5, "start": 30, "length": 26}
    return bw.Scenario.of(world | ({"disruption": [fall]} if slump else {}))


def contracts() -> Finding:
    """(i) A contract for a fixed quantity."""
    level = 3 * MEAN
    fixed = {"type": "contract", "take": TAKEN, "most": TAKEN, "level": level}
    free = {"type": "order-up-to", "level": level}
    bound, unbound = run(buyer(fixed, slump=False)), run(buyer(free, slump=False))
    bound_slump, unbound_slump = run(buyer(fixed, slump=True)), run(buyer(free, slump=True))
    return Finding(
        "i",
        "Long contracts are cheaper, and less flexible.",
        "A shop that sells 40 a week buys 36 by contract every week, at 5% less, against buying all on the market; "
        "then with a slump to a half for half a year",
        (
            less("cost of 104 weeks", bound.cost, unbound.cost),
            more("the same with the slump", bound_slump.cost, unbound_slump.cost),
            more("stock with the slump", bound_slump.mean("on_hand"), unbound_slump.mean("on_hand")),
        ),
        "What was agreed comes whether anybody buys it or not.",
    )


def alternate() -> Finding:
    """(j) A dear supplier nearby."""
    world = bw.load("jit-vs-jic")
    alone = run(world.with_({"site.shop.rule": lean(MEAN, 40), "site.warehouse.rule": lean(MEAN, 160)}))
    two = {"site.shop.rule": lean(MEAN, 40), "site.warehouse.rule": dual(80, 220)}
    both = run(world.with_(two))
    none = run(world.with_({**two, "site.warehouse.rule": dual(40, 140)}))
    return Finding(
        "j",
        "An alternate supplier replaces part of the buffer.",
        "`jit-vs-jic`, a week of stock in the shop: four weeks of stock in the warehouse, against a week and a half "
        "and the supplier nearby (`dual-index`); then the supplier without the stock in the warehouse",
        (
            less("stock", both.mean("on_hand"), alone.mean("on_hand")),
            within("weeks short in 104", both.short("shop"), alone.short("shop"), -104, SLIGHT),
            less("cost, all deliveries from nearby paid", both.cost, alone.cost),
            more("weeks short without the buffer as well", none.short("shop"), alone.short("shop")),
        ),
        "A part, not all: he takes two weeks as well, and what comes from him is dear.",
    )


def dual(express: float, regular: float) -> dict[str, Any]:
    """Both suppliers, each up to a level."""
    return {"type": "dual-index", "express": express, "regular": regular}
