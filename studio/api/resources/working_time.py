"""When an artist works: patterns, time blocks, holidays, and the hours that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from pydantic import ValidationError
from werkzeug.exceptions import Forbidden

from studio.api.blueprint import ROOT
from studio.api.http.conditional import require_version, versioned_reply
from studio.api.http.problems import INVALID, Problem, declare, not_found
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.operations.parsing import problem_of
from studio.api.resources.crud import get_living, lock_living, save_or_409
from studio.api.schemas import working_time as schemas
from studio.api.schemas.common import Query, serialize_hours
from studio.artists.models import Artist
from studio.availability import own_time
from studio.availability.history import may_see_reasons
from studio.availability.models import EffectivePattern, TimeBlock, TooManyBlocks
from studio.availability.overrides import overriding
from studio.availability.patterns import midnights
from studio.availability.queries import Availability, working_time_of
from studio.availability.requests import APPROVED
from studio.availability.working_time import AVAILABLE, BUSY, WorkingTime
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.spans import Span, days_of
from studio.lib.sql import read
from studio.lib.web import get_or_404

DAY_TAKEN = declare(
    "pattern-taken", 409, lazy_gettext("Another pattern begins on that day"),
    lazy_gettext("Whoever has working patterns has one at a time. Change the one that begins on that day."),
)  # fmt: skip
FULL = declare(
    "too-many-time-blocks", 409, lazy_gettext("There are as many time blocks as there can be"),
    lazy_gettext("An artist has 500 time blocks at most. Delete some that are over, or let one come again by a rule."),
)  # fmt: skip
UNIQUE_DAY = "uq_working_patterns_effective_from"
MOST_DAYS = 366
PATTERNS, BLOCKS = "/artists/<uuid:id>/patterns", "/artists/<uuid:id>/time-blocks"
PATTERN, BLOCK = f"{PATTERNS}/<uuid:pattern_id>", f"{BLOCKS}/<uuid:block_id>"
ABOUT: dict[str, Any] = {"tag": "working time", "etag": True}
ABOUT_OWN: dict[str, Any] = {**ABOUT, "own": "own_time.write"}
NOT_YOURS = lazy_gettext("Schedulers write everybody’s time, artists what they wrote of their own until it has begun.")
BOOKED = """
SELECT starts_at, ends_at, counts, override FROM bookings
WHERE tenant_id = %(tenant)s AND artist_id = %(artist)s AND status IN ('pencil', 'confirmed')
  AND starts_at < %(to)s AND ends_at > %(from)s
"""


@operation("GET", PATTERNS, "artists.read", tag="working time", answers={200: schemas.Patterns})
def list_patterns(id: UUID, query: Query) -> Response:
    """The artist's own working patterns, in the order in which they begin to hold."""
    artist = get_or_404(Artist, id)
    return reply({"data": [serialize_pattern(each) for each in EffectivePattern.of_artist(artist)]})


@operation("GET", PATTERN, "artists.read", answers={200: schemas.Pattern}, **ABOUT)
def get_pattern(id: UUID, pattern_id: UUID, query: Query) -> Response:
    """One working pattern."""
    return pattern_reply(get_living(EffectivePattern, pattern_id, artist_id=id))


@operation(
    "POST", PATTERNS, "artists.write", body=schemas.PatternIn, answers={201: schemas.Pattern}, problems=(DAY_TAKEN,),
    **ABOUT,
)  # fmt: skip
def create_pattern(id: UUID, body: schemas.PatternIn, query: Any) -> Response:
    """A working pattern from a day on; the one before holds until then."""
    artist = get_or_404(Artist, id)
    added = one_a_day(lambda: EffectivePattern.add(current.member, body.effective_from, body.pattern, artist))
    return pattern_reply(added, 201, Location=f"{ROOT}/artists/{id}/patterns/{added.id}")


@operation(
    "PATCH", PATTERN, "artists.write", body=schemas.PatternPatch, answers={200: schemas.Pattern},
    problems=(DAY_TAKEN,), **ABOUT,
)  # fmt: skip
def change_pattern(id: UUID, pattern_id: UUID, body: Any, query: Any) -> Response:
    """Change its day or its weeks."""
    pattern = lock_living(EffectivePattern, pattern_id, artist_id=id)
    revise(pattern, body)
    return pattern_reply(pattern)


@operation("DELETE", PATTERN, "artists.write", answers={204: None}, **ABOUT)
def delete_pattern(id: UUID, pattern_id: UUID, query: Any) -> Response:
    """The pattern before it holds again."""
    lock_living(EffectivePattern, pattern_id, artist_id=id).remove(current.member, clock.now())
    return nothing()


