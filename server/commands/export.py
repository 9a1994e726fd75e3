"""`bullwhip export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bullwhip.network.errors import BullwhipError
from bullwhip.network.whole_files import write_whole
from bullwhip.server.languages import DEFAULT, LANGUAGES
from bullwhip.server.options import own_database
from bullwhip.server.speech import say

if TYPE_CHECKING:
    from bullwhip.agents.games.record import GameRecord

__all__ = ["export"]

ENDINGS = (".xlsx", ".csv", ".html", ".json", ".toml")


@click.command()
@click.argument("game", metavar="GAME")
@click.option("--database", metavar="URL", help="Where games are kept, as for `play`.  [a file of yours]")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"The file to write; its ending says what: {', '.join(ENDINGS)}.  [bullwhip-GAME.xlsx]",
)
@click.option("--scenario", "as_scenario", is_flag=True, help="Write a scenario (TOML) with a team's orders in it.")
@click.option(
    "--until",
    type=click.IntRange(min=1),
    metavar="ENTRY",
    help="The last entry of the game's log that counts.  [all]",
)
@click.option("--team", type=click.IntRange(min=1), default=1, show_default=True, help="Whose orders.")
@click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="Language of the debrief's page.",
)
def export(
    game: str, database: str | None, out: Path | None, as_scenario: bool, until: int | None, team: int, lang: str
) -> None:
    """Take a game away: all weeks (XLSX, CSV), the debrief as a page (HTML), or the game's record (JSON).

    GAME is a room's code, or the file of a record.  The record replays anywhere (`bullwhip replay`), and runs as a
    scenario: `bullwhip run RECORD.json`, or `RECORD.json#3` for the orders of team 3.

    A server may be playing on the database meanwhile.  Of a game whose log cannot be read to its end, --until takes
    away what came before.
    """
    name = Path(game).stem if game.endswith(".json") else game.upper()
    file = out or Path(f"bullwhip-{name}{f'-team-{team}.toml' if as_scenario else '.xlsx'}")
    if file.suffix not in ENDINGS:
        raise BullwhipError(f"--out: found the ending {file.suffix!r}; give one of {', '.join(ENDINGS)}")
    if as_scenario and file.suffix != ".toml":
        raise BullwhipError(f"--out: found the ending {file.suffix!r}; a scenario needs .toml")
    record = _record(game, database, until)
    write_whole({file: lambda path: path.write_bytes(_content(record, file.suffix, team, lang))})
    say(f"Written to {file}")


def _record(game: str, database: str | None, until: int | None) -> GameRecord:
    """The record in a file, or of a game in the database."""
    from bullwhip.agents.games.record import GameRecord

    if game.endswith(".json") or Path(game).is_file():
        if until is not None:
            raise BullwhipError("--until: found a record's file, which has no log; give a game's code, or leave it out")
        return GameRecord.read(game)
    from bullwhip.server.game.database import Database
    from bullwhip.server.game.loading import loaded
    from bullwhip.server.game.records import record_of

    kept = Database(database or own_database(), only_reads=True)
    try:
        return record_of(loaded(kept, game.upper(), until))
    finally:
        kept.close()


def _content(record: GameRecord, ending: str, team: int, lang: str) -> bytes:
    if ending == ".json":
        return (record.model_dump_json(indent=1) + "\n").encode()
    if ending == ".toml":
        from bullwhip.agents.games.record import scenario_of
        from bullwhip.network.scenario.written import written

        return written(scenario_of(record, team)).encode()
    if ending == ".html":
        from bullwhip.server.web.debriefs import RecordDebrief
        from bullwhip.server.web.take_home import page
        from bullwhip.server.web.words import words_in

        return page(RecordDebrief(record), words_in(lang)).encode()
    from bullwhip.server.game.sheets import csv_text, workbook

    return csv_text(record).encode() if ending == ".csv" else workbook(record)
