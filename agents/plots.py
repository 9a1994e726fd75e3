"""The picture of a run: stock and backlog, orders, and the bullwhip.

It says in words what it leaves out: items that were summed, sites that were put together, periods and
replications that were thinned.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from bullwhip.agents.curves import FEW, Group, curve, customers_demand, depths, groups, recorded, spread, sums, total
from bullwhip.agents.experiment import run
from bullwhip.agents.pictures import (
    BLACK,
    COLOURS,
    DARK,
    GREY,
    PALE,
    STYLES,
    Picture,
    Style,
    bars,
    label_lines,
    plain,
    set_up,
    thousands,
)  # fmt: skip
from bullwhip.agents.result import Result

__all__ = ["overview", "run_in_words", "sample"]

PANELS = 8  # sites that have a panel and a line of their own; of more, those as far from the customers are put together
BARS = 16  # bars that can be read in half a picture
SAMPLE = 64  # replications whose median and band are drawn
RECORDED = 3_000_000  # periods of stockpoints that are recorded for a picture: 0.2 GB
WINDOW = 100  # periods of orders side by side: in more, the ups and downs of several lines cannot be seen
AMPLIFICATION = "variance of orders / of customers' demand"


def overview(result: Result, history: Result | None = None) -> Figure:
    """Stock and backlog by site, orders by site with the customers' demand, and bullwhip by site.

    Lines need a history: that of `result`, or of `history`, a recorded run of some of the same replications.  Without
    one there are bars only.
    """
    shown = history if history is not None and history.recorded else result
    if not shown.recorded:
        picture = Picture(result.scenario.name, [run_in_words(result)])
        left, right = picture.subplots(1, 2)
        _stock_bars(left, result)
        _bullwhip_bars(right, result)
        return picture
    parts = groups(shown, PANELS)
    picture = Picture(result.scenario.name, [run_in_words(result, dotted=True), _lines_in_words(result, shown, parts)])
    upper, lower = picture.subfigures(2, 1, squeeze=False)[:, 0]
    _stock_panels(upper, shown, parts)
    left, right = lower.subplots(1, 2, width_ratios=[1.5, 1.0])
    _orders(left, shown, parts)
    _bullwhip_bars(right, result)
    return picture


def sample(result: Result) -> Result | None:
    """A history to draw a run's lines from: its own, or that of its first replications, which are run once more.

    As many as make a band that can be trusted, and fit into memory; None where not even one does.  For runs under the
    scenario's own rules.
    """
    if result.recorded:
        return result
    fitting = min(result.replications, SAMPLE, RECORDED // (result.network.rows * result.periods))
    many = fitting if fitting >= FEW else min(fitting, 1)
    return run(result.scenario, many, result.periods, result.seed, record=True) if many else None


def run_in_words(result: Result, dotted: bool = False) -> str:
    """How long and how often a scenario was run."""
    scenario = result.scenario
    where = " (up to the dotted line)" if dotted else ""
    warm_up = f", of which the first {scenario.warm_up:,}{where} are not counted" if scenario.warm_up else ""
    many = f"{result.replications:,} replications" if result.replications > 1 else "1 replication"
    return f"{result.periods:,} {scenario.period}s{warm_up}; {many}, seed {result.seed}"


def _lines_in_words(result: Result, shown: Result, parts: list[Group]) -> str:
    """What the lines stand for."""
    many = recorded(shown)
    whose = f"the first {many:,} of {result.replications:,}" if many < result.replications else f"{many:,}"
    if many > 1:
        said = f"Lines: median of {whose} replications; bands: the middle 80% of them"
    else:
        said = "Lines: the first replication" if result.replications > 1 else "Lines: every quantity as it was"
    if any(part.rows.size > part.sites for part in parts):
        said += "; the items of a site are summed"
    if any(part.sites > 1 for part in parts):
        said += "; sites equally far from the customers are summed"
    steps = len(set(depths(result).values()))
    if len(parts) == PANELS < steps:
        said += f"; {PANELS} of the {steps:,} steps from the customers up"
    return said + "."


def _stock_panels(figure: Figure, result: Result, parts: list[Group]) -> None:
    """A panel for every site: stock on hand above zero, backlog below."""
    period = result.scenario.period
    curves = [
        (curve(total(result, "on_hand", part.rows)), curve(-total(result, "backlog", part.rows))) for part in parts
    ]
    tops = [max(stock.high.max(), -owed.low.min(), 1e-9) for stock, owed in curves]
    shared = max(tops) < 6 * min(tops)  # else the smaller ones would be flat lines
    panels = figure.subplots(1, len(parts), sharex=True, sharey=shared, squeeze=False)[0]
    for number, (axes, part, (stock, owed)) in enumerate(zip(panels, parts, curves, strict=True)):
        set_up(axes, "", period, "")
        axes.set_title(
            plain(part.name, max(18, 100 // len(parts))), loc="left", fontweight="bold", color=BLACK,
            fontsize=13 if len(parts) < 6 else 10.5,
        )  # fmt: skip
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
        axes.xaxis.set_major_locator(MaxNLocator(max(2, 8 - len(parts)), integer=True))
        axes.margins(x=0.01)
        thousands(axes, "x")
        thousands(axes, "y")
        if number == 0 or not shared:
            axes.yaxis.set_major_locator(MaxNLocator(6))
        if number == 0:
            axes.set_ylabel("units", fontsize=11)
    notes = []
    if curves[0][0].block > 1:
        pooled = "" if recorded(result) > 1 else " (mean, least and most)"
        notes.append(f"a point stands for {curves[0][0].block:,} {period}s{pooled}")
    if not shared:
        notes.append("each panel has a scale of its own")
    title = "Stock on hand (above zero) and backlog (hatched, below zero)"
    figure.suptitle(title, x=0.009, ha="left", fontsize=13, fontweight="bold", color=BLACK)
    figure.text(0.99, 0.975, plain("; ".join(notes), 100), fontsize=10, color=GREY, ha="right", va="top")


def _orders(axes: Axes, result: Result, parts: list[Group]) -> None:
    """Orders of every site and the customers' demand, on one axis."""
    period = result.scenario.period
    first = result.periods - WINDOW if result.periods > 1.3 * WINDOW else 0
    quantities = [("customers' demand", customers_demand(result))]
    quantities += [(part.name, total(result, "order", part.rows)) for part in parts]
    styles: list[Style] = ["-", *STYLES[: len(parts)]]
    lines = []
    for number, (_, values) in enumerate(quantities):
        drawn = curve(values[first:], first + 1)
        colour, width = (COLOURS[number - 1], 1.7) if number else (BLACK, 3.2)
        lines += axes.plot(drawn.at, drawn.line, color=colour, linestyle=styles[number], linewidth=width)
        if drawn.banded:
            axes.fill_between(drawn.at, drawn.low, drawn.high, facecolor=colour, alpha=0.13, linewidth=0)
            for edge in (drawn.low, drawn.high):
                axes.plot(drawn.at, edge, color=colour, linestyle=styles[number], linewidth=0.7)
    which = f", {period}s {first + 1:,} to {result.periods:,}" if first else ""
    set_up(axes, f"Orders by site, and customers' demand{which}", period, f"units per {period}")
    if not first and result.scenario.warm_up:
        axes.axvline(result.scenario.warm_up + 0.5, color=GREY, linewidth=1.0, linestyle=":")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.margins(x=0.0)
    axes.grid(axis="y", color=PALE, linewidth=0.7)
    if axes.get_ylim()[0] > 0:
        axes.set_ylim(bottom=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    label_lines(axes, lines, [name for name, _ in quantities], styles)


def _bullwhip_bars(axes: Axes, result: Result) -> None:
    """The bullwhip ratio of every site, from the customers up."""
    parts = groups(result, BARS)
    means, lows, highs = spread(result, "bullwhip", parts)
    notes = _left_out(result, parts)
    if any(part.rows.size > 1 for part in parts):
        notes.append("bar: median of the stockpoints; whisker: the middle 80%")
    elif result.replications > 1 and not result.certain:
        notes.append("whisker: 95% interval")
    set_up(axes, "Bullwhip by site", AMPLIFICATION, "", "; ".join(notes))
    kept = np.isfinite(means)
    if not kept.any():
        axes.text(0.5, 0.5, "not defined: demand does not vary", transform=axes.transAxes, ha="center", color=GREY)
        axes.set_yticks([])
        return
    names = [part.name for part, keep in zip(parts, kept, strict=True) if keep]
    bars(axes, names, means[kept], lows[kept], highs[kept])
    axes.axvline(1, color=BLACK, linewidth=1.0, linestyle="--")


def _stock_bars(axes: Axes, result: Result) -> None:
    """Average stock and backlog of every site, where there is no history to draw lines of."""
    parts = groups(result, BARS)
    stock, owed = (sums(result, measure, parts) for measure in ("on_hand", "backlog"))
    notes = ["no history was recorded", *_left_out(result, parts)]
    if any(part.rows.size > 1 for part in parts):
        notes.append("all stockpoints of a bar are summed")
    set_up(axes, "Average stock on hand, and backlog (hatched)", "units", "", "; ".join(notes))
    bars(axes, [part.name for part in parts], stock)
    axes.barh(np.arange(len(parts)), -owed, height=0.62, facecolor="none", edgecolor=COLOURS[1], hatch="////")
    axes.set_xlim(left=-1.05 * owed.max())
    axes.axvline(0, color=BLACK, linewidth=0.8)
    thousands(axes, "x")


def _left_out(result: Result, parts: list[Group]) -> list[str]:
    """What bars do not show."""
    sites = len(depths(result))
    shown = sum(part.sites for part in parts)
    return [f"{shown:,} of {sites:,} sites, evenly from the customers up"] if shown < sites else []
