"""Works out when a calendar from outside is busy. A program of its own, which may be stopped: a rule that comes every
second, or a billion times, keeps the libraries busy for ever. It imports nothing of Studio and is given no secret.

Run by `sandbox.py`: a line of JSON and the calendar come in, a line of JSON goes out.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

LONGEST_TITLE = 200
FREE = "FREE"
DAY = timedelta(days=1)
Found = tuple[Any, Any, str]  # from, to and what it is called; dates of whole days, with the last one after the end


def limit(seconds: int, memory: int) -> None:
    """Of the processor's time, and of bytes; where the system has no such limit there is the one of the wall clock."""
    limits = (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0)
    for kind, most in limits:
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def busy_times(content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    """`{"hours": [[seconds, seconds, title]], "days": [[first, last, title]], "skipped": entries not understood}`, or
    `{"problem": "not_a_calendar" | "too_many"}`."""
    try:
        calendar: Any = Calendar.from_ical(content)
    except Exception:
        return {"problem": "not_a_calendar"}
    zone = ZoneInfo(asked["zone"])
    first, last = (datetime.fromtimestamp(asked[name], UTC) for name in ("from", "to"))
    skipped = [0]
    found = {*hours_and_days(occurrences(calendar, first, last, skipped), zone), *published(calendar, zone, skipped)}
    kept = [each for start, end, title in found if (each := cut(start, end, title, first, last))]
    if len(kept) > asked["most"]:
        return {"problem": "too_many"}
    hours = [(int(a.timestamp()), int(b.timestamp()), title) for a, b, title in kept if isinstance(a, datetime)]
    days = [(a.isoformat(), b.isoformat(), title) for a, b, title in kept if not isinstance(a, datetime)]
    return {"hours": sorted(hours), "days": sorted(days), "skipped": skipped[0]}


def cut(start: Any, end: Any, title: str, first: datetime, last: datetime) -> Found | None:
    """What of it lies in the window, in whole seconds."""
    if isinstance(start, datetime):
        start, end = (at.replace(microsecond=0) for at in (max(start, first), min(end, last)))
    else:
        start, end = max(start, first.date() - DAY), min(end, last.date() + DAY)
    return (start, end, title) if start < end else None


def occurrences(calendar: Any, start: datetime, end: datetime, skipped: list[int]) -> Iterator[Any]:
    """What happens between, once for each time it comes; entries that make no sense are counted and left out."""
    events = list(calendar.walk("VEVENT"))
    unread = [event for event in events if event.errors or "DTSTART" not in event]
    skipped[0] += len(unread)
    by_id: dict[str, list[Any]] = defaultdict(list)
    for n, event in enumerate(events):
        if not event.errors and "DTSTART" in event:
            by_id[str(event.get("UID", n))].append(event)
    try:
        yield from between(calendar, [each for series in by_id.values() for each in series], start, end)
    except Exception:  # one of them; the others are read one by one
        for series in by_id.values():
            try:
                yield from between(calendar, series, start, end)
            except Exception:
                skipped[0] += 1


def between(calendar: Any, events: Iterable[Any], start: datetime, end: datetime) -> list[Any]:
    part: Any = Calendar()
    part.update(calendar)  # its own zone
    for event in events:
        part.add_component(event)
    return recurring_ical_events.of(part).between(start, end)


def hours_and_days(events: Iterable[Any], zone: ZoneInfo) -> Iterator[Found]:
    for event in events:
        if not is_busy(event):
            continue
        words = "".join(letter if letter.isprintable() else " " for letter in str(event.get("SUMMARY", "")))
        title = " ".join(words.split())[:LONGEST_TITLE]
        start, end = event.start, event.end
        if isinstance(start, datetime):
            yield instant(start, zone), instant(end, zone), title
        else:
            yield start, max(end, start + DAY), title


def is_busy(event: Any) -> bool:
    transparent = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    free = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == FREE
    return not (transparent or cancelled or free)


def published(calendar: Any, zone: ZoneInfo, skipped: list[int]) -> Iterator[Found]:
    """What a calendar tells that gives no entries and only when it is busy."""
    for one in calendar.walk("VFREEBUSY"):
        periods = one.get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            if str(getattr(period, "params", {}).get("FBTYPE", "")).upper() == FREE:
                continue
            try:
                start, end = period.start, period.end
                yield instant(start, zone), instant(end, zone), ""
            except (AttributeError, TypeError, ValueError):
                skipped[0] += 1


def instant(at: Any, zone: ZoneInfo) -> datetime:
    """A time without a zone is by the clock of whose calendar it is; a day begins at midnight."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, datetime.min.time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    limit(asked["seconds"], asked["memory"])
    warnings.simplefilter("ignore")
    json.dump(busy_times(sys.stdin.buffer.read(), asked), sys.stdout)


if __name__ == "__main__":
    main()
