"""A teacher makes a room: at once, with changes, with a scenario of the own."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bullwhip.server.game.scenarios import playable
from tests.agents.games.games import PEOPLE, record_of
from tests.browser.classroom import Classroom
from tests.browser.pages import PROJECTOR, SMALL, TABLET, check_accessible, check_no_sideways
from tests.browser.rooms import LAPTOP, other_details

Screen = Callable[..., Page]
Size = tuple[int, int]
BEER_GAME = re.compile("^Beer game(?!,)")  # not its benchmark

SHOP = """
name = "Tea & <b>biscuits</b>"
teaches = "One shop that a person runs"
period = "week"
periods = 6
whole_units = true

[[site]]
name = "tea room"
role = "retailer"
person = true
stock = 10
holding_cost = 1
backlog_cost = 2
demand = { type = "constant", value = 3 }
rule = "pass-on"

[[lane]]
to = "tea room"
lead_time = 1
order_delay = 1
"""


def open_room(page: Page) -> str:
    page.get_by_role("button", name="Open the room").click()
    expect(page.locator("#state")).to_have_text("waiting to start")
    return page.url.rstrip("/").rpartition("/")[2]


def test_one_click_opens_a_room_that_people_can_join(classroom: Classroom, screen: Screen) -> None:
    page = screen("/new", size=LAPTOP)
    expect(page.get_by_role("radio", name=BEER_GAME)).to_be_checked()
    code = open_room(page)
    game = {"code": code}
    for number in range(5):
        classroom.join(game, f"Pupil {number}")
    assert len(classroom.call("GET", f"/api/games/{code}")["teams"]) == 2, "a second team opens when the first is full"
    expect(page.locator("#heads")).to_contain_text("5 people")


def test_what_the_form_says_is_what_is_played(classroom: Classroom, screen: Screen, tmp_path: Path) -> None:
    page = screen("/new", size=LAPTOP)
    other_details(page)
    page.get_by_label("Teams", exact=True).fill("3")
    page.get_by_label("Weeks", exact=True).fill("12")
    page.get_by_label("Players do not see how many weeks there are").uncheck()
    page.get_by_role("combobox", name="Who moves on").select_option("host")
    page.get_by_label("Timer: seconds for a week").fill("90")
    page.get_by_role("combobox", name="For who has not ordered").select_option("zero")
    page.get_by_label("what customers ask for").check()
    page.get_by_label("Largest order").fill("40")
    page.get_by_label("Name of the game").fill("Monday class")
    page.get_by_label("Seed of all luck").fill("7")
    page.get_by_role("group", name="All seats").get_by_role("combobox").first.select_option("player:calm")
    group = page.locator("#network").get_by_role("group", name="factory", exact=True)
    group.get_by_label("Stock at the start").fill("33")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download this scenario").click()
    assert caught.value.suggested_filename == "beer-game.toml"
    file = tmp_path / "scenario.toml"
    caught.value.save_as(file)
    written = tomllib.loads(file.read_text())
    assert written["periods"] == 12
    assert written["share"] == {"demand": "all"}
    assert {site["name"]: site["stock"] for site in written["site"]}["factory"] == 33
    assert all(site["rule"]["cap"] == 40 for site in written["site"])
    open_room(page)
    expect(page.locator("h3", has_text="Team 3")).to_be_visible()
    page.locator("#go").click()
    page.get_by_role("dialog").get_by_role("button", name="Start the game").click()
    expect(page.locator("#week")).to_have_text("Week 1 / 12")
    expect(page.locator("#clock")).to_be_visible()
    page.locator(".seat").first.click()
    expect(page.locator("#sheet")).to_contain_text("orders what was asked for")


def test_a_number_that_cannot_be_is_said_beside_its_field(screen: Screen) -> None:
    page = screen("/new", size=LAPTOP)
    page.get_by_text("Seats, absent players and bots").click()
    page.get_by_label("People who may share a seat").fill("99")
    page.get_by_text("Seats, absent players and bots").click()
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_label("People who may share a seat")).to_be_focused()
    assert page.url.endswith("/new")


def test_a_delay_that_no_person_could_play_is_refused_with_its_reason(screen: Screen) -> None:
    page = screen("/new", size=LAPTOP)
    other_details(page)
    page.get_by_role("group", name="Wholesaler → retailer").get_by_label("Weeks until an order arrives").fill("0")
    page.get_by_role("button", name="Open the room").click()
    expect(page.locator("#trouble")).to_contain_text("order_delay")
    assert page.url.endswith("/new")


def test_a_server_that_wants_a_token_asks_for_it(screen: Screen) -> None:
    page = screen("/new", size=LAPTOP)

    def guard(route: Route) -> None:
        shown = route.request.headers.get("authorization")
        if shown == "Bearer correct horse":
            route.continue_()
        else:
            route.fulfill(status=403, json={"code": "create-token", "message": "it needs the token"})

    page.route("**/api/games", guard)
    page.get_by_role("button", name="Open the room").click()
    page.get_by_label("This server asks for a token").fill("correct horse")
    open_room(page)


def test_a_scenario_of_the_own_is_checked_and_played(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "tea.toml"
    file.write_text(SHOP)
    page = screen("/new", size=LAPTOP)
    page.locator("#file").set_input_files(file)
    expect(page.locator("#upload-said")).to_have_text("tea.toml is fine.")
    expect(page.get_by_role("radio", name="Tea & <b>biscuits</b>")).to_be_checked()
    expect(page.locator("#team-size")).to_contain_text("1 seat")
    open_room(page)
    expect(page.locator(".seat")).to_contain_text("tea room")


def test_a_player_of_an_earlier_game_is_a_bot_of_the_next(screen: Screen, tmp_path: Path) -> None:
    record_of(PEOPLE).write(tmp_path / "game.json")
    (tmp_path / "none.json").write_text("[]")
    page = screen("/new", size=LAPTOP)
    other_details(page)
    everybody = page.get_by_role("group", name="All seats")
    everybody.get_by_role("combobox", name="Rule").select_option("file")
    file = everybody.get_by_label("The file that replays")
    file.set_input_files(tmp_path / "none.json")
    expect(everybody.get_by_role("status")).not_to_be_empty()
    file.set_input_files(tmp_path / "game.json")
    expect(everybody.get_by_role("status")).to_have_text("3 players were found.")
    everybody.get_by_role("combobox", name="Rule").select_option(label="factory player (Team 1, factory)")
    factory = page.get_by_role("group", name="Factory").get_by_role("combobox", name="Rule")
    factory.focus()
    factory.select_option(label="wholesaler player (Team 1, wholesaler)")
    check_accessible(page)
    open_room(page)
    for site in ("factory", "retailer"):
        page.locator(f"#teams [data-site='{site}']").first.click()
        expect(page.locator("#sheet")).to_contain_text("human (alpha")
        page.keyboard.press("Escape")


def test_work_of_the_server_may_take_longer_than_an_answer(screen: Screen, tmp_path: Path) -> None:
    """The first analysis starts a process; on a busy machine that takes longer than the loss of an answer shows in."""
    record_of(PEOPLE).write(tmp_path / "game.json")
    page = screen("/new", size=LAPTOP)
    other_details(page)

    def late(route: Route) -> None:
        time.sleep(2)
        route.continue_()

    page.route("**/api/players", late)
    everybody = page.get_by_role("group", name="All seats")
    everybody.get_by_role("combobox", name="Rule").select_option("file")
    page.evaluate("const real = AbortSignal.timeout; AbortSignal.timeout = ms => real.call(AbortSignal, ms / 10)")
    everybody.get_by_label("The file that replays").set_input_files(tmp_path / "game.json")
    expect(everybody.get_by_role("status")).to_have_text("3 players were found.")


def test_all_faults_of_a_file_are_listed_with_their_places(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    faulty = SHOP.replace("stock = 10", "stok = 10").replace("holding_cost = 1", "holding_cost = -1")
    file.write_text(faulty.replace('rule = "pass-on"', 'rule = "os:system"'))
    page = screen("/new", size=LAPTOP)
    page.locator("#file").set_input_files(file)
    expect(page.locator("#upload-said")).to_contain_text("3 faults")
    table = page.get_by_role("region", name="Faults of the file")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(3)
    for where, found in (("holding_cost", "-1"), ("stok", "stok"), ("rule.type", "os:system")):
        expect(rows.filter(has_text=found).get_by_role("rowheader")).to_have_text(f"site 'tea room', {where}")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # where the bar at the bottom hides nothing
    check_accessible(page)
    expect(page.get_by_role("radio", name=BEER_GAME)).to_be_checked()
    expect(page.get_by_role("radio")).to_have_count(len(playable()))


def test_a_file_that_is_no_scenario_or_too_large_is_refused(screen: Screen, tmp_path: Path) -> None:
    page = screen("/new", size=LAPTOP)
    for name, content, said in (
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\xff", "has 1 fault"),
        ("broken.toml", SHOP.replace("stock = 10", "stock = = 10").encode(), "has 1 fault"),
        ("big.toml", b"#" * 1_000_000, "too large"),
        ("empty.toml", b"", "fault"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        page.locator("#file").set_input_files(file)
        expect(page.locator("#upload-said")).to_contain_text(f"{name} ")
        expect(page.locator("#upload-said")).to_contain_text(said)
        if name == "broken.toml":
            expect(page.get_by_role("rowheader")).to_have_text("line 12")
    assert page.get_by_role("radio").count() == len(playable())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, TABLET, PROJECTOR])
def test_the_form_is_for_everyone(screen: Screen, size: Size, scheme: str) -> None:
    page = screen("/new", size=size, scheme=scheme)
    expect(page.get_by_role("radio", name=BEER_GAME)).to_be_checked()
    other_details(page)
    page.get_by_role("group", name="All seats").get_by_role("combobox").first.select_option("smoothing")
    check_accessible(page)
    check_no_sideways(page)
