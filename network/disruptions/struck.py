"""Struck: the places of a network where a figure changes, and what becomes of it there in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, joined_columns
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Change

__all__ = ["Changes", "Struck", "left_of", "struck_columns"]

_SAME = Change()


class Struck(NamedTuple):
    """Places that disruptions mean; those that the same ones mean are a group, whose figures change alike."""

    group: Ints  # (places,) numbered from 0; -1 where nothing happens
    storms: dict[int, Ints]  # by the number of a disruption, the groups that it means

    @staticmethod
    def of(places: int, meant: Iterable[tuple[int, Flags]]) -> Struck:
        """Of disruptions by number, each with the places (places,) that it means."""
        group, known = np.zeros(places, np.int64), list(meant)
        for _, flags in known:
            _, group = np.unique(2 * group + flags, return_inverse=True)
        anywhere = np.any([flags for _, flags in known], axis=0) if known else np.zeros(places, bool)
        made = np.full(places, -1)
        made[anywhere] = np.unique(group[anywhere], return_inverse=True)[1]
        return Struck(made, {number: np.unique(made[flags]) for number, flags in known})

    @property
    def there(self) -> Ints:
        """The places where anything happens."""
        return np.flatnonzero(self.group >= 0)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max(initial=-1)) + 1


def left_of(capacity: Array, share: Array) -> Array:
    """The share of a capacity that is left: of one without a limit, all until all is gone."""
    return np.where(share > 0.0, capacity * np.where(share > 0.0, share, 1.0), 0.0)


class Changes:
    """What becomes of a figure in a period, by group: so many times what it was, and so much more."""

    def __init__(self, struck: Struck, columns: int) -> None:
        self.struck = struck
        self.quiet = True  # nothing changes anywhere
        self.of_storm = {storm: _run_of(groups) for storm, groups in struck.storms.items()}
        self.times: Array = np.ones((struck.groups, columns))
        self.more: Array = np.zeros((struck.groups, columns))

    def calm(self) -> None:
        """Nothing changes in the coming period."""
        if not self.quiet:
            self.times[:] = 1.0
            self.more[:] = 0.0
            self.quiet = True

    def add(self, storm: int, change: Change, largest: bool = False) -> None:
        """What a disruption changes; if `largest`, what is added is not added up."""
        groups = self.of_storm[storm]
        if change.times is not _SAME.times:
            self.times[groups] *= change.times
        if change.more is not _SAME.more:
            more = self.more[groups]
            self.more[groups] = np.maximum(more, change.more) if largest else more + change.more
        self.quiet = False

    @staticmethod
    def joined(parts: Sequence[tuple[Changes, Ints]]) -> Changes:
        """The same of some columns of others; those stay as they are."""
        first, _ = parts[0]
        made = object.__new__(Changes)
        made.struck, made.of_storm = first.struck, first.of_storm
        made.quiet = all(changes.quiet for changes, _ in parts)
        made.times = joined_columns([(changes.times, at) for changes, at in parts])
        made.more = joined_columns([(changes.more, at) for changes, at in parts])
        return made


def _run_of(groups: Ints) -> Ints | slice:
    """The same groups, as a slice where they follow each other: arrays are quicker through one."""
    if groups.size and groups[-1] - groups[0] == groups.size - 1:
        return slice(int(groups[0]), int(groups[-1]) + 1)
    return groups


@compiled
def struck_columns(times, found):  # type: ignore[no-untyped-def]
    """How many columns there are in which a figure is multiplied (columns,); `found` (columns,) begins with them.

    Most of the time a disruption is there in few columns: loops that go through these alone pass by the others.
    """
    count = 0
    for r in range(times.shape[0]):
        found[count] = r
        count += int(times[r] != 1.0)
    return count
