"""The debrief in a browser: for everyone, in every size and colour, by keyboard, and at home without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import (
    PHONE,
    PROJECTOR,
    SMALL,
    TABLET,
    check_accessible,
    check_looks,
    check_no_sideways,
    follow,
)
from tests.browser.rooms import full_room, order_all

Screen = Callable[..., Page]
Device = Callable[..., BrowserContext]
WEEKS = 12
VIEWS = ("orders", "stock", "cost", "bullwhip", "teams", "beliefs", "what-if", "shares", "habits", "crowd")
Player = dict[str, Any]


@pytest.fixture(scope="module")
def finished(classroom: Classroom) -> tuple[dict[str, Any], list[Player]]:
    """Two teams, six people, all weeks played."""
    game, players = full_room(classroom, people=6, weeks=WEEKS, seed=7)
    classroom.host(game, "start")
    for week in range(1, WEEKS + 1):
        for place, player in enumerate(players):
            classroom.order(player, (3 * week * (place + 2)) % 19)
    classroom.wait(players[0], lambda view: view["game"]["state"] == "over")
    return game, players


def board(screen: Screen, game: dict[str, Any], kind: str, **options: Any) -> Page:
    """The debrief of host or projector, by way of the link that opens the room."""
    page = screen(game[kind]["link"], **options)
    expect(page.locator(f"#{'room' if kind == 'host' else 'screen'}, #play, main > *").first).to_be_attached()
    expect(page).to_have_url(re.compile("^[^#]*$"))
    page.goto(f"/{kind}/{game['code']}/debrief")
    expect(page.get_by_role("navigation", name="What to look at")).to_be_visible()
    return page


def own(screen: Screen, player: Player, **options: Any) -> Page:
    page = screen(player["link"], **options)
    expect(page.locator("#play")).to_be_visible()
    page.goto(f"/seat/{player['seat']}/debrief?anyway=1")
    return page


@pytest.mark.parametrize("view", VIEWS)
def test_everyone_can_use_every_view(screen: Screen, finished: tuple[Any, list[Player]], view: str) -> None:
    game, players = finished
    host = board(screen, game, "host")
    host.goto(f"/host/{game['code']}/debrief?view={view}&team=2&all=1")
    check_looks(host)
    if view in {"orders", "habits", "crowd"}:
        phone = own(screen, players[1])
        phone.goto(f"/seat/{players[1]['seat']}/debrief?anyway=1&view={view}")
        check_looks(phone)


@pytest.mark.parametrize(("size", "shown"), [(SMALL, "phone"), (PHONE, "phone"), (TABLET, "wide"), (PROJECTOR, "wide")])
def test_a_picture_fits_the_screen(
    screen: Screen, finished: tuple[Any, list[Player]], size: tuple[int, int], shown: str
) -> None:
    page = board(screen, finished[0], "screen", size=size)
    for kind in ("phone", "wide"):
        expect(page.locator(f"figure.chart svg.{kind}").first).to_be_visible(visible=kind == shown)
    box = page.locator(f"figure.chart svg.{shown}").first.bounding_box()
    assert box is not None
    assert box["width"] > 0.6 * size[0]
    assert box["height"] < size[1]
    letters = page.locator(f"figure.chart svg.{shown} text").first
    height = letters.evaluate("text => text.getBoundingClientRect().height")
    assert height >= (9 if shown == "phone" else 11)


def test_the_host_reveals_what_customers_asked_for_and_the_projector_follows(
    classroom: Classroom, screen: Screen
) -> None:
    game, players = full_room(classroom, teams=1, weeks=2)
    classroom.host(game, "start")
    for _ in range(2):
        order_all(classroom, players)
    wall = board(screen, game, "screen", size=PROJECTOR)
    expect(wall.get_by_text("still hidden")).to_be_visible()
    expect(wall.locator(".legend").get_by_text("customers")).to_have_count(0)
    host = board(screen, game, "host")
    host.get_by_role("button", name="Show what customers asked for").click()
    expect(host.locator(".legend").get_by_text("customers")).to_be_visible()
    expect(wall.locator(".legend").get_by_text("customers")).to_be_visible()
    expect(wall.get_by_text("still hidden")).to_have_count(0)


def test_a_what_if_by_keyboard_alone(screen: Screen, finished: tuple[Any, list[Player]]) -> None:
    page = board(screen, finished[0], "host")
    link = page.get_by_role("link", name="What if?")
    link.focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("wholesaler")
    expect(box).to_be_visible()
    box.focus()
    page.keyboard.press("Space")
    page.get_by_label("From which week on?").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="in all")).to_be_visible()
    expect(page.get_by_label("wholesaler")).to_be_checked()
    expect(page.get_by_label("From which week on?")).to_have_value("5")


def test_another_team_is_a_choice_away(screen: Screen, finished: tuple[Any, list[Player]]) -> None:
    page = board(screen, finished[0], "host")
    follow(page, "Cost")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team 1")
    page.get_by_label("Team", exact=True).select_option("2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team 2")
    expect(page.get_by_role("heading", name="Cost by site")).to_be_visible()


def test_it_works_without_scripts(classroom: Classroom, device: Device, finished: tuple[Any, list[Player]]) -> None:
    game, _ = finished
    plain = device(java_script_enabled=False)
    plain.add_cookies([{"name": f"host-{game['code']}", "value": game["host"]["token"], "url": classroom.url}])
    page = plain.new_page()
    page.goto(f"/host/{game['code']}/debrief")
    page.get_by_role("link", name="Who caused what").click()
    expect(page.get_by_role("heading", name="Whose orders cost how much")).to_be_visible()
    page.get_by_label("Team", exact=True).select_option("2")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team 2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_taken_home_needs_no_network(
    screen: Screen, device: Device, finished: tuple[Any, list[Player]], tmp_path: Path, scheme: str
) -> None:
    page = board(screen, finished[0], "host")
    with page.expect_download() as download:
        page.get_by_role("link", name="This debrief as a page").click()
    file = tmp_path / "debrief.html"
    download.value.save_as(file)
    home = device(scheme=scheme, size=SMALL).new_page()
    asked: list[str] = []
    home.on("request", lambda request: asked.append(request.url))
    refused: list[str] = []
    home.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    home.goto(file.as_uri())
    expect(home.get_by_role("heading", name="Leaderboard")).to_be_visible()
    expect(home.get_by_role("heading", name="The class against 10,000 chains")).to_be_visible()
    assert asked == [file.as_uri()]
    assert refused == []
    check_accessible(home)
    check_no_sideways(home)
