"""Every error that Bullwhip raises on purpose.

BullwhipError
├── ScenarioError     a scenario file was refused; .faults lists all that is wrong with it
├── FaultyTable       the owner of one table (a rule, a forecast) refuses it; ends up in a ScenarioError
└── RuleError         a rule did something that no rule may do while a run was under way
"""

import difflib
import string
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

__all__ = [
    "BullwhipError",
    "Fault",
    "FaultyTable",
    "RuleError",
    "ScenarioError",
    "choose",
    "malformed",
    "near_miss",
    "one_edit_away",
    "suggest",
]

MANY = 1_000  # names, above which all of them are too slow to compare with
LISTED = 20  # names, of which a message lists no more
LETTERS = string.ascii_lowercase + string.digits + "-_. "


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong with a scenario: where it is, what was found there, and what would be right.

    `kind` is "malformed" when the text cannot be understood (no number, no such key) and "illegal" when it
    can, but is not allowed (a negative cost).
    """

    found: str
    remedy: str
    file: str = ""
    line: int | None = None
    table: str = ""
    name: str = ""
    key: str = ""
    kind: Literal["malformed", "illegal"] = "illegal"

    @property
    def place(self) -> str:
        """Where the fault is, as far as it is known: `beer.toml:12: site 'shop', stock`."""
        file = f"{self.file}:{self.line}" if self.file and self.line else self.file
        table = f"{self.table} {self.name!r}" if self.name else self.table
        inside = ", ".join(part for part in (table, self.key) if part)
        return ": ".join(part for part in (file, inside) if part)

    def __str__(self) -> str:
        said = f"found {self.found}; {self.remedy}"
        return f"{self.place}: {said}" if self.place else said


class BullwhipError(Exception):
    """Anything that Bullwhip refuses.  Catch this to catch them all."""


class ScenarioError(BullwhipError):
    """A scenario was refused.  `faults` holds everything that is wrong with it; nothing of it was kept."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def malformed(found: str, remedy: str, **place: Any) -> Fault:
    """A fault of a text that cannot be understood."""
    return Fault(found=found, remedy=remedy, kind="malformed", **place)


class FaultyTable(BullwhipError):
    """The owner of a table (a rule, a forecast) refuses it.

    The faults' keys are given within the table (`level`, `forecast.alpha`); whoever knows where the table
    stands adds file, table and name.
    """

    def __init__(self, *faults: Fault) -> None:
        self.faults: tuple[Fault, ...] = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class RuleError(BullwhipError):
    """A rule did something that no rule may do: ordered a NaN, or an array of the wrong shape."""


def near_miss(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant by `word`, if there is one."""
    by_lower = {name.lower(): name for name in known}
    wanted = word.lower()
    if len(by_lower) <= MANY:
        close = difflib.get_close_matches(wanted, list(by_lower), n=1, cutoff=0.6)
    else:
        close = [other for other in one_edit_away(wanted) if other in by_lower]
    return by_lower[close[0]] if close else None


def one_edit_away(word: str) -> Iterator[str]:
    """The word itself, and all that differ from it by one letter: swapped, left out, replaced or added."""
    yield word
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    for letter in LETTERS:
        yield from (head + letter + tail[1:] for head, tail in cuts if tail)
        yield from (head + letter + tail for head, tail in cuts)


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy for an unknown word: its near miss, or else `otherwise`, or else the whole choice."""
    choices = list(known)
    meant = near_miss(word, choices)
    return f"did you mean {meant!r}?" if meant is not None else choose(choices, otherwise)


def choose(known: Collection[str], otherwise: str = "") -> str:
    """A remedy that names what there is to choose from, or else what else to do."""
    if otherwise or not known:
        return otherwise or "leave it out"
    more = f", ... ({len(known)} in all)" if len(known) > LISTED else ""
    return f"give one of {', '.join(islice(known, LISTED))}{more}"
