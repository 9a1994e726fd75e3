"""What people give a run: a scenario, rules and numbers, in any form in which they may be written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bullwhip.agents.deciding.rule_plan import Rules
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.rule_tables import check_parameters, rule_from
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError, FaultyTable
from bullwhip.network.scenario import Scenario

__all__ = ["AnyScenario", "GivenRule", "GivenRules", "periods_of", "rule_of", "rules_of", "scenario_of"]

LONGEST = 10**9  # periods, as in a scenario file
AnyScenario = (
    Scenario | str | Path | Mapping[str, Any]
)  # a scenario, or a shipped name, a path, or a mapping as of a file
GivenRule = Rule | Mapping[str, Any] | str  # a rule, its table as a scenario file has it, or the bare name of one
GivenRules = Mapping[Any, GivenRule]  # by site, or by (site, item)


def scenario_of(given: AnyScenario) -> Scenario:
    """The scenario that is meant.  Raises BullwhipError: a ScenarioError with all faults, where it is not sound."""
    if isinstance(given, Scenario):
        return given
    return load(given)


def rules_of(scenario: Scenario, given: GivenRules | None) -> Rules:
    """The rules that are meant, of sites or (site, item) pairs that keep stock.  Raises BullwhipError."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise BullwhipError(f"rules: found {given!r}; give them by site, such as {{'shop': 'pass-on'}}")
    kept = {name for point in scenario.stockpoints() for name in (point.site, (point.site, point.item))}
    made: dict[Any, Rule] = {}
    for name, rule in given.items():
        if name not in kept:
            sites = ", ".join(dict.fromkeys(point.site for point in scenario.stockpoints()))
            raise BullwhipError(f"rules: found {name!r}, which keeps no stock; give a site of {sites}, or (site, item)")
        made[name] = rule_of(rule, f"rules, {name!r}", scenario.whole_units)
    return made


def rule_of(given: GivenRule, where: str, whole_units: bool) -> Rule:
    """The rule that is meant, where units are whole or not.  Raises BullwhipError with all its faults, and `where`."""
    table = {"type": given} if isinstance(given, str) else given
    try:
        if isinstance(table, Rule):
            check_parameters(table, whole_units)
            return table
        if not isinstance(table, Mapping):
            raise BullwhipError(f"{where}: found {given!r}; give a rule, such as OrderUpTo(level=40), or its table")
        if not isinstance(table.get("type"), str):
            raise BullwhipError(f"{where}: found no type; add type, the name of a rule, to {dict(table)!r}")
        return rule_from(table, whole_units)
    except FaultyTable as error:
        raise BullwhipError("\n".join(f"{where}: {fault}" for fault in error.faults)) from None


def periods_of(scenario: Scenario, given: int | None) -> int:
    """How many periods to run: what is given, or else what the scenario says.  Raises BullwhipError."""
    periods = scenario.periods if given is None else given
    check_whole("periods", periods, 1, LONGEST + 1)
    if periods <= scenario.warm_up:
        raise BullwhipError(
            f"periods: found {periods}, but the warm-up takes {scenario.warm_up}; give more periods, or set warm_up"
        )
    return periods
