"""Errors in a rule or an agent of one's own: one message says whose, when, and in which line."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.topology import Network

OWN = '''
from dataclasses import dataclass

import numpy as np

import bullwhip as bw


def half(view):
    return np.linalg.inv(np.zeros((2, 2)))  # line 10: a singular matrix


@dataclass(frozen=True)
class Wrong(bw.Rule):
    """Fails in its third period, in a function of its own, within NumPy."""

    def order(self, view):
        return half(view) if view.period == 3 else view.asked
'''


def shops(count: int = 1, rule: Any = "pass-on", **keys: Any) -> bw.Scenario:
    sites = [
        {"name": f"shop {k}", "role": "retailer", "rule": rule, "demand": {"type": "poisson", "mean": 5}}
        for k in range(1, count + 1)
    ]
    lanes = [{"to": site["name"], "lead_time": 1} for site in sites]
    return bw.load({"name": "shops", "periods": 9, "site": sites, "lane": lanes, **keys})


@dataclass(frozen=True)
class Divides(bw.Rule):
    """Divides by nothing."""

    def order(self, view: bw.View) -> Any:
        return 1 / (view.period - 1)


@dataclass(frozen=True)
class Forgets(bw.Rule):
    """Begins with nothing to remember, and no return."""

    def start(self, view: bw.View) -> Any:
        np.zeros(view.shape)

    def order(self, view: bw.View) -> Any:
        return view.asked


@dataclass(frozen=True)
class Misses(bw.Rule):
    """Looks for what it never kept, before the first period."""

    def start(self, view: bw.View) -> Any:
        return {"level": view.memory["last"]}

    def order(self, view: bw.View) -> Any:
        return view.asked


class Absent(bw.Retailer):
    """An agent that fails in its second period."""

    def decide(self) -> Any:
        return 3 if self.model.steps < 2 else self.nowhere


def line_of(text: str) -> int:
    """The line of this file that has a text."""
    return next(k for k, line in enumerate(Path(__file__).read_text("utf-8").splitlines(), 1) if text in line)


def test_an_error_in_a_rule_names_rule_site_period_and_line() -> None:
    with pytest.raises(bw.RuleError) as raised:
        bw.run(shops(2), rules={"shop 1": Divides(), "shop 2": Divides()})
    where = f"{Path(__file__).relative_to(Path.cwd())}:{line_of('return 1 / (view.period')}, in order"
    assert (
        str(raised.value) == f"rule Divides of shop 1, shop 2, period 1: ZeroDivisionError: division by zero ({where})"
    )


def test_the_error_itself_is_its_cause() -> None:
    with pytest.raises(bw.RuleError) as raised:
        bw.run(shops(), rules={"shop 1": Divides()})
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert "return 1 / (view.period - 1)" in "".join(traceback.format_exception(raised.value))


def test_the_line_is_the_last_of_their_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "wrong_rules.py"
    file.write_text(OWN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(bw.RuleError) as raised:
        bw.run(shops(rule={"type": "wrong_rules:Wrong"}))
    assert str(raised.value).startswith("rule Wrong of shop 1, period 3: LinAlgError: ")
    assert str(raised.value).endswith(f" ({file}:10, in half)")


def test_of_many_sites_a_few_are_named() -> None:
    with pytest.raises(bw.RuleError, match=r"rule Divides of shop 1, .*, shop 5, ... \(30 in all\), period 1: "):
        bw.run(shops(30), rules={f"shop {k}": Divides() for k in range(1, 31)})


def test_an_error_without_a_line_of_theirs_is_told_all_the_same() -> None:
    class Unasked(bw.Retailer):
        def decide(self, more: int) -> Any:  # type: ignore[override]
            return more

    with pytest.raises(bw.RuleError, match=r"agent Unasked of shop 1, period 1: TypeError: .*'more'$"):
        bw.SupplyNetwork(shops(), agents={"shop 1": Unasked}).step()


def test_an_error_before_the_first_period() -> None:
    with pytest.raises(
        bw.RuleError, match=r"^rule Misses of shop 1, before period 1: KeyError: 'last' \(.*, in start\)$"
    ):
        bw.run(shops(), rules={"shop 1": Misses()})
    with pytest.raises(
        bw.RuleError, match=r"^rule Forgets of shop 1: start answered None \(forgot to return\?\); give a "
    ):
        bw.run(shops(), rules={"shop 1": Forgets()})


def test_an_error_in_an_agent_names_agent_site_period_and_line() -> None:
    model = bw.SupplyNetwork(shops(), agents={"shop 1": Absent})
    model.step()
    with pytest.raises(bw.RuleError) as raised:
        model.step()
    where = f"{Path(__file__).relative_to(Path.cwd())}:{line_of('else self.nowhere')}, in decide"
    told = "agent Absent of shop 1, period 2: AttributeError: 'Absent' object has no attribute 'nowhere'"
    assert str(raised.value) == f"{told} ({where})"
    assert isinstance(raised.value.__cause__, AttributeError)


def test_a_model_whose_decision_failed_says_so_when_it_is_asked_to_go_on() -> None:
    model = bw.SupplyNetwork(shops(), agents={"shop 1": Absent})
    model.step()
    with pytest.raises(bw.RuleError):
        model.step()
    assert not model.running
    for _ in range(2):
        with pytest.raises(bw.BullwhipError, match="broke off in period 2, when a decision failed; begin a new"):
            model.step()


def test_a_period_that_broke_off_as_it_began_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slots of its lanes are turned on already, or half of them: twice would be a period too far."""
    model = bw.SupplyNetwork(shops())
    model.step()

    turn = model.engine.state.turn

    def stop(network: Network) -> None:
        turn(network)
        raise KeyboardInterrupt

    monkeypatch.setattr(model.engine.state, "turn", stop)
    with pytest.raises(KeyboardInterrupt):
        model.step()
    monkeypatch.undo()
    with pytest.raises(bw.BullwhipError, match="broke off in period 2"):
        model.step()


