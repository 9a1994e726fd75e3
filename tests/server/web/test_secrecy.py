"""No answer that a seat gets holds a figure of another seat: planted, unmistakable numbers are looked for."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.server.web.conftest import Open
from tests.server.web.rooms import Web
from tests.server.web.test_api import events

SITES = ("retailer", "wholesaler", "distributor", "factory")
STOCKS = {"retailer": 100_003, "wholesaler": 200_017, "distributor": 300_043, "factory": 400_069}
ORDERS = {"retailer": 10_133, "wholesaler": 20_143, "distributor": 30_161, "factory": 40_177}  # + the week
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLANTED = 10_000  # smaller numbers are weeks, times and counts
BEFORE_PLANTED = 10**9  # larger ones are times in ms


def planted(value: Any) -> set[float]:
    """The unmistakable numbers in a text, or in a JSON value."""
    text = value if isinstance(value, str) else json.dumps(value)
    return {number for found in NUMBER.findall(text) if PLANTED <= (number := abs(float(found))) < BEFORE_PLANTED}


def secrets(sights: dict[str, Any]) -> dict[str, set[float]]:
    """For each site the numbers that nobody else sees by themselves."""
    seen = {site: planted(sight) for site, sight in sights.items()}
    return {
        site: numbers - set().union(*(other for name, other in seen.items() if name != site))
        for site, numbers in seen.items()
    }


@pytest.mark.parametrize("pace", ["own", "step"])
def test_a_whole_game_keeps_every_seats_figures_to_itself(web: Web, pace: str) -> None:
    weeks = 6
    changes = {"site.*.rule.forced_periods": 0, **{f"site.{site}.stock": STOCKS[site] for site in SITES}}
    game = web.game(people=4, begin=True, pace=pace, changes=changes, weeks=weeks)
    streams = []
    for held in game.seats:
        answer = web.get(f"/api/seats/{held.id}/stream", held.token)
        streams.append((answer, events(answer)))
        next(streams[-1][1])
    looked = 0
    for week in range(1, weeks + 1):
        table = game.room.team(1).game
        history = {site: table.history(site) for site in SITES}
        hidden = secrets({site: [table.sight(site), history[site]] for site in SITES})
        for seat, site in enumerate(SITES, 1):
            answered = [game.order(seat, week, ORDERS[site] + week).text] if week < weeks or seat < 4 else []
            texts = [*answered, *pages(web, game.code, game.seats[seat - 1].id, game.seats[seat - 1].token)]
            if game.room.team(1).week == week and game.room.state == "playing":
                texts.append(json.dumps(game.view(seat)))
                texts.append(next(streams[seat - 1][1])[1]["data"])
                assert planted(texts[-1]) & hidden[site], "the seat's own figures are there"
            for text in texts:
                looked += 1
                for other in SITES:
                    if other != site:
                        leaked = planted(text) & hidden[other]
                        assert not leaked, f"week {week}: {site} sees {leaked} of {other}"
                        placed = float(ORDERS[other] + week)
                        assert placed not in planted(text), f"week {week}: {site} sees what {other} orders now"
    assert looked > 4 * weeks
    for answer, _ in streams:
        answer.close()


def pages(web: Web, code: str, seat: str, token: str) -> list[str]:
    """What else somebody in a seat can open while the game runs."""
    paths = (
        f"/api/games/{code}", "/api/scenarios", f"/seat/{seat}/", f"/seat/{seat}/debrief", f"/api/seats/{seat}/debrief",
        f"/j/{code}", f"/host/{code}/", f"/screen/{code}/", f"/api/games/{code}/host", f"/api/games/{code}/screen",
        f"/api/games/{code}/export.csv", f"/api/games/{code}/debrief",
    )  # fmt: skip
    return [web.get(path, token).text for path in paths]


def test_the_projector_gives_no_figure_away_unless_the_host_shows_them(web: Web) -> None:
    changes = {"site.*.rule.forced_periods": 0, **{f"site.{site}.stock": STOCKS[site] for site in SITES}}
    game = web.game(people=4, begin=True, changes=changes)
    game.all_order(1, 12345)
    hidden = planted(web.get(f"{game.path}/screen", game.screen).text)
    assert hidden == set()
    game.act("figures", show=True)
    assert planted(web.get(f"{game.path}/screen", game.screen).text) == {game.room.team(1).game.cost()}


def test_what_the_scenario_shares_is_seen_and_nothing_else(web: Web) -> None:
    shared = web.game(people=2, begin=True, share=["demand"])
    assert shared.view(2)["sight"]["items"]["item"]["customer_demand"] == 4
    alone = web.game(people=2, begin=True, share=[])
    assert "customer_demand" not in alone.view(2)["sight"]["items"]["item"]


def test_who_may_not_make_a_game_is_not_told_what_customers_ask_for(open_web: Open) -> None:
    """A player has the scenario's name from the room's, and could else look up what is to be found out."""
    web = open_web(create_token="correct-horse-battery-staple")
    told = {}
    for who, headers in (("player", {}), ("maker", {"Authorization": "Bearer correct-horse-battery-staple"})):
        answer = web.app.test_client().get(
            "/api/scenarios", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"}, base_url="http://192.0.2.1"
        )
        listed: Any = answer.json
        told[who] = {one["name"]: one for one in listed}
    beer = told["player"]["beer-game"]
    assert not [setting for one in told["player"].values() for setting in one["settings"] if "demand" in setting["key"]]
    assert {one["about"] for one in told["player"].values()} == {""}
    assert beer["seats"] == told["maker"]["beer-game"]["seats"]
    wanted = {"site.retailer.demand.before", "site.retailer.demand.after", "site.retailer.demand.at"}
    assert wanted <= {setting["key"] for setting in told["maker"]["beer-game"]["settings"]}
