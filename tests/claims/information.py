"""What good information is worth to a lean chain."""

from __future__ import annotations

import bullwhip as bw
from tests.claims.finding import Finding, less
from tests.claims.outcome import covered, run

__all__ = ["information"]

MEAN = 40.0
SITES = ["shop", "warehouse", "factory"]


def information() -> Finding:
    """(h) Orders that are seen at once, and demand that all see."""
    world = bw.load("demand-spike").with_({"site.*.rule": covered(MEAN, 0.5, alpha=0.3), "site.*.person": False})
    blind = run(world)
    at_once = run(world.with_({"lane.*.order_delay": 0, "lane.*.in_mail": []}))
    shared = run(world.with_({"share.demand": SITES}))
    both = run(world.with_({"share.demand": SITES, "lane.*.order_delay": 0, "lane.*.in_mail": []}))
    return Finding(
        "h",
        "Good information (orders seen at once, shared demand) makes just-in-time safer.",
        "`demand-spike`, half a week of stock by forecast at each site: orders that take no time instead of a week, "
        "customers' demand shown to all, and both",
        (
            less("weeks short in 40, orders seen at once", at_once.short("shop"), blind.short("shop")),
            less("shared demand", shared.short("shop"), blind.short("shop")),
            less("both", both.short("shop"), blind.short("shop")),
            less("cost, both", both.cost, blind.cost),
        ),
        "Either does most of it: what is late in a lean chain is the news as much as the goods.",
    )
