"""Checks of the figures that a caller gives: every fault is named, with what was found and the remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real
from typing import Any

from bullwhip.network.errors import BullwhipError

__all__ = ["FigureError", "above", "at_least", "between", "check", "share", "whole"]


class FigureError(BullwhipError, ValueError):
    """Figures for which no answer exists; `faults` holds a line for each: name, found, remedy."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def check(*faults: str | None) -> None:
    """Raise `FigureError` with all the faults that are not None."""
    found = [fault for fault in faults if fault is not None]
    if found:
        raise FigureError(found)


def above(name: str, value: Any, limit: float = 0.0) -> str | None:
    """The fault of a figure that must be finite and greater than `limit`, or None."""
    return _number(name, value) or _unless(value > limit, name, value, f"a number above {limit:g}")


def at_least(name: str, value: Any, limit: float = 0.0) -> str | None:
    """The fault of a figure that must be finite and `limit` or more, or None."""
    return _number(name, value) or _unless(value >= limit, name, value, f"{limit:g} or more")


def between(name: str, value: Any, low: float = 0.0, high: float = 1.0) -> str | None:
    """The fault of a figure that must lie strictly between `low` and `high`, or None."""
    return _number(name, value) or _unless(
        low < value < high, name, value, f"a number between {low:g} and {high:g}, both excluded"
    )


def share(name: str, value: Any) -> str | None:
    """The fault of a probability that must be above 0 and at most 1, or None."""
    return _number(name, value) or _unless(0 < value <= 1, name, value, "a number above 0 and at most 1")


def whole(name: str, value: Any, least: int = 0) -> str | None:
    """The fault of a count that must be a whole number of `least` or more, or None."""
    fault = _number(name, value)
    if fault is not None:
        return fault
    right = float(value).is_integer() and value >= least
    return _unless(right, name, value, f"a whole number of {least} or more")


def _number(name: str, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, Real):
        return f"{name}: found {value!r}, which is no number; give a number"
    return _unless(math.isfinite(value), name, value, "a finite number")


def _unless(right: bool, name: str, value: Any, remedy: str) -> str | None:
    return None if right else f"{name}: found {value}; give {remedy}"
