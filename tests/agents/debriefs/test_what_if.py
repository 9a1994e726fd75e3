"""What if: the same luck, other orders, and nothing but their consequences."""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.what_if import Branch, Played, bots_for, costs_by_site, what_if, what_if_table
from bullwhip.agents.games.games import Games, Opened
from bullwhip.agents.games.record import scenario_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import Recorded
from tests.agents.games.games import PEOPLE, SEATS, chain, play, played, record_of


def test_with_everybodys_own_orders_the_difference_is_exactly_0() -> None:
    game = played()
    assert what_if(game, {}).difference == 0
    own: dict[str, Mapping[str, Any]] = {
        site: {"type": "recorded", "orders": [week[site]["item"] for week in game.weeks]} for site in SEATS
    }
    for week in (1, 5, 20, 36):
        answer = what_if(game, own, week)
        assert answer.difference == 0
        assert set(answer.by_site.values()) == {0.0}


def test_it_costs_what_the_table_costs_where_the_rule_sat_from_the_first_week() -> None:
    game = played()
    rules = bots_for(game.scenario, {"wholesaler": "order-up-to"})
    table = TeamGame.of(game.scenario, bots=rules)
    for orders in game.weeks:
        table.close({site: own for site, own in orders.items() if site != "wholesaler"})
    answer = what_if(game, {"wholesaler": "order-up-to"})
    assert answer.other_cost == table.cost() != answer.cost
    assert answer.difference == table.cost() - answer.cost
    assert sum(answer.by_site.values()) == pytest.approx(answer.difference)


def test_the_warm_up_costs_no_site_anything() -> None:
    scenario = bw.load({**chain(3).document(), "warm_up": 4})
    answer = what_if(played(scenario, {"s1": PEOPLE["factory"]}), {"s1": "order-up-to"})
    assert sum(answer.by_site.values()) == pytest.approx(answer.difference)
    table = TeamGame.of(scenario)
    while not table.over:
        table.close({})
    assert sum(costs_by_site(table).values()) == pytest.approx(table.cost())


def test_what_was_ordered_before_the_week_stays() -> None:
    game = played()
    (table,) = game.again(bots_for(game.scenario, {"factory": "pass-on"}), [Branch({"factory"}, 10)])
    orders = [week["items"]["item"]["order"] for week in table.history("factory")]
    asked = [week["items"]["item"]["asked"] for week in table.history("factory")]
    assert orders[:9] == [week["factory"]["item"] for week in game.weeks[:9]]
    assert orders[9:] == asked[9:]


def test_a_rule_that_takes_over_has_watched_all_along() -> None:
    """Its forecast is made of all that the seat was asked for, not of what came after."""
    game = played()
    rule = {"type": "anchor-adjust", "theta": 0.1, "alpha": 0.0, "beta": 0.0, "target": 0}
    (table,) = game.again(bots_for(game.scenario, {"retailer": rule}), [Branch({"retailer"}, 20)])
    asked = [week["items"]["item"]["asked"] for week in table.history("retailer")]
    expected = asked[0]
    for units in asked[:20]:
        expected = 0.1 * units + 0.9 * expected
    assert table.history("retailer")[19]["items"]["item"]["order"] == float(int(expected + 0.5))


def test_with_the_reference_in_all_seats_the_beer_game_costs_204() -> None:
    assert what_if(played(), dict.fromkeys(SEATS, "order-up-to")).other_cost == 204


def test_forced_weeks_stay_forced_whatever_rule_sits_there() -> None:
    bots = bots_for(bw.load("beer-game"), dict.fromkeys(SEATS, "pass-on"))
    (table,) = played().again(bots, [Branch(SEATS)])
    assert [week["items"]["item"]["order"] for week in table.history("factory")][:4] == [4.0] * 4


def replayed(game: Played, site: str, from_week: int) -> float:
    """What a seat's rule changes, by playing two games one after the other, each by itself."""
    as_played = TeamGame.of(game.scenario).replay(game.weeks)
    other = TeamGame.of(game.scenario, bots=bots_for(game.scenario, {site: "pass-on"}))
    for week, orders in enumerate(game.weeks, 1):
        other.close({name: own for name, own in orders.items() if name != site or week < from_week})
    return other.cost() - as_played.cost()


def test_the_whole_table_holds_every_single_answer() -> None:
    game = played(weeks=12)
    table = what_if_table(game, "pass-on")
    assert list(table) == list(SEATS)
    for site, differences in table.items():
        assert differences == [what_if(game, {site: "pass-on"}, week).difference for week in range(1, 13)]
        assert differences == [replayed(game, site, week) for week in range(1, 13)]
    assert len({difference for row in table.values() for difference in row}) > 10


