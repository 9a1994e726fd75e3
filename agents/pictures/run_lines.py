"""What a run's picture shows over time: stock and backlog in panels by site, and orders against customers' demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.agents.pictures.curves import Curve, CurveGroup, chains, curve, customers_demand, recorded, total
from bullwhip.agents.pictures.legible import names_apart
from bullwhip.agents.pictures.style import (
    BLACK,
    COLOURS,
    DARK,
    GREY,
    PALE,
    STYLES,
    Style,
    label_lines,
    set_up,
    thousands,
)  # fmt: skip

__all__ = ["Chain", "Panel", "orders", "orders_note", "panels_of", "stock_notes", "stock_panels"]

# Periods of orders side by side, by how many chains share the room: in more, the ups and downs of several lines cannot
# be seen.
WINDOW = {1: 100, 2: 50}
TITLES = {1: 13.0, 2: 11.5}  # size of the panels' titles, by how many lie above each other


@dataclass(frozen=True, eq=False)
class Chain:
    """Sites that are drawn together, and how they are put into groups from the customers up."""

    sites: tuple[str, ...]
    groups: tuple[CurveGroup, ...]


@dataclass(frozen=True, eq=False)
class Panel:
    """Stock and backlog of a group, and how far they reach in the periods that count."""

    name: str
    stock: Curve
    owed: Curve
    top: float
    bottom: float

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of its scale, if it has one of its own."""
        room = 0.06 * max(self.top - self.bottom, 1e-9)
        return self.bottom - room, self.top + room


@dataclass(frozen=True, eq=False)
class _Line:
    """A line of orders or demand, whose they are, and how it is drawn."""

    names: list[str]
    curve: Curve
    colour: str
    width: float
    style: Style


def panels_of(result: RunOutcome, part: Chain) -> list[Panel]:
    """A panel for every group of a chain."""
    made = []
    for group in part.groups:
        stock, owed = curve(total(result, "on_hand", group.rows)), curve(-total(result, "backlog", group.rows))
        counted = stock.at > result.scenario.warm_up
        top, bottom = float(stock.high[counted].max()), float(owed.low[counted].min())
        made.append(Panel(group.name, stock, owed, top, bottom))
    return made


def stock_notes(result: RunOutcome, panels: list[Panel]) -> str:
    """What is to be said about panels."""
    notes = []
    if (block := panels[0].stock.block) > 1:
        pooled = "" if recorded(result) > 1 else " (mean, least and most)"
        notes.append(f"a point stands for {block:,} {result.scenario.period}s{pooled}")
    if _shared(panels) is None:
        notes.append("each panel has a scale of its own")
    scales = [_shared(panels) or panel.limits for panel in panels]
    if any(p.owed.low.min() < low or p.stock.high.max() > high for p, (low, high) in zip(panels, scales, strict=True)):
        notes.append("some of the warm-up is cut off")
    return f"Stock: {'; '.join(notes)}." if notes else ""


