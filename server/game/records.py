"""The record of a game, from its room: what can be taken home and replayed anywhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from bullwhip.agents.games.record import GameRecord, SeatRecord, TeamRecord
from bullwhip.network.scenario.sites import rule_table
from bullwhip.server.game.bots import chosen_rule
from bullwhip.server.game.room import Room, Seat, Team

__all__ = ["moves_of", "record_of"]

Moves = tuple[tuple[int, int, int, bool, int], ...]  # of each team: number, take, weeks, practice; and the scenario's


def record_of(room: Room, numbers: Iterable[int] | None = None) -> GameRecord:
    """The record of a game as far as it has been played, without practice: of all its teams, or of these.

    The room's lock is held.  Raises Refusal for a team that does not exist.
    """
    made = datetime.datetime.fromtimestamp(room.made / 1000, datetime.UTC)
    teams = room.teams if numbers is None else [room.team(number) for number in numbers]
    return GameRecord(
        made=made.isoformat(timespec="seconds"),
        scenario=room.scenario.document(),
        seed=room.seed,
        teams=tuple(_team(room, team) for team in teams),
    )


def moves_of(room: Room) -> Moves:
    """What changes whenever the decisions of a game's record do, and never else.  The room's lock is held."""
    since = room.scenario_since
    return tuple((team.number, team.take, len(team.weeks), team.practice, since) for team in room.teams)


def _team(room: Room, team: Team) -> TeamRecord:
    played = not team.practice
    return TeamRecord(
        name=team.name,
        seats=tuple(_seat(room, seat) for seat in team.seats.values()),
        weeks=tuple(team.weeks) if played else (),
        undone=tuple(team.undone) if played else (),
        cost=team.game.cost() if played else 0.0,
        camp=team.camp,
    )


def _seat(room: Room, seat: Seat) -> SeatRecord:
    """Where several people of a seat told what they believe, it is the mean that counts."""
    beliefs = [room.beliefs[player.id] for player in seat.people if player.id in room.beliefs]
    weeks = min(map(len, beliefs), default=0)
    return SeatRecord(
        site=seat.site,
        people=tuple(player.name for player in seat.people),
        bot=_rule(room, seat),
        belief=tuple(sum(values[week] for values in beliefs) / len(beliefs) for week in range(weeks)),
    )


def _rule(room: Room, seat: Seat) -> dict[str, Any] | None:
    """The rule of a seat's bot, where it is not the scenario's."""
    chosen = chosen_rule(room.settings.bots, seat)
    table: dict[str, Any] | None = rule_table(chosen)
    return table
