"""The picture of a frontier: cost against service, with the two ends, the hybrids and today's policy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from bullwhip.agents.outcomes.frontier_points import (
    COVER,
    FORECAST,
    HYBRID,
    OWN,
    RESERVE,
    FrontierOutcome,
    FrontierPoint,
)
from bullwhip.agents.pictures.beside import beside
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, PALE, STYLES, Picture, set_up, thousands
from bullwhip.network.arrays import Array

__all__ = ["curves"]

FULL = 1.0 - 1e-5  # share: what fills more is drawn here
SERVICES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, FULL)  # along the axis
LOOKS = {  # colour, style, marker, width, size of the marker
    OWN: (GREY, STYLES[2], "D", 1.2, 4.0),
    FORECAST: (COLOURS[4], STYLES[4], "v", 1.2, 4.0),
    RESERVE: (COLOURS[2], STYLES[3], "s", 1.2, 4.0),
    COVER: (COLOURS[0], STYLES[0], "o", 1.8, 6.0),
    HYBRID: (COLOURS[1], STYLES[1], "^", 1.8, 8.0),
}
WORDS = {
    OWN: "today's rules, more or less",
    FORECAST: "cover of forecast demand",
    RESERVE: "lean, with a reserve",
    COVER: "the same cover for all",
    HYBRID: "hybrids: a cover for each",
}
THIN = {OWN, FORECAST, RESERVE}  # families beside the main ones
ROOM = 0.14  # part of the axes that is left free on either side, for words
SIZE = 11.0  # points, of words


def curves(found: FrontierOutcome) -> Figure:
    """Cost against fill rate, in a panel for each world: each family's curve, its efficient points filled."""
    many = f"{found.replications:,} replication{'s' * (found.replications > 1)}, seed {found.seed}"
    covers = ", ".join(f"{where} {cover:.3g}" for where, cover in found.best.settings.items())
    lines = [
        f"{found.periods:,} {found.period}s counted, {many}; the same luck for all. Whiskers: 95% intervals.",
        f"The best hybrid has, in {found.period}s of cover: {covers}. Filled marks: no other point beats them.",
    ]
    picture = Picture(f"{found.title}: from just-in-time to just-in-case", lines)
    panels = picture.subplots(1, len(found.worlds), squeeze=False)[0]
    for axes, world in zip(panels, found.worlds, strict=True):
        _panel(axes, found, world)
    handles, names = panels[0].get_legend_handles_labels()
    picture.legend(
        handles,
        names,
        loc="outside lower center",
        ncols=len(names),
        fontsize=SIZE - 1,
        frameon=False,
        columnspacing=1.3,
        handletextpad=0.5,
    )
    return picture


def _panel(axes: Axes, found: FrontierOutcome, world: str) -> None:
    """A world: its curves, and the names of the points that people look for."""
    alone = len(found.worlds) == 1
    title = "Cost and service" if alone else {"calm": "Calm", "disrupted": "With its disruptions"}[world]
    set_up(axes, title, "fill rate, % of demand filled at once", f"cost, money per {found.period}")
    shown = [point for point in found.points if point.family not in THIN or point is found.today]
    x, y = (np.array([place(point, world)[at] for point in shown]) for at in (0, 1))
    _limits(axes, x, y)
    drawn = []
    for family in LOOKS:
        points = _in_line(found.family(family), family, world)
        if len(points) > 1 or family == HYBRID:
            drawn.append(_curve(axes, points, family, world))
    at = place(found.today, world)
    axes.plot(*at, "D", color=BLACK, markersize=9, zorder=5, linestyle="none")
    best = place(found.best, world)
    axes.plot(*best, "*", color=COLOURS[1], markersize=17, markeredgecolor=BLACK, zorder=6)
    lean, buffered = found.ends
    named = [(found.best, "hybrid", COLOURS[1]), (found.today, "today", BLACK)]
    named += [(lean, lean.name, COLOURS[0]), (buffered, buffered.name, COLOURS[0])]
    middle = found.family(COVER)[len(found.family(COVER)) // 2]
    named.append((middle, middle.name, COLOURS[0]))
    places = np.array([place(point, world) for point, *_ in named])
    beside(axes, places, [name for _, name, _ in named], [colour for *_, colour in named], drawn, alone)


def place(point: FrontierPoint, world: str) -> tuple[float, float]:
    """Where a point is drawn: its service as the axis has it, and its cost."""
    told = point.worlds[world]
    return float(_stretched(told.fill_rate.mean)), told.cost.mean


def _stretched(share: float | Array) -> Array:
    """The place of a fill rate: as far from 99% to 99.9% as from 90% to 99%."""
    left: Array = -np.log10(1.0 - np.minimum(share, FULL))
    return left


def _in_line(points: Sequence[FrontierPoint], family: str, world: str) -> list[FrontierPoint]:
    """Points in the order in which a line joins them: by knob, and hybrids by service."""
    if family == HYBRID:
        return sorted(points, key=lambda point: point.worlds[world].fill_rate.mean)
    return list(points)


def _curve(axes: Axes, points: Sequence[FrontierPoint], family: str, world: str) -> Array:
    """Draw a family; where its line runs: (points, 2)."""
    colour, style, marker, width, size = LOOKS[family]
    told = [point.worlds[world] for point in points]
    at = np.array([place(point, world) for point in points])
    axes.plot(at[:, 0], at[:, 1], color=colour, linestyle=style, linewidth=width, label=WORDS[family], zorder=2)
    if family not in THIN:
        cost = np.array([one.cost for one in told])
        filled = _stretched(np.nan_to_num(np.array([one.fill_rate for one in told]), nan=np.nan))
        whiskers = [np.nan_to_num(np.vstack([m - low, high - m])).clip(0) for m, low, high in (cost.T, filled.T)]
        axes.errorbar(
            at[:, 0], at[:, 1], yerr=whiskers[0], xerr=whiskers[1], fmt="none", ecolor=colour, elinewidth=1.0, zorder=2
        )
    for unbeaten, face in ((True, colour), (False, "white")):
        chosen = np.array([one.efficient == unbeaten for one in told])
        axes.plot(
            at[chosen, 0], at[chosen, 1], marker, color=colour, markerfacecolor=face, markersize=size, zorder=3
        )  # fmt: skip
    return at


def _limits(axes: Axes, x: Array, y: Array) -> None:
    """From the least to the most of what is looked at, with room for words."""
    wide, high = max(float(np.ptp(x)), 0.2), max(float(np.ptp(y)), 0.05 * float(np.abs(y).max()), 1e-9)
    axes.set_xlim(max(float(x.min()) - ROOM * wide, 0.0), float(x.max()) + ROOM * wide)
    axes.set_ylim(max(float(y.min()) - ROOM * high, 0.0), float(y.max()) + ROOM * high)
    low, top = axes.get_xlim()
    ticks = [share for share in SERVICES if low <= _stretched(share) <= top]
    axes.xaxis.set_major_locator(FixedLocator([float(_stretched(share)) for share in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter([_percent(share) for share in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.grid(color=PALE, linewidth=0.7)
    thousands(axes)


def _percent(share: float) -> str:
    return "100" if share == FULL else f"{100 * share:.6g}"
