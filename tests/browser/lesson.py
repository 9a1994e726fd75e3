"""A class in the middle of a lesson: some people at real pages, the others through the API, a host and a projector."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.classroom import Classroom
from tests.browser.pages import PROJECTOR
from tests.browser.rooms import LAPTOP, other_details

__all__ = ["Lesson", "Person", "open_room", "seat_of", "share_link"]

Screen = Callable[..., Page]
Player = dict[str, Any]
EXTRA = (3, 0, 6, 1)  # units above what was asked for, one seat after the other: a class with a bullwhip


@dataclass
class Person:
    """Somebody with a device: it outlives the pages that are opened on it."""

    name: str
    device: BrowserContext
    page: Page

    def week(self, number: int) -> None:
        """Wait until the page is in this week, with an order to give."""
        expect(self.page.locator("#week")).to_have_text(f"Week {number}")
        expect(self.page.get_by_label("Your order", exact=True)).to_be_visible()

    def order(self, units: float) -> None:
        """Type an order, send it, and wait until the page says that it has arrived."""
        self.send(units)
        expect(self.page.locator("#said")).to_contain_text(f"You ordered {units:g}.")

    def send(self, units: float) -> None:
        """Type an order and send it; where it is the last one of the class, the next week begins."""
        self.page.get_by_label("Your order", exact=True).fill(f"{units:g}")
        self.page.get_by_role("button", name=re.compile("^(Order|Change the order)$")).click()


@dataclass
class Lesson:
    """A room with its pages; in step, so that everybody is in the same week."""

    classroom: Classroom
    code: str
    host: Page
    projector: Page
    people: list[Person] = field(default_factory=list)
    players: list[Player] = field(default_factory=list)  # who are there by programs

    def join(
        self, screen: Screen, device: BrowserContext, name: str, link: str, team: int = 0, site: str = ""
    ) -> Person:
        """Somebody opens a link to join, types a name, and gets a seat: the one of a team if it is said, else any."""
        page = screen(link, on=device)
        page.get_by_label("Your name in the game").fill(name)
        if site:
            page.get_by_text("Choose a team or a seat").click()
            page.get_by_label("Team", exact=True).select_option(str(team))
            page.get_by_label("Seat", exact=True).select_option(site)
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.locator("#who")).to_contain_text(name)
        person = Person(name, device, page)
        self.people.append(person)
        return person

    def join_by_program(self, count: int) -> None:
        """So many more people, each with a program."""
        game = {"code": self.code}
        self.players += [self.classroom.join(game, f"Pupil {number}") for number in range(1, count + 1)]

    def order_by_program(self) -> None:
        """An order of everybody with a program, for the week under way."""
        for number, player in enumerate(self.players):
            view = self.classroom.seat(player)
            (figures,) = view["sight"]["items"].values()
            self.classroom.order(player, figures["asked"] + EXTRA[number % len(EXTRA)])

    def play(self, week: int, absent: Sequence[Person] = ()) -> None:
        """A week: programs order, then people at their pages, and the last order begins the next week everywhere."""
        present = [person for person in self.people if person not in absent]
        self.order_by_program()
        for number, person in enumerate(present):
            person.week(week)
            units = 4 + (week + number) % 5
            person.send(units) if person is present[-1] else person.order(units)
        self.all_in(week + 1, absent)

    def all_in(self, week: int, absent: Sequence[Person] = ()) -> None:
        """Wait until host, projector and people are in this week."""
        expect(self.host.locator("#week")).to_have_text(f"Week {week} / 12")
        expect(self.projector.locator("#now")).to_have_text(re.compile(f"^Week {week}( /|$)"))
        for person in self.people:
            if person not in absent:
                person.week(week)


def open_room(screen: Screen, teams: int, weeks: int) -> Page:
    """The host's console of a new room in step, made in the form: one fixed week, and nobody is away by time alone."""
    page = screen("/new", size=LAPTOP)
    other_details(page)
    page.get_by_label("Teams", exact=True).fill(str(teams))
    page.get_by_label("Weeks", exact=True).fill(str(weeks))
    page.get_by_label("Seconds without a connection until nobody waits").fill("")
    page.get_by_label("Seed of all luck").fill("1989")
    everywhere = page.locator("#network").get_by_role("group", name="All seats", exact=True)
    everywhere.get_by_label("First weeks in which the order is fixed").fill("1")
    page.get_by_role("button", name="Open the room").click()
    expect(page.locator("#state")).to_have_text("waiting to start")
    return page


def share_link(console: Page, name: str) -> str:
    """A link out of the console's invitation."""
    console.get_by_role("button", name="Invite and links").click()
    link = console.locator("#sheet").get_by_label(name).input_value()
    console.get_by_role("button", name="Close", exact=True).click()
    expect(console.locator("#sheet")).to_be_hidden()
    return link


def seat_of(page: Page) -> str:
    """The id of the seat that a page shows."""
    return page.url.split("/seat/", 1)[1].split("/", 1)[0]


def open_lesson(classroom: Classroom, screen: Screen, teams: int, weeks: int) -> Lesson:
    """A room with its host and, on another device, its projector."""
    host = open_room(screen, teams, weeks)
    code = host.url.rstrip("/").rpartition("/")[2]
    projector = screen(share_link(host, "Projector on another device"), size=PROJECTOR)
    expect(projector.locator("#code")).to_have_text(code)
    return Lesson(classroom, code, host, projector)
