"""What Mesa's data collector keeps of a supply network: one number a figure, whatever a site keeps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import mesa
import numpy as np

from bullwhip.agents.mesa_model.supply_agent import SupplyAgent
from bullwhip.network.arrays import Array

__all__ = ["collect_stockpoints", "collector_of"]

FIGURES = {"on_hand": "on_hand", "backlog": "backlog", "on_order": "on_order", "order": "last_order"}
STOCKPOINTS = "stockpoints"


def collector_of(sites: Iterable[SupplyAgent]) -> mesa.DataCollector:
    """A collector of the network's cost, and of every agent's stock, backlog, what is on order, and newest order.

    A figure of a site is the sum over its items: a number, or (replications,) of several.  Where a site keeps several
    items, the table "stockpoints" has a row for each of them and period.
    """
    several = any(len(site.items) > 1 for site in sites)
    return mesa.DataCollector(
        model_reporters={"cost": "cost", "seed": "seed"},
        agent_reporters={"name": _name, **{name: partial(_total, figure) for name, figure in FIGURES.items()}},
        tables={STOCKPOINTS: ["period", "site", "item", *FIGURES]} if several else None,
    )


def collect_stockpoints(collector: mesa.DataCollector, period: int, sites: Iterable[SupplyAgent]) -> None:
    """Add a period's rows to the table of stockpoints, where there is one."""
    if STOCKPOINTS not in collector.tables:
        return
    for site in sites:
        figures = {name: _by_item(site, figure) for name, figure in FIGURES.items()} if site.items else {}
        for at, item in enumerate(site.items):
            row = {name: _plain(values[at]) for name, values in figures.items()}
            collector.add_table_row(STOCKPOINTS, {"period": period, "site": site.name, "item": item, **row})


def _name(agent: mesa.Agent) -> str | None:
    return getattr(agent, "name", None)  # a Mesa agent of the user's own need not have one


def _total(figure: str, agent: mesa.Agent) -> float | Array:
    return _plain(_by_item(agent, figure).sum(axis=0)) if isinstance(agent, SupplyAgent) else np.nan


def _by_item(site: SupplyAgent, figure: str) -> Array:
    """(items, replications) of a figure."""
    values = np.asarray(getattr(site, figure), np.float64)
    return values.reshape(-1, values.shape[-1]) if values.ndim else values.reshape(1, 1)


def _plain(values: Array) -> float | Array:
    """One number if there is just one."""
    return float(values[0]) if values.size == 1 else values.copy()
