"""What the analyses say of a game: of one that is played here, worked out beside the server, or of a record's."""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from bullwhip.agents.games.earnings import ScoredBy, scored_by
from bullwhip.agents.games.record import GameRecord
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.jobs import Jobs
from bullwhip.server.game.records import moves_of, record_of
from bullwhip.server.game.room import Room
from bullwhip.server.game.settings import CampSettings
from bullwhip.server.game.work import JOBS

__all__ = ["Debrief", "RecordDebrief", "RoomDebrief", "TeamFacts"]


class TeamFacts(NamedTuple):
    """A team by its name, the weeks that it has played, and what they cost, less what customers paid."""

    name: str
    weeks: int
    net_cost: float


class Debrief(ABC):
    """A game's analyses.  Each may take a second.  Teams are counted from 1; all raise BullwhipError."""

    title: str  # what the game is called
    revealed: bool  # whether what customers asked for may be shown
    scored_by: ScoredBy
    period: str
    cover: float | None  # that buffered teams keep at least, in periods; None without camps

    @property
    @abstractmethod
    def teams(self) -> list[TeamFacts]:
        """The teams, in the order of their numbers."""

    @abstractmethod
    def record(self, number: int | None = None) -> GameRecord:
        """The game's record, of all teams or of one."""

    @abstractmethod
    def _ask(self, job: str, key: Hashable, given: Callable[[], Mapping[str, Any]]) -> Any:
        """What a job answers; `key` says when two answers are the same."""

    @abstractmethod
    def _moves(self, number: int | None = None) -> Hashable:
        """What changes when the decisions of a team do, or of any."""

    @abstractmethod
    def _names(self, number: int | None = None) -> Hashable:
        """What changes when the names in a team do, or in any."""

    @abstractmethod
    def _beliefs(self) -> Hashable:
        """What changes when anybody tells what they believe."""

    def whole(self) -> Any:
        """The class: leaderboard, costs by week, beliefs."""
        told = self._of_all("class", (self._moves(), self._names()))
        return {**told, "beliefs": self._of_all("beliefs", (self._moves(), self._names(), self._beliefs()))}

    def team(self, number: int) -> Any:
        """A team's orders, stocks and costs by week, with its people's names."""
        return self._of_team("team", number, self._names(number), {"number": number})

    def habits(self, number: int) -> Any:
        """The habits of a team's people."""
        return self._of_team("habits", number, self._names(number))

    def shares(self, number: int) -> Any:
        """Whose orders cost a team how much."""
        return self._of_team("shares", number)

    def what_if(self, number: int, rules: Mapping[str, Any], from_week: int, without: Sequence[str] = ()) -> Any:
        """What other rules in some seats would have changed, or a game without some of its disruptions."""
        given = {"rules": dict(rules), "from_week": from_week, "without": list(without)}
        return self._of_team("what-if", number, json.dumps(given, sort_keys=True), given)

    def what_if_table(self, number: int) -> Any:
        """What the reference rule in each seat from each week on would have changed."""
        return self._of_team("what-if-table", number)

    def crowd(self, number: int | None = None) -> Any:
        """Where the teams that played as long as this one (or as the longest) lie among simulated chains.

        Teams are named by their numbers.
        """
        teams = self.teams
        weeks = max(team.weeks for team in teams) if number is None else teams[number - 1].weeks
        if weeks == 0:
            raise BullwhipError("no week is over yet; play one first")
        costs = {str(place): team.net_cost for place, team in enumerate(teams, 1) if team.weeks == weeks}
        key = (self._moves(1), weeks, tuple(costs.items()))
        return self._ask("crowd", key, lambda: {"record": self._document(1), "weeks": weeks, "costs": costs})

    def camps(self) -> Any:
        """The lean teams beside the buffered ones, and the curve on which they lie; only where there are camps."""
        if self.cover is None:
            raise BullwhipError("this game has no camps; make one with camps")
        key = (self._moves(), self._names())
        return self._ask("camps", key, lambda: {"record": self._document(), "cover": self.cover})

    def workbook(self) -> bytes:
        """The game as an XLSX workbook."""
        return base64.b64decode(self._of_all("workbook", (self._moves(), self._names(), self._beliefs())))

    def sheet(self) -> str:
        """The game as CSV."""
        text = self._of_all("csv", (self._moves(), self._names()))
        assert isinstance(text, str)
        return text

    def _of_all(self, job: str, key: Hashable) -> Any:
        return self._ask(job, key, lambda: {"record": self._document()})

    def _of_team(self, job: str, number: int, key: Hashable = None, given: Mapping[str, Any] | None = None) -> Any:
        return self._ask(job, (self._moves(number), key), lambda: {"record": self._document(number), **(given or {})})

    def _document(self, number: int | None = None) -> dict[str, Any]:
        return self.record(number).model_dump(mode="json")


