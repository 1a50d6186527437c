"""A real Chromium against a real gunicorn, at the size of a desk and of a phone; a console that says nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from studio.bookings.models import Booking
from tests.support import gestures, servers
from tests.support.cast import World
from tests.support.viewers import DESK, PHONE, Viewers

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
PATIENCE = 30_000  # milliseconds: a busy machine is slow, not wrong; only what fails waits this long
expect.set_options(timeout=PATIENCE)
EXPECTED = ("status of 409", "status of 422")  # Chromium itself reports every refusal as a failed resource


@pytest.fixture(scope="package")
def site(app: Flask, environment: dict[str, str]) -> Iterator[str]:
    with servers.web({**environment, **servers.UNMEASURED}) as address:
        yield address


@pytest.fixture(scope="package")
def sites(app: Flask, environment: dict[str, str]) -> Iterator[list[str]]:
    unmeasured = {**environment, **servers.UNMEASURED}
    with (
        servers.web(unmeasured, workers=1) as one,
        servers.web(unmeasured, workers=1) as two,
        servers.relay(unmeasured),
    ):
        yield [one, two]


@pytest.fixture(scope="package")  # not longer: while Playwright runs, nothing else in this thread may start it
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH") or None,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: str, clean: None) -> Iterator[Callable[..., Page]]:
    """`open_page(DESK)`: a fresh browser window; at the end its console must have stayed silent."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_page(size: dict[str, int] = DESK, expected: tuple[str, ...] = EXPECTED, **options: Any) -> Page:
        # Motion is reduced: axe would measure the contrast of what is still fading in.
        usual = {"base_url": site, "locale": "en-GB", "reduced_motion": "reduce", "has_touch": size is PHONE}
        context = chromium.new_context(viewport=size, is_mobile=size is PHONE, **{**usual, **options})
        page, said = context.new_page(), list[str]()
        page.on("console", lambda message: said.extend(complaint(message, expected)))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.set_default_timeout(PATIENCE)
        opened.append((context, said))
        return page

    yield open_page
    for context, said in opened:
        context.close()
        assert said == []


@pytest.fixture
def look(app: Flask, world: World, sites: list[str], open_page: Callable[..., Page]) -> Viewers:
    return Viewers(app, world, sites, open_page)


@pytest.fixture
def comp(world: World) -> Booking:
    """Of Ana, in a team of three: see tests/support/gestures.py."""
    return gestures.team(world)


def complaint(message: ConsoleMessage, expected: tuple[str, ...]) -> Iterator[str]:
    if message.type in ("error", "warning") and not any(words in message.text for words in expected):
        yield f"{message.type}: {message.text}"


def check_accessible(page: Page) -> None:
    """axe finds nothing. It is injected through the debugger, so the page's own policy stays as strict as it is."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []
