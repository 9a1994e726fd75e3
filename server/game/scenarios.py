"""The scenarios that can be played, and the one that a game's settings ask for.

Scenarios come from strangers here: no files, no import paths, and no more than a classroom needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.errors import BullwhipError, Fault, ScenarioError
from bullwhip.network.scenario import Scenario, read, read_text, shipped
from bullwhip.server.game.bots import EVERY, bots_for, checked_rule
from bullwhip.server.game.breath import Aside, at_once
from bullwhip.server.game.encamped import encamped
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.seated import as_played
from bullwhip.server.game.settings import Settings

__all__ = ["Rehearse", "faults_of", "playable", "recorded", "rehearse", "scenario_for", "small_enough"]

Rehearse = Callable[[Scenario, Mapping[str, Any]], None]
MOST_SEATS = 20
MOST_STOCKPOINTS = 60
LONGEST_DELAY = 60  # periods
LONGEST_GAME = 520  # weeks
MOST_POINT_WEEKS = 6_240  # weeks times items at sites: 60 of them for two years; a rehearsal takes about a second
FILE = "scenario"  # what an upload is called in messages


@cache
def playable() -> Mapping[str, Scenario]:
    """The shipped scenarios as they are played, by name: the usual one, others with own seats, the rest."""
    usual = Settings.model_fields["scenario"].default
    names = sorted(shipped(), key=lambda name: (name != usual, as_played(name) is not None))
    ready = {name: read(as_played(name) or name, check_rule=check_rule) for name in names}
    return MappingProxyType({name: scenario for name, scenario in ready.items() if not any(_too_much(scenario))})


def faults_of(text: str, rehearse: Rehearse, aside: Aside = at_once) -> list[Fault]:
    """Everything that is wrong with an uploaded scenario; nothing if it can be played.

    A long text takes seconds to read: it is read `aside`.
    """
    try:
        scenario = aside(lambda: _read(text, {}))
        rehearse(scenario, {})
    except ScenarioError as error:
        return list(error.faults)
    except Refusal as error:
        return [Fault(file=FILE, found="no scenario", remedy=str(error), kind="malformed")]
    except BullwhipError as error:
        return [Fault(file=FILE, found=f"a game that cannot be played ({error})", remedy="change the scenario")]
    return []


def scenario_for(settings: Settings, rehearse: Rehearse, aside: Aside = at_once) -> Scenario:
    """The scenario that a game's settings ask for.  Raises ScenarioError with all faults, Refusal, or BullwhipError.

    It is read `aside`, and then rehearsed.
    """
    scenario = aside(lambda: _wished(settings))
    rehearse(scenario, settings.bots)
    return scenario


def _wished(settings: Settings) -> Scenario:
    base = _read(settings.scenario, {})
    for site, rule in settings.bots.items():
        if site != EVERY and site not in seats_of(base):
            raise Refusal("no-seat", f"bots: found {site!r}, which is no seat; give one of {', '.join(seats_of(base))}")
        checked_rule(rule, f"bots, {site}")
    changes = {**_travelling(base, settings.changes), **settings.changes, **_wanted(base, settings)}
    scenario = _read(settings.scenario, changes) if changes else base
    if settings.camps is not None:
        scenario = encamped(scenario, settings.camps)
    if settings.practice_weeks > scenario.periods:
        found = (
            f"practice_weeks: found {settings.practice_weeks}; give {scenario.periods} at most, the game's own weeks"
        )
        raise Refusal("malformed", found)
    return scenario


def _read(source: str, changes: Mapping[str, Any]) -> Scenario:
    """A shipped scenario by its name, or one that is written out, changed; it must be fit for a classroom."""
    written = {key: value if isinstance(value, str) else json.dumps(value) for key, value in changes.items()}
    if source in shipped():
        scenario = read(as_played(source) or source, check_rule=check_rule, settings=written, trusted=False)
    elif "=" not in source:
        choice = ", ".join(playable())
        raise Refusal("no-scenario", f"found no scenario {source[:80]!r}; give one of {choice}, or a scenario as TOML")
    else:
        scenario = read_text(source, FILE, check_rule=check_rule, settings=written, trusted=False)
    return small_enough(scenario)


def recorded(record: Mapping[str, Any]) -> GameRecord:
    """The record of a game that a stranger gives; its scenario must be fit for a classroom.  Raises BullwhipError."""
    scenario = record.get("scenario")
    if isinstance(scenario, Mapping):
        small_enough(read(scenario, check_rule=check_rule, trusted=False))
    return GameRecord.of(record)


def small_enough(scenario: Scenario) -> Scenario:
    """The scenario, if it is fit for a classroom's server.  Raises ScenarioError."""
    found = list(_too_much(scenario))
    if found:
        raise ScenarioError(found)
    return scenario


