"""When a week closes, and what then counts for each seat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bullwhip.agents.games.record import Decision
from bullwhip.agents.games.seat import CountedOrders, IllegalOrder
from bullwhip.server.game import events
from bullwhip.server.game.breath import Breath
from bullwhip.server.game.camps import must_fit
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Player, Room, Team

__all__ = [
    "Absent",
    "AsSeen",
    "all_closed",
    "awaited",
    "closed",
    "due",
    "expected",
    "is_played",
    "meant",
    "on_its_own",
    "wanted",
]

Absent = Callable[[Player], bool]  # whether nobody waits for a player
AsSeen = Mapping[int, tuple[int, int]]  # by a team's number: its take, and how many weeks it has played


def on_its_own(room: Room, team: Team, site: str) -> bool:
    """Whether a seat's bot orders: the host wants it, nobody sits there, or its people missed too many weeks."""
    seat = team.seats[site]
    limit = room.settings.away_after
    return seat.bot or not seat.people or (limit is not None and seat.missed >= limit)


def is_played(room: Room, team: Team, site: str, absent: Absent) -> bool:
    """Whether a seat has somebody to wait for."""
    return not on_its_own(room, team, site) and not all(absent(who) for who in team.seats[site].people)


def awaited(room: Room, team: Team, absent: Absent) -> list[str]:
    """The sites that a team waits for."""
    if room.over(team):
        return []
    return [
        site
        for site in team.seats
        if site not in team.orders and site not in team.forced and is_played(room, team, site, absent)
    ]


def expected(room: Room, absent: Absent) -> int:
    """How many seats a room waits for in a week, whether they have ordered or not."""
    running = (team for team in room.teams if not room.over(team))
    return sum(
        is_played(room, team, site, absent) and site not in team.forced for team in running for site in team.seats
    )


def due(room: Room, now: int, absent: Absent) -> list[tuple[Team, events.Why]]:
    """The teams whose week closes now by itself, and why."""
    if room.state != "playing":
        return []
    running = [team for team in room.teams if not room.over(team)]
    timed = [] if room.timer_seconds is None else running
    late = {team.number for team in timed if (room.deadline(team) or now + 1) <= now}
    if room.pace == "own":
        lead = max((_progress(team) for team in room.teams if _is_manned(room, team, absent)), default=(0, 0))
        shown = [team for team in running if now >= room.shown_until(team)]
        ready = {team.number for team in shown if _is_ready(room, team, absent, lead)}
    else:
        waiting = any(now < room.shown_until(team) or awaited(room, team, absent) for team in running)
        manned = any(_is_manned(room, team, absent) for team in running)
        ready = {team.number for team in running} if room.pace == "step" and manned and not waiting else set()
        if late:  # all move on together
            late = {team.number for team in running}
    return [(team, "complete" if team.number in ready else "timer") for team in running if team.number in ready | late]


def _is_manned(room: Room, team: Team, absent: Absent) -> bool:
    """Whether anybody in a team plays, or has ordered."""
    return any(site in team.orders or is_played(room, team, site, absent) for site in team.seats)


def _progress(team: Team) -> tuple[int, int]:
    """How far a team has come: practice, then weeks."""
    return (0 if team.practice else 1, len(team.weeks))


def _is_ready(room: Room, team: Team, absent: Absent, lead: tuple[int, int]) -> bool:
    """Whether a team at its own pace can go on: all have ordered; one without anybody follows the others."""
    if _is_manned(room, team, absent):
        return not awaited(room, team, absent)
    return _progress(team) < lead


def closed(room: Room, team: Team, why: events.Why) -> events.Closed:
    """The closing of a team's week, with a decision for every seat."""
    decisions = {site: _decision(room, team, site, why) for site in team.seats}
    return events.Closed(team=team.number, take=team.take, week=team.week, why=why, decisions=decisions)


def all_closed(room: Room, teams: Sequence[tuple[Team, events.Why]]) -> list[events.Event]:
    """The closings of these teams' weeks; bots may have to be asked, and others have their turn meanwhile."""
    breathe = Breath()
    made: list[events.Event] = []
    for team, why in teams:
        made.append(closed(room, team, why))
        breathe()
    return made


def _decision(room: Room, team: Team, site: str, why: events.Why) -> Decision:
    who = tuple(player.name for player in team.seats[site].people)
    if site in team.forced:
        return Decision(orders=team.game.suggestion(site), by="forced", who=who)
    placed = team.orders.get(site)
    if placed is not None and not team.seats[site].bot:
        return Decision(orders=placed.orders, by="person", who=who)
    if on_its_own(room, team, site) or why == "complete":
        return Decision(orders=team.game.suggestion(site), by="bot", who=who)
    return Decision(orders=_default(room, team, site), by="timer" if why == "timer" else "host", who=who)


def _default(room: Room, team: Team, site: str) -> CountedOrders:
    """What counts for a person who has not ordered: where items have fixed orders, these as well."""
    orders = None
    if room.settings.on_timer == "zero":
        orders = team.game.nothing(site)
    if room.settings.on_timer == "repeat" and team.weeks:
        orders = team.weeks[-1][site].orders
    if orders is None:
        return team.game.suggestion(site)
    # What the scenario fixed a week ago may be less than it lets people order, and outside of what a camp allows now.
    with suppress(IllegalOrder, Refusal):
        counted = team.game.check(site, orders)
        must_fit(room, team, site, counted)
        return counted
    return team.game.suggestion(site)


def meant(teams: Sequence[Team], at: AsSeen | None) -> list[Team]:
    """Of these teams those that stand where the host saw them (None: it does not matter).

    Who has gone on or was taken back meanwhile is left alone.  Raises Refusal if none stands there any more.
    """
    found = [team for team in teams if at is None or at.get(team.number) == (team.take, len(team.weeks))]
    if not found:
        raise Refusal("stale", "the week has moved on meanwhile; nothing was done: look again, and decide anew")
    return found


def wanted(room: Room, number: int | None, at: AsSeen | None = None) -> list[tuple[Team, events.Why]]:
    """The teams whose week the host closes: one, or all that are not over; with `at`, those that still stand there.

    Raises Refusal.
    """
    if room.state != "playing":
        raise Refusal("not-running", "the game is not running now; start it, or let it go on")
    if number is not None and room.pace == "step":
        raise Refusal("in-step", "all teams move in step; close the week of all")
    teams = room.teams if number is None else [room.team(number)]
    running = [team for team in teams if not room.over(team)]
    if not running:
        raise Refusal("over", "all weeks are played")
    return [(team, "host") for team in meant(running, at)]
