"""The picture of a run: stock and backlog, orders, and the bullwhip.

It says in words what it leaves out: items that were summed, sites that were put together, periods and
replications that were thinned.  Two chains that have nothing to do with each other are drawn apart.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.agents.pictures.curves import CurveGroup, chains, depths, groups, recorded, spread, sums, troubled
from bullwhip.agents.pictures.run_lines import Chain, Panel, orders, orders_note, panels_of, stock_notes, stock_panels
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, LABEL, Picture, bars, note_lines, set_up, thousands

__all__ = ["AMPLIFICATION", "SHOWN", "overview", "run_in_words"]

# By how many chains are drawn apart: sites of each that have a panel and a line of their own (of more, those as far
# from the customers are put together), and the height of the panels, where that of the rest is 1.
PANELS = {1: 8, 2: 4}
HEIGHT = {1: 1.0, 2: 1.25}
ABREAST = 5  # panels that can be read side by side
BARS = 16  # bars that can be read in a picture's height
BARS_BESIDE = 10  # and in half of it
SHOWN = ("on_hand", "backlog", "demand_mean", "bullwhip")  # measures that it takes
AMPLIFICATION = "variance of orders / of customers' demand"


def overview(result: RunOutcome, history: RunOutcome | None = None) -> Figure:
    """Stock and backlog by site, orders by site with the customers' demand, and bullwhip by site.

    Lines need a history: that of `result`, or of `history`, a recorded run of some of the same replications.  Without
    one there are bars only.  Raises BullwhipError if the run did not take what is shown.
    """
    result.check_taken("picture", SHOWN)
    shown = history if history is not None and history.recorded_whole else result
    if not shown.recorded_whole:
        picture = Picture(result.scenario.name, [run_in_words(result)])
        left, right = picture.subplots(1, 2)
        _stock_bars(left, result)
        _bullwhip_bars(right, result, BARS)
        return picture
    parts = _apart(shown)
    panels = [panels_of(shown, part) for part in parts]
    stock_note = stock_notes(shown, [panel for row in panels for panel in row])
    said = [run_in_words(result, dotted=True), _lines_in_words(result, shown, parts), stock_note]
    picture = Picture(result.scenario.name, [line for line in said if line])
    rows = panels if len(parts) > 1 else _folded(panels[0])
    if len(parts) > 1:  # two chains fill the width: the bars stand beside all of it
        left, bars_of = picture.subfigures(1, 2, squeeze=False, width_ratios=[2.6, 1.0])[0]
        upper, lower = left.subfigures(2, 1, squeeze=False, height_ratios=[HEIGHT[len(rows)], 1.0])[:, 0]
        lines, right = lower.subplots(1, len(parts), squeeze=False)[0], bars_of.subplots()
    else:
        upper, lower = picture.subfigures(2, 1, squeeze=False, height_ratios=[HEIGHT[len(rows)], 1.0])[:, 0]
        *lines, right = lower.subplots(1, 2, width_ratios=[1.5, 1.0])
    most = BARS if len(parts) > 1 else BARS_BESIDE
    notes = _bullwhip_note(result, most), orders_note(shown, len(parts))
    room = max(len(note_lines(note)) for note in notes) if len(parts) == 1 else 0
    stock_panels(upper, shown, rows)
    orders(lines, shown, parts, room, LABEL * HEIGHT[len(rows)])
    _bullwhip_bars(right, result, most, room)
    return picture


def _folded(panels: list[Panel]) -> list[list[Panel]]:
    """Panels in one row, or in two where they are many."""
    half = -(-len(panels) // 2)
    return [panels[:half], panels[half:]] if len(panels) > ABREAST else [panels]


def _apart(result: RunOutcome) -> list[Chain]:
    """The chains, where they are no more than two; else all sites as if they were one."""
    found = chains(result)
    if len(found) not in PANELS:
        found = [[site for chain in found for site in chain]]
    return [Chain(tuple(sites), tuple(groups(result, PANELS[len(found)], sites))) for sites in found]


def run_in_words(result: RunOutcome, dotted: bool = False) -> str:
    """How long and how often a scenario was run."""
    scenario = result.scenario
    where = " (up to the dotted line)" if dotted else ""
    warm_up = f", of which the first {scenario.warm_up:,}{where} are not counted" if scenario.warm_up else ""
    many = f"{result.replications:,} replications" if result.replications > 1 else "1 replication"
    return f"{result.periods:,} {scenario.period}s{warm_up}; {many}, seed {result.seed}"


def _lines_in_words(result: RunOutcome, shown: RunOutcome, parts: list[Chain]) -> str:
    """What the lines stand for."""
    many = recorded(shown)
    whose = f"the first {many:,} of {result.replications:,}" if many < result.replications else f"{many:,}"
    if many > 1:
        said = f"Lines: median of {whose} replications; bands: the middle 80% of them"
    else:
        said = "Lines: the first replication" if result.replications > 1 else "Lines: every quantity as it was"
    drawn = [group for part in parts for group in part.groups]
    if any(group.rows.size > group.sites for group in drawn):
        said += "; the items of a site are summed"
    if any(group.sites > 1 for group in drawn):
        said += "; sites equally far from the customers are summed"
    if _singled_out(shown, drawn):
        said += "; who owes most stands alone"
    steps = len(set(depths(result).values()))
    most = PANELS[len(parts)]
    if any(len(part.groups) == most for part in parts) and most < steps:
        said += f"; {most} of the {steps:,} steps from the customers up"
    return said + "."


def _bullwhip_note(result: RunOutcome, most: int) -> str:
    """What the bars do not show, and what their whiskers are."""
    parts = groups(result, most)
    notes = _left_out(result, parts)
    if any(part.rows.size > 1 for part in parts):
        notes.append("bar: median of the stockpoints; whisker: the middle 80%")
    elif result.replications > 1 and not result.certain:
        notes.append("whisker: 95% interval")
    return "; ".join(notes)


def _bullwhip_bars(axes: Axes, result: RunOutcome, most: int, room: int = 0) -> None:
    """The bullwhip ratio of every site, or of so many, from the customers up."""
    parts = groups(result, most)
    means, lows, highs = spread(result, "bullwhip", parts)
    set_up(axes, "Bullwhip by site", AMPLIFICATION, "", _bullwhip_note(result, most), room)
    kept = np.isfinite(means)
    if not kept.any():
        axes.text(0.5, 0.5, "not defined: demand does not vary", transform=axes.transAxes, ha="center", color=GREY)
        axes.set_yticks([])
        return
    names = [part.name for part, keep in zip(parts, kept, strict=True) if keep]
    bars(axes, names, means[kept], lows[kept], highs[kept])
    axes.axvline(1, color=BLACK, linewidth=1.0, linestyle="--")


def _stock_bars(axes: Axes, result: RunOutcome) -> None:
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


def _left_out(result: RunOutcome, parts: list[CurveGroup]) -> list[str]:
    """What bars do not show."""
    sites = len(depths(result))
    shown = sum(part.sites for part in parts)
    notes = [f"{shown:,} of {sites:,} sites, evenly chosen"] if shown < sites else []
    return [*notes, *(["who owes most stands alone"] if _singled_out(result, parts) else [])]


def _singled_out(result: RunOutcome, parts: list[CurveGroup]) -> bool:
    """Whether sites in trouble are drawn by themselves, beside others that are put together or left out."""
    if len(parts) == len(depths(result)):
        return False
    worst = troubled(result)
    return any(part.sites == 1 and part.name in worst for part in parts)
