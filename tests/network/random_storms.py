"""Random disruptions of a random network: of every kind, with every timing, at places that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

__all__ = ["KINDS", "random_storms"]

Table = dict[str, Any]
COMING = ("transit", "lead_time", "orders")  # they are where lanes lead to
LEAVING = ("shipping", "price", "capacity")  # they are where lanes come from
KEPT = ("loss", "receiving", "information")
KINDS = (*COMING, *LEAVING, *KEPT, "demand")
REGIONS = ("north", "south")


def random_storms(luck: Random, document: Table, kinds: Sequence[str], number: int) -> Table:
    """The document with regions, and so many disruptions of each kind, as far as there is a place for them."""
    document = document | {"site": [site | {"region": luck.choice(REGIONS)} for site in document["site"]]}
    maker = _Storms(luck, document)
    for kind in luck.sample(kinds, len(kinds)) * number:
        maker.add(kind)
    return document | {"disruption": luck.sample(maker.tables, len(maker.tables))}


class _Storms:
    """Makes one document's."""

    def __init__(self, luck: Random, document: Table) -> None:
        self.luck, self.document = luck, document
        self.sites = {site["name"]: site for site in document["site"]}
        self.tables: list[Table] = []

    def add(self, kind: str) -> None:
        places = list(self.places(kind))
        if places:
            name = f"{kind} {len(self.tables)}"
            table: Table = {"name": name, "kind": kind}
            table |= self.luck.choice(self.timings())() | self.strength(kind)
            table |= self.luck.choice(places) | self.ending()
            foreseen = {"start", "window", "periods"} & set(table)
            table |= {"announced": self.luck.randint(1, 4)} if foreseen and self.sometimes(0.3) else {}
            table |= {"cause": "blizzard"} if self.sometimes(0.4) else {}
            self.tables.append(table)

    def places(self, kind: str) -> Iterator[Table]:
        """Where a disruption of this kind may be; with severity 1 where that is needed."""
        if kind in (*KEPT, "demand"):
            for name, site in self.sites.items():
                for item, own in site.get("items", {}).items():
                    if kind != "demand" or "demand" in own:
                        yield from self.about(name, item)
        elif kind == "capacity":
            yield from self.limited()
        else:
            for lane in self.document["lane"]:
                yield {"lane": f"{supplier(lane)}>{lane['to']}"} | self.maybe_item(lane)
                end = lane["to"] if kind in COMING else lane.get("from")
                if end is not None:
                    yield from self.about(end, lane["item"])

    def about(self, site: str, item: str) -> Iterator[Table]:
        """A stockpoint and more."""
        yield {"site": site}
        yield {"site": [site, self.luck.choice(list(self.sites))]}
        yield {"site": site, "item": item}
        yield {"region": self.sites[site]["region"]}
        yield {"region": self.sites[site]["region"], "item": [item]}
        yield {"item": item}
        yield {}

    def limited(self) -> Iterator[Table]:
        """Sites and lanes with a capacity; lanes and recipes, which can be stopped."""
        for name, site in self.sites.items():
            if "capacity" in site:
                yield {"site": name}
                yield {"region": site["region"]}
                yield {}
        for lane in self.document["lane"]:
            place = {"lane": f"{supplier(lane)}>{lane['to']}"}
            yield place | self.maybe_item(lane) | ({} if "capacity" in lane else {"severity": 1.0})
            if "recipe" in lane:
                yield {"site": lane["to"], "severity": 1.0}

    def maybe_item(self, lane: Table) -> Table:
        return {"item": lane["item"]} if self.sometimes(0.5) else {}

    def timings(self) -> list[Callable[[], Table]]:
        every_one = [self.fixed, self.window, self.chance, self.every, self.recorded]
        return [*every_one, *([self.triggered] * 2 if self.tables else [])]

    def fixed(self) -> Table:
        return {"start": self.luck.randint(1, self.document["periods"]), "length": self.luck.randint(1, 6)}

    def window(self) -> Table:
        first = self.luck.randint(1, self.document["periods"] - 4)
        return {"window": [first, first + self.luck.randint(0, 4)], "length": self.luck.randint(1, 5)}

    def chance(self) -> Table:
        return {"chance": {"down": self.luck.choice([0.1, 0.4, 1.0]), "up": self.luck.choice([0.3, 0.7, 1.0])}}

    def every(self) -> Table:
        law = {"type": "discrete", "values": [2, 5, 9], "weights": [2.0, 1.0, 1.0]}
        table: Table = {"every": self.luck.choice([4, law])}
        short = {"type": "discrete", "values": [1, 3], "weights": [1.0, 1.0]}
        return table | self.luck.choice([{}, {"lasts": 2}, {"lasts": short}])

    def recorded(self) -> Table:
        return {"periods": sorted(self.luck.sample(range(1, self.document["periods"] + 1), self.luck.randint(1, 5)))}

    def triggered(self) -> Table:
        other = self.luck.choice(self.tables)["name"]
        return {"after": other, "delay": self.luck.randint(0, 3), "length": self.luck.randint(1, 4)}

    def strength(self, kind: str) -> Table:
        luck = self.luck
        share: Table = {} if self.sometimes(0.4) else {"severity": luck.choice([0.25, 0.5, 0.9])}
        others: dict[str, list[Table]] = {
            "demand": [share, {"factor": luck.choice([0.0, 0.4, 2.5])}, {"addition": luck.choice([3.0, -4.5])}],
            "price": [share, {"factor": luck.choice([0.0, 0.8, 3.0])}, {"addition": luck.choice([1.0, -2.0])}],
            "lead_time": [{"longer": luck.randint(1, 3)}, {"factor": luck.choice([1.5, 2.0])}],
            "information": [{"age": luck.randint(1, 4)}],
        }
        table = luck.choice(others.get(kind, [share]))
        if kind == "loss":
            table = table | {"what": luck.choice(["stock", "transit", "both"])}
        return table | ({"under_way": self.sometimes(0.5)} if kind == "lead_time" else {})

    def ending(self) -> Table:
        shape = self.luck.choice(["step", "linear", "exponential"])
        return {} if shape == "step" else {"recovery": {"shape": shape, "periods": self.luck.randint(1, 4)}}

    def sometimes(self, chance: float) -> bool:
        return self.luck.random() < chance


def supplier(lane: Table) -> str:
    """Where goods come from, as a lane is named."""
    return str(lane.get("from", lane["to"] if "recipe" in lane else "outside"))
