"""A rule of your own is as good as a shipped one."""

from __future__ import annotations

import re
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.rules import AnchorAdjust, OrderUpTo
from bullwhip.agents.rules.rule import kind_of

OWN = '''
from dataclasses import dataclass

import numpy as np

import bullwhip as bw


@dataclass(frozen=True)
class Halfway(bw.Rule):
    """Close half of the gap to a level."""

    level: float

    def order(self, view):
        return 0.5 * (self.level - view.position)


scenario = bw.load("beer-game")
print(bw.run(scenario, replications=100, rules={"retailer": Halfway(level=24)}).table("cost", "bullwhip"))
'''


def scenario(rule: Any, **keys: Any) -> bw.Scenario:
    shop = {"name": "shop", "role": "retailer", "stock": 30, "holding_cost": 1, "backlog_cost": 9, "rule": rule}
    shop["demand"] = {"type": "poisson", "mean": 10}
    return bw.load({"name": "shop", "periods": 50, "site": [shop], "lane": [{"to": "shop", "lead_time": 2}], **keys})


@dataclass(frozen=True)
class UpTo(bw.Rule):
    """The shipped rule, written by somebody else."""

    level: float

    def order(self, view: bw.View) -> Any:
        return self.level - view.position


@dataclass(frozen=True)
class Counted(UpTo):
    """Notes each rule of its kind that is made."""

    made: ClassVar[list[Counted]] = []

    def __post_init__(self) -> None:
        self.made.append(self)


@dataclass(frozen=True)
class Remembers(bw.Rule):
    """Orders the mean of what was asked for so far."""

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"total": np.zeros(view.shape)}

    def order(self, view: bw.View) -> Any:
        view.memory["total"] += view.asked
        return view.memory["total"] / view.period


@dataclass(frozen=True)
class Answers(bw.Rule):
    """Answers whatever it is told to."""

    answer: Any = None

    def order(self, view: bw.View) -> Any:
        return self.answer


