"""What a stocking rule is: parameters and one method."""

from __future__ import annotations

import copy
import functools
import typing
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar

import numpy as np
from pydantic import ConfigDict, Field

from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.errors import Fault
from bullwhip.network.rounding import ceil_units, floor_units, meets
from bullwhip.network.scenario.explain import shown

__all__ = ["LIMITS", "Rule", "Scale", "Units", "kind_of", "stack", "with_limits_of"]

Part = TypeVar("Part")
Units = Annotated[float, Field(ge=0, allow_inf_nan=False)]
# How large a parameter is, for who looks for the best one.  Units: "stock" as much as the demand of order delay and
# lead time, "echelon" of all of them down to the customers, "point" the same as "stock", or below zero, "lot" as much
# as one buys at a time, "rate" a period's demand or less.  "share": 0 to 1; "time": periods, more than 0; "cover":
# periods of demand; "factor": standard deviations.
Scale = Literal["stock", "echelon", "point", "lot", "rate", "share", "time", "cover", "factor"]


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A stocking rule: a frozen dataclass of parameters with one method, `order`.

    Agents whose rules have the same class decide together: a parameter annotated as a float then holds a column
    (stockpoints, 1) of all their values.  Parameters of other types are the same for all that decide together.

    Every rule takes these keys as well.  They act on what `order` answers, in this order: one below zero is cut at
    zero, one above zero is raised to the minimum, rounded up to a multiple, cut at the cap, or at the largest multiple
    within the cap.  They are a matter of the site: a rule that takes the place of another has that one's keys, as far
    as it has none of its own.  A rule that orders by lane takes none of them: lanes have a minimum and a multiple.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    orders_by_lane: ClassVar[bool] = False  # True for a rule that answers an order for each lane, the fastest first
    sees_stock: ClassVar[bool] = False  # True for a rule that cannot do without others' stock, whatever is shared
    looks_ahead: ClassVar[bool] = False  # True for a rule that orders by what is announced of disruptions
    reads: ClassVar[frozenset[str] | None] = None  # figures that `order` of a shipped rule reads; None: it may read any
    searched: ClassVar[Mapping[str, Scale]] = {}  # float parameters that `bullwhip tune` may change, and their scale

    negative: bool = False
    """Whether an order may be below zero: it cancels what the supplier has not sent, then goods go back as far as any
    are on hand, and the rest is set against later orders.  [false]"""
    minimum: Units = 0.0
    """Smallest order above zero, in units.  [0]"""
    multiple: Units = 0.0
    """Orders are rounded up to a multiple of this many units.  [0: not]"""
    cap: Annotated[float, Field(ge=0)] = float("inf")
    """Largest order, in units; with a multiple, the largest multiple within it counts.  [none]"""
    forced_periods: Annotated[int, Field(ge=0)] = 0
    """First periods in which `forced_order` is ordered, whatever the rule says.  [0]"""
    forced_order: Units = 0.0
    """The order of the forced periods, in units.  [0]"""

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """What is wrong with parameters that are each right by themselves; a rule of your own may add to it.

        `whole_units`: the scenario rounds orders to whole units.  Keys are given within the rule.
        """
        if self.orders_by_lane:
            for key in LIMITS:
                if getattr(self, key) != _USUAL[key]:
                    found = f"{shown(getattr(self, key))}, for a rule that orders on each lane"
                    yield Fault(key=key, found=found, remedy="remove it; lanes have a minimum and a multiple")
        largest = float(self.largest)
        if self.multiple > 0 and largest == 0:
            found = f"{shown(self.multiple)}, more than the cap {shown(self.cap)}: every order would be 0"
            yield Fault(key="multiple", found=found, remedy="give a multiple up to the cap, or a larger cap")
        elif not meets(self.minimum, largest):
            found = f"{shown(self.minimum)}, more than the cap {shown(self.cap)}"
            if largest < self.cap:
                found += f", within which the largest multiple of {shown(self.multiple)} is {shown(largest)}"
            yield Fault(key="minimum", found=found, remedy="give a smaller minimum, or a larger cap")
        for key in ("minimum", "multiple", "cap", "forced_order") if whole_units else ():
            units = getattr(self, key)
            if units < np.inf and units % 1:
                yield Fault(key=key, found=shown(units), remedy="give whole units, or whole_units = false")

    @property
    def sought(self) -> Mapping[str, Scale]:
        """Those of `searched` that have a say beside the others."""
        return self.searched

    def start(self, view: View) -> Remembered:
        """What to remember from period to period, as it is before the first one; `order` finds it in `view.memory`."""
        del view
        return {}

    @abstractmethod
    def order(self, view: View) -> Array:
        """The orders (stockpoints, replications) of this period, in units.

        Where the class says `orders_by_lane`: (lanes, stockpoints, replications), the lane with the shortest order
        delay and lead time first.  All stockpoints that decide together then have as many lanes.
        """

    def limited(self, orders: Array, period: int, scale: Array | float = 0.0) -> Array:
        """The orders after the keys that every rule takes; zero is cut at where they are placed.

        `scale` is the size of the figures that orders were computed from: what rounding leaves of them is no order.
        """
        if period <= self.forced_periods:
            return np.broadcast_to(np.asarray(self.forced_order, np.float64), orders.shape).copy()
        if self._any("minimum"):
            least = np.asarray(self.minimum)
            nothing = meets(orders, 0.0, np.maximum(least, scale))
            orders = np.where(~nothing & (orders < least), least, orders)
        if self._any("multiple"):
            lots = self._lots
            rounded = ceil_units(orders / lots, scale / lots) * lots + 0.0  # + 0.0: minus zero is zero
            orders = np.where(np.asarray(self.multiple) > 0, rounded, orders)
        return np.minimum(orders, self.largest)

    @property
    def largest(self) -> Array | float:
        """The largest order: the cap, or the largest multiple within it."""
        if not self._any("multiple"):
            return self.cap
        return np.where(np.asarray(self.multiple) > 0, floor_units(self.cap / self._lots) * self._lots, self.cap)

    @property
    def _lots(self) -> Array:
        return np.where(np.asarray(self.multiple) > 0, self.multiple, 1.0)

    @property
    def is_limited(self) -> bool:
        """Whether `limited` would change anything."""
        capped = bool(np.any(np.asarray(self.cap) < np.inf))
        return self.forced_periods > 0 or capped or self._any("minimum") or self._any("multiple")

    def _any(self, name: str) -> bool:
        value = getattr(self, name)  # a number, or a column of them: asked in every period, so it must be quick
        return bool(value > 0 if isinstance(value, float | int) else (value > 0).any())


