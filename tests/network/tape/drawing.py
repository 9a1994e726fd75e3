"""What a tape says about one market, or a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from bullwhip.network.arrays import Array
from bullwhip.network.demand import Demand
from bullwhip.network.philox import fill_uniforms
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import GivenDemand
from bullwhip.network.tape import Market, Tape, stream_address

__all__ = ["demand_of", "drawn", "tape_of", "uniforms"]

_ADAPTER: TypeAdapter[Demand] = TypeAdapter(GivenDemand)


def demand_of(table: Mapping[str, Any]) -> Demand:
    return _ADAPTER.validate_python(dict(table))


def tape_of(*markets: list[dict[str, Any]], seed: int = 1, whole: bool = False) -> Tape:
    """A tape of the markets of shop 0, shop 1, ...: a list of demands for each."""
    return Tape(
        [Market(f"shop {k}", "tea", tuple(demand_of(table) for table in tables)) for k, tables in enumerate(markets)],
        seed,
        whole,
    )


def drawn(tape: Tape, periods: int, replications: int, first: int = 0) -> Array:
    """(periods, markets, replications), read one period after another."""
    reader = tape.reader(Replications.consecutive(first, replications))
    return np.array([reader.demand(period).copy() for period in range(periods)])


def uniforms(periods: int, replications: int, *names: str, seed: int = 1, first: int = 0) -> Array:
    """(periods, replications): the luck of a stream."""
    out = np.empty((periods + periods % 2, 1, replications))
    fill_uniforms(out, np.uint64(seed), np.array([stream_address(*names)], np.uint64), first, 0)
    return out[:periods, 0]
