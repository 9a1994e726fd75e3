"""The projector: the lobby, the race, who waits for whom, and no figures unless the host shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PROJECTOR, check_accessible, check_no_sideways
from tests.browser.rooms import LOOKS, full_room, order_all

Screen = Callable[..., Page]
Size = tuple[int, int]
READABLE = 28  # px on a projector of 1920 x 1080


def wall(screen: Screen, game: dict[str, Any], **options: Any) -> Page:
    page = screen(game["screen"]["link"], **{"size": PROJECTOR, **options})
    expect(page.locator("#screen")).to_be_visible()
    return page


def font_size(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))


def test_the_lobby_shows_the_way_in_and_who_is_there(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=2, people=0)
    page = wall(screen, game)
    assert "#" not in page.url
    expect(page.locator("#code")).to_have_text(game["code"])
    expect(page.locator("#address")).to_have_text(classroom.url.removeprefix("http://"))
    expect(page.locator("#heads")).to_have_text("Nobody is here yet")
    expect(page.locator("#qr")).to_be_visible()
    page.wait_for_function("document.getElementById('qr').naturalWidth > 0")
    classroom.join(game, "<b>Ana</b>")
    expect(page.locator("#heads")).to_have_text("1 person is here")
    expect(page.locator("#joined")).to_contain_text("<b>Ana</b>")
    assert page.locator("#code").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_code_and_the_race_can_be_read_from_the_back(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=8)
    page = wall(screen, game)
    assert font_size(page, "#code") >= 6 * READABLE
    assert font_size(page, "#address") >= 2 * READABLE
    assert font_size(page, "#joined li") >= READABLE
    classroom.host(game, "start")
    expect(page.locator("#race")).to_be_visible()
    assert font_size(page, "#teams li") >= READABLE
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "all is seen without scrolling"


def test_the_race_says_who_waits_for_whom(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, weeks=5, hidden_length=False)
    page = wall(screen, game)
    classroom.host(game, "start")
    expect(page.locator("#now")).to_have_text("Week 1 / 5")
    by_seat = {(view["team"], view["site"]): player for player in players for view in [classroom.seat(player)["seat"]]}
    order_all(
        classroom, [player for place, player in by_seat.items() if place not in {(2, "retailer"), (2, "factory")}]
    )
    expect(page.locator("#waits")).to_have_text("1 of 2 teams have ordered")
    expect(page.locator("#teams li").nth(1)).to_contain_text("waits for retailer, factory")
    expect(page.locator("#teams li").nth(0)).to_contain_text("ready")
    classroom.host(game, "message", text="One more minute")
    expect(page.locator("#message")).to_have_text("One more minute")
    order_all(classroom, [by_seat[2, "retailer"], by_seat[2, "factory"]])
    expect(page.locator("#now")).to_have_text("Week 2 / 5")
    bar = page.get_by_role("progressbar", name="Team 1: week 2")
    assert bar.evaluate("bar => bar.value / bar.max") == pytest.approx(1 / 5)


def test_a_hidden_length_stays_hidden(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1, weeks=17)
    page = wall(screen, game)
    classroom.host(game, "start")
    order_all(classroom, players)
    expect(page.locator("#now")).to_have_text("Week 2")
    html = page.locator("#screen").inner_html()  # in an address a port may have these digits
    assert not re.search(r"(?<!\d)17(?!\d)", html)
    order_all(classroom, players[:3])
    expect(page.get_by_role("progressbar", name="Team 1: 3 of 4 seats are ready")).to_be_visible()


def test_no_figure_is_on_the_projector_until_the_host_shows_them(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2)
    classroom.host(game, "start")
    order_all(classroom, players)
    order_all(classroom, players[::2], 60)
    page = wall(screen, game)
    expect(page.locator("#teams li")).to_have_count(2)
    costs = [
        team["cost"]
        for team in classroom.call("GET", f"/api/games/{game['code']}/host", token=game["host"]["token"])["teams"]
    ]
    answer = classroom.call("GET", f"/api/games/{game['code']}/screen", token=game["screen"]["token"])
    assert [team["cost"] for team in answer["teams"]] == [None, None]
    assert not any(f"{cost:.2f}" in page.content() for cost in costs)
    classroom.host(game, "figures", show=True)
    expect(page.locator(".cost")).to_have_text([f"{cost:.2f}" for cost in sorted(costs)])


def test_teams_at_their_own_pace_race_and_the_end_leads_to_the_debrief(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, pace="own")
    page = wall(screen, game)
    classroom.host(game, "start")
    first = [player for player in players if classroom.seat(player)["seat"]["team"] == 1]
    for _ in range(3):
        order_all(classroom, first)
    expect(page.locator("#now")).to_have_text("The race")
    expect(page.locator("#teams .week")).to_have_text(["week 4", "week 1"])
    bars = [bar.evaluate("bar => bar.value / bar.max") for bar in page.get_by_role("progressbar").all()]
    assert bars == [1, 0.25]
    classroom.host(game, "end")
    expect(page.locator("#end")).to_be_visible()
    link = page.get_by_role("button", name="To the debrief")
    assert link.get_attribute("href") == f"/screen/{game['code']}/debrief"


def test_the_clock_runs_by_the_servers_time(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, timer_seconds=65)
    page = screen(game["screen"]["link"], size=PROJECTOR)
    page.clock.install()
    classroom.host(game, "start")
    page.reload()
    expect(page.locator("#clock")).to_have_text(re.compile(r"^1:0\d$"))
    page.clock.run_for(20_000)
    expect(page.locator("#clock")).to_have_text(re.compile(r"^0:4\d$"))


@pytest.mark.parametrize(("teams", "size", "scheme"), LOOKS)
def test_the_projector_is_for_everyone(
    classroom: Classroom, screen: Screen, teams: int, size: Size, scheme: str
) -> None:
    game, players = full_room(classroom, teams=teams, people=min(4 * teams, 40))
    page = wall(screen, game, size=size, scheme=scheme)
    expect(page.locator("#joined > li")).to_have_count(teams)
    check_accessible(page)
    check_no_sideways(page)
    classroom.host(game, "start")
    classroom.host(game, "message", text="Think of what is on its way")
    order_all(classroom, players[:3])
    expect(page.locator("#message")).to_be_visible()
    check_accessible(page)
    check_no_sideways(page)
    classroom.host(game, "figures", show=True)
    classroom.host(game, "end")
    expect(page.locator("#end")).to_be_visible()
    check_accessible(page)
    check_no_sideways(page)
