"""Whether an order can be placed."""

from __future__ import annotations

from dataclasses import dataclass

from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room, Team

__all__ = ["Asked", "accepted"]


@dataclass(frozen=True)
class Asked:
    """An order that somebody wants to place; a `take` says which, where a week was taken back and is played again."""

    player: str
    week: int
    orders: dict[str, float]  # units by item
    take: int | None = None


def accepted(room: Room, asked: Asked) -> tuple[Team, str, dict[str, float]]:
    """The team, the site, and the orders as they will count.  Raises Refusal or IllegalOrder."""
    player = room.player(asked.player)
    team = room.team(player.team)
    if asked.week < team.week or room.over(team) or asked.take not in {None, team.take}:
        raise Refusal("week-closed", f"week {asked.week} is closed; the order for it was not changed", week=team.week)
    if room.state != "playing":
        raise Refusal("not-playing", "the game is not running now; wait until the host lets it begin, or go on")
    if asked.week > team.week:
        raise Refusal("week-to-come", f"week {asked.week} has not begun; order for week {team.week}", week=team.week)
    if team.seats[player.site].bot:
        raise Refusal("not-playing", "a bot orders for this seat now; ask the host to have it back")
    orders = team.table.check(player.site, asked.orders)
    if player.site in team.forced and orders != team.table.suggestion(player.site):
        raise Refusal(
            "forced", "the order of this week is fixed by the scenario", orders=team.table.suggestion(player.site)
        )
    return team, player.site, orders
