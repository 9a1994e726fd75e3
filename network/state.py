"""Every quantity that changes during a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import numpy as np

from bullwhip.network.arrays import Array, Ints, StaggeredArrays, joined_columns
from bullwhip.network.errors import BullwhipError
from bullwhip.network.rings import turn
from bullwhip.network.topology import Network

__all__ = ["Kept", "State"]

_BY_COLUMN = ("numbers", "on_hand", "position", "owed", "mail", "pipe")
_OF_LANES = ("asked_at", "placed_at", "due_at", "sent_at")

KeptKind = TypeVar("KeptKind", bound="Kept")


class Kept:
    """What else is kept of the columns, by who does something that not everybody needs."""

    by_column: ClassVar[tuple[str, ...]] = ()  # names of arrays (..., columns)

    def joined(self, parts: Sequence[tuple[Any, Ints]]) -> Any:
        """The same of some columns of others, of this kind and in this order, of which this is the first."""
        other = copy(self)
        for name in self.by_column:
            setattr(other, name, joined_columns([(getattr(kept, name), at) for kept, at in parts]))
        return other


@dataclass(eq=False)
class State:
    """Stock, claims, mail and goods under way of the columns at the end of a period.

    A column is one replication, one team of a class, or one branch of a game; those of one state stand in one period.

    On order is not kept: it is position - on hand + backlog - what claimants have overdrawn.
    """

    period: int  # periods that are over
    settled: int  # rows that are through the period under way; one more than there are: it is over
    numbers: Ints  # (replications,) the replication that each column is; teams of a class are all the same one
    on_hand: Array  # (stockpoints, replications)
    position: Array  # (stockpoints, replications) inventory position: on hand + on order - backlog
    owed: Array  # (lanes, replications) claims that are not filled yet
    mail: Array  # (slots of mail, replications)
    pipe: Array  # (slots of goods, replications)
    asked_at: Ints  # (lanes,) the slot of mail of this period: what is asked for
    placed_at: Ints  # (lanes,) that into which this period's order goes; what was asked for a period ago was in it
    due_at: Ints  # (lanes,) the slot of goods of this period: what is received
    sent_at: Ints  # (lanes,) that into which goes what is sent; what was received a period ago was in it
    terms: Mapping[type[Kept], Kept]  # what each term keeps
    memory: dict[int, Any] = field(default_factory=dict)  # what rules remember, by first row

    @staticmethod
    def start(network: Network, numbers: Ints, arrays: StaggeredArrays, terms: Iterable[Kept]) -> State:
        """The state before the first period, with what terms keep."""
        replications = numbers.size
        mail, pipe = np.zeros(network.mail.slots), np.zeros(network.pipe.slots)
        for rings, slots, under_way in (
            (network.mail, mail, network.in_mail),
            (network.pipe, pipe, network.in_transit),
        ):
            for lane, coming in under_way.items():
                for period, units in enumerate(coming):
                    slots[rings.at(lane, period)] = units
        every = slice(None)
        return State(
            period=0,
            settled=network.rows + 1,
            numbers=numbers,
            on_hand=arrays.columns(network.stock, replications),
            position=arrays.columns(_starting_position(network), replications),
            owed=arrays.columns(network.backlog, replications),
            mail=arrays.columns(mail, replications),
            pipe=arrays.columns(pipe, replications),
            asked_at=network.mail.at(every, -1),  # they are turned when a period begins
            placed_at=network.mail.at(every, -2),
            due_at=network.pipe.at(every, -1),
            sent_at=network.pipe.at(every, -2),
            terms={type(term): term for term in terms},
        )

    def term(self, kind: type[KeptKind]) -> KeptKind:
        """What a term keeps."""
        kept = self.terms[kind]
        assert isinstance(kept, kind)
        return kept

    @staticmethod
    def joined(parts: Sequence[tuple[State, Ints]]) -> State:
        """A new state of some columns of others, in this order; those stay as they are, and may be taken again.

        All stand in the same period, and belong to the same network and rules.
        """
        first, _ = parts[0]
        assert all((state.period, state.settled) == (first.period, first.settled) for state, _ in parts)
        return State(
            period=first.period,
            settled=first.settled,
            **{name: getattr(first, name).copy() for name in _OF_LANES},
            **{name: joined_columns([(getattr(state, name), at) for state, at in parts]) for name in _BY_COLUMN},
            terms={
                kind: kept.joined([(state.terms[kind], at) for state, at in parts])
                for kind, kept in first.terms.items()
            },
            memory={row: _remembered(parts, row) for row in first.memory},
        )

    def turn(self, network: Network) -> None:
        """Turn the rings to the coming period."""
        mail, pipe = network.mail, network.pipe
        turn(self.asked_at, self.placed_at, mail.first, mail.stride, mail.end)
        turn(self.due_at, self.sent_at, pipe.first, pipe.stride, pipe.end)


def _remembered(states: Sequence[tuple[State, Ints]], row: int) -> dict[str, Any]:
    """What the rule of some rows, the first of which is `row`, remembers of some columns.

    Arrays (..., stockpoints, columns) are taken apart; anything else can only be copied, where all remember it alike.
    Raises BullwhipError.
    """
    first: dict[str, Any] = states[0][0].memory[row]
    kept = {}
    for name, value in first.items():
        values = [(state.memory[row][name], at) for state, at in states]
        if all(_has_columns(state.memory[row][name], state.numbers.size) for state, _ in states):
            kept[name] = joined_columns(values)
        elif all(np.array_equal(one, value) for one, _ in values):
            kept[name] = value
        else:
            raise BullwhipError(
                f"memory: found {name!r} without a column for each replication; where games are played side by side, "
                "give arrays (..., stockpoints, replications)"
            )
    return type(first)(kept)  # it copies


def _has_columns(value: Any, columns: int) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 1 and value.shape[-1] == columns


def _starting_position(network: Network) -> Array:
    """On hand, and all that is in the mail or under way, less what is owed."""
    position = network.stock.copy()
    for lane in network.in_mail.keys() | network.in_transit.keys():
        position[network.target[lane]] += sum(network.in_mail.get(lane, ())) + sum(network.in_transit.get(lane, ()))
    outward = np.flatnonzero(network.market >= 0)
    position[network.source[outward]] -= network.backlog[outward]
    return position