def stock_panels(figure: Figure, result: RunOutcome, rows: list[list[Panel]]) -> None:
    """Stock on hand above zero, backlog below, in rows of panels."""
    every = [panel for row in rows for panel in row]
    shared = _shared(every)
    grid = figure.subplots(len(rows), max(map(len, rows)), sharex=True, squeeze=False)
    names = iter(names_apart([panel.name for panel in every], 26))
    for line, (row, places) in enumerate(zip(rows, grid, strict=True)):
        for column, axes in enumerate(places):
            if column >= len(row):
                axes.set_visible(False)
                continue
            _stock_panel(axes, result, row[column], next(names), TITLES[len(rows)])
            axes.set_ylim(*(shared or row[column].limits))
            axes.xaxis.set_major_locator(MaxNLocator(max(3, 8 - len(places)), integer=True))
            axes.yaxis.set_major_locator(MaxNLocator(6 - len(rows) // 2))
            axes.set_xlabel(result.scenario.period if line == len(rows) - 1 else "", fontsize=11)
            axes.set_ylabel("units" if column == 0 else "", fontsize=11)
            if shared and column:
                axes.tick_params(labelleft=False)
    title = "Stock on hand (above zero) and backlog (hatched, below zero)"
    figure.suptitle(title, x=0.009, ha="left", fontsize=13, fontweight="bold", color=BLACK)


def _shared(panels: list[Panel]) -> tuple[float, float] | None:
    """The ends of one scale for all panels; None where some of them would be flat lines on it."""
    reaches = [max(panel.top, -panel.bottom, 1e-9) for panel in panels]
    limits = np.array([panel.limits for panel in panels])
    return (float(limits[:, 0].min()), float(limits[:, 1].max())) if max(reaches) < 6 * min(reaches) else None


def _stock_panel(axes: Axes, result: RunOutcome, panel: Panel, name: str, size: float) -> None:
    stock, owed = panel.stock, panel.owed
    set_up(axes, "", "", "")
    axes.set_title(name, loc="left", fontweight="bold", color=BLACK, fontsize=size)
    axes.fill_between(stock.at, 0, stock.line, facecolor=PALE, linewidth=0)
    if stock.banded:
        axes.fill_between(stock.at, stock.low, stock.high, facecolor=DARK, linewidth=0)
    axes.plot(stock.at, stock.line, color=BLACK, linewidth=1.4)
    if (owed.low < 0).any():
        axes.fill_between(owed.at, owed.low, 0, facecolor="none", edgecolor=COLOURS[1], hatch="////", linewidth=0.6)
        axes.plot(owed.at, owed.line, color=COLOURS[1], linewidth=1.4)
    axes.axhline(0, color=BLACK, linewidth=0.8)
    if result.scenario.warm_up:
        axes.axvline(result.scenario.warm_up + 0.5, color=GREY, linewidth=1.0, linestyle=":")
    axes.margins(x=0.01)
    thousands(axes, "x")
    thousands(axes, "y")


def orders(places: list[Axes], result: RunOutcome, parts: list[Chain], room: int, gap: float) -> None:
    """Orders of every group and the customers' demand, each chain on axes of its own, all with the same scale."""
    among = len(parts)
    drawn = [_quantities(result, part, among) for part in parts]
    period, note = result.scenario.period, orders_note(result, among)
    ends = []
    for axes, lines in zip(places, drawn, strict=True):
        first = axes is places[0]
        title = "Orders by site, and customers' demand" if first else ""
        set_up(axes, title, period, f"units per {period}" if first else "", note if first else "", room)
        ends.append(_draw(axes, lines))
        if not note and result.scenario.warm_up:
            axes.axvline(result.scenario.warm_up + 0.5, color=GREY, linewidth=1.0, linestyle=":")
        axes.xaxis.set_major_locator(MaxNLocator(8 if among == 1 else 4, integer=True))
        axes.margins(x=0.0)
        axes.grid(axis="y", color=PALE, linewidth=0.7)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    low = min(axes.get_ylim()[0] for axes in places)
    high = max(axes.get_ylim()[1] for axes in places)
    for axes, lines, made in zip(places, drawn, ends, strict=True):
        axes.set_ylim(min(low, 0.0), high)
        label_lines(axes, made, [line.names for line in lines], [line.style for line in lines], gap)


def _quantities(result: RunOutcome, chain: Chain, among: int) -> list[_Line]:
    """The customers' demand, and the orders of every group; those that would hide each other are one line."""
    first = _first(result, among)
    whole = "demand of all customers" if among == 1 < len(chains(result)) else "customers' demand"
    quantities = [(whole if among == 1 else "customers", customers_demand(result, chain.sites))]
    quantities += [(group.name, total(result, "order", group.rows)) for group in chain.groups]
    found: list[tuple[list[str], Curve]] = []
    for name, values in quantities:
        drawn = curve(values[first:], first + 1)
        same = next((names for names, other in found if _alike(drawn, other)), None)
        if same is None:
            found.append(([name], drawn))
        else:
            same.append(name)
    colours = (BLACK, *COLOURS)
    styles: list[Style] = ["-", *STYLES]
    return [
        _Line(names, drawn, colours[number], 1.7 if number else 3.2, styles[number])
        for number, (names, drawn) in enumerate(found)
    ]


def _draw(axes: Axes, lines: list[_Line]) -> list[Line2D]:
    """The lines with their bands."""
    made = []
    for line in lines:
        at = line.curve.at
        look: dict[str, Any] = {"color": line.colour, "linestyle": line.style}
        made += axes.plot(at, line.curve.line, linewidth=line.width, **look)
        if line.curve.banded:
            axes.fill_between(at, line.curve.low, line.curve.high, facecolor=line.colour, alpha=0.13, linewidth=0)
            for edge in (line.curve.low, line.curve.high):
                axes.plot(at, edge, linewidth=0.7, **look)
    return made


def orders_note(result: RunOutcome, among: int) -> str:
    """Which periods the orders are of, where they are not all."""
    first = _first(result, among)
    return f"{result.scenario.period}s {first + 1:,} to {result.periods:,}" if first else ""


def _first(result: RunOutcome, among: int) -> int:
    """The first period whose orders are drawn, counted from 0."""
    return result.periods - WINDOW[among] if result.periods > 1.3 * WINDOW[among] else 0


def _alike(one: Curve, other: Curve) -> bool:
    return all(
        np.allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-9) for name in ("line", "low", "high")
    )
