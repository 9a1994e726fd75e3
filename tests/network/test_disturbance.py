"""Measures that are taken on request: how badly and how long service or production fails, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures import MEASURES, ON_REQUEST, Measure, Quantities, Statistics

PLANT: dict[str, Any] = {
    "name": "plant", "periods": 6, "whole_units": True,
    "site": [
        {
            "name": "plant", "role": "manufacturer",
            "items": {
                "steel": {"stock": 6, "rule": {"type": "recorded", "orders": [0, 0, 0, 8, 0, 0]}},
                "car": {
                    "stock": 2, "rule": {"type": "pass-on"},
                    "demand": {"type": "constant", "value": 2},
                },
            },
        },
    ],
    "lane": [
        {"to": "plant", "item": "steel", "lead_time": 1},
        {"to": "plant", "item": "car", "recipe": {"steel": 2}, "lead_time": 1, "order_delay": 1},
    ],
}  # fmt: skip
FAILING = ["peak_backlog", "stockout_periods", "longest_stockout", "starved_periods", "longest_starvation"]


def found(document: dict[str, Any], measures: list[str]) -> Any:
    """Means by item and measure."""
    return bw.run(document, measures=measures).summary.set_index(["item", "measure"])["mean"]


def test_a_plant_without_steel_starves() -> None:
    """Each period sells 2 cars and orders 2, which are started a period later, of 2 units of steel each.

    Period 1 sells the stock.  Period 2 starts 2 cars and leaves 2 of steel, and owes 2.  Period 3 starts 1 and waits to
    start another; the 2 cars are sold, 2 are owed.  Period 4 can start none and owes 3.  In period 5 there is steel for
    4 of the 5 that wait; 5 are owed.  Period 6 sells these 4 and owes 3, and has no steel for the 3 that wait.
    """
    told = found(PLANT, FAILING)
    assert {name: told["car", name] for name in FAILING} == {
        "peak_backlog": 5,
        "stockout_periods": 5,  # 2 to 6
        "longest_stockout": 5,
        "starved_periods": 4,  # 3 to 6
        "longest_starvation": 4,
    }
    assert told["steel", "starved_periods"] == 0
    network = bw.run(PLANT, measures=FAILING).totals.set_index("measure")["mean"]
    assert network.to_dict() == {"cost": 0, "stockout_periods": 5, "starved_periods": 4}


def test_what_was_made_waits_for_room() -> None:
    """There is room for 8 units, and 8 are there; 6 more of steel come in period 2, and wait.

    Of 4 of steel 2 cars are started in period 2.  In period 3 steel, which waits longer, takes the room that it left,
    and the cars wait; nobody buys any.
    """
    site = PLANT["site"][0]
    items = {
        "steel": {"stock": 6, "rule": {"type": "recorded", "orders": [6, 0, 0, 0, 0, 0]}},
        "car": {"stock": 2, "rule": {"type": "recorded", "orders": [2, 0, 0, 0, 0, 0]}},
    }
    told = found({**PLANT, "site": [{**site, "storage": 8, "items": items}]}, ["blocked_periods"])
    assert told["car", "blocked_periods"] == 4  # 3 to 6
    assert told["steel", "blocked_periods"] == 0  # it waits as well, but nobody made it


def test_they_are_taken_where_they_are_named() -> None:
    assert not MEASURES.keys() & ON_REQUEST.keys()
    assert set(bw.run("beer-game").summary["measure"]) == set(MEASURES)
    assert set(bw.run("beer-game", measures=["peak_backlog"]).summary["measure"]) == {"cost", "peak_backlog"}
    with pytest.raises(BullwhipError, match="did you mean 'peak_backlog'"):
        bw.run("beer-game", measures=["peak_backlg"])


class PeakBacklog(Measure):
    """One of a user's own, of the same name."""

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        kept["most"] = np.maximum(kept.get("most", 0.0), 2.0 * now["backlog"])

    def over(self, of: Statistics) -> Any:
        return self.folded(of, "most")


def test_ones_own_of_the_same_name_is_taken_instead() -> None:
    shipped, own = (
        bw.run("beer-game", measures=[one]).table("peak_backlog")["peak_backlog"]
        for one in ("peak_backlog", PeakBacklog)
    )
    assert own.tolist() == (2 * shipped).tolist()
    assert own.max() > 0