def _too_much(scenario: Scenario) -> Iterator[Fault]:
    """What is more than a classroom's server takes."""
    seats, points = len(seats_of(scenario)), len(scenario.stockpoints())
    if not seats:
        remedy = "say person = true at the sites that people can play, with an order_delay of 1 or more on their lanes"
        yield Fault(file=FILE, found="no seat", remedy=remedy)
    if seats > MOST_SEATS:
        yield Fault(file=FILE, found=f"{seats} seats", remedy=f"give {MOST_SEATS} at most")
    if points > MOST_STOCKPOINTS:
        yield Fault(file=FILE, found=f"{points} items at sites", remedy=f"give {MOST_STOCKPOINTS} at most in a game")
    if scenario.periods > LONGEST_GAME:
        yield Fault(file=FILE, key="periods", found=str(scenario.periods), remedy=f"give {LONGEST_GAME} at most")
    elif points <= MOST_STOCKPOINTS and points * scenario.periods > MOST_POINT_WEEKS:
        found, most = f"{scenario.periods} with {points} items at sites", MOST_POINT_WEEKS // points
        yield Fault(file=FILE, key="periods", found=found, remedy=f"give {most} at most, or fewer sites")
    for lane in scenario.lane:
        for key, periods in (("lead_time", lane.longest), ("order_delay", lane.order_delay)):
            if periods > LONGEST_DELAY:
                remedy = f"give {LONGEST_DELAY} at most in a game"
                yield Fault(file=FILE, table="lane", name=lane.name, key=key, found=str(periods), remedy=remedy)
    yield from _too_late(scenario)


def _too_late(scenario: Scenario) -> Iterator[Fault]:
    """Disruptions that let goods travel, or figures lie, longer than a classroom's server takes."""
    longest = max((lane.longest for lane in scenario.lane), default=0)
    for each in scenario.disruption:
        for key, periods in (("longer", each.longer), ("age", each.age)):
            if periods is not None and periods > LONGEST_DELAY:
                remedy = f"give {LONGEST_DELAY} at most in a game"
                yield Fault(file=FILE, table="disruption", name=each.name, key=key, found=str(periods), remedy=remedy)
        if each.kind == "lead_time" and each.factor is not None and each.factor * longest > LONGEST_DELAY:
            found, remedy = f"{each.factor:g} times a lead time of {longest}", f"let it be {LONGEST_DELAY} at most"
            yield Fault(file=FILE, table="disruption", name=each.name, key="factor", found=found, remedy=remedy)


def _wanted(base: Scenario, settings: Settings) -> dict[str, Any]:
    """The settings that are keys of the scenario."""
    wanted: dict[str, Any] = {}
    if settings.weeks is not None:
        wanted["periods"] = settings.weeks
    if settings.share is not None:
        wanted["share"] = list(settings.share)
    if settings.cap is not None:
        for site in (base.sites[name] for name in seats_of(base)):
            if site.rule is not None:
                wanted[f"site.{site.name}.rule.cap"] = settings.cap
            for item, terms in site.items.items():
                if terms.rule is not None:
                    wanted[f"site.{site.name}.items.{item}.rule.cap"] = settings.cap
    return wanted


def _travelling(base: Scenario, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is under way at the start, where a lane is made longer or shorter: more of the same, or less of it."""
    lists = {"lead_time": "in_transit", "order_delay": "in_mail"}
    fitted: dict[str, Any] = {}
    for path, value in changes.items():
        for key, under_way in lists.items():
            if not path.startswith("lane.") or not path.endswith(f".{key}") or not isinstance(value, int):
                continue
            ends = path[len("lane.") : -len(key) - 1].replace(" -> ", ">")
            for lane in base.lane:
                name = f"{lane.source or ''}>{lane.target}"
                now = getattr(lane, under_way)
                if ends in {"*", name} and now and f"lane.{name}.{under_way}" not in changes:
                    fitted[f"lane.{name}.{under_way}"] = [*now, *[now[-1]] * max(value, 0)][: max(value, 0)]
    return fitted


def rehearse(scenario: Scenario, bots: Mapping[str, Any]) -> None:
    """Let the bots play a whole game, and replay it: what can go wrong goes wrong before people sit there.

    Raises BullwhipError.
    """
    game, weeks = TeamGame.of(scenario, None, bots_for(scenario, bots)), []
    while not game.over:
        weeks.append(game.close({}))
    TeamGame.of(scenario, None, bots_for(scenario, bots)).replay(weeks)