class RoomDebrief(Debrief):
    """Of a game that is played here: worked out beside the server, and remembered."""

    def __init__(self, room: Room, jobs: Jobs) -> None:
        self.room = room
        self.jobs = jobs
        self.title = room.name
        self.revealed = room.revealed
        self.scored_by = scored_by(room.scenario)
        self.period = room.scenario.period
        camps = room.settings.camps
        self.cover = None if camps is None else camps.buffered_least

    @property
    def teams(self) -> list[TeamFacts]:
        """The teams; weeks of practice do not count."""
        with self.room.lock:
            return [
                TeamFacts(team.name, 0, 0.0)
                if team.practice
                else TeamFacts(team.name, len(team.weeks), team.game.net_cost())
                for team in self.room.teams
            ]

    def record(self, number: int | None = None) -> GameRecord:
        """The game's record as it stands."""
        with self.room.lock:
            return record_of(self.room, None if number is None else [number])

    def _ask(self, job: str, key: Hashable, given: Callable[[], Mapping[str, Any]]) -> Any:
        return self.jobs.run(job, key, given, self.room.code, self.room.alone)

    def _moves(self, number: int | None = None) -> Hashable:
        with self.room.lock:
            moves = moves_of(self.room)
            return self.room.code, moves if number is None else moves[self.room.team(number).number - 1]

    def _names(self, number: int | None = None) -> Hashable:
        with self.room.lock:
            teams = self.room.teams if number is None else [self.room.team(number)]
            return tuple(
                (team.name, tuple(tuple(person.name for person in seat.people) for seat in team.seats.values()))
                for team in teams
            )

    def _beliefs(self) -> Hashable:
        with self.room.lock:
            return tuple(self.room.beliefs.items())


class RecordDebrief(Debrief):
    """Of a game whose record lies before us: worked out here, again each time."""

    revealed = True

    def __init__(self, record: GameRecord) -> None:
        self._record = record
        self.title = str(record.scenario.get("name", ""))
        self.scored_by = scored_by(record.rules)
        self.period = record.rules.period
        self.cover = CampSettings().buffered_least if any(team.camp is not None for team in record.teams) else None

    @property
    def teams(self) -> list[TeamFacts]:
        """The teams of the record."""
        return [
            TeamFacts(team.name, len(team.weeks), game.net_cost())
            for team, game in zip(self._record.teams, self._record.games(), strict=True)
        ]

    def record(self, number: int | None = None) -> GameRecord:
        """The record."""
        if number is None:
            return self._record
        return self._record.model_copy(update={"teams": (self._record.team(number),)})

    def _ask(self, job: str, key: Hashable, given: Callable[[], Mapping[str, Any]]) -> Any:
        del key
        return JOBS[job](**given())

    def _moves(self, number: int | None = None) -> Hashable:
        return number

    def _names(self, number: int | None = None) -> Hashable:
        return number

    def _beliefs(self) -> Hashable:
        return None
