"""`bullwhip resilience`."""

from __future__ import annotations

from pathlib import Path

import click

from bullwhip.server.options import (
    find_own_code,
    folder_for,
    output_options,
    run_options,
    scenario_argument,
)
from bullwhip.server.progress import progress

__all__ = ["resilience"]

SHARE = click.FloatRange(0, 1, min_open=True)


@click.command()
@scenario_argument
@run_options(replications=100, measures=False)
@click.option(
    "--failed", type=SHARE, default=0.95, show_default=True, metavar="SHARE",
    help="Service is failed where it is below this share of what it is without the disruptions,",
)  # fmt: skip
@click.option(
    "--recovered", type=SHARE, default=0.99, show_default=True, metavar="SHARE", help="until it is this much again."
)
@output_options("-resilience")
def resilience(
    scenario: str,
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    workers: int,
    failed: float,
    recovered: float,
    out: Path | None,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Say how long a network survives its disruptions, how long it takes to recover, how far they reach, and the cost.

    Everything is beside the same luck without the disruptions, of the network's customers and of each site.
    """
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.agents.runs.resilience import resilience as resilience_of
    from bullwhip.server.written import say_outcome

    find_own_code(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario, "-resilience") if out or plot or xlsx else None
    work = 2 * len(loaded.stockpoints()) * (periods or loaded.periods) * replications
    with progress(work) as done:
        found = resilience_of(
            loaded, replications, periods, seed, failed=failed, recovered=recovered, workers=workers, progress=done
        )
    say_outcome(found, "resilience", folder, tables=bool(out), xlsx=xlsx, plot=plot, as_json=as_json)
