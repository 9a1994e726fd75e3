"""The tape: everything given from outside in a replication, whatever anybody decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.demand import BlockPlace, Demand, Group
from bullwhip.network.replications import Replications
from bullwhip.network.rounding import to_nearest

__all__ = ["BLOCK", "Market", "Tape", "TapeReader"]

BLOCK = 16  # periods filled at once: even, and few, so that a block stays in the cache


@dataclass(frozen=True)
class Market:
    """The customers of a stockpoint: their demands add up."""

    site: str
    item: str
    demands: tuple[Demand, ...]


@dataclass(frozen=True, eq=False)
class _Section:
    """The streams of one group, what lies on top of their draws, and the markets they belong to."""

    group: Group
    markets: Ints  # (streams,)
    random: Flags  # (streams,) whether chance has a part in it
    trend: Array  # (streams,) units per period
    seasons: Mapping[int, Array]  # by stream, where there is one: factors in turn
    clip: Array  # (streams,) 0 where demand may be negative, else 1
    plain: bool  # nothing on top, and no draw below zero

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        """Fill `out` (periods, streams, replications): max(0, (draw + trend (t - 1)) season)."""
        self.group.fill(out, place, memory)
        if self.plain:
            return
        period = place.first_period + np.arange(out.shape[0])
        if self.trend.any():
            out += (period[:, None] * self.trend)[:, :, None]
        for s, season in self.seasons.items():
            out[:, s] *= season[period % season.size][:, None]
        if self.clip.all():
            np.maximum(out, 0.0, out=out)
        elif self.clip.any():
            cut = self.clip > 0
            out[:, cut] = np.maximum(out[:, cut], 0.0)


class Tape:
    """The demand of all markets, as a function of (seed, replication, period)."""

    def __init__(self, markets: Sequence[Market], seed: int, whole_units: bool) -> None:
        self.markets = tuple(markets)
        self.seed = seed
        self.whole_units = whole_units
        self.sections = _sections(self.markets)
        self.drawn = np.zeros(len(markets), bool)  # (markets,) whether chance has a part in a demand
        for section in self.sections:
            self.drawn[section.markets[section.random]] = True
        self.random = bool(self.drawn.any())
        # (markets,) units per period, before season and trend
        means = [sum(demand.long_run_mean() for demand in market.demands) for market in markets]
        self.means = np.array(means, np.float64)

    def reader(self, replications: Replications) -> TapeReader:
        """A reader for the columns of these replications."""
        return TapeReader(self, replications)


class TapeReader:
    """Reads the tape period by period, for columns that may be the same replication."""

    def __init__(self, tape: Tape, replications: Replications) -> None:
        self._tape = tape
        self._replications = replications
        self._runs = [_Run(tape, first, count) for first, count in replications.runs]

    def turned_to(self, replications: Replications) -> TapeReader:
        """A reader for other columns; of the same replications it takes over what has been read."""
        reader = TapeReader(self._tape, replications)
        if replications.runs == self._replications.runs:
            reader._runs = self._runs
        return reader

    def demand(self, period: int) -> Array:
        """The customers' demand of a period, counted from 0: (markets, columns).  It holds until the next call."""
        return self._replications.spread([run.demand(period) for run in self._runs])


class _Run:
    """The tape of consecutive replications, block by block, so that memory does not grow with periods."""

    def __init__(self, tape: Tape, first_replication: int, replications: int) -> None:
        self._tape = tape
        self._first = first_replication
        self._demand = np.zeros((BLOCK, len(tape.markets), replications))  # (periods, markets, replications)
        self._block = -1
        self._memory: list[dict[str, Array]] = [{} for _ in tape.sections]

    def demand(self, period: int) -> Array:
        """Of a period, counted from 0: (markets, replications)."""
        block = period // BLOCK
        if block < self._block:
            self._block = -1
        while self._block < block:  # one after another: an autoregressive stream needs what came before
            self._block += 1
            self._load(self._block * BLOCK)
        demand: Array = self._demand[period % BLOCK]
        return demand

    def _load(self, first_period: int) -> None:
        tape, demand = self._tape, self._demand
        place = BlockPlace(tape.seed, self._first, first_period)
        if len(tape.sections) == 1 and _in_order(tape.sections[0].markets, demand.shape[1]):
            tape.sections[0].fill(demand, place, self._memory[0])
        else:
            demand[:] = 0.0
            for section, memory in zip(tape.sections, self._memory, strict=True):
                drawn = np.empty((BLOCK, section.markets.size, demand.shape[2]))
                section.fill(drawn, place, memory)
                for stream, market in enumerate(section.markets):
                    demand[:, market] += drawn[:, stream]
        if tape.whole_units:
            to_nearest(demand)


def _in_order(markets: Ints, count: int) -> bool:
    return markets.size == count and bool((markets == np.arange(count)).all())


def _sections(markets: Sequence[Market]) -> list[_Section]:
    groups: dict[type[Group], list[tuple[int, Demand, int]]] = {}
    for m, market in enumerate(markets):
        for k, demand in enumerate(market.demands):
            address = demand.address(market.site, market.item, str(k))
            groups.setdefault(demand.group, []).append((m, demand, address))
    sections = []
    for group, rows in groups.items():
        demands = [demand for _, demand, _ in rows]
        trend = np.array([demand.trend for demand in demands])
        seasons = {s: np.array(demand.season) for s, demand in enumerate(demands) if demand.season}
        clip = np.array([float(demand.clipped) for demand in demands])
        below_zero = any(kind.below_zero for kind in {type(demand) for demand in demands})
        sections.append(
            _Section(
                group.of(demands, np.array([address for _, _, address in rows], np.uint64)),
                np.array([m for m, _, _ in rows], np.int64),
                np.array([demand.random for demand in demands], bool),
                trend,
                seasons,
                clip,
                plain=not trend.any() and not seasons and not (clip.any() and below_zero),
            )
        )
    return sections
