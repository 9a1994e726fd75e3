"""A scenario and rules may be given in any form in which they may be written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
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


def test_names_may_come_from_numpy_and_pandas() -> None:
    sites = ["retailer", "factory"]
    listed = bw.run("beer-game", record={"sites": sites, "columns": ["order", "cost"]}).history
    for kind in (np.array, pd.Series, pd.Index):
        columns = kind(["order", "cost"])
        assert bw.run("beer-game", record={"sites": kind(sites), "columns": columns}).history.equals(listed)
        assert bw.run("beer-game", record=columns).history.columns[-2:].tolist() == ["order", "cost"]
        compared = bw.compare("beer-game", kind(["current", "pass-on"]), 1, sites=kind(sites))
        assert compared.table.equals(bw.compare("beer-game", ["current", "pass-on"], 1, sites=sites).table)
    with pytest.raises(bw.BullwhipError, match=r"^sites: found none; give one or more, or leave it out$"):
        bw.compare("beer-game", ["current", "pass-on"], 1, sites=[])


def test_a_comparison_of_nothing_says_what_to_give() -> None:
    nothings: list[Any] = [[], {}, ()]
    for nothing in nothings:
        with pytest.raises(
            bw.BullwhipError,
            match=r"^rules: found none; give a list of names, such as \['current', 'order-up-to'\], or",
        ):
            bw.compare("beer-game", nothing)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (bw.OrderUpTo(level=np.array([1, 2])), "level: found a list, which is not a number"),  # type: ignore[arg-type]
        (bw.OrderUpTo(level=1, cap=np.array([1, 2])), "cap: found a list, which is not a number"),  # type: ignore[arg-type]
        (bw.ForecastOrderUpTo(forecast="last", cover=3), "forecast: found 'last'; give a forecast, such as "),  # type: ignore[arg-type]
    ],
)
def test_a_parameter_of_another_kind_is_named(rule: bw.Rule, told: str) -> None:
    with pytest.raises(bw.BullwhipError, match=f"^rules, 'retailer': {told}"):
        bw.run("beer-game", rules={"retailer": rule})


def test_recorded_orders_may_be_an_array() -> None:
    orders: Any = np.arange(36.0)
    costs = [bw.run("beer-game", rules={"retailer": bw.Recorded(orders=given)}).costs for given in (orders, (*orders,))]
    assert costs[0] == costs[1]


def test_a_place_that_cannot_be_written_to_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder.xlsx").mkdir()
    result, compared = bw.run("beer-game"), bw.compare("beer-game", ["current"], 1)
    for save in (result.save, compared.save):
        with pytest.raises(
            bw.BullwhipError, match=r"^folder: found '.*file', which is a file; give a folder of another"
        ):
            save(tmp_path / "file")
        with pytest.raises(bw.BullwhipError, match=r"^folder: found '.*inner', within '.*file', which is a file; "):
            save(tmp_path / "file" / "inner")
        with pytest.raises(bw.BullwhipError, match=r"^folder: found 'a\\x00b'; give a path"):
            save("a\0b")
    for write in (result.to_xlsx, compared.to_xlsx):
        with pytest.raises(
            bw.BullwhipError, match=r"^path: found '.*folder.xlsx', which is a folder; give the path of"
        ):
            write(tmp_path / "folder.xlsx")
    with pytest.raises(bw.BullwhipError, match=r"^path: found '.*', within '.*file', which is a file; "):
        bw.load("beer-game").save(tmp_path / "file" / "x.toml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.xlsx"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