LIMITS = tuple(field.name for field in fields(Rule))  # the keys that every rule takes
_USUAL = {field.name: field.default for field in fields(Rule)}


def with_limits_of(site: Rule, rule: Rule) -> Rule:
    """A rule in another's place: what limits orders there stays, unless the new rule says otherwise itself.

    Forced periods and their order belong together.  To lift a limit, give one that limits nothing.
    """
    own = {name for name in LIMITS if getattr(rule, name) != _USUAL[name]}
    if own & {"forced_periods", "forced_order"}:
        own |= {"forced_periods", "forced_order"}
    kept = {name: getattr(site, name) for name in LIMITS if name not in own}
    if all(getattr(rule, name) == value for name, value in kept.items()):
        return rule
    limited = copy.copy(rule)
    for name, value in kept.items():
        object.__setattr__(limited, name, value)  # past the frozen dataclass, and an __init__ of its own
    return limited


@functools.cache
def _float_fields(cls: type) -> frozenset[str]:
    """Names of the parameters that are annotated as floats: these become columns."""
    hints = typing.get_type_hints(cls)
    return frozenset(field.name for field in fields(cls) if hints[field.name] is float)


def kind_of(part: Any) -> Hashable:
    """What rules (or forecasts) must have in common to decide together: class, and whatever is no float."""
    cls: type = type(part)
    columns = _float_fields(cls)
    kept = [getattr(part, field.name) for field in fields(part) if field.name not in columns]
    further = [(name, float if isinstance(value, float) else _key_of(value)) for name, value in _worked_out(part)]
    return cls, *map(_key_of, kept), *further


def _key_of(value: Any) -> Hashable:
    """What is equal where values are; of one that has no hash, itself."""
    if is_dataclass(value):
        return kind_of(value)
    try:
        hash(value)
    except TypeError:  # a list, or a tuple of lists
        return id(value)
    return type(value), value  # 1, 1.0 and True are equal


def _worked_out(part: Any) -> list[tuple[str, Any]]:
    """Attributes beside the parameters, such as a `__post_init__` sets, by name."""
    names = {field.name for field in fields(part)}
    return sorted((name, value) for name, value in vars(part).items() if name not in names)


def stack(parts: Sequence[Part], which: Ints | None = None) -> Part:
    """One rule (or forecast) for all of a kind: every float parameter is a column (parts, 1).

    `which` (stockpoints,) says which of the parts each stockpoint has, where several may have the same one: columns are
    (stockpoints, 1) then.
    """
    first = parts[0]
    cls: type = type(first)
    columns = _float_fields(cls)
    each = slice(None) if which is None else which
    stacked: Part = object.__new__(cls)
    for field in fields(cls):
        values = [getattr(part, field.name) for part in parts]
        value = values[0]
        if field.name in columns:
            value = np.array(values, np.float64)[each, None]
        elif is_dataclass(value):
            value = stack(values, which)
        object.__setattr__(stacked, field.name, value)  # past the frozen dataclass and its checks of single values
    for name, value in _worked_out(first):  # of one kind, these are floats, or all the same
        several = np.array([vars(part)[name] for part in parts])[each, None] if isinstance(value, float) else value
        object.__setattr__(stacked, name, several)
    return stacked
