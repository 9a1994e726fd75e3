"""`bullwhip stress`."""

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

__all__ = ["stress"]

SHARE = click.FloatRange(0, 1, min_open=True)


@click.command()
@scenario_argument
@horizon_options(replications=1000)
@set_option
@click.option(
    "--length", type=click.IntRange(min=1), default=5, show_default=True, metavar="N",
    help="How many periods each is down.",
)  # fmt: skip
@click.option(
    "--start", type=click.IntRange(min=1), metavar="PERIOD",
    help="The first period of each outage.  [the first after the warm-up, or after a fourth of the run]",
)  # fmt: skip
@click.option("--pairs", is_flag=True, help="Take down each pair of sites, too.")
@click.option(
    "--failed", type=SHARE, default=0.95, show_default=True, metavar="SHARE",
    help="Customers are failed where their service is below this share of what it is without the outage,",
)  # fmt: skip
@click.option(
    "--recovered", type=SHARE, default=0.99, show_default=True, metavar="SHARE",
    help="until it is this much or more.",
)  # fmt: skip
@click.option(
    "--remedies", type=click.IntRange(min=0), default=3, show_default=True, metavar="N",
    help="Look for the cheapest remedy of the N worst outages.",
)  # fmt: skip
@click.option(
    "--premium", type=click.FloatRange(min=0), default=0.1, show_default=True, metavar="SHARE",
    help="How much dearer a second source is, of the price or of the value of a unit.",
)  # fmt: skip
@click.option(
    "--capacity-cost", type=click.FloatRange(min=0), default=0.0, show_default=True, metavar="MONEY",
    help="What a unit of spare capacity costs per period.",
)  # fmt: skip
@output_options("-stress")
def stress(
    scenario: str,
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    length: int,
    start: int | None,
    pairs: bool,
    failed: float,
    recovered: float,
    remedies: int,
    premium: float,
    capacity_cost: float,
    out: Path | None,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Each site and lane down in turn: how long customers do not notice, how long it lasts, what it costs, what helps.

    Worst first.  Each outage is held against the same luck without it, so that nothing but the outage is measured.
    """
    from bullwhip.agents.resilience.stress import stress as stress_test
    from bullwhip.agents.resilience.stress import work_of
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.server.written import say_outcome

    find_own_code(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario, "-stress") if out or plot or xlsx else None
    with progress(work_of(loaded, replications, periods, pairs=pairs)) as done:
        found = stress_test(
            loaded, replications, periods, seed, length=length, start=start, pairs=pairs, failed=failed,
            recovered=recovered, remedies=remedies, premium=premium, capacity_cost=capacity_cost, progress=done,
        )  # fmt: skip
    say_outcome(found, "stress", folder, tables=bool(out), xlsx=xlsx, plot=plot, as_json=as_json)