@dataclass(frozen=True)
class Lots(bw.Rule):
    """Works out once what is no parameter of it: a whole number, an array, and for one of them a factor."""

    level: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "lots", int(self.level // 4))
        object.__setattr__(self, "table", np.array([self.level / 8]))
        if self.level > 50:
            object.__setattr__(self, "factor", self.level / 100)

    def order(self, view: bw.View) -> Any:
        worked_out: Any = vars(self)
        return (worked_out["lots"] + worked_out["table"] * worked_out.get("factor", 1.0)) + 0.0 * view.position


class Plain(bw.Rule):
    """No dataclass, with a level of whatever type it is given."""

    def __init__(self, level: Any) -> None:
        object.__setattr__(self, "wanted", level)

    def order(self, view: bw.View) -> Any:
        return vars(self)["wanted"] - view.position


@pytest.mark.parametrize("make", [Lots, Plain, lambda level: Plain(float(level))])
def test_what_a_rule_has_worked_out_stays_its_own(make: Any) -> None:
    """Period 5 is the first that is not forced: all stand there as they do alone."""
    levels = {"retailer": 24, "wholesaler": 36, "distributor": 60}
    together = bw.run("beer-game", rules={site: make(level) for site, level in levels.items()}, record=True).history
    for site, level in levels.items():
        alone = bw.run("beer-game", rules={site: make(level), "factory": "pass-on"}, record=True).history
        first = [frame[(frame.site == site) & (frame.period == 5)].order.item() for frame in (together, alone)]
        assert first[0] == first[1]


def test_equal_parameters_of_other_types_are_another_kind() -> None:
    assert len({kind_of(Answers(answer)) for answer in (1, 1.0, True)}) == 3


def test_sites_with_equal_tables_have_rules_of_their_own() -> None:
    table = {"type": f"{__name__}:Counted", "level": 10}
    names = ["one", "two", "three"]
    made = bw.load(
        {
            "name": "shops", "periods": 2,
            "site": [{"name": name, "role": "retailer", "stock": 10, "rule": dict(table)} for name in names],
            "lane": [{"to": name, "lead_time": 1} for name in names],
        }
    )  # fmt: skip
    Counted.made.clear()
    lay_out(made)
    assert len(made.outline.rules) == 1
    assert len({id(rule) for rule in Counted.made}) >= 3


def test_a_script_of_ten_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len([line for line in OWN.splitlines() if line and not line.startswith(("import", "from"))]) <= 10
    script = tmp_path / "notebook.py"
    script.write_text(OWN, encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")
    assert "retailer" in capsys.readouterr().out


def test_it_does_what_the_shipped_one_does() -> None:
    shipped = bw.run(scenario({"type": "order-up-to", "level": 32}), 200)
    own = bw.run(scenario("pass-on"), 200, rules={"shop": UpTo(level=32)})
    assert own.as_dict() == shipped.as_dict()


def test_it_may_remember_and_its_memory_is_not_shared() -> None:
    together = bw.run(scenario("pass-on"), 300, rules={"shop": Remembers()}, chunk=64)
    apart = bw.run(scenario("pass-on"), 300, rules={"shop": Remembers()}, chunk=256)
    assert together.as_dict() == apart.as_dict()
    np.testing.assert_array_equal(together.costs, apart.costs)


def test_it_is_used_from_a_file_by_its_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "halfway_rules.py").write_text(OWN.split("scenario =", maxsplit=1)[0], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made = scenario({"type": "halfway_rules:Halfway", "level": 40})
    module = sys.modules["halfway_rules"]
    same = bw.run(scenario("pass-on"), 10, rules={"shop": module.Halfway(level=40)})
    assert bw.run(made, 10).as_dict() == same.as_dict()
    with pytest.raises(bw.ScenarioError, match=r"did you mean 'level'"):
        scenario({"type": "halfway_rules:Halfway", "levl": 40})


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no_such_module:Rule", "cannot be imported"),
        ("bullwhip.agents.rules.view:View", "is no rule"),
        ("bullwhip.agents.rules.view:Missing", "cannot be imported"),
        ("order-upto", "did you mean 'order-up-to'"),
    ],
)
def test_a_wrong_import_path_is_a_fault(kind: str, words: str) -> None:
    with pytest.raises(bw.ScenarioError, match=words):
        scenario({"type": kind})


@pytest.mark.parametrize("answer", [None, "ten", float("nan"), np.inf, np.ones(7), np.ones((3, 4))])
def test_nonsense_is_refused_by_name(answer: Any) -> None:
    with pytest.raises(bw.RuleError, match="rule Answers of shop"):
        bw.run(scenario("pass-on"), 5, rules={"shop": Answers(answer=answer)})


def test_a_number_is_an_order_for_everyone() -> None:
    result = bw.run(scenario("pass-on"), 5, rules={"shop": Answers(answer=10)}, record=True)
    assert (result.history["order"] == 10).all()


def test_a_rule_sees_only_what_is_shared() -> None:
    @dataclass(frozen=True)
    class Peeks(bw.Rule):
        def order(self, view: bw.View) -> Any:
            return view.customer_demand

    with pytest.raises(AttributeError, match="share = \\['demand'\\]"):
        bw.run(scenario("pass-on"), rules={"shop": Peeks()})
    bw.run(scenario("pass-on", share=["demand"]), rules={"shop": Peeks()})


def test_parameters_of_a_kind_become_columns() -> None:
    rule = {"type": "order-up-to"}
    item = {"demand": {"type": "poisson", "mean": 10}, "stock": 30}
    items = {str(level): {**item, "rule": {**rule, "level": level}} for level in (20, 30, 40)}
    made = bw.load(
        {
            "name": "three levels",
            "periods": 50,
            "site": [{"name": "shop", "role": "retailer", "items": items}],
            "lane": [{"to": "shop", "lead_time": 2}],
        }
    )
    together = bw.run(made, 10, record=True).history
    for level in (20, 30, 40):
        alone = bw.run(made, 10, record=True, rules={("shop", str(level)): UpTo(level=level)}).history
        assert together.equals(alone)


