"""A seat: a site whose orders a person may give, and what such an order may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules, rule_of
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import LIMITS, Rule
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.rounding import ceil_units, floor_units, meets
from bullwhip.network.scenario import Scenario

__all__ = ["MOST", "IllegalOrder", "SeatOrders", "SeatRule", "checked", "rules_at", "seat_rules", "seats_of"]

SeatOrders = Mapping[str, float]  # units by item
MOST = 1e9  # units that a seat may order, by person or bot: far beyond any network, and sums of it keep their digits


class IllegalOrder(BullwhipError):
    """An order that this seat may not give.

    `code` says why, for programs: unknown-item, missing-item, not-a-number, negative, not-whole, too-large,
    below-minimum, not-a-multiple or above-cap.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class SeatRule(Rule):
    """A seat of the game: its bot's rule says what to order until somebody else does.

    What limits orders here (returns, minimum, multiple, cap, forced periods) is what the scenario's own rule of the
    site says, whoever decides.
    """

    site: str
    bot: Rule

    @property
    def sees_stock(self) -> bool:  # type: ignore[override]
        """Whether the bot sees others' stock; the person in the seat sees what the scenario shares."""
        return self.bot.sees_stock

    def start(self, view: View) -> Remembered:
        """What the bot wants to remember."""
        return self.bot.start(view)

    def order(self, view: View) -> Array:
        """What the bot would order, on all lanes together; it watches every period, and can take over in any."""
        wish = np.asarray(self.bot.order(view), np.float64) + np.zeros(view.shape)
        if self.bot.orders_by_lane:
            together: Array = np.maximum(wish, 0.0).sum(axis=0)
            return together
        return self.bot.limited(wish, view.period, np.abs(view.position))


def seats_of(scenario: Scenario) -> tuple[str, ...]:
    """The sites that people can play (`person = true`), in the order of the file."""
    return tuple(site.name for site in scenario.site if site.person)


def seat_rules(scenario: Scenario, bots: Rules | None = None) -> dict[tuple[str, str], SeatRule]:
    """A seat for every item of every site that people can play.

    `bots` replaces the sites' own rules, by site or (site, item).  Raises BullwhipError.
    """
    seats = seats_of(scenario)
    if not seats:
        raise BullwhipError(
            f"{scenario.name}: found no seat; say person = true at the sites that people can play, and give their "
            "lanes an order_delay of 1 or more"
        )
    for name in bots or {}:
        if (name if isinstance(name, str) else name[0]) not in seats:
            raise BullwhipError(
                f"bots: found {name!r}, which is no seat; {suggest(name if isinstance(name, str) else name[0], seats)}"
            )
    rules = {}
    for point in scenario.stockpoints():
        if point.site in seats:
            own = rule_of(point, {})
            limits = {limit: getattr(own, limit) for limit in LIMITS}
            limits["cap"] = min(own.cap, MOST)
            bot = rule_of(point, bots or {}, scenario.whole_units)
            rules[point.site, point.item] = SeatRule(point.site, bot, **limits)
    return rules


def rules_at(rules: Mapping[tuple[str, str], SeatRule], site: str) -> dict[str, SeatRule]:
    """The rules of one seat, by item."""
    return {item: rule for (place, item), rule in rules.items() if place == site}


def checked(orders: SeatOrders, rules: Mapping[str, SeatRule], whole_units: bool) -> dict[str, float]:
    """A person's orders as they will count; `rules` are the seat's, by item.  Raises IllegalOrder."""
    for item in orders:
        if item not in rules:
            raise IllegalOrder("unknown-item", f"found {item!r}, which this seat does not keep; {suggest(item, rules)}")
    counted = {}
    for item, rule in rules.items():
        which = f" of {item}" if len(rules) > 1 else ""
        if item not in orders:
            raise IllegalOrder("missing-item", f"found no order{which}; give every item a number, 0 for nothing")
        counted[item] = _checked(orders[item], rule, whole_units, which)
    return counted


def _checked(units: object, rule: SeatRule, whole_units: bool, which: str) -> float:
    if isinstance(units, bool) or not isinstance(units, int | float) or not math.isfinite(units):
        raise IllegalOrder("not-a-number", f"found an order{which} of {units!r}; give a number of units")
    order = f"found an order{which} of {units:.15g}"
    if units < 0 and not rule.negative:
        raise IllegalOrder("negative", f"{order}; goods cannot be sent back: give 0 or more")
    if abs(units) > MOST:
        raise IllegalOrder("too-large", f"{order}; give {MOST:.0e} at most")
    if whole_units and units != math.floor(units):
        raise IllegalOrder("not-whole", f"{order}; give whole units")
    if not meets(units, rule.cap):
        raise IllegalOrder("above-cap", f"{order}; give {float(rule.largest):.15g} at most")
    if units > 0 and not meets(rule.minimum, units):
        raise IllegalOrder("below-minimum", f"{order}; give 0, or {rule.minimum:.15g} at least")
    if rule.multiple > 0 and floor_units(units / rule.multiple) != ceil_units(units / rule.multiple):
        raise IllegalOrder("not-a-multiple", f"{order}; give a multiple of {rule.multiple:.15g}")
    return float(units) + 0.0
