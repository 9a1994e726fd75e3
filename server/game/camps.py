"""Two camps of teams that meet the same luck: some run lean, the others keep stock.

What a camp is told, and by the host's wish held to, is a cover: periods of recent use that stock and orders last beyond
order delay and lead time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bullwhip.agents.games.cover import Cover, covers_of
from bullwhip.agents.games.seat import ItemOrder, SeatRule, units_in
from bullwhip.network.rounding import ceil_units, floor_units
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room, Team
from bullwhip.server.game.settings import Camp, CampSettings, Settings

__all__ = ["camp_facts", "in_camp", "must_fit", "next_camp"]


class Allowed(NamedTuple):
    """What a held camp lets a seat order of an item, in units on all lanes together."""

    least: float = 0.0
    most: float = math.inf
    express: float = 0.0  # what may be ordered on the express lane where it is more than the most


def next_camp(settings: Settings, camps: Sequence[Camp | None]) -> Camp | None:
    """The camp of one more team: that with fewer teams, lean first; none in a game without camps."""
    if settings.camps is None:
        return None
    count = Counter(camps)
    return "lean" if count["lean"] <= count["buffered"] else "buffered"


def in_camp(team: Team) -> dict[str, Any]:
    """A team's camp for a view, where the game has camps."""
    return {} if team.camp is None else {"camp": team.camp}


def camp_facts(room: Room, team: Team, site: str) -> dict[str, Any]:
    """What a seat is told of its camp, and of the cover of each item; nothing in a game without camps."""
    camps = room.settings.camps
    if camps is None or team.camp is None:
        return {}
    covers = {} if room.over(team) else covers_of(team.game, site)
    told = {item: {**cover.facts(), **_bounds(camps, team, site, item, cover)} for item, cover in covers.items()}
    return {"camp": {"name": team.camp, "cover": camps.cover(team.camp), "held": camps.held, "items": told}}


def must_fit(room: Room, team: Team, site: str, orders: Mapping[str, ItemOrder]) -> None:
    """Raise Refusal for orders that are outside of what the team's camp allows, where it is held to it."""
    camps = room.settings.camps
    if camps is None or team.camp is None or not camps.held or site in team.forced:
        return
    for item, cover in covers_of(team.game, site).items():
        allowed = _allowed(camps, team.camp, cover, team.game.limits(site, item), team.game.scenario.whole_units)
        if not _fits(orders[item], allowed, cover):
            raise Refusal("outside-camp", _said(camps, team.camp, room.scenario.period, allowed, cover, orders[item]))


def _fits(order: ItemOrder, allowed: Allowed, cover: Cover) -> bool:
    """Whether an order is allowed: who runs lean may order more in an emergency, on the express lane alone."""
    units = units_in(order)
    if units < allowed.least:
        return False
    if units <= allowed.most:
        return True
    express = order.get(cover.express.lane, 0.0) if isinstance(order, Mapping) and cover.express else 0.0
    return express == units and units <= allowed.express


def _allowed(camps: CampSettings, camp: Camp, cover: Cover, rule: SeatRule, whole: bool) -> Allowed:
    """What a camp allows; where units are whole or orders have steps, the next one that can be ordered."""
    step = rule.multiple or (1.0 if whole else 0.0)
    periods = camps.cover(camp)
    if camp == "lean":
        most, express = (
            _up(units, step, rule.minimum) for units in (cover.order_to(periods), cover.express_to(periods))
        )
        return Allowed(most=most, express=express)
    least = min(_down(cover.order_to(periods), step), float(rule.largest))
    return Allowed(least=0.0 if least < rule.minimum else least)


def _up(units: float, step: float, minimum: float) -> float:
    raised = float(ceil_units(units / step)) * step if step else units
    return max(raised, minimum) if raised > 0 else 0.0


def _down(units: float, step: float) -> float:
    return float(floor_units(units / step)) * step if step else units


def _bounds(camps: CampSettings, team: Team, site: str, item: str, cover: Cover) -> dict[str, float]:
    """The units that a held team may order of an item; nothing where it is only told."""
    if not camps.held or team.camp is None or site in team.forced:
        return {}
    allowed = _allowed(camps, team.camp, cover, team.game.limits(site, item), team.game.scenario.whole_units)
    if team.camp == "buffered":
        return {"least": allowed.least}
    return {"most": allowed.most, **({"most_express": allowed.express} if cover.express else {})}


def _said(camps: CampSettings, camp: Camp, period: str, allowed: Allowed, cover: Cover, order: ItemOrder) -> str:
    """Why an order is refused, and what is allowed."""
    found = f"found an order of {units_in(order):.15g}"
    limit = camps.cover(camp)
    periods = f"{limit:g} {period}{'' if limit == 1 else 's'} of cover"
    if camp == "buffered":
        return f"{found}; your team keeps stock, {periods} at least: order {allowed.least:.15g} or more"
    more = ""
    if cover.express is not None and allowed.express > allowed.most:
        more = f", or up to {allowed.express:.15g} from {cover.express.lane} alone"
    return f"{found}; your team runs lean, {periods} at most: order {allowed.most:.15g} or less{more}"
