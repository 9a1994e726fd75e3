"""The page of the measures tells the truth: its formulas, worked out from a run's history, give the run's figures."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.runs.result import Result
from bullwhip.network.arrays import Array, Flags
from bullwhip.network.measures import LETTERS, MEASURES, ON_REQUEST

WARM_UP, RATE = 10, 0.001
PRICES = {"holding_cost": 0.5, "backlog_cost": 3.0, "order_cost": 7.0, "unit_value": 20.0}
BUYING = {"price": 1.5, "shipment_cost": 2.0}
SALE_PRICE, STORE_PRICE, CASH = 12.0, 0.75, 300.0
ALL = {**MEASURES, **ON_REQUEST}
LEAVING = {"lost_cost": 4.0, "discard_cost": 2.0}
IN_TRANSIT = 0.25
CAPACITY, OF_LANE = 60.0, 50.0  # more than is ever asked for


@pytest.fixture(scope="module")
def result() -> Result:
    """A shop that orders now and then, and is often out of stock, behind it a store; one replication, recorded."""
    shop = {"name": "shop", "role": "retailer", "stock": 30, "rule": {"type": "s-S", "s": 14, "S": 30}, **PRICES}
    shop |= {"demand": {"type": "poisson", "mean": 8}, **LEAVING, "sale_price": SALE_PRICE, "cash": CASH}
    store = {
        "name": "store",
        "role": "distributor",
        "stock": 20,
        "rule": {"type": "order-up-to", "level": 40},
        "capacity": CAPACITY,
        **PRICES,
    }
    lanes = [
        {"from": "store", "to": "shop", "lead_time": 2, "holding_cost": IN_TRANSIT, "capacity": OF_LANE, **BUYING},
        {"to": "store", "lead_time": 3, "holding_cost": IN_TRANSIT, "price": STORE_PRICE},
    ]
    scenario = {"name": "s", "periods": 200, "warm_up": WARM_UP, "capital_rate": RATE, "site": [shop, store]}
    return bw.run(bw.load(scenario | {"lane": lanes}), record=True, measures=[*ALL])


def names(result: Result, site: str) -> dict[str, Any]:
    """What the letters stand for at a site, from the history."""
    history = result.history[result.history["period"] > WARM_UP]
    own = history[history["site"] == site]
    every, sent = result.history[result.history["site"] == site], of_site(history, "shipped")
    at_shop, nothing = site == "shop", np.zeros(len(own))
    ordered = np.roll(of_site(result.history, "order")["store"], 1)[WARM_UP:]  # outside sends what was ordered before
    column = {name: own[name].to_numpy() for name in ("on_hand", "backlog", "in_transit", "order", "asked")}
    asked = column["asked"]
    sold = asked if site == "shop" else np.full(len(own), np.nan)  # the store has no customers of its own
    filled = np.minimum(asked, column["backlog"])
    worst = worst_of_cycles(result, site)
    return {
        "T": len(own), "H": column["on_hand"], "B": column["backlog"], "W": column["in_transit"], "O": column["order"],
        "D": asked, "A": asked, "F": asked - np.minimum(asked, column["backlog"]),  # the oldest claims are filled first
        "C": history.loc[history["site"] == "shop", "asked"].to_numpy(),
        "h": PRICES["holding_cost"], "g": IN_TRANSIT, "b": PRICES["backlog_cost"],
        "L": own["lost"].to_numpy(), "E": own["outdated"].to_numpy(), "S": own["shrunk"].to_numpy(),
        "P": own["destroyed"].to_numpy(),
        "Y": np.zeros(len(own)),  # all that arrives is of use
        "l": LEAVING["lost_cost"], "d": LEAVING["discard_cost"],
        "U": sent["store"] if at_shop else ordered, "G": nothing, "c": 0.0, "f": BUYING["shipment_cost"] * at_shop,
        "V": sent["shop"] if at_shop else nothing, "X": nothing if at_shop else sent["store"],
        "p": BUYING["price"] if at_shop else STORE_PRICE, "r": BUYING["price"], "q": SALE_PRICE,
        "m": CASH * at_shop, "M": (every["revenue"] - every["cost"] + every["capital_cost"]).to_numpy(),
        "k": PRICES["order_cost"], "v": PRICES["unit_value"], "i": RATE,
        "Z": worst, "Zc": worst + 0 * sold[0], "Ac": sold, "Dc": np.nan_to_num(sold),
        "Bc": column["backlog"] + 0 * sold, "Fc": sold - filled,
        "sum": np.sum, "mean": np.mean, "var": lambda x: np.var(x, ddof=1), "count": np.sum, "share": np.mean,
        "most": np.max, "longest": longest, "N": nothing, "R": nothing,
        "K": ordered, "Q": CAPACITY, "j": sent["store"], "J": OF_LANE,
    }  # fmt: skip


def longest(so: Flags) -> int:
    """The most periods in a row in which it is so."""
    return max((len(list(run)) for is_so, run in groupby(so) if is_so), default=0)


def of_site(history: pd.DataFrame, column: str) -> dict[str, Array]:
    return {str(site): figures.to_numpy() for site, figures in history.groupby("site", observed=True)[column]}


def worst_of_cycles(result: Result, site: str) -> Array:
    """The most backlog of each cycle whose last period counts; a period more tells whether the last one is one."""
    longer = bw.run(result.scenario, periods=result.periods + 1, record=True).history
    own = longer[longer["site"] == site]
    backlog, came = own["backlog"].to_numpy(), np.flatnonzero(own["received"] > 0)
    cycles = [(begin, end) for begin, end in pairwise(came) if end > WARM_UP]
    return np.array([backlog[begin:end].max() for begin, end in cycles])


@pytest.mark.parametrize("site", ["shop", "store"])
@pytest.mark.parametrize("name", ALL)
def test_a_formula_gives_the_figure(result: Result, site: str, name: str) -> None:
    figures = {measure: told["mean"] for measure, told in result.as_dict()["sites"][site]["item"].items()}
    known = names(result, site) | {other: figures[other] for other in ALL if other != name}
    formula = ALL[name].formula.replace(" = ", " == ")
    if name.startswith("customer_") and site == "store":
        assert figures[name] == (0 if name == "customer_demand_mean" else None)
        return
    if (name, site) in {("utilisation", "shop"), ("lane_utilisation", "store")}:  # where there is no capacity
        assert figures[name] is None
        return
    assert figures[name] == pytest.approx(eval(formula, {}, known), rel=1e-9)


def test_the_run_shows_something_of_every_measure(result: Result) -> None:
    figures = result.as_dict()["sites"]["shop"]["item"]
    nothing = {name for name, told in figures.items() if told["mean"] in (0, 1, None)}
    assert nothing == {
        "lost_units",
        "lost_goods",
        "outdated_units",
        "shrunk_units",
        "destroyed_units",
        "lost_cost",
        "discard_cost",
        "production_cost",
        "starved_periods",
        "longest_starvation",
        "blocked_periods",
        "utilisation",
    }
    assert set(figures) == set(ALL)


def test_every_letter_is_explained(result: Result) -> None:
    explained = {letter.strip() for letters in LETTERS for letter in letters.split(",")}
    assert explained == set(names(result, "shop"))
