"""What the log said before bookings said what `counts`, read as it would be written today. The log itself stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.availability.working_time import DAYS_OFF_TOO, WORKING_TIME

ONCE = "includes_non_working"  # a yes or no, instead of `counts`


def state_today(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state of a booking that an event keeps."""
    return renamed(state, counts_today) if ONCE in state else state


def changes_today(changes: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    """What an event changed: before and after."""
    return renamed(changes, lambda pair: [counts_today(value) for value in pair]) if ONCE in changes else changes


def renamed(values: Mapping[str, Any], translate: Any) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name != ONCE}
    return {**kept, "counts": translate(values[ONCE])}


def counts_today(value: Any) -> Any:
    """Anything but a yes or a no was never written, and is left for the replay to find."""
    return DAYS_OFF_TOO if value is True else WORKING_TIME if value is False else value
