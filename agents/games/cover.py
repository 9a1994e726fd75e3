"""How many periods of demand a seat's stock and orders cover, and what order brings them to a wished cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.agents.games.team_game import TeamGame

__all__ = ["RECENT", "Cover", "Express", "covers_of"]

RECENT = 8  # periods whose mean is the recent use


@dataclass(frozen=True)
class Express:
    """The fastest of several lanes that are each ordered on, and what is there within its time."""

    lane: str
    periods: float  # order delay + mean lead time
    in_time: float  # units: net stock, all that is ordered on this lane, and what arrives by others in these periods


@dataclass(frozen=True)
class Cover:
    """What an item's stock and orders at a seat are worth in periods of recent use, before the order of the period.

    A cover of 0 is the use over order delay and lead time, and nothing else: just in time.
    """

    use: float  # units a period: the mean of what was asked for in the last RECENT periods, this one included
    position: float  # units: stock and orders less backlog
    periods: float  # order delay + mean lead time; of lanes that are each ordered on, those of the slowest
    express: Express | None = None

    def order_to(self, cover: float) -> float:
        """The order, on all lanes together, that brings the position to so many periods of cover; units, 0 or more."""
        return max((self.periods + cover) * self.use - self.position, 0.0)

    def express_to(self, cover: float) -> float:
        """What brings that which is there within the express lane's time to so many periods of cover; units."""
        if self.express is None:
            return 0.0
        return max((self.express.periods + cover) * self.use - self.express.in_time, 0.0)

    def facts(self) -> dict[str, Any]:
        """As plain values; the express lane only where there is one."""
        told: dict[str, Any] = {"use": self.use, "position": self.position, "periods": self.periods}
        return told if self.express is None else {**told, "express": self.express.lane}


def covers_of(game: TeamGame, site: str) -> dict[str, Cover]:
    """The cover of each item of a seat in the week under way.  After the last week it is none.

    Raises BullwhipError if there is no such seat.
    """
    return {} if game.over else {item: _cover(game, site, item) for item in game.items(site)}


def _cover(game: TeamGame, site: str, item: str) -> Cover:
    games, row = game.games, game.games.places[site, item]
    week, column = game.weeks[-1]
    seen = games.look(week)
    now = {name: float(seen[name][row, column]) for name in ("asked", "on_hand", "backlog", "on_order")}
    network, lanes = games.network, game.limits(site, item).lanes
    net_stock = now["on_hand"] - now["backlog"]
    times = network.order_delay + network.mean_lead_time
    if not lanes:
        return Cover(_use(game, row, now["asked"]), net_stock + now["on_order"], float(network.expected(times)[row]))
    supplies = games.lines[row].facts(week.lines[row], column)["supplies"]
    own = np.sort(times[network.lanes_into(row)])
    return Cover(
        use=_use(game, row, now["asked"]),
        position=net_stock + now["on_order"],
        periods=float(own[-1]),
        express=Express(lanes[0], float(own[0]), net_stock + _in_time(supplies, int(own[0]))),
    )


def _in_time(supplies: list[Mapping[str, Any]], periods: int) -> float:
    """What is ordered on the fastest lane, and what is known to arrive by the others in so many periods."""
    first, *others = supplies
    slower = sum(sum((lane["coming"] or ())[:periods]) for lane in others)
    return float(first["mail"] + first["owed"] + first["in_transit"] + slower)


def _use(game: TeamGame, row: int, asked: float) -> float:
    """The mean of what was asked for recently, the week under way included."""
    over = [(week.before, column) for week, column in game.weeks[1:][1 - RECENT :]]
    before = [float(one.figures["asked"][row, column]) for one, column in over if one is not None]
    return float(np.mean([*before, asked]))
