"""What is asked of the calendar: which days, which view, which filters, in which zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from studio.bookings.models import STATUSES
from studio.lib.clock import ZONES
from studio.lib.spans import Span
from studio.lib.text.parsing import parse_date, parse_id
from studio.lib.weeks import Week
from studio.schedule.zooms import DAY, SNAPS, WEEK, WEEKS, YEAR, ZOOMS, Stretch, fitting, of_weeks, step, stretch

ARTISTS, PROJECTS, LIST = VIEWS = ("artists", "projects", "list")
DEPARTMENT, ROLE, CITY, PROJECT = GROUPS = ("department", "role", "city", "project")
COMFORTABLE, COMPACT = DENSITIES = ("comfortable", "compact")
WHEN = "when"
SORTS = (WHEN, "artist", "project", "title", "status")  # what the list is ordered by; with a minus, backwards
ORDERS = (*SORTS, *(f"-{column}" for column in SORTS))
LISTED = ("department", "skill", "tag", "project", "client", "status")  # filters that take several values
FILTERS = (*LISTED, "free_from", "free_until", "q")
USUAL = {"zoom": WEEKS, "view": ARTISTS, "group": DEPARTMENT, "density": COMFORTABLE, "sort": WHEN}
LONGEST_TEXT = 100
MOST = 20  # values of one filter
MOST_STEPS = 100  # at once
LONGEST_FREE = timedelta(days=366)
WIDEST = timedelta(hours=14)  # how far a local day may lie from the UTC day of its date


Params = dict[str, str | list[str]]


@dataclass(frozen=True)
class ScheduleQuery:
    """A window of the calendar. `chosen` is the date asked for, the day a phone shows; the window begins on `first`."""

    today: date  # in the shown zone
    chosen: date
    first: date
    days: int
    zoom: str
    view: str
    zone: str
    week: Week  # how weeks go in the studio
    group: str = DEPARTMENT
    density: str = COMFORTABLE
    sort: str = WHEN
    weekends: bool = True  # or columns of working days only, where columns are days
    department: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    client: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    free_from: date | None = None  # only who is free on all days from here
    free_until: date | None = None  # to here
    q: str = ""
    saved: str = ""  # the saved view the address was made from
    given: tuple[tuple[str, str], ...] = ()  # what stood in the address, and made sense

    @classmethod
    def of(cls, args: MultiDict[str, str], usual_zone: str, now: datetime, week: Week) -> ScheduleQuery:
        """Read an address; what makes no sense counts as not given. Without a date: last week, this and the next."""
        zone = shown_zone(args.get("tz", ""), usual_zone)
        today = now.astimezone(ZoneInfo(zone)).date()
        zoom = one_of(ZOOMS, args.get("zoom", ""), of_weeks(args.get("weeks", "")))
        day, free = parse_date(args.get("date", "")), between(args.get("free_from", ""), args.get("free_until", ""))
        if free and args.get("free_shown", written(free)) != written(free):
            zoom, day = fitting(zoom, *free, week), free[0]
        chosen = walked(zoom, day, today, args)
        shown = window(zoom, chosen, today, week)
        lists = {name: several(args.getlist(name), READ.get(name, words)) for name in LISTED}
        return cls(
            today=today, chosen=chosen or today, first=shown.first, days=shown.days, zoom=zoom, zone=zone,
            week=week, view=one_of(VIEWS, args.get("view", "")), group=one_of(GROUPS, args.get("group", "")),
            density=one_of(DENSITIES, args.get("density", "")), sort=one_of(ORDERS, args.get("sort", "")),
            weekends=args.get("weekends") != "0", q=words(args.get("q", "")),
            saved=identifier(args.get("saved", "")), free_from=free and free[0], free_until=free and free[1], **lists,
            given=(("date", chosen.isoformat() if chosen else ""), ("tz", zone if zone != usual_zone else "")),
        )  # fmt: skip

    @property
    def last(self) -> date:
        return Stretch(self.first, self.days).last

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def narrowed(self) -> bool:
        """Whether a filter says something about a row, and not only about bookings."""
        return any(getattr(self, name) for name in ("department", "skill", "tag", "free_from", "q"))

    @property
    def free(self) -> tuple[date, date] | None:
        return (self.free_from, self.free_until) if self.free_from and self.free_until else None

    @property
    def free_shown(self) -> str:
        """The days to be free on that the page was made for: a form that sends others is shown those."""
        return written(self.free)

    def showing(self, first: date, last: date) -> dict[str, object]:
        """The changes that show these days, nearer or farther only if they must be."""
        return {"date": first, "zoom": fitting(self.zoom, first, last, self.week)}

    @property
    def by_hours(self) -> bool:
        """Whether the columns are hours of the shown zone, not days of whoever is in the row."""
        return self.zoom == DAY

    @property
    def by_day(self) -> bool:
        return not (self.by_hours or self.as_heat)

    @property
    def hides_weekends(self) -> bool:
        return not self.weekends and self.by_day and self.view != LIST

    @property
    def as_heat(self) -> bool:
        """Whether there are too many days for bars: how full each week is, is all there is to see."""
        return self.zoom == YEAR and self.view != LIST

    @property
    def counts_from(self) -> date:
        """From which day on a row's share counts: of a year that is under way, the weeks that can still be booked."""
        under_way = self.as_heat and self.first <= self.today <= self.last
        return self.week.start(self.today) if under_way else self.first

    @property
    def snap(self) -> int:
        return SNAPS[self.zoom]

    @property
    def reach(self) -> Span:
        """Every instant that is inside the window for somebody, wherever they live."""
        start = datetime.combine(self.first, time(), UTC)
        return Span(start - WIDEST, start + timedelta(days=self.days) + WIDEST)

    def params(self, **changes: object) -> Params:
        """The query that asks for this, with changes; what is usual or empty is left out."""
        values: dict[str, object] = {
            **dict(self.given), "zoom": self.zoom, "view": self.view, "group": self.group, "density": self.density,
            "sort": self.sort, "weekends": "" if self.weekends else "0",
            **{name: getattr(self, name) for name in FILTERS}, "saved": self.saved, **changes,
        }  # fmt: skip
        return {name: plain(value) for name, value in values.items() if value and value != USUAL.get(name)}

    def url(self, base: str, **changes: object) -> str:
        query = urlencode(self.params(**changes), doseq=True)
        return f"{base}?{query}" if query else base

    @property
    def anchor(self) -> date:
        """The chosen weekday where the window begins: what moves by a step when the window does."""
        return self.first + timedelta(self.week.offset(self.chosen.weekday())) if self.zoom == WEEKS else self.chosen

    def earlier(self) -> date:
        return step(self.zoom, self.anchor, -1)

    def later(self) -> date:
        return step(self.zoom, self.anchor, 1)


