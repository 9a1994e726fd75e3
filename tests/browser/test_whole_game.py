"""A whole lesson: 8 teams of 4 seats, half of them bots, from the form to the files that are taken home."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.classroom import Classroom, Refused
from tests.browser.lesson import Lesson, Person, open_lesson, share_link
from tests.browser.pages import PHONE, SMALL
from tests.browser.rooms import LAPTOP, choose
from tests.browser.take_away import check_debriefs, check_deciders, check_files, check_pages, record_of

Screen = Callable[..., Page]
Device = Callable[..., BrowserContext]
TEAMS, WEEKS = 8, 12
AWAY = 2  # weeks without an order, after which a bot takes over


def test_a_class_plays_a_whole_game(classroom: Classroom, screen: Screen, device: Device, tmp_path: Path) -> None:
    lesson = open_lesson(classroom, screen, TEAMS, WEEKS)
    ana, ben, cleo = everybody_joins(lesson, screen, device)
    start(lesson)
    somebody_reloads(lesson, ana, week=2)
    a_phone_is_closed_and_opened_again(lesson, screen, ben, week=3)
    a_player_is_lost_and_comes_back(lesson, screen, device, cleo, week=4)
    the_host_speaks_and_stops(lesson, week=8)
    the_host_takes_a_week_back(lesson, week=9)
    a_seat_changes_hands(lesson, screen, device, week=9)
    for week in range(10, WEEKS):
        lesson.play(week)
    the_last_week(lesson)
    record = record_of(lesson, tmp_path)
    check_pages(lesson, record)
    check_deciders(record)
    customers_are_imagined_and_shown(lesson, retailer=ana, others=[ben, cleo])
    check_debriefs(lesson, record)
    check_files(lesson.host, record, screen, tmp_path)


def everybody_joins(lesson: Lesson, screen: Screen, device: Device) -> tuple[Person, Person, Person]:
    """16 people: two phones, two computers, 12 programs."""
    expect(lesson.projector.locator("#heads")).to_have_text("Nobody is here yet")
    link = share_link(lesson.host, "To join")
    phone = {"has_touch": True, "is_mobile": True}
    ana = lesson.join(screen, device(size=SMALL, **phone), "Ana <b>", link)
    ben = lesson.join(screen, device(size=PHONE, scheme="dark", **phone), "Ben", link, team=2, site="wholesaler")
    front = screen("/", on=(computer := device(size=LAPTOP)))
    front.get_by_label("Room code").fill(lesson.code.lower())
    front.get_by_role("button", name="Join", exact=True).click()
    expect(front.get_by_label("Your name in the game")).to_be_visible()
    cleo = lesson.join(screen, computer, "Cleo", front.url, team=3, site="distributor")
    lesson.join(screen, device(size=LAPTOP), "Dan", link, team=4, site="factory")
    lesson.join_by_program(12)
    expect(lesson.projector.locator("#heads")).to_have_text("16 people are here")
    expect(lesson.projector.locator("#joined")).to_contain_text("Ana <b>")
    expect(lesson.host.locator("#heads")).to_contain_text("16 people")
    seats = lesson.host.locator("#teams > li")
    for team in range(TEAMS):
        expect(seats.nth(team).get_by_text("empty")).to_have_count(2)  # teams are filled evenly
    return ana, ben, cleo


def start(lesson: Lesson) -> None:
    """The fixed week is shown to all, then the first free one begins by itself."""
    lesson.host.get_by_role("button", name="Start the game").click()
    for person in lesson.people:
        expect(person.page.get_by_text("Orders are fixed at first: you order 4.")).to_be_visible()
    lesson.all_in(2)


def somebody_reloads(lesson: Lesson, person: Person, week: int) -> None:
    """An order outlives a reload, and can still be changed."""
    person.order(7)
    person.page.reload()
    expect(person.page.locator("#said")).to_contain_text("You ordered 7.")
    expect(person.page.get_by_label("Your order", exact=True)).to_have_value("7")
    lesson.play(week)


def a_phone_is_closed_and_opened_again(lesson: Lesson, screen: Screen, person: Person, week: int) -> None:
    """The class waits for a closed phone, and says so; the first page of the site leads back to the seat."""
    person.page.close()
    lesson.order_by_program()
    for other in lesson.people:
        if other is not person:
            other.order(5)
            expect(other.page.locator("#waiting")).to_contain_text("Waiting for the other teams")
    expect(lesson.host.locator("#line")).to_have_text("Only missing: Team 2 wholesaler (Ben)")
    expect(lesson.projector.locator("#teams li").nth(1)).to_contain_text("waits for wholesaler")
    person.page = screen("/", on=person.device)
    person.page.locator("#seats").get_by_role("link", name="Go on").click()
    person.week(week)
    person.send(9)
    lesson.all_in(week + 1)


def a_player_is_lost_and_comes_back(lesson: Lesson, screen: Screen, device: Device, lost: Person, week: int) -> None:
    """The host goes on without a lost player; then a bot plays, until the private link opens the seat elsewhere."""
    lost.page.locator("#own summary").click()
    expect(lost.page.get_by_label("Your private link")).to_have_value(re.compile("#"))
    link = lost.page.get_by_label("Your private link").input_value()
    lost.device.close()
    for missed in range(week, week + AWAY):
        lesson.order_by_program()
        for person in lesson.people:
            if person is not lost:
                person.order(6)
        expect(lesson.host.locator("#line")).to_have_text("Only missing: Team 3 distributor (Cleo)")
        lesson.host.get_by_role("button", name="Close the week now").click()
        lesson.all_in(missed + 1, absent=[lost])
    expect(seat_button(lesson.host, 3, "distributor")).to_contain_text("bot")
    lesson.play(week + AWAY, absent=[lost])
    lost.device = device(size=PHONE)
    lost.page = screen(link, on=lost.device)
    expect(lost.page.locator("#state")).to_contain_text("A bot orders for this seat")
    lost.order(8)
    lesson.play(week + AWAY + 1)
    expect(lost.page.locator("#state")).to_be_hidden()


def the_host_speaks_and_stops(lesson: Lesson, week: int) -> None:
    """A message, a pause, a timer, and the costs on the wall."""
    host, projector = lesson.host, lesson.projector
    host.locator(".tools").get_by_role("button", name="Message").click()
    host.get_by_role("dialog").get_by_label("Text").fill("Look at what is on its way")
    host.get_by_role("button", name="Send", exact=True).click()
    host.get_by_role("button", name="Pause").click()
    for person in lesson.people:
        expect(person.page.locator("#messages")).to_contain_text("Look at what is on its way")
        expect(person.page.locator("#state")).to_have_text("The host has paused the game.")
    with pytest.raises(Refused, match="not-playing"):
        lesson.classroom.order(lesson.players[0], 4)
    expect(projector.locator("#now")).to_have_text("Paused")
    host.get_by_role("button", name="Resume").click()
    set_timer(host, "3600")
    for page in (projector, *(person.page for person in lesson.people)):
        expect(page.locator("#clock")).to_have_text(re.compile(r"^(60:00|59:\d\d)$"))
    set_timer(host, "")
    expect(projector.locator("#clock")).to_be_hidden()
    expect(projector.locator("#teams .cost")).to_have_count(0)
    choose(host, "Show the figures on the projector")
    expect(projector.locator("#teams .cost")).to_have_count(TEAMS)
    lesson.play(week)


def the_host_takes_a_week_back(lesson: Lesson, week: int) -> None:
    """All pages are back in the last week, which is played again."""
    choose(lesson.host, "Undo the last week")
    lesson.host.get_by_role("button", name="Undo the week").click()
    lesson.all_in(week - 1)
    lesson.play(week - 1)


def a_seat_changes_hands(lesson: Lesson, screen: Screen, device: Device, week: int) -> None:
    """The host removes somebody, a late-comer takes the seat; another seat is a bot's for a week."""
    host = lesson.host
    removed, rested = lesson.players[:2]
    team, site = place_of(lesson, removed)
    seat_button(host, team, site).click()
    host.locator("#sheet").get_by_role("button", name="Remove …").click()
    host.get_by_role("button", name="Remove", exact=True).click()
    expect(host.locator("#sheet")).to_contain_text("Nobody sits here.")
    host.locator("#sheet").get_by_role("button", name="Close", exact=True).click()
    with pytest.raises(Refused, match="not-yours"):
        lesson.classroom.seat(removed)
    lesson.players.remove(removed)
    eve = lesson.join(screen, device(size=PHONE), "Eve", f"/j/{lesson.code}", team=team, site=site)
    eve.week(week)
    let_the_bot_play(lesson, rested, yes=True)
    lesson.players.remove(rested)
    lesson.play(week)
    lesson.players.append(rested)
    let_the_bot_play(lesson, rested, yes=False)


