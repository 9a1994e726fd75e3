"""`bullwhip draw`."""

from __future__ import annotations

from pathlib import Path

import click

from bullwhip.server.options import find_own_code, scenario_argument, set_option
from bullwhip.server.speech import say

__all__ = ["draw"]


@click.command()
@scenario_argument
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw into this file, an SVG or a PNG by its ending.  [SCENARIO.svg in the folder one is in]",
)
@set_option
def draw(scenario: str, out: Path | None, settings: dict[str, str]) -> None:
    """Draw a scenario's network: who supplies whom, from left to right, with lead times, capacities and recipes."""
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.agents.runs.drawing import draw as draw_network

    find_own_code(scenario)
    file = out or Path(f"{Path(scenario).stem or 'scenario'}.svg")
    draw_network(load(scenario, settings), file)
    say(f"Drawn: {file}")
