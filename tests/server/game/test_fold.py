"""What each entry of a log changes, and who is told of it."""

from __future__ import annotations

import pytest

import bullwhip as bw
from bullwhip.server.game import events
from bullwhip.server.game.fold import begin
from bullwhip.server.game.ordering import Asked, accepted, counted_already
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Entry
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
    log = Log(ONE, practice_weeks=1).start()
    assert log.team().table.seed == 8
    log.close()
    team = log.team()
    assert (team.table.seed, team.take, team.weeks, team.undone) == (7, 1, [], [])


def test_practice_is_without_fixed_orders_and_the_game_begins_with_them() -> None:
    log = Log(ONE, practice_weeks=1, forced=4).start()
    assert log.team().forced == frozenset()
    log.close()
    assert log.team().forced == {"retailer", "wholesaler", "distributor", "factory"}


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
        log.close(2)
    assert log.add(events.Ended()) is None


def test_a_shared_seats_order_stays_when_another_of_its_people_leaves() -> None:
    log = Log(ONE, ONE, people_per_seat=2).start()
    log.place(1, "retailer", player="p1")
    log.add(events.Left(player="p0"))
    assert "retailer" in log.team().orders
    log.add(events.Left(player="p1"))
    assert log.team().orders == {}


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


def test_time_begins_with_a_week_and_with_a_timer() -> None:
    log = Log(ONE, timer_seconds=30).start(at=100)
    assert log.team().opened == 100
    log.close(at=250)
    assert log.team().opened == 250
    log.add(events.Paused(), at=300)
    log.add(events.TimerSet(seconds=60), at=400)
    log.add(events.Resumed(), at=1000)
    assert log.room.deadline(log.team()) == 1000 + 60_000


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
            accepted(log.room, Asked("p0", week, {"item": 4.0}, take))
        return caught.value.code

    assert accepted(log.room, Asked("p0", 2, {"item": 4.0}, 0))[1:] == ("retailer", {"item": 4.0})
    assert (code(1), code(3), code(2, 1)) == ("week-closed", "week-to-come", "week-closed")
    log.add(events.Paused())
    assert code(2) == "not-playing"


def test_only_an_order_that_counted_counts_again() -> None:
    log = Log(ONE).start()
    for units in (5.0, 6.0):
        log.place(1, "retailer", units)
        log.close()
    log.close(1, "timer")
    by_timer = log.team().weeks[2]["retailer"].orders

    def counts(week: int, units: float, take: int | None = None) -> bool:
        return counted_already(log.room, Asked("p0", week, {"item": units}, take)) is not None

    assert counts(1, 5)
    assert counts(2, 6)
    assert not counts(1, 6)
    assert not counts(0, 6)
    assert not counts(2, 6, 1)
    assert not counts(3, by_timer["item"]), "the timer ordered that"
    assert not counts(4, 6)
