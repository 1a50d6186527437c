"""Why a booking is refused. What PostgreSQL refuses is told apart by the constraint's name, never by a message."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import errors
from sqlalchemy.exc import DBAPIError

from studio.availability.unavailable import Cause

NO_DOUBLE_BOOKING = "bookings_no_double_booking"
BUSY = "This is being booked by somebody else, try again."


class BookingRefused(Exception):
    """A verb that may not happen; its text says why, for the person who asked."""


class BookingConflict(BookingRefused):
    """The artist's time cannot be had: it is taken, as PostgreSQL says, which refused the overlap (23P01)."""


class ArtistUnavailable(BookingConflict):
    """The artist is away or has the day off, and nobody said why it should be booked all the same. The text leaves out
    why they are away: that is not for everybody; `causes` have it."""

    def __init__(self, message: str, causes: Sequence[Cause]):
        super().__init__(message)
        self.causes = causes


class InvalidBooking(BookingRefused):
    """A value the database does not take; `field` says which."""

    def __init__(self, message: str, field: str):
        super().__init__(message)
        self.field = field


class BookingClosed(BookingRefused):
    """The booking is cancelled, or already where it was asked to go."""


class NotAsked(BookingRefused):
    """The artist answers what is pencilled or confirmed, not a hold."""


FIELDS = {
    "ck_bookings_span": ("The end must be after the start.", "ends_at"),
    "ck_bookings_title": ("The title may have at most 200 characters.", "title"),
    "ck_bookings_status": ("There is no such status.", "status"),
}


def refusal(error: DBAPIError) -> BookingRefused | None:
    """The refusal behind a database error; None when it is not one. A lock that did not come in time is none."""
    cause = error.orig
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if isinstance(cause, errors.ExclusionViolation) and constraint == NO_DOUBLE_BOOKING:
        return BookingConflict("This time is already booked.")
    if isinstance(cause, errors.DeadlockDetected):
        return BookingConflict(BUSY)
    if constraint in FIELDS:
        return InvalidBooking(*FIELDS[constraint])
    if isinstance(cause, errors.DataError):
        return InvalidBooking("These dates are outside what can be booked.", "starts_at")
    return None
