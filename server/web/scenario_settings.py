"""A scenario as the form that makes a room shows it, with the keys that a teacher may want to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from bullwhip.network.scenario import Lane, Scenario, Site
from bullwhip.server.game.encamped import PRESET

__all__ = ["described", "settings_of", "without_demand"]

OF_SITES = ("stock", "holding_cost", "backlog_cost")
OF_LANES = ("lead_time", "order_delay")
WHERE_THERE_IS = ("sale_price", "price")  # a field where the scenario has one
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
        "warm_up": scenario.warm_up,
        "seats": [{"site": site.name, "role": site.role} for site in scenario.site if site.person],
        "share": [what for what in SHARED if _seats(scenario) <= scenario.shares(what)],
        "settings": settings_of(scenario),
        "camps": name == PRESET,
    }


def without_demand(told: dict[str, Any]) -> dict[str, Any]:
    """The same for those who may sit in a game of it: without what tells, or explains, what customers ask for."""
    kept = [setting for setting in told["settings"] if ".demand." not in setting["key"]]
    return {**told, "about": "", "settings": kept}


def _seats(scenario: Scenario) -> set[str]:
    return {site.name for site in scenario.site if site.person}


def settings_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Keys as `--set` takes them, what each means, what it is now, and of what site, item or lane it is."""
    return [*_demands(scenario), *_sites(scenario), *_lanes(scenario), *_forced(scenario)]


def _sites(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        if site.name in scenario.unlimited:
            continue
        for item, path in _tables(site):
            terms = site.terms(item or "")
            for key in (*OF_SITES, *(key for key in WHERE_THERE_IS if getattr(terms, key, 0.0))):
                yield _setting(f"{path}.{key}", _meaning(Site, key), getattr(terms, key), site=site.name, item=item)


def _tables(site: Site) -> list[tuple[str | None, str]]:
    """The items of a site, where it has several, and by what path its terms go."""
    return [(item, f"site.{site.name}.items.{item}") for item in site.items] or [(None, f"site.{site.name}")]


def _lanes(scenario: Scenario) -> Iterator[dict[str, Any]]:
    ends = Counter((lane.source, lane.target) for lane in scenario.lane)
    for lane in scenario.lane:
        item = lane.item if ends[lane.source, lane.target] > 1 or lane.recipe else None
        path = f"lane.{lane.source or ''}>{lane.target}" + (f" ({item})" if item and lane.item else "")
        of = {"from": lane.source, "to": lane.target, "item": item, "made": bool(lane.recipe)}
        for key in (*OF_LANES, *(key for key in WHERE_THERE_IS if getattr(lane, key, 0.0))):
            if isinstance(value := getattr(lane, key), int | float):  # the law of a lead time is no number to be set
                yield _setting(f"{path}.{key}", _meaning(Lane, key), value, **of)


def _demands(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        for item, path in _tables(site):
            demands = site.terms(item or "").demand
            if len(demands) != 1:
                continue
            for key, value in demands[0].model_dump(exclude_unset=True).items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    label = f"Customers' demand: {key}"
                    yield _setting(f"{path}.demand.{key}", label, value, site=site.name, item=item)


def _forced(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for site in scenario.site:
        if site.person and isinstance(site.rule, dict) and "forced_periods" in site.rule:
            label, periods = "First weeks whose orders are fixed", site.rule["forced_periods"]
            yield _setting("site.*.rule.forced_periods", label, periods, site="*")
            return


def _setting(key: str, label: str, value: Any, **of: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value, "of": {name: what for name, what in of.items() if what}}


def _meaning(model: type[BaseModel], key: str) -> str:
    """What a key means, without its default."""
    text = model.model_fields[key].description or key
    return text.partition(" [")[0].rstrip(".")
