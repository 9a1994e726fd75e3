"""Runs that several processes share."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import OrderUpTo


@dataclass(frozen=True)
class Broken(bw.Rule):
    """Orders nonsense from the third period on."""

    def order(self, view: bw.View) -> Any:
        return view.asked if view.period < 3 else float("nan")


def test_the_figures_do_not_depend_on_how_the_work_is_shared() -> None:
    scenario = bw.load("corner-shop")
    alone = bw.run(scenario, 500, periods=60)
    for workers, chunk in ((2, None), (3, 64), (2, 128)):
        shared = bw.run(scenario, 500, periods=60, workers=workers, chunk=chunk)
        assert shared.as_dict() == alone.as_dict()
        np.testing.assert_array_equal(shared.costs, alone.costs)
    recorded = bw.run(scenario, 130, periods=40, workers=2, record=True).history
    assert recorded.equals(bw.run(scenario, 130, periods=40, record=True).history)


def test_progress_is_told_whoever_works() -> None:
    scenario = bw.load("corner-shop")
    for workers in (1, 2):
        done: list[int] = []
        bw.run(scenario, 300, periods=50, workers=workers, chunk=64, progress=done.append)
        assert sum(done) == 300 * 50


def test_an_error_in_a_worker_is_the_error_of_the_run() -> None:
    before = set(multiprocessing.active_children())
    with pytest.raises(bw.RuleError, match="rule Broken of shop"):
        bw.run(bw.load("corner-shop"), 300, workers=2, chunk=64, rules={"shop": Broken()})
    for child in set(multiprocessing.active_children()) - before:
        child.join(5)
    assert set(multiprocessing.active_children()) <= before


def test_without_forks_the_workers_begin_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.agents.workers.sys.platform", "darwin")
    scenario = bw.load("corner-shop")
    rules = {"shop": OrderUpTo(level=40)}
    shared = bw.run(scenario, 130, periods=40, workers=2, rules=rules)
    assert shared.as_dict() == bw.run(scenario, 130, periods=40, rules=rules).as_dict()

    @dataclass(frozen=True)
    class Local(bw.Rule):
        def order(self, view: bw.View) -> Any:
            return view.asked

    with pytest.raises(bw.BullwhipError, match="put its class into a module of its own, or give workers=1"):
        bw.run(scenario, 130, periods=40, workers=2, rules={"shop": Local()})
