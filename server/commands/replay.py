"""`bullwhip replay`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bullwhip.server.speech import say

if TYPE_CHECKING:
    from bullwhip.agents.games.record import GameRecord

__all__ = ["replay"]


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@click.pass_context
def replay(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Play a recorded game again, and print what every team's sites cost.

    FILE is the record of a game, as a host takes it away.  It replays to the same figures anywhere: exits with 0 if
    they are those that it holds, else with 1.
    """
    from bullwhip.agents.games.record import GameRecord

    record = GameRecord.read(file)
    told = [_team(record, number) for number in range(1, len(record.teams) + 1)]
    different = [team["name"] for team in told if team["same"] is False]
    if as_json:
        head = {"scenario": record.scenario.get("name"), "seed": record.seed, "made": record.made}
        say(json.dumps({**head, "same": not different, "teams": told}))
    else:
        _print(record, told)
    if different:
        say(f"Other figures than in the record: {', '.join(different)}.", err=True)
        ctx.exit(1)


def _team(record: GameRecord, number: int) -> dict[str, Any]:
    """A team's costs, replayed; `same` is None where the record holds none."""
    from bullwhip.agents.debriefs.what_if import costs_by_site

    team = record.team(number)
    game = record.game(number)
    score = game.score()
    return {
        "number": number,
        "name": team.name,
        "weeks": len(team.weeks),
        **score,
        "recorded": team.cost,
        "same": None if team.cost is None else score["cost"] == team.cost,
        "sites": costs_by_site(game),
    }


def _print(record: GameRecord, told: list[dict[str, Any]]) -> None:
    from bullwhip.agents.formats.text import lay_out

    period = str(record.scenario.get("period", "period"))
    say(f"{record.scenario.get('name')}: a game of {len(told)} {'team' if len(told) == 1 else 'teams'}, replayed")
    say()
    sites = list(told[0]["sites"])
    said = {True: "as recorded", False: "DIFFERENT", None: ""}
    scores = [name for name in ("profit", "cost") if name in told[0]]
    rows = [
        (
            team["name"], said[team["same"]], str(team["weeks"]), *(_money(team[name]) for name in scores),
            *(_money(team["sites"][site]) for site in sites),
        )
        for team in told
    ]  # fmt: skip
    text, left_out = lay_out(("team", "", f"{period}s", *scores, *sites), rows, names=2)
    say(text)
    if left_out:
        say()
        say("--json shows all sites.")


def _money(cost: float) -> str:
    return f"{cost:,.10g}"
