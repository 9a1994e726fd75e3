"""A scenario on its way from the file to the model: plain tables, where each came from, what is wrong."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bullwhip.network.errors import Fault, choose, near_miss
from bullwhip.network.scenario.lanes import lane_name

__all__ = ["Columns", "Draft", "Loc", "Place"]

Loc = tuple[str | int, ...]  # a path into the document: ("site", 2, "items", "tea", "stock")

LOOKED_UP = 100  # names that are looked for among all others


class Place(NamedTuple):
    """A file, or a setting, and the line in it where that is known."""

    file: str
    line: int | None = None


class Columns(NamedTuple):
    """The columns of a CSV table: its kind, their names, and those of which it is not sure what they are."""

    table: str  # "sites", "lanes", "recipes", "demand" or "disruptions"
    names: frozenset[str]
    doubtful: frozenset[str]


@dataclass(kw_only=True)
class Draft:
    """What has been read so far."""

    file: str
    document: dict[str, Any]
    places: dict[Loc, Place] = field(default_factory=dict)  # of all that does not come from `file` itself
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # "site", "lane", "disruption": tables that could not be read at all
    sheets: dict[str, Columns] = field(default_factory=dict)  # by file
    looked_up: int = 0
    notes: list[str] = field(default_factory=list)  # what was probably not meant, where it can be read all the same
    setting: str = "--set "  # what stands before a setting in messages
    hinted: dict[str, set[str]] = field(default_factory=dict)  # names of sites seen in rows that are broken

    def near_miss(self, word: str, known: Iterable[str]) -> str | None:
        """As the function of this name, for the first words only: in a large network each takes long."""
        self.looked_up += 1
        return near_miss(word, known) if self.looked_up <= LOOKED_UP else None

    def suggest(self, word: str, known: Collection[str], otherwise: str = "") -> str:
        """A remedy for an unknown name, as the function of this name."""
        meant = self.near_miss(word, known)
        return f"did you mean {meant!r}?" if meant else choose(known, otherwise)

    def add(self, faults: Iterable[Fault]) -> None:
        """Take note of faults whose place is complete."""
        self.faults += faults

    def note(self, said: str) -> None:
        """Take note of what was probably not meant; of nothing, where nothing is said."""
        if said and said not in self.notes:
            self.notes.append(said)

    def fault(self, loc: Loc, found: str, remedy: str, kind: Literal["malformed", "illegal"] = "illegal") -> Fault:
        """A fault of the key (or table) at a path of the document."""
        loc = self.written(loc)
        place = self.place(loc)
        table, name, start = self.table(loc)
        return Fault(
            file=place.file,
            line=place.line,
            table=table,
            name=name,
            key=key_text(loc[start:]),
            found=found,
            remedy=remedy,
            kind=kind,
        )

    def place(self, loc: Loc) -> Place:
        """Where the part of the document at `loc` was written."""
        for length in range(len(loc), 0, -1):
            if (known := self.places.get(loc[:length])) is not None:
                return known
        return Place(self.file)

    def table(self, loc: Loc) -> tuple[str, str, int]:
        """The kind and name of the table that `loc` is in, and how much of `loc` leads to it."""
        if len(loc) < 2 or loc[0] not in ("site", "lane", "disruption") or not isinstance(loc[1], int):
            return "", "", 0
        given = self.document[loc[0]][loc[1]]
        ordinal = f"#{loc[1] + 1}"
        if not isinstance(given, dict):
            return str(loc[0]), ordinal, 2
        if loc[0] != "lane":
            name = given.get("name")
            return str(loc[0]), name if isinstance(name, str) and name else ordinal, 2
        target = given.get("to")
        if not isinstance(target, str) or not target:
            return "lane", ordinal, 2
        return "lane", lane_name(given.get("from"), target, given.get("item"), made="recipe" in given), 2

    def written(self, loc: Loc) -> Loc:
        """A path as the document has it: a demand that stands alone is read as a list of one."""
        path: list[str | int] = []
        at: Any = self.document
        for part in loc:
            if isinstance(part, int) and not isinstance(at, list | tuple):
                continue
            path.append(part)
            if isinstance(at, dict):
                at = at.get(part)
            else:
                at = at[part] if isinstance(part, int) and part < len(at) else None
        return tuple(path)


def key_text(loc: Loc) -> str:
    """A path within a table in words: `demand[2].mean`."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")
