"""Answers that were read from the server and are kept back from the page, to be let through in any order."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, Page, Route

from tests.support.servers import PATIENCE


class Held:
    """What `page` is answered at addresses that match `pattern`, and by `method`, until `free` is called."""

    def __init__(self, page: Page, pattern: str, method: str = "GET"):
        self.page, self.method = page, method
        self.waiting: list[tuple[Route, str, int, dict[str, str], bytes]] = []
        self.open = False
        page.route(pattern, self.keep)

    def keep(self, route: Route) -> None:
        """The server has answered; the page has yet to hear of it."""
        if self.open or route.request.method != self.method:
            return route.fallback()
        answer = route.fetch(max_retries=3)
        self.waiting.append((route, route.request.url, answer.status, answer.headers, answer.body()))

    def wait_for(self, count: int = 1) -> None:
        for _ in range(int(PATIENCE * 50)):
            if len(self.waiting) >= count:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{len(self.waiting)} of {count} answers are held: {[each[1] for each in self.waiting]}")

    def let(self, number: int = 0, status: int = 0) -> None:
        """Through to the page, as it is or as a failure. A request that was given up takes no answer any more."""
        route, _, was, headers, body = self.waiting.pop(number)
        with suppress(Error):
            if status:
                route.fulfill(status=status, body="")
            else:
                route.fulfill(status=was, headers=headers, body=body)

    def free(self) -> None:
        """Everything that is held, in its order; and whatever is asked from here on."""
        self.open = True
        while self.waiting:
            self.let()
