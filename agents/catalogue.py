"""Scenarios as people use them: by shipped name, path or mapping, with their rules checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bullwhip.agents.rules.tables import check_rule
from bullwhip.network.errors import Fault
from bullwhip.network.scenario import Scenario, faults, read

__all__ = ["check", "load"]


def load(source: str | Path | Mapping[str, Any], settings: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a shipped name (`beer-game`), a path or a mapping.

    `settings` changes keys of it first: {"periods": "52", "site.shop.stock": "3"}.  Raises ScenarioError with all
    faults.
    """
    return read(source, check_rule=check_rule, settings=settings or {})


def check(source: str | Path | Mapping[str, Any]) -> list[Fault]:
    """All faults of a scenario; none if it can be run."""
    return faults(source, check_rule=check_rule)
