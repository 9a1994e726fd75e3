"""The disruptions of a game: what is on in the week under way, what is announced, and when each was on.

All games of a scenario and a seed meet the same ones in the same weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bullwhip.agents.games.games import Opened
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.disruptions.storm import Storm
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.scenario.disruption import Disruption

__all__ = ["Known", "known_disruptions", "weeks_on"]


class Known(NamedTuple):
    """A disruption as far as it is known in the week under way."""

    disruption: Disruption
    on: bool  # or what is left of it, while it goes away
    first: int | None  # the week in which it next begins, as far as that is announced


def known_disruptions(game: TeamGame) -> list[Known]:
    """Every disruption of a game, in the scenario's order, as rules may know it in the week under way."""
    if game.over:
        return [Known(disruption, False, None) for disruption in game.scenario.disruption]
    opened, column = game.weeks[-1]
    told = []
    for disruption, storm in zip(game.scenario.disruption, _storms(game, opened), strict=True):
        wait = np.broadcast_to(storm.announced(game.week), storm.intensity.shape)[column]
        first = game.week + int(wait) if np.isfinite(wait) else None
        told.append(Known(disruption, bool(storm.intensity[column] > 0.0), first))
    return told


def weeks_on(game: TeamGame) -> list[tuple[Disruption, list[tuple[int, int]]]]:
    """Every disruption that was on in weeks that are over, with the first and the last week of each time."""
    spells: list[list[tuple[int, int]]] = [[] for _ in game.scenario.disruption]
    for week, (opened, column) in enumerate(game.weeks[: game.played], 1):
        for storm, found in zip(_storms(game, opened), spells, strict=True):
            if storm.intensity[column] > 0.0:
                first = found.pop()[0] if found and found[-1][1] == week - 1 else week
                found.append((first, week))
    return [(table, found) for table, found in zip(game.scenario.disruption, spells, strict=True) if found]


def _storms(game: TeamGame, opened: Opened) -> Iterator[Storm]:
    """The disruptions as they stand in a week, in the scenario's order."""
    return iter(opened.standing.state.term(Disruptions).storms if game.scenario.disruption else ())
