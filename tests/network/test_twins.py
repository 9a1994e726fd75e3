"""Shops that are alike in everything are served alike, wherever they stand in the file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.allocation.modes import MODES


def alike(names: list[str], allocation: str, level: float, own_customers: bool = False) -> dict[str, Any]:
    """Shops whose customers want the same in every week, behind a store that is often short of some units."""
    demand = {"type": "poisson", "mean": 8, "stream": "all"}
    rule = {"type": "order-up-to", "level": 26}
    shops: list[dict[str, Any]] = [
        {"name": name, "role": "retailer", "stock": 24, "holding_cost": 0.5, "backlog_cost": 1.5, "rule": rule,
         "demand": demand}
        for name in names
    ]  # fmt: skip
    store: dict[str, Any] = {"name": "store", "role": "distributor", "stock": 24, "holding_cost": 0.5}
    store["rule"] = {"type": "order-up-to", "level": level}
    if own_customers:
        store["demand"] = demand
    lanes = [{"from": "store", "to": name, "lead_time": 2} for name in names]
    return {
        "name": "alike", "periods": 400, "warm_up": 20, "whole_units": True, "allocation": allocation,
        "site": [*shops, store], "lane": [*lanes, {"to": "store", "lead_time": 2}],
    }  # fmt: skip


@pytest.mark.parametrize("allocation", MODES)
@pytest.mark.parametrize(("names", "level"), [(["east", "west"], 31), (["a", "b", "c", "d"], 65)])
def test_equals_have_equal_service(names: list[str], level: float, allocation: str) -> None:
    """Within four standard errors of the difference, measured replication by replication."""
    replications = 128
    result = bw.run(alike(names, allocation, level), replications, record=True)
    backlog = result.history.groupby(["site", "replication"], observed=True)["backlog"].mean().unstack("site")
    assert backlog.to_numpy().mean() > 0.05  # the store runs short
    for name in names[1:]:
        more = (backlog[name] - backlog[names[0]]).to_numpy()
        assert more.std() > 0  # units do go to one and not to the other
        assert abs(more.mean()) < 4 * more.std(ddof=1) / np.sqrt(replications), name


@pytest.mark.parametrize("allocation", MODES)
def test_a_file_in_another_order_gives_every_shop_the_same_figures(allocation: str) -> None:
    """To the last unit, the store's own customers among the claimants."""
    document = alike(["a", "b", "c", "d"], allocation, 76, own_customers=True)
    moved = document | {"site": document["site"][::-1], "lane": document["lane"][2:] + document["lane"][:2]}
    first, second = (
        bw.run(each, 3, periods=100, record=True).history.sort_values(["site", "period", "replication"])
        for each in (document, moved)
    )
    for column in ("on_hand", "backlog", "received", "shipped", "order"):
        by_site = [frame.groupby("site", observed=True)[column].apply(list).to_dict() for frame in (first, second)]
        assert by_site[0] == by_site[1], column


def test_luck_has_a_part_where_equals_share_whole_units() -> None:
    certain = {"type": "constant", "value": 8}
    for allocation in MODES:
        document = alike(["a", "b"], allocation, 20)
        for site in document["site"][:2]:
            site["demand"] = certain
        assert bw.load(document).whole_units
        assert not bw.run(document, 2, periods=30).certain
        assert bw.run(document | {"whole_units": False}, 2, periods=30).certain
    ranked = alike(["a", "b"], "priority", 20)
    ranked["lane"][1]["priority"] = 1
    for site in ranked["site"][:2]:
        site["demand"] = certain
    assert bw.run(ranked, 2, periods=30).certain  # nobody has an equal
