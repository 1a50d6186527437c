"""Where somebody puts a booking down: who, and how far it went. A shift, one edge, both edges, or exactly when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError as Invalid

from studio.artists.models import Artist
from studio.availability.queries import working_time_of
from studio.bookings.drafts import Draft
from studio.bookings.models import LONGEST
from studio.lib.clock import AmbiguousTime, NoSuchTime
from studio.lib.forms.fields import TextField, VersionField
from studio.lib.forms.records import IdField
from studio.lib.spans import Span
from studio.lib.text.parsing import parse_date, parse_instant, parse_number
from studio.schedule.drag.slots import carried, edge, moved, slots_at
from studio.schedule.query import shown_zone
from studio.schedule.zooms import SNAPS

FARTHEST = 100_000  # slots
YEARS = range(1990, 2201)


class Unclear(Exception):
    """It cannot be said when this would be; the text says why."""


class SlotField(HiddenField):
    """A whole number of slots, or None when there is none."""

    data: Any

    def process_formdata(self, values: list[Any]) -> None:
        typed = str(values[0]) if values else ""
        slots = parse_number(typed.removeprefix("-"), digits=6)
        self.data = slots and (-slots if typed.startswith("-") else slots)
        if typed and (self.data is None or abs(self.data) > FARTHEST):
            raise ValueError(_("That is too far."))


class InstantField(HiddenField):
    """An instant with its offset, or None."""

    data: Any

    def process_formdata(self, values: list[Any]) -> None:
        self.data = parse_instant(str(values[0])) if values else None
        if self.data is None and values and values[0]:
            raise ValueError(_("This is not a date."))


class PlacementForm(FlaskForm):
    """`by`: all of it, so many slots later. `starts`, `ends`: an edge, in slots from the left edge of the window that
    begins on `date`. `starts_at` and `ends_at`: exactly then, as when a move is taken back."""

    class Meta:
        csrf = False  # the gate checked it

    artist_id = IdField()
    version = VersionField()
    zoom = HiddenField()
    tz = HiddenField()
    date = HiddenField()
    by = SlotField()
    exactly_by = HiddenField()  # "yes": over weekends and days off too, as long as it was on the calendar
    starts = SlotField()
    ends = SlotField()
    starts_at = InstantField()
    ends_at = InstantField()
    override_reason = TextField(lazy_gettext("Reason"), 500)  # of a move that is taken back over time off

    def validate_zoom(self, field: HiddenField) -> None:
        if not SNAPS.get(field.data or "") and not self.starts_at.data:
            raise Invalid(lazy_gettext("Nothing can be moved by hand here."))

    def span(self, artist: Artist, usual_zone: str, was: Draft | None = None) -> Span:
        """When it would be. Raises Unclear."""
        if not self.validate():
            raise Unclear(next(str(error) for errors in self.errors.values() for error in errors))
        try:
            found = self.exactly() or (self.shifted(artist, was) if was and self.by.data is not None else None)
            return checked(found or self.edges(artist, usual_zone, was))
        except NoSuchTime:
            words = _("The clocks go forward in %(zone)s then: there is no such time.", zone=artist.zone)
            raise Unclear(words) from None
        except AmbiguousTime:
            words = _("The clocks go back in %(zone)s then: this time comes twice.", zone=artist.zone)
            raise Unclear(words) from None
        except (ValueError, OverflowError):
            raise Unclear(_("The end must be after the start.")) from None

    def exactly(self) -> Span | None:
        start, end = self.starts_at.data, self.ends_at.data
        return Span(start, end) if start and end else None

    def shifted(self, artist: Artist, was: Draft) -> Span:
        keeps_every_day = was.existing.keeps_every_day or self.exactly_by.data == "yes"
        move = carried if keeps_every_day else moved
        of, to = working_time_of(was.artist), working_time_of(artist)
        return move(was.span, self.zoom.data or "", self.by.data, of, to)

    def edges(self, artist: Artist, usual_zone: str, was: Draft | None) -> Span:
        first, zone = parse_date(self.date.data or ""), shown_zone(self.tz.data or "", usual_zone)
        if first is None or (was is None and None in (self.starts.data, self.ends.data)):
            raise Unclear(_("This is not a date."))
        worker = working_time_of(artist)

        def moment(slot: int | None, is_end: bool) -> datetime | None:
            return None if slot is None else edge(self.zoom.data or "", zone, first, slot, worker, is_end)

        start, end = moment(self.starts.data, False), moment(self.ends.data, True)
        return Span(start or was.span.start, end or was.span.end) if was else Span(*filter(None, (start, end)))

    def slots(self, span: Span, artist: Artist, usual_zone: str) -> tuple[float, float] | None:
        """Where a span stands in the window that was asked from; None without one."""
        first, zone = parse_date(self.date.data or ""), shown_zone(self.tz.data or "", usual_zone)
        if not first or self.zoom.data not in SNAPS:
            return None
        return slots_at(span, self.zoom.data, zone, first, working_time_of(artist))


def checked(span: Span) -> Span:
    if span.start.year not in YEARS or span.end.year not in YEARS:
        raise Unclear(_("A year between 1990 and 2200."))
    if span.duration > LONGEST:
        raise Unclear(_("A booking can last two years at most."))
    return span


def asked(args: MultiDict[str, str]) -> PlacementForm:
    """What a ghost asks: it comes by GET and changes nothing."""
    return PlacementForm(args)
