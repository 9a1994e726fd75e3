"""Pictures of every page on a phone, a tablet and a projector, to be looked at.

`python -m tests.browser.pictures OUT` takes all; with another word after OUT, those that have it in their names.
The few in OUT/best are small enough for the documentation.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.classroom import Classroom
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.pages import PHONE, PROJECTOR, SMALL, TABLET
from tests.browser.rooms import LAPTOP

# fmt: off
NAMES = (
    "Ana", "Ben", "Chloé", "Dmitri", "Emre", "Fatima", "Goran", "Hana", "Iván", "Jing", "Kofi", "Lena", "Mateo",
    "Nadia", "Olu", "Priya", "Quinn", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wanjiru", "Ximena", "Yusuf", "Zoë",
)
# fmt: on
TEAMS = ("The Hops", "Malt & Co", "Pale Ale", "Stout Hearts", "Brew Crew", "Last Orders", "Small Beer", "Yeast Side")
WEEKS, MIDDLE = 24, 14
VIEWS = ("orders", "stock", "cost", "bullwhip", "teams", "beliefs", "what-if", "shares", "habits", "crowd")
COLOURS = 200
ADDRESS = "192.168.1.20:8000"  # as pictures show it; the browser goes to this computer
Player = dict[str, Any]


class Shot(NamedTuple):
    """A picture: its name, the page's path or private link, and how it is taken."""

    name: str
    path: str
    sizes: tuple[tuple[int, int], ...] = (SMALL, TABLET, PROJECTOR)
    scheme: Any = "light"
    whole: bool = True  # the whole page, or only what a screen shows
    best: bool = False
    then: str = ""  # the path of the page, where the link only opens the way to it
    still: bool = False  # a page that follows nothing: it has all when the network is quiet


class Camera:
    """Takes pictures of a classroom's pages into a folder."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self._browser, self._url, self._folder = browser, url, folder

    def take(self, shot: Shot) -> None:
        """The pictures of a page, in all sizes."""
        for width, height in shot.sizes:
            context = self._browser.new_context(
                base_url=self._url,
                viewport={"width": width, "height": height},
                color_scheme=shot.scheme,
                locale="en",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(_here(shot.path), wait_until="networkidle" if shot.still else "load")
            if shot.then:
                _settle(page)
                page.goto(shot.then)
            _settle(page)
            file = self._folder / ("best" if shot.best else "") / f"{shot.name}-{width}-{shot.scheme}.png"
            page.screenshot(path=file, full_page=shot.whole)
            if shot.best:
                _lighten(file)
            context.close()


def _settle(page: Page) -> None:
    """Wait until a page shows what it has to show: its door is gone, its fonts and pictures are there."""
    expect(page.locator("p#door")).to_be_hidden()
    pictures = "[...document.images].filter(each => each.src)"
    page.evaluate(f"Promise.all([document.fonts.ready, ...{pictures}.map(each => each.decode())])")


def _lighten(file: Path) -> None:
    """Make a picture small: pages have few colours."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)


class Group:
    """People in a room who order as people do: towards a stock of their own choice, counting some of what is coming."""

    def __init__(self, classroom: Classroom, game: dict[str, Any], names: list[str]) -> None:
        self.classroom, self.game = classroom, game
        self.players = [classroom.join(game, name) for name in names]

    def play(self, weeks: int, late: int = 0) -> None:
        """So many weeks; in the one after, all have ordered but the last `late` ones."""
        for _ in range(weeks):
            self.order(len(self.players))
        if late:
            self.order(len(self.players) - late)

    def order(self, count: int) -> None:
        """Orders of so many people."""
        for number, player in enumerate(self.players[:count]):
            view = self.classroom.wait(player, lambda view: not view["forced"])
            (figures,) = view["sight"]["items"].values()
            counted, goal, speed = 0.2 + 0.15 * (number % 5), 14 + 3 * (number % 4), 0.2 + 0.05 * (number % 3)
            gap = goal - figures["on_hand"] + figures["backlog"] - counted * figures["on_order"]
            self.classroom.order(player, max(0, round(figures["asked"] + speed * gap)))

    def imagine(self) -> None:
        """What some of them believe that customers asked for."""
        for number, player in enumerate(self.players):
            if self.classroom.seat(player)["seat"]["role"] == "retailer":
                continue
            values = [round(4 + (number % 4) * (1 + (week % (5 + number % 3)) / 2)) for week in range(WEEKS)]
            self.classroom.call("PUT", f"/api/seats/{player['seat']}/beliefs", {"values": values}, player["token"])


