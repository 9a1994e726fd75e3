"""Pictures of the claims in which a figure changes what is better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, Picture, set_up
from tests.claims.mixed import COVER, DURATIONS, HALF, saved
from tests.claims.outcome import REPLICATIONS
from tests.claims.stock import profits_by_memory

__all__ = ["FOLDER", "draw_long_shock", "draw_memory"]

FOLDER = Path(__file__).parent / "pictures"
LOSSES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


def draw_memory() -> Picture:
    """(g) The profit of cover, by how many customers stay away."""
    found = []
    for loss in LOSSES:
        jit, jic = profits_by_memory(loss)
        found.append(interval_of(jic.profit - jit.profit, float(np.abs(jit.profit).max())))
    picture = _picture("What customers remember decides what is better")
    axes = picture.subplots()
    set_up(
        axes,
        "Profit of four weeks of cover, less that of half a week",
        "part of the customers who stay away after a week without any delivery, %",
        "money in 104 weeks",
    )
    _band(axes, [100 * loss for loss in LOSSES], found)
    axes.axhline(0.0, color=BLACK, linewidth=1)
    axes.annotate("just in case is better", (99, 150), ha="right", color=GREY, fontsize=12)
    axes.annotate("just in time is better", (99, -150), ha="right", va="top", color=GREY, fontsize=12)
    return picture


def draw_long_shock() -> Picture:
    """(l) What affordable stock saves, by how long a shock lasts."""
    picture = _picture("A long shock defeats any stock that can be paid for")
    axes = picture.subplots()
    set_up(
        axes,
        f"Sales that {COVER:.1f} weeks of cover save, of those lost with half a week",
        "weeks that no supplier sends anything",
        "share saved, %",
    )
    shares = [Interval(*(100 * end for end in saved(duration))) for duration in DURATIONS]
    _band(axes, list(DURATIONS), shares)
    axes.set_ylim(0, 105)
    axes.axhline(100 * HALF, color=BLACK, linewidth=1, linestyle=(0, (6, 2)))
    axes.annotate("below this line it is defeated", (52, 100 * HALF + 1), ha="right", color=GREY, fontsize=12)
    return picture


def _picture(title: str) -> Picture:
    return Picture(
        title, [f"{REPLICATIONS} replications, the same luck for both; band: 95% interval."], size=(9.6, 5.4)
    )


def _band(axes: Axes, places: Sequence[float], found: Sequence[Interval]) -> None:
    axes.fill_between(places, [each.low for each in found], [each.high for each in found], color=COLOURS[0], alpha=0.25)
    axes.plot(places, [each.mean for each in found], color=COLOURS[0], linewidth=2, marker="o")
