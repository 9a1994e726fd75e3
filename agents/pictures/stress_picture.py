"""The picture of a stress test: how long customers do not notice an outage, how long it lasts, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bullwhip.agents.outcomes.compared_outcomes import Interval
from bullwhip.agents.outcomes.weaknesses import StressOutcome, Weakness, part
from bullwhip.agents.pictures.legible import names_apart
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, HATCHES, PALE, Picture, bars, figure_text, set_up

__all__ = ["worst"]

BARS = 14  # that can be read in a picture's height
ROOM = 1.18  # times the longest bar, for figures


def worst(found: StressOutcome) -> Figure:
    """A row for each of the worst outages: when customers are failed and served again, and the loss."""
    shown = found.weaknesses[:BARS]
    many = f"{found.replications:,} replication{'s' * (found.replications > 1)}, seed {found.seed}"
    cut = f" The {BARS} worst of {len(found.weaknesses)}." if len(found.weaknesses) > BARS else ""
    spell = f"{found.length} {found.period}{'s' * (found.length > 1)}"
    failed = f"Customers are failed from service below {found.failed:.0%} of what it is without, to above "
    lines = [
        f"Each in turn from {found.period} {found.start} on, beside the same luck without an outage; {many}.{cut}",
        f"{failed}{found.recovered:.0%}. Figures: {found.period}s survived | to recover, from the end on.",
    ]
    picture = Picture(f"{found.title}: what if one is down for {spell}?", lines)
    times, losses = picture.subplots(1, 2, width_ratios=[1.5, 1.0])
    _times(times, found, shown)
    _losses(losses, shown)
    return picture


def _times(axes: Axes, found: StressOutcome, shown: Sequence[Weakness]) -> None:
    """From the start of the outage: until customers are failed, and until they are served again."""
    set_up(axes, "Time to survive, and to recover", f"{found.period}s from the start of the outage", "", room=1)
    places = np.arange(len(shown))
    axes.axvspan(0, found.length, facecolor=PALE, edgecolor="none", zorder=0)
    longest = float(found.length)
    for place, one in zip(places.tolist(), shown, strict=True):
        if not one.share_failing:
            axes.text(0.1, place, "no customer is failed", va="center", fontsize=10, color=GREY)
            continue
        survived, recovered = one.time_to_survive.mean, found.length + one.time_to_recover.mean
        longest = max(longest, recovered)
        axes.barh(place, survived, 0.5, facecolor="white", edgecolor=BLACK, linewidth=0.8)
        axes.barh(
            place, recovered - survived, 0.5, survived, facecolor=COLOURS[1], edgecolor=BLACK, linewidth=0.8,
            hatch=HATCHES[1], alpha=0.75,
        )  # fmt: skip
        often = "" if one.share_failing == 1 else f" (in {part(one.share_failing)})"
        later = "" if one.share_recovered == 1 else " or more"
        axes.annotate(
            f"{figure_text(survived)} | {figure_text(one.time_to_recover.mean)}{later}{often}", (recovered, place),
            xytext=(5, 0), textcoords="offset points", va="center", fontsize=10, color=BLACK,
        )  # fmt: skip
    axes.set_yticks(places, names_apart([one.name for one in shown]), fontsize=11 if len(shown) <= 10 else 9)
    axes.set_ylim(max(len(shown), 3) - 0.4, -0.6)
    axes.set_xlim(0, longest * ROOM * 1.15)
    handles = [
        Patch(facecolor=PALE, label="it is down"),
        Patch(facecolor="white", edgecolor=BLACK, label="customers do not notice"),
        Patch(facecolor=COLOURS[1], edgecolor=BLACK, hatch=HATCHES[1], alpha=0.75, label="some customer is failed"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 0.98), fontsize=10, frameon=False, ncols=3)


def _losses(axes: Axes, shown: Sequence[Weakness]) -> None:
    """What each costs, with its interval."""
    set_up(axes, "Loss by one outage", "money: more cost, less revenue", "", "whisker: 95% interval", room=1)
    losses: list[Interval] = [one.loss for one in shown]
    means, lows, highs = (np.nan_to_num(np.array(part)) for part in zip(*losses, strict=True))
    bars(axes, [one.name for one in shown], means, lows, highs)
    axes.set_yticks(np.arange(len(shown)), [""] * len(shown))
