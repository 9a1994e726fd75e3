"""`bullwhip run`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bullwhip.server.options import find_own_rules, folder_for, out_option, run_options, say_written, scenario_argument
from bullwhip.server.progress import progress
from bullwhip.server.speech import say

if TYPE_CHECKING:
    from bullwhip.agents.result import Result

__all__ = ["run"]


@click.command()
@scenario_argument
@run_options(replications=1)
@click.option("--record", is_flag=True, help="Keep every period, and write it as history.csv and history.parquet.")
@out_option
@click.option("--plot", is_flag=True, help="Draw pictures (PNG and SVG); without --out in out/SCENARIO.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
def run(
    scenario: str,
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    workers: int,
    record: bool,
    out: Path | None,
    plot: bool,
    as_json: bool,
) -> None:
    """Run a scenario, and print a table of measures.

    Where there are several replications, each figure comes with half of its 95% interval.  With --out, tables and
    pictures are written as well; with --plot, pictures only; with --record, tables with the whole history.  The lines
    of a picture are those of the first 64 replications at most.
    """
    from bullwhip.agents.catalogue import load
    from bullwhip.agents.experiment import run as run_scenario

    find_own_rules(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario) if out or plot or record else None
    work = len(loaded.stockpoints()) * (periods or loaded.periods) * replications
    with progress(work) as done:
        result = run_scenario(loaded, replications, periods, seed, record=record, workers=workers, progress=done)
    if as_json:
        say(result.to_json())
    else:
        from bullwhip.server.tables import result_tables

        for line in result_tables(result):
            say(line)
    if folder is not None:
        written = _tables(result, folder) if out or record else []
        if out or plot:
            from bullwhip.agents.pictures import write
            from bullwhip.agents.plots import overview, sample

            written += write(overview(result, sample(result)), folder, "overview")
        say_written(written, as_json)


def _tables(result: Result, folder: Path) -> list[Path]:
    """Write a result's tables, and what --json prints."""
    if not result.recorded and (folder / "history.csv").exists():
        say(f"{folder / 'history.csv'} is of an earlier run; --record writes it anew.", err=True)
    file = folder / "result.json"
    file.write_text(result.to_json() + "\n", encoding="utf-8")
    return [*result.save(folder), file]
