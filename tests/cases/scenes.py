"""Scenarios of the cases, and how their figures are read off a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bullwhip as bw

__all__ = ["WARM_UP", "Table", "chain", "demand_table", "means", "single"]

Table = dict[str, Any]
WARM_UP = 200


def demand_table(words: str) -> Table:
    """`Normal(50,8)`, as a case writes it, as a scenario's demand."""
    name, _, numbers = words.rstrip(")").partition("(")
    figures = [float(number) for number in numbers.split(",")]
    if name == "Poisson":
        return {"type": "poisson", "mean": figures[0]}
    return {"type": "normal", "mean": figures[0], "sd": figures[1], "clip": False}


def single(rule: Table, demand: Table, lead_time: int, **terms: float) -> Table:
    """A shop and the outside world."""
    shop = {"name": "shop", "role": "retailer", "rule": rule, "demand": demand, **terms}
    return {
        "name": "single stage", "periods": 1200, "warm_up": WARM_UP,
        "site": [shop], "lane": [{"to": "shop", "lead_time": lead_time}],
    }  # fmt: skip


def chain(rules: Sequence[Table], demand: Table, lead_times: Sequence[int], periods: int = 1200, **keys: Any) -> Table:
    """Stages from the customers up, without order delay; `keys` of the scenario."""
    stages = [f"stage {k + 1}" for k in range(len(rules))]
    sites: list[Table] = [
        {"name": stage, "role": "retailer" if k == 0 else "distributor", "rule": rule}
        for k, (stage, rule) in enumerate(zip(stages, rules, strict=True))
    ]
    sites[0]["demand"] = demand
    lanes: list[Table] = [{"to": stage, "lead_time": lead} for stage, lead in zip(stages, lead_times, strict=True)]
    for lane, supplier in zip(lanes, stages[1:], strict=False):
        lane["from"] = supplier
    return {"name": "chain", "periods": periods, "warm_up": WARM_UP, "site": sites, "lane": lanes, **keys}


def means(scenario: Table, replications: int, **options: Any) -> Callable[[str, str], float]:
    """Run a scenario; its measures by (site, measure), the network's under the site ''."""
    result = bw.run(bw.load(scenario), replications=replications, **options)
    figures = {(row.site, row.measure): row.mean for row in result.summary.itertuples()}
    figures |= {("", row.measure): row.mean for row in result.totals.itertuples()}
    return lambda site, measure: float(figures[site, measure])  # type: ignore[arg-type]
