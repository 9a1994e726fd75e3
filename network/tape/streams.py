"""How streams of one kind turn their luck into quantities.

A group holds all streams of a kind as columns and fills a block of periods at once.  Every distribution takes one
uniform a period and inverts it, so that luck stays the same when a parameter changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.scenario.demand import (
    AR1,
    Constant,
    Demand,
    Empirical,
    Gamma,
    NegativeBinomial,
    Normal,
    Poisson,
    Series,
    Step,
)
from bullwhip.network.tape import inversion_tables
from bullwhip.network.tape.philox import fill_uniforms, stream_address

__all__ = ["Group", "Place", "group_of", "kind_of", "mean_of"]

# Standard deviation / mean below which scipy inverts gamma distributions wrongly in the tails (beyond 4.5 deviations),
# while what the expansion leaves out is less than 1e-7 deviations.
_NARROW = 1e-3


@dataclass(frozen=True)
class Place:
    """Where a block begins, and for whom: what addresses the luck of every cell in it."""

    seed: int
    first_replication: int
    first_period: int  # counted from 0; even


class Group(Protocol):
    """Streams of one kind."""

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        """Fill `out` (periods, streams, replications); `memory` is the group's own, block after block."""


@dataclass(frozen=True, eq=False)
class _Tables:
    """Discrete distributions: Poisson, negative binomial, empirical."""

    streams: UInt64s
    table: Ints  # (streams,) equal distributions share a table
    packed: inversion_tables.PackedTables

    @staticmethod
    def of(demands: Sequence[Demand], streams: UInt64s) -> _Tables:
        distributions: dict[tuple[object, ...], int] = {}
        made: list[inversion_tables.Table] = []
        table = np.empty(len(demands), np.int64)
        for s, demand in enumerate(demands):
            if isinstance(demand, Poisson):
                distribution: tuple[object, ...] = ("poisson", demand.mean)
            elif isinstance(demand, NegativeBinomial):
                distribution = ("negative-binomial", demand.mean, demand.variance)
            else:
                assert isinstance(demand, Empirical)
                distribution = ("empirical", demand.values)
            if distribution not in distributions:
                distributions[distribution] = len(made)
                made.append(_table(demand))
            table[s] = distributions[distribution]
        return _Tables(streams, table, inversion_tables.PackedTables.of(made))

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        packed = self.packed
        inversion_tables.draw_from_tables(
            out, np.uint64(place.seed), self.streams, self.table, packed.values, packed.cdf, packed.guide,
            packed.first_guide, place.first_replication, place.first_period,
        )  # fmt: skip


def _table(demand: Demand) -> inversion_tables.Table:
    if isinstance(demand, Poisson):
        return inversion_tables.poisson(demand.mean)
    if isinstance(demand, NegativeBinomial):
        return inversion_tables.negative_binomial(demand.mean, demand.variance)
    assert isinstance(demand, Empirical)
    return inversion_tables.empirical(np.asarray(demand.values, np.float64))


@dataclass(frozen=True, eq=False)
class _Normal:
    streams: UInt64s
    mean: Array  # (streams, 1)
    sd: Array  # (streams, 1)

    @staticmethod
    def of(demands: Sequence[Demand], streams: UInt64s) -> _Normal:
        return _Normal(streams, *_columns(demands, "mean", "sd"))

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        _uniforms(out, self.streams, place)
        special.ndtri(out, out=out)
        out *= self.sd
        out += self.mean


@dataclass(frozen=True, eq=False)
class _Gamma:
    streams: UInt64s
    mean: Array  # (streams, 1)
    spread: Array  # (streams, 1) standard deviation / mean
    narrow: tuple[bool, ...]  # (streams,) almost Normal

    @staticmethod
    def of(demands: Sequence[Demand], streams: UInt64s) -> _Gamma:
        mean, sd = _columns(demands, "mean", "sd")
        return _Gamma(streams, mean, sd / mean, tuple((sd < _NARROW * mean)[:, 0].tolist()))

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        _uniforms(out, self.streams, place)
        if not any(self.narrow):
            special.gammaincinv(self.spread**-2, out, out=out)
            out *= self.mean * self.spread**2
            return
        for s, (mean, spread, narrow) in enumerate(zip(self.mean[:, 0], self.spread[:, 0], self.narrow, strict=True)):
            row = out[:, s]
            if narrow:
                row[:] = mean * (1.0 + spread * _expanded(special.ndtri(row), spread))
            else:
                row[:] = mean * spread**2 * special.gammaincinv(spread**-2, row)