@operation("GET", BLOCKS, "artists.read", tag="working time", answers={200: schemas.TimeBlocks})
def list_time_blocks(id: UUID, query: Query) -> Response:
    """The artist's own time, in order."""
    artist = get_or_404(Artist, id)
    return reply(
        {"data": [serialize_block(each, artist) for each in TimeBlock.of_artist(artist) if told(each, artist)]}
    )


@operation("GET", BLOCK, "artists.read", answers={200: schemas.TimeBlock}, **ABOUT)
def get_time_block(id: UUID, block_id: UUID, query: Query) -> Response:
    """One time block."""
    artist, block = get_or_404(Artist, id), get_living(TimeBlock, block_id, artist_id=id)
    if not told(block, artist):
        raise not_found()
    return block_reply(block, artist)


@operation(
    "POST", BLOCKS, "artists.write", body=schemas.TimeBlockIn, answers={201: schemas.TimeBlock},
    problems=(FULL,), **ABOUT_OWN,
)  # fmt: skip
def create_time_block(id: UUID, body: schemas.TimeBlockIn, query: Any) -> Response:
    """Time off, or time that is offered. Bookings under it stay as they are

    The artist writes their own with the scope `own_time.write`; of a kind the studio approves, it is `requested`.
    """
    artist = get_or_404(Artist, id)
    if not own_time.may_write(current.member, artist):
        raise Forbidden(NOT_YOURS)
    kinds, now = own_time.approval_kinds(), clock.now()
    try:
        block = own_time.add(current.member, artist, kinds, now, columns_of(body, artist))
    except TooManyBlocks as refusal:
        raise Problem(FULL, str(refusal)) from None
    return block_reply(block, artist, 201, Location=f"{ROOT}/artists/{id}/time-blocks/{block.id}")


@operation(
    "PATCH", BLOCK, "artists.write", body=schemas.TimeBlockPatch, answers={200: schemas.TimeBlock}, **ABOUT_OWN,
)  # fmt: skip
def change_time_block(id: UUID, block_id: UUID, body: Any, query: Any) -> Response:
    """Change some fields. Whole days become hours, and hours whole days, when the others are given

    What the artist changes of an approved block is `requested` again, but for the note.
    """
    artist, block = changeable(id, block_id)
    sent = body.model_dump(exclude_unset=True)
    shown: dict[str, Any] = {name: getattr(block, name) for name in schemas.TimeBlockIn.model_fields}
    days, hours = ("starts_on", "ends_on"), ("starts_at", "ends_at")
    if any(sent.get(name) for name in days):
        shown |= dict.fromkeys(hours)
    elif any(sent.get(name) for name in hours):
        shown |= dict.fromkeys(days)
    columns = columns_of(whole(schemas.TimeBlockIn, shown | sent), artist)
    own_time.change(current.member, block, own_time.approval_kinds(), clock.now(), columns)
    return block_reply(block, artist)


@operation("DELETE", BLOCK, "artists.write", answers={204: None}, **ABOUT_OWN)
def delete_time_block(id: UUID, block_id: UUID, query: Any) -> Response:
    """The artist works then as the pattern says. A request of one's own is withdrawn."""
    _artist, block = changeable(id, block_id)
    own_time.remove(current.member, block, clock.now())
    return nothing()


@operation(
    "GET", "/artists/<uuid:id>/holidays", "artists.read", tag="working time", query=schemas.HolidaysQuery,
    answers={200: schemas.Holidays},
)  # fmt: skip
def list_holidays(id: UUID, query: schemas.HolidaysQuery) -> Response:
    """The public holidays the artist has off in a year."""
    rules = working_time_of(get_or_404(Artist, id)).holidays
    named = [{"date": day, "name": name} for day, name in rules.of_year(query.year)]
    return reply({"region": rules.region, "data": named})


@operation(
    "GET", "/artists/<uuid:id>/hours", "artists.read", tag="working time", query=schemas.HoursQuery,
    answers={200: schemas.Hours},
)  # fmt: skip
def list_hours(id: UUID, query: schemas.HoursQuery) -> Response:
    """How long the artist works on each day, and how much of it is booked."""
    if not timedelta() <= query.to - query.from_ < timedelta(days=MOST_DAYS):
        detail = _("Not before `from`, and %(days)d days at most.", days=MOST_DAYS)
        raise Problem(INVALID, errors=[{"parameter": "to", "detail": detail}])
    artist = get_or_404(Artist, id)
    days = days_of(query.from_, (query.to - query.from_).days + 1)
    reach = Span(midnights(days[0], artist.zone).start, midnights(days[-1], artist.zone).end)
    around = Span(reach.start - timedelta(days=2), reach.end + timedelta(days=2))
    worker = Availability.read([artist], around).of(artist)
    booked, over = counted(worker, read(BOOKED, {"artist": id, "from": around.start, "to": around.end}))
    shown = (
        {
            "date": day, "available": serialize_hours(worker.available_on(day)),
            "booked": serialize_hours(booked[day]), "overtime": serialize_hours(over[day]),
        }
        for day in days
    )  # fmt: skip
    return reply({"zone": artist.zone, "data": list(shown)})


