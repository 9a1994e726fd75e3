"""Seats with several items, several suppliers, a recipe and lost sales: what they see, and what they order."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from zipfile import ZipFile

import pytest

from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.seat import seat_rules
from bullwhip.server.game.loading import loaded
from bullwhip.server.game.scenarios import playable
from tests.bakery import BAKERY
from tests.server.game.classes import FREE
from tests.server.web.rooms import Game, Web

ORDERS: dict[str, Any] = {"flour": {"trader": 10, "mill": 7}, "butter": 9, "bread": 12}


@pytest.fixture
def bakery(web: Web) -> Game:
    game = web.game(scenario=BAKERY, changes={})
    game.join("Ana")
    game.act("start")
    return game


def place(game: Game, orders: Any) -> Any:
    """The answer to orders for the week under way."""
    one, view = game.seats[0], game.view(1)
    answer = game.web.put(f"/api/seats/{one.id}/orders/{view['week']}", {"orders": orders}, one.token)
    game.web.classroom.writer.run(lambda: None)
    return answer


def test_each_supplier_is_ordered_from_by_itself_where_the_sites_rule_does(bakery: Game) -> None:
    view = bakery.view(1)
    assert view["limits"]["items"]["flour"]["lanes"] == ["trader", "mill"]
    assert "lanes" not in view["limits"]["items"]["butter"]
    answer = place(bakery, ORDERS)
    assert (answer.status_code, answer.json["orders"]) == (200, ORDERS)
    past = bakery.view(1)["history"][0]["items"]
    ordered = {item: {lane["from"]: lane["order"] for lane in past[item]["supplies"]} for item in ("flour", "butter")}
    assert ordered == {
        "flour": {"trader": 10, "mill": 10},
        "butter": {"dairy": 6, "farm": 3},
    }  # the mill sells by fives
    assert "supplies" not in past["bread"]


@pytest.mark.parametrize(
    ("flour", "why"),
    [(5, "missing-lane"), ({"mill": 5}, "missing-lane"), ({"mill": 5, "trader": 1, "x": 1}, "unknown-lane")],
)
def test_an_order_that_leaves_a_supplier_open_is_refused(bakery: Game, flour: Any, why: str) -> None:
    refused = place(bakery, {**ORDERS, "flour": flour})
    assert (refused.status_code, refused.json["why"]) == (422, why)
    assert place(bakery, {**ORDERS, "bread": {"bakery": 3}}).json["why"] == "not-by-lane"
    assert bakery.view(1)["ordered"] is None


def test_what_is_on_its_way_is_told_by_supplier_and_when_it_comes_as_far_as_that_is_known(bakery: Game) -> None:
    for _ in range(2):
        place(bakery, ORDERS)
    items = bakery.view(1)["sight"]["items"]
    trader, mill = items["flour"]["supplies"]
    assert trader == {"from": "trader", "received": 10, "mail": 10, "owed": 0, "in_transit": 0, "coming": [0]}
    assert mill == {"from": "mill", "received": 0, "mail": 10, "owed": 0, "in_transit": 10, "coming": [0, 10]}
    place(bakery, ORDERS)
    items = bakery.view(1)["sight"]["items"]
    assert items["flour"]["supplies"][1]["coming"] == [10, 10]
    dairy, farm = items["butter"]["supplies"]
    assert dairy["coming"] is None, "its lead times are drawn"
    assert dairy["in_transit"] > 0
    assert items["butter"]["coming"][: len(farm["coming"])] == farm["coming"]
    assert sum(items["butter"]["coming"]) == sum(farm["coming"])
    assert "supplies" not in items["bread"]
    assert list(bakery.view(1)["sight"]["owed"]) == ["bread"]


def test_what_customers_did_not_wait_for_and_what_was_thrown_away_is_shown(bakery: Game) -> None:
    for bread in (0, 0, 25, 25, 25, 0, 0, 0):
        place(bakery, {**ORDERS, "bread": bread})
    past = [week["items"] for week in bakery.view(1)["history"]]
    assert all(week["bread"]["backlog"] == 0 for week in past)
    assert any(week["bread"]["lost"] > 0 for week in past)
    assert any(week["bread"]["outdated"] > 0 for week in past)
    assert "lost" not in past[0]["flour"]
    assert "shrunk" not in past[0]["bread"]
    for week in past:
        bread = week["bread"]
        assert bread["asked"] == bread["shipped"] + bread["lost"]
        assert bread["cost"] == pytest.approx(0.5 * bread["on_hand"] + 2 * bread["lost"] + bread["outdated"])


def test_what_holds_at_a_seat_is_told_in_full_and_nothing_else(bakery: Game) -> None:
    one = bakery.seats[0]
    told = bakery.web.get(f"/api/seats/{one.id}/terms", one.token).json
    assert (told["capacity"], told["uses"], told["storage"]) == (30, {"bread": 1}, 200)
    bread, flour, butter = (told["items"][item] for item in ("bread", "flour", "butter"))
    assert bread["costs"] == {"holding_cost": 0.5, "lost_cost": 2, "discard_cost": 1}
    assert (bread["patience"], bread["shelf_life"], bread["claimants"]) == (0, 2, [{"to": None}])
    assert bread["lanes"] == [
        {"from": "bakery", "order_delay": 1, "lead_time": 1, "recipe": {"flour": 2, "butter": 1}, "capacity": 25}
    ]
    assert flour["claimants"] == [{"to": "bakery", "item": "bread"}]
    assert flour["by_lane"]
    assert flour["lanes"][1] == {
        "from": "mill", "order_delay": 1, "lead_time": 3, "multiple": 5, "price": 1,
        "discounts": [{"from": 50, "price": 0.8}],
    }  # fmt: skip
    assert butter["sourcing"] == {"type": "shares", "shares": {"dairy": 0.7, "farm": 0.3}}
    assert butter["lanes"][0]["lead_time"] == {"mean": 2, "low": 1, "high": 4}
    assert butter["lanes"][1]["yield"] == 0.9
    assert "demand" not in json.dumps(told)
    assert "dual-index" not in json.dumps(told), "how a bot would order is nobody's business"
    assert bakery.web.get(f"/api/seats/{one.id}/terms").status_code == 401


def test_a_warehouse_sees_each_customer_apart(web: Web) -> None:
    game = web.game(scenario="two-shops", changes={}, teams=1)
    game.join("Ana", site="warehouse")
    game.act("start")
    for week in range(1, 13):
        game.order(1, week, 4)
    view = game.view(1)
    claims = view["sight"]["items"]["item"]["claims"]
    assert [claim["to"] for claim in claims] == ["east shop", "west shop"]
    for figures in [view["sight"]["items"]["item"], *(week["items"]["item"] for week in view["history"])]:
        for one, whole in (("asked", "asked"), ("shipped", "shipped"), ("owed", "backlog")):
            assert sum(claim[one] for claim in figures["claims"]) == pytest.approx(figures[whole])
    assert view["history"][-1]["items"]["item"]["backlog"] > 0


def test_orders_by_lane_outlive_a_restart_and_are_in_every_file(bakery: Game) -> None:
    for _ in range(4):
        place(bakery, ORDERS)
    bakery.act("undo")
    place(bakery, {**ORDERS, "flour": {"trader": 1, "mill": 5}})
    before = bakery.view(1)
    again = loaded(bakery.web.classroom.database, bakery.code).team(1).game
    assert (again.history("bakery"), again.sight("bakery")) == (before["history"], before["sight"])
    bakery.act("end")
    record = bakery.web.get(f"{bakery.path}/export.json", bakery.host).json
    assert record["teams"][0]["weeks"][0]["bakery"]["orders"] == ORDERS
    game = GameRecord.of(record)
    assert game.game(1).history("bakery") == before["history"]
    text = bakery.web.get(f"{bakery.path}/export.csv", bakery.host).text
    rows = [row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))) if row["item"] == "flour"]
    assert [row["order_by_lane"] for row in rows] == ["trader: 10; mill: 7"] * 3 + ["trader: 1; mill: 5"] + [
        "trader: 10; mill: 7"
    ]
    assert rows[-1]["undone"] == "yes"
    assert list(rows[0])[-4:] == ["undone", "lost", "outdated", "order_by_lane"]
    table = bakery.web.get(f"{bakery.path}/what-if-table", bakery.host).json
    assert len(table["bakery"]) == 4


def test_a_bot_and_a_timer_order_by_lane_as_well(web: Web) -> None:
    game = web.game(scenario=BAKERY, changes={}, on_timer="zero")
    game.join("Ana")
    game.act("start")
    game.act("close")
    assert game.view(1)["history"][0]["items"]["flour"]["order"] == 0
    game.act("bot", team=1, site="bakery", on=True)
    game.act("close")
    assert game.view(1)["history"][1]["items"]["flour"]["order"] > 0
    refused = web.post(f"{game.path}/host/bot", {"team": 1, "site": "bakery", "rule": "pass-on"}, game.host)
    assert refused.status_code == 422
    assert "gives one order for 'flour', which comes by 2 lanes" in refused.json["message"]


@pytest.mark.parametrize("name", list(playable()))
def test_every_scenario_that_is_offered_can_be_played(web: Web, name: str) -> None:
    fixed = any(rule.forced_periods for rule in seat_rules(playable()[name]).values())
    game = web.game(scenario=name, changes=FREE if fixed else {})
    sites = [site.name for site in playable()[name].site if site.person]
    for site in sites:
        game.join(f"at {site}", site=site)
    game.act("start")
    for _ in range(3):
        for number, one in enumerate(game.seats, 1):
            view = game.view(number)
            each = view["limits"].get("items", {})
            lanes = {item: each.get(item, view["limits"]).get("lanes") for item in view["sight"]["items"]}
            orders = {item: dict.fromkeys(names, 2) if names else 2 for item, names in lanes.items()}
            answer = web.put(f"/api/seats/{one.id}/orders/{view['week']}", {"orders": orders}, one.token)
            assert answer.status_code == 200, answer.text
            assert web.get(f"/api/seats/{one.id}/terms", one.token).json["site"] == view["seat"]["site"]
        web.classroom.writer.run(lambda: None)
    assert game.room.team(1).week == 4


def test_a_bakery_is_scored_by_profit_everywhere(web: Web) -> None:
    game = web.game(scenario="bakery", changes={"warm_up": 0}, teams=2, show_figures=True)
    game.join("Ana", team=1)
    game.join("Ben", team=2)
    game.act("start")
    for _ in range(5):
        for number, bread in ((1, 0), (2, 80)):
            one, view = game.seats[number - 1], game.view(number)
            orders = {"bread": bread, "flour": {"grocer": bread, "mill": 0}, "yeast": bread, "salt": 2 * bread}
            web.put(f"/api/seats/{one.id}/orders/{view['week']}", {"orders": orders}, one.token)
        web.classroom.writer.run(lambda: None)
    seats = [game.view(number) for number in (1, 2)]
    assert [view["game"]["scored_by"] for view in seats] == ["profit"] * 2
    assert "warm_up" not in seats[0]["game"]
    profits = [view["sight"]["profit_so_far"] for view in seats]
    assert profits[0] < profits[1]
    assert seats[0]["sight"]["cash"] == pytest.approx(profits[0]), "no capital costs, and none at the start"
    assert sum(item["profit"] for item in seats[1]["history"][0]["items"].values()) > 0
    screen = web.get(f"/api/games/{game.code}/screen", game.screen).json
    assert [team["profit"] for team in screen["teams"]] == pytest.approx(profits)
    game.act("end")
    told = web.get(f"/api/games/{game.code}/debrief", game.host).json
    assert [team["number"] for team in told["class"]["teams"]] == [2, 1]
    sheet = web.get(f"/api/games/{game.code}/export.csv", game.host).text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    for number, profit in enumerate(profits, 1):
        own = [float(row["profit"]) for row in rows if row["team"] == str(number)]
        assert sum(own) == pytest.approx(profit)
    with ZipFile(io.BytesIO(web.get(f"/api/games/{game.code}/export.xlsx", game.host).data)) as book:
        teams = book.read("xl/worksheets/sheet2.xml").decode()
    assert f"{profits[1]:.15g}" in teams, "beside the cost, which is another figure"
    page = web.get(f"/host/{game.code}/debrief?view=teams", game.host).text
    assert "Leaderboard: profit, the highest first" in page


def test_a_game_that_the_host_ends_has_cost_the_same_at_the_seat_and_on_the_leaderboard(web: Web) -> None:
    game = web.game(scenario="lost-sales", changes={}, teams=1)
    game.join("Ana")
    game.act("start")
    for week in range(1, 5):
        game.order(1, week, 9)
    open_week = game.view(1)["sight"]["cost_so_far"]
    game.act("end")
    view = game.view(1)
    told = web.get(f"/api/games/{game.code}/debrief", game.host).json
    assert view["sight"]["cost_so_far"] == told["class"]["teams"][0]["cost"] < open_week
    assert view["sight"]["week"] == 4
    assert view["sight"]["items"] == view["history"][-1]["items"]
