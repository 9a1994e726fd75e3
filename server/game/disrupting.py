"""Disruptions that a host orders in a game, the same for all teams: what may be ordered, and what follows.

They are in the room's scenario from their order on, and so in its record.  One begins in a period that no team has
seen, so the weeks before it stay as they were: games are played again from their first week, with the same orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bullwhip.agents.deciding.rule_plan import rule_of
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import suggest
from bullwhip.network.scenario import Scenario
from bullwhip.server.game.events import CalledOff, Disrupted
from bullwhip.server.game.names import nickname
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room
from bullwhip.server.game.scenarios import small_enough

__all__ = [
    "befall",
    "call_off",
    "disrupt",
    "first_period",
    "reached",
    "stricken",
    "with_disruption",
    "withdraw",
    "withdraw_undone",
]

MOST = 40  # disruptions that a host may have ordered at once
STARTS = ("start", "window", "periods")  # keys that say when one begins that has not begun before


def reached(room: Room) -> int:
    """The furthest week that a team has under way, or the last one if it has played all; 0 before the first one."""
    if room.state == "lobby":
        return 0
    return max((team.week for team in room.teams if not team.practice), default=0)


def first_period(table: Mapping[str, Any]) -> int:
    """The first period in which a disruption can be on whose beginning is fixed or in a window."""
    given = next(table[key] for key in STARTS if table.get(key))
    return int(given) if isinstance(given, int) else int(given[0])


def disrupt(room: Room, given: Mapping[str, Any], coming: int | None = None) -> list[Disrupted]:
    """Order a disruption: `given` has the keys of a [[disruption]].

    Its periods are counted from `coming`, which is 1: the period that no team has under way yet, unless the host saw
    an earlier one.  Raises Refusal, and ScenarioError with all faults.
    """
    if room.state == "over":
        raise Refusal("over", "the game is over")
    if len(room.ordered) >= MOST:
        raise Refusal("malformed", f"found {MOST} disruptions that were ordered already; withdraw one first")
    now = reached(room)
    if now >= room.scenario.periods:
        raise Refusal("too-late", f"all {now} periods have begun for a team; undo one first")
    table = _dated({**given, "name": nickname(str(given.get("name", "")))}, coming or now + 1)
    first, ahead = first_period(table), int(table.get("announced", 0))
    if first <= now:
        remedy = f"give a start from period {now + 1} on, or undo the week"
        raise Refusal("too-late", f"found period {first}, which has begun for a team; {remedy}")
    if ahead > first - now:
        found = f"announced: found {ahead}, of what begins {first - now} periods from now"
        raise Refusal("malformed", f"{found}; give {first - now} at most")
    # People are told in the week under way; in that one all sites but the seats have ordered.
    table = {**table, "announced": min(ahead, first - now - 1)}
    small_enough(with_disruption(room.scenario, table))
    return [Disrupted(table=table, week=now, told=first - ahead)]


def stricken(room: Room, given: Mapping[str, Any], coming: int | None = None) -> Scenario:
    """The scenario of a game as it would be with a disruption that `disrupt` orders.  Raises what that raises."""
    (event,) = disrupt(room, given, coming)
    return with_disruption(room.scenario, event.table)


def _dated(given: Mapping[str, Any], coming: int) -> dict[str, Any]:
    """A disruption's table whose periods are those of the game."""
    timings = [key for key in STARTS if given.get(key) is not None]
    strange = [key for key in ("chance", "every", "after") if given.get(key) is not None]
    if strange:
        found = f"{strange[0]}: found what might have begun in weeks that are over"
        raise Refusal("malformed", f"{found}; give {', '.join(STARTS)}, counted from the coming period")
    table = {key: value for key, value in given.items() if value is not None}
    if not timings:
        table["start"] = 1
    for key in timings or ["start"]:
        periods = table[key]
        table[key] = periods + coming - 1 if isinstance(periods, int) else [one + coming - 1 for one in periods]
    return table


def call_off(room: Room, name: str) -> list[CalledOff]:
    """Withdraw a disruption that the host has ordered and that has not begun.  Raises Refusal."""
    found = {each.table["name"]: each for each in room.ordered}
    if name not in found:
        known = suggest(name[:80], list(found)) if found else "none has been ordered"
        raise Refusal("no-disruption", f"found {name[:80]!r}, which the host has not ordered; {known}")
    first, now = first_period(found[name].table), reached(room)
    if first <= now:
        raise Refusal("begun", f"{name!r} has begun for a team; undo the weeks from {first} on first")
    told = first - int(found[name].table["announced"])
    if told <= now and (watching := _who_looks_ahead(room.scenario)):
        reason = f"{', '.join(watching)} ordered by its announcement"
        raise Refusal("begun", f"{name!r} cannot be withdrawn, as {reason}; undo the weeks from {told} on first")
    return [CalledOff(name=name)]


def _who_looks_ahead(scenario: Scenario) -> list[str]:
    """The sites without a person whose rules order by what is announced."""
    points = (point for point in scenario.stockpoints() if not scenario.sites[point.site].person)
    return list(dict.fromkeys(point.site for point in points if rule_of(point, {}).looks_ahead))


def with_disruption(scenario: Scenario, table: Mapping[str, Any]) -> Scenario:
    """The scenario with one more disruption, checked in full.  Raises ScenarioError with all faults."""
    document = scenario.document()
    return load({**document, "disruption": [*document.get("disruption", []), dict(table)]}, trusted=False)


def befall(room: Room, event: Disrupted) -> None:
    """Let an ordered disruption be part of the game."""
    room.ordered = (*room.ordered, event)
    _play_by(room, with_disruption(room.scenario, event.table))


def withdraw(room: Room, *names: str) -> None:
    """Take ordered disruptions out of the game."""
    room.ordered = tuple(each for each in room.ordered if each.table["name"] not in names)
    _play_by(room, room.scenario.calm(*names))


def withdraw_undone(room: Room) -> None:
    """Take out what was ordered in weeks that have been taken back, of all teams, since."""
    now = reached(room)
    undone = [each.table["name"] for each in room.ordered if each.week > now]
    if undone:
        withdraw(room, *undone)


def _play_by(room: Room, scenario: Scenario) -> None:
    """Play the game by another scenario: again from its first week, when somebody looks."""
    room.scenario, room.scenario_since = scenario, room.number + 1
    room.games = {key: games for key, games in room.games.items() if games.scenario is room.practice}
    for team in room.teams:
        if not team.practice:
            team.played = None
