"""Random scenarios for Hypothesis: forests of lanes for every item, so that sites form any acyclic network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

__all__ = ["Kind", "demands", "networks", "rules"]

Table = dict[str, Any]
PERIODS = 24


@dataclass(frozen=True)
class Kind:
    """What a scenario has in it."""

    whole: bool
    returns: bool  # orders and demand may be negative
    tenths: bool = False  # all amounts are tenths: levels are met exactly, and halves are rounded
    buffers: bool = False  # rules are those from just-in-time to just-in-case alone


@st.composite
def networks(
    draw: st.DrawFn, kind: Kind | None = None, sites: int = 6, delays: tuple[int, ...] = (0, 1, 2, 3)
) -> Table:
    """A scenario's document.  Sites and lanes are in any order."""
    kind = kind or Kind(draw(st.booleans()), draw(st.booleans()), draw(st.booleans()))
    names = [f"site {k}" for k in range(draw(st.integers(1, sites)))]
    items = draw(st.sampled_from([["tea"], ["tea"], ["tea", "cup"], ["tea", "cup", "tin"]]))
    shape = draw(st.sampled_from(["serial", "tree", "general"]))
    kept: dict[str, list[str]] = {}
    suppliers: dict[tuple[str, str], str | None] = {}
    for k, name in enumerate(names):
        some = st.lists(st.sampled_from(items), min_size=1, unique=True)
        kept[name] = draw(some) if shape == "general" else list(items)
        for item in kept[name]:
            above = [other for other in names[:k] if item in kept[other]]
            if shape == "serial":
                suppliers[name, item] = above[-1] if above else None
            else:
                chosen = draw(st.sampled_from([None, *above])) if shape == "general" or not above else None
                suppliers[name, item] = (
                    chosen if shape == "general" else draw(st.sampled_from(above)) if above else None
                )
    sold = {place for place in suppliers if place not in {(s, i) for (_, i), s in suppliers.items()}}
    tables = []
    for name in names:
        own = {item: draw(terms(kind, demand=draw(st.booleans()) or (name, item) in sold)) for item in kept[name]}
        table: Table = {"name": name, "role": draw(st.sampled_from(["retailer", "distributor", "manufacturer"]))}
        table["customer_priority"] = draw(st.integers(-1, 1))
        if draw(st.integers(0, 3)) == 0:
            table["allocation"] = draw(allocations)
        tables.append(table | (own["tea"] if items == ["tea"] else {"items": own}))
    lanes = [
        draw(lane_terms(kind, delays)) | {"to": target, "item": item} | ({"from": source} if source else {})
        for (target, item), source in suppliers.items()
    ]
    for lane in lanes:
        if items == ["tea"] and draw(st.booleans()):
            del lane["item"]
    document: Table = {
        "name": "random", "periods": PERIODS, "item": "tea", "whole_units": kind.whole,
        "allocation": draw(allocations),
        "share": draw(st.sampled_from([[], ["demand"], ["stock"], {"demand": names[:1]}])),
        "site": draw(st.permutations(tables)), "lane": draw(st.permutations(lanes)),
    }  # fmt: skip
    if draw(st.booleans()):
        maker = {"name": "maker", "role": "supplier"}
        document["site"] = [*document["site"], maker]
        for lane in lanes:
            if "from" not in lane and draw(st.booleans()):
                lane["from"] = "maker"
    return document


allocations = st.sampled_from(["proportional", "priority", "first-come", "first-come", "equal"])


def units(kind: Kind, most: int) -> st.SearchStrategy[float]:
    """An amount."""
    more = 0.3 if kind.tenths else 0.37
    return st.integers(0, most).map(lambda n: float(n) if kind.whole or n == 0 else n + more)


