"""Calendar dates as addresses hold them."""

from __future__ import annotations

from datetime import date

EARLIEST, LATEST = date(1971, 1, 4), date(9000, 1, 1)


def clamp(day: date) -> date:
    """The nearest date that a window around it can be worked out for."""
    return min(max(day, EARLIEST), LATEST)


def a_date(text: str) -> date | None:
    """A date as ISO 8601 writes it, clamped; None for what is none."""
    try:
        return clamp(date.fromisoformat(text))
    except ValueError:
        return None
