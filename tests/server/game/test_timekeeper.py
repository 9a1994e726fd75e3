"""What happens because time goes by: closing, gathering who has ordered, forgetting."""

from __future__ import annotations

import pytest

from bullwhip.server.game import hosting
from bullwhip.server.game.hub import Hub
from bullwhip.server.game.seat_view import seat_version, seat_view
from bullwhip.server.game.settings import Settings
from bullwhip.server.game.timekeeper import GATHER, SHARE, Timekeeper
from tests.server.game.classes import Class
from tests.server.game.conftest import Begin

SOON = 120.0  # seconds in which what is told is heard


class Still(Timekeeper):
    """A timekeeper without threads, which a test beats."""

    def __init__(self, game: Class) -> None:
        super().__init__(game.classroom)
        self.stop()


@pytest.fixture
def game(begin: Begin) -> Class:
    return begin(timer_seconds=60, away_seconds=30)


def version(game: Class) -> str:
    return seat_version(game.room, game.team())


def test_orders_are_told_once_when_they_are_gathered(game: Class) -> None:
    timekeeper = Still(game)
    with game.classroom.hub.listening(game.code, 1) as listener:
        timekeeper.beat(GATHER)
        listener.wait(0.05)
        game.order(1, 1, 4)
        game.order(2, 1, 4)
        for beat in range(1, GATHER):
            timekeeper.beat(beat)
        assert not listener.wait(0.05)
        timekeeper.beat(GATHER)
        assert listener.wait(SOON)
        timekeeper.beat(2 * GATHER)
        assert not listener.wait(0.05)


def test_an_order_soon_after_a_week_has_closed_is_told(game: Class) -> None:
    """Before the first gathering of the new week."""
    timekeeper = Still(game)
    timekeeper.beat(GATHER)
    with game.classroom.hub.listening(game.code, 1) as listener:
        game.all_order(1)
        assert listener.wait(SOON)
        game.order(1, 2, 4)
        timekeeper.beat(2 * GATHER)
        assert listener.wait(SOON)
        timekeeper.beat(3 * GATHER)
        assert not listener.wait(0.05)


def test_an_order_before_the_first_gathering_of_all_is_told(game: Class) -> None:
    with game.classroom.hub.listening(game.code, 1) as listener:
        game.order(1, 1, 4)
        Still(game).beat(GATHER)
        assert listener.wait(SOON)


def test_a_closed_week_is_told_once(game: Class) -> None:
    timekeeper = Still(game)
    timekeeper.beat(GATHER)
    with game.classroom.hub.listening(game.code, 1) as listener:
        game.all_order(1)
        assert listener.wait(SOON)
        before = version(game)
        timekeeper.beat(2 * GATHER)
        assert not listener.wait(0.05)
        assert version(game) == before


def test_who_is_waited_for_changes_with_who_is_there(game: Class) -> None:
    timekeeper = Still(game)
    timekeeper.beat(GATHER)
    before = version(game)
    with game.classroom.hub.listening(game.code, 1) as listener:
        game.clock.move(31)
        for player in game.players[1:]:
            game.classroom.presence.seen(player)
        timekeeper.beat(GATHER)
        assert listener.wait(SOON)
    assert int(version(game).split("-")[1]) > int(before.split("-")[1])
    room = game.room
    _, body = seat_view(room, room.player(game.players[1]), game.classroom.absent(room), game.clock())
    assert b'"for": ["wholesaler", "distributor", "factory"]' in body


def test_a_beat_closes_what_is_due(game: Class) -> None:
    timekeeper = Still(game)
    game.clock.move(61)
    timekeeper.beat(1)
    assert game.team().week == 2


def test_a_running_timekeeper_keeps_time(game: Class) -> None:
    with game.classroom.hub.listening(game.code, 1) as listener:
        timekeeper = game.timekeeper()
        game.clock.move(61)
        while game.team().week == 1:
            assert listener.wait(SOON)
        timekeeper.stop()


def test_a_room_that_nobody_asks_for_is_forgotten_and_comes_back_as_it_was(game: Class) -> None:
    game.classroom.change(game.code, hosting.pause)
    before, frame = game.room, game.team().game.frame()
    timekeeper = Still(game)
    timekeeper.beat(SHARE)
    assert game.classroom.rooms.loaded() == [before]
    with game.classroom.hub.listening(game.code):
        game.clock.move(2 * 3600)
        timekeeper.beat(SHARE)
        assert game.classroom.rooms.loaded() == [before]
    timekeeper.beat(SHARE)
    assert game.classroom.rooms.loaded() == []
    assert game.room is not before
    assert game.room.state == "paused"
    assert game.team().game.frame().equals(frame)


def test_only_the_teams_that_are_concerned_are_woken() -> None:
    hub = Hub()
    with hub.listening("A", 1) as one, hub.listening("A", 2) as two, hub.listening("A") as host:
        with hub.listening("B", 1) as elsewhere:
            hub.tell("A", {1})
            assert one.wait(SOON)
            assert host.wait(SOON)
            assert not two.wait(0.02)
            hub.tell("A")
            assert all(listener.wait(SOON) for listener in (one, two, host))
            assert not elsewhere.wait(0.02)
        assert not hub.is_heard("B")
    hub.close()
    hub.close()


def test_a_thousand_listeners_are_all_woken() -> None:
    hub = Hub()
    open_now = [hub.listening("A", number) for number in range(1000)]
    listeners = [one.__enter__() for one in open_now]
    hub.tell("A")
    assert all(listener.wait(SOON) for listener in listeners)
    for one in open_now:
        one.__exit__(None, None, None)
    hub.close()


def test_what_is_wrong_in_one_room_does_not_stop_another(
    game: Class, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = game.room
    other = game.classroom.create(Settings(teams=1, timer_seconds=5))
    game.classroom.change(other.code, hosting.start)
    room = game.classroom.room(other.code)
    assert [one.code for one in game.classroom.rooms.loaded()] == [broken.code, room.code]
    monkeypatch.setattr(broken, "next_deadline", lambda: 1 / 0)
    monkeypatch.setattr(broken, "deadline", lambda team: 1 / 0)
    game.clock.move(6)
    Still(game).beat(GATHER)
    assert room.team(1).week == 2
    assert broken.code in caplog.text


def test_a_timer_runs_on_when_nobody_looks_and_after_a_restart(begin: Begin) -> None:
    game = begin(people=1, timer_seconds=3 * 3600)
    quiet = game.classroom.create(Settings(teams=1))
    game.clock.move(2 * 3600)
    game.classroom.rooms.forget_idle()
    assert [room.code for room in game.classroom.rooms.loaded()] == [game.code]
    later = game.again()
    assert later.classroom.rooms.loaded() == []
    later.classroom.rooms.wake_timers()
    assert [room.code for room in later.classroom.rooms.loaded()] == [game.code]
    assert quiet.code not in {room.code for room in later.classroom.rooms.loaded()}
    game.clock.move(2 * 3600)
    later.settle()
    assert later.room.team(1).week == 2