@st.composite
def terms(draw: st.DrawFn, kind: Kind, demand: bool) -> Table:
    """What lies there at the start, who orders, who asks."""
    table: Table = {"stock": draw(units(kind, 30)), "rule": draw(rules(kind))}
    if demand:
        table["demand"] = draw(st.lists(demands(kind), min_size=1, max_size=2))
        table["backlog"] = draw(st.sampled_from([0.0, 0.0, 5.0, 11.0]))
    return table


@st.composite
def lane_terms(draw: st.DrawFn, kind: Kind, delays: tuple[int, ...]) -> Table:
    """Delays, and what is under way at the start."""
    lane: Table = {"lead_time": draw(st.integers(1, 4)), "order_delay": draw(st.sampled_from(delays))}
    lane["in_transit"] = draw(st.lists(units(kind, 9), max_size=lane["lead_time"]))
    lane["in_mail"] = draw(st.lists(units(kind, 9), max_size=lane["order_delay"]))
    lane["priority"] = draw(st.integers(-1, 1))
    return lane


@dataclass(frozen=True)
class Odd:
    """A number off the grid of halves and tenths; or on it, where the kind is of tenths."""

    low: float
    high: float

    def of(self, kind: Kind) -> st.SearchStrategy[float]:
        """The numbers of a kind of scenario."""
        if kind.tenths:
            least, most = int(10 * self.low), max(int(10 * self.high), 1)
            return st.integers(max(least, 1), most).map(lambda n: n / 10)
        return odd(self.low, self.high)


@dataclass(frozen=True)
class Limit(Odd):
    """A number that is whole where units are."""

    def of(self, kind: Kind) -> st.SearchStrategy[float]:
        return limit(kind, int(self.low), int(self.high))


def odd(low: float, high: float) -> st.SearchStrategy[float]:
    """A number off the grid of halves and tenths."""
    return st.integers(0, 99).map(lambda n: round(low + (high - low) * n / 100, 6) + 0.001234)


def values(given: Any, kind: Kind) -> st.SearchStrategy[Any]:
    """What a key of a table may be, in a scenario of a kind."""
    return given.of(kind) if isinstance(given, Odd) else given


def limit(kind: Kind, low: int, high: int) -> st.SearchStrategy[float]:
    """What limits an order: as whole as the scenario's units."""
    return st.integers(low, high).map(float) if kind.whole else Odd(low, high).of(kind)


@st.composite
def rules(draw: st.DrawFn, kind: Kind) -> Table:
    """A shipped rule's table, with limits now and then."""
    among = BUFFERS if kind.buffers else RULES
    rule: Table = {"type": draw(st.sampled_from(sorted(among)))}
    for key, given in among[rule["type"]].items():
        rule[key] = draw(values(given, kind))
    if draw(st.booleans()):
        limits = {
            "minimum": limit(kind, 1, 5), "multiple": limit(kind, 1, 5), "cap": limit(kind, 11, 25),
            "forced_periods": st.integers(0, 5), "forced_order": units(kind, 9),
        }  # fmt: skip
        for key in draw(st.lists(st.sampled_from(sorted(limits)), unique=True)):
            rule[key] = draw(limits[key])
    if kind.returns:
        rule["negative"] = draw(st.booleans())
    return rule


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Table]:
    return st.fixed_dictionaries({}, optional=keys)


forecasts = st.one_of(
    st.just("last"),
    st.tuples(
        st.one_of(
            st.just({"type": "last"}),
            st.fixed_dictionaries({"type": st.just("moving-average"), "window": st.integers(1, 6)}),
            st.fixed_dictionaries({"type": st.just("exponential"), "alpha": odd(0, 0.9)}),
            st.fixed_dictionaries(
                {"type": st.just("holt-winters"), "alpha": odd(0, 0.5), "beta": odd(0, 0.3)}
                | {"gamma": odd(0, 0.5), "season": st.integers(1, 5)}
            ),
        ),
        optional(initial=odd(0, 12)),
    ).map(lambda pair: pair[0] | pair[1]),
    st.fixed_dictionaries({"type": st.just("known"), "mean": odd(3, 12)}, optional={"sd": odd(0, 4)}),
)

