"""The studio's own days off, and the holidays of its region on which it works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.conditional import versioned_reply
from studio.api.http.problems import declare
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.resources.crud import get_living, lock_living, save_or_409
from studio.api.resources.working_time import ABOUT, whole
from studio.api.schemas import working_time as schemas
from studio.api.schemas.common import Query
from studio.availability.models import StudioHoliday
from studio.lib import clock
from studio.lib.current import current

DAY_LISTED = declare(
    "holiday-taken", 409, lazy_gettext("This day is listed already"),
    lazy_gettext("A studio says one thing about a day. Change what it says."),
)  # fmt: skip
UNIQUE_DAY = "uq_studio_holidays_day"
HOLIDAYS, HOLIDAY = "/holidays", "/holidays/<uuid:id>"
WRITES: dict[str, Any] = {**ABOUT, "problems": (DAY_LISTED,)}


@operation("GET", HOLIDAYS, "artists.read", tag="working time", answers={200: schemas.StudioHolidays})
def list_studio_holidays(query: Query) -> Response:
    """What the studio says about days, in order: its own days off, and public holidays on which it works."""
    return reply({"data": [serialize(each) for each in StudioHoliday.alive()]})


@operation("GET", HOLIDAY, "artists.read", answers={200: schemas.StudioHoliday}, **ABOUT)
def get_studio_holiday(id: UUID, query: Query) -> Response:
    """One such day."""
    return reply_with(get_living(StudioHoliday, id))


@operation(
    "POST", HOLIDAYS, "tenant.write", body=schemas.StudioHolidayIn, answers={201: schemas.StudioHoliday}, **WRITES
)
def create_studio_holiday(body: schemas.StudioHolidayIn, query: Any) -> Response:
    """A day off for every artist; or with `worked`, a public holiday that is an ordinary day."""
    added = one_a_day(lambda: StudioHoliday.insert(current.member, **columns_of(body)))
    return reply_with(added, 201, Location=f"{ROOT}/holidays/{added.id}")


@operation(
    "PATCH", HOLIDAY, "tenant.write", body=schemas.StudioHolidayPatch, answers={200: schemas.StudioHoliday}, **WRITES
)
def change_studio_holiday(id: UUID, body: Any, query: Any) -> Response:
    """Change its date, its name, or whether it is worked."""
    row = lock_living(StudioHoliday, id)
    shown = {"date": row.day, "name": row.name, "worked": row.worked}
    new = whole(schemas.StudioHolidayIn, shown | body.model_dump(exclude_unset=True))
    one_a_day(lambda: row.edit(current.member, **columns_of(new)))
    return reply_with(row)


@operation("DELETE", HOLIDAY, "tenant.write", answers={204: None}, **ABOUT)
def delete_studio_holiday(id: UUID, query: Any) -> Response:
    """The day is again what the region says."""
    lock_living(StudioHoliday, id).remove(current.member, clock.now())
    return nothing()


def one_a_day(change: Callable[[], Any]) -> Any:
    listed = _("This day is listed already.")
    return save_or_409(change, UNIQUE_DAY, DAY_LISTED, {"pointer": "/date", "detail": listed})


def columns_of(body: schemas.StudioHolidayIn) -> dict[str, Any]:
    return {"day": body.date, "name": body.name, "worked": body.worked}


def serialize(row: StudioHoliday) -> dict[str, Any]:
    return {
        "id": row.id, "date": row.day, "name": row.name, "worked": row.worked, "created_at": row.created_at,
        "version": row.version,
    }  # fmt: skip


def reply_with(row: StudioHoliday, status: int = 200, **headers: str) -> Response:
    return versioned_reply(serialize(row), row.version, status, **headers)
