"""Scenarios as people use them: by shipped name, path or mapping, with their rules checked."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.checks import check_settings
from bullwhip.network.errors import BullwhipError, Fault
from bullwhip.network.own_code import refuse_hidden
from bullwhip.network.scenario import RuleCheck, Scenario, faults, read, shipped

__all__ = ["check", "is_record", "load"]


Source = str | Path | Mapping[str, Any]
RECORD = re.compile(r"(?P<file>.*\.json)(#(?P<team>\d{1,6}))?", re.IGNORECASE | re.DOTALL)


def load(source: Source, settings: Mapping[str, str] | None = None, *, trusted: bool = True) -> Scenario:
    """The scenario of a shipped name (`beer-game`), a path or a mapping.

    The record of a game (JSON) is the scenario with the orders of its first team, or of team 3 as `record.json#3`.
    `settings` changes keys of it first: {"periods": "52", "site.shop.stock": "3"}.  A rule of one's own may lie beside
    the scenario file, as `module:Class`.  Raises ScenarioError with all faults, BullwhipError for what is no record.

    A scenario file may name rules and demand of one's own, whose modules are imported, and files to read; what comes
    from others may not: a record never, and nothing where `trusted` is false.
    """
    _check_given(source)
    check_settings(settings)
    rules = _rules_for(source) if trusted else check_rule
    return read(_recorded(source), check_rule=rules, settings=settings or {}, trusted=trusted)


def check(source: Source) -> list[Fault]:
    """All faults of a scenario; none if it can be run."""
    _check_given(source)
    return faults(_recorded(source), check_rule=_rules_for(source))


def _check_given(source: object) -> None:
    """Raise BullwhipError for what cannot be a scenario."""
    if not isinstance(source, str | Path | Mapping):
        raise BullwhipError(
            f"scenario: found {source!r}; give a Scenario, a shipped name such as 'beer-game', a path, or a mapping"
        )


def _rules_for(source: Source) -> RuleCheck:
    """Who checks the rules of a scenario; code of one's own is looked for beside its file, too."""
    if not isinstance(source, str | Path) or is_record(source) or str(source) in shipped():
        return check_rule
    file = Path(source)
    if not file.is_file():
        return check_rule
    folder = str(file.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # last: a file named like an installed module must not hide it
    return functools.partial(_check_beside, folder)


def _check_beside(folder: str, table: Mapping[str, Any], whole_units: bool) -> None:
    """Check a rule of a scenario file.  Raises FaultyTable where another module hides the one beside the file."""
    check_rule(dict(table), whole_units)
    refuse_hidden(str(table["type"]), Path(folder))


def is_record(source: Source) -> bool:
    """Whether a source is the record of a game, by its name."""
    return isinstance(source, str | Path) and RECORD.fullmatch(str(source)) is not None


def _recorded(source: Source) -> Source:
    """The scenario in the record of a game, which by then names neither code nor files; anything else as it is."""
    record = RECORD.fullmatch(str(source)) if isinstance(source, str | Path) else None
    if record is None:
        return source
    from bullwhip.agents.games.record import GameRecord, scenario_of  # which loads the engine

    return scenario_of(GameRecord.read(record["file"]), int(record["team"] or 1)).document()
