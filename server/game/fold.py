"""From the log to a room: what each entry changes."""

from __future__ import annotations

from functools import partial, singledispatch

from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game import events
from bullwhip.server.game.audience import teams_told
from bullwhip.server.game.disrupting import befall, withdraw, withdraw_undone
from bullwhip.server.game.encamped import encamp
from bullwhip.server.game.playing import catch_up
from bullwhip.server.game.room import Entry, LogLine, Message, Player, Room, Seat, Team
from bullwhip.server.game.seated import fixed_weeks, unforced

__all__ = ["begin", "fold"]


def begin(code: str, entry: Entry) -> Room:
    """The room of a game whose log begins with this entry."""
    made = entry.event
    if not isinstance(made, events.Made):
        raise BullwhipError(f"found {made.kind!r}, where a game is made")
    scenario = load(made.scenario, trusted=False)
    room = Room(
        code=code,
        made=entry.at,
        settings=made.settings,
        scenario=scenario,
        practice=load(unforced(made.scenario), trusted=False),
        fixed=fixed_weeks(scenario),
        seed=made.seed,
        alone=made.alone,
        host=made.host,
        screen=made.screen,
        timer_seconds=made.settings.timer_seconds,
        figures=made.settings.show_figures,
    )
    _noted(room, entry)
    room.changed = entry.at
    return room


def fold(room: Room, entry: Entry) -> set[int] | None:
    """Let an entry happen in a room: the teams that see it, or None for all.

    The entries come in their order, each once.
    """
    assert entry.number == room.number + 1
    before = teams_told(entry.event, room)
    _happen(entry.event, room, entry.at)
    after = teams_told(entry.event, room)
    _noted(room, entry)
    if before is None or after is None:
        room.changed = entry.at
        return None
    for number in before | after:
        if number <= len(room.teams):
            room.team(number).changed = entry.at
    return before | after


def _noted(room: Room, entry: Entry) -> None:
    """Write an entry into the log that the host sees: what happens to many teams at once is one line of it."""
    room.number, room.at = entry.number, entry.at
    number = getattr(entry.event, "team", None)
    teams: tuple[int, ...] = () if number is None else (number,)
    if room.log and _is_alike(room.log[-1].entry.event, entry.event):
        teams = (*room.log.pop().teams, *teams)
    room.log.append(LogLine(entry, teams))


def _is_alike(before: events.Event, now: events.Event) -> bool:
    """Whether two entries are the same week of two teams, closed for the same reason or taken back."""
    if isinstance(before, events.Closed) and isinstance(now, events.Closed):
        return (before.week, before.why) == (now.week, now.why)
    return isinstance(before, events.Undone) and isinstance(now, events.Undone) and before.week == now.week


def _time_begins(room: Room, at: int) -> None:
    """Let the time that each team has for its week begin now."""
    for team in room.teams:
        team.opened = at


def _look(room: Room, team: Team) -> None:
    """Note what the scenario fixes in the week that has begun; in practice it fixes nothing."""
    none = team.practice or team.all_played
    team.forced = frozenset() if none else frozenset(site for site in team.seats if team.week <= room.fixed[site])


@singledispatch
def _happen(event: object, room: Room, at: int) -> None:
    raise TypeError(f"{type(event).__name__} at {at} in {room.code}: no entry of a log")


@_happen.register
def _(event: events.TeamOpened, room: Room, at: int) -> None:
    seats = {site.name: Seat(site.name) for site in room.scenario.site if site.person}
    practice = room.settings.practice_weeks > 0
    team = Team(event.team, event.name, partial(catch_up, room), room.scenario.periods, seats, practice, opened=at)
    encamp(room, team, event.camp)
    _look(room, team)
    room.teams.append(team)


@_happen.register
def _(event: events.TeamRenamed, room: Room, at: int) -> None:
    room.team(event.team).name = event.name


@_happen.register
def _(event: events.CampSet, room: Room, at: int) -> None:
    encamp(room, room.team(event.team), event.camp)


@_happen.register
def _(event: events.Joined, room: Room, at: int) -> None:
    player = Player(event.player, event.name, event.team, event.site, event.token, at=at)
    room.players[event.player] = player
    _sit(room, player)


@_happen.register
def _(event: events.Left, room: Room, at: int) -> None:
    player = room.players[event.player]
    player.gone, player.banned = True, event.banned
    _stand_up(room, player)


@_happen.register
def _(event: events.Locked, room: Room, at: int) -> None:
    room.locked = event.locked


@_happen.register
def _(event: events.LetIn, room: Room, at: int) -> None:
    for player in room.banned():
        player.banned = False