def window(zoom: str, chosen: date | None, today: date, week: Week) -> Stretch:
    if zoom == WEEKS and chosen is None:
        return stretch(zoom, today - timedelta(weeks=1), week)
    return stretch(zoom, chosen or today, week)


def walked(zoom: str, chosen: date | None, today: date, args: MultiDict[str, str]) -> date | None:
    """The date, `steps` windows on from it, or back: what was pressed while the page of the date was on its way.
    A `stride` of weeks is a phone's."""
    steps = args.get("steps", 0, type=int)
    if not steps or abs(steps) > MOST_STEPS:
        return chosen
    if args.get("stride") == WEEK:
        return step(WEEK, chosen or today, steps)
    return step(zoom, chosen or (today - timedelta(weeks=1) if zoom == WEEKS else today), steps)


def one_of(known: tuple[str, ...], asked: str, usual: str = "") -> str:
    """What is asked for if it is known; else the usual, or the first of them."""
    return asked if asked in known else usual or known[0]


def words(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST_TEXT]


def several(texts: list[str], read: Callable[[str], str]) -> tuple[str, ...]:
    """What makes sense of several values, each once."""
    return tuple(dict.fromkeys(filter(None, map(read, texts[:MOST]))))


def plain(value: object) -> str | list[str]:
    """A value as an address holds it; one alone is no list."""
    texts = [str(each) for each in value] if isinstance(value, tuple) else [str(value)]
    return texts if len(texts) > 1 else texts[0]


def shown_zone(asked: str, usual: str) -> str:
    return asked if asked in ZONES else usual


def between(one: str, other: str) -> tuple[date, date] | None:
    """Two dates in order; one alone is both, one that nobody could mean is none. A year at most."""
    found = sorted(known for text in (one, other) if (known := parse_date(text)) and known.isoformat() == text)
    return (found[0], min(found[-1], found[0] + LONGEST_FREE)) if found else None


def written(days: tuple[date, date] | None) -> str:
    return "/".join(str(day) for day in days or ())


def identifier(text: str) -> str:
    return str(parse_id(text) or "")


def status(text: str) -> str:
    return one_of(("", *STATUSES), text)


READ = {"project": identifier, "status": status}  # what else than words the values of a filter are
