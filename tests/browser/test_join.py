"""Students come in: by a code, into a seat, and back into it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, SMALL

Screen = Callable[..., Page]
Device = Callable[..., BrowserContext]


def join(page: Page, name: str) -> None:
    page.get_by_label("Your name in the game").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("#play")).to_be_visible()


def test_a_student_joins_by_typing_the_code_and_the_name(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1, name="Monday class")
    page = screen("/")
    page.get_by_label("Room code").fill(f" {game['code'].lower()} ")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday class")
    join(page, "Ana")
    expect(page.locator("#who")).to_have_text("Ana · Team 1")
    expect(page.get_by_text("The game begins when the host starts it")).to_be_visible()
    assert "#" not in page.url  # the token is gone from the address
    (team,) = classroom.call("GET", f"/api/games/{game['code']}")["teams"]
    assert sum(seat["people"] for seat in team["seats"]) == 1


def test_a_wrong_code_says_so_and_shows_the_way_back(screen: Screen) -> None:
    page = screen("/j/ZZZZZZ")
    expect(page.get_by_role("alert")).to_contain_text("There is no room with this code")
    page.get_by_role("link", name="To the first page").click()
    page.get_by_label("Room code").fill("1234")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("A room code has letters only")).to_be_visible()


def test_a_student_chooses_the_team_and_the_seat(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=2)
    page = screen(f"/j/{game['code']}")
    page.get_by_text("Choose a team or a seat").click()
    page.get_by_label("Team").select_option("2")
    page.get_by_label("Seat", exact=True).select_option("factory")
    join(page, "Ben")
    expect(page.locator("#site")).to_have_text("factory")
    expect(page.locator("#who")).to_have_text("Ben · Team 2")


def test_opening_the_link_takes_no_seat(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1)
    for _ in range(3):
        expect(screen(f"/j/{game['code']}").get_by_label("Your name in the game")).to_be_visible()
    lobby = classroom.call("GET", f"/api/games/{game['code']}")
    assert all(seat["people"] == 0 for seat in lobby["teams"][0]["seats"])


def test_a_reload_and_a_page_opened_anew_come_back_to_the_seat(
    classroom: Classroom, screen: Screen, device: Device
) -> None:
    game = classroom.make(teams=1)
    phone = device()
    page = screen(f"/j/{game['code']}", on=phone)
    join(page, "Ana")
    seat = page.url
    page.reload()
    expect(page.locator("#who")).to_contain_text("Ana")
    page.close()
    again = screen(f"/j/{game['code']}", on=phone)
    expect(again.get_by_role("heading", name="You have a seat here")).to_be_visible()
    again.get_by_role("link", name="Go on").click()
    expect(again.locator("#who")).to_contain_text("Ana")
    assert again.url == seat
    front = screen("/", on=phone)
    expect(front.get_by_role("heading", name="Your seats on this device")).to_be_visible()


def test_the_private_link_opens_the_seat_on_a_second_device(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1)
    page = screen(f"/j/{game['code']}")
    join(page, "Ana")
    page.locator("#own summary").click()
    expect(page.get_by_label("Your private link")).to_have_value(re.compile("#"))
    link = page.get_by_label("Your private link").input_value()
    page.get_by_text("Show it as a QR code").click()
    expect(page.get_by_alt_text("QR code of the private link")).to_be_visible()
    other = screen(link, size=SMALL)
    expect(other.locator("#who")).to_contain_text("Ana")
    assert "#" not in other.url


def test_a_seat_does_not_open_without_its_token(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1)
    player = classroom.join(game, "Ana")
    page = screen(f"/seat/{player['seat']}/")
    expect(page.locator("#door")).to_contain_text("This browser does not hold this seat")
    page.get_by_role("link", name="Join again").click()
    expect(page.get_by_label("Your name in the game")).to_be_visible()


def test_who_leaves_gives_up_the_seat(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1)
    page = screen(f"/j/{game['code']}", size=PHONE)
    join(page, "Ana")
    page.locator("#own summary").click()
    page.get_by_role("button", name="Leave the seat").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave the seat").click()
    expect(page.get_by_label("Your name in the game")).to_be_visible()
    expect(page.get_by_role("heading", name="You have a seat here")).to_be_hidden()
    assert all(seat["people"] == 0 for seat in classroom.call("GET", f"/api/games/{game['code']}")["teams"][0]["seats"])


def test_a_name_can_be_changed(classroom: Classroom, screen: Screen) -> None:
    game = classroom.make(teams=1)
    page = screen(f"/j/{game['code']}")
    join(page, "Ana")
    page.locator("#own summary").click()
    page.get_by_role("button", name="Change your name").click()
    page.get_by_role("dialog").get_by_label("Your name in the game").fill("Anna")
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_contain_text("Anna")


@pytest.mark.parametrize(
    "name",
    [
        "<img src onerror=document.title='pwned'>",
        "<script>document.title='pwned'</script>",
        "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
        "'; DROP TABLE games; --",
        "../../etc/passwd",
        "شبكة الإمداد",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "A" * 40,
    ],
)
def test_a_hostile_name_is_shown_as_it_was_written(classroom: Classroom, screen: Screen, name: str) -> None:
    game = classroom.make(teams=1, people_per_seat=2)
    page = screen(f"/j/{game['code']}", size=SMALL)
    join(page, name)
    expect(page.locator("#who bdi").first).to_have_text(name)
    other = screen(f"/j/{game['code']}", size=SMALL)
    other.get_by_text("Choose a team or a seat").click()
    other.get_by_label("Seat", exact=True).select_option("retailer")
    join(other, "Ben")
    expect(other.locator("#who")).to_contain_text("Ben")
    assert page.title() != "pwned"
    assert other.locator("img, #play script").count() == 0
