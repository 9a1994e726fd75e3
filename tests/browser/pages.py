"""What tests of pages share: sizes of screens, a look for faults of access, a page's own errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

__all__ = [
    "PHONE",
    "PROJECTOR",
    "SIZES",
    "SMALL",
    "TABLET",
    "ZOOMED",
    "check_accessible",
    "check_looks",
    "check_no_sideways",
    "errors_of",
    "follow",
]

SMALL, PHONE, TABLET, PROJECTOR = (320, 568), (375, 667), (768, 1024), (1920, 1080)  # px, width and height
SIZES = (SMALL, PHONE, TABLET, PROJECTOR)
ZOOMED = (683, 384)  # px: what a laptop shows at 200%
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WITHOUT_NETWORK = ("net::", "Failed to load resource")  # a browser's words when a test has cut the line


def check_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA that axe can find, nor of its best practices."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
    found: dict[str, Any] = page.evaluate(run, RULES)
    faults = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
        + "\n    ".join(f"{node['html'][:200]}  {node['failureSummary']}" for node in fault["nodes"][:5])
        for fault in found["violations"]
    ]
    assert not faults, f"{page.url}:\n" + "\n".join(faults)


def check_no_sideways(page: Page) -> None:
    """Nothing is cut off, and the page does not scroll sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide on a screen of {room} px"


def check_looks(page: Page) -> None:
    """In every size nothing is cut off and all is for everyone; light and dark take turns."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for number, (width, height) in enumerate([*SIZES, ZOOMED]):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=schemes[number % 2])
        check_accessible(page)
        check_no_sideways(page)


def follow(page: Page, link: str) -> None:
    """Follow a link to a page like this one, whose scripts listen from then on: what this one shows proves nothing."""
    with page.expect_navigation():
        page.get_by_role("link", name=link, exact=True).click()


def errors_of(page: Page) -> list[str]:
    """A list that gathers the page's script errors and what its content policy refuses."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def console(message: Any) -> None:
        if message.type == "error" and not any(words in message.text for words in WITHOUT_NETWORK):
            errors.append(message.text)

    page.on("console", console)
    return errors
