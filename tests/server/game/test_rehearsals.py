"""Scenarios of strangers are tried beside the server: with the same words, and not for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.network import scenario as network_scenario
from bullwhip.network.errors import BullwhipError, RuleError
from bullwhip.server.game import scenarios
from bullwhip.server.game.bots import EVERY
from bullwhip.server.game.jobs import TooLong
from bullwhip.server.game.rehearsals import Rehearsals
from bullwhip.server.game.scenarios import faults_of, scenario_for
from bullwhip.server.game.settings import Settings
from tests.server.game.classes import Class

GAME = bw.load("beer-game")


@pytest.fixture(scope="module")
def rehearsals() -> Iterator[Rehearsals]:
    made = Rehearsals(limit=60)
    yield made
    made.stop()


def test_what_can_be_played_passes_and_is_not_tried_again(rehearsals: Rehearsals) -> None:
    rehearsals(GAME, {})
    rehearsals._jobs.limit = 0.001
    rehearsals(GAME, {})
    rehearsals._jobs.limit = 60
    assert scenario_for(Settings(), rehearsals).periods == 36
    assert faults_of(GAME_TEXT, rehearsals) == []


def test_what_goes_wrong_is_told_as_it_is_here(rehearsals: Rehearsals) -> None:
    bots: dict[str, Any] = {EVERY: {"type": "recorded", "orders": [4.0, 4.0]}}
    with pytest.raises(RuleError) as here:
        scenarios.rehearse(GAME, bots)
    with pytest.raises(BullwhipError) as there:
        rehearsals(GAME, bots)
    assert str(there.value) == str(here.value)


def test_what_takes_too_long_is_broken_off_with_advice() -> None:
    rehearsals = Rehearsals(limit=0.001)
    with pytest.raises(BullwhipError, match=r"took too long.*fewer weeks or sites, or simpler rules"):
        rehearsals(GAME, {})
    (fault,) = faults_of(GAME_TEXT, rehearsals)
    assert "took too long" in str(fault)
    rehearsals.stop()


def test_what_took_too_long_the_first_time_has_a_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels that it is the first to need were compiled meanwhile."""
    tries: list[str] = []

    def run(name: str, *_: Any) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise TooLong("too long")

    rehearsals = Rehearsals()
    monkeypatch.setattr(rehearsals._jobs, "run", run)
    rehearsals(GAME, {})
    assert tries == ["rehearsal", "rehearsal"]


def test_a_scenario_is_read_aside_and_rehearsed_here() -> None:
    here, done = threading.current_thread(), []

    def aside(work: Callable[[], Any], /) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()

    def read_text(*given: Any, **more: Any) -> Any:
        done.append(("read", threading.current_thread() is here))
        return network_scenario.read_text(*given, **more)

    def rehearse(*_: Any) -> None:
        done.append(("rehearsed", threading.current_thread() is here))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenarios, "read_text", read_text)
        assert faults_of(GAME_TEXT, rehearse, aside) == []
        assert scenario_for(Settings(scenario=GAME_TEXT), rehearse, aside).periods == 5
        assert faults_of("x = 1", rehearse, aside) != []
    assert done == [("read", False), ("rehearsed", True)] * 2 + [("read", False)]


def test_a_bots_rule_that_takes_too_long_leaves_the_game_as_it_was(tmp_path: Path) -> None:
    game = Class(tmp_path, people=1)
    refused = BullwhipError("too slow")

    def refuse(scenario: Any, bots: Any) -> None:
        tried.append(bots)
        raise refused

    tried: list[Any] = []
    game.classroom.rehearse = refuse
    before = game.room.number
    with pytest.raises(BullwhipError, match="too slow"):
        game.classroom.set_bots(game.code, 1, "factory", None, "pass-on")
    assert tried == [{"factory": {"type": "pass-on"}}]
    assert game.room.number == before
    game.classroom.set_bots(game.code, 1, "factory", True, None)  # nothing to rehearse
    assert game.room.number == before + 1
    game.stop()


GAME_TEXT = """
name = "Two"
period = "week"
periods = 5
[[site]]
name = "shop"
role = "retailer"
person = true
stock = 4
demand = { type = "constant", value = 4 }
rule = { type = "pass-on" }
[[lane]]
to = "shop"
order_delay = 1
lead_time = 1
"""
