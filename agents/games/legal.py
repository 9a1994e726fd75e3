"""What a person's order may be."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bullwhip.agents.games.seat import MOST, CountedOrders, SeatOrders, SeatRule
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.rounding import ceil_units, floor_units, meets

__all__ = ["IllegalOrder", "checked"]


class IllegalOrder(BullwhipError):
    """An order that this seat may not give.

    `code` says why, for programs: unknown-item, missing-item, unknown-lane, missing-lane, not-by-lane, not-a-number,
    negative, not-whole, too-large, below-minimum, not-a-multiple or above-cap.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def checked(orders: SeatOrders, rules: Mapping[str, SeatRule], whole_units: bool) -> CountedOrders:
    """A person's orders as they will count; `rules` are the seat's, by item.  Raises IllegalOrder.

    Where each lane is ordered on by itself, a single number counts as well if the site has sourcing that splits it.
    """
    for item in orders:
        if item not in rules:
            raise IllegalOrder("unknown-item", f"found {item!r}, which this seat does not keep; {suggest(item, rules)}")
    counted: CountedOrders = {}
    for item, rule in rules.items():
        which = f" of {item}" if len(rules) > 1 else ""
        if item not in orders:
            raise IllegalOrder("missing-item", f"found no order{which}; give every item a number, 0 for nothing")
        order = orders[item]
        if isinstance(order, Mapping):
            counted[item] = _on_each_lane(order, rule, whole_units, which)
        elif rule.lanes and not rule.splits:
            choice = ", ".join(rule.lanes)
            raise IllegalOrder("missing-lane", f"found one order{which}; give each of {choice} a number, 0 for nothing")
        else:
            counted[item] = _checked(order, rule, whole_units, which)
    return counted


def _on_each_lane(order: Mapping[str, float], rule: SeatRule, whole_units: bool, which: str) -> dict[str, float]:
    """An order lane by lane.  What limits orders is a matter of lanes there: the rule has no limits of its own."""
    if not rule.lanes:
        raise IllegalOrder("not-by-lane", f"found an order{which} by supplier; give one number of units")
    for lane in order:
        if lane not in rule.lanes:
            found = f"found an order{which} from {lane!r}, which does not supply it"
            raise IllegalOrder("unknown-lane", f"{found}; {suggest(lane, rule.lanes)}")
    counted = {}
    for lane in rule.lanes:
        if lane not in order:
            found = f"found no order{which} from {lane}"
            raise IllegalOrder("missing-lane", f"{found}; give every supplier a number, 0 for nothing")
        counted[lane] = _checked(order[lane], rule, whole_units, f"{which} from {lane}")
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
