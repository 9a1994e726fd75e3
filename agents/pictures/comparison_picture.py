"""The picture of a comparison: rules' costs, how sure the differences are, and what becomes of orders and service."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bullwhip.agents.outcomes.compared_outcomes import ComparedOutcomes
from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.agents.pictures.curves import groups, spread, troubled
from bullwhip.agents.pictures.legible import names_apart, plain
from bullwhip.agents.pictures.run_picture import AMPLIFICATION, run_in_words
from bullwhip.agents.pictures.style import (
    BLACK,
    COLOURS,
    DARK,
    GREY,
    HATCHES,
    MARKERS,
    PALE,
    STYLES,
    Picture,
    Style,
    apart,
    figure_text,
    label_lines,
    set_up,
    thousands,
)

__all__ = ["COMPARED", "side_by_side"]

# Measures that the picture takes.
COMPARED = (
    "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost", "fill_rate", "on_hand", "backlog",
    "demand_mean", "bullwhip",
)  # fmt: skip

MOST_RULES = 6  # that can be told apart by line style
STEPS = 12  # sites along an axis


def side_by_side(compared: ComparedOutcomes) -> Figure:
    """Costs by kind, differences from the first rule, bullwhip by site, and service against stock.

    Raises BullwhipError if the runs did not take what is shown.
    """
    first = compared.results[compared.baseline]
    first.check_taken("picture", COMPARED)
    names = list(compared.results)
    cut = f"; the first {MOST_RULES} of {len(names)} rules" if len(names) > MOST_RULES else ""
    picture = Picture(
        f"{first.scenario.name}: the same luck under several rules",
        [run_in_words(first), f"Compared with {compared.baseline}{cut}."],
    )
    shown = names[:MOST_RULES]
    (cost, difference), (amplification, service) = picture.subplots(2, 2, width_ratios=[1.25, 1.0])
    _costs(cost, compared, shown)
    _differences(difference, compared, shown)
    _amplification(amplification, compared, shown)
    _service(service, compared, shown)
    return picture


def _costs(axes: Axes, compared: ComparedOutcomes, names: list[str]) -> None:
    """The network's cost under each rule, stacked by kind."""
    kinds = {"on hand": "holding_cost", "in transit": "in_transit_cost", "backlog": "backlog_cost",
             "orders": "order_cost", "capital": "capital_cost"}  # fmt: skip
    places = np.arange(len(names))
    values = {kind: np.array([_mean(compared.results[name], kinds[kind]) for name in names]) for kind in kinds}
    values["on hand"] = values["on hand"] - values["in transit"]  # the holding cost counts both
    left = np.zeros(len(names))
    colours = (PALE, "white", "white", DARK, "white")
    for (kind, part), hatch, face in zip(values.items(), HATCHES, colours, strict=True):
        if part.any():
            axes.barh(places, part, 0.62, left, label=kind, facecolor=face, edgecolor=BLACK, linewidth=0.8, hatch=hatch)
            left += part
    for place, total_cost in zip(places, left, strict=True):
        axes.annotate(
            figure_text(total_cost), (total_cost, place), xytext=(5, 0), textcoords="offset points", va="center",
            fontsize=11,
        )  # fmt: skip
    set_up(axes, "Cost of the whole network, by kind", "money, total of the periods counted", "", room=1)
    axes.set_yticks(places, names_apart(names), fontsize=11)
    axes.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axes.set_xlim(0, max(left.max() * 1.2, 1e-9))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    thousands(axes, "x")
    if left.any():
        axes.legend(
            loc="lower left", bbox_to_anchor=(-0.02, 0.97), fontsize=10, frameon=False, ncols=5, columnspacing=1.2
        )


