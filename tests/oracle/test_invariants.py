"""The oracle on random scenarios that use everything at once: what must hold of it whatever happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.driving import load
from tests.network.random_scenarios import ALL_TERMS, PERIODS, STORM_TERMS, random_scenario
from tests.oracle.invariants import Books, Waiting, books_of, conserved, idle, waiting_in
from tests.oracle.oracle import Oracle
from tests.oracle.played import demand_of

EACH = [frozenset({term}) for term in sorted(ALL_TERMS)]
STORMS = [ALL_TERMS | {term} for term in sorted(STORM_TERMS)]
SEEDS = range(15)
REPLICATION = 3


def begun(seed: int, terms: frozenset[str]) -> Oracle:
    return begun_with(random_scenario(seed, terms))


def begun_with(document: dict[str, Any]) -> Oracle:
    scenario = load(document)
    return Oracle(scenario, demand_of(scenario, REPLICATION), scenario.seed, REPLICATION)


@pytest.mark.parametrize(
    "terms", [frozenset(), *EACH, ALL_TERMS, *STORMS], ids=lambda terms: " ".join(sorted(terms))[-20:]
)
def test_nothing_is_lost_and_nothing_lies_idle(terms: frozenset[str]) -> None:
    for seed in SEEDS[:5] if terms > ALL_TERMS else SEEDS:
        oracle = begun(seed, terms)
        world = oracle.world
        for _ in range(PERIODS):
            oracle.step()
            assert not conserved(books_of(world), world.whole)
            scale = max(stock.on_hand + stock.backlog for stock in oracle.stocks.values())
            assert not idle(waiting_in(world), world.whole, 1.0 + scale)
            for stock in oracle.stocks.values():
                assert min(stock.on_hand, stock.backlog, stock.in_transit, stock.order) >= 0


def test_limits_hold() -> None:
    """Of lanes' and sites' capacities, of patience and of shelf lives."""
    for seed in SEEDS:
        oracle = begun(seed, ALL_TERMS)
        for _ in range(PERIODS):
            before = {name: sum(stock.on_hand for stock in site.stocks) for name, site in oracle.world.sites.items()}
            oracle.step()
            check_limits(oracle, before)


def check_limits(oracle: Oracle, before: dict[str, float]) -> None:
    period = oracle.world.period
    for way in oracle.world.ways:
        assert way.sent <= way.capacity + 1e-9
    for name, site in oracle.world.sites.items():
        assert site.terms.capacity is None or site.used <= site.terms.capacity + 1e-9
        received = sum(stock.received for stock in site.stocks)
        assert site.terms.storage is None or received <= max(site.terms.storage - before[name], 0.0) + 1e-9
    for stock in oracle.stocks.values():
        if stock.customers and stock.terms.patience is not None:
            assert all(claim.period > period - stock.terms.patience for claim in stock.customers.claims)
        if stock.terms.shelf_life is not None:
            assert all(received + stock.terms.shelf_life > period + 1 for received, _ in stock.lots)
        assert sum(units for _, units in stock.lots) == pytest.approx(stock.on_hand, abs=1e-9)


def test_the_parts_of_an_order_are_the_order() -> None:
    """Splitting orders and loses nothing, and whole units stay whole."""
    for seed in SEEDS:
        oracle = begun(seed, frozenset({"lanes", "recipes"}))
        before = dict.fromkeys(oracle.world.ways, 0.0)
        for _ in range(PERIODS):
            oracle.step()
            for stock in oracle.stocks.values():
                parts = [way.ordered - before[way] for way in stock.inward]
                assert sum(parts) == pytest.approx(stock.order, abs=1e-9)
                assert min(parts) >= -1e-9
                assert not oracle.world.whole or not any(part % 1 for part in parts)
            before = {way: way.ordered for way in oracle.world.ways}


@pytest.mark.parametrize("term", sorted(STORM_TERMS))
def test_storms_are_felt(term: str) -> None:
    """Each kind, in the network that there is without them."""
    felt = 0
    for seed in SEEDS[:8]:
        calm, stormy = (histories(random_scenario(seed, {"recipes", "prices", *more})) for more in ([], [term]))
        felt += calm != stormy
    assert felt >= 4


def histories(document: dict[str, Any]) -> dict[tuple[str, str], list[dict[str, float]]]:
    """What each stockpoint shows, period after period."""
    oracle = begun_with(document)
    seen: dict[tuple[str, str], list[dict[str, float]]] = {place: [] for place in oracle.stocks}
    for _ in range(PERIODS):
        oracle.step()
        for place, stock in oracle.stocks.items():
            seen[place].append(oracle.ended(stock))
    return seen


def check_same(document: dict[str, Any], other: dict[str, Any], seed: int) -> None:
    expected, found = histories(document), histories(other)
    for place, periods in expected.items():
        for period, (one, two) in enumerate(zip(periods, found[place], strict=True)):
            assert one == pytest.approx(two, abs=1e-7), (seed, place, period)


def test_the_order_of_the_file_does_not_matter() -> None:
    """But for `priority`, which says so."""
    for seed in SEEDS:
        document = random_scenario(seed, ALL_TERMS)
        tables = [own for site in document["site"] for own in site.get("items", {}).values()]
        if any(own.get("sourcing") == "priority" for own in tables):
            continue
        backwards = [{key: turned(value) for key, value in site.items()} for site in reversed(document["site"])]
        check_same(document, document | {"site": backwards, "lane": document["lane"][::-1]}, seed)


def turned(value: Any) -> Any:
    """A table with its keys in another order."""
    return dict(reversed(value.items())) if isinstance(value, dict) else value


NEUTRAL_SITE = {"storage": 1e9, "patience": 1000, "lost_share": 0.0, "shelf_life": 1000, "obsolete_at": 1000}
NEUTRAL_LANE = {"yield": {"type": "discrete", "values": [1.0], "weights": [1.0]}, "minimum": 0.0, "multiple": 0.0}


def test_limits_out_of_reach_change_nothing() -> None:
    """Storage, patience and life without end, perfect yields, lead times that are always the same."""
    for seed in SEEDS:
        document = random_scenario(seed, {"recipes", "lanes", "prices"})
        sites = [site | NEUTRAL_SITE for site in document["site"]]
        lanes = [lane | NEUTRAL_LANE | {"lead_time": always(lane["lead_time"])} for lane in document["lane"]]
        without_delay = any(lane["order_delay"] == 0 for lane in document["lane"])
        for site in sites if without_delay else ():
            del site["storage"]  # it would change who goes through the period with whom
        check_same(document, document | {"site": sites, "lane": lanes}, seed)


def always(value: float) -> dict[str, Any]:
    return {"type": "discrete", "values": [value], "weights": [1.0]}


def test_every_term_is_met_in_some_scenario() -> None:
    """Or the tests above try nothing."""
    met: dict[str, float] = dict.fromkeys(["made", "bought", "used", "sold", "discarded", "shrunk", "lost goods"], 0.0)
    lost = docked = split = 0.0
    for seed in SEEDS:
        oracle = begun(seed, ALL_TERMS)
        for _ in range(PERIODS):
            oracle.step()
            lost += sum(stock.lost for stock in oracle.stocks.values())
            docked += sum(units for way in oracle.world.ways for _, units in way.dock)
            split += sum(sum(way.asked > 0 for way in stock.inward) > 1 for stock in oracle.stocks.values())
        for book in oracle.world.books.values():
            met = {kind: met[kind] + book[kind] for kind in met}
    assert min(*met.values(), lost, docked, split) > 100


def test_a_scenario_is_the_same_for_the_same_seed() -> None:
    assert random_scenario(7, ALL_TERMS) == random_scenario(7, ALL_TERMS) != random_scenario(8, ALL_TERMS)
    with pytest.raises(ValueError, match=r"'magic'.*which are no terms"):
        random_scenario(7, {"magic"})


BOOKS = Books(
    initial=5.0, made=3.0, bought=2.0, on_hand=4.0, in_transit=1.0,
    used=1.0, sold=1.0, discarded=1.0, shrunk=1.0, lost_goods=1.0,
)  # fmt: skip


def test_what_is_missing_is_noticed() -> None:
    assert not conserved({"tea": BOOKS}, whole=True)
    for name in vars(BOOKS):
        wrong = replace(BOOKS, **{name: getattr(BOOKS, name) + 1e-7})
        assert conserved({"tea": BOOKS, "cup": wrong}, whole=False) == {"cup": wrong.missing}


TWO_EACH = ((4.5, 2.0),)


@pytest.mark.parametrize(
    ("owed", "capacity_left", "inputs", "units"),
    [(3.0, 9.0, TWO_EACH, 2.25), (1.0, 9.0, TWO_EACH, 1.0), (3.0, 0.5, (), 0.5), (3.0, 9.0, ((0.0, 1.0),), 0.0)],
)
def test_what_lies_idle_is_noticed(
    owed: float, capacity_left: float, inputs: tuple[tuple[float, float], ...], units: float
) -> None:
    claim = Waiting("lane", owed, capacity_left, inputs)
    assert idle(iter([claim]), whole=False).get("lane", 0.0) == units
    assert idle(iter([claim]), whole=True).get("lane", 0.0) == units // 1
