"""Which seat somebody gets: teams are filled evenly, and late-comers take a bot's seat."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bullwhip.server.game import events
from bullwhip.server.game.camps import next_camp
from bullwhip.server.game.ids import hashed
from bullwhip.server.game.names import nickname, skeleton, unlike
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room, Team
from bullwhip.server.game.settings import MOST_TEAMS, PLACE, Camp, Settings

__all__ = ["has_room", "joined", "opened_teams"]


def opened_teams(settings: Settings) -> list[events.Event]:
    """The teams that a new game begins with."""
    count = settings.teams if isinstance(settings.teams, int) else 1
    opened: list[events.TeamOpened] = []
    for number in range(1, count + 1):
        opened.append(_opened(settings, number, [team.camp for team in opened]))
    return [*opened]


def _opened(settings: Settings, number: int, camps: Sequence[Camp | None]) -> events.TeamOpened:
    """The opening of one more team; `camps` are those of the teams that there are."""
    name = nickname(settings.team_names.replace(PLACE, str(number)))
    return events.TeamOpened(team=number, name=name, camp=next_camp(settings, camps))


def joined(
    room: Room,
    player: str,
    token: str,
    name: str,
    team: int | None = None,
    site: str | None = None,
    held: Collection[str] = (),
) -> list[events.Event]:
    """What happens when somebody joins, with the seat that is wished for if there is one.  Raises Refusal.

    `held` are tokens of this game that who joins still has, from earlier.
    """
    if room.state == "over":
        raise Refusal("over", "this game is over; ask for the code of a new one")
    if room.locked:
        raise Refusal("locked", "the host lets nobody in just now; ask the host to open the room")
    shown = nickname(name)
    _refuse_banned(room, shown, held)
    shown = unlike(shown, {other.name for other in room.people()})
    entries: list[events.Event] = []
    if team is None and site is None and room.settings.teams == "auto" and not _has_free_seat(room):
        entries += _another_team(room)
    if entries:
        number, seat = len(room.teams) + 1, next(iter(room.teams[0].seats))
    else:
        number, seat = _place(room, team, site)
    entries.append(events.Joined(player=player, name=shown, team=number, site=seat, token=hashed(token)))
    return entries


def _refuse_banned(room: Room, name: str, held: Collection[str]) -> None:
    """Raise Refusal for who was removed for good, as far as name or browser tell."""
    out = room.banned()
    if out and ({hashed(token) for token in held} & {player.token for player in out}):
        raise Refusal("banned", "the host keeps this person out of the game; ask the host")
    if skeleton(name) in {skeleton(player.name) for player in out}:
        raise Refusal("banned", "the host keeps this name out of the game; take another one, or ask the host")


def _has_free_seat(room: Room) -> bool:
    """Whether nobody sits in some seat."""
    return any(not seat.people for team in room.teams for seat in team.seats.values())


def has_room(room: Room, team: Team, site: str) -> bool:
    """Whether one more may sit in a seat."""
    return room.state != "over" and len(team.seats[site].people) < room.settings.people_per_seat


def _another_team(room: Room) -> list[events.Event]:
    """One more team, while the game has not begun."""
    if room.state != "lobby" or len(room.teams) >= MOST_TEAMS:
        return []
    number = len(room.teams) + 1
    return [_opened(room.settings, number, [team.camp for team in room.teams])]


def _place(room: Room, team: int | None, site: str | None) -> tuple[int, str]:
    """The seat for one more: as wished, or the emptiest seat of the team with the fewest people."""
    teams = [room.team(team)] if team is not None else room.teams
    if site is not None:
        room.seat(teams[0].number, site)
    free = [
        (len(seat.people), sum(len(other.people) for other in one.seats.values()), one.number, order, seat.site)
        for one in teams
        for order, seat in enumerate(one.seats.values())
        if site in {None, seat.site} and has_room(room, one, seat.site) and not room.over(one)
    ]
    if not free:
        raise Refusal("full", "all seats are taken; ask the host to free one")
    _, _, number, _, seat = min(free)
    return number, seat
