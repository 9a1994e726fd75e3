"""Work beside the server: answered, remembered, refused with reasons, and never the end of the server."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.jobs import KEPT, MOST_ALONE, START, Jobs
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.work import answer, main
from tests.agents.games.games import PEOPLE, record_of
from tests.server.game.test_several import until

PATIENCE = 30.0  # seconds for what must happen
RECORD: dict[str, Any] = record_of(PEOPLE, weeks=8).model_dump(mode="json")


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop()


def shares(record: Any = RECORD) -> dict[str, Any]:
    return {"record": record}


def test_a_job_gives_what_it_gives_here(jobs: Jobs) -> None:
    here = answer(json.dumps({"job": "shares", "given": shares()}))["answer"]
    assert jobs.run("shares", "a", shares) == here


def test_an_answer_is_worked_out_once(jobs: Jobs) -> None:
    asked: list[int] = []

    def given() -> dict[str, Any]:
        asked.append(1)
        return shares()

    first = jobs.run("shares", "once", given)
    assert jobs.run("shares", "once", given) is first
    assert len(asked) == 1
    jobs.run("shares", "twice", given)
    assert len(asked) == 2


def test_what_is_refused_comes_back_as_words_and_is_not_remembered(jobs: Jobs) -> None:
    rules = {"nobody": "own"}
    for _ in range(2):
        with pytest.raises(BullwhipError, match="found 'nobody', which is no seat"):
            jobs.run("what-if", "b", lambda: {"record": RECORD, "rules": rules, "from_week": 1, "without": []})
    good = {"record": RECORD, "rules": {"factory": "own"}, "from_week": 1, "without": []}
    assert jobs.run("what-if", "b", lambda: good)["sites"] == ["factory"]


def test_many_may_ask_at_once(jobs: Jobs) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda k=k: answers.append(jobs.run("team", k % 3, lambda: {**shares(), "number": 1})))
        for k in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12
    assert all(one == answers[0] for one in answers)


def test_a_job_that_takes_too_long_is_ended_and_the_next_one_is_done() -> None:
    jobs = Jobs(limit=0.001)
    with pytest.raises(BullwhipError, match="took too long"):
        jobs.run("shares", "slow", shares)
    jobs.limit = 60
    assert jobs.run("shares", "slow", shares)["exact"] is True
    jobs.stop()


def test_a_process_that_died_is_started_again(jobs: Jobs) -> None:
    jobs.run("shares", "before", shares)
    process = jobs._of_classes.process
    assert process is not None
    process.kill()
    process.wait()
    assert jobs.run("shares", "after", shares)["exact"] is True


def test_a_class_does_not_wait_for_who_plays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, answered = threading.Event(), threading.Event(), []
    line = Jobs()

    def answer_of(process: Any, question: dict[str, Any], limit: float) -> str:
        if question["given"].get("slow"):
            begun.set()
            assert go_on.wait(PATIENCE)
        return json.dumps({"answer": question["job"]})

    def alone(number: int) -> None:
        answered.append(line.run("shares", number, lambda: {"slow": True}, f"game {number}", alone=True))

    monkeypatch.setattr("bullwhip.server.game.jobs._answer_of", answer_of)
    strangers = [threading.Thread(target=alone, args=(number,)) for number in range(20)]
    for stranger in strangers:
        stranger.start()
    assert begun.wait(PATIENCE)
    for job in ("class", "team", "crowd"):
        assert line.run(job, 0, dict, "the class") == job
    assert answered == []
    go_on.set()
    for stranger in strangers:
        stranger.join()
    assert answered == ["shares"] * 20
    line.stop()


def test_what_strangers_ask_pushes_out_no_answer_of_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.game.jobs._answer_of", lambda *_: json.dumps({"answer": 1}))
    jobs = Jobs()
    asked: list[int] = []

    def given() -> dict[str, Any]:
        asked.append(1)
        return {}

    jobs.run("class", "key", dict)
    for number in range(2 * KEPT):
        jobs.run("team", number, dict, alone=True)
    jobs.run("class", "key", given)
    assert asked == []
    jobs.stop()


def test_of_those_who_play_alone_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def answer_of(_process: Any, _question: Any, _limit: float) -> str:
        assert go_on.wait(PATIENCE)
        return json.dumps({"answer": 1})

    monkeypatch.setattr("bullwhip.server.game.jobs._answer_of", answer_of)
    jobs = Jobs()
    waiting = [
        threading.Thread(target=jobs.run, args=("team", number, dict, str(number), True))
        for number in range(MOST_ALONE + 1)
    ]
    for one in waiting:
        one.start()
    until(lambda: jobs._alone._turns.waiting() == MOST_ALONE)
    with pytest.raises(Refusal, match="try again in a moment"):
        jobs.run("team", "one more", dict, "one more", alone=True)
    go_on.set()
    for one in waiting:
        one.join()
    jobs.stop()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="Windows calls it otherwise")
def test_the_process_of_who_plays_alone_yields_to_others() -> None:
    jobs = Jobs()
    assert jobs.run("team", "alone", lambda: {**shares(), "number": 1}, alone=True)["number"] == 1
    low, usual = jobs._alone.process, jobs._of_classes.process
    assert low is not None
    assert usual is None, "a process is started when it is needed"
    assert os.getpriority(os.PRIO_PROCESS, low.pid) > os.getpriority(os.PRIO_PROCESS, os.getpid())
    jobs.stop()
    assert low.poll() is not None


def test_answers_come_line_by_line_in_order() -> None:
    lines = [{"job": "team", "given": {**shares(), "number": number}} for number in (1, 2)]
    out = io.StringIO()
    main(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)), out)
    assert [json.loads(line)["answer"]["number"] for line in out.getvalue().splitlines()] == [1, 2]


def test_the_start_of_the_process_is_not_a_jobs_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def answer_of(process: Any, question: dict[str, Any], limit: float) -> str:
        started.append(question["job"])
        assert limit == (START if question["job"] == "ready" else 1.5)
        return json.dumps({"answer": None})

    monkeypatch.setattr("bullwhip.server.game.jobs._answer_of", answer_of)
    jobs = Jobs(limit=1.5)
    jobs.run("shares", "a", shares)
    jobs.run("shares", "b", shares)
    assert started == ["ready", "shares", "shares"]
    jobs.stop()
