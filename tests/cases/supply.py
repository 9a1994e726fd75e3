"""The cases in which supply is late, limited or stops, by running the engine.

Order-first with an order that arrives after L periods is a lead time of L + 1 here; demand-first L.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

import bullwhip as bw
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import Table, demand_table, means, single

__all__ = ["capacity", "crossing", "outage_and_capacity", "outages"]

STEADY = 4  # periods before an outage
PLENTY = 1e5  # units: as much as is owed


def crossing() -> Iterator[Check]:
    """A09: each order draws its own lead time, and may overtake another."""
    given, expected = case("A09")["inputs"], case("A09")["expected"]
    level = float(expected["S_opt"])
    rule = {"type": "order-up-to", "level": level}
    costs = {"holding_cost": given["h"], "backlog_cost": given["p"], "stock": level}
    scenario = single(rule, {"type": "poisson", "mean": given["mu"]}, 1, **costs)
    values = [value + 1 for value in given["vals"]]
    law = {"type": "discrete", "values": values, "weights": given["probs"]}
    scenario["lane"][0] |= {"lead_time": law, "crossing": True}
    found = means(scenario, 4_000)
    yield Check("A09", "cost, simulated", expected["cost_opt"], found("shop", "cost_per_period"), relative=0.005)
    short = level - found("shop", "on_hand") + found("shop", "backlog")
    yield Check(
        "A09", "outstanding, simulated", expected["mean_demand_outstanding_plus_current"], short, relative=0.005
    )


def capacity() -> Iterator[Check]:
    """J01, J03, J05: a lane from outside that brings so much in a period; what waits there is the shortfall."""
    for name, allowed in (("J01", 0.02), ("J03", 0.01), ("J05", 0.01)):
        given, expected = case(name)["inputs"], case(name)["expected"]
        exponential = name == "J01"
        demand = {"type": "gamma", "mean": 10.0, "sd": 10.0} if exponential else demand_table(given["demand"])
        level = float(expected["S_opt"])
        costs = {"holding_cost": given["h"], "backlog_cost": given["p"], "stock": level}
        scenario = single({"type": "order-up-to", "level": level}, demand, given["L"] + 1, **costs)
        scenario["lane"][0]["capacity"] = given["c"]
        found = means(scenario, 4_000 if exponential else 16_000)
        yield Check(name, "cost, simulated", expected["cost_opt"], found("shop", "cost_per_period"), relative=allowed)
        net = found("shop", "on_hand") - found("shop", "backlog")
        short = level - net - (given["L"] + 1) * demand["mean"]
        yield Check(name, "shortfall, simulated", expected["mean_shortfall"], short, relative=allowed)


def supplied(orders: Sequence[float], stock: float) -> tuple[Table, Table]:
    """A supplier who has just what comes to him in each period."""
    rule = {"type": "recorded", "orders": [*orders]}
    return {"name": "supplier", "role": "manufacturer", "stock": stock, "rule": rule}, {
        "to": "supplier",
        "lead_time": 1,
    }


def stopping(demand: float, length: int, periods: int) -> list[float]:
    """What is ordered by a supplier who has what is asked for in the first periods, then nothing, then plenty."""
    orders = [demand] * (STEADY - 1) + [0.0] * length + [PLENTY]
    return orders + [0.0] * (periods - len(orders))


def history(sites: list[Table], lanes: list[Table], periods: int) -> pd.DataFrame:
    scenario: dict[str, Any] = {"name": "outage", "periods": periods, "site": sites, "lane": lanes}
    return bw.run(bw.load(scenario), record=True).history


def outages() -> Iterator[Check]:
    """G07, G08: a supplier ships nothing for some periods, and then all that he owes; customers do not wait."""
    periods = 40
    for name in ("G07", "G08"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        d, first = float(given["d"]), []
        for length, units in zip(given["TTR"], expected["lost_units"], strict=True):
            supplier, bought = supplied(stopping(d, length, periods), d)
            plant, store = (
                {
                    "name": site,
                    "role": "distributor",
                    "stock": stock + d,
                    "rule": {"type": "order-up-to", "level": stock + d},
                }
                for site, stock in (("plant", given["plant"]), ("store", given["dc"]))
            )
            store |= {"demand": {"type": "constant", "value": d}, "patience": 0}
            lanes = [
                {"from": "plant", "to": "store", "lead_time": 1},
                {"from": "supplier", "to": "plant", "lead_time": 1},
                bought,
            ]
            rows = history([store, plant, supplier], lanes, periods)
            lost = rows[(rows.site == "store") & (rows.lost > 0)]
            yield Check(name, f"lost units, out for {length}, simulated", units, float(lost.lost.sum()))
            first += [int(lost.period.min()) - STEADY - 1] if len(lost) else []
        began = expected["first_lost_period_after_outage_start"]
        yield Check(name, "first lost period, simulated", began, float(min(first)))


def outage_and_capacity() -> Iterator[Check]:
    """G09: a supplier ships nothing for some periods, and then as much as his capacity lets him."""
    periods = 60
    for name, expected in case("G09")["expected"].items():
        d, c, level, length = (float(word.lstrip("cdStau")) for word in name.split("_"))
        supplier, bought = supplied(stopping(d, int(length), periods), d)
        shop: Table = {
            "name": "shop",
            "role": "retailer",
            "stock": level,
            "rule": {"type": "order-up-to", "level": level},
        }
        shop["demand"] = {"type": "constant", "value": d}
        lanes = [{"from": "supplier", "to": "shop", "lead_time": 1, "capacity": c}, bought]
        rows = history([shop, supplier], lanes, periods)
        rows = rows[rows.site == "shop"].set_index("period")
        out = slice(STEADY + 2, STEADY + 1 + int(length))  # goods that were not sent do not come a period later
        after = rows.loc[out.stop + 1 :]
        waiting = after.backlog > 0
        figures = {
            "tts_periods": float((rows.backlog.loc[out] == 0).sum()),
            "max_backlog": rows.backlog.max(),
            "backlog_area": rows.backlog.sum(),
            "recovered_full_S_after_outage_end": float((after.on_hand - after.backlog < level - d).sum()),
        }
        if expected["first_no_backlog"] is not None:
            figures["first_no_backlog"] = float(waiting.sum())
        for figure, found in figures.items():
            yield Check("G09", f"{figure.replace('_', ' ')}, {name}, simulated", expected[figure], float(found))
