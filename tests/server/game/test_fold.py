"""What each entry of a log changes, and who is told of it."""

from __future__ import annotations

import pytest

import bullwhip as bw
from bullwhip.agents.games.seat import seat_rules, units_in
from bullwhip.server.game import events
from bullwhip.server.game.closing import closed
from bullwhip.server.game.fold import begin
from bullwhip.server.game.ordering import OrderRequest, accepted, counted_already
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import HEARD, Entry
from bullwhip.server.game.seat_view import seat_version
from bullwhip.server.game.settings import Settings
from tests.server.game.logs import Log

ONE, TWO = (1, "retailer"), (2, "retailer")


def test_a_room_has_changed_when_it_was_made() -> None:
    made = events.Made(
        settings=Settings(teams=1), scenario=bw.load("beer-game").document(), seed=7, host="h", screen="s"
    )
    room = begin("BCDFGH", Entry(1, 1234, made))
    assert (room.made, room.changed) == (1234, 1234)


def test_practice_has_luck_of_its_own_and_leaves_nothing_behind() -> None:
    log = Log(ONE, practice_weeks=2).start()
    assert log.team().game.seed == 8
    log.close()
    log.add(events.Undone(team=1, week=1))
    log.close()
    log.close()
    team = log.team()
    assert (team.game.seed, team.take, team.weeks, team.undone) == (7, 2, [], [])
    log.close()
    log.close()
    assert (team.take, len(team.weeks)) == (2, 2), "there is no second practice"


def test_practice_is_without_fixed_orders_and_the_game_begins_with_them() -> None:
    log = Log(ONE, practice_weeks=1, forced=4).start()
    assert log.team().forced == frozenset()
    log.close()
    assert log.team().forced == {"retailer", "wholesaler", "distributor", "factory"}


def test_practice_is_without_fixed_orders_of_single_items_too() -> None:
    document = bw.load("beer-game").document()
    factory = next(site for site in document["site"] if site["name"] == "factory")
    factory["items"] = {"item": {"rule": factory.pop("rule")}}
    made = events.Made(settings=Settings(teams=1), scenario=document, seed=7, host="h", screen="s")
    room = begin("BCDFGH", Entry(1, 1, made))
    assert {rule.forced_periods for rule in seat_rules(room.scenario).values()} == {4}
    assert {rule.forced_periods for rule in seat_rules(room.practice).values()} == {0}


def test_what_happens_to_many_teams_at_once_is_one_line_for_the_host() -> None:
    log = Log(ONE, TWO, teams=3).start()
    log.close(1)
    log.close(2)
    log.close(3, "timer")
    log.close(3, "timer")
    log.add(events.Undone(team=3, week=2))
    log.add(events.Undone(team=2, week=1))
    log.add(events.Undone(team=1, week=1))
    lines = [
        (line.entry.event.kind, line.teams) for line in log.room.log if line.entry.event.kind in {"closed", "undone"}
    ]
    assert lines == [
        ("closed", (1, 2)), ("closed", (3,)), ("closed", (3,)), ("undone", (3,)), ("undone", (2, 1))
    ]  # fmt: skip


def test_who_moves_is_told_of_by_both_teams() -> None:
    log = Log(ONE, teams=3).start()
    assert log.add(events.Moved(player="p0", team=3, site="factory"), at=9) == {1, 3}
    assert [log.team(number).changed == 9 for number in (1, 2, 3)] == [True, False, True]


def test_a_bots_rule_or_a_word_to_one_team_is_told_to_that_team() -> None:
    log = Log(ONE, teams=2).start()
    assert log.add(events.BotSet(team=2, on=True)) == {2}
    assert log.add(events.Said(text="Hurry", team=1)) == {1}
    assert log.add(events.Said(text="Hurry")) is None
    assert log.add(events.Believed(player="p0", values=(4.0,))) == set()


def test_the_last_week_of_the_last_team_is_told_to_all() -> None:
    log = Log(ONE, TWO, teams=2).start()
    for _ in range(36):
        log.close(1)
    assert log.room.state == "playing"
    for _ in range(35):
        assert log.add(closed(log.room, log.team(2), "complete")) == {2}
    assert log.add(closed(log.room, log.team(2), "complete")) is None


def test_a_shared_seats_order_stays_when_another_of_its_people_leaves() -> None:
    log = Log(ONE, ONE, people_per_seat=2).start()
    log.place(1, "retailer", player="p1")
    log.add(events.Left(player="p0"))
    assert "retailer" in log.team().orders
    log.add(events.Left(player="p1"))
    assert log.team().orders == {}