def let_the_bot_play(lesson: Lesson, player: dict[str, str], yes: bool) -> None:
    """The host gives a seat to its bot, or back to who sits there."""
    team, site = place_of(lesson, player)
    seat_button(lesson.host, team, site).click()
    sheet = lesson.host.locator("#sheet")
    sheet.get_by_role("button", name="Let the bot play" if yes else "Give the seat back").click()
    expect(sheet.get_by_role("button", name="Give the seat back" if yes else "Let the bot play")).to_be_visible()
    sheet.get_by_role("button", name="Close", exact=True).click()
    assert lesson.classroom.seat(player)["seat"]["bot"] is yes


def the_last_week(lesson: Lesson) -> None:
    """With the last order the game is over on all pages."""
    lesson.order_by_program()
    for person in lesson.people[:-1]:
        person.order(4)
    lesson.people[-1].send(4)
    for person in lesson.people:
        expect(person.page.locator("#state")).to_contain_text("The game is over. Your seat cost")
    expect(lesson.host.locator("#state")).to_have_text("over")
    expect(lesson.projector.locator("#now")).to_have_text("Where the teams ended")


def customers_are_imagined_and_shown(lesson: Lesson, retailer: Person, others: list[Person]) -> None:
    """Who never met the customers draws them first; the host's click shows them to all."""
    drawer, waiter = others[:2]
    retailer.page.get_by_role("link", name="See what happened").click()
    expect(retailer.page.locator("figure.chart").first).to_be_visible()
    for person in (drawer, waiter):
        person.page.get_by_role("link", name="See what happened").click()
        expect(person.page.get_by_text("First draw what you believe customers asked for")).to_be_visible()
    drawer.page.get_by_role("link", name="Draw it").click()
    drawer.page.get_by_role("slider").press("ArrowUp")
    drawer.page.get_by_role("button", name="Send the drawing").click()
    expect(drawer.page.get_by_text("Your drawing has arrived")).to_be_visible()
    drawer.page.get_by_role("link", name="See what happened").click()
    expect(drawer.page.locator("figure.chart").first).to_be_visible()
    lesson.projector.get_by_role("button", name="To the debrief").click()
    expect(lesson.projector.locator("#hidden")).to_be_visible()
    lesson.host.get_by_role("button", name="Show what customers asked for").click()
    expect(lesson.host.locator(".legend").first).to_contain_text("customers")
    expect(lesson.projector.locator(".legend").first).to_contain_text("customers")
    waiter.page.reload()
    expect(waiter.page.locator(".legend").first).to_contain_text("customers")


def seat_button(console: Page, team: int, site: str) -> Locator:
    """A seat in the console."""
    return console.locator("#teams > li").nth(team - 1).locator(f"button[data-site='{site}']")


def set_timer(console: Page, seconds: str) -> None:
    """The seconds for a week; none for no timer."""
    choose(console, "Timer …")
    console.get_by_label("Seconds for a week").fill(seconds)
    console.get_by_role("button", name="Set", exact=True).click()


def place_of(lesson: Lesson, player: dict[str, str]) -> tuple[int, str]:
    """Team and site of somebody."""
    seat = lesson.classroom.seat(player)["seat"]
    return seat["team"], seat["site"]
