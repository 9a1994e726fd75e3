"""A storm that keeps one delivery away."""

from __future__ import annotations

import bullwhip as bw
from tests.claims.finding import Finding, less, more, within
from tests.claims.outcome import run

__all__ = ["storm"]

ONSET, SNOW = 21, 3  # days
SLIGHT = 0.5  # of a day


def storm() -> Finding:
    """(d) Snow for three days, on the way to the plant."""
    world = bw.load("snow-storm")
    covered = world.with_({"site.plant.items.casting.rule.buffer": 60})
    jit, calm = run(world), run(world.calm())
    jic, calm_jic = run(covered), run(covered.calm())
    last = ONSET + SNOW
    made, made_calm = (outcome.total("shipped", "plant", ONSET, last, item="stove") for outcome in (jit, calm))
    return Finding(
        "d",
        "A storm that keeps one delivery away stops just-in-time's production and ripples on; three days of cover ride "
        "it out.",
        "`snow-storm`, three days of snow: a third of a day of castings against three days, each with and without snow",
        (
            less(f"stoves sent to the shop from day {ONSET} to {last}", made, made_calm),
            more(f"days that customers wait, beyond the {SNOW} of snow", jit.short("shop"),
                 calm.short("shop") + SNOW),
            within("days short by the storm with three days of cover", jic.short("shop"), calm_jic.short("shop"),
                   -SLIGHT, SLIGHT),
            less("cost of 40 days with cover", jic.cost, jit.cost),
        ),
        "The chain catches up by a fifth of a day each day; three days of castings cost a tenth of what the snow does.",
    )  # fmt: skip
