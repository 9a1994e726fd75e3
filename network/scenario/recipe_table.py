"""Recipes from a CSV table: a row for each input of an item that a site makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault
from bullwhip.network.scenario.draft import Draft, Place

__all__ = ["RECIPE_COLUMNS", "add_recipes"]

Row = dict[str, Any]
RECIPE_COLUMNS = ("site", "item", "input", "units")


def add_recipes(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """Give the lanes that make an item their recipes: those to its site, of this item, without `from`.

    An item that no such lane leads to gets one, without order delay, that takes one period.
    """
    recipes: dict[tuple[str, str], Row] = {}
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for line, row in rows:
        lacking = [name for name in RECIPE_COLUMNS if name not in row]
        if lacking:
            draft.add(
                Fault(file=file, line=line, key=name, found="an empty cell", remedy="give all four", kind="malformed")
                for name in lacking
            )
            continue
        site, item, taken, units = (row[name] for name in RECIPE_COLUMNS)
        inputs = recipes.setdefault((site, item), {})
        if taken in inputs:
            found = f"a second row for {taken!r} in {item!r} at {site!r}"
            draft.add([Fault(file=file, line=line, key="input", found=found, remedy="remove one of them")])
            continue
        inputs[taken] = units
        lines.setdefault((site, item), {})[taken] = line
    making = _lanes_without_source(draft)
    for made, inputs in recipes.items():
        first = next(iter(lines[made].values()))
        if made not in making:
            making[made] = [len(draft.document["lane"])]
            draft.places["lane", making[made][0]] = Place(file, first)
            draft.document["lane"].append({"to": made[0], "item": made[1], "lead_time": 1})
        for at in making[made]:
            lane = draft.document["lane"][at]
            if "recipe" in lane:
                fault = draft.fault(("lane", at, "recipe"), f"a recipe besides that of {file}", "remove one of them")
                draft.add([fault])
                continue
            lane["recipe"] = dict(inputs)
            for taken, line in lines[made].items():
                draft.places["lane", at, "recipe", taken] = Place(file, line)


def _lanes_without_source(draft: Draft) -> dict[tuple[str, str], list[int]]:
    """The lanes without `from` that name their item, by site and item."""
    found: dict[tuple[str, str], list[int]] = {}
    for at, lane in enumerate(draft.document["lane"]):
        if isinstance(lane, dict) and lane.get("from") is None:
            site, item = lane.get("to"), lane.get("item")
            if isinstance(site, str) and isinstance(item, str):
                found.setdefault((site, item), []).append(at)
    return found
