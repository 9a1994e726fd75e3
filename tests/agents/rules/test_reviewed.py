"""Faults that a review found, each as it was shown: they stay mended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.rules import AnchorAdjust, BatchReorderPoint, OrderUpTo, PassOn, Periodic

Table = dict[str, Any]


def shop(demand: Table, rule: Any = "pass-on", **keys: Any) -> bw.Scenario:
    site = {"name": "shop", "role": "retailer", "rule": rule, "demand": demand, **keys}
    return bw.load({"name": "s", "periods": 200, "site": [site], "lane": [{"to": "shop", "lead_time": 3}]})


@pytest.mark.parametrize(
    "rule",
    [
        OrderUpTo(level=math.nan),
        OrderUpTo(level=math.inf),
        BatchReorderPoint(r=30, Q=0),
        PassOn(cap=-3.0),
        Periodic(review=0, level=42),
        AnchorAdjust(theta=7, alpha=9, beta=-1, target=3),
        OrderUpTo(level="x"),  # type: ignore[arg-type]
    ],
)
def test_a_shipped_rule_made_in_python_is_checked_like_one_in_a_file(rule: bw.Rule) -> None:
    with pytest.raises(bw.BullwhipError, match="found"):
        bw.run(bw.load("corner-shop"), rules={"shop": rule})


def test_every_measure_of_the_contract_is_there_even_if_unknown() -> None:
    figures = bw.run(shop({"type": "constant", "value": 5})).as_dict()
    assert figures["network"]["bullwhip"]["mean"] is None
    assert figures["sites"]["shop"]["item"]["bullwhip"]["mean"] is None
    assert bw.run(bw.load("corner-shop"), periods=31).as_dict()["network"]["orders_variance"]["mean"] is None


def test_returns_do_not_raise_the_fill_rate_above_one() -> None:
    demand = {"type": "normal", "mean": 1.0, "sd": 4.0, "clip": False}
    table = bw.run(shop(demand, {"type": "order-up-to", "level": 20}, stock=20), 20).table("fill_rate")
    assert 0 <= table["fill_rate"].iloc[0] <= 1


def test_net_stock_keeps_its_digits_at_any_level() -> None:
    demand = {"type": "normal", "mean": 10.0, "sd": 1.0}
    figures = [
        bw.run(shop(demand, {"type": "order-up-to", "level": level}, stock=level), 20)
        .table("net_stock_amplification")["net_stock_amplification"]
        .iloc[0]
        for level in (40.0, 1e8)
    ]
    assert figures[1] == pytest.approx(figures[0], rel=0.05)


def test_an_empty_cell_of_a_series_is_a_fault(tmp_path: Path) -> None:
    for text, column in (("units\n5\n\n3\n", "units"), ("day,units\n1,5\n,\n3,3\n", "units")):
        (tmp_path / "sold.csv").write_text(text, encoding="utf-8")
        (tmp_path / "shop.toml").write_text(
            'name = "s"\nperiods = 9\n[[site]]\nname = "shop"\nrole = "retailer"\nrule = "pass-on"\n'
            f'demand = {{ type = "series", file = "sold.csv", column = "{column}" }}\n'
            '[[lane]]\nto = "shop"\nlead_time = 1\n',
            encoding="utf-8",
        )
        with pytest.raises(bw.ScenarioError, match=r"sold.csv:3"):
            bw.load(tmp_path / "shop.toml")


def test_a_view_cannot_be_written() -> None:
    @dataclass(frozen=True)
    class Careless(bw.Rule):
        def order(self, view: bw.View) -> Any:
            gap = view.position
            gap *= -1
            return gap

    with pytest.raises(bw.RuleError, match=r"rule Careless of shop, period 1: ValueError: .*read-only"):
        bw.run(bw.load("corner-shop"), rules={"shop": Careless()})


@pytest.mark.parametrize("kind", [":X", "broken_module:X", "bullwhip.agents.rules.rule:Rule"])
def test_a_faulty_import_path_is_a_fault_whatever_it_does(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_module.py").write_text("raise RuntimeError('no')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(bw.ScenarioError, match="rule"):
        shop({"type": "constant", "value": 1}, {"type": kind})


@dataclass(frozen=True)
class WorksOut(bw.Rule):
    """Works something out when it is made."""

    level: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "half", float(self.level) / 2)

    def order(self, view: bw.View) -> Any:
        return 2 * self.half - view.position  # type: ignore[attr-defined]


def test_what_a_rule_worked_out_is_kept() -> None:
    scenario = bw.load("corner-shop")
    own = bw.run(scenario, rules={"shop": WorksOut(level=42)})
    assert own.costs[0] == bw.run(scenario, rules={"shop": OrderUpTo(level=42)}).costs[0]


def test_working_capital_counts_goods_in_transit_whatever_else_is_measured() -> None:
    scenario = shop({"type": "poisson", "mean": 5}, unit_value=2)
    seen, unseen = (bw.run(scenario, measures=asked).table("working_capital") for asked in (None, ["working_capital"]))
    assert seen.equals(unseen)


def test_a_models_cost_leaves_out_the_warm_up() -> None:
    model = bw.SupplyNetwork("corner-shop")
    costs = []
    for _ in range(32):
        model.step()
        costs.append(model.cost)
    assert costs[:30] == [0.0] * 30
    assert costs[31] > 0
    with pytest.raises(bw.BullwhipError, match="keeps no stock"):
        bw.SupplyNetwork("corner-shop", rules={"shoop": PassOn()})
