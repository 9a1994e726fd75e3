"""What fails again and again is one short line a while."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bullwhip.server.game.complaints import WHILE, Complaints, reason_of
from bullwhip.server.game.timekeeper import Timekeeper
from tests.server.game.classes import Class
from tests.server.game.conftest import Begin


def fill_the_disk(database: Any) -> None:
    """Let no database file grow any more: SQLite then says what it says on a full disk."""

    def stop_growing(raw: Any, *_: object) -> None:
        raw.execute("PRAGMA max_page_count=1")  # it takes what the file has already

    database.engine.dispose()
    event.listen(database.engine, "connect", stop_growing)


def test_the_same_is_said_once_a_while_with_how_often_it_was(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    complaints = Complaints(lambda: now[0])
    for _ in range(1000):
        complaints.say("it failed", OSError(28, "No space left on device"))
    complaints.say("another failed", OSError(28, "No space left on device"))
    assert [record.getMessage() for record in caplog.records] == [
        "it failed: [Errno 28] No space left on device",
        "another failed: [Errno 28] No space left on device",
    ]
    now[0] = WHILE
    complaints.say("it failed", OSError(28, "No space left on device"))
    assert caplog.records[-1].getMessage().endswith("(999 more like it since this was last said)")
    assert "Traceback" not in caplog.text


def test_what_does_not_explain_itself_comes_with_a_traceback_once(caplog: pytest.LogCaptureFixture) -> None:
    complaints = Complaints()
    for _ in range(3):
        try:
            {}["x"]
        except KeyError as error:
            complaints.say("it failed", error)
    assert caplog.text.count("Traceback") == 1
    assert "it failed: KeyError: 'x'" in caplog.text


def test_a_timer_on_a_full_disk_is_one_line_for_many_beats(begin: Begin, caplog: pytest.LogCaptureFixture) -> None:
    game: Class = begin(people=1, timer_seconds=5)
    if game.classroom.database.is_shared:
        pytest.skip("PostgreSQL's disk is not ours to fill")
    timekeeper = Timekeeper(game.classroom)
    timekeeper.stop()
    fill_the_disk(game.classroom.database)
    for beat in range(1, 200):  # there may be room for some more weeks
        game.clock.move(6)
        timekeeper.beat(beat)
    assert caplog.text.count("stumbled") == 1
    assert "Traceback" not in caplog.text


def test_an_error_of_the_database_is_told_by_what_the_database_said() -> None:
    error = OperationalError("INSERT ...", {}, Exception("database or disk is full"))
    assert reason_of(error) == "database or disk is full"
