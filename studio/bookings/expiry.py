"""Holds end by themselves: the clock releases those whose time is up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from studio.bookings.models import HOLD, Booking
from studio.extensions import db


def release_expired(now: datetime) -> int:
    """Release the current tenant's expired holds; returns how many."""
    expired = select(Booking).where(Booking.status == HOLD, Booking.expires_at <= now).order_by(Booking.expires_at)
    holds = list(db.session.scalars(expired.with_for_update(skip_locked=True)))
    for hold in holds:
        hold.release(None, "The hold expired.")
    return len(holds)
