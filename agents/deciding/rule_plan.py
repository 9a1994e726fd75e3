"""Who decides for which stockpoints: rules of a kind are asked together, once a level and period."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from bullwhip.agents.deciding.ask_agent import AskAgent
from bullwhip.agents.deciding.user_errors import rule_error, some_of
from bullwhip.agents.rules import RULES, PassOn
from bullwhip.agents.rules.memory import Memory
from bullwhip.agents.rules.rule import Rule, kind_of, stack, with_limits_of
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.agents.rules.view import FIGURES, NotShared, View, figures_seen
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.costs import cost_needs
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError, RuleError
from bullwhip.network.flows.order import are_finite
from bullwhip.network.garbage import uncollected
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import Scenario, Stockpoint
from bullwhip.network.scenario.outline import Outline
from bullwhip.network.scenario.splitting import UNSPLIT
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network

__all__ = ["RuleGroup", "RulePlan", "Rules", "lay_out", "rule_of"]

Rules = Mapping[Any, Rule]  # by site, or by (site, item)


@dataclass(frozen=True, eq=False)
class RuleGroup:
    """Neighbouring rows whose rules are of a kind, and their one stacked rule."""

    rows: slice
    rule: Rule
    points: tuple[Stockpoint, ...]  # for whom it decides
    ours: bool  # a shipped rule: its orders need no check
    limited: bool  # the rule's minimum, multiple, cap or forced periods have a say
    demand_shown: bool
    stock_shown: bool
    lanes: int  # that replenish each row, where the rule says what is ordered on each; else 0

    @property
    def who(self) -> str:
        """Who decides, for messages: rule Halfway of shop."""
        if isinstance(self.rule, AskAgent):
            return self.rule.who
        return f"rule {type(self.rule).__name__} of {some_of([point.site for point in self.points])}"

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
        """The orders (rows, replications) of a period, or (lanes, rows, replications) of a rule that orders by lane.

        Raises RuleError; one from a rule's own error says its line.
        """
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
            orders = self._checked(orders, (self.lanes, *view.shape) if self.lanes else view.shape, period)
            view.part_with_kept()
        return self.rule.limited(orders, period, np.abs(view.position)) if self.limited else orders

    def _name(self, error: BullwhipError, when: str) -> None:
        """Have an error that a rule may meet say whose rule it was, and when."""
        if isinstance(error, RuleError | NotShared) and not str(error).startswith(self.who):
            error.args = (f"{self.who}, {when}: {error}",)

    def _checked(self, orders: Any, shape: tuple[int, ...], period: int) -> Array:
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

    def _refusal(self, what: str, shape: tuple[int, ...], period: int) -> RuleError:
        axes = "(lanes, stockpoints, replications)" if self.lanes else "(stockpoints, replications)"
        return RuleError(f"{self.who}, period {period}: {what}; give orders of shape {shape}: {axes}")


@dataclass(frozen=True, eq=False)
class RulePlan:
    """A network and the groups that decide in it, level by level."""

    network: Network
    levels: tuple[tuple[RuleGroup, ...], ...]
    lowest: Array  # (stockpoints,) smallest order: 0, or minus infinity where orders may be below it

    def engine(
        self,
        replications: int | Replications,
        first_replication: int = 0,
        needs: frozenset[Sum] | None = None,
        warm_up: int = 0,
        rules_alone: bool = False,
    ) -> Engine:
        """An engine of this network, before its first period; without `needs` it sums what costs are made of.

        `replications` says how many columns there are, or which replication each of them is.  Where the `rules_alone`
        look at views while a period is under way, only what these read is kept for who sees old figures.
        """
        summed = cost_needs(self.network) if needs is None else needs
        seen = partial(figures_seen, names=self._read) if rules_alone else figures_seen
        return Engine(self.network, replications, first_replication, self.lowest, summed, warm_up, seen)

    @property
    def _read(self) -> tuple[str, ...]:
        """The figures that rules, and the limits of their orders, may read: names of FIGURES."""
        read = {"position"}
        for group in self.groups:
            known = group.rule.reads if group.ours else None
            read |= FIGURES.keys() if known is None else known
        return tuple(sorted(read))

    def views(self, engine: Engine) -> dict[int, View]:
        """A view for every group, by its first row, with what its rule wants to remember."""
        views = {}
        for group in self.groups:
            view = View(engine, group.rows, group.demand_shown, group.stock_shown, kept=not group.ours)
            view.remember(engine.state.memory.setdefault(group.rows.start, group.remember(view)))
            view.part_with_kept()
            views[group.rows.start] = view
        return views

    @property
    def groups(self) -> tuple[RuleGroup, ...]:
        """All groups, in the order in which they decide."""
        return tuple(group for level in self.levels for group in level)


@uncollected()
def lay_out(scenario: Scenario, seed: int | None = None, rules: Rules | None = None) -> RulePlan:
    """The network of a scenario and who decides in it.

    `rules` replaces the rules of the sites, or (site, item) pairs, that it names; what limits the orders of these stays
    (`rule_of`).  Raises BullwhipError where that contradicts what a new rule says.
    """
    chosen, which = _chosen(scenario, rules or {})
    demand_shown = _shown(scenario, "demand")
    stock_shown = _shown(scenario, "stock") | np.array([rule.sees_stock for rule in chosen])[which]
    kinds: dict[Hashable, int] = {}
    kind = np.array([kinds.setdefault(kind_of(rule), len(kinds)) for rule in chosen])[which]
    lanes = _lanes_ordered_on(scenario.outline, chosen, which)
    numbers = _in_order_of_appearance(4 * (kind * (lanes.max() + 1) + lanes) + 2 * demand_shown + stock_shown)
    network = Network.of(scenario, seed, numbers)
    by_row = np.argsort(network.listing)
    apart = (np.flatnonzero(np.diff(numbers[by_row])) + 1).tolist()
    levels = []
    for level in network.levels:
        within = apart[bisect_right(apart, level.start) : bisect_left(apart, level.stop)]
        groups = []
        for first, last in pairwise([level.start, *within, level.stop]):
            members = by_row[first:last]
            used, places = np.unique(which[members], return_inverse=True)
            rule = stack([chosen[number] for number in used.tolist()], places)
            groups.append(
                RuleGroup(
                    rows=slice(first, last),
                    rule=rule,
                    points=network.stockpoints[first:last],
                    ours=_is_shipped(rule),
                    limited=rule.is_limited,
                    demand_shown=bool(demand_shown[members[0]]),
                    stock_shown=bool(stock_shown[members[0]]),
                    lanes=int(lanes[members[0]]),
                )
            )
        levels.append(tuple(groups))
    returns = np.array([rule.negative for rule in chosen])[which]
    _refuse_returns(scenario.outline, returns)
    return RulePlan(network, tuple(levels), np.where(returns[by_row], -np.inf, 0.0))


def _lanes_ordered_on(outline: Outline, chosen: Sequence[Rule], which: Ints) -> Ints:
    """How many lanes lead to each stockpoint whose rule orders by lane, 0 of all others: (stockpoints,).

    Raises BullwhipError where there are several and nothing says how orders are split over them.
    """
    lanes = np.bincount(outline.target, minlength=which.size)
    by_lane = np.array([rule.orders_by_lane for rule in chosen])[which]
    unsplit = np.flatnonzero((lanes > 1) & (outline.splits.split == UNSPLIT) & ~by_lane)
    if unsplit.size:
        site, item, _ = outline.points[unsplit[0]]
        raise BullwhipError(
            f"{site}: found {lanes[unsplit[0]]} lanes with {item!r}, and neither sourcing nor a rule that orders by "
            "lane; give the site sourcing, which splits an order over its lanes, or such a rule"
        )
    return np.where(by_lane, lanes, 0)


def _refuse_returns(outline: Outline, returns: Flags) -> None:
    """Raise BullwhipError where goods could go back by several lanes, or to what they were made of."""
    kept = np.flatnonzero(returns & outline.branches)
    if kept.size:
        site, item, _ = outline.points[kept[0]]
        raise BullwhipError(
            f"{site}: found negative = true for {item!r}, which comes by several lanes, or by a recipe; goods go back "
            "by a single lane that brings them as they are: remove it"
        )


def _chosen(scenario: Scenario, replaced: Rules) -> tuple[list[Rule], Ints]:
    """The rules, and which of them each stockpoint has: (stockpoints,), in the order of the file.

    Stockpoints with equal tables share a rule, unless it is one of your own: that may keep something for itself.
    """
    outline = scenario.outline
    chosen = [_own_rule(table) for table in outline.rules]
    shared = np.array([_is_shipped(rule) for rule in chosen])
    which = outline.rule.copy()
    alone = ~shared[which]
    if replaced:
        alone |= np.array([_instead(point, replaced) is not None for point in outline.points])
    for at in np.flatnonzero(alone).tolist():
        point, number = outline.points[at], which[at]
        own = chosen[number] if shared[number] else _own_rule(point.terms.rule)
        which[at] = len(chosen)
        chosen.append(_in_its_place(own, _instead(point, replaced), point.site, scenario.whole_units))
    used, which = np.unique(which, return_inverse=True)
    return [chosen[number] for number in used.tolist()], which


def _in_order_of_appearance(values: Ints) -> Ints:
    """Equal values have a number, which counts those that came before."""
    _, first, which = np.unique(values, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[which]


def _is_shipped(rule: Rule) -> bool:
    return type(rule) in RULES.values()


def _instead(point: Stockpoint, replaced: Rules) -> Rule | None:
    """The rule that replaces a stockpoint's own."""
    return replaced.get((point.site, point.item)) or replaced.get(point.site)


