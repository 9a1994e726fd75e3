"""From a checked `Scenario` back to a file: one TOML text without CSV tables, which reads as the same scenario."""

from collections.abc import Mapping
from typing import Any

import tomli_w

from bullwhip.network.scenario.model import Scenario

__all__ = ["written"]


def written(scenario: Scenario) -> str:
    """The scenario as the text of a TOML file; `read_text` makes the same scenario of it."""
    return tomli_w.dumps(_plain(scenario.document()), multiline_strings=True)


def _plain(value: Any) -> Any:
    """What TOML can say: lists, in a fixed order, and no key without a value."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
