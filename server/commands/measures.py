"""`bullwhip measures`."""

from __future__ import annotations

import click

from bullwhip.server.options import find_own_code
from bullwhip.server.speech import say

__all__ = ["measures"]


@click.command()
@click.argument("name", metavar="[MEASURE]", required=False)
@click.option("--markdown", is_flag=True, help="Print formulas, units and sources as a page to read.")
@click.option("--history", is_flag=True, help="List the columns of a history instead (`run --record`).")
def measures(name: str | None, markdown: bool, history: bool) -> None:
    """List what a run measures, or tell what one MEASURE is, exactly: a shipped one, or your own as `module:Name`."""
    from bullwhip.network.measures import MEASURES, ON_REQUEST
    from bullwhip.network.measures.chosen import measure_named
    from bullwhip.server.measure_list import history_list, measure_list, measure_text

    if history:
        if markdown or name is not None:
            raise click.UsageError("--history lists columns; leave out the rest.")
        say(history_list())
        return
    if name is not None:
        if markdown:
            raise click.UsageError("--markdown prints all measures; leave out the name.")
        find_own_code()
        say(measure_text(measure_named(name)))
        return
    if markdown:
        say(measure_list().rstrip())
        return
    width = max(map(len, (*MEASURES, *ON_REQUEST)))
    for measure in MEASURES.values():
        say(f"{measure.name:<{width}}  {measure.text}")
    say("\nWhere they are named (`run --measures NAME,...`):")
    for measure in ON_REQUEST.values():
        say(f"{measure.name:<{width}}  {measure.text}")
