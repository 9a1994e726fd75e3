"""Games taken away: records that replay and run, and files that others open."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import bullwhip as bw
from bullwhip.agents.formats.sheets import harmless
from bullwhip.agents.games.record import GameRecord
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.sheets import COLUMNS, csv_text, workbook
from tests.agents.games.games import PEOPLE, SEATS, record_of
from tests.server.calls import Call
from tests.server.game.classes import Class

FORMULAS = ("=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\t=1", " =1")


@pytest.fixture(scope="module")
def record() -> GameRecord:
    return record_of({}, PEOPLE)


@pytest.fixture
def file(record: GameRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    record.write("game.json")
    return "game.json"


def renamed(record: GameRecord, name: str) -> GameRecord:
    team = record.teams[0]
    seats = tuple(seat.model_copy(update={"people": (name,)}) for seat in team.seats)
    return record.model_copy(update={"teams": (team.model_copy(update={"name": name, "seats": seats}),)})


def test_a_replay_gives_the_figures_of_the_record(call: Call, file: str, record: GameRecord) -> None:
    done = call("replay", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("as recorded") == 2
    assert "DIFFERENT" not in done.stdout
    told = json.loads(call("replay", file, "--json").stdout)
    assert told["same"] is True
    assert [team["cost"] for team in told["teams"]] == [team.cost for team in record.teams]
    for team in told["teams"]:
        assert sum(team["sites"].values()) == pytest.approx(team["cost"])
        assert list(team["sites"]) == list(SEATS)


def test_a_replay_says_when_figures_differ(call: Call, file: str) -> None:
    told: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))
    told["teams"][1]["weeks"][20]["factory"]["orders"]["item"] += 1
    Path(file).write_text(json.dumps(told), encoding="utf-8")
    done = call("replay", file)
    assert done.exit_code == 1
    assert done.stderr == "Other figures than in the record: Team 2.\n"
    assert "DIFFERENT" in done.stdout


def test_a_record_runs_as_a_scenario(call: Call, file: str, record: GameRecord) -> None:
    for source, number in ((file, 1), (f"{file}#1", 1), (f"{file}#2", 2)):
        told = json.loads(call("run", source, "--json").stdout)
        assert told["network"]["cost"]["mean"] == record.teams[number - 1].cost
    assert bw.run(bw.load(f"{file}#2")).costs[0] == record.teams[1].cost
    assert call("check", file).exit_code == 0
    assert "team: found 3; give 1 to 2" in call("run", f"{file}#3").stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no json", "found no JSON"),
        ("{}", "scenario"),
        ('{"bullwhip": 2, "scenario": {}, "seed": 1, "teams": []}', "bullwhip"),
    ],
)
def test_what_is_no_record_is_refused(call: Call, tmp_path: Path, content: str, words: str) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(content, encoding="utf-8")
    for command in ("replay", "run", "export"):
        done = call(command, str(bad))
        assert (done.exit_code, "Traceback" in done.stderr) == (1, False)
        assert words in done.stderr
    assert "cannot be read" in call("replay", str(tmp_path / "none.json")).stderr


def test_a_teams_game_becomes_a_scenario_file(call: Call, file: str, record: GameRecord) -> None:
    done = call("export", file, "--scenario", "--team", 2)
    assert done.stdout == "Written to bullwhip-game-team-2.toml\n"
    text = Path("bullwhip-game-team-2.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["site"][3]["rule"]["type"] == "recorded"
    assert bw.run(bw.load("bullwhip-game-team-2.toml")).costs[0] == record.teams[1].cost


def test_every_week_seat_and_team_is_in_the_table(record: GameRecord) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(record).removeprefix("\ufeff"))))
    assert len(rows) == 2 * 36 * 4
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        decision = record.team(int(row["team"])).weeks[int(row["week"]) - 1][row["site"]]
        assert float(row["order"]) == decision.orders["item"]
        assert row["decided_by"] == decision.by
        assert row["people"] == ", ".join(decision.who)
    for number in (1, 2):
        costs = [float(row["cost"]) for row in rows if row["team"] == str(number)]
        assert sum(costs) == pytest.approx(record.team(number).cost)


def test_weeks_that_were_taken_back_are_marked(record: GameRecord) -> None:
    team = record.teams[1]
    undone = team.model_copy(update={"weeks": team.weeks[:-1], "undone": ((36, team.weeks[-1]),)})
    rows = list(csv.DictReader(io.StringIO(csv_text(record.model_copy(update={"teams": (undone,)})))))
    assert [row["undone"] for row in rows] == ["no"] * 35 * 4 + ["yes"] * 4
    assert float(rows[-1]["order"]) == team.weeks[-1]["factory"].orders["item"]
    assert rows[-1]["cost"] == ""


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_is_no_formula(record: GameRecord, name: str) -> None:
    hostile = renamed(record, name)
    assert harmless(name).startswith("'")
    for row in csv.reader(io.StringIO(csv_text(hostile))):
        assert not any(cell.lstrip(" ").startswith(("=", "@", "+", "\t")) for cell in row)
    with ZipFile(io.BytesIO(workbook(hostile))) as book:
        sheets = {part: book.read(part).decode() for part in book.namelist() if "worksheets/" in part}
    assert len(sheets) >= 4
    for text in sheets.values():
        assert "<f>" not in text
        assert "<hyperlink" not in text


def test_figures_are_numbers_in_the_workbook(record: GameRecord) -> None:
    with ZipFile(io.BytesIO(workbook(record))) as book:
        weeks = book.read("xl/worksheets/sheet1.xml").decode()
    assert weeks.count("<row ") == 1 + 2 * 36 * 4
    assert '<c r="C2"><v>1</v></c>' in weeks


def test_a_page_to_take_home_asks_nobody_for_anything(call: Call, file: str) -> None:
    assert call("export", file, "--out", "debrief.html").exit_code == 0
    text = Path("debrief.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "<link" not in text
    for words in ("Team 1", "Team 2", "Whose orders cost how much", "10,000 chains", "<svg", "204.00"):
        assert words in text
    ids = [part.split('"', 1)[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert call("export", file, "--out", "seite.html", "--lang", "de").exit_code == 0
    assert '<html lang="de">' in Path("seite.html").read_text(encoding="utf-8")


def test_a_game_of_a_database_is_exported_by_its_code(call: Call, tmp_path: Path) -> None:
    game = Class(tmp_path)
    for week in (1, 2):
        game.all_order(week, 4.0 + week)
    cost = game.team().game.cost()
    code = game.code
    game.stop()
    out = tmp_path / "game.json"
    done = call("export", code.lower(), "--database", game.url, "--out", str(out))
    assert done.exit_code == 0, done.stderr
    told = json.loads(call("replay", str(out), "--json").stdout)
    assert (told["same"], told["teams"][0]["cost"], told["teams"][0]["weeks"]) == (True, cost, 2)
    classroom = Classroom(Database(game.url))
    assert classroom.room(code).team(1).game.cost() == cost
    classroom.stop()
    assert "there is no game with this code" in call("export", "ZZZZZZ", "--database", game.url).stderr
    missing = f"sqlite:///{tmp_path / 'none.db'}"
    assert "found no such file" in call("export", code, "--database", missing).stderr
    assert not (tmp_path / "none.db").exists()


def test_what_can_be_read_of_a_broken_game_can_be_taken_away(call: Call, tmp_path: Path) -> None:
    game = Class(tmp_path, people=1)
    for week in (1, 2, 3):
        game.order(1, week, 4.0)
    last = game.room.number
    with game.classroom.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE bullwhip_log SET event = 'x' WHERE number = {last}")
    game.stop()
    out = tmp_path / "game.json"
    given = ("export", game.code, "--database", game.url, "--out", str(out))
    done = call(*given)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"game {game.code}: entry {last} of its log cannot be read" in done.stderr
    assert f"bullwhip export {game.code} --until {last - 1}" in done.stderr
    assert not out.exists()
    assert call(*given, "--until", str(last - 1)).exit_code == 0
    assert len(GameRecord.read(out).team(1).weeks) == 2
    assert "as recorded" in call("replay", str(out)).stdout
    assert "a record's file, which has no log" in call("export", str(out), "--until", "3").stderr


def test_an_unknown_ending_is_refused(call: Call, file: str) -> None:
    assert "found the ending '.pdf'; give one of" in call("export", file, "--out", "a.pdf").stderr
    assert "a scenario needs .toml" in call("export", file, "--scenario", "--out", "a.csv").stderr
