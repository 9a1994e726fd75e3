"""Who decides for which stockpoints: rules of a kind are asked together, once a level and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.agents.ask_agent import AskAgent
from bullwhip.agents.blame import rule_error, some_of
from bullwhip.agents.memory import Memory
from bullwhip.agents.rule import Rule, kind_of, stack, with_limits_of
from bullwhip.agents.rules import RULES, PassOn
from bullwhip.agents.rules.tables import rule_from
from bullwhip.agents.view import NotShared, View
from bullwhip.network.arrays import Array
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError, RuleError
from bullwhip.network.flows.order import are_finite
from bullwhip.network.scenario import Scenario, Stockpoint
from bullwhip.network.tally import EVERYTHING, Sum
from bullwhip.network.topology import Network

__all__ = ["Desk", "Roster", "Rules", "lay_out", "rule_of"]

Rules = Mapping[Any, Rule]  # by site, or by (site, item)


@dataclass(frozen=True, eq=False)
class Desk:
    """Neighbouring rows whose rules are of a kind, and their one stacked rule."""

    rows: slice
    rule: Rule
    who: str  # who decides, for messages: rule Halfway of shop
    ours: bool  # a shipped rule: its orders need no check
    limited: bool  # the rule's minimum, multiple, cap or forced periods have a say
    demand_shown: bool
    stock_shown: bool

    def remember(self, view: View) -> Memory:
        """What the rule wants to remember, before the first period.  Raises RuleError."""
        try:
            memory: Any = self.rule.start(view)
        except BullwhipError as error:
            self._name(error, "before period 1")
            raise
        except Exception as error:
            raise rule_error(self.who, "before period 1", error, type(self.rule).__module__) from error
        if not isinstance(memory, dict):
            none = " (forgot to return?)" if memory is None else ""
            raise RuleError(f"{self.who}: start answered {memory!r}{none}; give a dict of arrays")
        return Memory(memory)

    def decide(self, view: View, period: int) -> Array:
        """The orders (rows, replications) of a period.  Raises RuleError; one from a rule's own error says its line."""
        try:
            orders = self.rule.order(view)
        except BullwhipError as error:
            self._name(error, f"period {period}")
            raise
        except Exception as error:
            agent = self.rule.agent if isinstance(self.rule, AskAgent) else None
            module = type(agent or self.rule).__module__
            raise rule_error(self.who, f"period {period}", error, module) from error
        if not self.ours:
            orders = self._checked(orders, view.shape, period)
        return self.rule.limited(orders, period, np.abs(view.position)) if self.limited else orders

    def _name(self, error: BullwhipError, when: str) -> None:
        """Have an error that a rule may meet say whose rule it was, and when."""
        if isinstance(error, RuleError | NotShared) and not str(error).startswith(self.who):
            error.args = (f"{self.who}, {when}: {error}",)

    def _checked(self, orders: Any, shape: tuple[int, int], period: int) -> Array:
        """A user's orders as an array, if they are orders."""
        try:
            given = np.asarray(orders)
            nothing = given.dtype == object and any(order is None for order in given.flat)
            made = np.asarray(given, np.float64)
            if made.shape != shape or not (made.flags.c_contiguous and made.flags.writeable):
                made = np.array(np.broadcast_to(made, shape))
        except (TypeError, ValueError, OverflowError):
            found = f"an array of shape {np.shape(orders)}" if np.ndim(orders) else repr(orders)
            raise self._refusal(f"answered {found}", shape, period) from None
        if nothing:
            raise self._refusal("answered None (forgot to return?)", shape, period)
        if not are_finite(made):
            raise RuleError(
                f"{self.who}, period {period}: ordered something that is no number (NaN or infinite); look at what it "
                "divides by"
            )
        return made

    def _refusal(self, what: str, shape: tuple[int, int], period: int) -> RuleError:
        return RuleError(
            f"{self.who}, period {period}: {what}; give orders of shape {shape}: (stockpoints, replications)"
        )


@dataclass(frozen=True, eq=False)
class Roster:
    """A network and the desks that decide in it, level by level."""

    network: Network
    levels: tuple[tuple[Desk, ...], ...]
    lowest: Array  # (stockpoints,) smallest order: 0, or minus infinity where orders may be below it

    def engine(
        self,
        replications: int,
        first_replication: int = 0,
        needs: frozenset[Sum] = EVERYTHING,
        warm_up: int = 0,
    ) -> Engine:
        """An engine of this network, before its first period."""
        return Engine(self.network, replications, first_replication, self.lowest, needs, warm_up)

    def views(self, engine: Engine) -> dict[int, View]:
        """A view for every desk, by its first row, with what its rule wants to remember."""
        views = {}
        for desk in self.desks:
            view = View(engine, desk.rows, desk.demand_shown, desk.stock_shown, kept=not desk.ours)
            view.remember(engine.state.memory.setdefault(desk.rows.start, desk.remember(view)))
            views[desk.rows.start] = view
        return views

    @property
    def desks(self) -> tuple[Desk, ...]:
        """All desks, in the order in which they decide."""
        return tuple(desk for level in self.levels for desk in level)


