"""`bullwhip frontier`."""

from __future__ import annotations

from pathlib import Path

import click

from bullwhip.server.options import (
    find_own_code,
    folder_for,
    horizon_options,
    output_options,
    scenario_argument,
    set_option,
)
from bullwhip.server.progress import progress

__all__ = ["frontier"]


@click.command()
@scenario_argument
@horizon_options(replications=1000)
@set_option
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Vary the stock of this site only.")
@click.option(
    "--cover",
    type=click.FloatRange(min=0, min_open=True),
    metavar="PERIODS",
    help="Where the curve ends, in periods of cover.  [where all but every demand is filled]",
)
@click.option(
    "--points",
    type=click.IntRange(3, 201),
    default=17,
    show_default=True,
    metavar="N",
    help="How many points the curve has.",
)
@click.option(
    "--fill-rate",
    type=float,
    metavar="SHARE",
    help="The least fill rate of the best hybrid, such as 0.98.  [none, if a backlog or a lost sale costs anything]",
)
@click.option(
    "--trials",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many candidates a search for a hybrid tries.  [200, and 100 for each cover]",
)
@output_options("-frontier")
def frontier(
    scenario: str,
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    sites: tuple[str, ...],
    cover: float | None,
    points: int,
    fill_rate: float | None,
    trials: int | None,
    out: Path | None,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Cost against service, from just-in-time to just-in-case, and the best hybrid.

    All sites hold the same periods of cover beyond the use over their lead time, from none to many; then today's rules
    hold more or less than they do; and a search finds the cover of each site that costs least.  All meet the same luck,
    once without the scenario's disruptions and once with them.  With --out, hybrid.toml is the scenario with the best
    hybrid.
    """
    from bullwhip.agents.resilience.frontier import frontier as measure_frontier
    from bullwhip.agents.resilience.frontier import work_of
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.server.written import say_outcome

    find_own_code(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario, "-frontier") if out or plot or xlsx else None
    with progress(work_of(loaded, replications, periods, points, trials)) as done:
        found = measure_frontier(
            loaded, replications, periods, seed, sites=sites or None, cover=cover, points=points, fill_rate=fill_rate,
            trials=trials, progress=done,
        )  # fmt: skip
    say_outcome(found, "frontier", folder, tables=bool(out), xlsx=xlsx, plot=plot, as_json=as_json)
