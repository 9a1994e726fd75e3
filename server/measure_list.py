"""Measures to read, all on a page or one by itself, made from the table that computes them."""

import re
from collections.abc import Mapping

from bullwhip.network.measures import LETTERS, MEASURES, ON_REQUEST, Measure
from bullwhip.network.quantities import QUANTITIES, CostQuantity, Quantity
from bullwhip.network.record import HISTORY

__all__ = ["history_list", "measure_list", "measure_text"]

HEAD = """\
# Measures

Made by `bullwhip measures --markdown`. These are the names in tables, files and `--json`.

A measure is taken of each stockpoint (one item at one site) and of the whole network. Of the whole, stock and costs are
sums over all stockpoints, demand and service are those of the customers, each counted once, and orders are those that
leave for the outside world. So `demand_mean`, `turns`, `days_of_cover` and `fill_rate` do not count what sites ask of
each other, and `order_frequency` counts orders to the outside world. `period_service`, `cycle_service` and `ready_rate`
of the whole are those of the customers alone, means over the stockpoints that they buy from, weighted by what they ask
for (in `cycle_service` every cycle of a stockpoint has that weight). Where a site serves customers and other sites, its
`fill_rate` and its like are of all whom it serves; those with `customer_` before them are of its own customers alone.

Figures of the whole add up units of all items, which must be alike for that. Where recipes make bread of flour,
`orders_mean` and `orders_variance` of the whole are of flour, `demand_mean` and `demand_variance` of bread, and
`bullwhip`, the ratio of the two, means nothing (a run says so): take those of stockpoints, whose C is in units of
their own item, 0.6 of flour for each loaf that the customers behind them ask for. The bullwhip of items together is
another figure than that of each, as their ups and downs cancel in part: Fransoo & Wouters (*Supply Chain Management*
5(2) 2000) ask to say which aggregation is meant.

A replenishment cycle lasts from a period in which goods come in to the one before they do so next; every period with
goods is a delivery, also one of a part of an order. A cycle counts if its last period does, wherever it began: so long
and short ones have the same chance. What lies before the first delivery is no cycle, nor is one that is not over at the
end. Where no cycle ended, there is no `cycle_service`. Where goods come in every period, it is `period_service` but for
the ends.

A variance is that within the T periods counted, and the bullwhip the ratio of such variances. Where orders depend on
those before, a short run has another ratio than a long one: the moving average of 4 periods at a cover of 3 has 3.67 at
T = 60, and 3.63 in the long run (Chen et al. 2000). Count more periods to come near.

| measure | unit | meaning | formula | source |
|---|---|---|---|---|
"""
REQUESTS = """
These look at every period by themselves, and are taken where they are named (`bullwhip run SCENARIO --measures
peak_backlog`, in Python `measures=["peak_backlog"]`):

| measure | unit | meaning | formula | source |
|---|---|---|---|---|
"""
INTERVALS = """
## The intervals

Each figure is a mean over replications; a ratio is that of two such means, by the delta method (Law, *Simulation
Modeling and Analysis*, 5th ed., section 9.4). A 95% interval is Student's t of Hall's transformation (*Journal of the
Royal Statistical Society* B 54(1) 1992), with (n - 1) / (2 + 10 / n) degrees of freedom for n replications: costs and
service come in lumps, of which Student's own interval knows too little. It is often lopsided, and stays between 0 and 1
for a share.

With fewer than 12 replications there is no interval, nor where all replications say the same: a fill rate of 1 in each
does not tell how seldom it is less. The interval is then empty (`null`, NaN, `± ?`). A figure in which chance has no
part has an interval without width.

How often intervals cover the truth, in percent of 1,000 repetitions (in brackets: the share of them that gave an
interval, where not all did); `python -m tests.bench.coverage` prints all 131 lines, of which none is below 92:

| figure | n = 12 | n = 20 | n = 100 |
|---|---:|---:|---:|
| fill rate, a base stock of 28 against Poisson demand of 20 (0.9912) | 98.2 | 97.6 | 95.3 |
| the same with 32 (0.9989) | 100.0 (91) | 97.2 (98) | 98.0 |
| the same with 36 (0.9999) | 100.0 (20) | 100.0 (31) | 99.9 (86) |
| its cycle service, with 32 (0.9952) | 100.0 (91) | 99.8 (98) | 97.0 |
| its cost, with 28 (443.5) | 96.8 | 96.3 | 96.3 |
| ready rate near 0 (0.004986) | 100.0 (93) | 99.8 (98) | 96.0 |
| cost under long waves of demand (1672) | 96.7 | 92.3 | 95.6 |
| backlog cost under lumpy demand (905.9) | 97.9 | 98.0 | 97.5 |
| a ratio of variances under lumpy demand (3.737) | 95.0 | 94.6 | 94.5 |
| bullwhip of a moving average (3.478) | 99.0 | 97.1 | 95.6 |
| turns under (s, S) (0.2824) | 98.8 | 97.3 | 94.7 |
| difference in cost, 28 and 32 (106.5) | 98.6 | 98.2 | 95.8 |
"""
LEGEND = """
## The letters

| letter | meaning |
|---|---|
"""
HISTORIES = """
## The columns of a history

`run --record` (in Python `record=True`, `.history`) keeps a row for every period (counted from 1), site, item and
replication (counted from 0), with the warm-up. `--record-columns`, `--record-sites` and `--record-periods` keep a part
of it; in Python `record=["order"]`, or `record={"columns": [...], "sites": [...], "items": [...], "periods": (1, 52)}`.

A quantity is of the period, or at its end. `bw.View` and agents have them as properties, as they are when the agent
decides; `now` of a measure's own fold has them all.

| column | unit | when | meaning |
|---|---|---|---|
"""


