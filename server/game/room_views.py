"""What the host and the projector see of a room, and what everybody sees of its lobby."""

from __future__ import annotations

from typing import Any

from bullwhip.server.game import events
from bullwhip.server.game.bots import chosen_rule
from bullwhip.server.game.camps import in_camp
from bullwhip.server.game.closing import Absent, awaited, on_its_own
from bullwhip.server.game.disrupting import reached
from bullwhip.server.game.joining import has_room
from bullwhip.server.game.notices import disruptions_for_host, notices_for_all
from bullwhip.server.game.presence import Presence
from bullwhip.server.game.room import LogLine, Room, Seat, Team
from bullwhip.server.game.seat_view import game_facts, team_state

__all__ = ["host_view", "lobby", "screen_view"]

SECRET = {"kind", "decisions", "token", "host", "screen", "players", "player", "rule", "settings", "scenario", "seed"}


def lobby(room: Room) -> dict[str, Any]:
    """What everybody may know who has the code."""
    return {
        "code": room.code,
        "name": room.name,
        "state": team_state(room, None),
        "period": room.scenario.period,
        "locked": room.locked,
        "teams": [
            {
                "number": team.number,
                "name": team.name,
                **in_camp(team),
                "seats": [
                    {
                        "site": seat.site,
                        "role": room.scenario.sites[seat.site].role,
                        "people": len(seat.people),
                        "bot": room.state != "lobby" and on_its_own(room, team, seat.site),
                        "free": has_room(room, team, seat.site),
                    }
                    for seat in team.seats.values()
                ],
            }
            for team in room.teams
        ],
    }


def host_view(room: Room, presence: Presence, absent: Absent) -> dict[str, Any]:
    """Everything that the host needs, but for links and the time."""
    return {
        "game": {
            **game_facts(room),
            "weeks": room.scenario.periods,
            "timer_seconds": room.timer_seconds,
            "deadline": room.next_deadline(),
            "revealed": room.revealed,
            "locked": room.locked,
            "banned": [player.name for player in room.banned()],
            "settings": {
                **room.settings.model_dump(mode="json", exclude={"scenario"}),
                "timer_seconds": room.timer_seconds,
                "show_figures": room.figures,
            },
        },
        "teams": [_team_for_host(room, team, presence, absent) for team in room.teams],
        "messages": [{"text": said.text, "team": said.team, "at": said.at} for said in room.messages[-20:]],
        "disruptions": disruptions_for_host(room),
        "coming": reached(room) + 1,  # the first week in which one may begin
        "log": [_logged(room, line) for line in room.log],
    }


def _team_for_host(room: Room, team: Team, presence: Presence, absent: Absent) -> dict[str, Any]:
    return {
        "number": team.number,
        "name": team.name,
        **in_camp(team),
        "week": team.week,
        "take": team.take,
        "played": len(team.weeks),
        "practice": team.practice,
        "over": room.over(team),
        **team.game.score(),
        "waiting": awaited(room, team, absent),
        "seats": [_seat_for_host(room, team, seat, presence) for seat in team.seats.values()],
    }


def _seat_for_host(room: Room, team: Team, seat: Seat, presence: Presence) -> dict[str, Any]:
    placed = team.orders.get(seat.site)
    return {
        "id": f"{team.number}-{list(team.seats).index(seat.site) + 1}",
        "site": seat.site,
        "role": room.scenario.sites[seat.site].role,
        "people": [
            {
                "id": player.id,
                "name": player.name,
                "joined": player.at,
                "online": presence.is_online(player.id),
                "away": seat.missed,
            }
            for player in seat.people
        ],
        "bot": {"on": on_its_own(room, team, seat.site), "held": seat.bot, "rule": _rule_of(room, seat)},
        "ordered": placed is not None,
        "order": placed.orders if placed else None,
    }


def _rule_of(room: Room, seat: Seat) -> Any:
    """The rule of a seat's bot: the seat's, the game's, or the scenario's."""
    site = room.scenario.sites[seat.site]
    chosen = chosen_rule(room.settings.bots, seat)
    return chosen or site.rule or {item: terms.rule for item, terms in site.items.items()}


def _logged(room: Room, line: LogLine) -> dict[str, Any]:
    """A line of the log for the host's eyes: its kind, its teams, and values without secrets or bulk."""
    event = line.entry.event
    values = event.model_dump(mode="json", exclude=SECRET)
    player = room.players.get(getattr(event, "player", ""))
    if player is not None:
        values = {**values, "name": getattr(event, "name", player.name), "team": player.team}
    if isinstance(event, events.Believed):
        values.pop("values", None)
    return {"at": line.entry.at, "text": event.kind, "teams": line.teams, "values": values}


def screen_view(room: Room, absent: Absent) -> dict[str, Any]:
    """What the projector shows; costs only when the host shows them."""
    return {
        "game": {**game_facts(room), "deadline": room.next_deadline(), "revealed": room.revealed},
        "people": sum(1 for _ in room.people()),
        "teams": [
            {
                "number": team.number,
                "name": team.name,
                **in_camp(team),
                "week": team.week,
                "practice": team.practice,
                "over": room.over(team),
                "waiting": awaited(room, team, absent),
                "fixed": len(team.forced) == len(team.seats),
                "people": sum(len(seat.people) for seat in team.seats.values()),
                "seats": len(team.seats),
                "names": _names(team) if room.state == "lobby" else [],
                **(team.game.score() if room.figures else {"cost": None}),
            }
            for team in room.teams
        ],
        "messages": [{"text": said.text, "at": said.at} for said in room.standing()][-1:],
        "disruptions": notices_for_all(room),
        "figures": room.figures,
    }


def _names(team: Team) -> list[str]:
    """The people of a team by name, seat by seat."""
    return [player.name for seat in team.seats.values() for player in seat.people]
