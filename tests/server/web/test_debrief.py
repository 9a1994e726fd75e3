"""The debrief: pages and answers for host, projector and players, when they may see them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bullwhip.agents.debriefs.shares import shares
from bullwhip.agents.debriefs.what_if import Played
from bullwhip.server.game.records import record_of
from bullwhip.server.languages import LANGUAGES
from bullwhip.server.web.debrief_views import VIEWS
from tests.server.web.rooms import Game, Web

WEEKS = 14
SITES = ("retailer", "wholesaler", "distributor", "factory")
HOSTILE = ("<script>alert(1)</script>", '"><img src=x>', "=1+1", "{percent}", "🍺" * 9, "\u202eabc")


def played(web: Web, weeks: int = WEEKS, over: bool = True, names: tuple[str, ...] = ("Ana", "Ben", "Cem")) -> Game:
    """Two teams: a person in the first seat of each, another in the first team's second seat, bots elsewhere."""
    game = web.game(teams=2, weeks=max(weeks, 1), seed=5)
    for name in names:
        game.join(name)
    game.act("start")
    for week in range(1, weeks + 1):
        for seat in range(1, len(names) + 1):
            if game.room.state != "over":
                assert game.order(seat, week, (5 * week * seat) % 17).status_code == 200
    if over and game.room.state != "over":
        game.act("end")
    return game


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One app for all tests here: its analyses are worked out in one process beside it."""
    made = Web(tmp_path_factory.mktemp("debrief"))
    yield made
    made.stop()


@pytest.fixture
def game(web: Web) -> Game:
    return played(web)


def page_of(game: Game, path: str, token: str, status: int = 200) -> str:
    answer = game.web.get(path, token)
    assert answer.status_code == status, answer.text
    return answer.text


def seat_away_from_customers(game: Game) -> int:
    return next(k for k in range(1, len(game.seats) + 1) if game.view(k)["seat"]["site"] != "retailer")


def test_every_view_is_a_page_for_host_and_projector(game: Game) -> None:
    game.act("reveal")
    for kind, token in (("host", game.host), ("screen", game.screen)):
        for view in VIEWS:
            text = page_of(game, f"/{kind}/{game.code}/debrief?view={view}&team=2", token)
            assert "style=" not in text
            assert not re.search(r"<script(?! type=\"(module|application/json)\")", text)
            assert 'class="notice bad"' not in text
            ids = re.findall(r'\bid="([^"]+)"', text)
            assert len(ids) == len(set(ids)), view
            wanted = set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', text)).split())
            assert wanted <= set(ids), view


def test_a_page_shows_the_figures_of_the_game(game: Game) -> None:
    text = page_of(game, f"/host/{game.code}/debrief?view=cost&team=1", game.host)
    table = game.room.team(1).game
    for site in SITES:
        assert f"<td>{table.cost(site):,.2f}</td>" in text
    assert f"<td>{table.cost():,.2f}</td>" in text
    orders = page_of(game, f"/host/{game.code}/debrief?view=orders&team=1", game.host)
    rows = re.findall(r'<th scope="row">(\d+)</th>((?:<td>[^<]*</td>)+)', orders)
    assert len(rows) == WEEKS
    for week, cells in rows:
        decisions = game.room.team(1).weeks[int(week) - 1]
        assert [float(cell) for cell in re.findall("<td>([^<]*)</td>", cells)][:4] == [
            decisions[site].orders["item"] for site in SITES
        ]


def test_what_customers_asked_for_is_hidden_until_the_host_reveals_it(game: Game) -> None:
    path = f"/screen/{game.code}/debrief?view=orders"
    before = page_of(game, path, game.screen)
    assert "customers</th>" not in before
    assert 'id="hidden"' in before
    assert 'id="reveal"' not in before  # the projector cannot
    assert 'id="reveal"' in page_of(game, f"/host/{game.code}/debrief?view=beliefs", game.host)
    game.act("reveal")
    after = page_of(game, path, game.screen)
    assert "customers</th>" in after
    assert 'id="hidden"' not in after


def test_a_projectors_token_does_not_tell_the_truth_before_the_host_does(web: Web) -> None:
    game = played(web)
    path = f"{game.path}/debrief?team=1"
    hidden, known = (web.get(path, token).get_json() for token in (game.screen, game.host))
    assert '"demand"' in json.dumps(known)
    assert not re.search('"(demand|truth)"', json.dumps(hidden))
    assert hidden["team"]["sites"] == known["team"]["sites"]
    game.act("reveal")
    assert web.get(path, game.screen).get_json() == web.get(path, game.host).get_json()


def test_drawings_are_shown_before_the_truth(game: Game) -> None:
    away = seat_away_from_customers(game)
    seat = game.seats[away - 1]
    assert game.web.put(f"/api/seats/{seat.id}/beliefs", {"values": [77.0] * WEEKS}, seat.token).status_code == 200
    hidden = page_of(game, f"/screen/{game.code}/debrief?view=beliefs", game.screen)
    assert "<td>77</td>" in hidden
    assert "customers</th>" not in hidden
    game.act("reveal")
    assert "customers</th>" in page_of(game, f"/screen/{game.code}/debrief?view=beliefs", game.screen)


def test_where_nobody_drew_the_truth_stands_alone(game: Game) -> None:
    game.act("reveal")
    shown = page_of(game, f"/screen/{game.code}/debrief?view=beliefs", game.screen)
    assert "customers</th>" in shown
    assert "Nobody has drawn what they believe customers asked for." in shown
    assert "guess" not in shown
    assert "0 people" not in shown


def test_a_player_draws_first_and_sees_then(game: Game) -> None:
    away = seat_away_from_customers(game)
    near = next(k for k in range(1, 4) if game.view(k)["seat"]["site"] == "retailer")
    path = f"/seat/{game.seats[away - 1].id}/debrief"
    token = game.seats[away - 1].token
    assert "?anyway=1" in page_of(game, path, token, 409)
    assert game.web.get(f"/api/seats/{game.seats[away - 1].id}/debrief", token).get_json()["code"] == "imagine-first"
    page_of(game, f"{path}?anyway=1", token)
    page_of(game, f"/seat/{game.seats[near - 1].id}/debrief", game.seats[near - 1].token)  # has met the customers
    body = {"values": [8.0] * WEEKS}
    assert game.web.put(f"/api/seats/{game.seats[away - 1].id}/beliefs", body, token).status_code == 200
    for view in VIEWS:
        page_of(game, f"{path}?view={view}", token)
    habits = page_of(game, f"{path}?view=habits", token)
    shown = re.findall(r"<h2><bdi>([^:<]*)", habits)
    assert shown == [game.view(away)["seat"]["site"]]  # others' habits are theirs


def test_nobody_sees_a_debrief_too_early_or_without_the_link(web: Web) -> None:
    game = played(web, weeks=3, over=False)
    game.web.classroom.room(game.code)
    fresh = web.game(people=1, teams=2, weeks=9, begin=True)
    for target, status in ((game, 200), (fresh, 409)):
        page_of(target, f"/host/{target.code}/debrief", target.host, status)
        assert web.get(f"{target.path}/debrief", target.host).status_code == status
    assert web.get(f"{fresh.path}/debrief", fresh.screen).get_json()["code"] == "not-over"
    page_of(fresh, f"/screen/{fresh.code}/debrief", fresh.screen, 409)
    page_of(fresh, f"/seat/{fresh.seats[0].id}/debrief", fresh.seats[0].token, 409)
    page_of(game, f"/host/{game.code}/debrief", "", 401)
    page_of(game, f"/host/{game.code}/debrief", game.screen, 403)
    page_of(game, f"/host/{game.code}/debrief", fresh.host, 403)
    page_of(game, f"/seat/{game.seats[0].id}/debrief", game.seats[1].token, 403)
    page_of(game, "/host/ZZZZZZ/debrief", game.host, 404)


def test_the_api_says_what_the_analyses_say(game: Game) -> None:
    get = game.web.get
    whole = get(f"{game.path}/debrief?team=2", game.host).get_json()
    assert {row["number"]: row["cost"] for row in whole["class"]["teams"]} == {
        number: game.room.team(number).game.cost() for number in (1, 2)
    }
    assert whole["team"]["number"] == 2
    assert whole["team"]["cost"] == game.room.team(2).game.cost()
    told = get(f"{game.path}/shares?team=2", game.screen).get_json()
    with game.room.lock:
        record = record_of(game.room)
    expected = shares(Played.of(record, 2))
    assert told == expected.as_dict()
    assert sum(told["seats"].values()) == pytest.approx(told["difference"], rel=1e-12)
    table = get(f"{game.path}/what-if-table?team=2", game.host).get_json()
    asked = {"team": 2, "from_week": 6, "rules": {"factory": "order-up-to"}}
    answer = game.web.post(f"{game.path}/what-if", asked, game.host).get_json()
    assert answer["difference"] == table["factory"][5]
    crowd = get(f"{game.path}/crowd", game.host).get_json()
    assert (crowd["chains"], crowd["weeks"], set(crowd["teams"])) == (10_000, WEEKS, {"1", "2"})
    assert [entry["site"] for entry in get(f"{game.path}/habits?team=1", game.host).get_json()] == list(SITES)


def test_what_if_with_ones_own_orders_changes_nothing(game: Game) -> None:
    weeks = game.room.team(1).weeks
    rules = {site: {"type": "recorded", "orders": [week[site].orders["item"] for week in weeks]} for site in SITES}
    answer = game.web.post(f"{game.path}/what-if", {"team": 1, "rules": rules}, game.host).get_json()
    assert answer["difference"] == 0
    assert set(answer["by_site"].values()) == {0}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"team": 9, "rules": {"factory": "own"}}, 422),
        ({"team": 1, "rules": {"factry": "own"}}, 422),
        ({"team": 1, "rules": {"factory": "os:system"}}, 422),
        ({"team": 1, "rules": {"factory": {"type": "tests.x:Y"}}}, 422),
        ({"team": 1, "rules": {"factory": {"type": "order-up-to"}}}, 422),
        ({"team": 1, "from_week": 999, "rules": {"factory": "own"}}, 422),
        ({"team": 1, "rules": {}}, 422),
        ({"team": 1, "rules": {"factory": "own"}, "more": 1}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(game: Game, body: Any, status: int) -> None:
    answer = game.web.post(f"{game.path}/what-if", body, game.host)
    assert answer.status_code == status
    assert answer.get_json()["message"]


def test_a_what_if_is_a_click(game: Game) -> None:
    page = f"/host/{game.code}/debrief?view=what-if&team=1"
    assert "big-answer" not in page_of(game, page, game.host)
    text = page_of(game, f"{page}&seat=factory&seat=retailer&rule=order-up-to&from=3", game.host)
    asked = {"team": 1, "from_week": 3, "rules": dict.fromkeys(("factory", "retailer"), "order-up-to")}
    answer = game.web.post(f"{game.path}/what-if", asked, game.host).get_json()
    assert f"{abs(answer['difference']):,.2f}" in text
    assert "from week" not in page_of(game, f"{page}&seat=nobody&rule=zzz&from=-1", game.host)
    assert "from_week: found 99" in page_of(game, f"{page}&seat=factory&from=99", game.host)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_debrief_speaks_the_readers_language(game: Game, lang: str) -> None:
    for view in VIEWS:
        answer = game.web.get(f"/host/{game.code}/debrief?view={view}&all=1", game.host, Accept_Language=lang)
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text


def test_a_game_is_taken_away(game: Game) -> None:
    for ending, begins in (
        ("csv", b"\xef\xbb\xbfteam"),
        ("xlsx", b"PK"),
        ("json", b"{"),
        ("html", b"<!doctype html>"),
    ):
        answer = game.web.get(f"{game.path}/export.{ending}", game.host)
        assert answer.status_code == 200
        assert answer.data.lstrip(b"\n").startswith(begins)
        assert f'filename="bullwhip-{game.code}.{ending}"' in answer.headers["Content-Disposition"]
        assert game.web.get(f"{game.path}/export.{ending}", game.screen).status_code == 403


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is_and_does_nothing(web: Web, name: str) -> None:
    game = played(web, names=(name, name, name))
    game.act("rename", team=1, name=name)
    for view in VIEWS:
        text = page_of(game, f"/host/{game.code}/debrief?view={view}", game.host)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    page = game.web.get(f"{game.path}/export.html", game.host).text
    assert "<script" not in page
    assert "<img src=x" not in page


def test_the_lobby_has_no_debrief_but_an_answer(web: Web) -> None:
    game = web.game(teams="auto")
    for path in ("debrief", "shares", "habits", "crowd", "what-if-table", "export.csv", "export.xlsx", "export.json"):
        answer = web.get(f"{game.path}/{path}", game.host)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "too-early"), path
    assert web.get(f"/host/{game.code}/debrief", game.host).status_code == 409
