"""What is told of disruptions: to players what is on or announced, to the host all."""

from __future__ import annotations

from typing import Any

from bullwhip.agents.games.disruptions import Known, known_disruptions
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.server.game.disrupting import first_period, reached
from bullwhip.server.game.room import Room, Team

__all__ = ["disruptions_for_host", "in_plain_figures", "notices", "notices_for_all"]

STRENGTH = ("severity", "factor", "addition", "longer", "age")


def notices(room: Room, team: Team) -> list[dict[str, Any]]:
    """The disruptions that are on or announced in a team's week, as its players are told: kind, place, first, last.

    When one ends is told only of those that were announced ahead.
    """
    if room.state == "lobby" or room.over(team):
        return []
    told = {} if team.practice else {each.table["name"]: each.told for each in room.ordered}
    return [told_of for known in known_disruptions(team.game) if (told_of := _notice(known, team.week, told))]


def notices_for_all(room: Room) -> list[dict[str, Any]]:
    """What everybody may be told: the notices of the team that has come least far."""
    running = [team for team in room.teams if not room.over(team)]
    return notices(room, min(running, key=lambda team: (not team.practice, team.week))) if running else []


def disruptions_for_host(room: Room) -> list[dict[str, Any]]:
    """All disruptions of the game, whether players know of them or not, and which of them may still be withdrawn."""
    now, ordered = reached(room), {each.table["name"]: each for each in room.ordered}
    listed = []
    for each in room.scenario.disruption:
        mine = ordered.get(each.name)
        first, last = _span(each)
        listed.append(
            {
                **in_plain_figures(each),
                "first": first,
                "last": last,
                "told": mine.told if mine is not None else None if first is None else max(first - each.announced, 1),
                "ordered": mine is not None,
                "to_come": mine is not None and first_period(mine.table) > now,
            }
        )
    return listed


def in_plain_figures(each: Disruption) -> dict[str, Any]:
    """What a disruption does, and where; how strong it is, as its kind has it."""
    strength = {key: value for key in STRENGTH if (value := getattr(each, key)) is not None}
    places = {"sites": list(each.site), "regions": list(each.region), "items": list(each.item), "lane": each.lane}
    return {"name": each.name, "kind": each.kind, **places, **(strength or {"severity": 1.0})}


def _notice(known: Known, week: int, told: dict[str, int]) -> dict[str, Any] | None:
    """What players are told of a disruption in a week, if anything; `told` says from when on, of ordered ones."""
    each, (first, last) = known.disruption, _span(known.disruption)
    if known.on:
        ahead = each.announced > 0 or (first is not None and told.get(each.name, week) < first)
        until = last if ahead and last is not None and week <= last else None
        return {**in_plain_figures(each), "on": True, "first": None, "last": until}
    begins = known.first
    if begins is None and first is not None and told.get(each.name, first) <= week < first:
        begins = first
    if begins is None:
        return None
    ends = begins + each.length - 1 if not each.periods else None
    return {**in_plain_figures(each), "on": False, "first": begins, "last": ends}


def _span(each: Disruption) -> tuple[int | None, int | None]:
    """The first and the last period of a disruption, where they are fixed."""
    if each.start is not None:
        return each.start, each.start + each.length - 1
    return (each.periods[0], each.periods[-1]) if each.periods else (None, None)
