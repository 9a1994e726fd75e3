"""Which weeks are due, why, and what then counts, at the very edges of each condition."""

from __future__ import annotations

import pytest

from bullwhip.server.game import events
from bullwhip.server.game.closing import awaited, closed, expected, wanted
from bullwhip.server.game.refusal import Refusal
from tests.server.game.logs import Log, all_are_gone, nobody_is_gone

ONE, TWO = (1, "retailer"), (2, "retailer")
LATE = 30_000  # ms, the end of a week of 30 seconds


def test_a_timer_ends_to_the_millisecond() -> None:
    log = Log(ONE, timer_seconds=30).start()
    assert log.due(LATE - 1) == []
    assert log.due(LATE) == [(1, "timer")]


def test_the_first_deadline_of_the_teams_is_shown() -> None:
    log = Log(ONE, TWO, teams=2, timer_seconds=30).start()
    assert log.room.next_deadline() == LATE
    log.close(1, at=7)
    assert [log.room.deadline(team) for team in log.room.teams] == [LATE + 7, LATE]
    assert log.room.next_deadline() == LATE


def test_under_the_host_a_fixed_week_has_the_timer_or_no_end() -> None:
    for seconds, end in ((None, None), (30, LATE)):
        log = Log(ONE, pace="host", forced=4, forced_seconds=5, timer_seconds=seconds).start()
        assert log.room.deadline(log.team()) == end


def test_a_week_that_is_complete_when_its_time_is_up_is_complete() -> None:
    log = Log(ONE, timer_seconds=30).start()
    log.place(1, "retailer")
    assert log.due(LATE) == [(1, "complete")]


def test_nothing_is_due_before_the_start_or_in_a_pause() -> None:
    log = Log(ONE, timer_seconds=30)
    log.place(1, "retailer")
    assert log.due(10 * LATE) == []
    log.start()
    log.add(events.Paused())
    assert log.due(10 * LATE) == []


def test_in_step_one_late_team_takes_all_along() -> None:
    log = Log(ONE, TWO, teams=2, pace="step", timer_seconds=30).start()
    log.team(2).opened = LATE
    assert log.due(LATE) == [(1, "timer"), (2, "timer")]


def test_in_step_a_team_that_is_over_is_waited_for_no_more_and_closes_nothing() -> None:
    log = Log(ONE, TWO, teams=2, pace="step").start()
    for _ in range(36):
        log.close(1)
    log.place(2, "retailer", player="p1")
    assert log.due(1) == [(2, "complete")]


def test_in_step_nothing_moves_where_nobody_plays() -> None:
    assert Log(teams=2, pace="step").start().due(LATE) == []


def test_teams_of_bots_follow_who_plays_and_not_each_other() -> None:
    log = Log(ONE, teams=3).start()
    log.close(2, "host")
    assert log.due(1) == []
    log.place(1, "retailer")
    log.close(1)
    assert log.due(1) == [(3, "complete")]


def test_teams_of_bots_leave_practice_after_the_others() -> None:
    log = Log(ONE, teams=2, practice_weeks=1).start()
    log.place(1, "retailer")
    log.close(1)
    assert (log.team(1).practice, log.team(2).practice) == (False, True)
    assert log.due(1) == [(2, "complete")]


def test_a_team_of_bots_without_a_timer_does_not_run_through_fixed_weeks() -> None:
    log = Log(ONE, teams=2, forced=4, forced_seconds=5).start()
    assert log.due(4_999) == []
    assert log.due(5_000) == [(1, "complete")]


def test_a_fixed_week_is_shown_in_step_too() -> None:
    log = Log(ONE, pace="step", forced=4, forced_seconds=5).start()
    assert log.due(4_999) == []
    assert log.due(5_000) == [(1, "complete")]


def test_a_week_in_which_one_seat_decides_is_not_shown_only() -> None:
    log = Log((1, "factory"), forced={"retailer": 1, "wholesaler": 1, "distributor": 1}, forced_seconds=5).start()
    assert log.room.deadline(log.team()) is None
    log.place(1, "factory")
    assert log.due(1) == [(1, "complete")]


def test_who_has_ordered_and_gone_still_plays() -> None:
    log = Log(ONE).start()
    assert log.due(1, gone=True) == []
    log.place(1, "retailer")
    assert log.due(1, gone=True) == [(1, "complete")]


def test_fixed_orders_are_not_waited_for() -> None:
    log = Log(ONE, forced=4).start()
    assert awaited(log.room, log.team(), nobody_is_gone) == []
    assert expected(log.room, nobody_is_gone) == 0


def test_over_is_not_waited_for() -> None:
    log = Log(ONE, TWO, teams=2).start()
    assert expected(log.room, nobody_is_gone) == 2
    assert expected(log.room, all_are_gone) == 0
    log.add(events.Ended())
    assert awaited(log.room, log.team(), nobody_is_gone) == []
    assert expected(log.room, nobody_is_gone) == 0


def test_the_host_takes_a_seat_though_its_order_is_placed() -> None:
    log = Log(ONE).start()
    log.place(1, "retailer", 99)
    log.add(events.BotSet(team=1, site="retailer", on=True))
    assert log.close()["retailer"] == "bot"


@pytest.mark.parametrize(("why", "by"), [("timer", "timer"), ("host", "host"), ("complete", "bot")])
def test_who_decides_for_somebody_without_an_order(why: events.Why, by: str) -> None:
    assert Log(ONE).start().close(1, why) == {
        "retailer": by, "wholesaler": "bot", "distributor": "bot", "factory": "bot"
    }  # fmt: skip


def test_a_first_week_has_nothing_to_repeat_and_a_third_repeats_the_second() -> None:
    log = Log(ONE, on_timer="repeat").start()
    first = log.team().game.suggestion("retailer")
    assert closed(log.room, log.team(), "timer").decisions["retailer"].orders == first
    for units in (5.0, 9.0):
        log.place(1, "retailer", units)
        log.close()
    assert closed(log.room, log.team(), "timer").decisions["retailer"].orders == {"item": 9.0}


def test_the_host_closes_what_can_be_closed() -> None:
    log = Log(ONE, teams=2)
    with pytest.raises(Refusal, match="not running"):
        wanted(log.room, None)
    log.start()
    assert [(team.number, why) for team, why in wanted(log.room, 2)] == [(2, "host")]
    for number in (0, 3):
        with pytest.raises(Refusal, match=f"found team {number}; there are teams 1 to 2"):
            wanted(log.room, number)
    log.add(events.Paused())
    with pytest.raises(Refusal, match="not running"):
        wanted(log.room, None)


def test_a_seat_is_its_bots_from_the_last_missed_week_on() -> None:
    log = Log(ONE, away_after=2).start()
    log.close(1, "timer")
    assert awaited(log.room, log.team(), nobody_is_gone) == ["retailer"]
    log.close(1, "timer")
    assert awaited(log.room, log.team(), nobody_is_gone) == []
    assert log.close(1, "timer")["retailer"] == "bot"


def test_a_seat_that_the_host_gave_to_its_bot_is_not_waited_for() -> None:
    log = Log(ONE).start()
    log.add(events.BotSet(team=1, site="retailer", on=True))
    assert expected(log.room, nobody_is_gone) == 0
    assert log.close(1, "timer")["retailer"] == "bot"


def test_a_shared_seat_is_waited_for_as_long_as_one_is_there() -> None:
    log = Log(ONE, ONE, people_per_seat=2).start()
    assert awaited(log.room, log.team(), lambda player: player.id == "p0") == ["retailer"]
