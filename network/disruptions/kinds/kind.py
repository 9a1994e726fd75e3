"""What a kind of disruption is: where it can be, which keys it takes, and what it does."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where

__all__ = ["Kind", "times_and_more"]


class Kind:
    """A kind of disruption: one class, in a file of its own."""

    name: ClassVar[str]
    where: ClassVar[Where]
    strength: ClassVar[tuple[str, ...]] = ("severity",)  # the keys, one of which says how strong it is
    extra: ClassVar[tuple[str, ...]] = ()  # further keys

    @classmethod
    @abstractmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """What changes in a period, where `intensity` (columns,) is how much of the disruption is there, 0 to 1.

        It names the same effects whatever the intensity is; at 0 nothing changes.
        """


def times_and_more(table: Strength, intensity: Array) -> Change:
    """The change of a figure that `severity` takes away, a `factor` multiplies, or an `addition` is added to."""
    if table.addition is not None:
        return Change(more=intensity * table.addition)
    factor = 0.0 if table.factor is None else table.factor
    return Change(1.0 + intensity * (factor - 1.0))
