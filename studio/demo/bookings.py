"""Ten weeks of bookings around today, made through the verbs, as a studio's schedulers would have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from studio.accounts.identity import Member
from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.availability.working_time import EVERY_HOUR
from studio.bookings.errors import BookingConflict
from studio.bookings.models import BLOCKING, CONFIRMED, HOLD, PENCIL, Booking
from studio.bookings.workdays import whole_days
from studio.demo.people import REASONS, TASKS
from studio.extensions import db
from studio.lib.spans import Span
from studio.lib.weeks import ISO
from studio.projects.models import Project

WEEKS_BEFORE, WEEKS_AFTER = 3, 7
LENGTHS = (1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 8)  # working days
GAPS = (1, 1, 1, 2, 2, 3)
HALF_DAY = EVENING = timedelta(hours=4)


@dataclass
class Scheduler:
    """Fills one artist's ten weeks. `busy` is the share of working days that get a blocking booking."""

    members: list[Member]
    artist: Artist
    projects: list[Project]
    today: date
    random: Random
    busy: float
    booked: int = 0

    def fill(self) -> None:
        days = working_days(self.today)
        for first, last in self.runs(len(days)):
            self.place(days[first], days[last], self.status(days[first]))
        for _ in range(self.random.choice((0, 1, 1, 2))):
            self.stack_holds(days)
        for _ in range(self.random.choice((0, 1, 1))):
            self.ask_and_cancel(self.random.choice(days))
        if self.random.random() < 0.25:
            self.stay_late(self.random.choice(days))

    def runs(self, count: int) -> Iterator[tuple[int, int]]:
        """Stretches of working days, first and last, with gaps between them that leave `busy` of the days."""
        day, worked, passed = self.random.randrange(3), 0, 0
        while day < count:
            length = min(self.random.choice(LENGTHS), count - day)
            yield day, day + length - 1
            day, worked, passed = day + length, worked + length, day + length
            while passed and worked / passed > self.busy:
                gap = self.random.choice(GAPS)
                day, passed = day + gap, passed + gap

    def status(self, day: date) -> str:
        """The further away, the less certain; what is past was worked."""
        weeks = (day - self.today).days / 7
        sure = 0.97 if weeks < 0 else max(0.25, 0.85 - 0.12 * weeks)
        roll = self.random.random()
        if roll < sure:
            return CONFIRMED
        return PENCIL if weeks < 0 or roll < sure + (1 - sure) * 0.75 else HOLD

    def place(self, first: date, last: date, status: str) -> None:
        """A booking of whole working days, now and then a half day; perhaps it began as less, and as less certain."""
        span = self.days(first, last)
        if first == last and self.random.random() < 0.3:
            span = Span(span.start, span.start + HALF_DAY)
        asked = self.days(first, first) if self.random.random() < 0.1 else span
        try:
            booking = self.ask(asked, self.random.choice((status, status, HOLD, PENCIL)))
            if booking.span != span:
                booking.move(self.anyone(), span)
            if booking.status != status:
                booking.set_status(self.anyone(), status)
        except BookingConflict:
            return  # somebody else has it: that happens in every studio

    def anyone(self) -> Member:
        return self.random.choice(self.members)

    def ask(self, span: Span, status: str, **details: Any) -> Booking:
        by, project = self.anyone(), self.running(span)
        title = self.random.choice(TASKS[self.artist.department])
        booking = Booking.place(by, self.artist, project, span, status, title=title, **details)
        self.booked += 1
        return booking

    def running(self, span: Span) -> Project:
        """A project that runs at that time; any, when none does."""
        day = span.start.date()
        fitting = [p for p in self.projects if p.starts_on and p.ends_on and p.starts_on <= day <= p.ends_on]
        return self.random.choice(fitting or self.projects)

    def stack_holds(self, days: list[date]) -> None:
        """One to three projects want the same days to come: 1st, 2nd and 3rd hold."""
        ahead = [n for n, day in enumerate(days[:-6]) if day > self.today]
        first = self.random.choice(ahead)
        for _ in range(self.random.choice((1, 1, 2, 3))):
            start = first + self.random.choice((0, 1, 1))
            self.ask(self.days(days[start], days[start + self.random.randrange(1, 5)]), HOLD)

    def ask_and_cancel(self, day: date) -> None:
        hold = self.ask(self.days(day, day + timedelta(days=self.random.randrange(3))), HOLD)
        hold.cancel(self.anyone(), self.random.choice(REASONS))

    def stay_late(self, day: date) -> None:
        """An evening, all of which counts."""
        evening = self.days(day, day).end
        try:
            self.ask(Span(evening, evening + EVENING), self.status(day), counts=EVERY_HOUR)
        except BookingConflict:
            return  # what runs on over the next day has the evening, too

    def days(self, first: date, last: date) -> Span:
        """Whole working days where the artist lives."""
        return whole_days(working_time_of(self.artist), first, last)


def book(members: list[Member], artists: list[Artist], projects: list[Project], today: date, random: Random) -> int:
    """Fill every artist's ten weeks; returns how many bookings were placed."""
    booked = 0
    for artist in artists:
        scheduler = Scheduler(members, artist, projects, today, random, busy=random.uniform(0.58, 1))
        scheduler.fill()
        booked += scheduler.booked
    return booked


def answer(members: list[Member], artists: list[Artist], today: date) -> None:
    """Artists who can sign in accepted what is near, and cannot do the last of what is further away."""
    by_id = {member.id: member for member in members}
    for artist, me in [(each, by_id[each.member_id]) for each in artists if each.member_id in by_id]:
        mine = select(Booking).where(Booking.artist_id == artist.id, Booking.status.in_(BLOCKING))
        *first, last = db.session.scalars(mine.order_by(Booking.starts_at)).all()
        for booking in first:
            if booking.starts_at.date() < today + timedelta(days=7):
                booking.accept(me)
        last.decline(me, "I am away that week.")


def working_days(today: date) -> list[date]:
    monday = ISO.start(today) - timedelta(weeks=WEEKS_BEFORE)
    days = (monday + timedelta(days=n) for n in range(7 * (WEEKS_BEFORE + WEEKS_AFTER)))
    return [day for day in days if day.weekday() < 5]
