"""When a booking is, in words: whole working days as days, anything else with its times."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from studio.artists.models import Artist
from studio.availability import why
from studio.availability.history import may_see_reasons
from studio.availability.queries import working_time_of
from studio.availability.unavailable import Cause
from studio.bookings.workdays import Extent, days_meant, extent
from studio.lib import formats
from studio.lib.clock import same_clock
from studio.lib.current import current
from studio.lib.spans import Span


def when(span: Span, artist: Artist) -> str:
    """`Mon 23 – Thu 26 Nov` for the artist's whole days; `Mon 23 Nov 09:00 – 12:00` in the shown zone otherwise."""
    days = days_meant(working_time_of(artist), span)
    return formats.days(*days) if days else formats.span(span)


def in_both_zones(span: Span, artist: Artist, shown: str | None = None) -> str:
    """The artist's own hours beside those of the shown zone: `Mon 23 Nov 09:00 – 18:00 in Tokyo, 00:00 – 09:00 in
    London`; nothing where they are the same."""
    beside = elsewhere(span, artist.zone, shown)
    return beside and f"{in_place(span, artist.zone)}, {beside}"


def elsewhere(span: Span, own: str, shown: str | None = None) -> str:
    """`Mon 23 Nov 00:00 – 09:00 in London`, the shown zone: beside the hours of `own`; nothing where they are the
    same."""
    here = shown or formats.zone()
    return "" if same_clock(own, here, span.start, span.end) else in_place(span, here)


def in_place(span: Span, zone: str) -> str:
    return _("%(when)s in %(place)s", when=formats.span(span, zone), place=place(zone))


def place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def length(span: Span, artist: Artist) -> str:
    """`3 working days` of the artist's whole days, `4.5 h` of anything else."""
    worker = working_time_of(artist)
    much = extent(worker, span)
    if much.worked and days_meant(worker, span):
        return ngettext("%(num)s working day", "%(num)s working days", much.days)
    return _("%(hours)s h", hours=formats.number(Decimal(str(round(much.hours, 2)))))


def change_of_length(before: Extent, after: Extent) -> str:
    """`5 → 3 working days, −16 h`; nothing when it takes as much working time, or took none."""
    hours = after.worked - before.worked
    if not before.worked or abs(hours) < 1 / 60:
        return ""
    length = formats.number(Decimal(str(round(abs(hours), 2))))
    said = _("%(hours)s h", hours=("+" if hours > 0 else "−") + length)
    left = after.days if after.worked else 0
    if left == before.days:
        return said
    return ", ".join([_("%(before)s → %(after)s working days", before=before.days, after=left), said])


def why_not(causes: Iterable[Cause], artist: Artist) -> str:
    """Why the artist does not work then, in a sentence, as far as the viewer may know."""
    return why.why(artist.name, causes, may_see_reasons(current.member, artist))


def not_counted(causes: Iterable[Cause], artist: Artist) -> str:
    """What a booking goes on around, and does not count."""
    return why.not_counted(causes, may_see_reasons(current.member, artist))


def may_see_why(artist: Artist) -> bool:
    """Whether the viewer may know why the artist was booked over time off."""
    return may_see_reasons(current.member, artist)
