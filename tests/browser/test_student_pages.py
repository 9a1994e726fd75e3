"""Every student's page on every size of screen, in light and dark, in all kinds of letters: nobody is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, SIZES, SMALL, TABLET, check_accessible, check_no_sideways

Screen = Callable[..., Page]
Show = Callable[[Page], None]
ZOOMED = (640, 512)  # px: 1280 x 1024 at 200 %
LOOKS: tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...] = (
    (PHONE, "light"),
    (PHONE, "dark"),
    (ZOOMED, "light"),
)


@pytest.fixture(scope="module")
def places(classroom: Classroom) -> dict[str, tuple[str, Show]]:
    """The address of each student's page, and what makes all of it visible."""
    lobby = classroom.make(teams=3, name="A game with a rather long name, for a class on a Monday morning")
    waiting = classroom.join(lobby, "A nickname that is forty letters long, eh")
    game = classroom.make(teams=1, forced_seconds=0, changes={"site.wholesaler.stock": 4})
    player = classroom.join(game, "Ana", site="wholesaler")
    classroom.host(game, "start")
    classroom.wait(player, lambda view: not view["forced"])
    for units in (4, 12, 30, 0, 2):
        classroom.order(player, units)
    classroom.host(game, "message", text="Five minutes left")
    ended = classroom.make(teams=1, forced_seconds=0)
    past = classroom.join(ended, "Ben", site="factory")
    classroom.host(ended, "start")
    classroom.wait(past, lambda view: not view["forced"])
    classroom.host(ended, "end")
    return {
        "front": ("/", lambda page: expect(page.locator("#seat option")).to_have_count(5)),
        "wrong code": ("/j/?code=12", lambda page: expect(page.locator("#code")).to_be_visible()),
        "door": (f"/j/{lobby['code']}", _open("#choice > summary", "#team")),
        "no room": ("/j/ZZZZZZ", lambda page: expect(page.get_by_role("alert")).to_be_visible()),
        "lobby": (waiting["link"], lambda page: expect(page.locator("#state")).to_be_visible()),
        "playing": (player["link"], _play),
        "over": (past["link"], lambda page: expect(page.get_by_role("slider")).to_be_visible()),
        "no seat": (f"/seat/{player['seat']}/", lambda page: expect(page.locator("#back")).to_be_visible()),
        "nowhere": ("/no/such/page", lambda page: expect(page.get_by_role("link", name="first page")).to_be_visible()),
        "about": ("/about", lambda page: expect(page.locator("table")).to_be_visible()),
        "docs": ("/docs", _open("#operations summary >> nth=0", "#operations details[open]")),
    }


def _open(what: str, shown: str) -> Show:
    def show(page: Page) -> None:
        page.locator(what).click()
        expect(page.locator(shown)).to_be_visible()

    return show


def _play(page: Page) -> None:
    expect(page.locator("#messages li")).to_be_visible()
    for details in ("#table", "#help", "#own"):
        if page.locator(details).get_attribute("open") is None:
            page.locator(f"{details} > summary").click()
    page.locator("#send").click()  # nothing was typed: the fault is shown
    expect(page.locator("#fault")).to_be_visible()


def test_axe_finds_nothing_on_any_page(places: dict[str, tuple[str, Show]], screen: Screen) -> None:
    for path, show in places.values():
        page = screen(path, device_scale_factor=2)
        show(page)
        for (width, height), scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            check_accessible(page)
            check_no_sideways(page)
        page.close()


@pytest.mark.parametrize("lang", ["de", "zh", "fr"])
def test_no_page_is_cut_off_in_any_language(lang: str, places: dict[str, tuple[str, Show]], screen: Screen) -> None:
    for path, _ in places.values():
        page = screen(path, size=SMALL, lang=lang)
        expect(page.locator("html")).to_have_attribute("lang", lang)
        page.wait_for_load_state("load")
        expect(page.locator("h1:visible")).not_to_have_text("")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            check_no_sideways(page)
        page.close()


def test_the_language_is_switched_and_kept(screen: Screen) -> None:
    page = screen("/", size=TABLET)
    page.get_by_label("Language: English").click()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Das Lieferkettenspiel")
    assert page.url.endswith("/")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_numbers_are_written_as_the_language_writes_them(places: dict[str, tuple[str, Show]], screen: Screen) -> None:
    page = screen(places["playing"][0], lang="de")
    expect(page.locator("#week")).to_have_text("Woche 10")
    expect(page.locator("#site")).to_have_text("Großhändler")
    expect(page.locator(".costs dd").first).to_contain_text(",")


def test_the_first_tab_leads_past_the_header(screen: Screen) -> None:
    page = screen("/about")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_without_scripts_a_code_still_leads_to_its_room(screen: Screen) -> None:
    page = screen("/", java_script_enabled=False)
    page.get_by_label("Room code").fill("bcdfgh")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="Join room BCDFGH")).to_be_visible()


def test_the_api_page_lists_every_route(classroom: Classroom, screen: Screen) -> None:
    described = classroom.call("GET", "/openapi.json")["paths"]
    page = screen("/docs")
    expect(page.locator("#operations details")).to_have_count(sum(len(methods) for methods in described.values()))
