"""Just in time against just in case, in a browser: from the form to the debrief, with two teams."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, PROJECTOR, check_looks
from tests.browser.players import Screen, week

WEEKS = 3


@pytest.mark.slow
def test_two_camps_from_the_form_to_the_debrief(classroom: Classroom, screen: Screen) -> None:
    console = opened(screen("/new", size=PROJECTOR))
    code = console.url.rstrip("/").rpartition("/")[2]
    lean, buffered = (sit(screen, code, name) for name in ("Ana", "Ben"))
    expect(lean.locator("#camp")).to_contain_text("lean")
    expect(buffered.locator("#camp")).to_contain_text("The host holds you to it")
    cards = console.locator("li.team")
    expect(cards.nth(0)).to_contain_text("lean")
    expect(cards.nth(1)).to_contain_text("buffered")
    check_looks(console)
    console.get_by_role("button", name="Start the game").click()
    for number in range(1, WEEKS + 1):
        for page in (lean, buffered):
            week(page).to_have_text(f"Week {number}")
            expect(page.locator("#order input[data-item]").last).not_to_have_value("")
        if number == 1:
            refuse(lean, "1000", "runs lean: order")
            refuse(buffered, "0", "keeps stock: order")
            fits(lean, "0")
            fits(buffered, "4.5")
            check_looks(lean)
            check_looks(buffered)
        for page in (lean, buffered):
            page.locator("#send").click()
    lean.get_by_role("link", name="See what happened").click()
    lean.get_by_role("link", name="Camps").click()
    expect(lean.get_by_role("heading", name="Where the class lies between")).to_be_visible()
    expect(lean.locator("svg:visible path.sign.s1")).to_have_count(4)
    expect(lean.locator("svg:visible path.sign.s2")).to_have_count(4)
    check_looks(lean)


def opened(page: Page) -> Page:
    """The console of a room that the preset's card makes, held to its camps."""
    page.locator("label.card", has_text="Just in time against just in case").click()
    expect(page.get_by_label("Half of the teams run lean")).to_be_checked()
    page.get_by_label("Teams are").select_option("held")
    page.get_by_label("Teams", exact=True).fill("2")
    page.get_by_label("Weeks", exact=True).fill(str(WEEKS))
    page.get_by_role("button", name="Open the room").click()
    page.wait_for_url(re.compile("/host/"))
    return page


def sit(screen: Screen, code: str, name: str) -> Page:
    """A player who has joined, on a phone."""
    page = screen(f"/j/{code}", size=PHONE)
    page.locator("#nickname").fill(name)
    page.locator("#go").click()
    page.wait_for_url(re.compile("/seat/"))
    return page


def refuse(page: Page, units: str, said: str) -> None:
    """An order that the camp forbids is refused, with what it allows."""
    page.locator("#order input[data-item]").last.fill(units)
    page.locator("#send").click()
    expect(page.locator("#fault")).to_contain_text(said)


def fits(page: Page, cover: str) -> None:
    """A cover that is chosen fills the order's box with what it says."""
    page.get_by_label("Weeks of cover you want").fill(cover)
    units: Any = re.search(r"Order (\d+)", page.locator("#cover .hint").inner_text())
    assert units is not None
    expect(page.locator("#order input[data-item]").last).to_have_value(units[1])
