"""A host leads a class through a game: start, close, message, undo, pause, timer, figures, end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.classroom import Classroom, Refused
from tests.browser.rooms import LAPTOP, choose, full_room, order_all

Screen = Callable[..., Page]
Device = Callable[..., BrowserContext]


def console(screen: Screen, game: dict[str, dict[str, str]]) -> Page:
    page = screen(game["host"]["link"], size=LAPTOP)
    expect(page.locator("#console")).to_be_visible()
    return page


def answer(page: Page, yes: str) -> None:
    page.locator("dialog.ask").get_by_role("button", name=yes).click()


def test_a_game_is_led_from_the_lobby_to_the_debrief(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, people=6, weeks=4)
    page = console(screen, game)
    assert "#" not in page.url, "the token is gone from the address"
    expect(page.locator("#heads")).to_contain_text("6 people")
    page.get_by_role("button", name="Start the game").click()
    expect(page.locator("#state")).to_have_text("playing")
    expect(page.locator("#summary")).to_have_text("0 of 6 seats have ordered")
    order_all(classroom, players[:5])
    expect(page.locator("#summary")).to_have_text("5 of 6 seats have ordered")
    expect(page.locator("#line")).to_have_text("Only missing: Team 2 distributor (Pupil 6)")
    page.get_by_role("button", name="Close the week now").click()
    expect(page.locator("#week")).to_have_text("Week 2 / 4")
    expect(page.locator("#notice")).to_have_text("The week is closed.")
    order_all(classroom, players)
    expect(page.locator("#week")).to_have_text("Week 3 / 4")
    choose(page, "End the game")
    answer(page, "End the game")
    expect(page.locator("#state")).to_have_text("over")
    expect(page.get_by_role("button", name="Debrief")).to_be_visible()
    assert classroom.seat(players[0])["game"]["state"] == "over"
    page.get_by_text("What happened").click()
    expect(page.locator("#log")).to_contain_text("Team 1, Team 2: week 1 was closed by the host.")
    expect(page.locator("#log")).to_contain_text("Pupil 6 joined Team 2 as distributor.")


def test_a_message_reaches_all_or_one_team(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2)
    classroom.host(game, "start")
    page = console(screen, game)
    page.locator("#console").get_by_role("button", name="Message", exact=True).click()
    page.get_by_role("dialog").get_by_label("Text").fill("Think of <b>what is on its way</b>")
    answer(page, "Send")
    expect(page.locator("#notice")).to_have_text("The message is sent.")
    page.get_by_role("button", name="Team 2", exact=True).click()
    page.locator("#sheet").get_by_role("button", name="Message").click()
    expect(page.locator("dialog.ask")).to_contain_text("Message to Team 2")
    page.locator("dialog.ask").get_by_label("Text").fill("Only you")
    answer(page, "Send")
    expect(page.locator("#log")).to_contain_text("Message: Only you")
    texts = [[said["text"] for said in classroom.seat(player)["messages"]] for player in players[:2]]
    assert texts == [["Think of <b>what is on its way</b>"], ["Think of <b>what is on its way</b>", "Only you"]]


def test_the_last_week_is_taken_back_only_after_a_yes(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    classroom.host(game, "start")
    order_all(classroom, players, 9)
    page = console(screen, game)
    expect(page.locator("#week")).to_contain_text("Week 2")
    choose(page, "Undo the last week")
    dialog = page.locator("dialog.ask")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#week")).to_contain_text("Week 2")
    choose(page, "Undo the last week")
    answer(page, "Undo the week")
    expect(page.locator("#week")).to_contain_text("Week 1")
    view = classroom.seat(players[0])
    assert (view["week"], view["ordered"], view["history"]) == (1, None, [])


def test_a_paused_game_takes_no_order_until_it_goes_on(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#state")).to_have_text("paused")
    with pytest.raises(Refused, match="409"):
        classroom.order(players[0], 4)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#state")).to_have_text("playing")
    classroom.order(players[0], 4)
    expect(page.locator("#summary")).to_have_text("1 of 4 seats have ordered")


def test_the_timer_is_set_runs_down_and_closes_the_week(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    choose(page, "Timer")
    page.get_by_role("dialog").get_by_label("Seconds for a week").fill("5")
    answer(page, "Set")
    expect(page.locator("#clock")).to_have_text(re.compile(r"^0:0[0-5]$"))
    expect(page.locator("#week")).to_have_text(re.compile(r"^Week ([2-9]|\d\d)"))  # nobody waits for a slow page
    choose(page, "Timer")
    page.get_by_role("dialog").get_by_label("Seconds for a week").fill("")
    answer(page, "Set")
    expect(page.locator("#clock")).to_be_hidden()


def test_what_cannot_be_done_says_why(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1)
    page = console(screen, game)
    classroom.host(game, "start")
    expect(page.locator("#state")).to_have_text("playing")
    choose(page, "Timer")
    page.get_by_role("dialog").get_by_label("Seconds for a week").fill("60")
    classroom.host(game, "end")
    answer(page, "Set")
    expect(page.locator("#trouble")).to_contain_text("game is over")


def test_what_cannot_be_done_is_not_offered(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1)
    page = console(screen, game)
    expect(page.locator("#end")).to_be_disabled()
    classroom.host(game, "start")
    expect(page.locator("#state")).to_have_text("playing")
    expect(page.locator("#end")).to_be_enabled()
    expect(page.locator("#close")).to_be_enabled()
    classroom.host(game, "pause")
    expect(page.locator("#state")).to_have_text("paused")
    expect(page.locator("#close")).to_be_disabled()


def test_what_another_console_has_done_meanwhile_is_said_in_the_words_of_a_host(
    classroom: Classroom, screen: Screen
) -> None:
    game, _ = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    expect(page.locator("#state")).to_have_text("playing")
    choose(page, "End the game")
    classroom.host(game, "end")
    answer(page, "End the game")
    expect(page.locator("#trouble")).to_have_text("The game is not running now.")


def test_figures_are_shown_on_the_projector_and_hidden_again(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2)
    classroom.host(game, "start")
    order_all(classroom, players)
    page = console(screen, game)
    wall = screen(game["screen"]["link"], size=(1920, 1080))
    expect(wall.locator("#teams")).to_contain_text("Team 2")
    expect(wall.locator(".cost")).to_have_count(0)
    choose(page, "Show the figures on the projector")
    expect(wall.locator(".cost")).to_have_count(2)
    choose(page, "Hide the figures on the projector")
    expect(wall.locator(".cost")).to_have_count(0)


def test_new_links_void_the_old_ones(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=0)
    page = console(screen, game)
    choose(page, "New tokens")
    answer(page, "Make new links")
    fresh = page.locator("#sheet").get_by_label("Projector on another device").input_value()
    assert fresh.partition("#")[0] == game["screen"]["link"].partition("#")[0]
    assert fresh != game["screen"]["link"]
    old = screen(game["screen"]["link"])
    expect(old.locator("#door")).to_contain_text("This browser may not show this room")
    expect(screen(fresh).locator("#address")).to_be_visible()


def test_a_second_device_opens_the_console_and_others_do_not(
    classroom: Classroom, screen: Screen, device: Device
) -> None:
    game, _ = full_room(classroom, teams=1)
    page = console(screen, game)
    page.get_by_role("button", name="Invite and links").click()
    sheet = page.locator("#sheet")
    assert sheet.get_by_label("To join").input_value().endswith(f"/j/{game['code']}")
    phone = screen(sheet.get_by_label("This console on another device").input_value(), on=device())
    expect(phone.get_by_role("button", name="Start the game")).to_be_visible()
    stranger = screen(f"/host/{game['code'].lower()}/")
    expect(stranger.locator("#door")).to_contain_text("This browser may not open this console")
    expect(stranger.locator("#console")).to_be_hidden()


def test_the_console_goes_on_by_itself_after_the_server_was_away(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    classroom.kill()
    expect(page.locator("#door")).to_contain_text("cannot be reached")
    classroom.start()
    order_all(classroom, players)
    expect(page.locator("#week")).to_contain_text("Week 2")
    expect(page.locator("#door")).to_be_hidden()
