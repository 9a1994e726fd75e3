"""Several lanes into a stockpoint: how orders are split over them, and what that costs; by the oracle and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.network.engine import Standing
from bullwhip.network.replications import Replications
from tests.driving import COLUMNS, Run, load, run, same
from tests.network.random_scenarios import PERIODS, random_scenario
from tests.network.test_period import agree
from tests.oracle import Oracle
from tests.oracle.played import asks, bought, moved, shop

Table = dict[str, Any]
PRIORITY = {"type": "priority", "order": ["near", "far"]}
NEAR = {"price": 3.0, "discounts": [{"from": 4.0, "price": 1.5}]}
FAR = {"price": 2.0, "shipment_cost": 1.0}
LATER = [{"period": 2, "price": 1.0}]


OTHERS = [("lanes", "prices"), ("lanes", "capacity"), ("lanes", "recipes")]  # what cheap and able lanes depend on


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("terms", [("lanes",), ("lots",), ("lanes", "lots"), *OTHERS], ids=" ".join)
def test_the_engine_agrees_with_the_oracle(terms: tuple[str, ...], seed: int) -> None:
    agree(random_scenario(seed, terms))


@pytest.mark.parametrize("seed", range(6))
def test_costs_of_lanes_whose_rates_differ(seed: int) -> None:
    """Of each period and stockpoint as the oracle has them; and the measures are their sums after the warm-up."""
    scenario = load(random_scenario(seed, ("lanes",)) | {"warm_up": 7})
    result = bw.run(scenario, 2, record=True)
    assert result.history is not None
    costs = result.history.set_index(["replication", "period", "site", "item"])["cost"]
    network = Run.of(scenario).rule_plan.network
    tape = network.tape.reader(Replications.consecutive(0, 2))
    drawn = np.array([tape.demand(t).copy() for t in range(PERIODS)])
    for r in range(2):
        demand = {(market.site, market.item): drawn[:, m, r].tolist() for m, market in enumerate(network.tape.markets)}
        oracle = Oracle(scenario, demand, scenario.seed, r)
        for period in range(1, PERIODS + 1):
            oracle.step()
            for place, stock in oracle.stocks.items():
                assert costs[(r, period, *place)] == pytest.approx(sum(stock.costs.values()), abs=1e-6)
    counted = result.history[result.history.period > 7].groupby(["site", "item"], observed=True)["cost"].sum() / 2
    found = result.summary.query("measure == 'cost'").set_index(["site", "item"])["mean"]
    assert set(found.index) == set(counted.index)
    np.testing.assert_allclose(found[counted.index], counted, atol=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_columns_may_be_taken_out_and_joined(seed: int) -> None:
    """The third column and the first go on without the second: they meet what they would have met."""
    scenario = load(random_scenario(seed, ("lanes", "lots")))
    expected = Run.of(scenario, 3).history(12)
    rule_plan = lay_out(scenario)
    engine = rule_plan.engine(3)
    split = Run(rule_plan, engine, rule_plan.views(engine))
    split.history(5)
    go_on_with(split, Standing.joined([(engine.standing, np.array([2])), (engine.standing, np.array([0]))]))
    found = split.history(7)
    assert not list(same(found, {name: expected[name][5:][..., [2, 0]] for name in COLUMNS}))


def go_on_with(run: Run, standing: Standing) -> None:
    run.engine.take(standing)
    for first, view in run.views.items():
        view.remember(standing.state.memory[first])


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_the_file_does_not_matter(seed: int) -> None:
    """Where no `priority` goes by it."""
    document = random_scenario(seed, ("lanes", "lots"))
    for site in document["site"]:
        for own in site.get("items", {"": site}).values():
            if own.get("sourcing") == "priority":
                own["sourcing"] = "fastest"
    turned = document | {"lane": document["lane"][::-1]}
    assert not list(same(run(load(document), PERIODS, 2), run(load(turned), PERIODS, 2)))


def two_suppliers(orders: list[float], sourcing: Any, whole: bool = True, **keys: Table) -> Table:
    """A shop that is supplied by near, which has 5, and by far, which has 50; `keys` of their lanes."""
    sites = [shop(orders=orders, sourcing=sourcing), shop("near", stock=5.0), shop("far", stock=50.0)]
    lanes = [
        moved("far", "shop", lead_time=3, **keys.get("far", {})),
        moved("near", "shop", **keys.get("near", {})),
        bought("near"),
        bought("far"),
    ]
    return {"name": "by hand", "periods": 30, "site": sites, "lane": lanes, "whole_units": whole}


def ordered(document: Table, periods: int) -> list[tuple[float, float]]:
    """What was ordered from near and from far in each of the first periods."""
    driven = Run.of(load(document))
    network, state = driven.engine.network, driven.engine.state
    lanes = {}
    for lane in np.flatnonzero(network.target >= 0):
        source, target, _, _ = network.lane_name(int(lane))
        if target == "shop":
            lanes[source] = lane
    out = []
    for _ in range(periods):
        driven.step()
        out.append(tuple(float(state.mail[state.placed_at[lanes[name]], 0]) for name in ("near", "far")))
    return out  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        # near has 5: of 8 it gets 5, far 3; then it has nothing; beyond far's 47 - 40 it gets what is left
        (two_suppliers([8, 40, 10], PRIORITY), [(5, 3), (0, 40), (3, 7)]),
        # what is in the mail is not promised twice: of near's 5 the first order gets 4, then 1 is left
        (
            two_suppliers([4, 4, 4], PRIORITY, near={"order_delay": 2}, far={"order_delay": 1}),
            [(4, 0), (1, 3), (0, 4)],
        ),
        (two_suppliers([4], "fastest", near={"order_delay": 1}), [(4, 0)]),
        (two_suppliers([4], "fastest", near={"order_delay": 3}), [(0, 4)]),
        # a third and two thirds of 1, 1, 1, 4
        (
            two_suppliers([1, 1, 1, 4], {"type": "shares", "shares": {"near": 1 / 3, "far": 2 / 3}}),
            [(0, 1), (1, 0), (0, 1), (1, 3)],
        ),
        (
            two_suppliers([2, 1], {"type": "shares", "shares": {"near": 0.25, "far": 0.75}}, whole=False),
            [(0.5, 1.5), (0.25, 0.75)],
        ),
        # near gets 5 of 9, in sixes; far gets 4, at least 10; and of nothing nothing
        (two_suppliers([9], PRIORITY, near={"multiple": 6.0}, far={"minimum": 10.0}), [(6, 10), (0, 0)]),
        # near can deliver 5: of 3 a unit, 1.5 from 4 on; far of 2 a unit and 1 a shipment.  One unit: 3 and 3
        *[
            (two_suppliers([units], "cheapest", near=NEAR, far=FAR), [parts])
            for units, parts in {1: (0, 1), 2: (0, 2), 4: (4, 0), 8: (0, 8)}.items()
        ],
        # from period 2 on near is the cheaper one
        (two_suppliers([2, 2], "cheapest", near={"price": 3, "price_changes": LATER}, far=FAR), [(0, 2), (2, 0)]),
    ],
)
def test_splits_by_hand(document: Table, expected: list[tuple[float, float]]) -> None:
    assert ordered(document, len(expected)) == expected


def test_a_need_is_never_ordered_twice() -> None:
    """Order-up-to 20 orders 20, and no more: the parts of an order are the order, whoever gets them."""
    document = two_suppliers([], PRIORITY)
    document["site"][0]["rule"] = {"type": "order-up-to", "level": 20}
    parts = ordered(document, 6)
    assert [near + far for near, far in parts] == [20.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_what_is_raised_is_on_order() -> None:
    """Lots of 6 on the only lane: the shop orders 4, gets 6, and what it ordered is 6, once."""
    lot = two_suppliers([4], "fastest")
    lot["lane"] = [moved("far", "shop", multiple=6.0), bought("near"), bought("far")]
    result = bw.run(load(lot | {"periods": 3}), record=True)
    assert result.history is not None
    assert result.history.query("site == 'shop'")["order"].tolist() == [6.0, 0.0, 0.0]
    assert result.history.query("site == 'shop'")["on_order"].tolist()[0] == 6.0
    figures = result.summary.query("site == 'shop'").set_index("measure")["mean"]
    assert figures["orders_mean"] == pytest.approx(2.0)
    assert figures["orders_variance"] == pytest.approx(12.0)


def test_luck_is_as_likely_as_its_weights() -> None:
    table = {"type": "random", "weights": {"near": 3.0, "far": 1.0}}
    document = two_suppliers([1] * 30, table)
    near = np.array(ordered(document, 30))[:, 0]
    assert 12 <= near.sum() <= 30
    assert set(near) == {0.0, 1.0}


def test_the_cheapest_for_one_unit_is_expected_and_the_slowest_of_a_rule_that_orders_by_lane() -> None:
    rule = {"type": "dual-index", "express": 3, "regular": 5}
    cases: list[tuple[str | None, Table, float]]
    cases = [("cheapest", {"price": 2.5}, 1.0), ("cheapest", {"price": 3.5}, 3.0), (None, {}, 3.0)]
    for sourcing, near, lead_time in cases:
        document = two_suppliers([1], sourcing, near=near, far=FAR)
        if sourcing is None:
            del document["site"][0]["sourcing"]
            document["site"][0]["rule"] = rule
        network = Run.of(load(document)).engine.network
        row = next(row for row, point in enumerate(network.stockpoints) if point.site == "shop")
        assert network.expected_lead_time[row] == lead_time


def test_expected_shares() -> None:
    """Views of a row with several lanes have the mean lead time and order delay by the shares that are expected."""
    near, far = {"order_delay": 2}, {"order_delay": 1}  # 1 + 2 periods, and 3 + 1
    for sourcing, lead_time, order_delay in (
        ({"type": "shares", "shares": {"near": 0.25, "far": 0.75}}, 2.5, 1.25),
        ({"type": "random", "weights": {"near": 1.0, "far": 3.0}}, 2.5, 1.25),
        (PRIORITY, 1.0, 2.0),
        ("fastest", 1.0, 2.0),
        ("cheapest", 3.0, 1.0),  # the first by name
    ):
        driven = Run.of(load(two_suppliers([1], sourcing, near=near, far=far)))
        row = next(row for row, point in enumerate(driven.engine.network.stockpoints) if point.site == "shop")
        network = driven.engine.network
        assert network.expected_lead_time[row] == lead_time
        assert network.expected_order_delay[row] == order_delay


def test_customers_are_served_from_both_lanes() -> None:
    """The shop sells 2 a period and passes it on, half to each: 1 comes from near in the next, 1 from far after 3."""
    document = two_suppliers([], {"type": "shares", "shares": {"near": 0.5, "far": 0.5}})
    document["site"][0] |= {"rule": "pass-on", "stock": 10.0, "demand": asks(*[2] * 30)}
    result = bw.run(load(document), record=True)
    assert result.history is not None
    own = result.history.query("site == 'shop'")
    assert own["received"].tolist()[:5] == [0.0, 1.0, 1.0, 2.0, 2.0]
    assert own["in_transit"].tolist()[:5] == [2.0, 3.0, 4.0, 4.0, 4.0]
