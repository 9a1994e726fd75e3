"""`bullwhip measures`."""

from __future__ import annotations

import click

from bullwhip.server.speech import say

__all__ = ["measures"]


@click.command()
@click.option("--markdown", is_flag=True, help="Print formulas, units and sources as a page to read.")
def measures(markdown: bool) -> None:
    """List what a run measures, a line each."""
    from bullwhip.network.measures import MEASURES
    from bullwhip.server.measure_list import measure_list

    if markdown:
        say(measure_list().rstrip())
        return
    width = max(map(len, MEASURES))
    for name, measure in MEASURES.items():
        say(f"{name:<{width}}  {measure.text}")
