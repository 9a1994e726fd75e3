"""What a rule remembers: a dictionary that copies what is put into it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from bullwhip.network.arrays import Array

__all__ = ["Memory", "Remembered"]

Remembered = dict[str, Array]  # what a rule gives to be remembered: arrays (..., stockpoints, replications)


class Memory(dict[str, Any]):
    """What a rule remembers, by name: arrays (..., stockpoints, replications).

    A figure of a view is a window on the engine's own array, which is another one a period later.  So what is put into
    a memory is copied; a list or a dictionary with all that is in it.  An array that is there already is not: what a
    rule writes in place costs what it always did.
    """

    __slots__ = ()

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.update(given or {})

    def __setitem__(self, name: str, value: Any) -> None:
        if value is not self.get(name):  # memory["total"] += ... puts back what it has just changed
            value = np.array(value) if isinstance(value, np.ndarray) else copy.deepcopy(value)
        super().__setitem__(name, value)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """What is remembered under a name; where nothing is, what is given, which then is."""
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *given: Any, **more: Any) -> None:
        """Put all of another dictionary, or of pairs, into this one."""
        for name, value in dict(*given, **more).items():
            self[name] = value

    def __ior__(self, given: Any) -> Memory:  # type: ignore[override,misc]
        self.update(given)
        return self
