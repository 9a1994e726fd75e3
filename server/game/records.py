"""The record of a game, from its room: what can be taken home and replayed anywhere."""

from __future__ import annotations

import datetime
from typing import Any

from bullwhip.agents.game.record import GameRecord, SeatRecord, TeamRecord
from bullwhip.server.game.bots import EVERY, rule_table
from bullwhip.server.game.room import Room, Seat, Team

__all__ = ["record_of"]


def record_of(room: Room) -> GameRecord:
    """The record of a game as far as it has been played, without practice.  The room's lock is held."""
    made = datetime.datetime.fromtimestamp(room.made / 1000, datetime.UTC)
    return GameRecord(
        made=made.isoformat(timespec="seconds"),
        scenario=room.scenario.model_dump(mode="json", exclude_unset=True),
        seed=room.seed,
        teams=tuple(_team(room, team) for team in room.teams),
    )


def _team(room: Room, team: Team) -> TeamRecord:
    played = not team.practice
    return TeamRecord(
        name=team.name,
        seats=tuple(_seat(room, seat) for seat in team.seats.values()),
        weeks=tuple(team.weeks) if played else (),
        undone=tuple(team.undone) if played else (),
        cost=team.table.cost() if played else 0.0,
    )


def _seat(room: Room, seat: Seat) -> SeatRecord:
    beliefs = (room.beliefs.get(player.id, ()) for player in seat.people)
    return SeatRecord(
        site=seat.site,
        people=tuple(player.name for player in seat.people),
        bot=_rule(room, seat),
        belief=next((belief for belief in beliefs if belief), ()),
    )


def _rule(room: Room, seat: Seat) -> dict[str, Any] | None:
    """The rule of a seat's bot, where it is not the scenario's."""
    chosen = room.settings.bots.get(seat.site, room.settings.bots.get(EVERY))
    return seat.rule or (rule_table(chosen) if chosen is not None else None)
