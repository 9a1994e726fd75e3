"""Players of an earlier game as bots of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bullwhip.agents.debriefs.debrief import team_habits
from bullwhip.agents.rules import HumanLike
from tests.agents.games.games import PEOPLE, SEATS, record_of
from tests.server.web.rooms import Web

PLAYERS = "/api/players"
RECORD = record_of(PEOPLE, {site: HumanLike(theta=0.5, alpha=0.5, beta=0.5, target=9.0, noise=1.0) for site in SEATS})
DOCUMENT: dict[str, Any] = RECORD.model_dump(mode="json")


def changed(**changes: Any) -> dict[str, Any]:
    return {"record": {**DOCUMENT, **changes}}


def test_everybody_whose_habits_show_can_be_a_bot(web: Web) -> None:
    found = web.post(PLAYERS, {"record": DOCUMENT}).get_json()["players"]
    assert {one["team"] for one in found} == {"Team 1", "Team 2"}
    assert "retailer" not in {one["site"] for one in found}, "nobody sat there"
    habits = {one["site"]: one for one in team_habits(RECORD, 1)}
    for one in found:
        if one["team"] == "Team 1":
            assert one["rule"] == habits[one["site"]]["habits"]["rule"]
            assert one["people"] == [f"{one['site']} player"]
    game = web.game(people=1)
    for one in found:
        game.act("bot", team=1, site=one["site"], rule=one["rule"])
    assert web.post("/api/games", {"bots": {"*": found[0]["rule"]}}).status_code == 201


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"record": {}}, "scenario"),
        (changed(scenario="beer-game"), "scenario"),
        (changed(teams=[]), "teams"),
        (changed(scenario={**DOCUMENT["scenario"], "periods": 9_000}), "periods"),
        (changed(scenario={**DOCUMENT["scenario"], "sites": "/etc/passwd"}), "sites"),
        (
            changed(
                scenario={
                    **DOCUMENT["scenario"],
                    "site": [{**site, "rule": {"type": "os:system"}} for site in DOCUMENT["scenario"]["site"]],
                }
            ),
            "os:system",
        ),
    ],
)
def test_a_file_that_is_no_game_or_wants_more_is_refused(web: Web, body: Mapping[str, Any], said: str) -> None:
    answer = web.post(PLAYERS, body)
    assert answer.status_code == 422
    assert said in answer.get_json()["message"]
    assert "root:" not in answer.text
