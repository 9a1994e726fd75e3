"""What a player sees: the figures of the own seat, and how the game stands.

Nothing else of the room is read here, so nothing else can be shown.
"""

from __future__ import annotations

import json
from typing import Any

from bullwhip.agents.games.earnings import scored_by
from bullwhip.agents.games.seat import MOST
from bullwhip.network.scenario import Scenario
from bullwhip.server.game.camps import camp_facts
from bullwhip.server.game.closing import Absent, awaited, on_its_own
from bullwhip.server.game.notices import notices
from bullwhip.server.game.room import Drawn, Player, Room, Team

__all__ = ["game_facts", "seat_version", "seat_view", "team_state"]

_JSON = json.JSONEncoder(ensure_ascii=False)
MESSAGES = 20  # that a page shows


def seat_version(room: Room, team: Team) -> str:
    """Changes with all that a seat of this team shows: "<week>-<n>", where n grows."""
    return f"{team.week}-{max(room.changed, team.changed, team.newest) - room.made}"


def seat_view(room: Room, player: Player, absent: Absent, now: int) -> tuple[str, bytes]:
    """A player's view as JSON, and its version.  The room's lock is held."""
    team = room.team(player.team)
    version = seat_version(room, team)
    facts = {"version": version, **_facts(room, team, player, absent)}
    body = _JSON.encode(facts)[:-1].encode()
    return version, b'%s,%s,"now":%d}' % (body, _figures(team, player.site, room.over(team)), now)


def team_state(room: Room, team: Team | None) -> str:
    """How the game stands for a team: lobby, practice, playing, paused or over."""
    if team is not None and room.over(team):
        return "over"
    practice = team.practice if team is not None else any(one.practice for one in room.teams)
    return "practice" if room.state == "playing" and practice else room.state


def game_facts(room: Room, team: Team | None = None) -> dict[str, Any]:
    """What everybody may know of a game."""
    state = team_state(room, team)
    shown = state == "over" or not room.settings.hidden_length
    return {
        "code": room.code,
        "name": room.name,
        "period": room.scenario.period,
        "state": state,
        "weeks": room.scenario.periods if shown else None,
        "pace": room.pace,
        "figures": room.figures,
        **_of_scenario(room.scenario),
    }


def _of_scenario(scenario: Scenario) -> dict[str, Any]:
    """What is not usual in a scenario: a warm-up of so many weeks, which do not count, and profit as the score."""
    told: dict[str, Any] = {}
    if scenario.warm_up:
        told["warm_up"] = scenario.warm_up
    if scored_by(scenario) == "profit":
        told["scored_by"] = "profit"
    return told


def _facts(room: Room, team: Team, player: Player, absent: Absent) -> dict[str, Any]:
    site = player.site
    placed = team.orders.get(site)
    forced = site in team.forced
    return {
        "game": game_facts(room, team),
        "seat": {
            "id": player.id,
            "team": team.number,
            "team_name": team.name,
            "site": site,
            "role": room.scenario.sites[site].role,
            "people": [other.name for other in team.seats[site].people],
            "me": player.name,
            "met": player.met,  # the customers: then there is nothing to imagine
            "bot": on_its_own(room, team, site),
            "held": team.seats[site].bot,  # by the host's wish: an order does not bring the seat back
        },
        "week": team.week,
        "take": team.take,
        "deadline": room.deadline(team),
        "ordered": placed.orders if placed else None,
        "forced": forced,
        "suggest": team.game.suggestion(site) if forced else None,
        "limits": _limits(team, site),
        **camp_facts(room, team, site),
        "waiting": _waiting(room, team, absent),
        "revealed": room.revealed,
        "believes": list(room.beliefs[player.id]) if player.id in room.beliefs else None,
        "messages": [{"text": message.text, "at": message.at} for message in room.standing(team.number)][-MESSAGES:],
        "disruptions": notices(room, team),
    }


def _limits(team: Team, site: str) -> dict[str, Any]:
    """What limits an order here; of several items the first one's, and each item's own besides.

    Where each lane is ordered on by itself, `lanes` are their names; where goods may go back, `negative` is true.
    """
    whole = team.game.scenario.whole_units
    each: dict[str, dict[str, Any]] = {}
    for item in team.game.items(site):
        rule = team.game.limits(site, item)
        cap = float(rule.largest) if rule.cap < MOST else None
        each[item] = {"whole": whole, "cap": cap, "minimum": rule.minimum, "multiple": rule.multiple}
        if rule.negative:
            each[item]["negative"] = True
        if rule.lanes:
            each[item]["lanes"] = list(rule.lanes)
    first = next(iter(each.values()))
    return first if len(each) == 1 else {**first, "items": each}


def _waiting(room: Room, team: Team, absent: Absent) -> dict[str, Any]:
    """Who is waited for: names of sites, and no figure."""
    sites = awaited(room, team, absent)
    return {"ordered": len(team.seats) - len(sites), "seats": len(team.seats), "for": sites}


def _figures(team: Team, site: str, over: bool) -> bytes:
    """The seat's own figures as JSON, made once a week: they are the same for all who sit there.

    When it is over for the team, whoever has ended it, the week under way is none of them.
    """
    game, weeks = team.game, len(team.weeks)
    drawn = team.drawn.get(site)
    if drawn is None or drawn.game is not game or drawn.take != team.take:
        drawn = Drawn(game, team.take, 0, over, b"", b"")
    if drawn.weeks < weeks or drawn.over != over or not drawn.whole:
        more = [_JSON.encode(week).encode() for week in game.history(site, drawn.weeks)]
        history = b",".join([drawn.history, *more] if drawn.history else more)
        sight = _JSON.encode(game.sight(site, over)).encode()
        drawn = Drawn(game, team.take, weeks, over, history, b'"sight":%s,"history":[%s]' % (sight, history))
        team.drawn[site] = drawn
    return drawn.whole
