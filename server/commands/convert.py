"""`bullwhip convert`."""

from __future__ import annotations

from pathlib import Path

import click

from bullwhip.server.options import set_option
from bullwhip.server.speech import say

__all__ = ["convert"]


@click.command()
@click.argument("folder", metavar="FOLDER")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the scenario into this TOML file.  [FOLDER.toml in the folder one is in]",
)
@click.option(
    "--periods", type=click.IntRange(min=1), metavar="N", help="How many days to run.  [as ModelSettings says]"
)
@set_option
def convert(folder: str, out: Path | None, periods: int | None, settings: dict[str, str]) -> None:
    """Make a scenario file of FOLDER, which holds the tables of a model in Optilogic's Anura schema as CSV files.

    They are named like the tables: Facilities.csv, Products.csv, ...  What of them is ignored, or read as something
    else, is told on standard error.
    """
    from bullwhip.agents.exchange.anura_networks import read_anura

    keys = {} if periods is None else {"periods": periods}
    scenario, ignored = read_anura(folder, (), **keys)
    file = (scenario.with_(settings) if settings else scenario).save(out or Path(f"{scenario.name}.toml"))
    if told := ignored.told():
        say(told[0].upper() + told[1:].replace("; ", "\n") + ".", err=True)
    say(f"Written: {file}")
