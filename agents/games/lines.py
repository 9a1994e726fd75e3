"""A seat's books line by line: who asks for an item, and from where it comes, each apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Claimant", "Line", "Lines"]


class Claimant(NamedTuple):
    """Who asks for an item: own customers (no site), another site, or what is made of it at the same one."""

    site: str | None
    item: str

    def facts(self, kept: str) -> dict[str, Any]:
        """As plain values; the item only where it is another one than is `kept`."""
        return {"to": self.site} if self.item == kept else {"to": self.site, "item": self.item}


@dataclass(frozen=True, eq=False)
class Line:
    """The books of a week of some games, line by line: figures (claimants or lanes, games), by their names."""

    claims: dict[str, Array]
    supplies: dict[str, Array]
    coming: tuple[Array, ...] = ()  # of each lane (periods, games): what arrives in 1, 2, ... weeks; while it is open
    owed: Array | None = None  # (games,) by the only lane, while it is open

    def owed_by_one(self, column: int) -> float | None:
        """What the only supplier owes to a game's seat; None where there are several."""
        return None if self.owed is None else float(self.owed[column])


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a stockpoint."""

    row: int
    item: str
    claimants: tuple[Claimant, ...]
    claimant: Ints  # (claims,) which of these each claim is of
    lanes: tuple[str, ...]  # their names, the fastest first
    foreseen: tuple[bool, ...]  # (lanes,) whether it is known when goods arrive: lead times that are drawn tell nobody

    @staticmethod
    def of(network: Network, row: int, names: tuple[str, ...]) -> Lines:
        """Those of a row; `names` are its lanes', the fastest first."""
        places = slice(network.first_claim[row], network.first_claim[row + 1])
        known = [_claimant(network, row, int(lane)) for lane in network.claim[places]]
        claimants = tuple(dict.fromkeys(known))
        lanes = network.lanes_into(row).tolist()
        return Lines(
            row=row,
            item=network.stockpoints[row].item,
            claimants=claimants,
            claimant=np.array([claimants.index(one) for one in known], np.int64),
            lanes=names,
            foreseen=tuple(lane not in network.lead_laws for lane in lanes),
        )

    def seen(self, engine: Engine) -> Line:
        """The books before the order of the week under way; of a single lane only what its supplier owes."""
        if len(self.lanes) == 1:
            return Line(self._claims(engine), {}, owed=engine.state.owed[engine.network.inbound[self.row]].copy())
        on_order = readings.supplies_of(engine.network, engine.state, self.row, engine.period, engine.settled)
        supplies = {
            "received": on_order.received,
            "mail": on_order.mail,
            "owed": on_order.owed,
            "in_transit": on_order.in_transit,
        }
        return Line(self._claims(engine), supplies, on_order.coming)

    def written(self, engine: Engine) -> Line:
        """What is written down of the week that has just ended; of a single lane nothing, as the sums tell it all."""
        network, state, period = engine.network, engine.state, engine.period
        supplies: dict[str, Array] = {}
        if len(self.lanes) > 1:
            order = readings.ordered_on(network, state, self.row, period)
            supplies = {"order": order, "received": readings.received_on(network, state, self.row, period)}
        return Line(self._claims(engine), supplies)

    def facts(self, line: Line, column: int) -> dict[str, Any]:
        """The lines of a game as plain values: {"claims": [...], "supplies": [...]}, as far as there are any."""
        told: dict[str, Any] = {}
        if line.claims:
            told["claims"] = [
                {**one.facts(self.item), **figures}
                for one, figures in zip(self.claimants, _each(line.claims, column), strict=True)
            ]
        if line.supplies:
            each = zip(self.lanes, _each(line.supplies, column), strict=True)
            told["supplies"] = [{"from": name, **figures} for name, figures in each]
            for lane, coming, foreseen in zip(told["supplies"], line.coming, self.foreseen, strict=False):
                lane["coming"] = coming[:, column].tolist() if foreseen else None
        return told

    def foreseen_of(self, coming: Array, line: Line, column: int) -> Array:
        """Of what arrives in a game in 1, 2, ... weeks (weeks,), what is known beforehand."""
        if all(self.foreseen):
            return coming
        out = np.zeros_like(coming)
        for arrivals, foreseen in zip(line.coming, self.foreseen, strict=False):
            if foreseen:  # of a single lane that tells nothing, nothing
                out[: len(arrivals)] += arrivals[:, column]
        return out

    def _claims(self, engine: Engine) -> dict[str, Array]:
        """Of a single claimant the sums tell it all."""
        if len(self.claimants) == 1:
            return {}
        claims = readings.claims_on(engine.network, engine.state, engine.demand, self.row)
        return {name: self._added(values) for name, values in claims._asdict().items()}

    def _added(self, values: Array) -> Array:
        """Of claims (claims, games) those of one claimant together."""
        if len(self.claimants) == self.claimant.size:
            return values
        out = np.zeros((len(self.claimants), values.shape[1]))
        np.add.at(out, self.claimant, values)
        return out


def _claimant(network: Network, row: int, lane: int) -> Claimant:
    if network.target[lane] == OUTSIDE:
        return Claimant(None, network.stockpoints[row].item)
    point = network.stockpoints[network.target[lane]]
    return Claimant(point.site, point.item)


def _each(figures: dict[str, Array], column: int) -> Iterator[dict[str, float]]:
    """Figures (lines, games) of one game, line by line."""
    values: Iterable[tuple[float, ...]] = zip(*(array[:, column].tolist() for array in figures.values()), strict=True)
    for line in values:
        yield dict(zip(figures, line, strict=True))
