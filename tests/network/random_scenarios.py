"""Random scenarios by seed, with the terms that are asked for: recipes, several lanes, capacities, ageing, ...

Sites are in an order in which goods flow, and items in one in which they are made, so that no circle arises; tables and
lanes of the document are shuffled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random
from typing import Any

from tests.network.random_storms import KINDS, random_storms

__all__ = ["ALL_TERMS", "STORM_TERMS", "random_scenario"]

Table = dict[str, Any]
PERIODS = 24
RAW = ("flour", "egg")
RECIPES = {"dough": ("flour",), "cake": ("dough", "egg", "flour")}  # what an item may be made of
ITEMS = (*RAW, *RECIPES)
MAKER = "maker"  # who has goods without end
COSTS = ("holding_cost", "backlog_cost", "order_cost", "unit_value")


def random_scenario(seed: int, terms: Collection[str] = ()) -> Table:
    """A scenario's document, the same for the same seed and terms.  Raises ValueError for terms that there are not.

    Storms come to the network that there is without them: "disruptions" of all kinds, or of one, "storm: shipping".
    """
    if strange := set(terms) - ALL_TERMS - STORM_TERMS:
        there_are = ", ".join(sorted(ALL_TERMS | STORM_TERMS))
        raise ValueError(f"{sorted(strange)}, which are no terms; there are {there_are}")
    document = _Maker(Random(seed), frozenset(terms) - STORM_TERMS).document()
    luck = Random(f"storms {seed}")
    if "disruptions" in terms:
        return random_storms(luck, document, KINDS, 1)
    if kinds := [kind for kind in KINDS if f"storm: {kind}" in terms]:
        return random_storms(luck, document, kinds, 3)
    return document


class _Maker:
    """Makes one document."""

    def __init__(self, luck: Random, terms: frozenset[str]) -> None:
        self.luck, self.terms = luck, terms
        self.whole = luck.random() < 0.5
        self.maker = luck.random() < 0.2  # whether what comes from outside comes from a supplier with a name
        self.sites = [f"site {k}" for k in range(luck.randint(1, 5))]
        self.items: dict[str, list[str]] = {}  # by site
        self.lanes: list[Table] = []
        self.tables: dict[str, Table] = {}

    def document(self) -> Table:
        luck = self.luck
        kinds = ITEMS if "recipes" in self.terms else luck.sample(RAW, luck.randint(1, 2))
        for site in self.sites:
            few = luck.random() < 0.4 and len(kinds) > 1
            self.items[site] = sorted(luck.sample(kinds, luck.randint(1, len(kinds) - 1)) if few else kinds)
            self.tables[site] = self.site(site)
        for place, site in enumerate(self.sites):
            for item in self.items[site]:
                self.supply(place, item)
        for term in sorted(self.terms):
            TERMS[term](self)
        sites = [*self.tables.values(), *([{"name": MAKER, "role": "supplier"}] if self.maker else [])]
        return {
            "name": f"random {sorted(self.terms)}", "periods": PERIODS, "whole_units": self.whole,
            "allocation": self.allocation(), "seed": luck.randint(0, 2**64 - 1),
            "share": luck.choice([[], ["demand"]]), "capital_rate": luck.choice([0.0, 0.01]),
            "site": luck.sample(sites, len(sites)),
            "lane": luck.sample(self.lanes, len(self.lanes)),
        }  # fmt: skip

    def site(self, name: str) -> Table:
        own = {item: self.stock_terms() for item in self.items[name]}
        table: Table = {"name": name, "role": self.luck.choice(["retailer", "distributor", "manufacturer"])}
        table |= {"customer_priority": self.luck.randint(-1, 1), "items": own}
        return table | ({"allocation": self.allocation()} if self.sometimes(0.3) else {})

    def stock_terms(self) -> Table:
        table: Table = {"stock": self.units(0, 40), "rule": self.rule()}
        table |= {key: self.luck.randint(0, 8) / 4 for key in COSTS}
        if self.sometimes(0.6):
            table |= {"demand": self.demand(), "backlog": float(self.luck.choice([0, 0, 5]))}
        return table

    def supply(self, place: int, item: str) -> None:
        """The lanes into a stockpoint: from outside, from a site before, or made of what the site keeps."""
        site, luck = self.sites[place], self.luck
        ways: list[Table] = [{"from": MAKER} if self.maker else {}]
        ways += [{"from": other} for other in self.sites[:place] if item in self.items[other]]
        inputs = [name for name in RECIPES.get(item, ()) if name in self.items[site]]
        if inputs:
            some = luck.sample(inputs, luck.randint(1, len(inputs)))
            recipe = {"recipe": {name: self.amount(1, 3) for name in some}}
            ways += [recipe] if "lanes" in self.terms else [recipe] * 9  # the most likely one, where there is one
        chosen = [luck.choice(ways)]
        if "lanes" in self.terms and self.sometimes(0.7):
            chosen = luck.sample(ways, min(len(ways), luck.randint(2, 3)))
        for way in chosen:
            self.lanes.append(self.lane(site, item, way))
        twin = "lanes" in self.terms and self.sometimes(0.2)
        if twin:  # express: between the same ends, and faster
            regular = self.lanes[-1]
            regular["lead_time"] += 1
            express = {key: value for key, value in regular.items() if key != "in_transit"}
            self.lanes.append(express | {"lead_time": regular["lead_time"] - 1})
        if len(chosen) > 1 or twin:
            names = [lane.get("from", site if "recipe" in lane else "outside") for lane in self.lanes_into(site, item)]
            self.tables[site]["items"][item]["sourcing"] = self.sourcing(names)

    def lane(self, site: str, item: str, way: Table) -> Table:
        """What is made of what may itself be made at the site has an order delay: they share a level."""
        slowest = "recipe" in way and (item != "cake" or bool({"capacity", "storage"} & self.terms))
        lane: Table = way | {"to": site, "item": item, "lead_time": self.luck.randint(1, 3)}
        lane |= {"order_delay": self.luck.randint(1 if slowest else 0, 2), "priority": self.luck.randint(-1, 1)}
        lane["holding_cost"] = self.luck.randint(0, 4) / 4
        lane["in_transit"] = [self.units(0, 9) for _ in range(self.luck.randint(0, lane["lead_time"]))]
        lane["in_mail"] = [self.units(0, 9) for _ in range(self.luck.randint(0, lane["order_delay"]))]
        return lane

    def sourcing(self, names: list[str]) -> Table | str:
        """How orders are split over lanes from these sites."""
        kinds: list[Table | str] = ["priority", "fastest", "cheapest", "random"]
        kinds.append({"type": "priority", "order": self.luck.sample(sorted(set(names)), len(set(names)))})
        if len(set(names)) == len(names):  # else shares would not tell the lanes apart
            weights = [1, *(self.luck.randint(0, 4) for _ in names[1:])]
            shares = [weight / sum(weights) for weight in weights]
            kinds.append({"type": "shares", "shares": dict(zip(names, shares, strict=True))})
            kinds.append({"type": "random", "weights": dict(zip(names, map(float, weights), strict=True))})
        return self.luck.choice(kinds)

    def rule(self) -> Table:
        rules: list[Table] = [
            {"type": "order-up-to", "level": self.amount(10, 60)},
            {"type": "echelon-order-up-to", "level": self.amount(20, 90)},
            {"type": "s-S", "s": self.amount(5, 25), "S": self.amount(26, 60)},
            {"type": "r-Q", "r": self.amount(5, 25), "Q": self.amount(3, 20)},
            {"type": "periodic", "review": self.luck.randint(1, 4), "level": self.amount(20, 90)},
            {"type": "pass-on"},
            {"type": "forecast-order-up-to", "forecast": {"type": "exponential", "alpha": 0.3}, "cover": 3.0},
            {"type": "smoothing", "forecast": "last", "stock_time": 4.0, "pipeline_time": 4.0, "cover": 1.0},
        ]
        return self.luck.choice(rules)

    def demand(self) -> Table:
        return self.luck.choice(
            [
                {"type": "poisson", "mean": self.luck.uniform(1, 8)},
                {"type": "negative-binomial", "mean": self.luck.uniform(1, 5), "variance": self.luck.uniform(6, 20)},
                {"type": "normal", "mean": self.luck.uniform(2, 8), "sd": self.luck.uniform(0, 4)},
                {"type": "constant", "value": self.amount(1, 8)},
                {"type": "series", "values": [0.0, self.amount(1, 20), self.amount(1, 6)]},
            ]
        )

    def allocation(self) -> str:
        return self.luck.choice(["proportional", "priority", "first-come", "equal"])

    def amount(self, low: int, high: int) -> float:
        """Above zero; whole where units are."""
        return float(self.luck.randint(low, high)) + (0.0 if self.whole else self.luck.randint(0, 99) / 100)

    def units(self, low: int, high: int) -> float:
        """Maybe none."""
        return self.amount(low, high) if self.sometimes(0.8) else 0.0

    def sometimes(self, chance: float) -> bool:
        return self.luck.random() < chance

    def lanes_into(self, site: str, item: str) -> list[Table]:
        return [lane for lane in self.lanes if (lane["to"], lane["item"]) == (site, item)]

    def some_lanes(self) -> list[Table]:
        return [lane for lane in self.lanes if self.sometimes(0.5)]

    def some_points(self) -> list[Table]:
        """Tables of stockpoints."""
        return [own for site in self.tables.values() for own in site["items"].values() if self.sometimes(0.5)]

    def some_shops(self) -> list[Table]:
        """Tables of stockpoints with customers."""
        return [own for own in self.some_points() if "demand" in own]


def recipes(make: _Maker) -> None:
    """Which lanes have a recipe was drawn with them."""


def lanes(make: _Maker) -> None:
    """How many lanes there are was drawn with them."""


def lots(make: _Maker) -> None:
    for lane in make.some_lanes():
        lane.update(make.luck.choice([{"minimum": make.amount(2, 8)}, {"multiple": make.amount(2, 6)}]))


def capacity(make: _Maker) -> None:
    for lane in make.some_lanes():
        lane["capacity"] = make.amount(2, 9)
    for name, site in make.tables.items():
        if make.sometimes(0.5):
            site["capacity"] = make.amount(4, 20)
            if make.sometimes(0.5):
                some = make.luck.sample(make.items[name], make.luck.randint(1, len(make.items[name])))
                site["uses"] = {item: make.luck.choice([0.5, 1.0, 2.0]) for item in some}


def storage(make: _Maker) -> None:
    for site in make.tables.values():
        if make.sometimes(0.6):
            site["storage"] = sum(own["stock"] for own in site["items"].values()) + make.amount(1, 30)


def lost_sales(make: _Maker) -> None:
    for own in make.some_shops():
        patient: Table = {"patience": make.luck.randint(0, 3)}
        leaving: Table = {"lost_share": make.luck.choice([0.3, 1.0])}
        both: Table = {"patience": make.luck.randint(1, 4), "lost_share": 0.25}
        own.update(make.luck.choice([patient, leaving, both]))


def goodwill(make: _Maker) -> None:
    for own in make.some_shops():
        own["goodwill"] = {"loss": 0.3, "recovery": make.luck.choice([0.0, 0.1]), "floor": make.luck.choice([0.0, 0.5])}


def ageing(make: _Maker) -> None:
    for own in make.some_points():
        own |= {"shelf_life": make.luck.randint(1, 5), "issue": make.luck.choice(["fifo", "lifo"])}
        own["discard_cost"] = make.luck.randint(0, 8) / 4


def shrinkage(make: _Maker) -> None:
    for own in make.some_points():
        own["shrinkage"] = make.luck.choice([0.02, 0.1])


def obsolescence(make: _Maker) -> None:
    for own in make.some_points():
        own |= {"obsolete_at": make.luck.randint(PERIODS // 2, PERIODS), "discard_cost": 0.5}


def lead_times(make: _Maker) -> None:
    """Not of lanes between the same ends: lead times tell these apart."""
    for lane in make.some_lanes():
        if sum(lane.get("from") == other.get("from") for other in make.lanes_into(lane["to"], lane["item"])) > 1:
            continue
        least = max(lane["lead_time"], 1)  # what is under way at the start arrives within it
        values = [least + k for k in range(make.luck.randint(2, 4))]
        weights = [float(make.luck.randint(1, 4)) for _ in values]
        lane["lead_time"] = {"type": "discrete", "values": values, "weights": weights}
        lane["crossing"] = make.sometimes(0.5)


def yields(make: _Maker) -> None:
    for lane in make.some_lanes():
        law = {"type": "discrete", "values": [0.0, 0.7, 1.0], "weights": [1.0, 2.0, 5.0]}
        lane["yield"] = make.luck.choice([0.9, 0.55, law])


def prices(make: _Maker) -> None:
    for lane in make.some_lanes():
        lane |= {"price": make.luck.randint(1, 20) / 2, "shipment_cost": make.luck.randint(0, 5) / 1.0}
        if make.sometimes(0.4):
            lane["price_changes"] = [{"period": 5, "price": lane["price"] + 1}, {"period": 15, "price": 0.5}]
        if make.sometimes(0.4):
            lane["discounts"] = [{"from": make.amount(5, 12), "price": lane["price"] / 2}]
    for own in make.some_shops():
        own["sale_price"] = make.luck.randint(2, 30) / 2
    for site in make.tables.values():
        site["cash"] = 100.0


TERMS: dict[str, Callable[[_Maker], None]] = {
    "recipes": recipes,
    "lanes": lanes,
    "lots": lots,
    "capacity": capacity,
    "storage": storage,
    "lost sales": lost_sales,
    "goodwill": goodwill,
    "ageing": ageing,
    "shrinkage": shrinkage,
    "obsolescence": obsolescence,
    "lead times": lead_times,
    "yield": yields,
    "prices": prices,
}
ALL_TERMS = frozenset(TERMS)
STORM_TERMS = frozenset({"disruptions", *(f"storm: {kind}" for kind in KINDS)})