def lay_out(scenario: Scenario, seed: int | None = None, rules: Rules | None = None) -> Roster:
    """The network of a scenario and who decides in it.

    `rules` replaces the rules of the sites, or (site, item) pairs, that it names; what limits the orders of these stays
    (`rule_of`).  Raises BullwhipError where that contradicts what a new rule says.
    """
    points = scenario.stockpoints()
    made: dict[object, Rule] = {}
    chosen = [rule_of(point, rules or {}, scenario.whole_units, made) for point in points]
    shown = [_shown(scenario, point, rule) for point, rule in zip(points, chosen, strict=True)]
    kinds: dict[object, int] = {}
    kind = {id(rule): kind_of(rule) for rule in {id(rule): rule for rule in chosen}.values()}
    numbers = [kinds.setdefault((kind[id(rule)], seen), len(kinds)) for rule, seen in zip(chosen, shown, strict=True)]
    network = Network.of(scenario, seed, numbers)
    by_row = {int(row): i for i, row in enumerate(network.listing)}
    levels = []
    for level in network.levels:
        desks, first = [], level.start
        while first < level.stop:
            last = first + 1
            while last < level.stop and numbers[by_row[last]] == numbers[by_row[first]]:
                last += 1
            members = [by_row[row] for row in range(first, last)]
            rule = stack([chosen[i] for i in members])
            desks.append(
                Desk(
                    rows=slice(first, last),
                    rule=rule,
                    who=_who(rule, [points[i].site for i in members]),
                    ours=type(rule) in RULES.values(),
                    limited=rule.is_limited,
                    demand_shown=shown[members[0]][0],
                    stock_shown=shown[members[0]][1],
                )
            )
            first = last
        levels.append(tuple(desks))
    returns = np.array([chosen[by_row[row]].negative for row in range(network.rows)])
    return Roster(network, tuple(levels), np.where(returns, -np.inf, 0.0))


def _who(rule: Rule, sites: Sequence[str]) -> str:
    return rule.who if isinstance(rule, AskAgent) else f"rule {type(rule).__name__} of {some_of(sites)}"


def rule_of(
    point: Stockpoint, replaced: Rules, whole_units: bool = False, made: dict[object, Rule] | None = None
) -> Rule:
    """The rule of a stockpoint: its own, or pass-on where the scenario gives none, or the one that replaces it.

    Limits are the site's: its minimum, multiple, cap, forced periods, and whether goods may go back, stay when another
    rule takes the place of its own, as far as the new one does not say otherwise.  Raises BullwhipError where the two
    contradict each other.  `made` keeps the shipped rules that were made of tables: of many sites that have the same
    one, it is read once.
    """
    own = _own_rule(point.terms.rule, {} if made is None else made)
    other = replaced.get((point.site, point.item)) or replaced.get(point.site)
    if other is None:
        return own
    rule = with_limits_of(own, other)
    faults = list(rule.faults(whole_units)) if rule is not other else []
    if faults:
        raise BullwhipError(
            "\n".join(
                f"{point.site}: the new rule, with the limits of the site's own: {fault}; a limit stays unless the new "
                "rule gives one itself"
                for fault in faults
            )
        )
    return rule


def _own_rule(table: Mapping[str, Any] | None, made: dict[object, Rule]) -> Rule:
    """The rule of a site's table; without one, pass-on: an empty seat."""
    if table is None:
        return PassOn()
    key = tuple((name, type(value), value) for name, value in table.items())
    try:
        found = made.get(key)
    except TypeError:  # a table in it, such as a forecast, has no hash
        return rule_from(table)
    if found is None:
        found = rule_from(table)
        if type(found) in RULES.values():  # one of your own may have kept something for itself
            made[key] = found
    return found


def _shown(scenario: Scenario, point: Stockpoint, rule: Rule) -> tuple[bool, bool]:
    """Whether a stockpoint is shown (customer demand, others' stock)."""
    return (
        point.site in scenario.shares("demand"),
        rule.sees_stock or point.site in scenario.shares("stock"),
    )