BESIDES = """
Views, agents and `now` have these as well:

| quantity | unit | when | meaning |
|---|---|---|---|
"""


def measure_list() -> str:
    """The Markdown page of the measures."""
    letters = "".join(f"| {letter} | {meaning} |\n" for letter, meaning in LETTERS.items())
    besides = {name: quantity for name, quantity in QUANTITIES.items() if name not in HISTORY}
    measures = f"{HEAD}{_rows(MEASURES)}{REQUESTS}{_rows(ON_REQUEST)}{INTERVALS}{LEGEND}{letters}"
    return f"{measures}{HISTORIES}{_quantities(HISTORY)}{BESIDES}{_quantities(besides)}"


def _rows(measures: Mapping[str, Measure]) -> str:
    return "".join(
        f"| `{name}` | {measure.unit} | {measure.text} | {measure.formula} | {measure.source} |\n"
        for name, measure in measures.items()
    )


def _quantities(listed: Mapping[str, Quantity | CostQuantity]) -> str:
    return "".join(f"| `{name}` | {one.unit} | {one.when} | {one.text} |\n" for name, one in listed.items())


def history_list() -> str:
    """The columns of a history, a line each."""
    width = max(map(len, HISTORY))
    return "\n".join(
        f"{name:<{width}}  {column.unit:<5}  {column.when:<13}  {column.text}" for name, column in HISTORY.items()
    )


def measure_text(measure: Measure) -> str:
    """A measure in full: what it means, its unit, formula and source, and the letters of the formula."""
    facts = {"unit": measure.unit, "formula": measure.formula, "source": measure.source}
    lines = [measure.text, "", *(f"  {what:<7}  {said}" for what, said in facts.items() if said)]
    used = set(re.findall(r"[A-Za-z_]+", measure.formula))
    told = [(letters, text) for letters, text in LETTERS.items() if used & set(letters.split(", "))]
    if told:
        width = max(len(letters) for letters, _ in told)
        lines += ["", *(f"  {letters:<{width}}  {text}" for letters, text in told)]
    return "\n".join(lines)
