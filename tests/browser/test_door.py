"""The room's door in the console: locked, several people removed, some of them for good; and what is pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom, Refused
from tests.browser.pages import PROJECTOR, SMALL, check_accessible, check_no_sideways
from tests.browser.rooms import LAPTOP, choose, full_room

Screen = Callable[..., Page]


def console(screen: Screen, game: dict[str, Any], **options: Any) -> Page:
    page = screen(game["host"]["link"], **{"size": LAPTOP, **options})
    expect(page.locator("#console")).to_be_visible()
    return page


def press(page: Page, name: str) -> None:
    page.locator("#sheet").get_by_role("button", name=name).click()


def test_a_room_is_locked_and_opened_again(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=1)
    page = console(screen, game)
    expect(page.locator("#locked")).to_be_hidden()
    choose(page, "Lock the room")
    expect(page.locator("#locked")).to_be_visible()
    door = screen(f"{classroom.url}/j/{game['code']}", size=SMALL)
    expect(door.locator("#trouble")).to_contain_text("lets nobody in")
    expect(door.locator("#join")).to_be_hidden()
    choose(page, "Open the room again")
    expect(page.locator("#locked")).to_be_hidden()
    door.reload()
    expect(door.locator("#join")).to_be_visible()


@pytest.mark.parametrize("size", [SMALL, LAPTOP, PROJECTOR])
def test_several_are_removed_for_good_and_let_in_again(
    classroom: Classroom, screen: Screen, size: tuple[int, int]
) -> None:
    game, _ = full_room(classroom, teams=2, people=6)
    page = console(screen, game, size=size)
    choose(page, "People …")
    sheet = page.locator("#sheet")
    expect(sheet.get_by_role("checkbox")).to_have_count(6)
    expect(sheet.locator(".people li").first).to_contain_text("Pupil 6")  # the newest
    expect(sheet.get_by_role("button", name="Remove those ticked")).to_be_disabled()
    for name in ("Pupil 6", "Pupil 5"):
        sheet.get_by_role("checkbox", name=name, exact=False).check()
    check_accessible(page)
    check_no_sideways(page)
    classroom.join(game, "Pupil 7")  # the list moves on; what is ticked stays
    expect(sheet.get_by_role("checkbox")).to_have_count(7)
    expect(sheet.get_by_role("checkbox", name="Pupil 5")).to_be_checked()
    expect(sheet.get_by_role("checkbox", name="Pupil 7")).not_to_be_checked()
    press(page, "Remove 2 people")
    check_accessible(page)
    remove = page.locator("dialog.ask").get_by_role("button", name="Remove")
    ink, ground = remove.evaluate("node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]")
    assert ink != ground  # its word can be read
    remove.click()
    expect(sheet.get_by_role("checkbox")).to_have_count(5)
    expect(sheet).to_contain_text("Out for good: Pupil 5")
    with pytest.raises(Refused, match="banned"):
        classroom.join(game, "Pupil 6")
    press(page, "Let them join again")
    expect(sheet).not_to_contain_text("Out for good")
    classroom.join(game, "Pupil 6")


def test_a_double_click_closes_one_week(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=1)
    classroom.host(game, "start")
    page = console(screen, game)
    page.get_by_role("button", name="Close the week now").dblclick()
    expect(page.locator("#week")).to_contain_text("Week 2")
    page.wait_for_function("document.getElementById('notice').textContent !== ''")
    view = classroom.call("GET", f"/api/games/{game['code']}/host", token=game["host"]["token"])
    assert [team["played"] for team in view["teams"]] == [1]


def test_a_second_tab_does_not_take_back_another_week(classroom: Classroom, screen: Screen) -> None:
    game, _ = full_room(classroom, teams=1, people=1)
    classroom.host(game, "start")
    for _ in range(3):
        classroom.host(game, "close")
    page = console(screen, game)
    expect(page.locator("#week")).to_contain_text("Week 4")
    choose(page, "Undo the last week")  # it is asked about week 3
    classroom.host(game, "undo")
    page.locator("dialog.ask").get_by_role("button", name="Undo the week").click()
    expect(page.locator("#trouble")).to_contain_text("nothing was done")
    view = classroom.call("GET", f"/api/games/{game['code']}/host", token=game["host"]["token"])
    assert [team["played"] for team in view["teams"]] == [2]
