"""`bullwhip tune`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from bullwhip.server.options import find_own_code, scenario_argument, set_option
from bullwhip.server.speech import say

__all__ = ["tune"]


@click.command()
@scenario_argument
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the scenario into this file (TOML), and print the table of parameters.  [the scenario is printed, and "
    "the table on standard error]",
)
@click.option(
    "--replications",
    "-n",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many replications the gain is measured on; the search has others.",
)
@click.option(
    "--trials",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many candidates a search by simulation tries.  [200, and 100 for each parameter]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar="S",
    help="Seed of everything random.  [as the scenario says]",
)
@click.option("--rule", metavar="NAME", help="A shipped rule in the place of the scenario's own.  [they stay]")
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Tune the rule of this site only.")
@click.option(
    "--method",
    type=click.Choice(("auto", "formula", "simulation")),
    default="auto",
    show_default=True,
    help="formula: what formulas give, exact or not, and no search.  simulation: search, whatever formulas say.  auto: "
    "formulas where they are exact, and a search for the rest.",
)
@click.option(
    "--measure",
    metavar="NAME",
    help="What is to become better.  [profit where customers pay a sale price, else cost]",
)
@click.option(
    "--sense",
    type=click.Choice(("least", "most")),
    help="Whether less or more of the measure is better.  [most of a profit or a share, least of all else]",
)
@click.option("--fill-rate", type=float, metavar="SHARE", help="The least fill rate of the network, such as 0.95.")
@click.option(
    "--service",
    type=float,
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="How often demand is to stay within its bound where no cost says how bad a backlog is.",
)
@set_option
def tune(
    scenario: str,
    out: Path | None,
    replications: int,
    trials: int | None,
    seed: int | None,
    rule: str | None,
    sites: tuple[str, ...],
    method: Literal["auto", "formula", "simulation"],
    measure: str | None,
    sense: Literal["least", "most"] | None,
    fill_rate: float | None,
    service: float,
    settings: dict[str, str],
) -> None:  # fmt: skip
    """Find parameters of a scenario's rules, and write the scenario with them.

    By formula where one is exact (newsvendor, (s, S), (r, Q), lost sales, Clark-Scarf, guaranteed service), else by
    simulation, with the same luck for every candidate.  The table says which, and what the parameters are worth on luck
    that the search has not seen.
    """
    from bullwhip.agents.optimisation.tune import tune as tune_rules
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.network.checks import check_path

    find_own_code(scenario)
    if out is not None:
        check_path("--out", out, ".toml")
    loaded = load(scenario, settings)
    found = tune_rules(
        loaded, replications, trials, seed, rule=rule, sites=sites or None, method=method, measure=measure, sense=sense,
        fill_rate=fill_rate, service=service, progress=sys.stderr.isatty(),
    )  # fmt: skip
    if out is None:
        say(found.to_toml())
        say(str(found), err=True)
    else:
        found.save(out)
        say(f"{found}\n\nWritten to {out}")
