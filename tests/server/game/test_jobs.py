"""Work beside the server: answered, remembered, refused with reasons, and never the end of the server."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.jobs import START, Jobs
from bullwhip.server.game.work import answer, main
from tests.agents.game.games import PEOPLE, record_of

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
            jobs.run("what-if", "b", lambda: {"record": RECORD, "rules": rules, "from_week": 1})
    good = {"record": RECORD, "rules": {"factory": "own"}, "from_week": 1}
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
    process = jobs._process
    assert process is not None
    process.kill()
    process.wait()
    assert jobs.run("shares", "after", shares)["exact"] is True


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
