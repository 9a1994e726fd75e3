"""Whether what pages and files say after a game is what the engine says when the game's record is played again."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from bullwhip.agents.debriefs.what_if import Played, what_if
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.seat import units_in
from tests.browser.classroom import START
from tests.browser.lesson import Lesson, seat_of

__all__ = ["check_debriefs", "check_deciders", "check_files", "check_pages", "record_of"]

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHOWN = ("received", "asked", "shipped", "on_hand", "backlog", "order")  # the columns of a player's table
Screen = Callable[..., Page]


def record_of(lesson: Lesson, folder: Path) -> GameRecord:
    """The record that the host downloads from the debrief."""
    lesson.host.get_by_role("button", name="Debrief").click()
    return GameRecord.read(saved(lesson.host, "The game as a file that replays", folder))


def saved(page: Page, name: str, folder: Path) -> Path:
    """The file behind a link of the page."""
    with page.expect_download() as caught:
        page.get_by_role("link", name=name).click()
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    return path


def check_pages(lesson: Lesson, record: GameRecord) -> None:
    """Every player's figures, and the costs of the projector, to the last digit."""
    for view in [lesson.classroom.seat(player) for player in lesson.players]:
        check_seat(view, record)
    for person in lesson.people:
        view = person.page.request.get(f"/api/seats/{seat_of(person.page)}").json()
        check_seat(view, record)
        expect(person.page.locator("#state")).to_contain_text(f"Your seat cost {money(view['sight']['cost_so_far'])}.")
        written = [[figure(week["items"]["item"][name]) for name in SHOWN] for week in reversed(view["history"])]
        shown = person.page.locator("#rows tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('td')].slice(0, -1).map(cell => cell.textContent))"
        )
        assert shown == written
    costs = sorted(record.game(number).cost() for number in range(1, len(record.teams) + 1))
    expect(lesson.projector.locator("#teams .cost")).to_have_text([money(cost) for cost in costs])


def check_seat(view: dict[str, Any], record: GameRecord) -> None:
    """What a seat was told in the game is what the record gives."""
    table = record.game(view["seat"]["team"])
    assert view["history"] == table.history(view["seat"]["site"])
    assert view["sight"]["cost_so_far"] == table.cost(view["seat"]["site"])
    assert record.team(view["seat"]["team"]).cost == table.cost()


def check_deciders(record: GameRecord) -> None:
    """Who decided is what happened: the fixed week, the lost player, the bot for a week, the week taken back."""
    told = {
        (number, seat.site): [week[seat.site].by for week in team.weeks]
        for number, team in enumerate(record.teams, 1)
        for seat in team.seats
    }
    assert {deciders[0] for deciders in told.values()} == {"forced"}
    assert told[3, "distributor"][1:] == ["person"] * 2 + ["host"] * 2 + ["bot"] + ["person"] * 6
    bots = [deciders for deciders in told.values() if set(deciders[1:]) == {"bot"}]
    assert len(bots) == len(told) / 2, "half of the seats were bots' all the time"
    assert sum(deciders.count("bot") for deciders in told.values()) == 11 * len(bots) + 2
    assert [[week for week, _ in team.undone] for team in record.teams] == [[8]] * len(record.teams)


def check_debriefs(lesson: Lesson, record: GameRecord) -> None:
    """Every view of the debrief shows something, and costs, orders, shares and what-ifs are the engine's."""
    host = lesson.host
    titles = host.get_by_role("navigation", name="What to look at").get_by_role("link").all_inner_texts()
    for title in titles:
        host.get_by_role("navigation", name="What to look at").get_by_role("link", name=title, exact=True).click()
        expect(host).to_have_title(re.compile(f"^{re.escape(title)} ·"))
        expect(host.locator(".shown > *, .what-if").first).to_be_visible()
        expect(host.locator("p.notice.warn")).to_have_count(0)
    assert leaderboard(host) == ranking(record)
    assert leaderboard(lesson.projector) == ranking(record)
    check_what_if(host, record)
    for person in lesson.people:
        check_own_orders(person.page, record)


def ranking(record: GameRecord) -> list[list[str]]:
    """Teams and their costs, the cheapest first."""
    costs = sorted((record.game(number).cost(), team.name) for number, team in enumerate(record.teams, 1))
    return [[name, money(cost)] for cost, name in costs]


