"""A game with one person, and what that person does on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom

__all__ = ["FORCED", "Screen", "order", "seated", "week"]

Screen = Callable[..., Page]
FORCED = 4  # weeks of the beer game in which everybody orders 4; they go by at once here


def seated(classroom: Classroom, weeks: int = 0, site: str = "wholesaler", **settings: Any) -> tuple[Any, Any]:
    """A game with one person and bots that has come to its first free week, and some weeks on."""
    game = classroom.make(teams=1, forced_seconds=0, **settings)
    player = classroom.join(game, "Ana", site=site)
    classroom.host(game, "start")
    classroom.wait(player, lambda view: not view["forced"])
    for _ in range(weeks):
        classroom.order(player, 4)
    classroom.wait(player, lambda view: view["ordered"] is None)  # the last of them is over, too
    return game, player


def week(page: Page) -> Any:
    """What is expected of the heading that says the week."""
    return expect(page.locator("#week"))


def order(page: Page, units: str) -> None:
    """Type an order and send it."""
    page.get_by_label("Your order", exact=True).fill(units)
    page.get_by_role("button", name=re.compile("^(Order|Change the order)$")).click()
