"""A host looks after seats and teams: bots, removing, moving, swapping, names; a room at a glance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom, Refused
from tests.browser.pages import check_accessible, check_no_sideways
from tests.browser.rooms import LAPTOP, LOOKS, choose, full_room, order_all

Screen = Callable[..., Page]
Size = tuple[int, int]


def console(screen: Screen, game: dict[str, Any], **options: Any) -> Page:
    page = screen(game["host"]["link"], **{"size": LAPTOP, **options})
    expect(page.locator("#console")).to_be_visible()
    return page


def seat(page: Page, team: int, site: str) -> Any:
    return page.locator(f"#teams [data-team='{team}'][data-site='{site}']")


def answer(page: Page, yes: str) -> None:
    page.locator("dialog.ask").get_by_role("button", name=yes).click()


def close_sheet(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()


def test_a_bot_takes_a_seat_and_hands_it_back(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    order_all(classroom, players[1:])
    expect(page.locator("#line")).to_have_text("Only missing: Team 1 retailer (Pupil 1)")
    seat(page, 1, "retailer").click()
    page.locator("#sheet").get_by_role("button", name="Let the bot play").click()
    expect(page.locator("#week")).to_contain_text("Week 2")
    expect(page.locator("#sheet")).to_contain_text("Give the seat back to its people")
    expect(seat(page, 1, "retailer")).to_contain_text("bot")
    page.locator("#sheet").get_by_role("button", name="Give the seat back").click()
    expect(seat(page, 1, "retailer")).to_contain_text("not yet")
    order_all(classroom, players)
    expect(page.locator("#week")).to_contain_text("Week 3")


def test_a_bot_gets_a_rule_with_its_parameters(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=1)
    page = console(screen, game)
    seat(page, 1, "factory").click()
    page.locator("#sheet").get_by_role("button", name="Rule of the bot").click()
    dialog = page.locator("dialog.ask")
    dialog.get_by_role("combobox", name="Rule").select_option("forecast-order-up-to")
    dialog.get_by_role("combobox", name="forecast").select_option("moving-average")
    dialog.get_by_role("spinbutton", name="window").fill("5")
    dialog.get_by_role("spinbutton", name="cover").fill("4")
    answer(page, "Set")
    expect(page.locator("#sheet")).to_contain_text("forecast-order-up-to (")
    choose_all = "Bots of all seats"
    close_sheet(page)
    choose(page, choose_all)
    page.locator("dialog.ask").get_by_role("combobox", name="Rule").select_option("player:careful")
    answer(page, "Set for all")
    seat(page, 1, "wholesaler").click()
    expect(page.locator("#sheet")).to_contain_text("a careful player, who counts what is on order")
    page.locator("#sheet").get_by_role("button", name="Rule of the bot").click()
    page.locator("dialog.ask").get_by_role("combobox", name="Rule").select_option(label="as the scenario says")
    answer(page, "Set")
    expect(page.locator("#sheet")).not_to_contain_text("a careful player, who counts what is on order")


def test_a_removed_person_loses_the_seat_and_a_bot_goes_on(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    classroom.host(game, "start")
    page = console(screen, game)
    seat(page, 1, "factory").click()
    page.locator("#sheet").get_by_role("button", name="Remove").click()
    answer(page, "Cancel")
    expect(page.locator("#sheet")).to_contain_text("Pupil 4")
    page.locator("#sheet").get_by_role("button", name="Remove").click()
    answer(page, "Remove")
    expect(page.locator("#sheet")).to_contain_text("Nobody sits here.")
    expect(seat(page, 1, "factory")).to_contain_text("bot")
    with pytest.raises(Refused, match=r"40[13]"):
        classroom.seat(players[3])
    order_all(classroom, players[:3])
    expect(page.locator("#week")).to_contain_text("Week 2")


def test_people_move_and_swap_and_keep_their_own_link(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, people=4)
    page = console(screen, game)
    expect(seat(page, 1, "retailer")).to_contain_text("Pupil 1")
    seat(page, 1, "retailer").click()
    page.locator("#sheet").get_by_role("button", name="Move …", exact=True).click()
    page.locator("dialog.ask").get_by_role("combobox", name="To").select_option(label="Team 2: factory")
    answer(page, "Move")
    expect(seat(page, 2, "factory")).to_contain_text("Pupil 1")
    close_sheet(page)
    seat(page, 2, "factory").click()
    page.locator("#sheet").get_by_role("button", name="Move …", exact=True).click()
    page.locator("dialog.ask").get_by_role("combobox", name="To").select_option(label="Team 1: wholesaler (Pupil 3)")
    answer(page, "Move")
    expect(seat(page, 1, "wholesaler")).to_contain_text("Pupil 1")
    expect(seat(page, 2, "factory")).to_contain_text("Pupil 3")
    assert [classroom.seat(players[at])["seat"]["site"] for at in (0, 2)] == ["wholesaler", "factory"]


def test_a_team_gets_another_name(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=1)
    page = console(screen, game)
    page.get_by_role("button", name="Team 1", exact=True).click()
    page.locator("#sheet").get_by_role("button", name="Rename").click()
    page.locator("dialog.ask").get_by_label("Name").fill("<i>Brewers</i> \u202eevil")
    answer(page, "Rename")
    expect(page.locator("#sheet-title")).to_contain_text("<i>Brewers</i>")
    assert page.locator("#teams i").count() == 0


def test_one_team_is_closed_and_taken_back_alone_where_teams_go_alone(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, pace="own")
    classroom.host(game, "start")
    page = console(screen, game)
    page.get_by_role("button", name="Team 2", exact=True).click()
    page.locator("#sheet").get_by_role("button", name="Close this team's week").click()
    expect(page.locator("#sheet")).to_contain_text("week 2")
    expect(page.locator("#week")).to_contain_text("Week 1\u20132")
    page.locator("#sheet").get_by_role("button", name="Undo its last week").click()
    answer(page, "Undo the week")
    expect(page.locator("#sheet")).to_contain_text("week 1")
    assert {classroom.seat(player)["week"] for player in players} == {1}


def test_an_absent_seat_is_found_by_the_filter(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=2, away_after=5)
    classroom.host(game, "start")
    page = console(screen, game)
    absent = next(player for player in players if classroom.seat(player)["seat"]["team"] == 2)
    order_all(classroom, [player for player in players if player is not absent])
    page.get_by_role("button", name="Close the week now").click()
    expect(page.locator("#week")).to_contain_text("Week 2")
    expect(page.locator("#needs")).to_have_text("1")
    page.get_by_label("Needs attention").check()
    expect(page.locator("#teams h3")).to_have_text(["Team 2week 2"])
    page.get_by_label("All", exact=True).check()
    page.get_by_label("Find a team or a name").fill("pupil 3")
    expect(page.locator("#teams h3")).to_have_text(["Team 1week 2"])
    page.get_by_label("Find a team or a name").fill("nobody")
    expect(page.get_by_text("No team fits.")).to_be_visible()


def test_a_room_of_250_teams_shows_each_as_a_tile_and_finds_who_is_waited_for(
    classroom: Classroom, screen: Screen
) -> None:
    game, players = full_room(classroom, teams=250, people=8)
    classroom.host(game, "start")
    page = console(screen, game)
    expect(page.locator("#teams .tile")).to_have_count(250)
    page.get_by_label("Waited for").check()
    expect(page.locator("#teams .tile")).to_have_count(8)
    tile = page.locator("#teams [data-team='3']")
    tile.focus()
    order_all(classroom, players[:2])
    expect(page.locator("#teams .tile")).to_have_count(6)
    expect(tile).to_be_focused()
    page.get_by_label("Find a team or a name").fill("Pupil 5")
    expect(page.locator("#teams .tile")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_contain_text("Pupil 5")


def test_the_keyboard_alone_leads_a_game(classroom: Classroom, screen: Screen) -> None:
    game, players = full_room(classroom, teams=1)
    page = console(screen, game)

    def press(name: str) -> None:
        button = page.get_by_role("button", name=name, exact=True)
        for _ in range(40):
            page.keyboard.press("Tab")
            if button.evaluate("button => button === document.activeElement"):
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} was not reached")

    press("Start the game")
    expect(page.locator("#state")).to_have_text("playing")
    order_all(classroom, players[:3])
    expect(page.locator("#summary")).to_have_text("3 of 4 seats have ordered")
    press("factory Pupil 4 not yet")
    expect(page.locator("#sheet")).to_be_visible()
    press("Let the bot play")
    expect(page.locator("#week")).to_contain_text("Week 2")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.site") == "factory", "the focus is back where it was"
    page.keyboard.press("Shift+Tab")
    press("More …")
    press("Undo the last week …")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#week")).to_contain_text("Week 1")


@pytest.mark.parametrize(("teams", "size", "scheme"), LOOKS)
def test_the_console_is_for_everyone(classroom: Classroom, screen: Screen, teams: int, size: Size, scheme: str) -> None:
    game, players = full_room(classroom, teams=teams, people=min(4 * teams, 40))
    page = console(screen, game, size=size, scheme=scheme)
    expect(page.locator("#teams > li")).to_have_count(teams)
    check_accessible(page)
    classroom.host(game, "start")
    order_all(classroom, players[:3])
    expect(page.locator("#summary")).to_contain_text("3 of")
    page.get_by_role("button", name="More").click()
    expect(page.locator("#menu")).to_be_visible()
    check_accessible(page)
    check_no_sideways(page)
    page.keyboard.press("Escape")
    page.locator("#teams [data-act='team']").first.click()
    expect(page.locator("#sheet .seat")).to_have_count(4)
    check_accessible(page)
    page.locator("#sheet .seat").first.click()
    expect(page.locator("#sheet .people")).to_be_visible()
    check_accessible(page)
    check_no_sideways(page)
    close_sheet(page)
    page.get_by_role("button", name="Invite and links").click()
    expect(page.locator("#sheet .qr").first).to_be_visible()
    check_accessible(page)
    check_no_sideways(page)
