"""Constant work in process: of a site alone, and of a line that sees itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bullwhip as bw

Table = dict[str, Any]


def conwip(level: float) -> Table:
    return {"type": "conwip", "level": level}


def line(demand: list[float], plant: Table, shop: Table, **keys: Any) -> Table:
    """A plant that takes from outside, in a period and after one; a shop that takes from the plant, in the same."""
    sites = [
        {"name": "shop", "role": "retailer", "stock": 6, "rule": shop,
         "demand": {"type": "series", "values": demand}},
        {"name": "plant", "role": "manufacturer", "stock": 8, "rule": plant},
    ]  # fmt: skip
    ways = {"lead_time": 1, "order_delay": 1}
    lanes = [{"from": "plant", "to": "shop"} | ways, {"to": "plant"} | ways]
    return {"name": "line", "periods": len(demand), "site": sites, "lane": lanes} | keys


def read(document: Table, site: str, name: str = "order") -> list[float]:
    history = bw.run(document, record=True).history
    figures: list[float] = history.loc[history["site"] == site, name].tolist()
    return figures


def test_a_site_that_sees_only_itself_by_hand() -> None:
    """The shop has 6 of 10: 4, and what was used.  After 9 it owes 3, which let in nothing before they are sent."""
    document = line([0, 9, 0, 2], conwip(12), conwip(10))
    assert read(document, "shop") == [4, 6, 3, 2]
    assert read(document, "shop", "backlog") == [0, 3, 0, 0]


def test_a_line_that_sees_itself_by_hand() -> None:
    """14 are in the line of 14, wherever they lie: the plant lets in what customers got in the period.

    They get 4, then 2 of 5, as the shop has no more, and 3 are owed.  Then come the 4 that it ordered: 3 go.
    """
    document = line([4, 5, 0, 0], conwip(14), {"type": "order-up-to", "level": 6}, share=["stock"])
    assert read(document, "shop", "backlog") == [0, 3, 0, 0]
    assert read(document, "plant") == [4, 2, 3, 0]
    blind = line([4, 5, 0, 0], conwip(8), {"type": "order-up-to", "level": 6})
    assert read(blind, "plant") == [0, 4, 4, 1]  # what left the plant, which had 4 for 5


@given(
    demand=st.lists(st.integers(0, 20).map(float), min_size=1, max_size=25),
    level=st.integers(14, 60),
    shared=st.booleans(),
)
def test_work_in_process_never_exceeds_its_level(demand: list[float], level: int, shared: bool) -> None:
    document = line(demand, conwip(level), {"type": "order-up-to", "level": 20}, share=["stock"] if shared else [])
    history = bw.run(document, record=True).history
    plant, shop = (history[history["site"] == site].reset_index() for site in ("plant", "shop"))
    wip = plant["on_hand"] + plant["on_order"]
    if shared:
        wip += shop["on_hand"] + shop["in_transit"]
    assert wip.max() <= level + 1e-9


def test_in_steady_demand_orders_are_the_demand() -> None:
    for share in ([], ["stock"]):
        document = line([5.0] * 30, conwip(40), conwip(15), share=share)
        assert read(document, "plant")[10:] == pytest.approx([5] * 20)


def test_what_cannot_be_is_refused() -> None:
    document = line([1.0], conwip(-1), conwip(3))
    assert [str(fault) for fault in bw.check(document)] == ["site 'plant', rule.level: found -1; give 0 or more"]
