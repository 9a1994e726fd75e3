"""The games of a room, played up to the weeks of its teams.

All teams whose seats have the same bots play in the same `Games`: those that stand in the same week go through it in
one step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bullwhip.agents.games.games import Games
from bullwhip.agents.games.record import orders_of
from bullwhip.agents.games.seat import SeatOrders
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.server.game.bots import bots_for, chosen_rule
from bullwhip.server.game.breath import Breath
from bullwhip.server.game.room import Room, Team

__all__ = ["catch_up"]


def catch_up(room: Room) -> None:
    """Play every game of a room up to the weeks that its team has behind it.  The room is locked, or nobody else's."""
    behind = [team for team in room.teams if team.is_behind]
    for team in behind:
        if team.played is None:
            team.played = TeamGame(_games_of(room, team))
    used = [team.played.games for team in room.teams if team.played is not None]
    room.games = {key: games for key, games in room.games.items() if games in used}  # rules may change again and again
    breathe = Breath()
    while behind := [team for team in behind if team.is_behind]:
        breathe()  # a long game of many teams: the room waits, and all others go on
        together = _next_together(behind)
        TeamGame.play_on([game for game, _ in together], [_counted(game, team) for game, team in together])


def _next_together(behind: list[Team]) -> list[tuple[TeamGame, Team]]:
    """Of teams with weeks to play, those that can go through the earliest of them together."""
    games = [(team.played, team) for team in behind if team.played is not None]
    first = min(games, key=lambda one: one[0].played)[0]
    return [(game, team) for game, team in games if (game.games, game.played) == (first.games, first.played)]


def _counted(game: TeamGame, team: Team) -> Mapping[str, SeatOrders]:
    """A team's orders of the next week of its game; what the scenario fixes counts, whatever the log says."""
    orders = orders_of(team.weeks[game.played])
    return game.counted(orders) if game.week <= game.games.fixed_weeks else orders


def _games_of(room: Room, team: Team) -> Games:
    """The games in which a team plays; practice has luck of its own, or it would give the game's away."""
    bots = {seat.site: chosen_rule(room.settings.bots, seat) for seat in team.seats.values()}
    key = json.dumps([team.practice, bots], sort_keys=True)
    if key not in room.games:
        seed, scenario = ((room.seed + 1) % 2**53, room.practice) if team.practice else (room.seed, room.scenario)
        room.games[key] = Games(scenario, seed, bots_for(scenario, room.settings.bots, team.seats.values()))
    return room.games[key]
