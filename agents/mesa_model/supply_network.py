"""A supply network as a Mesa model: its agents are handles on the engine's columns."""

from __future__ import annotations

import inspect
import math
import secrets
from collections.abc import Mapping
from typing import Any, Literal

import mesa
import numpy as np

from bullwhip.agents.deciding.ask_agent import AskAgent
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.deciding.step import step
from bullwhip.agents.formats.text import amount
from bullwhip.agents.mesa_model.collecting import collect_stockpoints, collector_of
from bullwhip.agents.mesa_model.supply_agent import ROLES, ScenarioModel, SupplyAgent, decides_for_itself
from bullwhip.agents.runs.inputs import AnyScenario, GivenRules, periods_of, rules_of, scenario_of
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_flag, check_whole
from bullwhip.network.costs import costs_so_far
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError
from bullwhip.network.notebook import html_table
from bullwhip.network.scenario import Scenario

__all__ = ["SupplyNetwork"]

_SHOWN = 30  # agents that a notebook lists


class _SignatureForMesa:
    """What `inspect.signature` says of the class: its constructor without `seed`, where it takes `rng` as well.

    Mesa's `batch_run` of 3.4 and newer looks for a parameter `seed` and overwrites what was given for it by None.
    """

    def __get__(self, model: object, owner: type) -> inspect.Signature:
        full = inspect.signature(owner.__init__)  # type: ignore[misc]  # of this very class
        said = list(full.parameters.values())[1:]
        named = {parameter.name for parameter in said}
        wide = "rng" in named or any(parameter.kind is parameter.VAR_KEYWORD for parameter in said)
        return full.replace(parameters=[one for one in said if one.name != "seed" or not wide])


