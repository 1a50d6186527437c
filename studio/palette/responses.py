"""What the palette offers to do: a booking, one for each of several artists, another time for one that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from uuid_utils.compat import uuid7

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.bookings.check import CLASH, BookingCheck, check_booking
from studio.bookings.drafts import Draft, when_fields
from studio.bookings.formatting import change_of_length, when
from studio.bookings.models import PENCIL
from studio.bookings.responses import check_of
from studio.bookings.workdays import days_meant, extent
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span
from studio.palette.booking_request import BookingRequest
from studio.palette.change_words import CANCEL, EDIT
from studio.palette.changes import changed, meant
from studio.palette.questions import Asking, called, questions, the_rest
from studio.palette.results import Group, Option, Places, days_words
from studio.palette.times import SECOND
from studio.schedule.day_columns import SLOTS
from studio.schedule.drag.slots import edge
from studio.schedule.zooms import WEEKS


@dataclass(frozen=True)
class Offer:
    """A booking as it was understood: what will be sent, and whether it can be had."""

    artist: Any
    fields: dict[str, str]
    check: BookingCheck

    @property
    def status(self) -> str:
        return self.fields["status"]

    @property
    def form(self) -> str:
        """Where to change the rest of it."""
        shown = {name: value for name, value in self.fields.items() if name != "id"}
        return f"{url_for('bookings.new')}?{urlencode(shown)}"


@dataclass(frozen=True)
class Move:
    """Another time for a booking that is there: what will be sent, from when to when, and whether it can be had."""

    was: Draft
    fields: dict[str, str]
    check: BookingCheck
    words: str  # from when to when
    change: str  # of its length

    @property
    def action(self) -> str:
        return url_for("bookings.span", id=self.was.booking_id)


@dataclass(frozen=True)
class Answer:
    """What a sentence about bookings comes to: offers to do it, or what has to be known first."""

    offers: tuple[Offer, ...] = ()
    when: str = ""
    move: Move | None = None
    open: list[Group] = field(default_factory=list)
    hint: str = ""

    @property
    def books(self) -> bool:
        """Whether the offers can be taken as they are: one that is refused has ways out, of several none may be."""
        return bool(self.offers) and not self.open

    @property
    def form(self) -> Option:
        """The only offer in the booking form."""
        return Option(_("Open in the form"), self.offers[0].form, "pencil", _("Title, notes, other times"), dialog=True)

    def crew(self, words: str) -> list[tuple[str, str]]:
        """The fields of all the offers, each a booking form of its own by a number before its names."""
        forms = [(f"{n}-{name}", value) for n, one in enumerate(self.offers) for name, value in one.fields.items()]
        return [("words", words), *forms]


def answer(request: BookingRequest, projects: list[Any], today: date, places: Places) -> Answer:
    if request.change:
        return about_a_booking(request, today, places)
    if not request.asks:
        return Answer()
    if not request.complete:
        return Answer(open=questions(request, projects, today, places), hint=missing(request))
    offers = tuple(offer(request, artist) for artist in request.team)
    taken = [one.artist.name for one in offers if one.check.state == CLASH]
    if len(offers) > 1 and taken:
        free = [one.artist.name for one in offers if one.check.state != CLASH]
        return Answer(offers, when_words(request, today), open=[the_rest(request, taken, free, places)])
    return Answer(offers, when_words(request, today))


def missing(request: BookingRequest) -> str:
    """Which kind of words a booking still lacks."""
    if not request.days_place:
        return "days"
    begins, ends = request.hours or (None, None)
    return "" if request.hours is None or (begins and ends) else "end" if begins else "start"


def offer(request: BookingRequest, artist: Any) -> Offer:
    fields = fields_of(request, artist)
    return Offer(artist, fields, check_of(fields))


def fields_of(request: BookingRequest, artist: Any) -> dict[str, str]:
    """The booking form as it would be filled in."""
    project: Any = request.project
    return {
        "id": str(uuid7()), "artist_id": str(artist.id), "project_id": str(project.id),
        "status": request.status or PENCIL, "title": request.title, **when_of(request, artist),
    }  # fmt: skip


def when_of(request: BookingRequest, artist: Any) -> dict[str, str]:
    (first, last), (begins, ends) = request.days or (None, None), request.hours or (None, None)
    if request.half and first:
        span = half_of(artist, first, request.half)
        return when_fields(span, days_meant(working_time_of(artist), span), current.member.zone)
    times = {"starts_time": f"{begins:%H:%M}", "ends_time": f"{ends:%H:%M}"} if begins and ends else {"all_day": "y"}
    return {"starts_on": str(first), "ends_on": str(last), **times}


def half_of(artist: Artist, day: date, which: str) -> Span:
    """Half of the artist's working day, as a sweep over half of its column books it."""
    worker, start = working_time_of(artist), SLOTS // 2 if which == SECOND else 0
    begins, ends = (edge(WEEKS, artist.zone, day, start + n, worker, n > 0) for n in (0, SLOTS // 2))
    return Span(begins, ends)


def when_words(request: BookingRequest, today: date) -> str:
    """When it would be. Hours of several days are one stretch, from the first of them to the last."""
    (first, last), (begins, ends) = request.days or (today, today), request.hours or (None, None)
    if request.half:
        half = _("the second half of the day") if request.half == SECOND else _("the first half of the day")
        return f"{days_words((first, last), today)}, {half}"
    if not (begins and ends):
        return days_words((first, last), today)
    if first == last:
        return f"{days_words((first, first), today)}, {begins:%H:%M} – {ends:%H:%M}"
    return f"{days_words((first, first), today)} {begins:%H:%M} – {days_words((last, last), today)} {ends:%H:%M}"


def about_a_booking(request: BookingRequest, today: date, places: Places) -> Answer:
    """The change offered, when it is known of which booking and into what; else what has to be said first."""
    ask, found = Asking(request, today, places), meant(request, clock.now())
    change = request.change
    unknown = ask.not_understood()
    first = [unknown] if unknown else []
    if not found or change is None:
        return Answer(open=first, hint="who" if not (request.who or request.job) else "none")
    if len(found) > 1:
        return Answer(open=[*first, ask.which_booking(found)])
    [was] = found
    if change.verb in (CANCEL, EDIT):
        return Answer(open=[*first, by_hand(was, change.verb)])
    if change.to and change.to.perhaps:
        return Answer(open=[*first, by_hand(was, EDIT)], hint="target")
    span = changed(was, change)
    if unknown or span is None:
        return Answer(open=[*first, by_hand(was, EDIT)], hint="" if unknown else "target")
    return Answer(move=move(was, span))


def by_hand(was: Draft, verb: str) -> Group:
    """The booking's own form, or the one that asks why it ends."""
    ends = verb == CANCEL
    title = (_("Release this hold") if was.status == "hold" else _("Cancel this booking")) if ends else _("Edit")
    href = url_for("bookings.ask_cancellation" if ends else "bookings.edit", id=was.booking_id)
    words, note = f"{was.artist.name} · {called(was)}", when(was.span, was.artist)
    return Group(title, [Option(words, href, "calendar-x" if ends else "pencil", note, dialog=True)])


def move(was: Draft, span: Span) -> Move:
    booking, artist, worker = was.existing, was.artist, working_time_of(was.artist)
    days = days_meant(worker, span) if was.whole_days else None
    check = check_booking(artist, span, was.status, booking.counts, clock.now(), booking)
    return Move(
        was, {**when_fields(span, days, current.member.zone), "version": str(booking.version)}, check,
        f"{when(was.span, artist)} → {when(span, artist)}",
        change_of_length(*(extent(worker, each, booking.counts) for each in (was.span, span))),
    )  # fmt: skip
