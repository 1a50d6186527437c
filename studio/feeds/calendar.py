"""Bookings as an iCalendar file (RFC 5545, 7986) that Apple's, Google's and Microsoft's calendars read.

The same bookings are the same bytes: what is in it comes of them alone, so that a calendar can be told that nothing
changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Event, vDuration

from studio.bookings.models import ACCEPTED, CANCELLED, CONFIRMED, DECLINED, HOLD, PENCIL
from studio.feeds.bookings import FeedContent

AGAIN = timedelta(hours=1)  # when a calendar is asked to read it anew
STATUSES = {HOLD: "TENTATIVE", PENCIL: "TENTATIVE", CONFIRMED: "CONFIRMED", CANCELLED: "CANCELLED"}


def calendar_file(studio: str, content: FeedContent, link: Callable[[UUID], str]) -> bytes:
    """`link` gives the address of a booking's card by its id."""
    calendar, name = Calendar(), f"{studio}: {content.name}"
    calendar.add("prodid", "-//Studio//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(AGAIN, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(AGAIN))
    for booking in content.bookings:
        calendar.add_component(event(booking, content.names_artists, link))
    if content.bookings:
        calendar.add_missing_timezones(*years(content.bookings))
    return calendar.to_ical()


def event(booking: Any, names_artists: bool, link: Callable[[UUID], str]) -> Event:
    shown, zone = Event(), ZoneInfo(booking.zone)
    shown.add("uid", f"{booking.id}@studio")
    shown.add("sequence", booking.version - 1)
    shown.add("dtstamp", booking.changed_at)
    shown.add("last-modified", booking.changed_at)
    shown.add("dtstart", written(booking.starts_at, zone))
    shown.add("dtend", written(booking.ends_at, zone))
    shown.add("status", STATUSES[booking.status])
    shown.add("transp", "OPAQUE" if booking.status in (PENCIL, CONFIRMED) else "TRANSPARENT")
    shown.add("summary", summary(booking, names_artists))
    shown.add("description", description(booking))
    if booking.location:
        shown.add("location", booking.location)
    shown.add("url", link(booking.id))
    return shown


def written(at: datetime, zone: ZoneInfo) -> datetime:
    """By the artist's clock; the second of two hours of one name, which a local time cannot tell, in UTC."""
    local = at.astimezone(zone)
    return local.astimezone(UTC) if local.fold else local


def summary(booking: Any, names_artists: bool) -> str:
    """`Pencil: Ana, Harbour S2 · comp`: many calendars show nothing of a status but its words."""
    what = f"{booking.project} · {booking.title}" if booking.title else booking.project
    said = _("%(artist)s, %(what)s", artist=booking.artist, what=what) if names_artists else what
    before = {
        HOLD: _("Hold: %(what)s", what=said), PENCIL: _("Pencil: %(what)s", what=said),
        CANCELLED: _("Cancelled: %(what)s", what=said),
    }  # fmt: skip
    return before.get(booking.status, said)


def description(booking: Any) -> str:
    status = {
        HOLD: _("On hold: an option."), PENCIL: _("Pencilled in: tentative."), CONFIRMED: _("Confirmed."),
        CANCELLED: _("Cancelled."),
    }[booking.status]  # fmt: skip
    answers = {ACCEPTED: _("Accepted by the artist."), DECLINED: _("Declined by the artist.")}
    return f"{status} {answers[booking.answer]}" if booking.answer else status


def years(bookings: Any) -> tuple[date, date]:
    """Whole years around all of them: what the definitions of zones have to cover."""
    first, last = min(each.starts_at for each in bookings), max(each.ends_at for each in bookings)
    return date(first.year - 1, 1, 1), date(last.year + 2, 1, 1)
