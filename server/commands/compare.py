"""`bullwhip compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bullwhip.server.options import (
    find_own_code,
    folder_for,
    output_options,
    run_options,
    say_written,
    scenario_argument,
    split_pairs,
)
from bullwhip.server.progress import progress
from bullwhip.server.speech import say

__all__ = ["compare"]


@click.command()
@scenario_argument
@click.option(
    "--rule",
    "rules",
    multiple=True,
    required=True,
    metavar="RULE",
    help="A rule to compare, and again for each: NAME, a shipped rule whose parameters are computed from the scenario; "
    "NAME:KEY=VALUE,KEY=VALUE with your own; or `current`, the scenario's own.  Only one is compared with current.",
)
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Replace the rule of this site only.")
@run_options(replications=100)
@output_options("-comparison")
def compare(
    scenario: str,
    rules: tuple[str, ...],
    sites: tuple[str, ...],
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    workers: int,
    measures: list[str] | None,
    out: Path | None,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Run a scenario under several rules with the same luck, and print them side by side.

    The first rule is what the others are compared with.  Differences are taken replication by replication, so that
    luck cancels.  Below are the parameters that were computed from the scenario; with --json they are in `parameters`,
    as tables that a scenario file takes.
    """
    named = alternatives(rules)
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.agents.runs.comparison import compare as compare_rules

    find_own_code(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario, "-comparison") if out or plot or xlsx else None
    if measures and (out or plot):
        from bullwhip.agents.pictures.comparison_picture import COMPARED

        measures = [*measures, *(name for name in COMPARED if name not in measures)]
    work = len(loaded.stockpoints()) * (periods or loaded.periods) * replications * len(named)
    with progress(work) as done:
        compared = compare_rules(
            loaded, named, replications, periods, seed, sites=sites or None, workers=workers, measures=measures,
            progress=done,
        )  # fmt: skip
    if as_json:
        say(compared.to_json())
    else:
        from bullwhip.server.terminal_tables import comparison_tables

        for line in comparison_tables(compared):
            say(line)
    if folder is not None:
        from bullwhip.server.written import write_outcome

        picture = compared.plot() if out or plot else None
        written = write_outcome(compared, folder, tables=bool(out), xlsx=xlsx, pictures={"comparison": picture})
        say_written(written, as_json)


def alternatives(rules: tuple[str, ...]) -> dict[str, Any]:
    """What `--rule ...` says, by itself: a name, or a table of a rule."""
    if rules == ("current",):
        raise click.UsageError("--rule current is what other rules are compared with; give a second --rule.")
    wanted = rules if len(rules) > 1 else ("current", *rules)
    twice = next((rule for rule in wanted if wanted.count(rule) > 1), None)
    if twice is not None:
        raise click.UsageError(f"--rule {twice} is given twice; there is nothing to compare.")
    return {rule: parse_rule(rule) for rule in wanted}


def parse_rule(text: str) -> str | dict[str, Any]:
    """A rule as it is written on a command line: NAME, or NAME:KEY=VALUE,KEY=VALUE with dots in nested keys.

    `module:Class` is a rule of one's own without parameters, `module:Class:KEY=VALUE` one with some.
    """
    from bullwhip.agents.rules import RULES
    from bullwhip.network.scenario.settings import parse_value

    equals = text.find("=")
    colon = text.rfind(":", 0, equals) if equals >= 0 else -1
    if colon < 0 and ":" not in text:
        return text
    if colon < 0 and text.partition(":")[0] not in RULES:
        return {"type": text}
    head, tail = (text[:colon], text[colon + 1 :]) if colon >= 0 else text.split(":", 1)
    table: dict[str, Any] = {"type": head}
    for pair in split_pairs(tail):
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise click.UsageError(f"--rule {text}: {pair!r} is not KEY=VALUE, such as level=40.")
        at = table
        *path, last = key.strip().split(".")
        for part in path:
            inner = at.setdefault(part, {})
            if not isinstance(inner, dict):  # forecast=last,forecast.initial=4
                inner = at[part] = {"type": inner}
            at = inner
        at[last] = parse_value(value.strip())
    return table
