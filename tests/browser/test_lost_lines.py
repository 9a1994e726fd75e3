"""A player's page goes on by itself, whatever happens to the line, the page or the server."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.classroom import Classroom
from tests.browser.players import FORCED, Screen, order, seated, week

Device = Callable[..., BrowserContext]


def test_an_order_given_without_a_line_is_sent_when_the_line_is_back(
    classroom: Classroom, screen: Screen, device: Device
) -> None:
    _, player = seated(classroom)
    phone = device()
    page = screen(player["link"], on=phone)
    week(page).to_have_text("Week 5")
    phone.set_offline(True)
    expect(page.locator("#line")).to_contain_text("No connection")
    order(page, "6")
    expect(page.locator("#said")).to_contain_text("Sending your order of 6")
    assert classroom.seat(player)["week"] == FORCED + 1
    phone.set_offline(False)
    week(page).to_have_text("Week 6")
    expect(page.locator("#line")).to_have_text("")
    assert classroom.seat(player)["history"][-1]["items"]["item"]["order"] == 6


def test_a_reload_keeps_seat_week_and_order(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1, forced_seconds=0)
    ana = classroom.join(game, "Ana", site="retailer")
    classroom.join(game, "Ben", site="factory")
    classroom.host(game, "start")
    page = screen(ana["link"])
    order(page, "4")
    expect(page.locator("#said")).to_contain_text("You ordered 4")
    page.reload()
    expect(page.locator("#said")).to_contain_text("You ordered 4")
    expect(page.get_by_label("Your order", exact=True)).to_have_value("4")
    expect(page.locator("#who")).to_contain_text("Ana")


def test_where_streams_are_held_back_the_page_fetches_its_weeks(
    classroom: Classroom, screen: Screen, device: Device
) -> None:
    game, player = seated(classroom)
    phone = device()
    phone.route("**/stream", lambda route: route.abort())
    page = screen(player["link"], on=phone)
    week(page).to_have_text("Week 5")
    classroom.order(player, 4)
    week(page).to_have_text("Week 6")
    order(page, "5")
    week(page).to_have_text("Week 7")
    classroom.host(game, "pause")
    expect(page.locator("#state")).to_have_text("The host has paused the game.")


def test_a_new_week_comes_by_itself_and_a_week_taken_back_too(classroom: Classroom, screen: Screen) -> None:
    game, player = seated(classroom)
    page = screen(player["link"])
    week(page).to_have_text("Week 5")
    classroom.order(player, 12)
    week(page).to_have_text("Week 6")
    classroom.host(game, "undo")
    week(page).to_have_text("Week 5")
    order(page, "3")
    week(page).to_have_text("Week 6")
    assert classroom.seat(player)["history"][-1]["items"]["item"]["order"] == 3


def test_who_is_removed_is_told_so(classroom: Classroom, screen: Screen) -> None:
    game, player = seated(classroom)
    page = screen(player["link"])
    expect(page.locator("#who")).to_contain_text("Ana")
    classroom.host(game, "remove", person=player["seat"])
    expect(page.locator("#door")).to_contain_text("This browser does not hold this seat")
    expect(page.locator("#play")).to_be_hidden()


def test_the_page_goes_on_by_itself_after_the_server_was_killed(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom)
    page = screen(player["link"])
    week(page).to_have_text("Week 5")
    classroom.kill()
    expect(page.locator("#line")).to_contain_text("No connection")
    order(page, "8")
    classroom.start()
    week(page).to_have_text("Week 6")
    assert classroom.seat(player)["history"][-1]["items"]["item"]["order"] == 8