def test_rules_for_sites_that_keep_nothing_are_refused() -> None:
    with pytest.raises(bw.BullwhipError, match="found 'shp', which keeps no stock; give a site of shop"):
        bw.run(scenario("pass-on"), rules={"shp": OrderUpTo(level=3)})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"replications": 0}, "replications: found 0; give a whole number, 1 or more"),
        ({"periods": 2.5}, "periods: found 2.5; give a whole number"),
        ({"workers": -1}, "workers: found -1"),
        ({"seed": -1}, "seed: found -1; give a whole number, 0 to"),
        ({"seed": 2**64}, "seed: found 18446744073709551616"),
        ({"rules": {"shop": 3}}, "rules, 'shop': found 3; give a rule"),
    ],
)
def test_what_a_run_is_given_is_checked(options: dict[str, Any], words: str) -> None:
    with pytest.raises(bw.BullwhipError, match=re.escape(words)):
        bw.run(scenario("pass-on"), **options)


def test_the_keys_of_every_rule() -> None:
    limits = {"minimum": 4, "multiple": 5, "cap": 12}
    result = bw.run(scenario({"type": "pass-on", **limits}), 20, record=True)
    assert set(result.history["order"].unique()) <= {0.0, 5.0, 10.0}
    forced = bw.run(scenario({"type": "pass-on", "forced_periods": 4, "forced_order": 7}), 20, record=True).history
    assert (forced.loc[forced["period"] <= 4, "order"] == 7).all()
    assert not (forced.loc[forced["period"] > 4, "order"] == 7).all()


def test_anchor_and_adjust_by_hand() -> None:
    rule = AnchorAdjust(theta=0.5, alpha=0.25, beta=0.5, target=40.0)
    history = bw.run(scenario("pass-on"), rules={"shop": rule}, record=True).history
    expected = history["asked"].iloc[0]
    columns = ("asked", "on_hand", "backlog", "on_order", "order")
    for asked, on_hand, backlog, on_order, order in zip(*(history[name] for name in columns), strict=True):
        expected = 0.5 * asked + 0.5 * expected
        wanted = expected + 0.25 * (40.0 - (on_hand - backlog) - 0.5 * (on_order - order))
        assert order == pytest.approx(max(0.0, wanted), abs=1e-9)


def test_recorded_orders_end() -> None:
    made = scenario({"type": "recorded", "orders": [10, 11, 12]}, periods=3)
    assert bw.run(made, record=True).history["order"].tolist() == [10, 11, 12]
    with pytest.raises(bw.RuleError, match="end with period 3"):
        bw.run(made, periods=4)


def orders(rule: dict[str, Any], *demand: float) -> list[float]:
    """What the shop orders, period by period; it begins with 30."""
    document = scenario(rule, periods=len(demand)).document()
    document["site"][0]["demand"] = {"type": "series", "values": list(demand)}
    made: list[float] = bw.run(document, record=True).history["order"].tolist()
    return made


def test_a_position_below_the_reorder_point_is_raised_to_the_level_by_hand() -> None:
    """Positions after demand are 26, 15, 30 - 3 = 27 and 18."""
    assert orders({"type": "s-S", "s": 20, "S": 30}, 4, 11, 3, 9) == [0, 15, 0, 12]


def test_reviews_are_counted_from_the_first_by_hand() -> None:
    """In periods 2 and 5: 30 - 15, then what was asked for since, 3 + 9 + 5."""
    assert orders({"type": "periodic", "review": 3, "level": 30, "first": 2}, 4, 11, 3, 9, 5) == [0, 15, 0, 0, 17]
