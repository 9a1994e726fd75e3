"""`bullwhip run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bullwhip.server.options import find_own_code, folder_for, out_option, run_options, say_written, scenario_argument
from bullwhip.server.progress import progress
from bullwhip.server.speech import say

__all__ = ["run"]


@click.command()
@scenario_argument
@run_options(replications=1)
@click.option(
    "--record",
    is_flag=True,
    help="Keep every period, and write it as history.csv and history.parquet; `bullwhip measures --history` tells the "
    "columns.  Three options, each of which says --record as well, keep a part of it:",
)
@click.option("--record-columns", metavar="NAME,...", help="These columns only: order,on_hand.")
@click.option(
    "--record-sites", "record_sites", multiple=True, metavar="SITE", help="This site only, and again for more."
)
@click.option("--record-periods", metavar="FIRST-LAST", help="These periods only: 1-52.")
@out_option
@click.option("--xlsx", is_flag=True, help="Write the tables as a workbook (result.xlsx), too.")
@click.option("--plot", is_flag=True, help="Draw pictures (PNG and SVG); without --out in out/SCENARIO.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
def run(
    scenario: str,
    replications: int,
    periods: int | None,
    seed: int | None,
    settings: dict[str, str],
    workers: int,
    measures: list[str] | None,
    record: bool,
    record_columns: str | None,
    record_sites: tuple[str, ...],
    record_periods: str | None,
    out: Path | None,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Run a scenario, and print a table of measures.

    Where there are several replications, each figure comes with half of its 95% interval.  With --out, tables and
    pictures are written as well; with --plot, pictures only; with --record, tables with the whole history; with --xlsx,
    the same as a workbook.  Either all files are written, or none.  The lines of a picture are those of the first 64
    replications at most.
    """
    kept = part_to_record(record_columns, record_sites, record_periods)
    record = record or bool(kept)
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.agents.runs.experiment import run as run_scenario

    find_own_code(scenario)
    loaded = load(scenario, settings)
    folder = folder_for(out, scenario) if out or plot or record or xlsx else None
    if measures and (out or plot):
        from bullwhip.agents.pictures.run_picture import SHOWN

        measures = [*measures, *(name for name in SHOWN if name not in measures)]
    work = len(loaded.stockpoints()) * (periods or loaded.periods) * replications
    with progress(work) as done:
        result = run_scenario(
            loaded,
            replications,
            periods,
            seed,
            record=kept or record,
            workers=workers,
            measures=measures,
            progress=done,
        )
    if as_json:
        say(result.to_json())
    else:
        from bullwhip.server.terminal_tables import result_tables

        for line in result_tables(result):
            say(line)
    if folder is not None:
        from bullwhip.server.written import write_outcome

        picture = None
        if out or plot:
            from bullwhip.agents.pictures.run_picture import overview
            from bullwhip.agents.runs.sample import sample

            picture = overview(result, sample(result))
        if (out or record) and not record and (folder / "history.csv").exists():
            say(f"{folder / 'history.csv'} is of an earlier run; --record writes it anew.", err=True)
        if xlsx:
            for name, rows in result.too_long_for_a_sheet().items():
                say(f"result.xlsx has no sheet {name}: {rows:,} rows are more than one holds.", err=True)
        written = write_outcome(result, folder, tables=bool(out or record), xlsx=xlsx, pictures={"overview": picture})
        say_written(written, as_json)


def part_to_record(columns: str | None, sites: tuple[str, ...], periods: str | None) -> dict[str, Any]:
    """What the options say is to be kept of a history; nothing where they say nothing."""
    kept: dict[str, Any] = {}
    if columns is not None:
        kept["columns"] = [name.strip() for name in columns.split(",") if name.strip()]
    if sites:
        kept["sites"] = list(sites)
    if periods is not None:
        first, dash, last = (part.strip() for part in periods.partition("-"))
        if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
            raise click.UsageError(f"--record-periods {periods}: give the first and the last, such as 1-52.")
        kept["periods"] = (int(first), int(last) if dash else int(first))
    return kept
