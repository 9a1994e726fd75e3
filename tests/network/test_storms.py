"""Disruptions in the engine: when they are on, as the oracle has it, whatever becomes of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.rules import RULES
from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.kinds import Change, Effect, Kind, Strength, Where
from bullwhip.network.engine import Standing
from bullwhip.network.errors import BullwhipError
from bullwhip.network.flows.terms.disruptions import Disruptions
from tests.driving import Run, load, same
from tests.network.random_scenarios import ALL_TERMS, random_scenario
from tests.network.test_columns import go_on_with
from tests.oracle.luck import Luck
from tests.oracle.timings import storms_of

Table = dict[str, Any]
PERIODS = 40
SHORT = {"type": "discrete", "values": [1, 3], "weights": [1.0, 2.0]}
TIMINGS: list[Table] = [
    {"start": 3, "length": 4},
    {"window": [2, 9], "length": 3},
    {"chance": {"down": 0.2, "up": 0.4}},
    {"chance": {"down": 1.0, "up": 1.0}},
    {"every": {"type": "poisson", "mean": 4.0}, "lasts": SHORT},
    {"every": 3},
    {"periods": [1, 2, 5, 6, 7, 30]},
]
RECOVERIES: list[Table] = [
    {}, {"recovery": {"shape": "linear", "periods": 3}}, {"recovery": {"shape": "exponential", "periods": 2}},
]  # fmt: skip


def shop(*storms: Table) -> Table:
    site = {"name": "shop", "role": "retailer", "stock": 9, "rule": {"type": "order-up-to", "level": 12}}
    site |= {"demand": {"type": "poisson", "mean": 3}}
    return {
        "name": "shop", "periods": PERIODS, "seed": 5, "site": [site], "lane": [{"to": "shop", "lead_time": 2}],
        "disruption": list(storms),
    }  # fmt: skip


class Strike(Kind):
    """Nothing leaves a site, and nobody there orders."""

    name = "strike"
    where = Where.LEAVES

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        return {Effect.SHIPPING: Change(1.0 - intensity), Effect.ORDERS: Change(1.0 - intensity)}


class Puzzled(Kind):
    """One that says something else than changes."""

    name = "puzzled"
    where = Where.KEEPS

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Any:
        return cls.answer()

    @classmethod
    def answer(cls) -> Any:
        return 1 / 0


class Muddled(Puzzled):
    """One that changes what there is not."""

    @classmethod
    def answer(cls) -> Any:
        return {"stock": 0.5}


def test_a_kind_that_fails_is_named() -> None:
    storm: Table = {"name": "storm", "kind": "tests.network.test_storms:Puzzled", "start": 2}
    with pytest.raises(
        BullwhipError, match=r"disruption 'storm': its kind '.*Puzzled' failed .ZeroDivisionError.*; mend it"
    ):
        bw.run(load(shop(storm)))
    with pytest.raises(
        BullwhipError, match=r"disruption 'storm': found 'stock' among what its kind '.*Muddled' changes; give"
    ):
        bw.run(load(shop(storm | {"kind": "tests.network.test_storms:Muddled"})))


def test_a_kind_of_ones_own_does_all_that_it_says() -> None:
    when: Table = {"site": "shop", "chance": {"down": 0.3, "up": 0.4}, "severity": 0.5, "cause": "strike"}
    strike = {"name": "strike", "kind": "tests.network.test_storms:Strike"}
    both = [{"name": kind, "kind": kind} for kind in ("shipping", "orders")]
    one, two, none = (Run.of(load(shop(*tables)), 3) for tables in ([strike | when], [own | when for own in both], []))
    found, calm = one.history(PERIODS), none.history(PERIODS)
    assert list(same(found, two.history(PERIODS))) == []
    assert {"shipped", "order"} <= set(same(found, calm))
    view = one.views[0]
    assert 0.0 < view.disrupted(strike["kind"]).mean() < 0.5 or not view.disrupted(strike["kind"]).any()


def test_no_storm_changes_nothing() -> None:
    """Nor what is there and never begins: the same figures to the last bit."""
    tables = [{"name": kind, "kind": kind, "periods": [PERIODS], "severity": 1.0} for kind in ("shipping", "loss")]
    tables += [{"name": kind, "kind": kind, "periods": [PERIODS]} for kind in ("transit", "receiving", "orders")]
    calm, storms = (Run.of(load(shop(*some)), 3) for some in ([], tables))
    assert list(same(calm.history(PERIODS - 1), storms.history(PERIODS - 1))) == []


def test_a_storm_by_chance_gives_figures_intervals() -> None:
    def interval(*storms: Table) -> float:
        document = shop(*storms)
        document["site"][0] |= {"demand": {"type": "constant", "value": 3}, "backlog_cost": 1.0}
        (estimate,) = [told for name, told in bw.run(load(document), 20).estimates(network=True) if name == "cost"]
        return float(estimate.high[0] - estimate.low[0])

    calm, sure = {"name": "storm", "kind": "shipping"}, {"start": 4, "length": 3}
    assert interval() == interval(calm | sure) == 0.0
    assert interval(calm | {"chance": {"down": 0.1, "up": 0.3}}) > 0.0


def test_who_asks_for_a_kind_that_there_is_not() -> None:
    view = Run.of(load(shop()), 2).views[0]
    assert not view.disrupted("shipping").any()
    assert np.isinf(view.announced("shipping")).all()
    with pytest.raises(
        BullwhipError, match="found 'shiping', which is no kind of disruption here; did you mean 'shipping'"
    ):
        view.disrupted("shiping")


RULES_THAT_SAY_WHAT_THEY_READ: dict[str, Table] = {
    "order-up-to": {"level": 12}, "echelon-order-up-to": {"level": 12}, "periodic": {"review": 2, "level": 12},
    "s-S": {"s": 9, "S": 14}, "r-Q": {"r": 9, "Q": 4}, "pass-on": {},
    "human": {"theta": 0.36, "alpha": 0.26, "beta": 0.34, "target": 17},
    "forecast-order-up-to": {"cover": 3, "forecast": {"type": "moving-average", "window": 3}},
    "just-in-case": {"cover": 1, "safety": 1, "forecast": {"type": "moving-average", "window": 3}},
    "cover": {"times": 0.5, "forecast": {"type": "moving-average", "window": 3}},
    "smoothing": {"stock_time": 4, "pipeline_time": 4, "forecast": {"type": "exponential", "alpha": 0.3}},
    "forward-buying": {"cover": 3, "per_discount": 2, "forecast": {"type": "moving-average", "window": 3}},
    "shortage-gaming": {"cover": 3, "forecast": {"type": "moving-average", "window": 3}},
    "anchor-adjust": {"theta": 0.36, "alpha": 0.26, "beta": 0.34, "target": 17},
    "pre-build": {"stock": 3, "profile": [3, 4], "rate": 5},
    "contract": {"take": 2, "level": 12},
}  # fmt: skip


def test_every_rule_that_says_what_it_reads_is_tried() -> None:
    assert {name for name, rule in RULES.items() if rule.reads is not None} == RULES_THAT_SAY_WHAT_THEY_READ.keys()


@pytest.mark.parametrize("rule", RULES_THAT_SAY_WHAT_THEY_READ)
def test_a_rule_reads_no_old_figures_but_those_that_it_says(rule: str) -> None:
    """Where rules alone look, nothing else is kept: they do the same, and not what they would do in calm times."""
    document = shop({"name": "storm", "kind": "information", "age": 2, "chance": {"down": 0.4, "up": 0.4}})
    document["site"][0] |= {"rule": {"type": rule} | RULES_THAT_SAY_WHAT_THEY_READ[rule]}
    if rule == "contract":
        document["lane"] += [{"to": "shop", "lead_time": 3}]
    found = []
    for some, alone in ((document, True), (document, False), (document | {"disruption": []}, True)):
        rule_plan = lay_out(load(some))
        engine = rule_plan.engine(3, rules_alone=alone)
        run = Run(rule_plan, engine, rule_plan.views(engine))
        found.append(run.history(PERIODS)["order"])
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[0] != found[2]).any()


def every_timing() -> list[Table]:
    """Each by itself, what it triggers, and what that triggers; with each recovery, and some causes."""
    luck, tables = Random(3), []
    for k, timing in enumerate(TIMINGS):
        table = {"name": f"storm {k}", "kind": "demand", "severity": 0.5} | timing | luck.choice(RECOVERIES)
        tables.append(table | ({"cause": "blizzard"} if k % 2 else {}))
        for step, delay in enumerate((0, 2, 7)):
            other = tables[-1]["name"]
            after = {"name": f"{other} {step}", "kind": "demand", "after": other, "delay": delay, "length": 3}
            tables.append(after | luck.choice(RECOVERIES))
    return tables


def test_every_timing_is_that_of_the_oracle() -> None:
    scenario = load(shop(*every_timing()))
    run = Run.of(scenario, 4, 7)
    expected = [storms_of(scenario.disruption, Luck(scenario.seed, 7 + r), PERIODS) for r in range(4)]
    for period in range(1, PERIODS + 1):
        run.step()
        found = run.engine.state.term(Disruptions).storms
        for storm, theirs in zip(found, zip(*expected, strict=True), strict=True):
            told = [each.at(period) for each in theirs]
            np.testing.assert_allclose(storm.intensity, told, rtol=0, atol=1e-15, err_msg=storm.table.name)
            begins = [period in each.onsets for each in theirs]
            np.testing.assert_array_equal(storm.begins, begins, err_msg=storm.table.name)


@pytest.mark.parametrize("seed", range(6))
def test_columns_taken_out_and_joined_meet_their_own_storms(seed: int) -> None:
    document = shop(*every_timing()) if seed == 0 else random_scenario(seed, ALL_TERMS | {"disruptions"})
    rule_plan = lay_out(load(document))

    def run(replications: int, first: int = 0) -> Run:
        engine = rule_plan.engine(replications, first)
        return Run(rule_plan, engine, rule_plan.views(engine))

    whole, front, back, joined = run(5), run(3), run(2, 3), run(4)
    for _ in range(9):
        for each in (whole, front, back):
            each.step()
    order = np.array([4, 1, 0, 1])
    parts = [(back, [1]), (front, [1, 0, 1])]
    go_on_with(joined, Standing.joined([(part.engine.standing, np.array(at)) for part, at in parts]))
    for _ in range(12):
        expected, found = whole.step(), joined.step()
        assert list(same({name: values[:, order] for name, values in expected.items()}, found)) == []
        assert list(same({name: values[:, :3] for name, values in expected.items()}, front.step())) == []
