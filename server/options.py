"""The arguments that several commands take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from bullwhip.server.speech import say

__all__ = [
    "find_own_code",
    "folder_for",
    "horizon_options",
    "out_option",
    "output_options",
    "own_database",
    "run_options",
    "say_written",
    "scenario_argument",
    "set_option",
    "split_pairs",
]

Command = TypeVar("Command", bound=Callable[..., Any])

scenario_argument = click.argument("scenario", metavar="SCENARIO")
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write tables (CSV and Parquet), pictures and result.json into this folder.",
)


def as_settings(ctx: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """What `--set KEY=VALUE ...` says."""
    del ctx
    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"{pair!r} is not KEY=VALUE, such as site.shop.stock=3.", param=parameter)
        settings[key.strip()] = value.strip()
    return settings


set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    callback=as_settings,
    help="Change a key of the scenario first: site.shop.stock=3, lane.maker>shop.lead_time=4, "
    "site.*.holding_cost=1.  Can be given again and again.",
)


def as_measures(ctx: click.Context, parameter: click.Parameter, text: str | None) -> list[str] | None:
    """What `--measures NAME,...` says."""
    del ctx, parameter
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


measures_option = click.option(
    "--measures",
    metavar="NAME,...",
    callback=as_measures,
    help="Measure these, and the cost; your own as module:Name.  A picture has measured what it shows, too.  [all that "
    "`bullwhip measures` lists]",
)


def output_options(ending: str) -> Callable[[Command], Command]:
    """What is written and printed; a picture alone goes into out/SCENARIO and an ending."""
    options = [
        out_option,
        click.option("--xlsx", is_flag=True, help="Write the tables as a workbook (result.xlsx), too."),
        click.option(
            "--plot", is_flag=True, help=f"Draw a picture (PNG and SVG); without --out in out/SCENARIO{ending}."
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else."),
    ]
    return _with(options)


def horizon_options(replications: int) -> Callable[[Command], Command]:
    """How often, how long and with which luck a scenario is run, with its usual number of replications."""
    options = [
        click.option(
            "--replications", "-n", type=click.IntRange(min=1), default=replications, show_default=True, metavar="N",
            help="How many times to run it, each with luck of its own.",
        ),
        click.option(
            "--periods", type=click.IntRange(min=1), metavar="N",
            help="How many periods to run.  [as the scenario says]",
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**64 - 1), metavar="S",
            help="Seed of everything random.  [as the scenario says]",
        ),
    ]  # fmt: skip
    return _with(options)


def run_options(replications: int, measures: bool = True) -> Callable[[Command], Command]:
    """The options of whatever runs a scenario, with its usual number of replications; `measures`: may say which."""
    options = [
        horizon_options(replications),
        set_option,
        click.option(
            "--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
            help="Processes that share the replications.  The figures do not depend on it.",
        ),
    ]  # fmt: skip
    if measures:
        options.append(measures_option)
    return _with(options)


def _with(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """All of some options, in their order."""

    def with_options(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def folder_for(out: Path | None, scenario: str, ending: str = "") -> Path:
    """The folder to write into, made if need be; `out/beer-game` if nobody says which.

    It is made before a run, so that a long one is not in vain.
    """
    folder = out or Path("out") / f"{Path(scenario).stem or 'scenario'}{ending}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def say_written(files: list[Path], as_json: bool) -> None:
    """Tell where files have gone, those that differ only in kind together; beside JSON on standard error."""
    kinds: dict[str, list[str]] = {}
    for file in files:
        kinds.setdefault(file.stem, []).append(file.suffix)
    listed = ", ".join(f"{stem} ({', '.join(found)})" for stem, found in kinds.items())
    say(f"{'' if as_json else chr(10)}Written to {files[0].parent}: {listed}", err=as_json)


def split_pairs(pairs: str) -> list[str]:
    """The pairs KEY=VALUE of an argument, cut at commas that are in no bracket."""
    parts, depth = [""], 0
    for letter in pairs:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def find_own_code(scenario: str = "") -> None:
    """Let code of one's own, named as `module:Name`, be found in the folder one is in, and beside the scenario.

    The record of a game comes from others: it names no code, and what lies beside it is not looked at.
    """
    from bullwhip.agents.runs.catalogue import is_record

    file = Path(scenario)
    beside = [file.resolve().parent] if file.is_file() and not is_record(scenario) else []
    for folder in [Path.cwd(), *beside]:
        if str(folder) not in sys.path:
            sys.path.append(str(folder))  # last: a file named like an installed module must not hide it


def own_database() -> str:
    """Where games are kept if nothing else is said: in the folder that the system has for a program's data."""
    from platformdirs import user_data_path

    folder = user_data_path("bullwhip", appauthor=False, ensure_exists=True)
    return f"sqlite:///{folder / 'games.db'}"