def counted(worker: WorkingTime, bookings: Iterable[Any]) -> tuple[dict[date, Decimal], dict[date, Decimal]]:
    """The hours that bookings count on each day, and the overtime in them."""
    booked: dict[date, Decimal] = defaultdict(Decimal)
    over: dict[date, Decimal] = defaultdict(Decimal)
    for row in bookings:
        asked, works = (Span(row.starts_at, row.ends_at), row.counts), overriding(worker, row.override)
        for sums, hours in (booked, works.hours_by_day(*asked)), (over, works.overtime_by_day(*asked)):
            for day, amount in hours.items():
                sums[day] += amount
    return booked, over


def changeable(artist_id: UUID, id: UUID) -> tuple[Artist, TimeBlock]:
    """A block, locked, that whoever acts may change. 403, 404, 412."""
    artist, block = get_or_404(Artist, artist_id), get_living(TimeBlock, id, artist_id=artist_id)
    if not own_time.may_write(current.member, artist):
        raise Forbidden(NOT_YOURS)
    db.session.refresh(block, with_for_update=True)
    today = clock.now().astimezone(ZoneInfo(artist.zone)).date()
    if not own_time.may_change(current.member, block, own_time.approval_kinds(), today):
        raise Forbidden(NOT_YOURS)
    require_version(block.version)
    return artist, block


def whole(schema: Any, values: dict[str, Any]) -> Any:
    """What a patch comes to, checked as if it were sent as a whole."""
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise problem_of(error) from None


def revise(pattern: EffectivePattern, body: Any) -> None:
    """Change what of a pattern was sent. 409, 422."""
    shown = {"effective_from": pattern.effective_from, "weeks": weeks_of(pattern)}
    new = whole(schemas.PatternIn, shown | body.model_dump(exclude_unset=True))
    one_a_day(lambda: pattern.revise(current.member, new.effective_from, new.pattern))


def one_a_day(change: Callable[[], Any]) -> Any:
    taken = _("Another pattern begins on that day.")
    return save_or_409(change, UNIQUE_DAY, DAY_TAKEN, {"pointer": "/effective_from", "detail": taken})


def columns_of(body: schemas.TimeBlockIn, artist: Artist) -> dict[str, Any]:
    return {**body.model_dump(), "zone": body.zone or artist.zone}


def weeks_of(pattern: EffectivePattern) -> list[dict[str, Any]]:
    return [dict(zip(schemas.WEEKDAYS, week, strict=True)) for week in pattern.weeks]


def serialize_pattern(pattern: EffectivePattern) -> dict[str, Any]:
    return {"artist_id": pattern.artist_id, **serialize_weeks(pattern)}


def serialize_weeks(pattern: EffectivePattern) -> dict[str, Any]:
    """Of a pattern, whosever it is."""
    return {
        "id": pattern.id, "effective_from": pattern.effective_from, "weeks": weeks_of(pattern),
        "created_at": pattern.created_at, "version": pattern.version,
    }  # fmt: skip


def serialize_block(block: TimeBlock, artist: Artist) -> dict[str, Any]:
    names = ("id", "artist_id", "kind", "starts_on", "ends_on", "starts_at", "ends_at", "zone", "rule", "note")
    answered = ("status", "requested_at", "decided_at", "reason")
    shown = {name: getattr(block, name) for name in (*names, *answered, "created_at", "version")}
    if not sees_reasons(artist):
        shown |= {"kind": AVAILABLE if block.kind == AVAILABLE else BUSY, "note": None, "reason": None}
    return shown


def sees_reasons(artist: Artist) -> bool:
    return may_see_reasons(current.member, artist)


def told(block: TimeBlock, artist: Artist) -> bool:
    """What is only asked for is for schedulers and the artist."""
    return block.status == APPROVED or sees_reasons(artist)


def pattern_reply(pattern: EffectivePattern, status: int = 200, **headers: str) -> Response:
    return versioned_reply(serialize_pattern(pattern), pattern.version, status, **headers)


def block_reply(block: TimeBlock, artist: Artist, status: int = 200, **headers: str) -> Response:
    return versioned_reply(serialize_block(block, artist), block.version, status, **headers)
