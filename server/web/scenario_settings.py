"""A scenario as the form that makes a room shows it, with the keys that a teacher may want to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from bullwhip.network.scenario import Lane, Scenario, Site

__all__ = ["described", "settings_of", "without_demand"]

OF_SITES = ("stock", "holding_cost", "backlog_cost")
OF_LANES = ("lead_time", "order_delay")
SHARED: tuple[Literal["demand", "stock"], ...] = ("demand", "stock")  # with all seats


def described(name: str, scenario: Scenario) -> dict[str, Any]:
    """What a teacher chooses by, what a form needs, and what everybody may see of it."""
    return {
        "name": name,
        "title": scenario.name,
        "teaches": scenario.teaches,
        "about": scenario.about,
        "period": scenario.period,
        "periods": scenario.periods,
        "seats": [{"site": site.name, "role": site.role} for site in scenario.site if site.person],
        "share": [what for what in SHARED if _seats(scenario) <= scenario.shares(what)],
        "settings": settings_of(scenario),
    }


def without_demand(told: dict[str, Any]) -> dict[str, Any]:
    """The same for those who may sit in a game of it: without what tells, or explains, what customers ask for."""
    kept = [setting for setting in told["settings"] if ".demand." not in setting["key"]]
    return {**told, "about": "", "settings": kept}


def _seats(scenario: Scenario) -> set[str]:
    return {site.name for site in scenario.site if site.person}


def settings_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Keys as `--set` takes them, what each means, and what it is now."""
    return [*_demands(scenario), *_sites(scenario), *_lanes(scenario), *_forced(scenario)]


def _sites(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        if site.name in scenario.unlimited or site.items:
            continue
        for key in OF_SITES:
            yield _setting(f"site.{site.name}.{key}", _meaning(Site, key), getattr(site, key))


def _lanes(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for lane in scenario.lane:
        for key in OF_LANES:
            if isinstance(value := getattr(lane, key), int | float):  # the law of a lead time is no number to be set
                yield _setting(f"lane.{lane.source or ''}>{lane.target}.{key}", _meaning(Lane, key), value)


def _demands(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        if len(site.demand) != 1 or site.items:
            continue
        demand = site.demand[0]
        for key, value in demand.model_dump(exclude_unset=True).items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield _setting(f"site.{site.name}.demand.{key}", f"Customers' demand: {key}", value)


def _forced(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        if site.person and isinstance(site.rule, dict) and "forced_periods" in site.rule:
            yield _setting(
                "site.*.rule.forced_periods", "First weeks whose orders are fixed", site.rule["forced_periods"]
            )
            return


def _setting(key: str, label: str, value: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value}


def _meaning(model: type[BaseModel], key: str) -> str:
    """What a key means, without its default."""
    text = model.model_fields[key].description or key
    return text.partition(" [")[0].rstrip(".")
