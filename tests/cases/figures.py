"""The cases as they are recorded in cases.json, and the two tables that belong to them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["BENCHMARK_TRACE", "CENSUS", "case", "case_ids"]

FOLDER = Path(__file__).parent
BENCHMARK_TRACE = FOLDER / "beer_game_benchmark_trace.csv"
CENSUS = FOLDER / "us_census_mtis_inventories_sales_monthly.csv"


@cache
def _recorded() -> str:
    return (FOLDER / "cases.json").read_text(encoding="utf-8")


def case_ids() -> list[str]:
    """All cases, in the order of the file."""
    return [recorded["id"] for recorded in json.loads(_recorded())]


def case(name: str) -> dict[str, Any]:
    """One case by its id, or by the part before the first underscore (`A01`); the caller may change its copy."""
    for recorded in json.loads(_recorded()):
        if name in {recorded["id"], recorded["id"].split("_")[0]}:
            found: dict[str, Any] = recorded
            return found
    raise KeyError(f"no case {name!r}; there are {', '.join(case_ids())}")
