"""`bullwhip attribute`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from bullwhip.server.options import find_own_code, run_options, scenario_argument, split_pairs
from bullwhip.server.speech import say

__all__ = ["attribute"]


@click.command()
@scenario_argument
@click.option(
    "--factor",
    "factors",
    multiple=True,
    metavar="FACTOR",
    help="A factor, and again for each: NAME:KEY=VALUE,KEY=VALUE with settings as for --set, or the NAME of one of the "
    "scenario's disruptions.  [disruptions: all of them]",
)
@run_options(replications=100, measures=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
def attribute(
    scenario: str,
    factors: tuple[str, ...],
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    workers: int,
    as_json: bool,
) -> None:
    """Say what each of several factors costs: a storm, days of cover, a second source, shared information.

    The scenario is run with and without each of them, in all combinations, with the same luck.  The shares are Shapley
    values, and add up to what all factors together cost more than none; below 0 a factor saves something.
    """
    chosen = named(factors)
    from bullwhip.agents.runs.attribution import attribute as shares_of
    from bullwhip.agents.runs.catalogue import load

    find_own_code(scenario)
    found = shares_of(load(scenario, settings), chosen, replications, periods, seed, workers=workers)
    say(found.to_json() if as_json else str(found))


def named(factors: tuple[str, ...]) -> dict[str, Mapping[str, Any] | None]:
    """What `--factor ...` says: settings by factor, or None for disruptions of the scenario."""
    chosen: dict[str, Mapping[str, Any] | None] = {}
    for factor in factors:
        name, colon, pairs = (part.strip() for part in factor.partition(":"))
        if not name or name in chosen:
            raise click.UsageError(f"--factor {factor}: give each a name of its own, as cover:site.shop.rule.level=40.")
        settings = {}
        for pair in split_pairs(pairs) if colon else ():
            key, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or not key:
                raise click.UsageError(
                    f"--factor {factor}: {pair!r} is not KEY=VALUE, such as site.shop.rule.level=40."
                )
            settings[key] = value
        chosen[name] = settings if colon else None
    return chosen
