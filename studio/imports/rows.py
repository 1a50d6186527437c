"""A record made into what can be booked, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Protocol

from flask_babel import gettext as _

from studio.availability.working_time import COUNTS, WORKING_TIME, WorkingTime
from studio.bookings.models import LADDER, Booking
from studio.imports.csv_records import UNSTORABLE, Record, storable
from studio.imports.header import COLUMNS, OVERRIDE
from studio.imports.reading import Moment, Reading, read_moment, span_between
from studio.lib.clock import AmbiguousTime, NoSuchTime
from studio.lib.spans import Span
from studio.lib.text.csv_cells import plain
from studio.lib.text.names import clean_name, has_invisible

LONGEST = {"artist": 120, "project": 120, "title": 200, "location": 200, OVERRIDE: 500}
LONGEST_TEXT = 10_000
YEARS = range(1900, 2200)  # outside them a time cannot be shown in every zone
EXAMPLE = "2024-02-03T09:30:00+01:00"


class Unfit(ValueError):
    """A record that cannot be a booking; its text says why."""


class HasCells(Protocol):
    """A record, or what was read from one."""

    @property
    def line(self) -> int: ...
    @property
    def cells(self) -> list[str]: ...


@dataclass(frozen=True)
class BookingRecord:
    """A booking to be placed, from the record that begins on `line`."""

    line: int
    cells: list[str]
    artist: str
    project: str
    span: Span
    status: str
    details: dict[str, Any]  # those of Booking.DETAILS that a file has
    override: str = ""


@dataclass(frozen=True)
class Refused:
    """A record that was not placed. Its cells are as they stood, but for what is no text."""

    line: int
    reason: str
    cells: list[str]

    @classmethod
    def of(cls, record: HasCells, reason: str) -> Refused:
        return cls(record.line, reason, [storable(cell) for cell in record.cells])


def read_row(
    record: Record, columns: dict[str, int], reading: Reading, worker_of: Callable[[str], WorkingTime]
) -> BookingRecord | Refused:
    try:
        if record.problem:
            raise Unfit(record.problem)
        cells = {name: record.cells[columns[name]] if name in columns else "" for name in COLUMNS}
        return fit(record, cells, reading, worker_of)
    except Unfit as error:
        return Refused.of(record, str(error))


def fit(
    record: Record, cells: dict[str, str], reading: Reading, worker_of: Callable[[str], WorkingTime]
) -> BookingRecord:
    for name, value in cells.items():
        refuse_bytes(name, value)
    artist, project = name_of("artist", cells["artist"]), name_of("project", cells["project"])
    details = {name: short_enough(name, cells[name].strip()) for name in Booking.DETAILS}
    details["counts"] = counts_of(details["counts"])
    status = status_of(cells["status"])
    starts, ends = (moment(name, cells[name], reading.order_of_dates) for name in ("starts_at", "ends_at"))
    worker = worker_of(artist)
    span = span_of(starts, ends, replace(worker, zone=reading.zone or worker.zone))
    reason = short_enough(OVERRIDE, " ".join(cells[OVERRIDE].split()))
    return BookingRecord(record.line, record.cells, artist, project, span, status, details, reason)


def refuse_bytes(name: str, value: str) -> None:
    found = UNSTORABLE.search(value)
    if found and found[0] == "\x00":
        raise Unfit(_("%(column)s has a NUL byte in it.", column=name))
    if found:
        raise Unfit(_("%(column)s has a byte in it that is not UTF-8.", column=name))


def name_of(column: str, value: str) -> str:
    name = clean_name(value)
    if not name:
        raise Unfit(_("%(column)s is empty.", column=column))
    if has_invisible(name):
        raise Unfit(_("%(column)s has characters in it that cannot be seen.", column=column))
    return short_enough(column, name)


def short_enough(column: str, value: str) -> str:
    longest = LONGEST.get(column, LONGEST_TEXT)
    if len(value) > longest:
        values = {"column": column, "length": len(value), "longest": longest}
        raise Unfit(_("%(column)s has %(length)s characters, at most %(longest)s are allowed.", **values))
    return value


def status_of(value: str) -> str:
    status = value.strip().lower()
    if status not in LADDER:
        values = {"value": quoted(value), "allowed": ", ".join(LADDER)}
        raise Unfit(_("Unknown status %(value)s. Allowed are: %(allowed)s.", **values))
    return status


def counts_of(value: str) -> str:
    """`Days off too` is days_off_too; nothing is the usual."""
    counts = plain(value) or WORKING_TIME
    if counts not in COUNTS:
        values = {"column": "counts", "value": quoted(value), "allowed": ", ".join(COUNTS)}
        raise Unfit(_("%(column)s %(value)s is none of: %(allowed)s.", **values))
    return counts


def moment(column: str, value: str, order: str) -> Moment:
    values = {"column": column, "value": quoted(value), "example": EXAMPLE}
    if not value.strip():
        raise Unfit(_("%(column)s is empty.", **values))
    found = read_moment(value, order)
    if found is None:
        raise Unfit(_("%(column)s %(value)s is not a date and time, e.g. %(example)s.", **values))
    if found.year not in YEARS:
        years = {"first": YEARS[0], "last": YEARS[-1]}
        raise Unfit(_("%(column)s %(value)s is outside what can be booked: %(first)s to %(last)s.", **values, **years))
    return found


def span_of(starts: Moment, ends: Moment, worker: WorkingTime) -> Span:
    try:
        start, end = span_between(starts, ends, worker)
    except (NoSuchTime, AmbiguousTime) as error:
        raise Unfit(str(error)) from None
    if end < start:
        raise Unfit(_("The end is before the start."))
    if end == start:
        raise Unfit(_("The end is the same as the start."))
    return Span(start.astimezone(UTC), end.astimezone(UTC))


def quoted(value: str) -> str:
    shown = storable(" ".join(value.split()))
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
