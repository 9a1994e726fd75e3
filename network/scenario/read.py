"""From a file, or a mapping, to a checked `Scenario`."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bullwhip.network.errors import Fault, ScenarioError
from bullwhip.network.scenario.model import Scenario

__all__ = ["RuleCheck", "faults", "read"]

RuleCheck = Callable[[dict[str, Any]], None]


def read(
    source: str | Path | Mapping[str, Any],
    *,
    check_rule: RuleCheck | None = None,
    settings: Mapping[str, str] | None = None,
    trusted: bool = True,
) -> Scenario:
    """The scenario of a file or a mapping.  Raises ScenarioError with all faults."""
    document = dict(source) if isinstance(source, Mapping) else tomllib.loads(Path(source).read_text("utf-8"))
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        raise ScenarioError([Fault(found=str(error), remedy="mend it")]) from error


def faults(source: str | Path | Mapping[str, Any], **options: Any) -> list[Fault]:
    """Everything that is wrong with a scenario; an empty list when nothing is."""
    try:
        read(source, **options)
    except ScenarioError as error:
        return list(error.faults)
    return []
