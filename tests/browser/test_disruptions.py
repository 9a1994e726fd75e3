"""The host orders a storm: the dialog, what players and projector are told, withdrawal, and the debrief."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, PROJECTOR, check_looks
from tests.browser.rooms import LAPTOP, choose, full_room, order_all

Screen = Callable[..., Page]
WEEKS = 8


def open_dialog(page: Page) -> None:
    choose(page, "Order a disruption")
    expect(page.locator("dialog.ask")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.locator("dialog.ask").get_by_role("button", name=name).click()


def test_a_storm_from_the_dialog_to_the_debrief(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1, weeks=WEEKS, seed=7)
    classroom.host(game, "start")
    host = screen(game["host"]["link"], size=LAPTOP)
    phone = screen(players[0]["link"], size=PHONE)
    wall = screen(game["screen"]["link"], size=PROJECTOR)
    expect(host.locator("#week")).to_contain_text("Week 1")
    open_dialog(host)
    dialog = host.locator("dialog.ask")
    check_looks(host)
    host.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    dialog.get_by_label("Where?").select_option("factory")
    dialog.get_by_label("First week").fill("3")
    dialog.get_by_label("Name").fill("Snow <b>storm</b>")
    press(host, "Order it")
    expect(host.locator("#notice")).to_have_text("The disruption is ordered.")
    told = "Snow <b>storm</b>: no shipments leave (factory), Week 3 to Week 4"
    expect(host.locator("#disruptions")).to_contain_text(told)
    expect(phone.locator("#disruptions")).to_have_text(told)
    expect(wall.locator("#disruptions")).to_have_text(told)
    check_looks(host)
    check_looks(phone)
    check_looks(wall)
    for _ in range(2):
        order_all(classroom, players, 9)
    on = "Snow <b>storm</b>: no shipments leave (factory), now, until Week 4"
    expect(phone.locator("#disruptions")).to_have_text(on)
    expect(wall.locator("#disruptions")).to_have_text(on)
    expect(host.locator("#disruptions").get_by_role("button")).to_have_count(0)
    for _ in range(WEEKS - 2):
        order_all(classroom, players, 9)
    expect(host.locator("#state")).to_have_text("over")
    host.goto(f"/host/{game['code']}/debrief")
    expect(host.locator("figcaption")).to_contain_text("Shaded: Snow <b>storm</b> (3-4).")
    expect(host.locator("svg.wide .band-name")).to_have_text("Snow <b>storm</b>")
    check_looks(host)
    host.goto(f"/host/{game['code']}/debrief?view=what-if")
    host.get_by_label("Snow <b>storm</b>").check()
    host.get_by_role("button", name="What if?").click()
    expect(host.locator(".big-answer")).to_contain_text("Your team would have")
    check_looks(host)


def test_what_has_not_begun_is_withdrawn_and_players_are_told_no_more(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1, weeks=WEEKS)
    classroom.host(game, "start")
    host, phone = screen(game["host"]["link"], size=LAPTOP), screen(players[0]["link"], size=PHONE)
    open_dialog(host)
    dialog = host.locator("dialog.ask")
    dialog.get_by_label("What happens?").select_option("customers ask for more or less")
    expect(dialog.get_by_label("Percent of the usual")).to_have_value("200")
    expect(dialog.get_by_label("Where?").locator("option")).to_have_text(["everywhere", "retailer"])
    press(host, "Order it")
    expect(phone.locator("#disruptions")).to_contain_text("Storm: customers ask for 200% of the usual (everywhere)")
    open_dialog(host)
    expect(dialog.get_by_label("Name")).to_have_value("Storm 2")
    dialog.get_by_label("Players are told").select_option("when it begins")
    press(host, "Order it")
    expect(host.locator("#disruptions li")).to_have_count(2)
    expect(phone.locator("#disruptions li")).to_have_count(1)
    host.locator("#disruptions li").first.get_by_role("button", name="Withdraw").click()
    expect(host.locator("dialog.ask")).to_contain_text("Withdraw Storm?")
    press(host, "Withdraw")
    expect(host.locator("#disruptions li")).to_have_count(1)
    expect(phone.locator("#disruptions")).to_be_hidden()
