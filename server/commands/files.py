"""Commands about scenario files: what there is, what may be written in them, and whether one is right."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any

import click

from bullwhip.server.options import find_own_code, scenario_argument
from bullwhip.server.speech import say

__all__ = ["check", "rules", "scenarios", "schema"]


@click.command()
def scenarios() -> None:
    """List the scenarios that come with Bullwhip, a line each."""
    from bullwhip.network.scenario import scenarios as teachings

    told = teachings()
    width = max(map(len, told), default=0)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize  # in a pipe really a line each
    for name, teaches in told.items():
        folded = textwrap.wrap(teaches, max(columns - width - 3, 30)) if columns < sys.maxsize else [teaches]
        say(f"{name:<{width}}  {f'{chr(10)}{chr(32) * (width + 2)}'.join(folded)}".rstrip())


@click.command()
@scenario_argument
@click.pass_context
def check(ctx: click.Context, scenario: str) -> None:
    """Check a scenario file, and print every fault with its remedy.

    Exits with 0 if there is none, else with 1.  Of a sound file it says what was probably not meant.
    """
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.network.errors import ScenarioError
    from bullwhip.network.scenario import hints

    find_own_code(scenario)
    try:
        sound = load(scenario)  # once: a pipe gives its text a single time
    except ScenarioError as error:
        for fault in error.faults:
            say(str(fault), err=True)
        say(f"{_count(len(error.faults), 'fault')}.", err=True)
        ctx.exit(1)
    points = len(sound.stockpoints())
    say(
        f"{scenario} is fine: {_count(len(sound.site), 'site')}, {_count(points, 'stockpoint')}, "
        f"{_count(len(sound.lane), 'lane')}, {_count(sound.periods, sound.period)}."
    )
    for hint in hints(sound):
        say(f"hint: {hint}")


@click.command()
@click.option("--markdown", is_flag=True, help="Print the keys as a page to read.")
def schema(markdown: bool) -> None:
    """Print the JSON schema of scenario files, for editors."""
    from bullwhip.agents.rules.rule_tables import rule_schemas
    from bullwhip.network.scenario import schema as make_schema
    from bullwhip.server.key_list import key_list

    made = make_schema(rule_schemas())
    say(key_list(made).rstrip() if markdown else json.dumps(made, indent=2))


@click.command()
@click.argument("name", metavar="[RULE]", required=False)
def rules(name: str | None) -> None:
    """List the stocking rules, or the parameters of one RULE."""
    from bullwhip.agents.rules.rule_tables import rule_schemas
    from bullwhip.network.errors import BullwhipError, suggest

    schemas = rule_schemas()
    if name is None:
        width = max(map(len, schemas))
        for rule, table in schemas.items():
            say(f"{rule:<{width}}  {table['description'].splitlines()[0]}")
        return
    if name not in schemas:
        raise BullwhipError(f"rule: found {name!r}, which is no shipped rule; {suggest(name, schemas)}")
    say(schemas[name]["description"])
    say()
    keys: dict[str, dict[str, Any]] = {key: told for key, told in schemas[name]["properties"].items() if key != "type"}
    shared = {key for key in keys if all(key in table["properties"] for table in schemas.values())}
    width = max(map(len, keys))
    for key in sorted(keys, key=shared.__contains__):
        needed = "  (needed)" if key in schemas[name].get("required", []) else ""
        say(f"  {key:<{width}}  {keys[key].get('description', '')}{needed}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
