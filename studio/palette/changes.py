"""The booking that words are about which change one, and when it would be then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import or_

from studio.availability.queries import working_time_of
from studio.bookings.drafts import Draft
from studio.bookings.models import CANCELLED, Booking
from studio.bookings.next_slot import HORIZON, working_days
from studio.bookings.workdays import days_meant, whole_days
from studio.lib import formats
from studio.lib.clock import AmbiguousTime, NoSuchTime, instant
from studio.lib.spans import Span
from studio.palette.booking_request import BookingRequest
from studio.palette.change_words import EXTEND, Change
from studio.palette.date_ranges import Pair
from studio.palette.dates import DAY, WEEK
from studio.schedule.day_columns import SLOTS
from studio.schedule.drag.slots import carried, moved
from studio.schedule.query import WIDEST
from studio.schedule.zooms import WEEKS

MOST = 50  # bookings looked at


def meant(request: BookingRequest, now: datetime) -> list[Draft]:
    """The bookings the words may be about: of these artists, on this project, on these days, or else not over yet."""
    if not (request.who or request.job):
        return []
    conditions = [Booking.status != CANCELLED, or_(Booking.expires_at.is_(None), Booking.expires_at > now)]
    if request.who:
        conditions.append(Booking.artist_id.in_([artist.id for artist in request.artists]))
    if request.job:
        conditions.append(Booking.project_id.in_([project.id for project in request.projects]))
    if request.days:
        first, last = (datetime.combine(day, time(), UTC) for day in request.days)
        conditions += [Booking.starts_at < last + DAY + WIDEST, Booking.ends_at > first - WIDEST]
    else:
        conditions.append(Booking.ends_at > now)
    found = [one for one in Draft.those(*conditions, most=MOST) if fits(one, request)]
    return [one for one in found if days_of(one) == request.days] or found


def fits(draft: Draft, request: BookingRequest) -> bool:
    said = draft.status == (request.status or draft.status) and draft.title == (request.title or draft.title)
    if not request.days:
        return said
    (first, last), (begins, ends) = days_of(draft), request.days
    return said and first <= ends and last >= begins


def days_of(draft: Draft) -> Pair:
    """The first and the last day it is on, in the artist's zone."""
    worker = working_time_of(draft.artist)
    days = days_meant(worker, draft.span) or tuple(worker.days_of(draft.span))
    return days[0], days[-1]


def changed(was: Draft, change: Change) -> Span | None:
    """When it would be; None when the words do not say it, or there is no such time."""
    try:
        span = extended(was, change) if change.verb == EXTEND else shifted(was, change)
    except (NoSuchTime, AmbiguousTime, ValueError, OverflowError):
        return None
    return span if span != was.span else None


def shifted(was: Draft, change: Change) -> Span | None:
    """As much working time from another day on, as when it is dragged; or exactly the days, if both are said."""
    if change.unit == "hour":
        return was.span.shifted_to(was.span.start + timedelta(hours=change.by))
    worker, there, (first, _) = working_time_of(was.artist), change.to, days_of(was)
    if there and not there.week and there.first < there.last:
        return whole_days(worker, there.first, there.last) if was.whole_days else None
    days = change.by * (7 if change.unit == "week" else 1)
    if there:
        start = formats.week().start
        days = ((start(there.first) - start(first)) if there.week else (there.first - first)).days
    move = carried if was.existing.keeps_every_day else moved
    return move(was.span, WEEKS, days * SLOTS, worker, worker) if days else None


def extended(was: Draft, change: Change) -> Span | None:
    """As it begins, to a later end."""
    if change.unit == "hour":
        return longer(was, was.span.end + timedelta(hours=change.by))
    first, last = days_of(was)
    until = change.to.last if change.to else later(was, last, change)
    if until is None or until <= last:
        return None
    if was.whole_days:
        return whole_days(working_time_of(was.artist), first, until)
    end = was.span.end.astimezone(ZoneInfo(was.artist.zone)).replace(tzinfo=None)
    return longer(was, instant(end + (until - last), was.artist.zone))


def longer(was: Draft, end: datetime) -> Span | None:
    return Span(was.span.start, end) if end > was.span.end else None


def later(was: Draft, last: date, change: Change) -> date | None:
    """So many working days or weeks after the last day."""
    if change.by < 1:
        return None
    if change.unit == "week":
        return last + change.by * WEEK
    following = working_days(working_time_of(was.artist), last + DAY, last + HORIZON)
    return next(islice(following, change.by - 1, None), None)
