"""Measuring: every target warmed up, then three times, interleaved: a slow moment of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median

from bench.load import Result, drive, header, request
from bench.requests import Browser

SECONDS, WARM, TIMES = 3.0, 1.0, 3


@dataclass
class Target:
    """One row of the table: what is sent where, which status must come, and what share of which floor it must reach."""

    name: str
    port: int
    requests: Callable[[], Iterator[bytes]]
    status: int
    floor: str = ""
    share: float = 0.0
    results: list[Result] = field(default_factory=list)

    def run(self, seconds: float) -> Result:
        result = drive(self.port, self.requests(), seconds)
        wrong = result.statuses.keys() - {self.status}
        if wrong:
            raise RuntimeError(
                f"{self.name}: answered {dict(result.statuses)}, not {self.status}\n{result.last[:2000]!r}"
            )
        return result

    @property
    def rate(self) -> float:
        return median(result.rate for result in self.results)

    def percentile(self, percent: float) -> float:
        return median(result.percentile(percent) for result in self.results)


def targets(browser: Browser, floors: int, studio: int) -> list[Target]:
    hello, select, page = request("GET", "/hello"), request("GET", "/select"), browser.schedule()
    book = request("GET", "/book")
    one_select, in_session = "Flask, one SELECT", request("GET", "/session-select")
    return [
        Target("Flask, hello", floors, lambda: repeat(hello), 200),
        Target(one_select, floors, lambda: repeat(select), 200),
        Target("the same in a session", floors, lambda: repeat(in_session), 200),
        Target("statements of a create", floors, lambda: repeat(book), 200),
        Target("Create a booking", studio, browser.creating, 201, one_select, 1 / 5),
        Target("Refused clash", studio, browser.clashing, 409, one_select, 1 / 5),
        Target("Schedule", studio, lambda: repeat(page), 200, "Flask, hello", 1 / 15),
        Target("Schedule, unchanged", studio, lambda: unchanged(browser, studio), 304, one_select, 1 / 2),
    ]


def unchanged(browser: Browser, port: int) -> Iterator[bytes]:
    """The page with the validator it has now: the bookings made meanwhile have changed it."""
    answer = drive(port, repeat(browser.schedule()), 0.0, 1).last
    return repeat(browser.schedule(header(answer, "ETag")))


def measure(rows: list[Target], seconds: float = SECONDS, times: int = TIMES) -> None:
    for row in rows:
        row.run(min(WARM, seconds))
    for _ in range(times):
        for row in rows:
            row.results.append(row.run(seconds))
