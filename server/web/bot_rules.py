"""The rules that a host can give a bot, as the pages' forms need them: made from the rules' own schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.people import HABITS, TARGET
from bullwhip.agents.rules.rule_tables import rule_schemas
from bullwhip.server.web.words import Translation

__all__ = ["bot_rules", "texts"]

# What limits orders belongs to the seat, whoever sits there; recorded orders may end before the game does, a form has
# no place for lists, and rules that order by lane are for seats whose own rule does.
OF_SEAT = {"type", "negative", "minimum", "multiple", "cap", "forced_periods", "forced_order"}
NOT_FOR_BOTS = {"recorded", "by-class", "pre-build"} | {name for name, rule in RULES.items() if rule.orders_by_lane}
FORECAST = "forecast"


def bot_rules(words: Translation) -> dict[str, Any]:
    """`{"rules": [{"type", "about", "keys": [...]}], "forecasts": [the same], "ordinary": {...}}`.

    A key is as `_key` makes it; what is said of them is in the reader's language.  `ordinary` has the parameters of an
    ordinary player.
    """
    kinds = {name: [_said(kind, words) for kind in kinds] for name, kinds in _kinds().items()}
    return {**kinds, "ordinary": {**HABITS, "target": TARGET}}


def texts() -> Iterator[str]:
    """All that is said of rules and forecasts, in English, for the catalogues."""
    for kind in (kind for kinds in _kinds().values() for kind in kinds):
        yield from (kind["about"], *(key["text"] for key in kind["keys"]))


def _said(kind: Mapping[str, Any], words: Translation) -> dict[str, Any]:
    about: str = kind["about"]
    keys = [(key, key["text"]) for key in kind["keys"]]
    return {**kind, "about": words.gettext(about), "keys": [{**key, "text": words.gettext(text)} for key, text in keys]}


@cache
def _kinds() -> dict[str, list[dict[str, Any]]]:
    schemas = {name: schema for name, schema in rule_schemas().items() if name not in NOT_FOR_BOTS}
    forecasts: dict[str, dict[str, Any]] = {}
    for schema in schemas.values():
        for part in schema.get("$defs", {}).values():
            forecasts[part["properties"]["type"]["const"]] = part
    return {
        "rules": [_kind(name, schema) for name, schema in schemas.items()],
        "forecasts": [_kind(name, schema) for name, schema in sorted(forecasts.items())],
    }


def _kind(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    keys = [_key(key, part, schema) for key, part in schema["properties"].items() if key not in OF_SEAT]
    return {"type": name, "about": str(schema["description"]).splitlines()[0], "keys": keys}


def _key(name: str, part: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter: its text, its limits, whether it is needed, and its usual value."""
    kinds = [part, *part.get("anyOf", [])]
    return {
        "name": name,
        "text": part.get("description", ""),
        "least": next((kind["minimum"] for kind in kinds if "minimum" in kind), None),
        "most": next((kind["maximum"] for kind in kinds if "maximum" in kind), None),
        "whole": any(kind.get("type") == "integer" for kind in kinds),
        "needed": name in schema["required"],
        "usual": part.get("default"),
    }
