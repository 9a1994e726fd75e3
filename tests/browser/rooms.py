"""What tests of the teacher's pages share: a class that has joined, and its orders."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PROJECTOR, SMALL, TABLET, ZOOMED

__all__ = ["LAPTOP", "LOOKS", "UNFORCED", "choose", "full_room", "order_all", "other_details"]

LAPTOP = (1366, 768)  # px
LOOKS = (  # teams, size, colours
    (1, SMALL, "light"),
    (8, SMALL, "dark"),
    (60, SMALL, "light"),
    (8, ZOOMED, "light"),
    (8, TABLET, "light"),
    (60, TABLET, "dark"),
    (8, PROJECTOR, "light"),
    (60, PROJECTOR, "dark"),
)
UNFORCED = {"site.*.rule.forced_periods": 0}  # from the first week on people decide
Player = dict[str, Any]


def full_room(
    classroom: Classroom, teams: int = 2, people: int | None = None, **settings: Any
) -> tuple[Any, list[Player]]:
    """A game in step without fixed weeks, and people who have joined: as many as there are seats, or fewer."""
    game = classroom.make(**{"teams": teams, "pace": "step", "changes": UNFORCED, "away_seconds": None, **settings})
    count = 4 * teams if people is None else people
    return game, [classroom.join(game, f"Pupil {number}") for number in range(1, count + 1)]


def order_all(classroom: Classroom, players: list[Player], units: float = 4) -> None:
    """An order of everybody for the week under way."""
    for player in players:
        classroom.order(player, units)


def other_details(page: Page) -> None:
    """Open all that a form hides."""
    for part in page.locator("main details").all():
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()


def choose(page: Page, name: str) -> None:
    """Press an entry of the console's menu."""
    page.get_by_role("button", name="More", exact=False).click()
    page.locator("#menu").get_by_text(name).click()
    expect(page.locator("#menu")).to_be_hidden()
