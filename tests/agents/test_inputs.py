"""A scenario and rules may be given in any form in which they may be written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import OrderUpTo, PassOn

SHOP = """
name = "Shop"
periods = 30
[[site]]
name = "shop"
role = "retailer"
stock = 30
holding_cost = 1
backlog_cost = 9
rule = { type = "order-up-to", level = 35 }
demand = { type = "poisson", mean = 10 }
[[lane]]
to = "shop"
lead_time = 2
"""


def cost_of_run(scenario: Any, **options: Any) -> float:
    return float(bw.run(scenario, **options).costs[0])


def cost_of_comparison(scenario: Any, rules: Any = "current", **options: Any) -> float:
    return float(bw.compare(scenario, {"one": rules}, 1, **options).results["one"].costs[0])


def cost_of_model(scenario: Any, **options: Any) -> float:
    model = bw.SupplyNetwork(scenario, **options)
    model.run_model()
    return float(model.cost)


CALLS = pytest.mark.parametrize("call", [cost_of_run, cost_of_comparison, cost_of_model])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(SHOP, encoding="utf-8")
    return path


@CALLS
def test_a_scenario_may_be_a_path_or_a_mapping(call: Callable[..., float], file: Path) -> None:
    scenario = bw.load(file)
    expected = cost_of_run(scenario)
    for given in (scenario, file, str(file), scenario.document()):
        assert call(given) == expected


@CALLS
def test_a_scenario_may_be_a_shipped_name(call: Callable[..., float]) -> None:
    assert call("beer-game-1989") == 204


@CALLS
def test_rules_may_be_objects_tables_or_names(call: Callable[..., float], file: Path) -> None:
    scenario = bw.load(file)
    forms: list[tuple[bw.Rule, list[Any]]] = [
        (OrderUpTo(level=40), [OrderUpTo(level=40), {"type": "order-up-to", "level": 40}]),
        (PassOn(), [PassOn(), {"type": "pass-on"}, "pass-on", "bullwhip.agents.rules:PassOn"]),
    ]
    for rule, given in forms:
        expected = cost_of_run(scenario, rules={"shop": rule})
        assert expected != cost_of_run(scenario)
        for form in given:
            assert call(scenario, rules={"shop": form}) == expected
            assert call(scenario, rules={("shop", "item"): form}) == expected


@CALLS
@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"shop": 3}, "rules, 'shop': found 3; give a rule, such as OrderUpTo(level=40), or its table"),
        ({"shop": {"level": 3}}, "rules, 'shop': found no type; add type, the name of a rule, to {'level': 3}"),
        ({"shop": "passon"}, "rules, 'shop': type: found the unknown rule 'passon'; did you mean 'pass-on'?"),
        (
            {"shop": {"type": "order-up-to", "lvl": 3}},
            "rules, 'shop': lvl: found an unknown key; did you mean 'level'?",
        ),
        ({"shop": "order-up-to"}, "rules, 'shop': level: "),
        ({"shop": OrderUpTo(level=float("nan"))}, "rules, 'shop': level: found "),
        ({"shp": "pass-on"}, "rules: found 'shp', which keeps no stock; give a site of shop, or (site, item)"),
    ],
)
def test_rules_that_are_none_are_refused(call: Callable[..., float], file: Path, rules: Any, said: str) -> None:
    with pytest.raises(bw.BullwhipError, match=re.escape(said)):
        call(file, rules=rules)


@CALLS
def test_what_is_no_scenario_is_refused(call: Callable[..., float]) -> None:
    with pytest.raises(
        bw.BullwhipError, match=r"scenario: found 3; give a Scenario, a shipped name such as 'beer-game'"
    ):
        call(3)
    with pytest.raises(bw.ScenarioError, match="did you mean 'beer-game'"):
        call("beer-gme")


def test_rules_are_given_by_site(file: Path) -> None:
    with pytest.raises(bw.BullwhipError, match=r"rules: found 'pass-on'; give them by site"):
        bw.run(file, rules="pass-on")  # type: ignore[arg-type]


@CALLS
def test_periods_are_checked_everywhere(call: Callable[..., float], file: Path) -> None:
    assert call(file, periods=40) == float(bw.run(file, periods=40).costs[0])
    for periods, said in ((0, "periods: found 0; give a whole number, 1 or more"), (2.5, "periods: found 2.5")):
        with pytest.raises(bw.BullwhipError, match=said):
            call(file, periods=periods)
    with pytest.raises(bw.BullwhipError, match="periods: found 30, but the warm-up takes 30"):
        call("corner-shop", periods=30)


def test_a_models_numbers_are_checked(file: Path) -> None:
    with pytest.raises(bw.BullwhipError, match="replications: found 0; give a whole number, 1 or more"):
        bw.SupplyNetwork(file, replications=0)
    wrong: list[dict[str, Any]] = [{"seed": -1}, {"rng": -1}, {"seed": 1.5}]
    for given in wrong:
        with pytest.raises(bw.BullwhipError, match=r"seed: found .*; give a whole number, 0 to 2"):
            bw.SupplyNetwork(file, **given)
    several = bw.SupplyNetwork(file, replications=2, rng=np.int64(3))  # type: ignore[arg-type]
    several.run_model()
    np.testing.assert_array_equal(several.cost, bw.run(file, 2, seed=3).costs)
