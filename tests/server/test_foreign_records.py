"""Records of games come from others: whoever opens one runs no code of theirs, and reads no file that it names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.games.record import GameRecord
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game import events
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.ids import hashed
from bullwhip.server.game.room import Entry
from bullwhip.server.game.scenarios import recorded
from bullwhip.server.game.work import answer
from tests.agents.games.games import PEOPLE, record_of
from tests.server.calls import Call

MARKER = "from pathlib import Path\nPath({marker!r}).write_text('was here')\n"
COMMANDS = (
    ("run", "evil.json"),
    ("run", "evil.json#1", "--set", "periods=3"),
    ("compare", "evil.json", "--rule", "order-up-to"),
    ("check", "evil.json"),
    ("replay", "evil.json"),
    ("export", "evil.json", "--out", "evil.xlsx"),
    ("export", "evil.json", "--out", "evil.html"),
    ("export", "evil.json", "--scenario"),
)
CODE = {"rule": {"type": "evil_rules:Marker"}}
FILE = {"demand": {"type": "series", "file": "secret.csv"}}


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What a module writes when it is imported; it lies beside the record, and among the installed ones."""
    file = tmp_path / "marker"
    (tmp_path / "evil_rules.py").write_text(MARKER.format(marker=str(file)), encoding="utf-8")
    (tmp_path / "secret.csv").write_text("units\n4711\n" * 40, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield file
    sys.modules.pop("evil_rules", None)


def evil(**keys: Any) -> dict[str, Any]:
    """The record of a game whose scenario has these keys at its retailer."""
    document: dict[str, Any] = json.loads(record_of(PEOPLE, weeks=6).model_dump_json())
    next(site for site in document["scenario"]["site"] if site["name"] == "retailer").update(keys)
    return document


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_record_runs_no_code(call: Call, marker: Path, command: tuple[str, ...]) -> None:
    Path("evil.json").write_text(json.dumps(evil(**CODE)), encoding="utf-8")
    done = call(*command)
    assert (done.exit_code, marker.exists()) == (1, False)
    assert "evil.json: site 'retailer', rule.type: found 'evil_rules:Marker', a rule by its import path; give" in (
        done.stderr
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_record_reads_no_file(call: Call, marker: Path, command: tuple[str, ...]) -> None:
    Path("evil.json").write_text(json.dumps(evil(**FILE)), encoding="utf-8")
    done = call(*command)
    assert (done.exit_code, marker.exists()) == (1, False)
    assert "evil.json: site 'retailer', demand.file: found 'secret.csv', a file; write the figures themselves" in (
        done.stderr
    )


def test_a_record_names_no_tables_in_files(marker: Path) -> None:
    document = evil()
    document["scenario"]["lanes"] = "lanes.csv"
    with pytest.raises(BullwhipError, match=r"lanes: found 'lanes\.csv', a file; write"):
        GameRecord.of(document)
    assert not marker.exists()


def test_the_rules_of_who_runs_a_record_are_theirs(call: Call, marker: Path) -> None:
    own = "import bullwhip as bw\n\nclass Mine(bw.Rule):\n    def order(self, view):\n        return view.asked\n"
    Path("own_rules_of_mine.py").write_text(own, encoding="utf-8")
    Path("game.json").write_text(json.dumps(evil()), encoding="utf-8")
    done = call("run", "game.json", "--set", "site.retailer.rule={type='own_rules_of_mine:Mine'}", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert not marker.exists()


def test_a_module_beside_a_record_elsewhere_is_not_on_the_path(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    file = folder / "game.json"
    file.write_text(json.dumps(evil()), encoding="utf-8")
    assert call("run", str(file), "--json").exit_code == 0
    assert str(folder) not in sys.path


@pytest.mark.parametrize("keys", [CODE, FILE], ids=["code", "file"])
def test_nobody_else_who_opens_a_record_is_caught_either(marker: Path, keys: dict[str, Any]) -> None:
    document = evil(**keys)
    Path("evil.json").write_text(json.dumps(document), encoding="utf-8")
    for opened in (
        lambda: bw.load("evil.json"),
        lambda: GameRecord.read("evil.json"),
        lambda: GameRecord.model_validate(document).game(1),
        lambda: recorded(document),
    ):
        with pytest.raises(BullwhipError, match=r"import path|a file; write"):
            opened()
    bots: dict[str, Any] = {"scenario": document["scenario"], "bots": {}}
    for job, given in (("players", {"record": document}), ("workbook", {"record": document}), ("rehearsal", bots)):
        assert "refused" in answer(json.dumps({"job": job, "given": given}))
    assert not marker.exists()


def test_a_log_of_another_server_runs_no_code(marker: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'games.db'}")
    classroom = Classroom(database)
    try:
        made = {"settings": {}, "scenario": evil(**CODE)["scenario"], "seed": 1, "host": hashed("h"), "screen": "-"}
        with database.writing() as connection:
            database.create(connection, "BCDFGH", 1)
            database.append(connection, "BCDFGH", [Entry(1, 1, events.Made.model_validate(made))])
        with pytest.raises(BullwhipError):
            classroom.room("BCDFGH")
    finally:
        classroom.stop()
    assert not marker.exists()


def test_a_decision_without_an_item_is_a_fault() -> None:
    for part in ("weeks", "undone"):
        document = evil()
        team = document["teams"][0]
        team["undone"] = [[6, json.loads(json.dumps(team["weeks"][5]))]]
        week = team["weeks"][1] if part == "weeks" else team["undone"][0][1]
        week["factory"]["orders"] = {"beer": 4.0}
        number = 2 if part == "weeks" else 6
        with pytest.raises(BullwhipError, match=rf"game: team 1, week {number}, 'factory': found orders that do not"):
            GameRecord.of(document)