RULES: dict[str, dict[str, Any]] = {  # of each key a strategy, or an Odd number
    "order-up-to": {"level": Odd(0, 60)},
    "echelon-order-up-to": {"level": Odd(0, 90)},
    "s-S": {"s": Odd(0, 30), "S": Odd(30, 60)},
    "r-Q": {"r": Odd(0, 30), "Q": Odd(1, 20)},
    "periodic": {"review": st.integers(1, 5), "level": Odd(20, 90), "first": st.integers(1, 4)},
    "pass-on": {},
    "anchor-adjust": {"theta": odd(0, 0.9), "alpha": odd(0, 0.9), "beta": odd(0, 0.9), "target": odd(0, 40)},
    "human": {"theta": odd(0, 0.9), "alpha": odd(0, 0.9), "beta": odd(0, 0.9), "target": odd(0, 40)},
    "recorded": {"orders": st.lists(odd(0, 12), min_size=PERIODS, max_size=PERIODS)},
    "forecast-order-up-to": {"forecast": forecasts, "cover": odd(0, 6), "safety": odd(0, 2)},
    "smoothing": {
        "forecast": forecasts, "stock_time": odd(1, 8), "pipeline_time": odd(1, 8), "cover": odd(0, 3),
        "pipeline_cover": st.none() | odd(0, 5),
    },
}  # fmt: skip

BUFFERS: dict[str, dict[str, Any]] = {
    "conwip": {"level": Odd(0, 90)},
    "just-in-case": {"forecast": forecasts, "cover": odd(0, 4), "safety": odd(0, 2), "reserve": Odd(0, 9)},
    "cover": {"forecast": forecasts, "times": odd(0, 2)},
    "hybrid": {
        "forecast": forecasts, "reserve": odd(0, 3), "cover": odd(0, 2), "safety": odd(0, 1), "signal": odd(0, 0.9),
        "rebuild": odd(1, 9),
    },
    "just-in-time": {"rate": Odd(0, 12), "buffer": Odd(0, 12), "window": st.integers(1, 4)},
    "kanban": {
        "type": st.just("just-in-time"), "cards": st.integers(1, 9), "container": Limit(1, 9),
        "window": st.integers(1, 4),
    },
}  # fmt: skip


@st.composite
def demands(draw: st.DrawFn, kind: Kind) -> Table:
    """A table of demand of any kind."""
    demand: Table = {"type": draw(st.sampled_from(sorted(DEMANDS)))}
    for key, given in DEMANDS[demand["type"]].items():
        demand[key] = draw(values(given, kind))
    if kind.returns and "sd" in demand and demand["type"] != "gamma":
        demand["clip"] = draw(st.booleans())
    demand |= draw(optional(season=st.lists(odd(0, 2), max_size=4), trend=odd(-0.5, 0.5), stream=st.just("ours")))
    return demand


DEMANDS: dict[str, dict[str, Any]] = {
    "constant": {"value": Odd(0, 9)},
    "step": {"before": Odd(0, 9), "after": Odd(0, 9), "at": st.integers(1, 12)},
    "normal": {"mean": odd(0, 9), "sd": odd(0, 6)},
    "poisson": {"mean": odd(0, 9)},
    "negative-binomial": {"mean": odd(0, 5), "variance": odd(6, 20)},
    "gamma": {"mean": odd(1, 9), "sd": odd(1, 9)},
    "ar1": {"mean": odd(0, 9), "rho": odd(-0.9, 0.9), "sd": odd(0, 3)},
    "series": {"values": st.lists(odd(0, 12), min_size=1, max_size=9)},
    "empirical": {"values": st.lists(odd(0, 12), min_size=1, max_size=9)},
    "discrete": {
        "values": st.lists(odd(0, 12), min_size=3, max_size=3),
        "weights": st.lists(odd(0.1, 3), min_size=3, max_size=3),
    },
}
