"""What was read of another program's network, and what was not: no attribute is passed over in silence."""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Mapping
from typing import Any

from bullwhip.network.errors import near_miss

__all__ = ["WHOLE", "Ignored"]

WHOLE = "table"  # the kind of a table that is ignored as a whole


class Ignored:
    """Attributes that are no keys of the tables that they were to become, counted as they are met.

    And those whose value had to be read as another one.
    """

    def __init__(self, expected: Collection[str] = (), word: str = "attribute", counted: str = "") -> None:
        self.expected = expected  # attributes of which nothing needs to be told
        self.word = word  # what the other program calls them
        self.counted = counted  # what has them, if not things of their kind
        self.found: dict[tuple[str, str], int] = {}
        self.bent: dict[tuple[str, str, str], int] = {}
        self.meant: dict[tuple[str, str], str] = {}

    def known_of(self, kind: str, attributes: Mapping[Any, Any], keys: Collection[str]) -> dict[str, Any]:
        """Those attributes of a thing of this kind (node, edge, ...) that are keys, or lead to one (`rule.type`).

        What has no value (None, NaN) is not given.
        """
        known: dict[str, Any] = {}
        for attribute, value in attributes.items():
            if value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            key, *inner = str(attribute).split(".")
            if key not in keys:
                self.note(kind, str(attribute), keys)
            elif not inner:
                known[key] = value if not isinstance(known.get(key), dict) else {"type": value} | known[key]
            else:
                _put(known, [key, *inner], value)
        return known

    def note(self, kind: str, attribute: str, keys: Collection[str] = ()) -> None:
        """Note an attribute of a thing of this kind; it may have been meant to be one of the keys."""
        if attribute in self.expected:
            return
        if (kind, attribute) not in self.found and (meant := near_miss(attribute, keys)) is not None:
            self.meant[kind, attribute] = meant
        self.found[kind, attribute] = self.found.get((kind, attribute), 0) + 1

    def bend(self, kind: str, attribute: str, how: str) -> None:
        """Note an attribute whose value was read as something else: `how` says "0 as 1"."""
        if attribute not in self.expected:
            self.bent[kind, attribute, how] = self.bent.get((kind, attribute, how), 0) + 1

    def told(self) -> str:
        """All that was ignored, and all that was bent, in one line; empty where there is nothing."""
        ignored = []
        for (kind, attribute), count in self.found.items():
            meant = self.meant.get((kind, attribute))
            ignored.append(self._named(kind, attribute, count) + (f", did you mean {meant!r}?" if meant else ""))
        bent = [f"{self._named(kind, attribute, count)} {how}" for (kind, attribute, how), count in self.bent.items()]
        parts = [f"{what} {'; '.join(those)}" for what, those in (("ignored", ignored), ("read", bent)) if those]
        return "; ".join(parts)

    def _named(self, kind: str, attribute: str, count: int) -> str:
        word = "" if kind == WHOLE else f" {self.word}"
        return f"{kind}{word} {attribute!r}" + (f" ({count:,} {self.counted or kind}s)" if count > 1 else "")

    def warn(self, whose: str) -> None:
        """Warn the caller of the function that calls this, `whose`, of all that was ignored, in one message."""
        if told := self.told():
            attributes = dict.fromkeys([*(name for _, name in self.found), *(name for _, name, _ in self.bent)])
            names = ", ".join(map(repr, attributes))
            warnings.warn(f"{whose}: {told}; ignore=[{names}] says that this is meant", UserWarning, stacklevel=3)


def _put(table: dict[str, Any], path: list[str], value: Any) -> None:
    """Put a value where its path leads; a bare name of a rule beside its parameters becomes their type."""
    for key in path[:-1]:
        inner = table.get(key)
        if not isinstance(inner, dict):
            inner = table[key] = {} if inner is None else {"type": inner}
        table = inner
    table[path[-1]] = value
