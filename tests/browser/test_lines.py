"""Seats with several items, several suppliers, a recipe and customers who do not wait, in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bakery import BAKERY
from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, PROJECTOR, SMALL, check_looks, check_no_sideways
from tests.browser.players import Screen, order, week

ORDERS = {"flour": {"trader": 10, "mill": 5}, "butter": 9, "bread": 12}


def bakery(classroom: Classroom, days: int = 0) -> Any:
    """A player in the bakery, some days on."""
    game = classroom.make(scenario=BAKERY, teams=1)
    player = classroom.join(game, "Ana")
    classroom.host(game, "start")
    for _ in range(days):
        view = classroom.wait(player, lambda view: view["ordered"] is None)
        path = f"/api/seats/{player['seat']}/orders/{view['week']}"
        classroom.call("PUT", path, {"orders": ORDERS}, player["token"])
    classroom.wait(player, lambda view: view["week"] == days + 1)
    return player


def fill(page: Page, **typed: str) -> None:
    """Type orders into the boxes, by their labels, and send them."""
    flour = page.get_by_role("group", name="Your order of flour")
    flour.get_by_label("from trader").fill(typed["trader"])
    flour.get_by_label("from mill").fill(typed["mill"])
    page.get_by_label("Your order of butter").fill(typed["butter"])
    page.get_by_label("How much bread to make").fill(typed["bread"])
    page.get_by_role("button", name=re.compile("^(Order|Change the order)$")).click()


def test_each_item_and_each_supplier_has_a_box(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(scenario=BAKERY, teams=1, pace="host")
    player = classroom.join(game, "Ana")
    classroom.host(game, "start")
    page = screen(player["link"])
    expect(page.locator("#order input")).to_have_count(4)
    expect(page.get_by_text("You say how much to order from each.").first).to_be_visible()
    expect(page.locator("#order").get_by_text("Your order is split: dairy 70%, farm 30%.")).to_be_visible()
    fill(page, trader="10", mill="x", butter="9", bread="12")
    expect(page.locator("#fault")).to_contain_text("Enter a number")
    expect(page.get_by_label("from mill")).to_be_focused()
    fill(page, trader="10", mill="5", butter="9", bread="12")
    expect(page.locator("#said")).to_contain_text(
        "You ordered flour: 10 from trader, 5 from mill, butter: 9, bread: 12"
    )
    assert classroom.seat(player)["ordered"] == ORDERS
    page.reload()
    expect(page.get_by_label("from mill")).to_have_value("5")
    classroom.host(game, "close")
    week(page).to_have_text("Day 2")
    expect(page.get_by_label("from mill")).to_have_value("")


def test_what_comes_is_told_by_supplier_and_what_was_lost_is_told(classroom: Classroom, screen: Screen) -> None:
    player = bakery(classroom, days=5)
    figures = classroom.seat(player)["sight"]["items"]
    page = screen(player["link"], size=PHONE)
    mill = page.locator("#figures div", has=page.locator("dt", has_text="On its way from mill")).last
    units = sum(figures["flour"]["supplies"][1]["coming"])
    assert units > 0
    expect(mill.locator("b").first).to_be_visible()
    assert sum(int(text) for text in mill.locator("b").all_text_contents()) == units
    dairy = page.locator("#figures div", has=page.locator("dt", has_text="On its way from dairy")).last
    expect(dairy).to_contain_text("nobody knows when")
    lost = page.locator("#figures div", has=page.locator("dt", has_text="Lost sales")).last
    expect(lost.locator("dd").first).to_have_text(f"{figures['bread']['lost']:g}")
    page.get_by_text("All figures as a table").click()
    expect(
        page.get_by_role("region", name="flour").get_by_role("columnheader", name="You ordered: mill")
    ).to_have_count(1)
    expect(page.get_by_role("region", name="bread").get_by_role("columnheader", name="Lost sales")).to_have_count(1)


def test_the_rules_of_a_site_are_stated(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(scenario=BAKERY, teams=1)
    page = screen(classroom.join(game, "Ana")["link"])  # in the lobby already
    page.get_by_text("Rules of your site").click()
    rules = page.locator("#terms-body")
    for said in (
        "1 bread = 1 butter + 2 flour",
        "Customers do not wait",
        "Goods keep for 2 days",
        "Your site has a capacity of 30 per day",
        "There is room for 200",
        "It is asked for by: Making bread",
        "2 days on average, mostly 1 to 4 days",
    ):
        expect(rules).to_contain_text(said)
    facts = {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rules.locator("tr").all()}
    assert facts["A unit that a customer no longer waits for"] == "2.00"
    assert facts["At most"] == "25 per day"
    assert facts["Price of a unit from 50 on"] == "0.80"


def test_a_warehouse_sees_what_each_shop_asked_for(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(scenario="two-shops", teams=1)
    player = classroom.join(game, "Ana", site="warehouse")
    classroom.host(game, "start")
    for _ in range(3):
        classroom.order(player, 4)
    view = classroom.wait(player, lambda view: view["week"] == 4)
    page = screen(player["link"], size=PROJECTOR)
    week(page).to_have_text("Week 4")
    shown = [row.locator("th, td").all_text_contents() for row in page.locator("table.lines tbody tr").all()]
    claims = view["sight"]["items"]["item"]["claims"]
    assert shown == [[one["to"], *(f"{one[key]:g}" for key in ("asked", "shipped", "owed"))] for one in claims]


def test_where_goods_may_go_back_an_order_may_be_below_zero(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(scenario="information-sharing", teams=1, pace="host")
    player = classroom.join(game, "Ana", site="distributor alone")
    classroom.host(game, "start")
    page = screen(player["link"])
    order(page, "-2.5")
    expect(page.locator("#said")).to_contain_text("You ordered -2.5.")
    assert classroom.seat(player)["ordered"] == {"item": -2.5}
    page.get_by_role("button", name="less").click()
    expect(page.get_by_label("Your order", exact=True)).to_have_value("-3.5")


@pytest.mark.parametrize("lang", ["en", "de", "fr"])
def test_a_bakery_is_for_everyone_on_every_screen(classroom: Classroom, screen: Screen, lang: str) -> None:
    page = screen(bakery(classroom, days=4)["link"], size=SMALL, lang=lang)
    expect(page.locator("#terms")).to_be_visible()
    page.locator("#terms summary").click()
    if lang == "en":
        check_looks(page)
    else:
        check_no_sideways(page)


def test_the_shipped_bakery_says_what_holds_there(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(scenario="bakery", teams=1, pace="host")
    player = classroom.join(game, "Ana")
    classroom.host(game, "start")
    page = screen(player["link"])
    expect(page.locator("#state")).to_have_text("14 days at the start do not count.")
    expect(page.locator("#how li")).to_have_count(5)
    expect(page.locator("#how")).to_contain_text("Your team wins with the highest profit")
    for at, units in enumerate(("90", "40", "60", "90", "180")):
        page.locator(f"#order-{at}").fill(units)
    expect(page.get_by_label("from mill, in steps of 50")).to_have_value("60")
    page.get_by_role("button", name="Order", exact=True).click()  # nothing is usual yet: nothing is asked
    expect(page.locator("#said")).to_contain_text("Rounded up to whole steps: flour: 40 from grocer, 100 from mill.")
    classroom.host(game, "close")
    week(page).to_have_text("Day 2")
    expect(page.locator("#history h2")).to_have_text("Your days so far")
    facts = page.locator("#figures .costs")
    for name in ("Profit so far", "Cash", "Cost now", "Cost so far"):
        expect(facts.get_by_text(name, exact=True)).to_be_visible()
    host = screen(game["host"]["link"], size=PROJECTOR)
    expect(host.get_by_role("button", name="Close the day now")).to_be_visible()
    check_no_sideways(page)
