"""Two camps over the API and in what is shown and taken away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.web.rooms import Game, Web

CAMPS = {"held": True, "lean_most": 1, "buffered_least": 3}
WEEKS = 3


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    made = Web(Path(tmp_path_factory.mktemp("camps")))
    yield made
    made.stop()


def game(web: Web, **settings: Any) -> Game:
    wanted = {"scenario": "jit-vs-jic", "changes": {}, "weeks": WEEKS, "teams": 2, "pace": "step", "camps": CAMPS}
    return web.game(**{**wanted, **settings})


@pytest.fixture(scope="module")
def over(web: Web) -> Game:
    """A game that bots have played to its end."""
    made = game(web)
    made.join("Ana")
    made.act("start")
    for _ in range(WEEKS):
        made.act("close")
    return made


def test_a_seat_is_told_its_camp_and_what_it_may_order(web: Web) -> None:
    made = game(web, people=2, begin=True)
    lean, buffered = made.view(1)["camp"], made.view(2)["camp"]
    assert (lean["name"], lean["cover"], lean["held"]) == ("lean", 1, True)
    assert (buffered["name"], buffered["cover"], buffered["held"]) == ("buffered", 3, True)
    assert lean["items"]["item"].keys() >= {"use", "position", "periods", "most"}
    answer = made.order(1, 1, lean["items"]["item"]["most"] + 1)
    assert (answer.status_code, answer.json["code"]) == (409, "outside-camp")
    assert made.order(1, 1, lean["items"]["item"]["most"]).status_code == 200
    assert made.order(2, 1, buffered["items"]["item"]["least"] - 1).json["code"] == "outside-camp"


def test_who_is_only_told_has_no_limits(web: Web) -> None:
    told = game(web, people=1, begin=True, camps={}).view(1)["camp"]
    assert (told["held"], told["cover"]) == (False, 0)
    assert not {"least", "most"} & told["items"]["item"].keys()


def test_everybody_is_told_the_camps_and_the_host_may_change_them(web: Web) -> None:
    made = game(web)
    made.act("camp", team=1, camp="buffered")
    views = [web.get(path, made.host).json for path in (made.path, f"{made.path}/host", f"{made.path}/screen")]
    for view in views:
        assert [team["camp"] for team in view["teams"]] == ["buffered", "buffered"]
    assert views[1]["log"][-1]["text"] == "camp-set"
    assert views[1]["game"]["settings"]["camps"]["lean_most"] == 1
    made.act("start")
    answer = web.post(f"{made.path}/host/camp", {"team": 1, "camp": "lean"}, made.host)
    assert answer.json["code"] == "started"


def test_a_game_without_camps_says_nothing_of_them(web: Web) -> None:
    made = web.game(people=1, begin=True)
    assert "camp" not in made.view(1)
    assert "camp" not in web.get(f"{made.path}/host", made.host).json["teams"][0]
    made.act("close")
    assert "camp" not in csv_of(web, made)[0]
    assert "view=camps" not in web.get(f"/host/{made.code}/debrief", made.host).text
    answer = web.get(f"{made.path}/camps", made.host)
    assert (answer.status_code, "no camps" in answer.json["message"]) == (422, True)


def csv_of(web: Web, made: Game) -> list[dict[str, str]]:
    text = web.get(f"{made.path}/export.csv", made.host).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_taken_away_names_the_camps(web: Web, over: Game) -> None:
    assert {(row["team"], row["camp"]) for row in csv_of(web, over)} == {("1", "lean"), ("2", "buffered")}
    record = web.get(f"{over.path}/export.json", over.host).json
    assert [team["camp"] for team in record["teams"]] == ["lean", "buffered"]


def test_the_debrief_compares_the_camps(web: Web, over: Game) -> None:
    told = web.get(f"{over.path}/camps", over.host).json
    assert {camp: means["teams"] for camp, means in told["camps"].items()} == {"lean": 1, "buffered": 1}
    page = web.get(f"/host/{over.code}/debrief?view=camps", over.host).text
    for said in ("Where the class lies", "What the camps cost a week", "▲ lean: a cost of", "■ buffered: a cost of"):
        assert said in page
    assert page.count('class="sign s1') == 2 * 4  # the lean team, on two frames, in each of four pictures


def test_the_debrief_that_is_taken_home_has_the_camps(web: Web, over: Game) -> None:
    page = web.get(f"{over.path}/export.html", over.host).text
    assert "Where the class lies" in page


def test_the_scenario_for_camps_says_so_in_the_list(web: Web) -> None:
    listed: Any = web.get("/api/scenarios").json
    assert [one["name"] for one in listed if one["camps"]] == ["jit-vs-jic"]
