"""By which rule the bot of a seat orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.network.errors import FaultyTable, suggest
from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.sites import rule_table
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Seat

__all__ = ["EVERY", "bots_for", "checked_rule", "chosen_rule"]

EVERY = "*"  # the bots of all seats that are not named
RECORDED = ("recorded", "recorded-on-lanes")
LONGEST_RULE = 2_000  # characters of a rule's table as text; recorded orders of 520 weeks are not for hosts to type


def checked_rule(given: str | Mapping[str, Any], where: str = "rule") -> dict[str, Any]:
    """The table of a shipped rule that a host may choose.  Raises Refusal."""
    table: dict[str, Any] = rule_table(given)
    kind = table.get("type")
    choice = [name for name in RULES if name not in RECORDED]  # their orders may end before the game does
    if kind not in choice:
        raise Refusal("no-rule", f"{where}: found the rule {str(kind)[:80]!r}; {suggest(str(kind)[:80], choice)}")
    if len(str(table)) > LONGEST_RULE:
        raise Refusal("no-rule", f"{where}: found a table of {len(str(table))} characters; give {LONGEST_RULE} at most")
    try:
        rule_from(table, trusted=False)
    except FaultyTable as error:
        raise Refusal("no-rule", "\n".join(f"{where}: {fault}" for fault in error.faults)) from None
    return table


def chosen_rule(chosen: Mapping[str, Any], seat: Seat) -> Any:
    """The rule that a seat's bot was given: by the host in the game, or by its settings (`chosen`, by site or EVERY).

    None where it is the scenario's own.  Where nobody has chosen, it is that of the team's camp, if there are camps.
    """
    return seat.rule or chosen.get(seat.site, chosen.get(EVERY, seat.camp_rule))


def bots_for(scenario: Scenario, chosen: Mapping[str, Any], seats: Iterable[Seat] = ()) -> dict[str, Rule]:
    """The bots' rules by site, where they are not the scenario's own.

    `chosen` is what the game's settings say, by site or EVERY; a seat's own rule comes before it.
    """
    known = {seat.site: seat for seat in seats}
    given = {site: chosen_rule(chosen, known.get(site) or Seat(site)) for site in seats_of(scenario)}
    return {site: rule_from(rule_table(rule), trusted=False) for site, rule in given.items() if rule is not None}
