"""Scenarios as people use them: by shipped name, path or mapping, with their rules checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bullwhip.agents.rules.tables import check_rule
from bullwhip.network.errors import Fault
from bullwhip.network.scenario import Scenario, faults, read

__all__ = ["check", "is_record", "load"]


Source = str | Path | Mapping[str, Any]
RECORD = re.compile(r"(?P<file>.*\.json)(#(?P<team>\d{1,6}))?", re.IGNORECASE | re.DOTALL)


def load(source: Source, settings: Mapping[str, str] | None = None, *, trusted: bool = True) -> Scenario:
    """The scenario of a shipped name (`beer-game`), a path or a mapping.

    The record of a game (JSON) is the scenario with the orders of its first team, or of team 3 as `record.json#3`.
    `settings` changes keys of it first: {"periods": "52", "site.shop.stock": "3"}.  Raises ScenarioError with all
    faults, BullwhipError for a file that is no record.

    A scenario file may name rules of one's own, whose modules are imported, and files to read; what comes from others
    may not: a record never, and nothing where `trusted` is false.
    """
    return read(_recorded(source), check_rule=check_rule, settings=settings or {}, trusted=trusted)


def check(source: Source) -> list[Fault]:
    """All faults of a scenario; none if it can be run."""
    return faults(_recorded(source), check_rule=check_rule)


def is_record(source: Source) -> bool:
    """Whether a source is the record of a game, by its name."""
    return isinstance(source, str | Path) and RECORD.fullmatch(str(source)) is not None


def _recorded(source: Source) -> Source:
    """The scenario in the record of a game, which by then names neither code nor files; anything else as it is."""
    record = RECORD.fullmatch(str(source)) if isinstance(source, str | Path) else None
    if record is None:
        return source
    from bullwhip.agents.game.record import GameRecord, scenario_of  # they need this file

    return scenario_of(GameRecord.read(record["file"]), int(record["team"] or 1)).document()
