"""Tables that are to be worked out anew, as a week was taken back or a bot got another rule.

That takes some tens of milliseconds a team, and there may be hundreds of teams.  So it is done neither in the writer's
thread nor while a room is locked, but by whoever looks at a team first, while all others go on.
"""

from __future__ import annotations

from bullwhip.agents.games.record import orders_of
from bullwhip.server.game.breath import Breath
from bullwhip.server.game.room import Room, Team
from bullwhip.server.game.turns import Turns

__all__ = ["settle"]


def settle(room: Room, teams: list[Team], turns: Turns) -> None:
    """Work out the tables of these teams that wait for it.  The room's lock must not be held.

    One works at a time, however many ask: ten that worked by turns would keep the others waiting for ten.
    """
    breathe = Breath()
    for team in teams:
        if team.plan is not None:
            with turns.turn(room.code):
                _settle(room, team, breathe)


def _settle(room: Room, team: Team, breathe: Breath) -> None:
    while True:
        with room.lock:
            if team.plan is None:
                return
            plan, table, weeks = team.plan, team.begin(team), list(team.weeks)
        for week in weeks:
            breathe()
            table.close(orders_of(week))
        breathe()
        with room.lock:
            if team.plan is plan:  # else something happened to the team meanwhile
                team.settle(table)
                return