def rule_of(point: Stockpoint, replaced: Rules, whole_units: bool = False) -> Rule:
    """The rule of a stockpoint: its own, or pass-on where the scenario gives none, or the one that replaces it.

    Limits are the site's: its minimum, multiple, cap, forced periods, and whether goods may go back, stay when another
    rule takes the place of its own, as far as the new one does not say otherwise.  Raises BullwhipError where the two
    contradict each other.
    """
    return _in_its_place(_own_rule(point.terms.rule), _instead(point, replaced), point.site, whole_units)


def _in_its_place(own: Rule, other: Rule | None, site: str, whole_units: bool) -> Rule:
    """The rule that takes the place of a site's own, where there is one, with the limits of the site."""
    if other is None:
        return own
    rule = with_limits_of(own, other)
    faults = list(rule.faults(whole_units)) if rule is not other else []
    if faults:
        raise BullwhipError(
            "\n".join(
                f"{site}: the new rule, with the limits of the site's own: {fault}; a limit stays unless the new rule "
                "gives one itself"
                for fault in faults
            )
        )
    return rule


def _own_rule(table: Mapping[str, Any] | None) -> Rule:
    """The rule of a site's table; without one, pass-on: an empty seat."""
    return PassOn() if table is None else rule_from(table)


def _shown(scenario: Scenario, what: Literal["demand", "stock"]) -> Flags:
    """Which stockpoints the scenario shows the customers' demand, or others' stock: (stockpoints,)."""
    points, shown = scenario.outline.points, scenario.shares(what)
    return np.array([point.site in shown for point in points] if shown else np.zeros(len(points)), np.bool_)
