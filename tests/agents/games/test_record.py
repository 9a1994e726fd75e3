"""The record of a game: what does not fit its scenario is refused, and what it says is what was played."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.games.record import GameRecord, scenario_of
from bullwhip.network.errors import BullwhipError
from tests.agents.games.games import PEOPLE, chain, record_of

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def text() -> str:
    return record_of(PEOPLE, weeks=5).model_dump_json()


def _undone(document: dict[str, Any]) -> None:
    team = document["teams"][0]
    week = {site: decision for site, decision in team["weeks"][-1].items() if site != "factory"}
    team["undone"] = [[6, week]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["teams"][0]["weeks"][2].pop("factory"), "team 1, week 3: found decisions that do not match"),
        (_undone, "team 1, week 6: found decisions that do not match the seats (factory)"),
        (lambda d: d["teams"][0]["weeks"][1]["factory"]["orders"].clear(), "week 2, 'factory': found orders that"),
        (lambda d: d["teams"][0]["weeks"][1]["factory"]["orders"].update(tea=1), "match the seat's items (tea)"),
        (lambda d: d.update(seed=-1), "seed"),
        (lambda d: d.update(seed=2**64), "seed"),
        (lambda d: d.update(teams=[]), "teams"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, change: Change, words: str) -> None:
    document = json.loads(text)
    GameRecord.of(document)
    change(document)
    with pytest.raises(BullwhipError, match=re.escape(words)):
        GameRecord.of(document, "mine.json")


def test_a_team_is_counted_from_1(text: str) -> None:
    record = GameRecord.of(json.loads(text))
    assert record.team(1) is record.teams[0]
    for number in (0, 2, -1):
        with pytest.raises(BullwhipError, match=f"team: found {number}; give 1 to 1"):
            record.team(number)


def test_a_file_that_is_no_record_says_what_to_give(tmp_path: Path, text: str) -> None:
    file = tmp_path / "game.json"
    for wrong in (b"no JSON", b"\xff", b"[" * 100_000):
        file.write_bytes(wrong)
        with pytest.raises(BullwhipError, match="found no JSON; give the file of a game"):
            GameRecord.read(file)
    with pytest.raises(BullwhipError, match="cannot be read"):
        GameRecord.read(tmp_path / "none.json")
    record = GameRecord.of(json.loads(text))
    record.write(file)
    assert GameRecord.read(file) == record


def test_a_game_is_played_again_with_its_own_seed_and_weeks() -> None:
    """The record's seed counts, not that of its scenario; and a scenario of it lasts as long as was played."""
    played = bw.load({**chain(2).document(), "seed": 7})
    record = record_of({}, weeks=6, scenario=played)
    moved = record.model_copy(update={"scenario": {**record.scenario, "seed": 1}})
    assert moved.rules.seed == scenario_of(moved, 1).seed == 7
    assert moved.game(1).frame().equals(record.game(1).frame())
    assert scenario_of(moved, 1).periods == 6 < played.periods


def test_limits_that_a_site_gives_all_its_items_stay() -> None:
    rule = {"type": "order-up-to", "level": 60, "cap": 7}
    item = {"stock": 3, "demand": {"type": "poisson", "mean": 4}}
    site = {"name": "kiosk", "role": "retailer", "person": True, "rule": rule, "items": {"tea": item, "ink": item}}
    lane = {"to": "kiosk", "lead_time": 1, "order_delay": 1}
    scenario = bw.load({"name": "kiosk", "periods": 6, "whole_units": True, "site": [site], "lane": [lane]})
    made = scenario_of(record_of({}, weeks=6, scenario=scenario), 1)
    history = bw.run(made, rules={"kiosk": {"type": "order-up-to", "level": 500}}, record=True).history
    assert history["order"].tolist() == [7.0] * 12