def test_the_own_bot_is_the_scenarios_rule() -> None:
    scenario = chain(3)
    bots = Played(scenario, tuple(play(scenario, {})))
    assert what_if(bots, dict.fromkeys(("s0", "s1", "s2"), "own")).difference == 0
    people = played(scenario, {"s1": PEOPLE["factory"]})
    assert what_if(people, dict.fromkeys(("s0", "s1", "s2"), "own")).other_cost == what_if(bots, {}).cost
    assert what_if(people, {"s1": "own"}).other_cost != what_if(bots, {}).cost  # s0 and s2 order what they ordered


def test_a_game_with_several_items_takes_a_rule_for_each() -> None:
    item = {"stock": 9, "rule": "pass-on", "demand": {"type": "poisson", "mean": 4}}
    slow = {**item, "demand": {"type": "poisson", "mean": 1}}
    scenario = bw.load(
        {
            "name": "kiosk",
            "periods": 8,
            "whole_units": True,
            "site": [
                {"name": "kiosk", "role": "retailer", "person": True, "holding_cost": 1, "backlog_cost": 4}
                | {"items": {"tea": item, "ink": slow}}
            ],
            "lane": [{"to": "kiosk", "lead_time": 1, "order_delay": 1}],
        }
    )
    rules = bots_for(scenario, {"kiosk": "order-up-to"})
    assert set(rules) == {("kiosk", "tea"), ("kiosk", "ink")}
    game = Played(scenario, tuple(play(scenario, {})))
    direct = bw.run(scenario, rules=rules).costs[0]
    assert what_if(game, {"kiosk": "order-up-to"}).other_cost == pytest.approx(direct)


def test_a_record_gives_the_teams_game() -> None:
    record = record_of({}, PEOPLE)
    first, second = Played.of(record, 1), Played.of(record, 2)
    assert what_if(first, {}).cost == record.teams[0].cost == bw.run(scenario_of(record, 1)).costs[0]
    assert what_if(second, {}).cost == record.teams[1].cost != record.teams[0].cost
    unplayed = record.model_copy(update={"teams": (record.teams[0].model_copy(update={"weeks": ()}),)})
    with pytest.raises(bw.BullwhipError, match="team 1: found no week that is over"):
        Played.of(unplayed, 1)


@pytest.mark.parametrize(
    ("choices", "week", "words"),
    [
        ({"factry": "own"}, 1, "found 'factry', which is no seat; did you mean 'factory'?"),
        ({"factory": "order-upto"}, 1, "rule of factory: found 'order-upto', which is no shipped rule"),
        ({"factory": {"type": "os:system"}}, 1, "found 'os:system', which is no shipped rule"),
        ({"factory": {"level": 3}}, 1, "rule of factory: found None"),
        ({"factory": {"type": "order-up-to", "levl": 3}}, 1, "did you mean 'level'?"),
        ({"factory": "recorded"}, 1, "its orders cannot be computed"),
        ({}, 0, "from_week: found 0; give 1 to 36"),
        ({}, 37, "from_week: found 37; give 1 to 36"),
    ],
)
def test_what_does_not_exist_is_refused(choices: dict[str, Any], week: int, words: str) -> None:
    with pytest.raises(bw.BullwhipError, match=re.escape(words)):
        what_if(played(), choices, week)


def test_a_longer_record_of_orders_is_a_rule_like_any() -> None:
    rules = bots_for(bw.load("beer-game"), {"factory": {"type": "recorded", "orders": [4] * 36}})
    assert isinstance(rules["factory", "item"], Recorded)


def test_a_scenario_made_of_a_game_keeps_what_limits_orders() -> None:
    """A factory of 15 a week is one in the scenario as well, whatever rule is tried there next."""
    document = bw.load("beer-game").document()
    limited = [{**site, "rule": {**site["rule"], "cap": 15, "multiple": 5}} for site in document["site"]]
    record = record_of(PEOPLE, scenario=bw.load(document | {"site": limited}))
    made = scenario_of(record, 1)
    assert bw.run(made).costs[0] == record.teams[0].cost
    history = bw.run(made, rules={"factory": {"type": "order-up-to", "level": 500}}, record=True).history
    orders = history[history["site"] == "factory"]["order"].tolist()
    assert orders == [4] * 4 + [15] * 32


def test_what_branches_cost_takes_no_more_memory_than_two_of_their_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    weeks: list[weakref.ref[Opened]] = []
    kept: list[int] = []
    close = Games.close

    def watched(games: Games, *given: Any) -> Opened:
        opened = close(games, *given)
        weeks.append(weakref.ref(opened))
        kept.append(sum(week() is not None for week in weeks))
        return opened

    game = played()
    monkeypatch.setattr(Games, "close", watched)
    what_if_table(game)
    assert len(weeks) == len(game.weeks)
    assert max(kept) <= 2
