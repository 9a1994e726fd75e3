"""Games whose customers pay are scored by profit; all others by cost, as ever."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.crowd import crowd
from bullwhip.agents.debriefs.debrief import class_debrief, team_debrief
from bullwhip.agents.debriefs.shares import shares
from bullwhip.agents.debriefs.what_if import Played, what_if
from bullwhip.agents.games.record import Decision, GameRecord, TeamRecord
from bullwhip.agents.games.seat import SeatOrders
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.games.terms import terms_of

DAYS = 20
LITTLE: SeatOrders = {"bread": 0, "flour": {"grocer": 0, "mill": 0}, "yeast": 0, "salt": 0}


def played(little: bool) -> TeamGame:
    """A bakery whose baker orders by the scenario's rules, or nothing."""
    game = TeamGame.of(bw.load("bakery"))
    return game.replay([{"bakery": LITTLE} if little else {}] * DAYS)


def record_of(*games: TeamGame) -> GameRecord:
    """The record of these games of a bakery."""
    teams = [
        TeamRecord(
            name=f"Team {number}",
            seats=({"site": "bakery"},),
            weeks=tuple(
                {"bakery": Decision(orders=_orders(week["items"]), by="person")} for week in game.history("bakery")
            ),
        )
        for number, game in enumerate(games, 1)
    ]
    return GameRecord(scenario=bw.load("bakery").document(), seed=games[0].seed, teams=tuple(teams))


def _orders(items: dict[str, Any]) -> dict[str, Any]:
    lanes = {item: figures.get("supplies") for item, figures in items.items()}
    return {
        item: {lane["from"]: lane["order"] for lane in lanes[item]} if lanes[item] else figures["order"]
        for item, figures in items.items()
    }


def test_profit_and_cash_are_those_of_the_same_run() -> None:
    scenario = bw.load("bakery", {"periods": str(DAYS)})
    run = bw.run(scenario, 1, record=True)
    totals = run.totals.set_index("measure")["mean"]
    game = played(little=False)
    assert (game.cost(), game.profit()) == (totals["cost"], totals["profit"])
    assert game.profit("bakery") == pytest.approx(totals["profit"], rel=1e-12)
    assert game.cash("bakery") == pytest.approx(totals["cash"], rel=1e-12)
    frame = game.frame()
    for column in ("profit", "cash"):
        assert frame[column].tolist() == pytest.approx(run.history[column].tolist(), rel=1e-12)
    sight = game.sight("bakery")
    assert (sight["profit_so_far"], sight["cash"]) == (game.profit("bakery"), game.cash("bakery"))


def test_the_warm_up_brings_cash_but_no_profit() -> None:
    game = TeamGame.of(bw.load("bakery", {"site.bakery.cash": "100"}))
    assert (game.profit("bakery"), game.cash("bakery")) == (0, 100)
    game.replay([{}] * 14)
    assert game.profit() == 0
    assert game.cash("bakery") > 1000


def test_teams_are_ranked_by_profit_though_who_sells_nothing_costs_less() -> None:
    baker, idler = played(little=False), played(little=True)
    assert idler.cost() < baker.cost()
    record = record_of(idler, baker)
    told = class_debrief(record)
    assert told["scored_by"] == "profit"
    assert [row["name"] for row in told["teams"]] == ["Team 2", "Team 1"]
    assert [row["profit"] for row in told["teams"]] == [baker.profit(), idler.profit()]
    team = team_debrief(record, 2)
    assert team["profit"] == baker.profit()
    (site,) = team["sites"]
    assert site["profit"] == pytest.approx(baker.profit())
    assert sum(site["profits"][14:]) == pytest.approx(baker.profit())


def test_what_if_and_shares_ask_what_the_orders_cost_in_profit() -> None:
    idler = played(little=True)
    told = Played.of(record_of(idler), 1)
    other = what_if(told, {"bakery": "own"})
    assert other.scored_by == "profit"
    assert (other.cost, other.difference < 0) == (-idler.profit(), True)
    assert sum(other.by_site.values()) == pytest.approx(other.difference)
    shared = shares(told, "own")
    assert float(shared.values["bakery"]) == pytest.approx(-other.difference)


def test_thousands_of_bakers_are_held_against_by_profit() -> None:
    found = crowd(bw.load("bakery"), DAYS, 200)
    assert found.scored_by == "profit"
    assert found.costs.min() < 0
    assert found.cheaper(-played(little=False).profit()) < found.cheaper(-played(little=True).profit())


def test_a_seat_is_told_what_customers_and_other_sites_pay() -> None:
    game = TeamGame.of(bw.load("bakery"))
    assert terms_of(game.games, "bakery", 1)["items"]["bread"]["sale_price"] == 4
    priced = TeamGame.of(bw.load("two-shops", {"lane.warehouse>east shop.price": "3"}))
    claimants = terms_of(priced.games, "warehouse", 1)["items"]["item"]["claimants"]
    assert claimants == [{"to": "east shop", "price": 3}, {"to": "west shop"}]
    assert priced.scored_by == "cost", "nobody pays from outside"


def test_without_customers_who_pay_nothing_is_told_of_profit() -> None:
    game = TeamGame.of(bw.load("two-shops")).replay([{}] * 3)
    assert game.score() == {"cost": game.cost()}
    assert game.net_cost() == game.cost()
    assert not {"profit_so_far", "cash"} & set(game.sight("warehouse"))
    assert not {"profit", "cash"} & set(game.frame())
    assert "profit" not in game.history("warehouse")[0]["items"]["item"]
