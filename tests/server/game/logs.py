"""A room straight from its log: entries at chosen times, without a database, a thread or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bullwhip as bw
from bullwhip.server.game import events
from bullwhip.server.game.closing import closed, due
from bullwhip.server.game.fold import begin, fold
from bullwhip.server.game.room import Entry, Placed, Player, Room, Team
from bullwhip.server.game.settings import Settings

__all__ = ["Log"]


def nobody_is_gone(player: Player) -> bool:
    del player
    return False


def all_are_gone(player: Player) -> bool:
    del player
    return True


class Log:
    """A game's log as it grows; `people` are (team, site) of players p0, p1, ...

    `forced` says how many weeks' orders the scenario fixes: of all sites, or by site.
    """

    def __init__(
        self, *people: tuple[int, str], teams: int = 1, forced: int | Mapping[str, int] = 0, **settings: Any
    ) -> None:
        document = bw.load("beer-game").document()
        for site in document["site"]:
            if isinstance(site.get("rule"), dict):
                weeks = forced if isinstance(forced, int) else forced.get(site["name"], 0)
                site["rule"] = {**site["rule"], "forced_periods": weeks}
        wanted = Settings(teams=teams, **settings)
        made = events.Made(settings=wanted, scenario=document, seed=7, host="h", screen="s")
        self.room: Room = begin("BCDFGH", Entry(1, 1, made))
        for number in range(1, teams + 1):
            self.add(events.TeamOpened(team=number, name=f"Team {number}"))
        for k, (team, site) in enumerate(people):
            self.add(events.Joined(player=f"p{k}", name=f"P{k}", team=team, site=site, token=f"t{k}"))

    def add(self, event: events.Event, at: int = 1) -> set[int] | None:
        return fold(self.room, Entry(self.room.number + 1, at, event))

    def start(self, at: int = 0) -> Log:
        self.add(events.Started(), at)
        return self

    def team(self, number: int = 1) -> Team:
        return self.room.team(number)

    def place(self, number: int, site: str, units: float = 4.0, player: str = "p0", at: int = 1) -> None:
        self.team(number).orders[site] = Placed({"item": units}, player, at)

    def close(self, number: int = 1, why: events.Why = "complete", at: int = 1) -> dict[str, str]:
        """Close a team's week; who decided, by site."""
        event = closed(self.room, self.team(number), why)
        self.add(event, at)
        return {site: decision.by for site, decision in event.decisions.items()}

    def due(self, now: int, gone: bool = False) -> list[tuple[int, str]]:
        return [(team.number, why) for team, why in due(self.room, now, all_are_gone if gone else nobody_is_gone)]
