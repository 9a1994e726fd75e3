"""What a rule puts into its memory stays what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.deciding.step import step
from bullwhip.agents.rules.memory import Memory


@dataclass(frozen=True)
class Before(bw.Rule):
    """Orders up to a level, of the position that it remembers of the period before."""

    level: float
    how: str = "assigned"

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"position": view.position, "on_hand": view.on_hand, "all": []}

    def order(self, view: bw.View) -> Any:
        wanted = self.level - view.memory["position"]
        if self.how == "assigned":
            view.memory["position"] = view.position
        elif self.how == "in place":
            view.memory["position"][:] = view.position
        elif self.how == "updated":
            view.memory.update(position=view.position)
        elif self.how == "merged":
            view.memory |= {"position": view.position}
        elif self.how == "replaced":
            view.memory = {"position": view.position}
        else:
            view.memory["position"] = np.array(view.position)
        return wanted


@pytest.mark.parametrize("how", ["assigned", "in place", "updated", "merged", "replaced"])
def test_a_window_that_is_remembered_does_not_change(how: str) -> None:
    rules = {"retailer": Before(level=24, how=how)}
    right = bw.run("beer-game", rules={"retailer": Before(level=24, how="copied")}, record=True)
    found = bw.run("beer-game", rules=rules, record=True)
    assert found.history.equals(right.history)


@dataclass(frozen=True)
class Yesterday(bw.Rule):
    """Orders what is missing to 12, of the stock of the period before."""

    copied: bool = False

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"x": view.on_hand.copy()}

    def order(self, view: bw.View) -> Any:
        wanted = np.maximum(12 - view.memory["x"], 0)
        view.memory["x"] = view.on_hand.copy() if self.copied else view.on_hand
        return wanted


def test_it_costs_in_the_beer_game_what_a_copy_costs() -> None:
    sites = ("retailer", "wholesaler", "distributor", "factory")
    costs = [bw.run("beer-game", rules=dict.fromkeys(sites, Yesterday(copied=c))).costs[0] for c in (True, False)]
    assert costs[0] == costs[1]


def test_what_is_inside_of_what_is_remembered_is_copied_too() -> None:
    window = np.arange(3.0)
    memory = Memory({"start": window})
    memory["list"] = [window, {"x": window}]
    memory.setdefault("default", window)
    window[:] = 9
    assert memory["start"].tolist() == memory["default"].tolist() == [0, 1, 2]
    assert memory["list"][0].tolist() == memory["list"][1]["x"].tolist() == [0, 1, 2]
    assert memory.setdefault("default", None) is memory["default"]
    assert memory.setdefault("start", 5.0).tolist() == [0, 1, 2]


def test_what_is_changed_in_place_is_not_copied() -> None:
    memory = Memory({"total": np.zeros(3)})
    total = memory["total"]
    memory["total"] += 1
    assert memory["total"] is total


def test_the_engine_keeps_what_a_rule_remembers() -> None:
    """A memory that a rule replaces as a whole is still the state's."""
    rule_plan = lay_out(bw.load("beer-game"), rules={"retailer": Before(level=24, how="replaced")})
    engine = rule_plan.engine(2)
    views = rule_plan.views(engine)
    step(rule_plan, engine, views)
    first = next(group.rows.start for group in rule_plan.groups if isinstance(group.rule, Before))
    kept = engine.state.memory[first]
    assert views[first].memory is kept
    assert list(kept) == ["position"]


@dataclass(frozen=True)
class Diary(bw.Rule):
    """Orders a fixed number; writes down what it sees, in a list that it remembers and in one outside."""

    seen: Any

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"list": [], "by_period": {}}

    def order(self, view: bw.View) -> Any:
        figures = [view.on_hand, view.backlog, view.position, view.net_stock, view.on_order, view.asked]
        memory: dict[str, Any] = view.memory
        memory["list"].append(figures)
        memory["by_period"][view.period] = view.on_hand
        self.seen.append((figures, [figure.copy() for figure in figures], memory))
        return np.full(view.shape, 5.0)


def test_figures_stay_what_they_were_wherever_a_rule_of_ones_own_keeps_them() -> None:
    seen: list[Any] = []
    bw.run("beer-game", 3, rules={"retailer": Diary(seen=seen)})
    memory = seen[-1][2]
    for number, (figures, copies, _) in enumerate(seen):
        assert all(np.array_equal(*pair) for pair in zip(figures, copies, strict=True))
        assert all(np.array_equal(*pair) for pair in zip(memory["list"][number], copies, strict=True))
        assert np.array_equal(memory["by_period"][number + 1], copies[0])
        assert not figures[0].flags.writeable


@dataclass(frozen=True)
class Keeper(bw.Rule):
    """Orders what is missing to 24; keeps of what it sees a part of some kind, and a copy of that."""

    part: Any
    kept: Any

    def start(self, view: bw.View) -> dict[str, Any]:
        self.keep(view)
        return {}

    def order(self, view: bw.View) -> Any:
        self.keep(view)
        return 24.0 - view.position

    def keep(self, view: bw.View) -> None:
        for figures in (view.on_hand, view.backlog, view.position):
            part = self.part(figures)
            self.kept.append((part, np.array(part)))


@pytest.mark.parametrize(
    "part",
    [
        lambda figures: figures,
        lambda figures: figures[0],
        lambda figures: figures.T[1:, ::2],
        memoryview,
        lambda figures: np.broadcast_to(figures, (2, *figures.shape)),
    ],
    ids=["all", "a row", "some columns", "a buffer", "repeated"],
)
def test_whatever_a_rule_keeps_of_a_window_stays_what_it_was(part: Any) -> None:
    kept: list[tuple[Any, Any]] = []
    found = bw.run("beer-game", 3, rules={"retailer": Keeper(part=part, kept=kept)})
    assert len({copy.tobytes() for _, copy in kept}) > 3
    assert all(np.array_equal(np.asarray(one), copy) for one, copy in kept)
    right = bw.run("beer-game", 3, rules={"retailer": bw.OrderUpTo(level=24)})
    assert np.array_equal(found.costs, right.costs)


def test_who_keeps_nothing_has_nothing_copied() -> None:
    class Plain(Keeper):
        def keep(self, view: bw.View) -> None:
            self.kept.append(float((view.on_hand - view.backlog).sum()))

    kept: list[Any] = []
    for rule, parted in ((Plain, False), (Keeper, True)):
        plan = lay_out(bw.load("beer-game"), rules={"retailer": rule(part=lambda figures: figures, kept=kept)})
        engine = plan.engine(2)
        before = engine.state.on_hand, engine.state.owed, engine.state.position
        step(plan, engine, plan.views(engine))
        after = engine.state.on_hand, engine.state.owed, engine.state.position
        assert [one is not other for one, other in zip(before, after, strict=True)] == 3 * [parted]


def test_no_window_can_be_made_one_to_write_through() -> None:
    seen: list[Any] = []
    bw.run("beer-game", rules={"retailer": Keeper(part=lambda figures: figures, kept=seen)})
    for window, _ in seen:
        for array in (window, window[:]):
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True