def test_who_is_removed_is_gone_and_who_is_banned_stays_so_until_all_are_let_in() -> None:
    log = Log(ONE, TWO, teams=2)
    log.add(events.Left(player="p0", removed=True))
    log.add(events.Left(player="p1", removed=True, banned=True))
    for player in ("p0", "p1"):
        with pytest.raises(Refusal, match="no such player"):
            log.room.player(player)
    assert [player.id for player in log.room.banned()] == ["p1"]
    log.add(events.LetIn())
    assert log.room.banned() == []


def test_who_moves_leaves_a_seat_and_has_missed_nothing_in_the_other() -> None:
    log = Log(ONE, (1, "factory"), away_after=2).start()
    log.close(1, "timer")
    log.close(1, "timer")
    seats = log.team().seats
    assert seats["retailer"].missed == 2
    log.add(events.Moved(player="p1", team=1, site="retailer"))
    assert [player.id for player in seats["retailer"].people] == ["p0", "p1"]
    assert seats["retailer"].missed == 0
    assert seats["factory"].people == []


def test_who_has_sat_where_customers_come_has_met_them() -> None:
    log = Log(ONE, (1, "factory"))
    assert [player.met for player in log.room.people()] == [True, False]
    log.add(events.Moved(player="p0", team=1, site="wholesaler"))
    log.add(events.Moved(player="p1", team=1, site="wholesaler"))
    assert [player.met for player in log.room.people()] == [True, False]


def test_missed_weeks_are_counted_one_by_one_and_fixed_ones_are_not() -> None:
    log = Log(ONE, forced=1, away_after=None).start()
    seat = log.team().seats["retailer"]
    log.close()
    assert seat.missed == 0, "the scenario fixed that week"
    log.close(1, "timer")
    log.close(1, "timer")
    assert seat.missed == 2
    assert log.team().seats["factory"].missed == 0, "nobody sits there"
    log.add(events.BotSet(team=1, site="retailer"))
    assert seat.missed == 0


def test_a_bot_that_is_given_a_rule_stays_on_or_off_and_keeps_it() -> None:
    log = Log(ONE).start()
    log.add(events.BotSet(team=1, site="retailer", on=True))
    log.add(events.BotSet(team=1, site="retailer", rule={"type": "pass-on"}))
    assert log.team().seats["retailer"].bot
    log.add(events.BotSet(team=1, site="retailer", on=False))
    assert log.team().seats["retailer"].rule == {"type": "pass-on"}
    assert log.team().seats["factory"].rule is None


def test_a_bot_gets_back_the_rule_that_the_game_began_with() -> None:
    log = Log(ONE).start()
    own = log.team().game.suggestion("factory")
    log.add(events.BotSet(team=1, site="factory", rule={"type": "order-up-to", "level": 100}))
    assert log.team().game.suggestion("factory") != own
    log.add(events.BotSet(team=1, site="factory", own=True))
    assert log.team().game.suggestion("factory") == own


def test_bots_are_switched_on_in_one_team_or_in_all() -> None:
    log = Log(ONE, teams=2)

    def on() -> list[set[bool]]:
        return [{seat.bot for seat in team.seats.values()} for team in log.room.teams]

    log.add(events.BotSet(team=2, on=True))
    assert on() == [{False}, {True}]
    log.add(events.BotSet(on=True))
    assert on() == [{True}, {True}]


def test_time_begins_with_a_week_and_with_a_timer() -> None:
    log = Log(ONE, timer_seconds=30).start(at=100)
    assert log.team().opened == 100
    log.close(at=250)
    assert log.team().opened == 250
    log.add(events.Paused(), at=300)
    log.add(events.TimerSet(seconds=60), at=400)
    log.add(events.Resumed(), at=1000)
    assert log.room.deadline(log.team()) == 1000 + 60_000
    log.add(events.Paused(), at=5000)
    assert log.room.deadline(log.team()) is None, "time stands"
    log.add(events.Resumed(), at=7000)
    assert log.room.deadline(log.team()) == 1000 + 60_000 + 2000


