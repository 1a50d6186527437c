"""Measuring: every target warmed up, then three times, interleaved: a slow moment of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median

from bench.load import Result, drive, header, request
from bench.requests import Browser

SECONDS, WARM, TIMES = 3.0, 1.0, 3
ONE_SELECT = "Flask, one SELECT"


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


@dataclass
class Pair:
    """The same requests of two servers, sent in turns: a slow moment of the machine hits both."""

    one: Target
    other: Target

    def run(self, seconds: float, keep: bool = True) -> None:
        for target in (self.one, self.other):
            result = target.run(seconds)
            if keep:
                target.results.append(result)

    @property
    def ratio(self) -> float:
        """How many times as fast the other is: the median of what each round says."""
        rounds = zip(self.one.results, self.other.results, strict=True)
        return median(other.rate / one.rate for one, other in rounds)


def floor_targets(floors: int) -> list[Target]:
    paths = {"Flask, hello": "/hello", ONE_SELECT: "/select", "the same in a session": "/session-select",
             "statements of a create": "/book"}  # fmt: skip
    sent = {name: request("GET", path) for name, path in paths.items()}
    return [Target(name, floors, lambda raw=raw: repeat(raw), 200) for name, raw in sent.items()]


def page_targets(browser: Browser, studio: int) -> list[Target]:
    page, one_select = browser.schedule(), ONE_SELECT
    return [
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


def in_turns(pairs: Sequence[Pair], seconds: float, rounds: int, warm: float = WARM) -> None:
    for pair in pairs:
        pair.run(warm, keep=False)
    for _ in range(rounds):
        for pair in pairs:
            pair.run(seconds)
