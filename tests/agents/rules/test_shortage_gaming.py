"""The rationing game: customers who ask for more than they need while supply is short."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import ForecastOrderUpTo, ShortageGaming
from bullwhip.agents.rules.forecasts import ExponentialSmoothing

Table = dict[str, Any]
KNOWN = {"type": "known", "mean": 10}
GAME = {"type": "shortage-gaming", "forecast": KNOWN, "cover": 3}


def short_of_supply(demand: list[float], rule: Table) -> Table:
    """A shop with 30 on hand and a level of 30, to which 6 a period can come."""
    shop = {"name": "shop", "role": "retailer", "stock": 30, "demand": {"type": "series", "values": demand}}
    lane = {"to": "shop", "lead_time": 1, "order_delay": 1, "capacity": 6}
    return {"name": "short", "periods": len(demand), "site": [shop | {"rule": rule}], "lane": [lane]}


def history(document: Table, name: str) -> list[float]:
    """Of the shop."""
    books = bw.run(document, record=True).history
    figures: list[float] = books.loc[books["site"] == "shop", name].tolist()
    return figures


def test_orders_by_hand() -> None:
    """In period 2 the first 10 are asked for; 6 are sent and 4 wait, as period 3 shows: of 1, f becomes 0.8.

    There are 6 in stock then, and 14 unsent: (30 - 6 - 0.8 x 14) / 0.8.  In period 4, 6 were sent and 8 wait: f is
    (0.8 + 6 / 14) / 2, 2 are in stock and 24 unsent.  From period 5 on f is less than a half, and counts as one.
    """
    fill = (0.8 + 6 / 14) / 2
    fourth = (30 - 2 - fill * 24) / fill
    fifth = 2 * (30 + 2 - 0.5 * (10 + 10 + 16 + fourth - 18))
    assert history(short_of_supply([10] * 5, GAME), "order") == pytest.approx([10, 10, 16, fourth, fifth])


def test_where_nothing_was_sent_and_nothing_waits_what_is_expected_stays() -> None:
    """f is 0.8 in period 3, (0.8 + 1) / 2 in period 4, when the rest has been sent, 0.95 in periods 5 and 6."""
    demand = [10.0, 0, 0, 0, 0, 10]
    assert history(short_of_supply(demand, GAME), "order") == pytest.approx([10, 0, 1, 0, 0, 9 / 0.95])


def test_where_nothing_waits_it_is_the_order_up_to_rule() -> None:
    forecast = ExponentialSmoothing(alpha=0.2)
    honest, gaming = (
        bw.run("corner-shop", 2, rules={"shop": rule(forecast=forecast, cover=4, safety=1)}, record=True).history[
            "order"
        ]
        for rule in (ForecastOrderUpTo, ShortageGaming)
    )
    assert honest.std() > 1
    np.testing.assert_allclose(gaming, honest)


def test_who_may_cancel_does_when_the_demand_is_over() -> None:
    """And who may not gets all that was asked for too much: more than the level of 30."""
    document = short_of_supply([10.0] * 10 + [0.0] * 60, GAME)
    document["lane"] = [
        {"from": "store", "to": "shop", "lead_time": 1, "order_delay": 1},
        {"to": "store", "lead_time": 1, "order_delay": 1},
    ]
    store = {"type": "order-up-to", "level": 0, "cap": 6}
    document["site"].append({"name": "store", "role": "distributor", "rule": store})
    kept = history(document, "on_hand")
    document["site"][0]["rule"] = GAME | {"negative": True}
    cancelled = history(document, "on_hand")
    assert kept[-1] > 45
    assert cancelled[-1] == pytest.approx(30)
    assert min(history(document, "order")) < 0


def test_what_waits_is_what_suppliers_owe() -> None:
    """Of two suppliers together; what is in the mail has not reached them."""
    seen: list[list[float]] = []

    class Asking(bw.Rule):
        def order(self, view: bw.View) -> Any:
            assert view.waiting.shape == view.shape
            seen.append([view.waiting.item(), view.on_order.item(), view.in_transit.item()])
            return np.full(view.shape, 10.0)

    shop = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": {"type": "constant", "value": 0}}
    lanes = [{"from": one, "to": "shop", "lead_time": 2, "order_delay": 1} for one in ("left", "right")]
    stores = [{"name": one, "role": "distributor", "stock": stock, "rule": "pass-on"} for one, stock in
              (("left", 2), ("right", 4))]  # fmt: skip
    shop |= {"sourcing": {"type": "shares", "shares": {"left": 0.5, "right": 0.5}}}
    inward = [{"to": one, "lead_time": 50} for one in ("left", "right")]
    document = {"name": "two", "periods": 3, "site": [shop, *stores], "lane": [*lanes, *inward]}
    bw.run(document, rules={"shop": Asking()})
    assert seen == [[0, 0, 0], [4, 10, 6], [14, 20, 6]]
