"""A scenario as two camps play it, and the rules by which the bots of a camp order."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection
from functools import partial
from typing import Any

import numpy as np

from bullwhip.agents.deciding.rule_plan import rule_of
from bullwhip.agents.games.disruptions import weeks_on
from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.optimisation.places import places_of, with_tables
from bullwhip.agents.resilience.covers import Covers
from bullwhip.agents.rules import DualIndex
from bullwhip.agents.rules.rule_tables import table_of
from bullwhip.agents.tuning.outlook import outlooks
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network
from bullwhip.server.game.breath import Aside
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room, Team
from bullwhip.server.game.settings import Camp, CampSettings, Settings

__all__ = ["PRESET", "drawn_seed", "encamp", "encamped"]

PRESET = "jit-vs-jic"  # the scenario that is made for two camps
TWO = 2  # lanes, one of them express
TRIES = 20  # seeds, of which one with a storm is sought
EARLY = 2 / 3  # of the weeks: a storm later teaches nobody


def encamped(scenario: Scenario, camps: CampSettings) -> Scenario:
    """A scenario whose seats order from each of two suppliers by itself, so that teams can split their orders.

    Raises Refusal where the camps' covers contradict each other.
    """
    if camps.lean_most > camps.buffered_least:
        found = f"camps: found lean_most {camps.lean_most:g} above buffered_least {camps.buffered_least:g}"
        raise Refusal("malformed", f"{found}; give lean teams the smaller cover")
    network, seen, seats = Network.of(scenario), outlooks(scenario), seats_of(scenario)
    times = network.mean_lead_time + network.order_delay
    tables = {}
    for row, point in enumerate(network.stockpoints):
        place, lanes, rule = (point.site, point.item), network.lanes_into(row), rule_of(point, {})
        if point.site not in seats or lanes.size != TWO or rule.orders_by_lane or rule.is_limited or rule.negative:
            continue  # a rule that orders lane by lane takes no limits
        fast, slow = sorted(times[lanes].tolist())
        if fast < slow:
            use = seen[place].demand.mean
            tables[place] = table_of(DualIndex(express=fast * use, regular=slow * use))
    return with_tables(scenario, tables)


def drawn_seed(settings: Settings, scenario: Scenario, aside: Aside) -> int:
    """The seed that the settings give, or any; with camps one whose luck has a storm, if some tries find it.

    A storm is a disruption of supply where the scenario has any, and else of demand.  Games are played `aside`.
    """
    if settings.seed is not None:
        return settings.seed
    of_supply = {table.name for table in scenario.disruption if table.kind != "demand"}
    sought = of_supply or {table.name for table in scenario.disruption}
    seeds = [secrets.randbelow(2**53) for _ in range(TRIES)]
    if settings.camps is None or not sought:
        return seeds[0]
    return next((seed for seed in seeds if aside(partial(_has, scenario, seed, sought))), seeds[0])


def _has(scenario: Scenario, seed: int, sought: Collection[str]) -> bool:
    """Whether one of these disruptions comes early enough."""
    game = TeamGame.of(scenario, seed)
    while game.played < EARLY * scenario.periods:
        game.close({})
    return any(table.name in sought for table, _ in weeks_on(game))


def encamp(room: Room, team: Team, camp: Camp | None) -> None:
    """Put a team into a camp: its bots order up to the camp's cover, where nobody has chosen another rule."""
    team.camp, team.played = camp, None
    if camp is None or room.settings.camps is None:
        return
    if camp not in room.camp_rules:
        room.camp_rules[camp] = _rules_to_cover(room.scenario, room.settings.camps.cover(camp))
    for seat in team.seats.values():
        seat.camp_rule = room.camp_rules[camp].get(seat.site)


def _rules_to_cover(scenario: Scenario, cover: float) -> dict[str, dict[str, Any]]:
    """Rules that order up to so many periods of cover of the demand that is expected: tables by site.

    Sites with several items have none, nor those that order on more than two lanes.
    """
    items = Counter(point.site for point in scenario.stockpoints())
    seats = [site for site in seats_of(scenario) if items[site] == 1]
    if not seats:
        return {}
    try:
        family = Covers(scenario, places_of(scenario, seats)).uniform
    except BullwhipError:  # none of them orders on one lane or on two
        return {}
    values = family.values(family.together(np.array([cover])))[0].tolist()
    tables = {site: dict(table_of(rule)) for (site, _), rule in family.rules.items()}
    for parameter, value in zip(family.parameters, values, strict=True):
        tables[parameter.site][parameter.name] = value
    return tables
