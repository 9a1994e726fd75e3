"""Independent demand of a discrete distribution, drawn from a table: Poisson, negative binomial, recorded values."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.demand import inversion_tables
from bullwhip.network.demand.from_values import FromValues
from bullwhip.network.demand.kind import Amounts, BlockPlace, Demand, GroupKind, refusal
from bullwhip.network.table_model import Amount, More, key

__all__ = ["Discrete", "Empirical", "NegativeBinomial", "Poisson", "Weighted"]

# Beyond it a distribution is zero in all but one period in billions, and floats are too coarse for the rest of it.
MOST_DISPERSED = 1e9  # variance / mean, units


@dataclass(frozen=True, eq=False)
class _Tables:
    """A table for each distribution."""

    streams: UInt64s
    table: Ints  # (streams,) equal distributions share a table
    packed: inversion_tables.PackedTables

    @classmethod
    def of(cls, demands: Sequence[Discrete], streams: UInt64s) -> Self:
        distributions: dict[tuple[object, ...], int] = {}
        made: list[inversion_tables.InversionTable] = []
        table = np.empty(len(demands), np.int64)
        for s, demand in enumerate(demands):
            distribution = (type(demand), *(getattr(demand, name) for name in demand.parameters))
            if distribution not in distributions:
                distributions[distribution] = len(made)
                made.append(demand.table())
            table[s] = distributions[distribution]
        return cls(streams, table, inversion_tables.PackedTables.of(made))

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        packed = self.packed
        inversion_tables.draw_from_tables(
            out, np.uint64(place.seed), self.streams, self.table, packed.values, packed.cdf, packed.guide,
            packed.first_guide, place.first_replication, place.first_period,
        )  # fmt: skip


class Discrete(Demand):
    """Demand that takes values of a table."""

    group: ClassVar[GroupKind] = _Tables
    parameters: ClassVar[tuple[str, ...]]  # the keys that tell its distribution from others of its kind

    @abstractmethod
    def table(self) -> inversion_tables.InversionTable:
        """Its values and their distribution function."""


class Poisson(Discrete):
    """Independent Poisson demand: whole units, variance equal to the mean."""

    counted: ClassVar[bool] = True
    parameters: ClassVar[tuple[str, ...]] = ("mean",)

    type: Literal["poisson"] = key("The kind of demand.")
    mean: Amount = key("Mean demand per period.", "units")

    def table(self) -> inversion_tables.InversionTable:
        """The distribution as a table."""
        return inversion_tables.poisson(self.mean)

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.mean

    def error_variance(self) -> float:
        """The variance, units squared."""
        return self.mean


class NegativeBinomial(Discrete):
    """Independent negative binomial demand: whole units, variance above the mean."""

    counted: ClassVar[bool] = True
    parameters: ClassVar[tuple[str, ...]] = ("mean", "variance")

    type: Literal["negative-binomial"] = key("The kind of demand.")
    mean: More = key("Mean demand per period, more than 0.", "units")
    variance: More = key("Variance of demand per period, more than the mean.", "units squared")

    @model_validator(mode="after")
    def overdispersed(self) -> Self:
        """A variance at or below the mean has no negative binomial distribution."""
        if self.variance <= self.mean:
            found = f"{self.variance:g}, not more than the mean {self.mean:g}"
            raise refusal("variance", found, "give a variance above the mean, or type = 'poisson'")
        if self.variance > MOST_DISPERSED * self.mean:
            found = f"{self.variance:g}, more than {MOST_DISPERSED:,.0f} times the mean {self.mean:g}"
            raise refusal("variance", found, "give a smaller variance, or a larger mean")
        return self

    def table(self) -> inversion_tables.InversionTable:
        """The distribution as a table."""
        return inversion_tables.negative_binomial(self.mean, self.variance)

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.mean

    def error_variance(self) -> float:
        """The variance, units squared."""
        return self.variance


class Empirical(Discrete, FromValues):
    """Independent demand, each period's drawn at random from the recorded values."""

    parameters: ClassVar[tuple[str, ...]] = ("values",)

    type: Literal["empirical"] = key("The kind of demand.")

    def table(self) -> inversion_tables.InversionTable:
        """The distribution as a table."""
        return inversion_tables.empirical(np.asarray(self.values, np.float64))

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return float(np.mean(self.values))

    def error_variance(self) -> float:
        """The variance, units squared."""
        return float(np.var(self.values))


class Weighted(Discrete):
    """Independent demand, each period's one of the listed values, drawn by their weights."""

    parameters: ClassVar[tuple[str, ...]] = ("values", "weights")

    type: Literal["discrete"] = key("The kind of demand.")
    values: Amounts = key("The units that may be asked for.", "units", min_length=1)
    weights: Amounts = key("How likely each of the values is, compared to the others.", min_length=1)

    @model_validator(mode="after")
    def drawable(self) -> Self:
        """Each value has a weight, and one of them can be drawn."""
        if len(self.weights) != len(self.values):
            found = f"a list of {len(self.weights)}, and {len(self.values)} in values"
            raise refusal("weights", found, "give each value a weight")
        if not any(self.weights):
            raise refusal("weights", "no weight above 0", "give one to each value that may be drawn")
        return self

    def table(self) -> inversion_tables.InversionTable:
        """The distribution as a table."""
        return inversion_tables.weighted(np.asarray(self.values, np.float64), np.asarray(self.weights, np.float64))

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return float(np.average(self.values, weights=self.weights))

    def error_variance(self) -> float:
        """The variance, units squared."""
        deviations = np.asarray(self.values) - self.means(1)
        return float(np.average(deviations**2, weights=self.weights))
