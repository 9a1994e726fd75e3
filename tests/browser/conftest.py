"""A real server and Debian's chromium.  A test opens screens; an error of any page's script fails it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.classroom import Classroom
from tests.browser.pages import PHONE, errors_of

CHROMIUM = shutil.which("chromium")  # the system's; without one, Playwright's own
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 120_000  # ms after which a page hangs, on the busiest machine; nothing waits longer than it must

Screen = Callable[..., Page]


@pytest.fixture(scope="package")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A server that all tests share, each with games of its own."""
    running = Classroom(tmp_path_factory.mktemp("classroom"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def device(browser: Browser, classroom: Classroom) -> Iterator[Callable[..., BrowserContext]]:
    """Make a device: cookies and storage of its own.  `size`, `scheme`, `lang`, and Playwright's own options."""
    made: list[BrowserContext] = []

    def make(size: tuple[int, int] = PHONE, scheme: Any = "light", lang: str = "en", **options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=classroom.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale=lang,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(WAIT)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def screen(device: Callable[..., BrowserContext]) -> Iterator[Screen]:
    """Open a page on a device of its own (or on `on`); all its scripts must run without an error."""
    found: list[tuple[Page, list[str]]] = []

    def open_page(path: str, on: BrowserContext | None = None, **options: Any) -> Page:
        page = (on or device(**options)).new_page()
        found.append((page, errors_of(page)))
        page.goto(path)
        return page

    yield open_page
    faults = {page.url: errors for page, errors in found if errors}
    assert not faults
