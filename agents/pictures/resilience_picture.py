"""The picture of resilience: service over time with the disruptions and without, of the customers and of the sites."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from bullwhip.agents.formats.text import amount
from bullwhip.agents.outcomes.compared_outcomes import Interval
from bullwhip.agents.outcomes.resilience_outcome import Failure, ResilienceOutcome, part
from bullwhip.agents.outcomes.service_curves import ServiceCurves
from bullwhip.agents.pictures.legible import names_apart
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, Picture, set_up

__all__ = ["over_time"]

MOST_SITES = 8
ACROSS = 4  # panels side by side
WITHOUT = (0, (5, 2))
LOST = "#f3c9a8"


def over_time(found: ResilienceOutcome, curves: ServiceCurves, replications: int) -> Figure:
    """Service over time, and between its two lines what is lost: of the customers, and of the sites that fail most.

    `curves` are the means over the first so many `replications`.
    """
    shown = _worth_showing(found)
    some = f" Lines are means over {replications:,} of them." if 1 < replications < found.replications else ""
    service = "Service: what of a period's demand is filled in that period."
    lines = [_in_words(found), f"{service}{some}{_left_out(found, shown)}"]
    picture = Picture(f"{found.scenario.name}: service with its disruptions and without", lines)
    rows = -(-len(shown) // ACROSS)
    parts = picture.subfigures(1 + bool(rows), 1, height_ratios=[1.25, 0.9 * rows][: 1 + bool(rows)], squeeze=False)
    axes = parts[0, 0].subplots()
    set_up(axes, f"The network's customers: {_told(found, found.failure())}", "", "service, %", room=1)
    _draw(axes, curves, 0)
    axes.set_xlabel(_scale(found, curves), fontsize=11)
    _explain(axes, curves)
    if rows:
        grid = parts[1, 0].subplots(rows, min(len(shown), ACROSS), sharex=True, sharey=True, squeeze=False)
        _sites(grid.ravel().tolist(), found, curves, shown)
    return picture


def _sites(places: Sequence[Axes], found: ResilienceOutcome, curves: ServiceCurves, shown: Sequence[int]) -> None:
    """A small panel for each site."""
    names = names_apart([found.sites[at] for at in shown], 22)
    for number, axes in enumerate(places):
        if number >= len(shown):
            axes.set_visible(False)
            continue
        at = shown[number]
        set_up(axes, "", _scale(found, curves) if number >= len(shown) - ACROSS else "", "")
        axes.set_title(names[number], loc="left", fontsize=12, fontweight="bold", color=BLACK, pad=18)
        axes.annotate(
            _in_short(found.failure(found.sites[at])), (0, 1), xycoords="axes fraction", xytext=(0, 5),
            textcoords="offset points", fontsize=9.5, color=GREY,
        ).set_in_layout(False)  # fmt: skip
        if number % ACROSS == 0:
            axes.set_ylabel("service, %", fontsize=11)
        axes.xaxis.label.set_fontsize(10)
        _draw(axes, curves, at + 1)
        axes.tick_params(labelbottom=number >= len(shown) - ACROSS)


def _draw(axes: Axes, curves: ServiceCurves, entity: int) -> None:
    """Both lines of an entity, what is lost between them, and the onset."""
    calm, disrupted = 100 * curves.calm[:, entity], 100 * curves.disrupted[:, entity]
    axes.fill_between(curves.at, disrupted, calm, where=disrupted < calm, facecolor=LOST, interpolate=True, linewidth=0)
    axes.plot(curves.at, calm, color=COLOURS[0], linestyle=WITHOUT, linewidth=1.5)
    axes.plot(curves.at, disrupted, color=COLOURS[1], linewidth=1.9)
    if np.isfinite(curves.onset):
        axes.axvline(curves.onset, color=BLACK, linewidth=1.0, linestyle=":")
    axes.set_ylim(-3, 106)
    axes.set_yticks([0, 50, 100])
    axes.margins(x=0.01)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))


def _explain(axes: Axes, curves: ServiceCurves) -> None:
    """What the lines are, beside the panel's title."""
    handles = [
        Line2D([], [], color=COLOURS[0], linestyle=WITHOUT, label="without disruptions"),
        Line2D([], [], color=COLOURS[1], linewidth=1.9, label="with them"),
        Patch(facecolor=LOST, label="service lost"),
    ]
    if np.isfinite(curves.onset):
        handles.append(Line2D([], [], color=BLACK, linestyle=":", label="the first begins"))
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 0.98), fontsize=10, frameon=False, ncols=4)


def _worth_showing(found: ResilienceOutcome) -> list[int]:
    """The sites that fail most often, from the customers up, and not those that never do; none of a single site."""
    fails = np.isfinite(found.pair.survived[1:]).mean(axis=1)
    worst = [at for at in np.argsort(-fails, kind="stable")[:MOST_SITES].tolist() if fails[at] > 0.0]
    lanes = found.lanes_to_customers
    return sorted(worst, key=lambda at: (lanes[at], at)) if len(found.sites) > 1 else []


def _left_out(found: ResilienceOutcome, shown: Sequence[int]) -> str:
    """How many sites are not drawn, and why."""
    fails = int(np.isfinite(found.pair.survived[1:]).any(axis=1).sum())
    if len(found.sites) == 1 or not fails:
        return ""
    cut = f" The {len(shown)} of {fails:,} sites that fail most often." if len(shown) < fails else ""
    never = len(found.sites) - fails
    return cut + (f" {never:,} site{'s' * (never > 1)} never fail{'s' * (never == 1)}." if never else "")


def _in_words(found: ResilienceOutcome) -> str:
    period, begun = found.scenario.period, float(found.begun.mean())
    many = f"{found.replications:,} replication{'s' * (found.replications > 1)}, seed {found.seed}"
    more: Interval = found.beside("cost").more
    often = "" if begun == 1.0 else f" Disruptions begin in {part(begun)}."
    cost = f"They change the cost by {amount(*more)}."
    return f"The same luck with and without; {many}, {found.periods:,} {period}s.{often} {cost}"


def _told(found: ResilienceOutcome, failure: Failure) -> str:
    """When it fails, and when it is back."""
    if not failure.share_failing > 0.0:
        return "never fails"
    period = found.scenario.period
    often = "" if failure.share_failing == 1.0 else f"; fails in {part(failure.share_failing)}"
    back = "not back by the end" if failure.share_recovered == 0.0 else f"back after {failure.time_to_recover.mean:.3g}"
    return f"survives {failure.time_to_survive.mean:.3g} {period}s, {back}{often}"


def _in_short(failure: Failure) -> str:
    """The same beneath a small panel's title."""
    if not failure.share_failing > 0.0:
        return "never fails"
    often = "" if failure.share_failing == 1.0 else f" (in {part(failure.share_failing)})"
    back = "" if failure.share_recovered == 0.0 else f", back after {failure.time_to_recover.mean:.3g}"
    return f"fails after {failure.time_to_survive.mean:.3g}{back}{often}"


def _scale(found: ResilienceOutcome, curves: ServiceCurves) -> str:
    return f"{found.scenario.period}s from the onset" if curves.by_onset else found.scenario.period
