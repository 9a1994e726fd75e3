"""Figures of candidates in several worlds, and the points of a frontier that they make."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.outcomes.frontier_points import HYBRID, OWN, FrontierPoint, InWorld, efficient
from bullwhip.agents.resilience.covers import Family
from bullwhip.network.arrays import Array
from bullwhip.network.measures import MEASURES
from bullwhip.network.measures.measure import Figures
from bullwhip.network.moments import Moments

__all__ = ["MEASURED", "Measured", "Swept", "mean_of", "points_of"]

MEASURED = tuple(MEASURES[name] for name in ("cost_per_period", "fill_rate", "on_hand", "working_capital"))
Measured = Mapping[str, Mapping[str, Figures]]  # by world and measure: (candidates, replications)


@dataclass(frozen=True, eq=False)
class Swept:
    """The candidates of a family: its knobs (candidates, knobs), what they are called, and what they come to."""

    name: str
    family: Family
    knobs: Array
    names: Sequence[str]
    figures: Measured


def mean_of(figures: Figures) -> Array:
    """The mean over replications, or the ratio of the means: (candidates,)."""
    over = figures.over.mean(axis=1)
    mean: Array = over if figures.under is None else over / figures.under.mean(axis=1)
    return mean


def points_of(swept: Sequence[Swept], now: Measured, random: bool) -> list[FrontierPoint]:
    """The point of every candidate, and today's as the first.  `random`: whether demand or supply are drawn."""
    worlds = {
        world: _in_world([now[world], *(one.figures[world] for one in swept)], random) for world in now
    }  # by world: every candidate's, in order
    labels: list[tuple[str, str, float, Mapping[str, float]]] = [("today", OWN, 0.0, {})]
    for one in swept:
        for name, knobs in zip(one.names, one.knobs.tolist(), strict=True):
            knob = math.nan if one.name == HYBRID else knobs[0]
            labels.append((name, one.name, knob, dict(zip(one.family.knobs, knobs, strict=True))))
    return [
        FrontierPoint(name, family, knob, settings, {world: told[at] for world, told in worlds.items()})
        for at, (name, family, knob, settings) in enumerate(labels)
    ]


def _in_world(parts: Sequence[Mapping[str, Figures]], random: bool) -> list[InWorld]:
    """What every candidate of some families comes to in a world; the first is today's."""
    figures = {measure.name: _joined([part[measure.name] for part in parts]) for measure in MEASURED}
    costs = figures["cost_per_period"].over
    certain = not random and bool((costs == costs[:, :1]).all())
    moments, known = Moments.of(figures), np.array(certain)
    told = {}
    for measure in MEASURED:
        estimate = moments.estimate(measure, known)
        assert estimate is not None  # all of them were measured
        told[measure.name] = [
            Interval(*map(float, one)) for one in zip(estimate.mean, estimate.low, estimate.high, strict=True)
        ]
    best = efficient(mean_of(figures["cost_per_period"]), mean_of(figures["fill_rate"]))
    each = {name: _linear(figures[name]) for name in ("cost_per_period", "fill_rate")}
    more = {name: [_more(one, values[0], certain) for one in values] for name, values in each.items()}
    return [
        InWorld(
            cost=told["cost_per_period"][at],
            fill_rate=told["fill_rate"][at],
            on_hand=told["on_hand"][at],
            working_capital=told["working_capital"][at],
            more_cost=more["cost_per_period"][at],
            more_fill_rate=more["fill_rate"][at],
            efficient=bool(best[at]),
        )
        for at in range(len(costs))
    ]


def _joined(parts: Sequence[Figures]) -> Figures:
    """Figures of some candidates after those of others."""
    under = [part.under for part in parts if part.under is not None]
    return Figures(np.concatenate([part.over for part in parts]), np.concatenate(under) if under else None)


def _linear(figures: Figures) -> Array:
    """Figures (candidates, replications) whose mean is that of the measure.

    A ratio's are, to the first order, what each replication adds to it: the delta method (Law, Simulation Modeling and
    Analysis, 5th ed., section 9.4).
    """
    if figures.under is None:
        return figures.over
    below = figures.under.mean(axis=1, keepdims=True)
    ratio = figures.over.mean(axis=1, keepdims=True) / below
    each: Array = ratio + (figures.over - ratio * figures.under) / below
    return each


def _more(one: Array, first: Array, certain: bool) -> Interval:
    """How much more a candidate comes to than the first, paired by replication."""
    difference = one - first
    mean = float(difference.mean())
    if certain or not difference.any():
        return Interval(mean, mean, mean)
    return interval_of(difference, float(np.abs(first).max()))
