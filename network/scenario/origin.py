"""What a scenario was read with, so that a changed one is read, and checked, in the same way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Origin", "RuleCheck"]

RuleCheck = Callable[[dict[str, Any], bool], None]


@dataclass(frozen=True)
class Origin:
    """Where a scenario's files lie, who knows its rules, and whether it may read and import what it names.

    It says nothing of what the scenario is: any two are equal.
    """

    folder: Path | None = field(default=None, compare=False)
    check_rule: RuleCheck | None = field(default=None, compare=False)
    trusted: bool = field(default=True, compare=False)
