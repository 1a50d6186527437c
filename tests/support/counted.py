"""Hands that are counted: what docs/gestures.md calls a gesture is done here, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

from tests.support import gestures


class Hands:
    """A drag, a click, a key with what is held, and a word or a name that is typed are a gesture each."""

    def __init__(self, page: Page):
        self.page, self.done = page, 0

    @contextmanager
    def take(self, gestures: int) -> Iterator[None]:
        """A task, and how many gestures it takes: neither more nor fewer."""
        before = self.done
        yield
        assert self.done - before == gestures

    def click(self, element: Locator) -> None:
        self.done += 1
        element.click()

    def drag(self, element: Locator, by: tuple[float, float], edge: str = "", at: float | None = None) -> None:
        self.done += 1
        with gestures.drag(self.page, element, by, edge, at):
            pass

    def key(self, *keys: str) -> None:
        for key in keys:
            self.done += 1
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Into what has the focus."""
        self.done += 1
        self.page.keyboard.type(words)
