"""A player's page through the weeks of a game."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, check_accessible, check_no_sideways
from tests.browser.players import FORCED, Screen, order, seated, week


def test_a_week_closes_when_all_have_ordered_and_an_order_may_change_until_then(
    classroom: Classroom, screen: Screen
) -> None:
    game = classroom.make(teams=1, forced_seconds=0)
    ana, ben = classroom.join(game, "Ana", site="wholesaler"), classroom.join(game, "Ben", site="factory")
    classroom.host(game, "start")
    page = screen(ana["link"])
    week(page).to_have_text("Week 5")
    expect(page.locator("#waiting")).to_contain_text("Waiting for: factory")
    order(page, "7")
    expect(page.locator("#said")).to_contain_text("You ordered 7. You can change it")
    order(page, "9")
    expect(page.locator("#said")).to_contain_text("You ordered 9.")
    assert classroom.seat(ana)["ordered"] == {"item": 9}
    classroom.order(ben, 4)
    week(page).to_have_text("Week 6")
    expect(page.get_by_label("Your order", exact=True)).to_have_value("")
    expect(page.locator("#said")).to_have_text("")
    assert [past["items"]["item"]["order"] for past in classroom.seat(ana)["history"]] == [4, 4, 4, 4, 9]


def test_weeks_with_fixed_orders_are_shown(classroom: Classroom, screen: Screen) -> None:
    """That they go by themselves is a matter of the server's clock (test_closing.py)."""
    game = classroom.make(teams=1, forced_seconds=600)
    player = classroom.join(game, "Ana")
    page = screen(player["link"])
    classroom.host(game, "start")
    expect(page.get_by_text("Orders are fixed at first: you order 4.")).to_be_visible()
    expect(page.get_by_label("Your order", exact=True)).to_be_hidden()
    for _ in range(FORCED):
        classroom.host(game, "close")
    week(page).to_have_text("Week 5")
    expect(page.get_by_label("Your order", exact=True)).to_be_visible()
    expect(page.get_by_text("Orders are fixed at first")).to_be_hidden()


def test_the_page_shows_the_figures_of_its_seat(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom, weeks=4)
    figures = classroom.seat(player)["sight"]["items"]["item"]
    page = screen(player["link"])
    week(page).to_have_text("Week 9")
    shown = {
        cell.locator("dt").inner_text(): cell.locator("dd").first.inner_text()
        for cell in page.locator("#figures dl > div").all()
    }
    assert shown["Arrived"] == f"{figures['received']:g}"
    assert shown["Asked for"] == f"{figures['asked']:g}"
    assert shown["Sent"] == f"{figures['shipped']:g}"
    assert shown["Stock"] == f"{figures['on_hand']:g}"
    assert shown["Backlog"] == f"{figures['backlog']:g}"
    assert shown["Cost now"] == f"{figures['cost']:.2f}"
    page.get_by_text("All figures as a table").click()
    expect(page.locator("#rows tbody tr")).to_have_count(8)
    expect(page.locator("#charts svg[role=img]")).to_have_count(2)


def test_the_figures_and_the_order_fit_on_a_phone_without_scrolling(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom, weeks=6)
    page = screen(player["link"], size=PHONE)
    box = page.get_by_role("button", name="Order", exact=True).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE[1]
    assert page.evaluate("scrollY") == 0
    check_no_sideways(page)


def test_an_order_that_is_none_is_refused_with_the_reason(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom, cap=50)
    page = screen(player["link"])
    for typed, said in {
        "": "Enter a number",
        "-3": "cannot be sent back",
        "x": "Enter a number",
        "2,5": "whole",
        "51": "Order 50 at most",
    }.items():
        order(page, typed)
        expect(page.locator("#fault")).to_contain_text(said)
        expect(page.get_by_label("Your order", exact=True)).to_be_focused()
    assert classroom.seat(player)["ordered"] is None
    order(page, "50")
    week(page).to_have_text("Week 6")
    expect(page.locator("#fault")).to_be_hidden()


def test_steps_change_the_order_and_never_go_below_nothing(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom)
    page = screen(player["link"])
    field = page.get_by_label("Your order", exact=True)
    page.get_by_role("button", name="less").click()
    expect(field).to_have_value("0")
    for _ in range(3):
        page.get_by_role("button", name="more").click()
    expect(field).to_have_value("3")
    box = page.get_by_role("button", name="more").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44


def test_the_keyboard_alone_plays_three_weeks(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom)
    page = screen(player["link"])
    week(page).to_have_text("Week 5")
    for _ in range(40):  # from the top of the page to the order
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "order-0":
            break
    expect(page.get_by_label("Your order", exact=True)).to_be_focused()
    for number in (5, 6, 7):
        page.keyboard.type(str(number + 3))
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        week(page).to_have_text(f"Week {number + 1}")
        expect(page.get_by_label("Your order", exact=True)).to_be_focused()
        expect(page.get_by_label("Your order", exact=True)).to_have_value("")
    assert [past["items"]["item"]["order"] for past in classroom.seat(player)["history"]][FORCED:] == [9, 10, 11]


