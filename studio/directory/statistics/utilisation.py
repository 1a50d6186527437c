"""How much of somebody's working time is booked: by day, week, month and project. Numbers only, of what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from studio.availability.overrides import overriding
from studio.availability.working_time import WorkingTime
from studio.bookings.models import BLOCKING, CONFIRMED, HOLD, PENCIL
from studio.directory.statistics.periods import Parts, Period
from studio.lib.spans import Span

FIRMEST_FIRST = (CONFIRMED, PENCIL, HOLD)
NONE = Decimal()
ByStatus = dict[str, Decimal]


class Claim(NamedTuple):
    """What is to be known of a booking."""

    artist_id: str
    project_id: str
    starts_at: datetime
    ends_at: datetime
    status: str
    counts: str
    override: dict[str, Any] | None = None


@dataclass(frozen=True)
class Hours:
    """Working hours, and those of bookings by their status. Holds claim time, and do not book it."""

    available: Decimal = NONE
    by_status: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def booked(self) -> Decimal:
        return sum((self.by_status.get(status, NONE) for status in BLOCKING), NONE)

    @property
    def held(self) -> Decimal:
        return self.by_status.get(HOLD, NONE)

    @property
    def utilisation(self) -> Decimal | None:
        """1 is all of it; None where nobody works."""
        return self.share(self.booked)

    def share(self, hours: Decimal) -> Decimal | None:
        return hours / self.available if self.available else None

    @property
    def over(self) -> bool:
        return self.booked > self.available

    @property
    def any(self) -> bool:
        return bool(self.booked or self.held)


class Part(NamedTuple):
    """A week or a month, and its hours."""

    period: Period
    hours: Hours


class Gap(NamedTuple):
    """A time without a pencil or a confirmed booking: its first and last working day, how many there are, and their
    hours."""

    first: date
    last: date
    days: int
    hours: Decimal


@dataclass(frozen=True)
class Utilisation:
    whole: Hours
    weeks: Sequence[Part]
    months: Sequence[Part]
    projects: Mapping[str, Hours]  # by id, those with the most hours first
    gap: Gap | None

    @property
    def weeks_over(self) -> list[Part]:
        return [week for week in self.weeks if week.hours.over]


def utilisation_of(worker: WorkingTime, claims: Iterable[Claim], parts: Parts) -> Utilisation:
    first, last = parts.whole
    booked: dict[date, ByStatus] = defaultdict(lambda: defaultdict(Decimal))
    projects: dict[str, ByStatus] = defaultdict(lambda: defaultdict(Decimal))
    for claim in claims:
        works = overriding(worker, claim.override)
        for day, hours in works.hours_by_day(Span(claim.starts_at, claim.ends_at), claim.counts).items():
            if first <= day <= last:
                booked[day][claim.status] += hours
                projects[claim.project_id][claim.status] += hours
    days = {day: Hours(worker.available_on(day), booked.get(day, {})) for day in parts.days}
    weeks, months = (parts_of(days, each) for each in (parts.weeks, parts.months))
    of_projects = {id: Hours(NONE, hours) for id, hours in projects.items()}
    return Utilisation(summed(days.values()), weeks, months, largest_first(of_projects), longest_gap(days))


def parts_of(days: Mapping[date, Hours], parts: Mapping[Period, Sequence[date]]) -> list[Part]:
    return [Part(part, summed(days[day] for day in its_days)) for part, its_days in parts.items()]


def summed(hours: Iterable[Hours]) -> Hours:
    available, by_status = NONE, dict.fromkeys(FIRMEST_FIRST, NONE)
    for each in hours:
        available += each.available
        for status, amount in each.by_status.items():
            by_status[status] += amount
    return Hours(available, by_status)


def largest_first(projects: Mapping[str, Hours]) -> dict[str, Hours]:
    return dict(sorted(projects.items(), key=lambda each: (-each[1].booked, -each[1].held, each[0])))


def longest_gap(days: Mapping[date, Hours]) -> Gap | None:
    """Of equals the first. Days off lie in a gap, and neither begin nor end one."""
    longest: Gap | None = None
    gap: Gap | None = None
    for day, hours in days.items():
        if hours.booked:
            gap = None
        elif hours.available:
            before = gap or Gap(day, day, 0, NONE)
            gap = Gap(before.first, day, before.days + 1, before.hours + hours.available)
            longest = gap if longest is None or gap.days > longest.days else longest
    return longest
