"""What a host may do: each action gives the entries that it adds to the log, or refuses.

Every function takes the room as it is when the entries are appended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bullwhip.agents.debriefs.what_if import OWN
from bullwhip.server.game import events
from bullwhip.server.game.bots import checked_rule
from bullwhip.server.game.closing import AsSeen, meant
from bullwhip.server.game.names import clean, nickname
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room
from bullwhip.server.game.settings import Camp

__all__ = [
    "bot",
    "camp",
    "end",
    "figures",
    "let_in",
    "lock",
    "message",
    "move",
    "pause",
    "remove",
    "rename",
    "resume",
    "reveal",
    "start",
    "swap",
    "timer",
    "undo",
]

LONGEST_MESSAGE = 500
REPEATED = 10_000  # ms within which the same message is the same press of a button
Entries = list[events.Event]


def start(room: Room) -> Entries:
    """Let the first week begin."""
    if room.state != "lobby":
        raise Refusal("started", "the game has begun already")
    return [events.Started()]


def pause(room: Room) -> Entries:
    """Let time stand still: nobody can order, no timer runs."""
    if room.state != "playing":
        raise Refusal("not-running", "the game is not running now")
    return [events.Paused()]


def resume(room: Room) -> Entries:
    """Let time go on."""
    if room.state != "paused":
        raise Refusal("not-paused", "the game is not paused")
    return [events.Resumed()]


def end(room: Room) -> Entries:
    """End the game where it stands."""
    if room.state in {"lobby", "over"}:
        raise Refusal("not-running", "the game has not begun, or is over")
    return [events.Ended()]


def timer(room: Room, seconds: int | None) -> Entries:
    """Give each week so many seconds, from now on; none without a number."""
    if room.state == "over":
        raise Refusal("over", "the game is over")
    return [events.TimerSet(seconds=seconds)]


def undo(room: Room, number: int | None, at: AsSeen | None = None) -> Entries:
    """Take back the last week: of one team, or of all who have played one; with `at`, of those who stand there."""
    if number is not None and room.pace == "step":
        raise Refusal("in-step", "all teams move in step; take back the week of all")
    teams = room.teams if number is None else [room.team(number)]
    played = [team for team in teams if team.weeks]
    if not played:
        raise Refusal("nothing-to-undo", "no week has been played that could be taken back")
    return [events.Undone(team=team.number, week=len(team.weeks)) for team in meant(played, at)]


def message(room: Room, text: str, number: int | None, now: int | None = None) -> Entries:
    """Say something to all, or to one team; what was said a moment ago (`now`, ms since 1970) is not said again."""
    said = clean(text, LONGEST_MESSAGE)
    if not said:
        raise Refusal("no-text", "found a message without a letter; write one that others can read")
    if number is not None:
        room.team(number)
    last = room.messages[-1] if room.messages else None
    if last is not None and (last.text, last.team) == (said, number) and now is not None and now - last.at < REPEATED:
        return []
    return [events.Said(text=said, team=number)]


def remove(room: Room, *players: str, ban: bool = False) -> Entries:
    """Take the seats of these people away; their bots go on.  Who is banned does not come in again.

    Who has gone already is left out.  Raises Refusal for who never was there, and if nobody is there any more.
    """
    if not players or any(player not in room.players for player in players):
        raise Refusal("no-player", "there is no such player in this game")
    here = [player for player in dict.fromkeys(players) if not room.players[player].gone]
    if not here:
        raise Refusal("no-player", "there is no such player in this game, or no more")
    return [events.Left(player=player, removed=True, banned=ban) for player in here]


def lock(room: Room, on: bool) -> Entries:
    """Let nobody in any more, or let people in again."""
    return [] if room.locked == on else [events.Locked(locked=on)]


def let_in(room: Room) -> Entries:
    """Let those come in again who were removed for good."""
    return [events.LetIn()] if room.banned() else []


def move(room: Room, player: str, number: int, site: str) -> Entries:
    """Put somebody into another seat; the person keeps link and token."""
    found = room.player(player)
    room.seat(number, site)
    if (found.team, found.site) == (number, site):
        return []
    return [events.Moved(player=found.id, team=number, site=site)]


def swap(room: Room, first: str, second: str, seat: tuple[int, str] | None = None) -> Entries:
    """Let two people change seats.

    `seat` is the team and site that the first is meant to get: done again, they would change back.
    """
    one, other = room.player(first), room.player(second)
    if seat is not None and (one.team, one.site) == seat:
        return []
    if seat is not None and (other.team, other.site) != seat:
        raise Refusal("stale", "they have moved meanwhile; nothing was done: look again, and decide anew")
    if (one.team, one.site) == (other.team, other.site):
        raise Refusal("same-seat", "both sit in the same seat")
    return [
        events.Moved(player=one.id, team=other.team, site=other.site),
        events.Moved(player=other.id, team=one.team, site=one.site),
    ]


def bot(
    room: Room, number: int | None, site: str | None, on: bool | None, rule: str | Mapping[str, Any] | None
) -> Entries:
    """Give seats to their bots, or back to their people; with a rule, let the bots order by that one.

    Without a number it is about all teams, without a site about all seats.  The rule OWN is the one that the game began
    with.
    """
    for team in room.teams if number is None else [room.team(number)]:
        if site is not None:
            room.seat(team.number, site)
    if on is None and rule is None:
        return []
    if rule == OWN:
        return [events.BotSet(team=number, site=site, on=on, own=True)]
    return [events.BotSet(team=number, site=site, on=on, rule=None if rule is None else checked_rule(rule))]


def rename(room: Room, number: int, name: str) -> Entries:
    """Give a team another name."""
    return [events.TeamRenamed(team=room.team(number).number, name=nickname(name))]


def camp(room: Room, number: int, wanted: Camp) -> Entries:
    """Put a team into a camp, before the game begins."""
    team = room.team(number)
    if team.camp is None:
        raise Refusal("no-camps", "this game has no camps; make one with camps")
    if room.state != "lobby":
        raise Refusal("started", "the game has begun already")
    return [] if team.camp == wanted else [events.CampSet(team=number, camp=wanted)]


def figures(room: Room, shown: bool) -> Entries:
    """Show the costs on the projector, or hide them."""
    return [] if room.figures == shown else [events.FiguresShown(shown=shown)]


def reveal(room: Room) -> Entries:
    """Show what customers had asked for."""
    if room.state != "over":
        raise Refusal("not-over", "the game is not over; end it first")
    return [] if room.revealed else [events.Revealed()]
