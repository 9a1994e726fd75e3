"""One period with everybody deciding: the one place where engine and agents meet."""

from __future__ import annotations

from bullwhip.agents.roster import Roster
from bullwhip.agents.view import View
from bullwhip.network.engine import Engine

__all__ = ["step"]


def step(roster: Roster, engine: Engine, views: dict[int, View]) -> None:
    """Take the engine through a period.

    Level by level: goods are received, demand arrives, claims are filled, costs are taken, everybody decides; then the
    orders leave.  Everybody of a level decides before any order of it is placed.
    """
    engine.begin()
    for rows, desks in zip(roster.network.levels, roster.levels, strict=True):
        engine.settle(rows)
        period = engine.state.period + 1
        orders = [(desk.rows.start, desk.decide(views[desk.rows.start], period)) for desk in desks]
        for first, made in orders:
            engine.place(first, made)
    engine.finish()