class SupplyNetwork(ScenarioModel):
    """The network of a scenario, with one agent a site, in the order of the file.

    `scenario` is a Scenario, a shipped name, a path or a mapping; `seed` (or Mesa's `rng`) and `periods` replace the
    scenario's.  As in Mesa, `rng=None` is luck that nobody had before; without either the scenario's seed is taken.
    `agents` puts classes of your own in the place of the shipped ones, by the name of a site or of a role;
    a class that has its own `decide` orders by it, all others by their site's rule.  `rules` replaces rules, as in
    `bullwhip.run`.

    Periods go by with `step()`; after the last one `running` is False, where `run_model()`, Mesa's `batch_run` and its
    pages stop, and a further step raises BullwhipError and changes nothing.

    `data_collector=False` leaves out the collection of every agent's books in each period (`datacollector`): figures of
    a site that keeps several items are sums over them there, and its table "stockpoints" has each item apart.
    With Mesa's `batch_run`, give {"seed": [1, 2, 3]} (from Mesa 3.4 on, or rng=[1, 2, 3]): in Mesa 3.3 every iteration
    without a seed runs the scenario's own.  The column `seed` of its rows says with which each was run.

    The sites are those of the scenario: a SupplyAgent that is made or removed by hand is refused, any other Mesa agent
    may come and go.  Raises BullwhipError.
    """

    __signature__ = _SignatureForMesa()

    def __init__(
        self,
        scenario: AnyScenario = "beer-game",
        seed: int | None = None,
        *,
        rng: int | np.random.Generator | Literal["scenario"] | None = "scenario",
        agents: Mapping[str, type[SupplyAgent]] | None = None,
        rules: GivenRules | None = None,
        periods: int | None = None,
        replications: int = 1,
        data_collector: bool = True,
    ) -> None:
        made = scenario_of(scenario)
        replaced = rules_of(made, rules)
        self.periods = periods_of(made, periods)
        check_whole("replications", replications)
        check_flag("data_collector", data_collector)
        if agents is not None and not isinstance(agents, Mapping):
            raise BullwhipError(f"agents: found {agents!r}; give classes by site or role, such as {{'shop': Careful}}")
        self.periods, replications = int(self.periods), int(replications)  # NumPy's may be given
        chosen = _seed(made, seed, rng)
        super().__init__(rng=chosen)
        self._mesa_step = self.step  # it counts steps, and calls the method below
        self.step = self._step_within_the_run  # type: ignore[method-assign]
        self.supply_scenario = made
        self._by_site = self._seat(agents or {})
        asked = {name: AskAgent(agent) for name, agent in self._by_site.items() if decides_for_itself(agent)}
        self.rule_plan = lay_out(made, chosen, {**replaced, **asked})
        self.engine: Engine = self.rule_plan.engine(replications, warm_up=made.warm_up)
        self._views = self.rule_plan.views(self.engine)
        for agent in self._by_site.values():
            agent.take_seat(self.engine, self.rule_plan)
        self.datacollector = collector_of(self._by_site.values()) if data_collector else None

    def step(self) -> None:
        """One period: everybody receives, is asked, ships, pays and orders.  Raises BullwhipError after the last."""
        self._check_running()
        try:
            step(self.rule_plan, self.engine, self._views)
        except BaseException:
            self.running = False
            raise
        if self.datacollector is not None:
            self.datacollector.collect(self)
            collect_stockpoints(self.datacollector, self.engine.state.period, self._by_site.values())
        self.running = self.engine.state.period < self.periods

    def _step_within_the_run(self) -> None:
        """Mesa's step, which counts a step before it is taken: not one that cannot be."""
        self._check_running()
        self._mesa_step()

    def _check_running(self) -> None:
        period = self.supply_scenario.period
        if self.engine.settled <= self.rule_plan.network.rows:
            raise BullwhipError(
                f"step: the run broke off in {period} {self.engine.period + 1:,}, when a decision failed; "
                "begin a new SupplyNetwork"
            )
        if self.engine.state.period >= self.periods:
            raise BullwhipError(
                f"step: the run is over, with its {self.periods:,} {period}s gone by; run longer with "
                f"SupplyNetwork(..., periods={2 * self.periods})"
            )

    def __repr__(self) -> str:
        return f"<SupplyNetwork {self._in_a_line()}>"

    def _repr_html_(self) -> str:
        figures = ("on_hand", "backlog", "on_order", "last_order")
        sites = list(self._by_site.values())
        rows = [
            (
                str(agent.name),
                str(agent.role),
                *(_in_words(getattr(agent, name), self.engine.replications) for name in figures),
            )
            for agent in sites[:_SHOWN]
        ]
        more = len(sites) - _SHOWN
        header = ("agent", "role", "on hand", "backlog", "on order", "last order")
        return html_table(self._in_a_line(), header, rows, f"... and {more:,} more agents" if more > 0 else "")

    def _in_a_line(self) -> str:
        scenario, engine = self.supply_scenario, self.engine
        many = f", {engine.replications:,} replications" if engine.replications > 1 else ""
        gone = f"{engine.state.period:,} of {self.periods:,} {scenario.period}s gone by"
        cost = _in_words(self.cost, engine.replications)
        return f"{scenario.name!r}: {gone}{many}, seed {self.seed}, cost {cost}"

    def site(self, name: str) -> SupplyAgent:
        """The agent of a site.  Raises BullwhipError."""
        if name not in self._by_site:
            raise BullwhipError(f"there is no site {name!r}; the sites are {', '.join(self.supply_scenario.sites)}")
        return self._by_site[name]

    def register_agent(self, agent: mesa.Agent) -> None:
        """Mesa's: called when an agent is made.  Raises BullwhipError for one more site."""
        if isinstance(agent, SupplyAgent) and hasattr(self, "_by_site"):
            raise BullwhipError(
                f"agents: found {type(agent).__name__} made by hand; the sites of a network are those of its scenario: "
                "add a site there, or give SupplyNetwork(..., agents={name of a site: class})"
            )
        super().register_agent(agent)

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Mesa's: called when an agent is removed.  Raises BullwhipError for a site."""
        if isinstance(agent, SupplyAgent):
            raise BullwhipError(
                f"agents: {agent.name} cannot be removed; the sites of a network are those of its scenario: "
                "take it out there, with its lanes"
            )
        super().deregister_agent(agent)

    @property
    def seed(self) -> int:
        """The seed of everything random in this run."""
        return self.rule_plan.network.tape.seed

    @property
    def cost(self) -> float | Array:
        """Cost of the whole network so far, without the warm-up: a number, or (replications,) of several."""
        if self.engine.state.period <= self.engine.warm_up:
            costs = np.zeros(self.engine.replications)
        else:
            _, whole = costs_so_far(self.rule_plan.network, self.engine.tally)
            costs = whole[0]
        return float(costs[0]) if costs.size == 1 else costs

    def _seat(self, own: Mapping[str, Any]) -> dict[str, SupplyAgent]:
        """Make the agents, in the order of the file."""
        sites = self.supply_scenario.sites
        for name, cls in own.items():
            if name not in sites and name not in ROLES:
                choice = ", ".join([*sites, *ROLES])
                raise BullwhipError(f"agents: found {name!r}, neither a site nor a role; give one of {choice}")
            if not (isinstance(cls, type) and issubclass(cls, SupplyAgent)):
                raise BullwhipError(f"agents: found {cls!r} for {name!r}; give a class derived from bullwhip.Retailer")
        return {
            name: (own.get(name) or own.get(site.role) or ROLES[site.role])(self, name) for name, site in sites.items()
        }


def _in_words(figure: float | Array, replications: int) -> str:
    """A figure as a number: the sum over the items of a site, the mean of several replications."""
    total = float(np.sum(figure)) / replications
    return amount(total) if math.isfinite(total) else "unlimited"


def _seed(scenario: Scenario, seed: int | None, rng: int | np.random.Generator | str | None) -> int:
    if seed is not None and rng is not None and rng != "scenario":
        raise BullwhipError("found both seed and rng; give one of them")
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    if seed is None and rng is None:
        return secrets.randbits(63)
    given = seed if seed is not None else scenario.seed if rng == "scenario" else rng
    check_whole("seed", given, 0, 2**64)
    assert given is not None
    return int(given)
