"""A seat: a site whose orders a person may give, and what such an order may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules, rule_of
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import LIMITS, Rule
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.rounding import ceil_units, floor_units, meets
from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.splitting import UNSPLIT

__all__ = [
    "MOST",
    "UNDIVIDED",
    "CountedOrders",
    "IllegalOrder",
    "ItemOrder",
    "SeatOrders",
    "SeatRule",
    "checked",
    "lane_names",
    "rules_at",
    "seat_rules",
    "seats_of",
    "units_in",
]

ItemOrder = float | Mapping[str, float]  # units; or units by lane, where each lane is ordered on by itself
SeatOrders = Mapping[str, ItemOrder]  # by item
CountedOrders = dict[str, float | dict[str, float]]  # the same, as they count and are kept
MOST = 1e9  # units that a seat may order, by person or bot: far beyond any network, and sums of it keep their digits
UNDIVIDED = -1.0  # below all that can be ordered on a lane by itself


class IllegalOrder(BullwhipError):
    """An order that this seat may not give.

    `code` says why, for programs: unknown-item, missing-item, unknown-lane, missing-lane, not-by-lane, not-a-number,
    negative, not-whole, too-large, below-minimum, not-a-multiple or above-cap.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def units_in(order: ItemOrder) -> float:
    """What an order of an item comes to, on all lanes together."""
    return sum(order.values()) if isinstance(order, Mapping) else order


@dataclass(frozen=True)
class SeatRule(Rule):
    """A seat of the game: its bot's rule says what to order until somebody else does.

    What limits orders here (returns, minimum, multiple, cap, forced periods) is what the scenario's own rule of the
    site says, whoever decides; and whether each lane is ordered on by itself.  Where it is, what is ordered on all
    lanes together (by bots whose rule gives one order, and in older records) is split by the site's sourcing: it
    stands on the first lane, and the others have UNDIVIDED.
    """

    site: str
    bot: Rule
    lanes: tuple[str, ...] = ()  # where each is ordered on by itself: their names, the fastest first
    splits: bool = True  # the site has sourcing, or needs none

    @property
    def orders_by_lane(self) -> bool:  # type: ignore[override]
        """Whether each lane is ordered on by itself."""
        return bool(self.lanes)

    @property
    def sees_stock(self) -> bool:  # type: ignore[override]
        """Whether the bot sees others' stock; the person in the seat sees what the scenario shares."""
        return self.bot.sees_stock

    def start(self, view: View) -> Remembered:
        """What the bot wants to remember."""
        return self.bot.start(view)

    def order(self, view: View) -> Array:
        """What the bot would order; it watches every period, and can take over in any."""
        if not self.bot.orders_by_lane:
            wish = np.asarray(self.bot.order(view), np.float64) + np.zeros(view.shape)
            together = self.bot.limited(wish, view.period, np.abs(view.position))
            return self._undivided(np.maximum(together, 0.0)) if self.lanes else together
        by_lane = np.maximum(np.asarray(self.bot.order(view), np.float64) + np.zeros((view.lanes, *view.shape)), 0.0)
        return by_lane if self.lanes else by_lane.sum(axis=0)

    def on_lanes(self, order: ItemOrder) -> Array:
        """An order of an item as an array: (), or (lanes,) where each lane is ordered on by itself."""
        if isinstance(order, Mapping):
            return np.array([order[lane] for lane in self.lanes], np.float64)
        return self._undivided(np.float64(order)) if self.lanes else np.array(order, np.float64)

    def named(self, order: Array) -> float | dict[str, float]:
        """What `on_lanes` makes an array of."""
        if not self.lanes:
            return float(order)
        return float(order[0]) if order[-1] == UNDIVIDED else dict(zip(self.lanes, order.tolist(), strict=True))

    @property
    def nothing(self) -> float | dict[str, float]:
        """An order of nothing."""
        return dict.fromkeys(self.lanes, 0.0) if self.lanes else 0.0

    def _undivided(self, together: Array | np.float64) -> Array:
        made = np.full((len(self.lanes), *np.shape(together)), UNDIVIDED)
        made[0] = together
        return made


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
    named = lane_names(scenario)
    for number, point in enumerate(scenario.stockpoints()):
        if point.site in seats:
            own = rule_of(point, {})
            limits = {limit: getattr(own, limit) for limit in LIMITS}
            limits["cap"] = min(own.cap, MOST)
            bot = rule_of(point, bots or {}, scenario.whole_units)
            lanes = named[number]
            by_lane = lanes if len(lanes) > 1 and own.orders_by_lane else ()
            splits = len(lanes) == 1 or bool(scenario.outline.splits.split[number] != UNSPLIT)
            if by_lane and not splits and not bot.orders_by_lane:
                raise BullwhipError(
                    f"{point.site}: found a bot that gives one order for {point.item!r}, which comes by {len(lanes)} "
                    "lanes, and no sourcing by which to split it; give the bot a rule that orders by lane (dual-index, "
                    "base-surge), or the site sourcing"
                )
            rules[point.site, point.item] = SeatRule(point.site, bot, by_lane, splits, **limits)
    return rules


def lane_names(scenario: Scenario) -> list[tuple[str, ...]]:
    """What the lanes into each stockpoint are called where they are ordered on, the fastest first.

    That is the name of the site that ships, or makes, or "outside"; further ones of one name are "maker #2", ...
    """
    outline = scenario.outline
    names: list[list[str]] = [[] for _ in outline.points]
    times = [way.lane.mean_lead_time + way.lane.order_delay for way in outline.ways]
    by_name = outline.by_name
    for way in sorted(range(len(times)), key=lambda way: (times[way], by_name[way])):
        supplier, taken = outline.ways[way].lane.supplier, names[outline.target[way]]
        numbered = (supplier if number == 1 else f"{supplier} #{number}" for number in count(1))
        taken.append(next(name for name in numbered if name not in taken))
    return [tuple(lanes) for lanes in names]


def rules_at(rules: Mapping[tuple[str, str], SeatRule], site: str) -> dict[str, SeatRule]:
    """The rules of one seat, by item."""
    return {item: rule for (place, item), rule in rules.items() if place == site}


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
