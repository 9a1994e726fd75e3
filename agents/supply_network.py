"""A supply network as a Mesa model: its agents are handles on the engine's columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from bullwhip.agents.catalogue import load
from bullwhip.agents.experiment import check_rules
from bullwhip.agents.roster import lay_out
from bullwhip.agents.rule import Rule
from bullwhip.agents.step import step
from bullwhip.agents.supply_agent import (
    ROLES,
    AskAgent,
    SupplyAgent,
    decides_for_itself,
)
from bullwhip.network.arrays import Array
from bullwhip.network.books import network_books, stockpoint_books
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

__all__ = ["SupplyNetwork"]


class SupplyNetwork(mesa.Model):
    """The network of a scenario, with one agent a site, in the order of the file.

    `scenario` is a Scenario, a shipped name or a path; `seed` (or Mesa's `rng`) replaces the scenario's seed.  `agents`
    puts classes of your own in the place of the shipped ones, by the name of a site or of a role; a class that has its
    own `decide` orders by it, all others by their site's rule.  `rules` replaces rules, as in `bullwhip.run`.  Periods
    go by with `step()`; after the scenario's last one `running` is False.

    `data_collector=False` leaves out the collection of every agent's books in each period (`datacollector`).
    With Mesa's `batch_run`, give seeds ({"seed": [1, 2, 3]}): without one every iteration runs the
    scenario's own.  Its rows take the model's figures after a step, and the agents' from before it.
    Raises BullwhipError.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | Mapping[str, Any] = "beer-game",
        seed: int | None = None,
        *,
        rng: int | np.random.Generator | None = None,
        agents: Mapping[str, type[SupplyAgent]] | None = None,
        rules: Mapping[str, Rule] | None = None,
        replications: int = 1,
        data_collector: bool = True,
    ) -> None:
        made = scenario if isinstance(scenario, Scenario) else load(scenario)
        check_rules(made, rules or {})
        chosen = _seed(made, seed, rng)
        super().__init__(rng=chosen)
        self.supply_scenario = made
        by_site = self._seat(agents or {})
        asked = {name: AskAgent(agent) for name, agent in by_site.items() if decides_for_itself(agent)}
        self.roster = lay_out(made, chosen, {**(rules or {}), **asked})
        self.engine: Engine = self.roster.engine(replications, warm_up=made.warm_up)
        self._views = self.roster.views(self.engine)
        for agent in by_site.values():
            agent.take_seat(self.engine, self.roster)
        self.datacollector = _collector() if data_collector else None

    def step(self) -> None:
        """One period: everybody receives, is asked, ships, pays and orders."""
        step(self.roster, self.engine, self._views)
        if self.datacollector is not None:
            self.datacollector.collect(self)
        self.running = self.engine.state.period < self.supply_scenario.periods

    def site(self, name: str) -> SupplyAgent:
        """The agent of a site.  Raises BullwhipError."""
        for agent in self.agents:
            if agent.name == name:
                assert isinstance(agent, SupplyAgent)
                return agent
        raise BullwhipError(f"there is no site {name!r}; the sites are {', '.join(self.supply_scenario.sites)}")

    @property
    def cost(self) -> float | Array:
        """Cost of the whole network so far, without the warm-up: a number, or (replications,) of several."""
        if self.engine.state.period <= self.engine.warm_up:
            costs = np.zeros(self.engine.replications)
        else:
            rows = stockpoint_books(self.roster.network, self.engine.tally)
            costs = network_books(self.roster.network, self.engine.tally, rows).cost[0]
        return float(costs[0]) if costs.size == 1 else costs

    def _seat(self, own: Mapping[str, type[SupplyAgent]]) -> dict[str, SupplyAgent]:
        """Make the agents, in the order of the file."""
        sites = self.supply_scenario.sites
        for name, cls in own.items():
            if name not in sites and name not in ROLES:
                choice = ", ".join([*sites, *ROLES])
                raise BullwhipError(f"agents: found {name!r}, neither a site nor a role; give one of {choice}")
            if not issubclass(cls, SupplyAgent):
                raise BullwhipError(
                    f"agents: found {cls!r} for {name!r}; give a class derived from {ROLES['retailer']}"
                )
        return {
            name: (own.get(name) or own.get(site.role) or ROLES[site.role])(self, name) for name, site in sites.items()
        }


def _seed(scenario: Scenario, seed: int | None, rng: int | np.random.Generator | None) -> int:
    if seed is not None and rng is not None:
        raise BullwhipError("found both seed and rng; give one of them")
    if rng is None:
        return scenario.seed if seed is None else int(seed)
    return int(rng.integers(2**63)) if isinstance(rng, np.random.Generator) else int(rng)


def _collector() -> mesa.DataCollector:
    """Cost of the network, and every agent's stock, backlog, what is on order, and the order of the period."""
    return mesa.DataCollector(
        model_reporters={"cost": "cost"},
        agent_reporters={
            "name": "name",
            "on_hand": "on_hand",
            "backlog": "backlog",
            "on_order": "on_order",
            "order": "last_order",
        },
    )
