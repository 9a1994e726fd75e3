"""What stock costs, and what a stockout costs: spoilage, capital, and customers who remember."""

from __future__ import annotations

from typing import Any

import bullwhip as bw
from tests.claims.finding import Finding, less, more
from tests.claims.outcome import Outcome, covered, lean, run

__all__ = ["costs_of_stock", "memory", "profits_by_memory"]

MEAN = 40.0
PRICE, PAID = 30.0, 20.0  # of a unit
STORM = {"name": "storm", "kind": "shipping", "site": "maker", "chance": {"down": 0.025, "up": 0.3}}


def shop(rule: dict[str, Any], **keys: Any) -> bw.Scenario:
    """A shop, two weeks from a maker who sends nothing in a storm: every ten months or so, for three weeks."""
    site = {
        "name": "shop", "role": "retailer", "stock": 20, "holding_cost": 0.2, "unit_value": PAID, "sale_price": PRICE,
        "patience": 0, "demand": {"type": "negative-binomial", "mean": MEAN, "variance": 80}, "rule": rule, **keys,
    }  # fmt: skip
    lane = {"from": "maker", "to": "shop", "lead_time": 2, "price": PAID, "in_transit": [40, 40]}
    return bw.Scenario.of({
        "name": "Shop", "period": "week", "periods": 104, "whole_units": True, "capital_rate": 0.002, "lane": [lane],
        "site": [site, {"name": "maker", "role": "supplier"}], "disruption": [STORM],
    })  # fmt: skip


def camps(**keys: Any) -> tuple[Outcome, Outcome]:
    """Half a week of stock, and four weeks of cover, in the same world."""
    return run(shop(lean(MEAN, 20), **keys)), run(shop(covered(MEAN, 4), **keys))


def costs_of_stock() -> Finding:
    """(f) What just-in-case pays."""
    jit, jic = camps()
    fresh_jit, fresh_jic = camps(shelf_life=4, discard_cost=PAID)
    old_jit, old_jic = camps(obsolete_at=104, discard_cost=PAID)
    return Finding(
        "f",
        "Just-in-case pays in carrying cost, opportunity cost, spoilage and obsolescence.",
        "A shop with storms: half a week of stock against four weeks of cover; then goods that keep for four weeks, "
        "and goods that are worth nothing after two years",
        (
            more("carrying cost of 104 weeks", jic.total("holding_cost"), jit.total("holding_cost")),
            more("opportunity cost, at 0.2% a week", jic.total("capital_cost"), jit.total("capital_cost")),
            more("units spoilt", fresh_jic.total("outdated"), fresh_jit.total("outdated")),
            more("units obsolete", old_jic.total("outdated"), old_jit.total("outdated")),
        ),
        "All four; and goods that keep for four weeks cannot be held for four.",
    )


def profits_by_memory(loss: float) -> tuple[Outcome, Outcome]:
    """Both camps where a week without any delivery takes so much of the goodwill; a fiftieth comes back each week."""
    return camps(goodwill={"loss": loss, "recovery": 0.02}) if loss else camps()


def memory() -> Finding:
    """(g) Customers who remember."""
    (jit, jic), (jit_known, jic_known) = profits_by_memory(0.0), profits_by_memory(0.3)
    return Finding(
        "g",
        "The share of stockouts that customers remember changes which is better.",
        "The same shop, whose customers buy elsewhere what is not there: they forget it at once, or a week without any "
        "delivery takes 30% of them, of whom a fiftieth comes back each week",
        (
            less("profit in 104 weeks of four weeks of cover, if they forget", jic.profit, jit.profit),
            more("if they remember", jic_known.profit, jit_known.profit),
        ),
        "What is lost once is a margin; who stays away is lost for a year.",
    )
