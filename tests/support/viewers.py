"""People who look at Studio at the same time: signed in, listening, at two web processes that share only data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from tests.live.pages import cookie
from tests.support.cast import World

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WHEN = "/harbour/schedule?date=2026-11-23"
SOON = 12_000  # milliseconds: sooner than asking again would bring it; `make bench` tells how soon it is


@dataclass
class Viewers:
    app: Flask
    world: World
    sites: list[str]
    open_page: Callable[..., Page]

    def __call__(
        self, name: str, path: str = WHEN, size: dict[str, int] = DESK, at: int = 0, state: str = "live", **options: Any
    ) -> Page:
        """The named member's window, at one of the two sites, once its dot shows `state` ("" to open it only)."""
        page = self.open_page(size, base_url=self.sites[at], **options)
        key, _, value = cookie(self.app, self.world.tokens[name]).partition("=")
        page.context.add_cookies([{"name": key, "value": value, "url": self.sites[at]}])
        if state:
            page.goto(path)
            in_state(page, state)
        return page


def in_state(page: Page, state: str) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", state)
