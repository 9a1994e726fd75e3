"""From a checked `Scenario` back to a file: one TOML text without CSV tables, which reads as the same scenario."""

import json
from collections.abc import Mapping
from typing import Any

import tomli_w

from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario.model import ScenarioTables

__all__ = ["tables_of", "written"]


def written(scenario: ScenarioTables) -> str:
    """The scenario as the text of a TOML file; `read_text` makes the same scenario of it.

    Raises BullwhipError for what TOML cannot say: an item without the rule that its site gives to all.
    """
    for site in scenario.site:
        for item, terms in site.items.items():
            if site.rule is not None and "rule" in terms.model_fields_set and terms.rule is None:
                raise BullwhipError(
                    f"site {site.name!r}, items.{item}.rule: found None over the site's own rule, which TOML cannot "
                    "say; give each item a rule of its own instead"
                )
    tables = _plain(tables_of(scenario))
    # Over several lines a text is easier to read; but there tomli_w writes one kind of line break only.
    several_lines = "\\r" not in json.dumps(tables, default=str)
    return tomli_w.dumps(tables, multiline_strings=several_lines)


def tables_of(scenario: ScenarioTables) -> dict[str, Any]:
    """The scenario as plain tables, with the values of Python that a TOML file gives: a date stays a date."""
    return scenario.model_dump(exclude_unset=True)


def _plain(value: Any) -> Any:
    """What TOML can say: lists, in a fixed order, and no key without a value."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
