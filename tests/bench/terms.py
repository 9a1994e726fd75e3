"""What each term costs: the chain of the peer benchmarks (ours.py), plain, and with a term on every stockpoint.

    python -m tests.bench.terms --nodes 4 --periods 1000 --reps 4096

Costs are counted and no other measure.  Node-periods/s of processor time, the best of three, all in one run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import bullwhip as bw
from tests.bench.ours import LEVEL, chain

Document = dict[str, Any]
LAW = {"type": "discrete", "values": [1, 2, 3], "weights": [1, 2, 1]}


def two_suppliers(**keys: Any) -> Callable[[Document], None]:
    """A second lane to each stage, a period slower, and what splits orders over both: keys of the site."""

    def change(document: Document) -> None:
        document["lane"] += [lane | {"lead_time": 3} for lane in document["lane"]]
        for site in document["site"]:
            site.update(keys)

    return change


def whole_shares(document: Document) -> None:
    """A second lane to each stage from a supplier of its own, which gets a third of all orders, in whole units."""
    document["whole_units"] = True
    document["site"].append({"name": "other", "role": "supplier"})
    for lane in list(document["lane"]):
        document["lane"].append(lane | {"from": "other", "lead_time": 3})
        shares = {lane.get("from", "outside"): 2 / 3, "other": 1 / 3}
        next(site for site in document["site"] if site["name"] == lane["to"])["sourcing"] = {
            "type": "shares", "shares": shares,
        }  # fmt: skip


def lost_sales(document: Document) -> None:
    """Each stage has customers who wait for two periods, beside the next stage where there is one."""
    for site in document["site"]:
        site |= {"patience": 2, "lost_share": 0.5}
        site.setdefault("demand", document["site"][0]["demand"])


def recipe(document: Document) -> None:
    """Each stage makes its item of two things, which come from the next one and from outside."""
    sites, lanes = [], []
    rule = {"type": "order-up-to", "level": LEVEL}
    for site in document["site"]:
        parts = ("part", "wrap")
        own = {key: site[key] for key in ("name", "role")}
        made = {key: value for key, value in site.items() if key not in own}
        sites.append(own | {"items": {"item": made} | {part: {"stock": LEVEL, "rule": rule} for part in parts}})
        ways = {"lead_time": 1, "order_delay": 1}
        lanes.append({"to": site["name"], "item": "item", "recipe": {"part": 1, "wrap": 1}} | ways)
        lanes += [{"to": site["name"], "item": part} | ways for part in parts]
    document["site"], document["lane"] = sites, lanes


def each_lane(**keys: Any) -> Callable[[Document], None]:
    """Keys that every lane gets."""

    def change(document: Document) -> None:
        for lane in document["lane"]:
            lane.update(keys)

    return change


def each_site(**keys: Any) -> Callable[[Document], None]:
    """Keys that every site gets."""

    def change(document: Document) -> None:
        for site in document["site"]:
            site.update(keys)

    return change


def both(*changes: Callable[[Document], None]) -> Callable[[Document], None]:
    """One change after another."""

    def change(document: Document) -> None:
        for each in changes:
            each(document)

    return change


def storm(kind: str, **keys: Any) -> Callable[[Document], None]:
    """A disruption everywhere, that is on in a quarter of all periods and hits all lanes or stockpoints then."""

    def change(document: Document) -> None:
        table = {"name": "storm", "kind": kind, "chance": {"down": 0.1, "up": 0.3}}
        document["disruption"] = [table | (keys or {"severity": 0.5})]

    return change


TERMS: dict[str, Callable[[Document], None]] = {
    "plain": each_lane(),
    "capacity": each_lane(capacity=14.0),
    "site capacity": each_site(capacity=14.0),
    "storage": each_site(storage=60.0),
    "random lead times": each_lane(lead_time=LAW),
    "crossing": each_lane(lead_time=LAW, crossing=True),
    "yield": each_lane(**{"yield": 0.95}),
    "lost sales": lost_sales,
    "shelf life of 5": each_site(shelf_life=5),
    "shrinkage": each_site(shrinkage=0.01),
    "lots": each_lane(multiple=4.0),
    "two lanes, by luck": two_suppliers(sourcing="random"),
    "two lanes, in turn": two_suppliers(sourcing="fastest"),
    "two lanes, by price": two_suppliers(sourcing="cheapest"),
    "two lanes, whole shares": whole_shares,
    "two lanes, dual index": two_suppliers(rule={"type": "dual-index", "express": 36.0, "regular": 46.0}),
    "recipe of two inputs": recipe,
    "prices": each_lane(price=1.5, shipment_cost=2.0),
    "storm of demand": storm("demand", factor=2.0),
    "storm of shipping": storm("shipping"),
    "storm of capacity": both(each_lane(capacity=14.0), storm("capacity")),
    "storm of orders": storm("orders"),
    "storm of loss": storm("loss", what="both"),
    "storm of price": both(each_lane(price=1.5), storm("price")),
    "storm of transit": storm("transit"),
    "storm of receiving": storm("receiving"),
    "storm of lead times": storm("lead_time", longer=2),
    "storm of information": storm("information", age=2),
}


def speed(document: Document, reps: int) -> float:
    """Million node-periods per second of processor time."""
    scenario = bw.load(document)
    bw.run(scenario, min(reps, 64), periods=2, measures=["cost"])
    taken = []
    for _ in range(3):
        begin = time.process_time()
        bw.run(scenario, reps, measures=["cost"])
        taken.append(time.process_time() - begin)
    return len(scenario.stockpoints()) * scenario.periods * reps / min(taken) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--periods", type=int, default=1000)
    parser.add_argument("--reps", type=int, default=4096)
    parser.add_argument("terms", nargs="*", choices=[[], *TERMS])
    asked = parser.parse_args()
    plain = 0.0
    for name, change in TERMS.items():
        if asked.terms and name not in asked.terms and name != "plain":
            continue
        document = chain(asked.nodes, asked.periods).document()
        change(document)
        found = speed(document, asked.reps)
        plain = plain or found
        print(f"{name:24} {found:8.1f} M node-periods/s {found / plain:6.2f} of plain", flush=True)


if __name__ == "__main__":
    main()
