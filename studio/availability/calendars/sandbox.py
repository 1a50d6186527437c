"""What a calendar from outside says of when somebody is busy, worked out by a child process that may not run away."""

from __future__ import annotations

import json
import subprocess  # nosec B404: our own program, with nothing of others in its arguments
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from studio.availability.patterns import DAY
from studio.lib.spans import Span

PROGRAM = Path(__file__).with_name("expansion.py")
BACK, AHEAD = timedelta(days=31), timedelta(days=396)  # a month back, thirteen months ahead
MOST_BYTES = 5 << 20
MOST_TIMES = 3_000  # busy times of one calendar
SECONDS, WALL = 8, 15  # of the processor, and until it is stopped whatever it does
MEMORY = 512 << 20
EAST, WEST = timedelta(hours=14), timedelta(hours=12)  # where a day begins first, and ends last
NOT_A_CALENDAR, TOO_MANY, TOO_HARD = ("not_a_calendar", "too_many", "too_hard")


class Busy(NamedTuple):
    """When somebody is busy: hours, or whole days from `first` to `last`, both included."""

    hours: Span | None
    first: date | None
    last: date | None
    title: str = ""

    @property
    def reach(self) -> Span:
        """The hours; of whole days every instant that is in them anywhere, as it is not kept where they are."""
        if self.hours:
            return self.hours
        begin, end = (datetime.combine(day or date.min, time(), UTC) for day in (self.first, self.last))
        return Span(begin - EAST, end + DAY + WEST)

    def id(self, calendar: UUID) -> UUID:
        """The same whenever it is read, so that what stays stays the same row."""
        return uuid5(calendar, f"{self.hours or (self.first, self.last)} {self.title}")


@dataclass(frozen=True)
class Reading:
    """What came of reading a calendar: busy times, or the name of a problem."""

    busy: tuple[Busy, ...] = ()
    skipped: int = 0  # entries that could not be understood
    problem: str = ""


def read_calendar(content: bytes, zone: str, now: datetime, titles: bool) -> Reading:
    """The busy times around `now`; of times without a zone by the clock of `zone`. Never raises, and ends in time."""
    if not looks_like_one(content):
        return Reading(problem=NOT_A_CALENDAR)
    asked = {
        "zone": zone, "from": (now - BACK).timestamp(), "to": (now + AHEAD).timestamp(), "most": MOST_TIMES,
        "seconds": SECONDS, "memory": MEMORY,
    }  # fmt: skip
    answer = expanded(json.dumps(asked).encode() + b"\n" + content)
    if "problem" in answer:
        return Reading(problem=answer["problem"])
    busy = [*hours_of(answer["hours"], titles), *days_of(answer["days"], titles)]
    return Reading(tuple(busy), answer["skipped"])


def looks_like_one(content: bytes) -> bool:
    return b"BEGIN:VCALENDAR" in content.upper()


def expanded(asked: bytes) -> dict[str, Any]:
    """Its answer; it is stopped when its time, or its memory, is up. It gets no variable of ours, and no folder."""
    command = [sys.executable, "-I", str(PROGRAM)]
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603
            command, input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WALL, env={}, cwd="/",
            check=True,
        )  # fmt: skip
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError):
        return {"problem": TOO_HARD}


def hours_of(found: Sequence[tuple[int, int, str]], titles: bool) -> Iterator[Busy]:
    """With what each is called; or else only when somebody is busy, and not how often."""
    spans = (Span(*(datetime.fromtimestamp(at, UTC) for at in each[:2])) for each in found)
    if titles:
        yield from (Busy(span, None, None, each[2]) for span, each in zip(spans, found, strict=True))
    else:
        yield from (Busy(span, None, None) for span in joined(spans))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in order; what overlaps or touches is one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def days_of(found: Iterable[tuple[str, str, str]], titles: bool) -> Iterator[Busy]:
    read = {
        Busy(None, date.fromisoformat(first), date.fromisoformat(after) - DAY, title if titles else "")
        for first, after, title in found
    }
    yield from sorted(read, key=lambda busy: (str(busy.first), str(busy.last), busy.title))
