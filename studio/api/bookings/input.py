"""What is asked of a booking: from a body to a draft, and from a refusal to its problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.bookings.conflicts import conflict_problem
from studio.api.http.problems import INVALID, NOT_FOUND, Problem, declare, invalid
from studio.artists.models import Artist
from studio.bookings.drafts import Draft, subjects
from studio.bookings.errors import BookingClosed, BookingConflict, BookingRefused, InvalidBooking
from studio.bookings.models import LONGEST, Booking
from studio.lib.spans import Span
from studio.projects.models import Project

Result = TypeVar("Result")
CLOSED = declare(
    "booking-closed", 409, lazy_gettext("This booking is cancelled"),
    lazy_gettext("A cancelled booking is kept as it was. Place a new one."),
)  # fmt: skip


def new_draft(body: Any) -> Draft:
    """A new booking as it was sent. 422."""
    artist, project = subjects(body.artist_id, body.project_id)
    return draft_of(body.model_dump(), artist, project)


def changed_draft(was: Draft, sent: Mapping[str, Any]) -> Draft:
    """The booking with what was sent; what was not stays. 422."""
    booking = was.existing
    artist_id, project_id = sent.get("artist_id", booking.artist_id), sent.get("project_id", booking.project_id)
    artist, project = was.artist, was.project
    if (artist_id, project_id) != (artist.id, project.id):
        artist, project = subjects(artist_id, project_id)  # type: ignore[assignment]
    now = {name: getattr(booking, name) for name in ("starts_at", "ends_at", "status", *Booking.DETAILS)}
    return draft_of({**now, **sent}, artist, project, was)


def draft_of(
    values: Mapping[str, Any], artist: Artist | None, project: Project | None, was: Draft | None = None
) -> Draft:
    require_bookable(artist, "/artist_id", was.artist if was else None)
    require_bookable(project, "/project_id", was.project if was else None)
    assert artist and project  # noqa: S101 - `require_bookable` saw to it
    span = span_of(values["starts_at"], values["ends_at"])
    details = {name: values[name] for name in Booking.DETAILS}
    booking, override = was.booking if was else None, values.get("override")
    return Draft(
        artist=artist, project=project, span=span, status=values["status"], details=details, booking=booking,
        override=override["reason"] if override else "",
    )  # fmt: skip


def require_bookable(subject: Artist | Project | None, pointer: str, before: Artist | Project | None) -> None:
    """Only what exists can be booked, and nothing archived that was not there before."""
    if subject is None:
        raise invalid(pointer, _("It does not exist."))
    if subject.archived and (before is None or subject.id != before.id):
        raise invalid(pointer, _("%(name)s is archived and cannot be booked.", name=subject.name))


def span_of(starts_at: datetime, ends_at: datetime, pointer: str = "/ends_at") -> Span:
    if ends_at <= starts_at:
        raise invalid(pointer, _("The end must be after the start."))
    if ends_at - starts_at > LONGEST:
        raise invalid(pointer, _("A booking can last two years at most."))
    return Span(starts_at, ends_at)


def draft_or_404(id: UUID) -> Draft:
    """The tenant's booking as it stands."""
    was = Draft.of(id)
    if was is None:
        raise Problem(NOT_FOUND)
    return was


def attempt(draft: Draft, verb: Callable[[], Result], suggestions: bool = False) -> Result:
    """Run a verb; what the database or the domain refuses becomes the problem that says so.

    A conflict brings its ways out only with `suggestions`.
    """
    try:
        return verb()
    except BookingConflict as refusal:
        raise conflict_problem(draft, refusal, suggestions) from None
    except BookingClosed as refusal:
        raise Problem(CLOSED, str(refusal)) from None
    except InvalidBooking as refusal:
        raise invalid(f"/{refusal.field}", refusal) from None
    except BookingRefused as refusal:
        raise Problem(INVALID, str(refusal)) from None


def placed(draft: Draft, by: Any, suggestions: bool = False) -> Booking:
    return attempt(draft, lambda: Booking.place(by, **draft.terms), suggestions)


def revise(draft: Draft, by: Any, suggestions: bool = False) -> Booking:
    """The booking as `draft` says it: several things may differ."""
    return changed(draft, lambda booking: booking.revise(by, **draft.terms), suggestions)


def stepped(was: Draft, status: str, by: Any, suggestions: bool = False, override: str = "") -> Booking:
    """In another status; from a hold over time off, with `override` to say why."""
    draft = was.but(status=status, override=override)
    return changed(draft, lambda booking: booking.set_status(by, status, override), suggestions)


def changed(draft: Draft, verb: Callable[[Booking], None], suggestions: bool) -> Booking:
    """The booking after `verb`, which makes it `draft`."""
    booking = draft.existing
    if booking.cancelled:
        raise Problem(CLOSED)
    attempt(draft, lambda: verb(booking), suggestions)
    return booking
