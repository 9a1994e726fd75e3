"""A kind of demand: the keys that a scenario file gives it, what is known of it, and how chance becomes units.

The demand of period t (counted from 1) is

    max(0, (draw of t + trend x (t - 1)) x season[(t - 1) mod n]),

without the max where `clip` is false, and rounded to the nearest whole number where the scenario asks for
whole units.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol, Self

import numpy as np
from pydantic import Field
from pydantic_core import PydanticCustomError

from bullwhip.network.arrays import Array, UInt64s
from bullwhip.network.errors import BullwhipError
from bullwhip.network.philox import fill_uniforms, stream_address
from bullwhip.network.table_model import Amount, Name, Number, TableModel, key

__all__ = [
    "Amounts",
    "BlockPlace",
    "Demand",
    "Group",
    "GroupKind",
    "Inverted",
    "columns_of",
    "draw_uniforms",
    "refusal",
]

Amounts = Annotated[tuple[Amount, ...], Field(strict=False)]  # not strict: a TOML list may become a tuple


@dataclass(frozen=True)
class BlockPlace:
    """Where a block begins, and for whom: what addresses the luck of every cell in it."""

    seed: int
    first_replication: int
    first_period: int  # counted from 0; even


class Group(Protocol):
    """Streams that are drawn together, a block of periods at once."""

    @classmethod
    def of(cls, demands: Sequence[Any], streams: UInt64s) -> Self:
        """The group of these demands, whose kinds name it; `streams` are the addresses of their luck."""

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        """Fill `out` (periods, streams, replications); `memory` is the group's own, block after block."""


GroupKind = type[Group]


@dataclass(frozen=True, eq=False)
class Inverted:
    """Demands of any kind that invert one uniform a period."""

    demands: Sequence[Demand]
    streams: UInt64s

    @classmethod
    def of(cls, demands: Sequence[Demand], streams: UInt64s) -> Self:
        """The group of these demands."""
        return cls(demands, streams)

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        """Fill `out` (periods, streams, replications).  Raises BullwhipError for what cannot be a draw."""
        draw_uniforms(out, self.streams, place)
        for s, demand in enumerate(self.demands):
            out[:, s] = _units_at(demand, out[:, s])


def _units_at(demand: Demand, uniforms: Array) -> Array:
    """What a kind, maybe one's own, makes of uniforms.  Raises BullwhipError for what cannot be a draw."""
    units = np.asarray(demand.quantile(uniforms), np.float64)
    who = f"demand {demand.type}: found"
    if units.shape != uniforms.shape:
        raise BullwhipError(f"{who} quantiles of shape {units.shape}; give one for each uniform: {uniforms.shape}")
    if not np.isfinite(units).all():
        raise BullwhipError(f"{who} a quantile that is no finite number; give units")
    if not demand.below_zero and (units < 0).any():
        raise BullwhipError(f"{who} a quantile below zero; give 0 or more, or the kind `below_zero = True`")
    return units


class Demand(TableModel):
    """What customers ask for, of one kind.  A class for each kind, with the keys that a file gives it.

    A kind of your own derives from this, too: it has its keys as annotations, and `means`, `error_variance` and
    `quantile`.  Scenario files use it by its import path, `type = "my_demands:Mine"`.
    """

    season: Amounts = key("Factors by which the demand of periods 1, 2, ... is multiplied, in turn. [none]", default=())
    trend: Number = key(
        "Units added per period, before the season's factor: none in period 1, so many in period 2, twice as many in"
        " period 3, and so on. [0]",
        "units per period",
        default=0.0,
    )
    stream: Name | None = key(
        "Demands with the same stream name share their luck: they draw the same uniform numbers. [each has its own]",
        default=None,
    )
    type: str = key("The kind of demand.")

    group: ClassVar[GroupKind] = Inverted  # what draws demands of this kind
    random: ClassVar[bool] = True  # whether chance has a part in it
    below_zero: ClassVar[bool] = False  # whether a draw may be; a key `clip`, if there is one, says what comes of it
    counted: ClassVar[bool] = False  # whether it is Poisson or negative binomial, as are sums of such (by two moments)

    @abstractmethod
    def means(self, periods: int) -> Array | float:
        """The mean before season and trend, units: of each period (periods,), or one for all."""

    @abstractmethod
    def error_variance(self) -> float:
        """The variance of a period's demand about its mean, before season and trend, units squared."""

    def error_correlation(self) -> float:
        """The correlation of a period's deviation from the mean with that of the period before."""
        return 0.0

    def quantile(self, uniforms: Array) -> Array:
        """The draws, units, of uniforms between 0 and 1 in an array of any shape: the inverse of the distribution.

        Raises NotImplementedError for kinds that a group of their own draws.
        """
        raise NotImplementedError(f"demand {self.type} is drawn by {type(self).group}")

    def long_run_mean(self) -> float:
        """The mean that stays, before season and trend, units per period."""
        mean = self.means(1)
        return mean if isinstance(mean, float) else float(np.mean(mean))

    @property
    def replayed(self) -> tuple[float, ...]:
        """The recorded units that come again one after another; none where no record is replayed."""
        return ()

    @property
    def clipped(self) -> bool:
        """Whether demand below zero is cut at zero."""
        return not self.below_zero or bool(vars(self).get("clip", True))

    def address(self, *names: str) -> int:
        """Where a stream's luck lies: at its site, item and place in the list, or at the stream it names."""
        return stream_address("stream", self.stream) if self.stream is not None else stream_address("demand", *names)


def refusal(key: str, found: str, remedy: str) -> PydanticCustomError:
    """What is wrong with a key because of another one."""
    return PydanticCustomError("bullwhip", "{found}; {remedy}", {"key": key, "found": found, "remedy": remedy})


def draw_uniforms(out: Array, streams: UInt64s, place: BlockPlace) -> None:
    """Fill `out` (periods, streams, replications) with the luck of these streams."""
    fill_uniforms(out, np.uint64(place.seed), streams, place.first_replication, place.first_period)


def columns_of(demands: Sequence[Demand], *names: str) -> tuple[Array, ...]:
    """These keys of demands that have them: an array (streams, 1) for each."""
    return tuple(np.array([[getattr(demand, name)] for demand in demands], np.float64) for name in names)