def test_pause_message_timer_and_end_reach_the_page(classroom: Classroom, screen: Screen) -> None:
    game, player = seated(classroom)
    page = screen(player["link"])
    classroom.host(game, "message", text="<b>Five</b> minutes left")
    expect(page.locator("#messages li").first).to_have_text("<b>Five</b> minutes left")
    classroom.host(game, "timer", seconds=3600)
    expect(page.locator("#clock")).to_have_text(re.compile(r"^(60:00|59:\d\d)$"))
    classroom.host(game, "pause")
    expect(page.get_by_text("The host has paused the game")).to_be_visible()
    expect(page.get_by_label("Your order", exact=True)).to_be_hidden()
    classroom.host(game, "resume")
    expect(page.get_by_label("Your order", exact=True)).to_be_visible()
    classroom.host(game, "end")
    expect(page.get_by_text("The game is over. Your seat cost")).to_be_visible()
    expect(page.get_by_role("link", name="See what happened")).to_be_visible()


def test_after_practice_everything_begins_anew(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom, practice_weeks=1)
    page = screen(player["link"])
    expect(page.locator("#state")).to_contain_text("Practice: this does not count")
    order(page, "9")
    week(page).to_have_text("Week 5")
    expect(page.locator("#state")).to_be_hidden()
    assert [past["items"]["item"]["order"] for past in classroom.seat(player)["history"]] == [4, 4, 4, 4]


TEA = """
name = "Tea shop"
period = "day"
periods = 20
whole_units = true
share = ["demand"]

[[site]]
name = "shop"
role = "retailer"
person = true
rule = { type = "order-up-to", level = 20 }
demand = { type = "poisson", mean = 4 }

[site.items]
tea = { stock = 12 }
"<b>milk</b>" = { stock = 3 }

[[lane]]
to = "shop"
lead_time = 3
order_delay = 1
"""


def test_a_seat_with_several_items_orders_them_together(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom, site="shop", scenario=TEA)
    page = screen(player["link"])
    week(page).to_have_text("Day 1")
    expect(page.get_by_role("heading", name="tea", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="<b>milk</b>", exact=True)).to_be_visible()
    page.get_by_label("Your order of tea").fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your order of <b>milk</b>")).to_be_focused()  # a number is missing there
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    week(page).to_have_text("Day 2")
    (first,) = classroom.seat(player)["history"]
    assert {item: figures["order"] for item, figures in first["items"].items()} == {"tea": 5, "<b>milk</b>": 2}


def test_a_seat_that_the_host_gave_to_a_bot_takes_no_order_until_it_is_back(
    classroom: Classroom, screen: Screen
) -> None:
    game, player = seated(classroom)
    page = screen(player["link"])
    week(page).to_have_text("Week 5")
    classroom.host(game, "bot", team=1, site="wholesaler", on=True)
    expect(page.locator("#state")).to_have_text("The host lets a bot play this seat for now.")
    expect(page.get_by_label("Your order", exact=True)).to_be_hidden()
    classroom.host(game, "bot", team=1, site="wholesaler", on=False)
    expect(page.locator("#state")).to_be_hidden()
    order(page, "5")
    week(page).to_have_text("Week 6")


def test_two_people_share_a_seat_and_see_each_other_s_order(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1, people_per_seat=2, forced_seconds=0)
    ana = classroom.join(game, "Ana", site="retailer")
    ben = classroom.join(game, "Ben", site="retailer")
    classroom.join(game, "Cleo", site="factory")
    classroom.host(game, "start")
    first, second = screen(ana["link"]), screen(ben["link"])
    expect(first.locator("#who")).to_contain_text("with Ben")
    order(first, "4")
    expect(second.locator("#said")).to_contain_text("You ordered 4")


def test_a_number_that_some_read_as_thousands_is_no_whole_number(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom)
    page = screen(player["link"])
    for typed in ("5,000", "5.000"):
        order(page, typed)
        expect(page.locator("#fault")).to_have_text("Enter a whole number.")
    assert classroom.seat(player)["history"][-1]["week"] == FORCED, "no week was closed with an order of 5"


def test_an_order_far_above_all_others_is_asked_about(classroom: Classroom, screen: Screen) -> None:
    _, player = seated(classroom)
    page = screen(player["link"], size=PHONE)
    page.get_by_label("Your order").fill("5000")
    page.get_by_role("button", name="Order", exact=True).click()
    dialog = page.locator("dialog.ask")
    expect(dialog).to_contain_text("Really order 5,000?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Your order")).to_be_focused()
    assert classroom.seat(player)["ordered"] is None
    page.get_by_role("button", name="Order", exact=True).click()
    check_accessible(page)
    dialog.get_by_role("button", name="Order 5,000").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#week")).to_have_text(f"Week {FORCED + 2}")  # nobody else is waited for
    assert classroom.seat(player)["history"][-1]["items"]["item"]["order"] == 5000