def _differences(axes: Axes, compared: ComparedOutcomes, names: list[str]) -> None:
    """How much more each rule costs than the first, with its interval."""
    places = np.arange(len(names))
    more = np.array([compared.difference(name) for name in names])
    first = compared.results[compared.baseline]
    note = "paired by replication; whisker: 95% interval" if first.replications > 1 else "one replication: no interval"
    note = "" if all(result.certain for result in compared.results.values()) else note
    set_up(axes, f"Cost, compared with {plain(compared.baseline)}", "money, difference", "", note, room=1)
    whiskers = np.nan_to_num(np.vstack([more[:, 0] - more[:, 1], more[:, 2] - more[:, 0]])).clip(0)
    axes.errorbar(more[:, 0], places, xerr=whiskers, fmt="o", color=BLACK, capsize=4, markersize=7, linewidth=1.5)
    axes.axvline(0, color=BLACK, linewidth=1.0, linestyle="--")
    for place, mean, up in zip(places[1:], more[1:, 0], whiskers[1, 1:], strict=True):
        axes.annotate(
            f"{'+' if mean > 0 else ''}{figure_text(mean)}", (mean + up, place), xytext=(8, 0),
            textcoords="offset points", va="center", fontsize=11,
        )  # fmt: skip
    axes.set_yticks(places, names_apart(names), fontsize=11)
    axes.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axes.margins(x=0.25)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+,.10g}" if value else "0"))


def _amplification(axes: Axes, compared: ComparedOutcomes, names: list[str]) -> None:
    """The bullwhip ratio from the customers up, a line for each rule."""
    first = compared.results[compared.baseline]
    worst = troubled(first)
    parts = groups(first, STEPS, apart=worst)
    medians = any(part.rows.size > 1 for part in parts)
    note = "median of the stockpoints" if medians else ""
    set_up(axes, "Bullwhip by site, from the customers up", "site", AMPLIFICATION, note)
    axes.set_ylabel(AMPLIFICATION.replace(" / ", " /\n"), fontsize=11)
    lines, labels, styles = [], [], list[Style]()
    for number, name in enumerate(names):
        means = spread(compared.results[name], "bullwhip", groups(compared.results[name], STEPS, apart=worst))[0]
        if np.isfinite(means).any():
            lines += axes.plot(
                np.arange(len(parts)), means, color=COLOURS[number], linestyle=STYLES[number], marker=MARKERS[number],
                linewidth=1.8, markersize=6,
            )  # fmt: skip
            labels.append(name)
            styles.append(STYLES[number])
    axes.set_xticks(np.arange(len(parts)), names_apart([part.name for part in parts], 14), fontsize=10)
    if not lines:
        axes.text(0.5, 0.5, "not defined: demand does not vary", transform=axes.transAxes, ha="center", color=GREY)
        return
    axes.axhline(1, color=BLACK, linewidth=1.0, linestyle="--")
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.2, len(parts) - 1 + 0.05)
    axes.grid(axis="y", color=PALE, linewidth=0.7)
    thousands(axes)
    label_lines(axes, lines, [[label] for label in labels], styles)


def _service(axes: Axes, compared: ComparedOutcomes, names: list[str]) -> None:
    """What service each rule gives for how much stock."""
    set_up(axes, "Service and stock", "units on hand, average", "fill rate at the customers, %")
    stock = np.array([_mean(compared.results[name], "on_hand") for name in names])
    filled = np.array([100 * _mean(compared.results[name], "fill_rate") for name in names])
    for number in range(len(names)):
        axes.plot(stock[number], filled[number], MARKERS[number], color=COLOURS[number], markersize=10)
    axes.margins(0.25)
    left, right = axes.set_xlim(max(axes.get_xlim()[0], 0.0), axes.get_xlim()[1])
    low, high = axes.set_ylim(max(axes.get_ylim()[0], 0.0), min(axes.get_ylim()[1], 103.0))
    heights = apart((filled - low) / (high - low), np.full(len(names), 0.09))  # of rules that do alike the names too
    for number, name in enumerate(names_apart(names)):
        side = -1 if stock[number] > (left + right) / 2 else 1  # towards the middle: there is room
        x, y = stock[number] + side * 0.03 * (right - left), low + heights[number] * (high - low)
        aligned = "left" if side > 0 else "right"
        axes.text(x, y, name, color=COLOURS[number], fontsize=11, va="center", ha=aligned)
    axes.grid(color=PALE, linewidth=0.7)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    thousands(axes, "x")


def _mean(result: RunOutcome, measure: str) -> float:
    """A measure of the whole network; NaN where it is not known."""
    estimate = result.estimate(measure, network=True)
    assert estimate is not None  # who draws a comparison has seen that it took them
    return float(estimate.mean[0])