def _expanded(z: Array, spread: float) -> Array:
    """Quantiles of a gamma distribution in its standard deviations from its mean, from those of the Normal.

    The expansion of Cornish & Fisher (Revue de l'Institut international de statistique 5, 1938) to the fourth cumulant.
    """
    return z + spread * (z**2 - 1.0) / 3.0 + spread**2 * (z**3 - 7.0 * z) / 36.0


@dataclass(frozen=True, eq=False)
class _Autoregressive:
    """D_t = mean + rho (D_{t-1} - mean) + e_t with Normal e_t; the first period has the stationary distribution."""

    streams: UInt64s
    mean: Array  # (streams, 1)
    rho: Array  # (streams, 1)
    sd: Array  # (streams, 1) of the innovations

    @staticmethod
    def of(demands: Sequence[Demand], streams: UInt64s) -> _Autoregressive:
        return _Autoregressive(streams, *_columns(demands, "mean", "rho", "sd"))

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        _uniforms(out, self.streams, place)
        special.ndtri(out, out=out)
        if place.first_period == 0:
            # Scaled so that the first innovation alone has the stationary variance sd^2 / (1 - rho^2).
            deviation = np.zeros(out.shape[1:])
            out[0] /= np.sqrt(1.0 - self.rho**2)
        else:
            deviation = memory["deviation"]
        for row in out:
            deviation = self.rho * deviation + self.sd * row
            row[:] = self.mean + deviation
        memory["deviation"] = deviation


@dataclass(frozen=True, eq=False)
class _Given:
    """Nothing random: constant, step and recorded series."""

    values: Array  # (all values,)
    first: Ints  # (streams,) where a stream's values begin
    length: Ints  # (streams,)
    lasts: Ints  # (streams,) periods that a value lasts: those before a step are one value, however late it comes
    repeats: Array  # (streams,) 1 where the series starts again after its end, 0 where its last value stays

    @staticmethod
    def of(demands: Sequence[Demand], streams: UInt64s) -> _Given:
        rows = [_given_values(demand) for demand in demands]
        length = np.array([row.size for row in rows], np.int64)
        return _Given(
            np.concatenate(rows),
            np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64),
            length,
            np.array([max(1, demand.at - 1) if isinstance(demand, Step) else 1 for demand in demands], np.int64),
            np.array([isinstance(demand, Series) for demand in demands], np.float64),
        )

    def fill(self, out: Array, place: Place, memory: dict[str, Array]) -> None:
        period = place.first_period + np.arange(out.shape[0])[:, None]
        number = period // self.lasts
        at = np.where(self.repeats > 0, number % self.length, np.minimum(number, self.length - 1))
        out[:] = self.values[self.first + at][:, :, None]


def _given_values(demand: Demand) -> Array:
    if isinstance(demand, Constant):
        return np.array([demand.value])
    if isinstance(demand, Step):
        return np.array([demand.before, demand.after] if demand.at > 1 else [demand.after], np.float64)
    assert isinstance(demand, Series)
    return np.asarray(demand.values, np.float64)


_KINDS: dict[type, type[_Tables | _Normal | _Gamma | _Autoregressive | _Given]] = {
    Poisson: _Tables,
    NegativeBinomial: _Tables,
    Empirical: _Tables,
    Normal: _Normal,
    Gamma: _Gamma,
    AR1: _Autoregressive,
    Constant: _Given,
    Step: _Given,
    Series: _Given,
}


def kind_of(demand: Demand) -> str:
    """Streams of the same kind share a group."""
    return _KINDS[type(demand)].__name__


def group_of(demands: Sequence[Demand], addresses: Sequence[int]) -> Group:
    """The group of these streams, all of one kind; `addresses` are their luck's."""
    return _KINDS[type(demands[0])].of(demands, np.array(addresses, np.uint64))


def address_of(demand: Demand, *names: str) -> int:
    """Where a stream's luck lies: at its site, item and place in the list, or at the stream it names."""
    return stream_address("stream", demand.stream) if demand.stream is not None else stream_address("demand", *names)


def mean_of(demand: Demand) -> float:
    """The long-run mean of a distribution, before season and trend (units per period)."""
    if isinstance(demand, Constant):
        return demand.value
    if isinstance(demand, Step):
        return demand.after
    if isinstance(demand, Series | Empirical):
        return float(np.mean(demand.values))
    return demand.mean


def _uniforms(out: Array, streams: UInt64s, place: Place) -> None:
    fill_uniforms(out, np.uint64(place.seed), streams, place.first_replication, place.first_period)


def _columns(demands: Sequence[Demand], *names: str) -> tuple[Array, ...]:
    return tuple(np.array([[getattr(demand, name)] for demand in demands], np.float64) for name in names)
