"""What is asked of the calendar: which weeks, which view, which filters, in which zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from studio.bookings.models import STATUSES
from studio.lib.clock import ZONES
from studio.lib.spans import Span, monday_of

WEEKS, MOST_WEEKS = 3, 13
ARTISTS, LIST = VIEWS = ("artists", "list")
EARLIEST, LATEST = date(1971, 1, 4), date(9000, 1, 1)
LONGEST_TEXT = 100
WIDEST = timedelta(hours=14)  # how far a local day may lie from the UTC day of its date


@dataclass(frozen=True)
class Asked:
    """A window of the calendar. `chosen` is the day a phone shows; `first` the Monday the window begins on."""

    today: date  # in the shown zone
    chosen: date
    first: date
    weeks: int
    view: str
    zone: str
    department: str = ""
    project: str = ""
    status: str = ""
    q: str = ""
    given: tuple[tuple[str, str], ...] = ()  # what stood in the address, and made sense

    @classmethod
    def of(cls, args: Mapping[str, str], usual_zone: str, now: datetime) -> Asked:
        """Read an address; what makes no sense counts as not given. Without a date: last week, this and the next."""
        zone = shown_zone(args.get("tz", ""), usual_zone)
        today = now.astimezone(ZoneInfo(zone)).date()
        weeks = whole(args.get("weeks", ""), WEEKS)
        chosen = day(args.get("date", ""))
        first = monday_of(chosen) if chosen else monday_of(today) - timedelta(weeks=1 if weeks > 1 else 0)
        status = args.get("status", "")
        return cls(
            today=today, chosen=chosen or today, first=first, weeks=weeks, zone=zone,
            view=LIST if args.get("view") == LIST else ARTISTS,
            department=args.get("department", "")[:LONGEST_TEXT],
            project=identifier(args.get("project", "")),
            status=status if status in STATUSES else "",
            q=args.get("q", "").strip()[:LONGEST_TEXT],
            given=(("date", chosen.isoformat() if chosen else ""), ("tz", zone if zone != usual_zone else "")),
        )  # fmt: skip

    @property
    def days(self) -> int:
        return 7 * self.weeks

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def filtered(self) -> bool:
        return bool(self.department or self.project or self.status or self.q)

    @property
    def reach(self) -> Span:
        """Every instant that is inside the window for somebody, wherever they live."""
        start = datetime.combine(self.first, time(), UTC)
        return Span(start - WIDEST, start + timedelta(days=self.days) + WIDEST)

    def params(self, **changes: object) -> dict[str, str]:
        """The query that asks for this, with changes; what is usual or empty is left out."""
        values: dict[str, object] = {
            **dict(self.given),
            "weeks": self.weeks if self.weeks != WEEKS else "",
            "view": self.view if self.view != ARTISTS else "",
            "department": self.department, "project": self.project, "status": self.status, "q": self.q,
            **changes,
        }  # fmt: skip
        return {name: str(value) for name, value in values.items() if value}

    def url(self, base: str, **changes: object) -> str:
        query = urlencode(self.params(**changes))
        return f"{base}?{query}" if query else base

    def earlier(self) -> date:
        return max(self.first - timedelta(weeks=step(self.weeks)), EARLIEST)

    def later(self) -> date:
        return min(self.first + timedelta(weeks=step(self.weeks)), LATEST)


def step(weeks: int) -> int:
    """How many weeks earlier and later go: one, or as many as leave one in sight."""
    return max(weeks - 1, 1) if weeks > WEEKS else 1


def shown_zone(asked: str, usual: str) -> str:
    return asked if asked in ZONES else usual


def day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return min(max(found, EARLIEST), LATEST)


def whole(text: str, usual: int) -> int:
    return min(max(int(text), 1), MOST_WEEKS) if text.isascii() and text.isdecimal() and len(text) < 4 else usual


def identifier(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