def leaderboard(page: Page) -> list[list[str]]:
    """Teams and costs as a debrief lists them."""
    page.goto(f"{page.url.partition('?')[0]}?view=teams")
    return [row[1:3] for row in rows_of(chart(page, "Leaderboard"))]


def check_what_if(page: Page, record: GameRecord) -> None:
    """A click on "What if?" gives what the analysis gives; and nothing where a seat is played as it was."""
    page.goto(f"{page.url.partition('?')[0]}?view=what-if&team=2")
    page.get_by_label("factory").check()
    page.get_by_label("From which week on?").fill("3")
    page.get_by_role("button", name="What if?").click()
    told = what_if(Played.of(record, 2), {"factory": "order-up-to"}, 3)
    verb = "saved" if told.difference < 0 else "paid"
    expect(page.locator(".big-answer")).to_contain_text(f"{verb} {money(abs(told.difference))}")
    expect(page.locator(".big-answer")).to_contain_text(money(told.other_cost))


def check_own_orders(page: Page, record: GameRecord) -> None:
    """A player's debrief shows the orders of the own team."""
    seat = page.request.get(f"/api/seats/{seat_of(page)}").json()["seat"]
    page.goto(f"/seat/{seat['id']}/debrief?view=orders")
    header = chart(page, "Orders").locator("thead th").all_text_contents()
    column = header.index(seat["site"])
    orders = [figure(units_in(week[seat["site"]].orders["item"])) for week in record.team(seat["team"]).weeks]
    assert [row[column] for row in rows_of(chart(page, "Orders"))] == orders


def check_files(page: Page, record: GameRecord, screen: Screen, folder: Path) -> None:
    """The files to take away: every week, seat and team, and a page that needs no server."""
    weeks = sum(4 * (len(team.weeks) + len(team.undone)) for team in record.teams)
    with saved(page, "All weeks as CSV", folder).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == weeks == 8 * 4 * (12 + 1)
    played = [row for row in rows if row["undone"] == "no"]
    for number in range(1, len(record.teams) + 1):
        cost = sum(float(row["cost"]) for row in played if row["team"] == str(number))
        assert cost == pytest.approx(record.game(number).cost(), rel=1e-12)
    assert {"person", "bot", "host", "forced"} == {row["decided_by"] for row in rows}
    assert any("Ana <b>" in row["people"] for row in rows)
    assert rows_of_sheets(saved(page, "All weeks as a workbook (XLSX)", folder)) == [weeks + 1, 9, 33, 5]
    replayed = run_bullwhip("replay", str(saved(page, "The game as a file that replays", folder)), "--json")
    assert [team["cost"] for team in replayed["teams"]] == [team.cost for team in record.teams]
    home = screen(saved(page, "This debrief as a page", folder).as_uri())
    assert [row[1:3] for row in rows_of(chart(home, "Leaderboard"))] == ranking(record)
    expect(home.locator("h1")).to_contain_text("What happened")


def run_bullwhip(*words: str) -> Any:
    """What a command prints as JSON, in a process of its own."""
    ran = subprocess.run([sys.executable, "-c", START, *words], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def rows_of_sheets(file: Path) -> list[int]:
    """How many rows each sheet of a workbook has."""
    with zipfile.ZipFile(file) as book:
        assert book.testzip() is None
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [len(ElementTree.fromstring(book.read(name)).findall(f".//{CELL}row")) for name in names]


def chart(page: Page, title: str) -> Locator:
    """A figure of a debrief by its heading."""
    return page.locator("figure.chart").filter(has=page.get_by_role("heading", name=title, exact=True)).first


def rows_of(figure: Locator) -> list[list[str]]:
    """The table under a figure."""
    cells = "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    expect(figure.locator("tbody tr").first).to_be_attached()
    rows: list[list[str]] = figure.locator("tbody tr").evaluate_all(cells)
    return rows


def money(amount: float) -> str:
    """An amount as an English page writes it."""
    return f"{amount:,.2f}"


def figure(units: float) -> str:
    """A quantity as an English page writes it."""
    return f"{units:,.2f}".rstrip("0").rstrip(".")