def test_a_message_stands_in_its_week_and_for_a_while_after_it() -> None:
    log = Log(ONE, TWO, teams=2).start()
    log.add(events.Said(text="All"), at=1000)
    log.add(events.Said(text="You two", team=2), at=1000)

    def standing(number: int | None) -> list[str]:
        return [said.text for said in log.room.standing(number)]

    log.close(1, at=1000 + HEARD)
    assert (standing(1), standing(2), standing(None)) == (["All"], ["All", "You two"], ["All"])
    log.close(1, at=1001 + HEARD)
    assert (standing(1), standing(2)) == ([], ["All", "You two"])
    assert standing(None) == [], "the projector goes with the team that is ahead"


def test_a_newer_order_is_a_newer_version_of_what_the_team_sees() -> None:
    log = Log(ONE, (1, "factory")).start()
    versions = set()
    for site, at in (("retailer", 10), ("factory", 20), ("factory", 30)):
        log.place(1, site, at=at)
        versions.add(seat_version(log.room, log.team()))
    assert len(versions) == 3


def test_the_last_belief_counts_until_a_week_is_taken_back() -> None:
    log = Log(ONE).start()
    log.close()
    log.add(events.Ended())
    for value in (4.0, 5.0):
        log.add(events.Believed(player="p0", values=(value,)))
    assert log.room.beliefs == {"p0": (5.0,)}
    log.add(events.Undone(team=1, week=1))
    assert log.room.beliefs == {}


def test_a_week_is_undone_with_all_that_belonged_to_it() -> None:
    log = Log(ONE).start()
    log.place(1, "retailer", 5)
    log.close()
    log.place(1, "retailer", 9)
    log.close()
    log.place(1, "retailer", 77)
    log.add(events.Undone(team=1, week=2))
    team = log.team()
    assert (team.take, team.week, team.orders) == (1, 2, {})
    assert team.undone[0][1]["retailer"].orders == {"item": 9.0}
    assert team.weeks[0]["retailer"].orders == {"item": 5.0}


def test_new_tokens_take_the_place_of_their_own_kind_only() -> None:
    log = Log(ONE)
    log.add(events.TokensRenewed(screen="new"))
    assert (log.room.host, log.room.screen) == ("h", "new")
    log.add(events.TokensRenewed(host="newer", players={"p0": "t"}))
    assert (log.room.host, log.room.screen, log.room.players["p0"].token) == ("newer", "new", "t")


def test_an_order_is_for_this_week_of_this_take() -> None:
    log = Log(ONE).start()
    log.close()

    def code(week: int, take: int | None = None) -> str:
        with pytest.raises(Refusal) as caught:
            accepted(log.room, OrderRequest("p0", week, {"item": 4.0}, take))
        return caught.value.code

    assert accepted(log.room, OrderRequest("p0", 2, {"item": 4.0}, 0))[1:] == ("retailer", {"item": 4.0})
    assert (code(1), code(3), code(2, 1)) == ("week-closed", "week-to-come", "week-closed")
    log.add(events.Paused())
    assert code(2) == "not-playing"
    log.add(events.Resumed())
    log.add(events.BotSet(team=1, site="retailer", on=True))
    assert code(2) == "not-playing"


def test_who_has_played_all_weeks_orders_no_more_while_others_play_on() -> None:
    log = Log(ONE, TWO, teams=2).start()
    for _ in range(36):
        log.close(1)
    assert log.room.state == "playing"
    with pytest.raises(Refusal, match="week 36 is closed"):
        accepted(log.room, OrderRequest("p0", 36, {"item": 4.0}))


def test_a_fixed_order_may_be_placed_as_it_is() -> None:
    log = Log(ONE, forced=1).start()
    assert accepted(log.room, OrderRequest("p0", 1, {"item": 4.0}))[1:] == ("retailer", {"item": 4.0})
    with pytest.raises(Refusal, match="fixed by the scenario"):
        accepted(log.room, OrderRequest("p0", 1, {"item": 9.0}))


def test_only_an_order_that_counted_counts_again() -> None:
    log = Log(ONE).start()
    for units in (5.0, 6.0):
        log.place(1, "retailer", units)
        log.close()

    def counts(week: int, units: float, take: int | None = None) -> bool:
        return counted_already(log.room, OrderRequest("p0", week, {"item": units}, take)) is not None

    assert not counts(0, 6), "there is no week before the first"
    log.close(1, "timer")
    by_timer = log.team().weeks[2]["retailer"].orders
    assert counts(1, 5)
    assert counts(2, 6)
    assert not counts(1, 6)
    assert not counts(2, 6, 1)
    assert not counts(3, units_in(by_timer["item"])), "the timer ordered that"
    assert not counts(4, 6)
