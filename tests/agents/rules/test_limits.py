"""The keys that every rule takes: minimum, multiple, cap, forced periods, returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import OrderUpTo, PassOn
from bullwhip.agents.rules.rule import Rule, stack
from bullwhip.network.arrays import Array
from tests.driving import Run, load


def limited(order: float, period: int = 9, **limits: Any) -> float:
    return float(PassOn(**limits).limited(np.array([[order]]), period)[0, 0])


@pytest.mark.parametrize(
    ("limits", "orders"),
    [
        ({"minimum": 5.0}, {0.0: 0, 0.5: 5, 5.0: 5, 6.0: 6, -3.0: -3, 1e-12: 1e-12}),
        ({"multiple": 4.0}, {0.0: 0, 0.5: 4, 4.0: 4, 4.1: 8, 8.0000000001: 8, -3.0: 0, -5.0: -4}),
        ({"cap": 7.0}, {0.0: 0, 6.5: 6.5, 7.0: 7, 99.0: 7, -3.0: -3}),
        ({"multiple": 4.0, "cap": 10.0}, {7.0: 8, 9.0: 8, 99.0: 8}),
        ({"minimum": 5.0, "multiple": 4.0}, {1.0: 8, 0.0: 0}),
        ({"multiple": 0.1, "cap": 0.3}, {0.25: 0.3, 9.0: 0.3}),  # 0.3 / 0.1 is 2.9999999999999996
        ({"multiple": 0.1}, {0.3: 0.3, 0.7: 0.7}),
    ],
    ids=str,
)
def test_orders_are_limited(limits: dict[str, Any], orders: dict[float, float]) -> None:
    for order, expected in orders.items():
        assert limited(order, **limits) == pytest.approx(expected, rel=1e-12)


def test_no_order_is_not_minus_nothing() -> None:
    assert np.copysign(1.0, limited(-0.5, multiple=4.0)) == 1.0


def test_forced_periods_come_first() -> None:
    assert limited(99.0, period=4, forced_periods=4, forced_order=6.5, cap=3.0) == 6.5
    assert limited(99.0, period=5, forced_periods=4, forced_order=6.5, cap=3.0) == 3.0


def test_limits_of_rules_that_decide_together() -> None:
    rules = [PassOn(), PassOn(minimum=5.0), PassOn(multiple=4.0), PassOn(cap=1.0), PassOn(multiple=3.0, cap=1.0)]
    together = stack(rules)
    assert together.is_limited
    assert together.limited(np.full((5, 2), 2.5), 1)[:, 0].tolist() == [2.5, 5.0, 4.0, 1.0, 0.0]


def orders_of(rule: dict[str, Any], demand: list[float], periods: int, **keys: Any) -> Run:
    shop = {"name": "shop", "role": "retailer", "stock": 42, "rule": rule}
    shop["demand"] = {"type": "series", "values": demand}
    document = {"name": "shop", "periods": periods, "site": [shop], "lane": [{"to": "shop", "lead_time": 2}]}
    return Run.of(load(document | keys))


def test_whole_units_are_rounded_to_the_nearest() -> None:
    run = orders_of({"type": "recorded", "orders": [2.4, 2.5, 3.5, -0.6]}, [1.0], 4, whole_units=True)
    assert run.history(4)["order"].ravel().tolist() == [2.0, 3.0, 4.0, 0.0]


FACTORY: dict[str, Any] = {
    "name": "factory", "periods": 20,
    "site": [
        {"name": "factory", "role": "manufacturer", "stock": 20, "holding_cost": 1, "backlog_cost": 5,
         "rule": {"type": "pass-on", "cap": 12, "multiple": 4, "minimum": 8, "forced_periods": 2, "forced_order": 5},
         "demand": {"type": "poisson", "mean": 9}},
    ],
    "lane": [{"to": "factory", "lead_time": 2, "order_delay": 1}],
}  # fmt: skip


class Greedy(bw.Manufacturer):
    """An agent that wants too little and too much in turn."""

    def decide(self) -> float:
        return 5.0 if self.last_order == 12 else 99.0


def orders_made(rule: Any) -> list[float]:
    result = bw.run(FACTORY, rules={"factory": rule}, record=True)
    orders: list[float] = result.history["order"].tolist()
    return orders


def test_a_capacity_is_the_sites_and_not_its_rules() -> None:
    """A factory of 12 a week, in lots of 4, stays one whatever rule decides: the forced weeks too."""
    for rule in (OrderUpTo(level=200), {"type": "order-up-to", "level": 200}):
        assert orders_made(rule) == [5, 5, *[12] * 13, *orders_made(rule)[15:]]
        assert set(orders_made(rule)[2:]) <= {0, 8, 12}
    by_agent = bw.SupplyNetwork(FACTORY, agents={"factory": Greedy})
    made = []
    while by_agent.running:
        by_agent.step()
        made.append(by_agent.site("factory").last_order)
    assert made[:2] == [5, 5]
    assert made[2:] == [12, 8] * 9


def test_a_rule_with_limits_of_its_own_keeps_them() -> None:
    orders = orders_made(OrderUpTo(level=200, cap=30, multiple=3, forced_periods=1, forced_order=7))
    assert orders[0] == 7
    assert max(orders) == 30  # no multiple of 4
    lifted = orders_made(OrderUpTo(level=200, cap=1e9, multiple=1e-6, forced_periods=1, forced_order=0))
    assert lifted[1] == pytest.approx(200 - 20 + sum_of_demand(2))


def sum_of_demand(periods: int) -> float:
    return float(bw.run(FACTORY, record=True).history["asked"].iloc[:periods].sum())


def test_limits_that_contradict_a_new_rule_are_named() -> None:
    """Lots of 15 do not fit into a factory of 12."""
    with pytest.raises(bw.BullwhipError) as refused:
        orders_made(OrderUpTo(level=200, multiple=15))
    said = str(refused.value)
    assert said.startswith(
        "factory: the new rule, with the limits of the site's own: multiple: found 15, more than the cap"
    )
    assert "a limit stays unless the new rule gives one itself" in said


def test_a_computed_rule_and_the_same_rule_given_are_one_policy() -> None:
    """In a factory with a cap: a difference of 0, and not the price of the cap."""
    from bullwhip.agents.tuning.tuned_rules import tuned

    (rule,) = tuned("order-up-to", bw.load(FACTORY)).values()
    assert isinstance(rule, OrderUpTo)
    given = {"type": "order-up-to", "level": rule.level}
    compared = bw.compare(
        FACTORY, {"order-up-to": "order-up-to", "given": given, "object": OrderUpTo(level=rule.level)}, 20
    )
    costs = [result.costs.tolist() for result in compared.results.values()]
    assert costs == [costs[0]] * 3
    assert compared.difference("given").mean == compared.difference("object").mean == 0
    free = bw.compare(FACTORY, {"given": given, "free": given | {"cap": 1e9}}, 20)
    assert free.difference("free").mean < 0


@dataclass(frozen=True)
class WithMemoryOfItsOwn(Rule):
    """A rule of one's own that works something out when it is made."""

    level: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "half", self.level / 2)

    def order(self, view: bw.View) -> Array:
        half: float = vars(self)["half"]
        return half + half - view.position


def test_limits_stay_with_a_rule_of_ones_own_and_the_rule_as_it_was() -> None:
    rule = WithMemoryOfItsOwn(level=200)
    assert orders_made(rule) == orders_made(OrderUpTo(level=200))
    assert rule.cap == np.inf


def test_returns_are_cut_unless_they_are_allowed() -> None:
    for negative, last in ((False, 0.0), (True, -7.5)):
        run = orders_of({"type": "recorded", "orders": [2.0, -7.5], "negative": negative}, [1.0], 2)
        assert run.history(2)["order"].ravel().tolist() == [2.0, last]