@pytest.mark.parametrize("answer", [None, [None], np.array([[None]])])
def test_a_rule_that_answers_none_is_told_so(answer: Any) -> None:
    @dataclass(frozen=True)
    class Silent(bw.Rule):
        def order(self, view: bw.View) -> Any:
            return answer

    told = r"^rule Silent of shop 1, period 1: answered None \(forgot to return\?\); give orders of shape \(1, 3\)"
    with pytest.raises(bw.RuleError, match=told):
        bw.run(shops(), 3, rules={"shop 1": Silent()})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, r"answered None \(forgot to return\?\); give a number, an array \(1, 1\)"),
        ([None], r"answered None \(forgot to return\?\); give orders"),
        ({"item": None}, "answered nothing for 'item'; give every item"),
        ({}, "answered nothing for 'item'; give every item"),
        ({"itme": 3}, "answered an order of 'itme', which it does not keep; did you mean 'item'"),
        ({"item": "x"}, "answered 'x'; give a number"),
        ("ten", "answered 'ten'; give a number"),
        (float("nan"), r"ordered something that is no number \(NaN or infinite\)"),
        ([1, 2, 3], r"answered \[1, 2, 3\]; give a number"),
    ],
)
def test_an_agent_that_answers_nonsense_is_told_so(answer: Any, told: str) -> None:
    class Silent(bw.Retailer):
        def decide(self) -> Any:
            return answer

    with pytest.raises(bw.RuleError, match=f"^agent Silent of shop 1, period 1: {told}"):
        bw.SupplyNetwork(shops(), agents={"shop 1": Silent}).step()


def test_our_own_errors_name_the_rule_as_well() -> None:
    with pytest.raises(bw.RuleError, match=r"^rule Recorded of shop 1, .*period 3: recorded orders end with period 2"):
        bw.run(shops(rule={"type": "recorded", "orders": [1, 2]}))


@dataclass(frozen=True)
class Misspells(bw.Rule):
    """Asks for what there is not: of the view, or of itself."""

    level: float = 9.0
    own: bool = False

    def order(self, view: bw.View) -> Any:
        return self.levl if self.own else view.demand  # type: ignore[attr-defined]


def test_who_asks_for_what_there_is_not_is_told_what_there_is() -> None:
    with pytest.raises(bw.RuleError, match=r"no attribute 'levl'; did you mean 'level'\? \(.*, in order\)$"):
        bw.run(shops(), rules={"shop 1": Misspells(own=True)})
    listed = r"no attribute 'demand'; a view has announced, asked, backlog, .*, shipped, .*, work_in_process \(.*\)$"
    with pytest.raises(bw.RuleError, match=listed):
        bw.run(shops(), rules={"shop 1": Misspells()})
    model = bw.SupplyNetwork(shops(), agents={"shop 1": Absent})
    model.step()
    with pytest.raises(bw.RuleError, match=r"no attribute 'nowhere' \("):
        model.step()


@dataclass(frozen=True)
class Curious(bw.Rule):
    """Orders what customers ask for, whether that is shown or not."""

    early: bool = False

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"first": view.customer_demand} if self.early else {}

    def order(self, view: bw.View) -> Any:
        return view.customer_demand


@pytest.mark.parametrize(("early", "when"), [(False, "period 1"), (True, "before period 1")])
def test_who_asks_for_what_is_not_shown_is_named(early: bool, when: str) -> None:
    with pytest.raises(bw.BullwhipError, match=rf"^rule Curious of shop 1, {when}: customer demand is not shown"):
        bw.run(shops(), rules={"shop 1": Curious(early=early)})


def test_an_order_too_large_for_a_number_is_told() -> None:
    class Endless(bw.Retailer):
        def decide(self) -> Any:
            return 10**400

    with pytest.raises(bw.RuleError, match=r"^agent Endless of shop 1, period 1: answered "):
        bw.SupplyNetwork(shops(), agents={"shop 1": Endless}).step()
