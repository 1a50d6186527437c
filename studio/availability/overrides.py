"""Over which time off and holidays a booking was put knowingly, with the reason: they count as its working time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from studio.availability.unavailable import Cause, unavailability
from studio.availability.working_time import WorkingTime
from studio.lib.spans import Span


def overriding(worker: WorkingTime, override: Mapping[str, Any] | None) -> WorkingTime:
    """The working time that a booking counts: what it was put over knowingly is work."""
    if not override or not (override["blocks"] or override["days"]):
        return worker
    return worker.without(override["blocks"], map(date.fromisoformat, override["days"]))


def agreed(
    worker: WorkingTime, span: Span, counts: str, before: Mapping[str, Any] | None, reason: str
) -> tuple[dict[str, Any] | None, tuple[Cause, ...]]:
    """What a booking is put over knowingly: of what was agreed `before`, what it still lies over; with a reason, all
    of it. And what is left in the way without one."""
    found = unavailability(worker, span, counts)
    kept = [cause for cause in (*found.causes, *found.notes) if cause.overridden(before)]
    new = unavailability(overriding(worker, before), span, counts).causes if kept else found.causes
    if reason and new:
        return override_of(reason, [*kept, *new]), ()
    return (override_of(before["reason"], kept) if kept and before else None), new


def override_of(reason: str, causes: Iterable[Cause]) -> dict[str, Any]:
    """As a booking keeps it: the reason, the ids of the time blocks, the days of the holidays."""
    causes = list(causes)
    blocks = sorted({cause.block for cause in causes if cause.block})
    return {"reason": reason, "blocks": blocks, "days": [each.first.isoformat() for each in causes if each.name]}
