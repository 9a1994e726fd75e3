"""The analyses of the games of a classroom, worked out beside the server and remembered."""

from __future__ import annotations

import base64
import json
from collections.abc import Hashable, Mapping
from typing import Any

from bullwhip.agents.game.record import GameRecord
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.jobs import Jobs
from bullwhip.server.game.records import moves_of, record_of
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room

__all__ = ["Debriefs"]


class Debriefs:
    """What the analyses say of rooms.  Each method may take a second, and answers at once when asked again."""

    def __init__(self, classroom: Classroom, jobs: Jobs) -> None:
        self.classroom = classroom
        self.jobs = jobs

    def record(self, room: Room) -> GameRecord:
        """The record of a room's game as it stands."""
        with room.lock:
            return record_of(room)

    def whole(self, room: Room) -> Any:
        """The class: leaderboard, costs by week, beliefs."""
        return self._of_all("class", room)

    def team(self, room: Room, number: int) -> Any:
        """A team's orders, stocks and costs by week."""
        return self._of_team("team", room, number, room.number, given={"number": number})

    def habits(self, room: Room, number: int) -> Any:
        """The habits of a team's people."""
        return self._of_team("habits", room, number, room.number)

    def shares(self, room: Room, number: int) -> Any:
        """Whose orders cost a team how much.  Raises BullwhipError before the first week is over."""
        return self._of_team("shares", room, number)

    def what_if(self, room: Room, number: int, rules: Mapping[str, Any], from_week: int) -> Any:
        """What other rules in some seats would have changed.  Raises BullwhipError."""
        asked = json.dumps(rules, sort_keys=True)
        return self._of_team(
            "what-if", room, number, asked, from_week, given={"rules": dict(rules), "from_week": from_week}
        )

    def what_if_table(self, room: Room, number: int) -> Any:
        """What the reference rule in each seat from each week on would have changed.  Raises BullwhipError."""
        return self._of_team("what-if-table", room, number)

    def crowd(self, room: Room, number: int | None = None) -> Any:
        """Where the teams that played as long as this one (or as the longest) lie among simulated chains.

        Teams are named by their numbers.  Raises BullwhipError before the first week is over.
        """
        with room.lock:
            played = {team.number: len(team.weeks) for team in room.teams if not team.practice}
            weeks = max(played.values(), default=0) if number is None else played.get(number, 0)
            costs = {str(team.number): team.table.cost() for team in room.teams if played.get(team.number) == weeks}
        if weeks == 0:
            raise Refusal("too-early", "no week is over yet; play one first")
        key = (room.code, weeks, tuple(costs.items()))
        return self.jobs.run("crowd", key, lambda: {"record": self._document(room, 1), "weeks": weeks, "costs": costs})

    def workbook(self, room: Room) -> bytes:
        """The game as an XLSX workbook."""
        return base64.b64decode(self._of_all("workbook", room))

    def sheet(self, room: Room) -> str:
        """The game as CSV."""
        text = self._of_all("csv", room)
        assert isinstance(text, str)
        return text

    def _of_all(self, job: str, room: Room) -> Any:
        return self.jobs.run(job, (room.code, room.number), lambda: {"record": self._document(room)})

    def _of_team(
        self, job: str, room: Room, number: int, *key: Hashable, given: Mapping[str, Any] | None = None
    ) -> Any:
        with room.lock:
            room.team(number)
            move = moves_of(room)[number - 1]
        whole = (room.code, move, *key)
        return self.jobs.run(job, whole, lambda: {"record": self._document(room, number), **(given or {})})

    def _document(self, room: Room, number: int | None = None) -> dict[str, Any]:
        with room.lock:
            record = record_of(room, None if number is None else [number])
        return record.model_dump(mode="json")
