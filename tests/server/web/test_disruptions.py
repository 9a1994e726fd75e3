"""A disruption by the API: ordered, told to whom it may be told, withdrawn, debriefed, and left out in a what-if."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bullwhip.agents.games.record import GameRecord
from tests.server.web.rooms import Game, Web

STORM = {"name": "Storm", "kind": "shipping", "site": ["factory"], "start": 2, "length": 2, "announced": 1}


def play(game: Game, weeks: int) -> None:
    for _ in range(weeks):
        game.act("close")


def test_it_is_shown_to_the_host_at_once_and_to_players_once_it_is_announced(web: Web) -> None:
    game = web.game(people=1, begin=True)
    assert game.act("disrupt", **STORM) == {"state": "playing"}
    host = web.get(f"/api/games/{game.code}/host", game.host).json
    assert host["coming"] == 2
    assert host["disruptions"] == [
        {
            "name": "Storm", "kind": "shipping", "sites": ["factory"], "regions": [], "items": [], "lane": "",
            "severity": 1.0, "first": 3, "last": 4, "told": 2, "ordered": True, "to_come": True,
        }
    ]  # fmt: skip
    for told in (json.dumps(game.view(1)), web.get(f"/api/games/{game.code}/screen", game.screen).text):
        assert "Storm" not in told
    play(game, 1)
    notice = {**{key: host["disruptions"][0][key] for key in ("name", "kind", "sites", "regions", "items", "lane")}}
    notice |= {"severity": 1.0, "on": False, "first": 3, "last": 4}
    assert game.view(1)["disruptions"] == [notice]
    assert web.get(f"/api/games/{game.code}/screen", game.screen).json["disruptions"] == [notice]


def test_the_choice_is_what_fits_the_scenario(web: Web) -> None:
    game = web.game(people=1, begin=True)
    told = web.get(f"/api/games/{game.code}/host/disruptions", game.host).json
    assert (told["coming"], told["periods"]) == (2, 36)
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert kinds["demand"]["sites"] == ["retailer"]
    assert not kinds["capacity"]["everywhere"], "nothing has a capacity; a lane can be stopped"
    assert "price" not in kinds, "nothing has a price"
    assert "factory>distributor" in kinds["shipping"]["lanes"]


@pytest.mark.parametrize(
    ("change", "status", "code", "said"),
    [
        ({"start": 0}, 422, "malformed", "start: Input should be greater than or equal to 1"),
        ({"strength": 1}, 422, "malformed", "strength: Extra inputs are not permitted"),
        ({"site": "factry"}, 422, "faulty-scenario", "'factry', which is no site; did you mean 'factory'?"),
        ({"severity": 2.0}, 422, "faulty-scenario", "severity: found 2; give at most 1"),
        ({"coming": 1, "start": 1}, 409, "too-late", "found period 1, which has begun for a team"),
        ({"announced": 9}, 422, "malformed", "announced: found 9, of what begins 2 periods from now"),
    ],
)
def test_what_is_wrong_is_named(web: Web, change: dict[str, Any], status: int, code: str, said: str) -> None:
    game = web.game(people=1, begin=True)
    answer = web.post(f"/api/games/{game.code}/host/disrupt", {**STORM, **change}, game.host)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert said in answer.json["message"]


def test_it_is_withdrawn_once(web: Web) -> None:
    game = web.game(people=1, begin=True)
    game.act("disrupt", **STORM)
    path = f"/api/games/{game.code}/host/call-off"
    answers = [web.post(path, {"name": "Storm"}, game.host) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert answers[1].json["message"] == "found 'Storm', which the host has not ordered; none has been ordered"
    lines = [line["text"] for line in web.get(f"/api/games/{game.code}/host", game.host).json["log"]]
    assert lines[-2:] == ["disrupted", "called-off"]


def test_it_is_in_the_debrief_the_files_and_the_what_if(web: Web) -> None:
    game = web.game(people=1, begin=True, weeks=8)
    game.act("disrupt", **STORM)
    play(game, 8)
    told = web.get(f"/api/games/{game.code}/debrief?team=1", game.host).json
    storm = [{"name": "Storm", "weeks": [[3, 4]]}]
    assert (told["class"]["disruptions"], told["team"]["disruptions"]) == (storm, storm)
    record = GameRecord.of(json.loads(web.get(f"/api/games/{game.code}/export.json", game.host).text))
    assert record.game(1).cost() == told["team"]["cost"]
    page = web.get(f"/api/games/{game.code}/export.html", game.host).text
    assert 'class="band"' in page
    assert "Shaded: Storm (3-4)." in page
    path = f"/api/games/{game.code}/what-if"
    calm = web.post(path, {"team": 1, "without": ["Storm"]}, game.host).json
    assert calm["cost"] == pytest.approx(told["team"]["cost"])
    assert calm["difference"] != 0.0
    covered = {"type": "just-in-case", "cover": 3.0, "forecast": {"type": "moving-average", "window": 4}}
    both = web.post(path, {"team": 1, "without": ["Storm"], "rules": {"retailer": covered}}, game.host).json
    assert both["other_cost"] not in {calm["other_cost"], calm["cost"]}
    none = web.post(path, {"team": 1}, game.host)
    assert (none.status_code, none.json["message"]) == (
        422, "rules, without: found neither; give a rule for a seat, or a disruption's name",
    )  # fmt: skip
    unknown = web.post(path, {"team": 1, "without": ["Strom"]}, game.host)
    assert (unknown.status_code, "'Strom'" in unknown.json["message"]) == (422, True)


def test_what_customers_asked_for_in_a_rush_is_what_the_debrief_shows(web: Web) -> None:
    game = web.game(people=1, begin=True, weeks=6)
    game.act("disrupt", name="Rush", kind="demand", factor=3.0, start=1, length=2)
    play(game, 6)
    calm = [4.0, 4.0, 4.0, 4.0, 8.0, 8.0]
    rush = [4.0, 12.0, 12.0, 4.0, 8.0, 8.0]
    told = web.get(f"/api/games/{game.code}/debrief?team=1", game.host).json
    assert told["team"]["demand"] == told["class"]["demand"] == {"item": rush} != {"item": calm}
    assert told["class"]["beliefs"]["truth"] == rush