@_happen.register
def _(event: events.PlayerRenamed, room: Room, at: int) -> None:
    room.players[event.player].name = event.name


@_happen.register
def _(event: events.Moved, room: Room, at: int) -> None:
    player = room.players[event.player]
    _stand_up(room, player)
    player.team, player.site = event.team, event.site
    _sit(room, player)


def _stand_up(room: Room, player: Player) -> None:
    """Take a player out of a seat; an order that this player placed for it counts no more."""
    team = room.team(player.team)
    team.seats[player.site].people.remove(player)
    placed = team.orders.get(player.site)
    if placed is not None and placed.player == player.id:
        del team.orders[player.site]


def _sit(room: Room, player: Player) -> None:
    """Put a player into a seat; a newcomer has missed nothing."""
    seat = room.team(player.team).seats[player.site]
    seat.people.append(player)
    player.met = player.met or room.meets_customers(player.site)
    seat.missed = 0


@_happen.register
def _(event: events.Started, room: Room, at: int) -> None:
    room.state = "playing"
    _time_begins(room, at)


@_happen.register
def _(event: events.Paused, room: Room, at: int) -> None:
    room.state, room.paused_at = "paused", at


@_happen.register
def _(event: events.Resumed, room: Room, at: int) -> None:
    for team in room.teams:
        team.opened += at - room.paused_at
    room.state = "playing"


@_happen.register
def _(event: events.Ended, room: Room, at: int) -> None:
    room.state = "over"
    _time_begins(room, at)


@_happen.register
def _(event: events.TimerSet, room: Room, at: int) -> None:
    room.timer_seconds = event.seconds
    _time_begins(room, at)
    room.paused_at = at


@_happen.register
def _(event: events.Closed, room: Room, at: int) -> None:
    team = room.team(event.team)
    if team.week != event.week or team.all_played:
        raise BullwhipError(f"found week {event.week} of team {event.team}, where week {team.week} is under way")
    team.weeks.append(event.decisions)
    team.orders, team.opened = {}, at
    for site, decision in event.decisions.items():
        _attend(team, site, decision.by)
    if team.practice and len(team.weeks) == room.settings.practice_weeks:
        team.practice, team.weeks, team.take = False, [], team.take + 1
        team.undone, team.played = [], None
    _look(room, team)
    if all(room.over(other) for other in room.teams):
        room.state = "over"


def _attend(team: Team, site: str, by: str) -> None:
    """Count the weeks that a seat's people missed; a seat without people misses none."""
    seat = team.seats[site]
    if by == "person" or not seat.people:
        seat.missed = 0
    elif by != "forced":
        seat.missed += 1


@_happen.register
def _(event: events.Undone, room: Room, at: int) -> None:
    team = room.team(event.team)
    team.undone.append((event.week, team.weeks.pop()))
    team.take += 1
    team.orders, team.opened = {}, room.paused_at if room.state == "paused" else at
    for seat in team.seats.values():
        seat.missed = 0  # who missed a week that is taken back may not have been away
    if not team.is_behind and team.played is not None:
        team.played.take_back(len(team.weeks))
    _look(room, team)
    withdraw_undone(room)
    if room.state == "over":  # the truth is to be found out again, and nobody's time has run while all stood still
        room.state, room.revealed, room.beliefs = "playing", False, {}
        _time_begins(room, at)


@_happen.register
def _(event: events.BotSet, room: Room, at: int) -> None:
    for team in room.teams if event.team is None else [room.team(event.team)]:
        for seat in team.seats.values() if event.site is None else [team.seats[event.site]]:
            seat.bot, seat.missed = seat.bot if event.on is None else event.on, 0
            seat.rule = None if event.own else event.rule or seat.rule
        if event.own or event.rule is not None:
            team.played = None


@_happen.register
def _(event: events.Disrupted, room: Room, at: int) -> None:
    befall(room, event)


@_happen.register
def _(event: events.CalledOff, room: Room, at: int) -> None:
    withdraw(room, event.name)


@_happen.register
def _(event: events.Said, room: Room, at: int) -> None:
    room.messages.append(Message(event.text, event.team, at))


@_happen.register
def _(event: events.FiguresShown, room: Room, at: int) -> None:
    room.figures = event.shown


@_happen.register
def _(event: events.Believed, room: Room, at: int) -> None:
    room.beliefs[event.player] = event.values


@_happen.register
def _(event: events.Revealed, room: Room, at: int) -> None:
    room.revealed = True


@_happen.register
def _(event: events.TokensRenewed, room: Room, at: int) -> None:
    room.host = event.host or room.host
    room.screen = event.screen or room.screen
    for player, token in event.players.items():
        room.players[player].token = token
