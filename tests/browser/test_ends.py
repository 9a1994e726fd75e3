"""How a game begins alone, and how it ends."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.classroom import Classroom
from tests.browser.players import Screen, order, seated, week


def test_after_the_end_a_player_draws_what_customers_asked_for(classroom: Classroom, screen: Screen) -> None:
    game, player = seated(classroom, weeks=2)
    page = screen(player["link"])
    classroom.host(game, "end")
    pad = page.get_by_role("slider", name="What did the customers ask for?")
    pad.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(pad).to_have_attribute("aria-valuetext", "Week 6: 4")
    page.get_by_role("button", name="Send the drawing").click()
    expect(page.get_by_text("Your drawing has arrived")).to_be_visible()
    assert classroom.seat(player)["believes"] == [5, 5, 5, 5, 5, 4]
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 15, box["y"] + 12, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Send the drawing").click()
    classroom.wait(player, lambda view: view["believes"] == [6] * 6)
    page.reload()
    expect(page.get_by_role("button", name="Send the drawing again")).to_be_visible()
    expect(pad).to_have_attribute("aria-valuetext", "Week 1: 6")


def test_the_retailer_knows_the_customers_and_draws_nothing(classroom: Classroom, screen: Screen) -> None:
    game, player = seated(classroom, weeks=2, site="retailer")
    page = screen(player["link"])
    classroom.host(game, "end")
    expect(page.get_by_role("link", name="See what happened")).to_be_visible()
    expect(page.locator("#imagine")).to_be_hidden()


def test_one_person_plays_alone_from_the_first_page(screen: Screen) -> None:
    page = screen("/")
    expect(page.get_by_label("Your seat", exact=True).locator("option")).to_have_count(5)
    page.get_by_role("button", name="Play now").click()
    expect(page.locator("#site")).to_have_text("retailer")
    expect(page.get_by_label("Your order", exact=True)).to_be_visible()  # after the weeks that are fixed
    order(page, "5")
    week(page).to_have_text("Week 6")


def test_who_plays_alone_may_choose_the_seat(screen: Screen) -> None:
    page = screen("/", lang="de")
    page.get_by_label("Dein Platz", exact=True).select_option("factory")
    page.get_by_role("button", name="Jetzt spielen").click()
    expect(page.locator("#site")).to_have_text("Fabrik")
    expect(page.locator("#who")).to_contain_text("Du")
