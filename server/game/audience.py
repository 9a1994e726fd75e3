"""Which teams see that something has happened."""

from __future__ import annotations

from bullwhip.server.game import events
from bullwhip.server.game.room import Room

__all__ = ["teams_told"]


def teams_told(event: events.Event, room: Room) -> set[int] | None:
    """The teams whose players see an event; None for all.  Of who moves it is asked before and after."""
    match event:
        case events.Closed() | events.Undone() if room.state == "over":  # it ends for all, or goes on for all
            return None
        case events.Closed(team=team) | events.Undone(team=team):
            return {team}
        case events.TeamOpened(team=team) | events.TeamRenamed(team=team) | events.Joined(team=team):
            return {team}
        case events.Moved(player=player) | events.Left(player=player) | events.PlayerRenamed(player=player):
            return {room.players[player].team}
        case events.Said(team=team) | events.BotSet(team=team) if team is not None:
            return {team}
        case events.Believed():
            return set()
        case _:
            return None
