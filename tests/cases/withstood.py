"""The cases of outages that a network survives and recovers from, by `bw.resilience` on scenarios with disruptions.

A supplier who ships nothing is the outside world under a disruption of shipping: what does not leave in a period does
not arrive in the next one, a period later than where it arrives at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import bullwhip as bw
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import WARM_UP, Table

__all__ = ["covers_withstood", "outages_withstood", "recoveries"]

STEADY = 4  # periods before an outage
LATER = 1  # periods until goods that were not sent lack


def outages_withstood() -> Iterator[Check]:
    """G07, G08: customers who do not wait, below an outage that ends at once."""
    for name in ("G07", "G08"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        d, survived = float(given["d"]), set()
        for length, units in zip(given["TTR"], expected["lost_units"], strict=True):
            store, plant = (
                _site(site, stock + d) for site, stock in (("store", given["dc"]), ("plant", given["plant"]))
            )
            store |= {"demand": {"type": "constant", "value": d}, "patience": 0}
            lanes: list[Table] = [{"from": "plant", "to": "store", "lead_time": 1}, {"to": "plant", "lead_time": 1}]
            found = bw.resilience(_network([store, plant], lanes, "plant", length, 40), 1)
            customers = found.failure()
            figure = f"out for {length}, withstood, simulated"
            yield Check(name, f"lost service, {figure}", units, customers.lost_service.mean)
            yield Check(name, f"lost units, {figure}", units, found.beside("lost_units").more.mean)
            if customers.share_failing:
                survived.add(customers.time_to_survive.mean)
        [periods] = survived
        began = expected["first_lost_period_after_outage_start"]
        yield Check(name, "periods survived, simulated", began, periods)


def recoveries() -> Iterator[Check]:
    """G09: customers who wait, and a supplier whose capacity is more than demand."""
    for name, expected in case("G09")["expected"].items():
        d, c, level, length = (float(word.lstrip("cdStau")) for word in name.split("_"))
        shop = _site("shop", level) | {"demand": {"type": "constant", "value": d}}
        lane = {"to": "shop", "lead_time": 1, "capacity": c}
        network = _network([shop], [lane], "shop", int(length), 60)
        found = bw.resilience(network, 1, failed=1.0, recovered=1.0)
        customers = found.failure()
        figures = {
            "max_backlog": (expected["max_backlog"], found.beside("peak_backlog").more.mean),
            "backlog_area": (expected["backlog_area"], customers.backlog_area.mean),
        }
        if expected["first_no_backlog"] is None:
            figures["share_failing"] = (0.0, customers.share_failing)
        else:
            first = expected["first_backorder_period_after_outage"]
            figures["time_to_survive"] = (LATER + first, customers.time_to_survive.mean)
            back = LATER + length + expected["first_no_backlog"]
            figures["time_to_recover"] = (back, customers.time_to_recover.mean)
        for figure, (meant, told) in figures.items():
            yield Check("G09", f"{figure.replace('_', ' ')}, {name}, withstood, simulated", meant, told)


def covers_withstood() -> Iterator[Check]:
    """M01: how often some days of cover run dry, where supply comes and goes by chance."""
    given = case("M01")["inputs"]
    sites = [_site(f"{days}", days) | {"demand": {"type": "constant", "value": 1.0}} for days in given["k"]]
    lanes: list[Table] = [{"from": "supplier", "to": site["name"], "lead_time": 1} for site in sites]
    sites.append({"name": "supplier", "role": "supplier"})
    chance = {"down": given["a"], "up": given["b"]}
    storm = {"name": "storm", "kind": "shipping", "site": "supplier", "chance": chance}
    network = {"name": "cover", "periods": WARM_UP + 1000, "warm_up": WARM_UP, "site": sites, "lane": lanes}
    found = bw.resilience(network | {"disruption": [storm]}, 10_000)
    for days, percent in zip(given["k"], case("M01")["expected"]["starved_percent"], strict=True):
        told = found.beside("stockout_periods", f"{days}").more.mean / 10
        yield Check("M01", f"starved at {days} days, withstood, simulated", percent, told, relative=0.03)


def _site(name: str, level: float) -> Table:
    """A base stock, and all of it there."""
    return {"name": name, "role": "retailer", "stock": level, "rule": {"type": "order-up-to", "level": float(level)}}


def _network(sites: list[Table], lanes: list[Table], out: str, length: int, periods: int) -> Table:
    """With nothing from outside to a site for some periods."""
    storm = {"name": "outage", "kind": "shipping", "lane": f"outside>{out}", "start": STEADY + 1, "length": length}
    return {"name": "outage", "periods": periods, "site": sites, "lane": lanes, "disruption": [storm]}
