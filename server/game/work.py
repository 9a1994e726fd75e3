"""The jobs that are done beside the server, and the process that does them (jobs.py starts it)."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TextIO

from bullwhip.agents.debriefs.camps import camps_debrief
from bullwhip.agents.debriefs.crowd import CHAINS, crowd
from bullwhip.agents.debriefs.debrief import beliefs, class_debrief, team_debrief, team_habits
from bullwhip.agents.debriefs.shares import shares
from bullwhip.agents.debriefs.what_if import REFERENCE, Choice, Played, what_if, what_if_table
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.scenarios import recorded, rehearse
from bullwhip.server.game.sheets import csv_text, workbook

__all__ = ["JOBS", "main"]

Document = dict[str, Any]  # of a GameRecord, or of a scenario


def _ready() -> None:
    """Compile what a game needs: that must not count as a job's own time."""
    rehearse(load("beer-game"), {})


def _rehearsal(scenario: Document, bots: Mapping[str, Any]) -> None:
    rehearse(load(scenario, trusted=False), bots)


def _players(record: Document) -> Any:
    """The people of a game whose habits can be told, with the rules that order like them."""
    game = recorded(record)
    return [
        {"team": team.name, "site": told["site"], "people": told["people"], "rule": told["habits"]["rule"]}
        for number, team in enumerate(game.teams, 1)
        for told in team_habits(game, number)
        if told["habits"] and told["people"]
    ]


def _class(record: Document) -> Any:
    return class_debrief(GameRecord.of(record))


def _beliefs(record: Document) -> Any:
    return beliefs(GameRecord.of(record))


def _team(record: Document, number: int) -> Any:
    """Of a record that holds this team alone; its own number is put into the answer."""
    return {**team_debrief(GameRecord.of(record), 1), "number": number}


def _habits(record: Document) -> Any:
    return team_habits(GameRecord.of(record), 1)


def _shares(record: Document, reference: Choice = REFERENCE) -> Any:
    return shares(Played.of(GameRecord.of(record), 1), reference).as_dict()


def _what_if(record: Document, rules: Mapping[str, Choice], from_week: int, without: Sequence[str]) -> Any:
    return what_if(Played.of(GameRecord.of(record), 1), rules, from_week, without).as_dict()


def _what_if_table(record: Document, rule: Choice = REFERENCE) -> Any:
    return what_if_table(Played.of(GameRecord.of(record), 1), rule)


def _crowd(record: Document, weeks: int, costs: dict[str, float], chains: int = CHAINS) -> Any:
    return crowd(GameRecord.of(record).rules, weeks, chains).as_dict(costs)


def _camps(record: Document, cover: float) -> Any:
    return camps_debrief(GameRecord.of(record), cover)


def _workbook(record: Document) -> Any:
    return base64.b64encode(workbook(GameRecord.of(record))).decode("ascii")


def _csv(record: Document) -> Any:
    return csv_text(GameRecord.of(record))


JOBS: dict[str, Callable[..., Any]] = {
    "ready": _ready,
    "rehearsal": _rehearsal,
    "players": _players,
    "class": _class,
    "beliefs": _beliefs,
    "team": _team,
    "habits": _habits,
    "shares": _shares,
    "what-if": _what_if,
    "what-if-table": _what_if_table,
    "crowd": _crowd,
    "camps": _camps,
    "workbook": _workbook,
    "csv": _csv,
}


def answer(line: str) -> dict[str, Any]:
    """The answer to a line: what came out, or what was refused."""
    asked = json.loads(line)
    try:
        return {"answer": JOBS[asked["job"]](**asked["given"])}
    except BullwhipError as error:
        return {"refused": str(error)}


def main(questions: TextIO, answers: TextIO) -> None:
    """Answer line by line until nobody asks any more."""
    with suppress(BrokenPipeError):  # whoever asked has ended
        for line in questions:
            answers.write(json.dumps(answer(line)) + "\n")
            answers.flush()


if __name__ == "__main__":
    # What others print must not get between the answers.
    spoken = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(open(sys.stdin.fileno(), encoding="utf-8", closefd=False), spoken)  # noqa: SIM115