def room(classroom: Classroom) -> Group:
    """A room with people in it, its teams named."""
    changes = {"site.*.rule.forced_periods": 0}
    settings = {"teams": len(TEAMS), "pace": "step", "seed": 1989, "away_seconds": None, "changes": changes}
    game = classroom.make(name="Thursday class", weeks=WEEKS, **settings)
    for number, name in enumerate(TEAMS, 1):
        classroom.host(game, "rename", team=number, name=name)
    return Group(classroom, game, list(NAMES))


def shots(classroom: Classroom) -> Iterator[Shot]:
    """Every page, at the moments that matter; the rooms move on while pictures are taken."""
    for name in ("", "new", "about", "docs"):
        yield Shot(name or "front", f"/{name}", whole=name != "docs", still=True)
    group = room(classroom)
    host, screen = group.game["host"]["link"], group.game["screen"]["link"]
    player, retailer = (group.players[number]["link"] for number in (9, 1))
    yield Shot("join", f"/j/{group.game['code']}", still=True)
    yield from (Shot(f"{name}-lobby", link) for name, link in (("seat", player), ("host", host), ("screen", screen)))
    yield Shot("screen-lobby", screen, sizes=((1280, 720),), whole=False, best=True)
    classroom.host(group.game, "start")
    yield Shot("seat-first", player)
    group.play(MIDDLE, late=5)
    classroom.host(group.game, "message", text="Five minutes to the break")
    yield from (Shot(f"{name}-playing", link) for name, link in (("seat", player), ("host", host), ("screen", screen)))
    yield Shot("seat-playing", group.players[-1]["link"], sizes=(PHONE,), whole=False, best=True)
    yield Shot("host-playing", host, sizes=(LAPTOP,), whole=False, best=True)
    for name, link in (("seat", player), ("host", host), ("screen", screen)):
        yield Shot(f"{name}-playing", link, sizes=(PHONE, LAPTOP), scheme="dark")
    classroom.host(group.game, "figures", show=True)
    yield Shot("screen-race", screen, sizes=((1280, 720),), whole=False, best=True)
    group.order(len(group.players))
    group.play(WEEKS - MIDDLE - 1)
    yield from (Shot(f"{name}-over", link) for name, link in (("seat", player), ("host", host), ("screen", screen)))
    yield from debriefs(group, host, player, retailer)


def debriefs(group: Group, host: str, player: str, retailer: str) -> Iterator[Shot]:
    """The debrief's pages, behind the links of host and players."""
    page, own = f"/host/{group.game['code']}/debrief", f"{_here(retailer).partition('#')[0]}debrief"
    yield Shot("debrief-door", player, then=f"{_here(player).partition('#')[0]}debrief", sizes=(SMALL,))
    group.imagine()
    yield Shot("debrief-hidden", host, then=page, sizes=(TABLET,))
    group.classroom.host(group.game, "reveal")
    for view in VIEWS:
        extra = "&seat=factory&seat=distributor&from=5" if view == "what-if" else ""
        then = f"{page}?view={view}&team=2{extra}"
        yield Shot(f"debrief-{view}", host, then=then)
        yield Shot(f"debrief-{view}", host, then=then, sizes=(LAPTOP,), scheme="dark")
        yield Shot(f"debrief-seat-{view}", retailer, then=f"{own}?view={view}", sizes=(SMALL,))
    yield Shot("debrief-orders", host, then=f"{page}?team=2", sizes=(LAPTOP,), whole=False, best=True)


def _here(link: str) -> str:
    """A link without the host that it names."""
    return link if link.startswith("/") else "/" + link.split("/", 3)[3]


def main(folder: Path, wanted: str = "") -> None:
    """Take all pictures, or those whose path has this word: "best" takes those for the documentation."""
    (folder / "best").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as games, sync_playwright() as playwright:
        classroom = Classroom(Path(games))
        here = f"--host-resolver-rules=MAP {ADDRESS} {classroom.url.partition('//')[2]}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, here])
        try:
            camera = Camera(browser, f"http://{ADDRESS}", folder)
            for shot in shots(classroom):
                if wanted in ("best/" if shot.best else "") + shot.name:
                    camera.take(shot)
        finally:
            classroom.stop()
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
