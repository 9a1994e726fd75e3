"""The claims, in the order of their letters."""

from __future__ import annotations

from collections.abc import Callable

from tests.claims.calm import calm, seasons
from tests.claims.finding import Finding
from tests.claims.information import information
from tests.claims.map import corners
from tests.claims.mixed import hybrid, long_shock
from tests.claims.shifts import shift, spike
from tests.claims.stock import costs_of_stock, memory
from tests.claims.storm import storm
from tests.claims.suppliers import alternate, contracts

__all__ = ["CLAIMS", "Claim"]

Claim = Callable[[], Finding]

CLAIMS: dict[str, Claim] = {
    "a": calm,
    "b": shift,
    "c": seasons,
    "d": storm,
    "e": spike,
    "f": costs_of_stock,
    "g": memory,
    "h": information,
    "i": contracts,
    "j": alternate,
    "k": hybrid,
    "l": long_shock,
    "m": corners,
}
