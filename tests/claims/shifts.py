"""Demand that shifts or jumps, and nobody knew."""

from __future__ import annotations

import bullwhip as bw
from tests.claims.finding import Finding, less, more
from tests.claims.outcome import covered, run

__all__ = ["shift", "spike"]

MEAN = 40.0
ONSET, LENGTH = 16, 4  # weeks, of the cold spell


def shift() -> Finding:
    """(b) Demand that is higher from some week on."""
    world = bw.load("demand-spike").with_({
        "disruption.cold spell.factor": 1.4, "disruption.cold spell.length": 25, "disruption.cold spell.recovery": None
    })  # fmt: skip
    jit, jic = run(world), run(world.with_({"site.*.rule": covered(MEAN, 2)}))
    anew = run(world.with_({"site.*.rule": covered(MEAN, 0.5)}))
    return Finding(
        "b",
        "Just-in-time loses more service than just-in-case when demand shifts unexpectedly.",
        "`demand-spike` with two fifths more demand from week 16 to the end: half a week of stock at each site against "
        "two weeks of cover by forecast",
        (
            more("weeks short in 40", jit.short("shop"), jic.short("shop")),
            more("the same with half a week by forecast", anew.short("shop"), jic.short("shop")),
        ),
        "A third of it is that nobody counts the cards anew: half a week of stock by forecast loses less, but still "
        "more than two weeks.",
    )


def spike() -> Finding:
    """(e) Demand that jumps, and comes back."""
    world = bw.load("demand-spike")
    jit, jic = run(world), run(world.with_({"site.*.rule.buffer": 80}))
    last = ONSET + LENGTH - 1
    return Finding(
        "e",
        "Just-in-case serves a sudden spike sooner.",
        "`demand-spike`: two weeks of stock at each site against half a week",
        (
            more("units delivered in its four weeks", jic.total("shipped", "shop", ONSET, last),
                 jit.total("shipped", "shop", ONSET, last)),
            less("weeks short in 40", jic.short("shop"), jit.short("shop")),
        ),
        "Stock is there at once; orders take two weeks at each stage, and the factory can make half as much again.",
    )  # fmt: skip
