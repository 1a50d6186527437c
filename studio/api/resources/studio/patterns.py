"""The working patterns of the studio and of its departments: for all artists who have none of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from studio.api.blueprint import ROOT
from studio.api.http.conditional import versioned_reply
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.resources.crud import get_living, lock_living
from studio.api.resources.working_time import ABOUT, DAY_TAKEN, one_a_day, revise, serialize_weeks
from studio.api.schemas import working_time as schemas
from studio.api.schemas.common import Query
from studio.availability.models import EffectivePattern
from studio.lib import clock
from studio.lib.current import current

PATTERNS, PATTERN = "/patterns", "/patterns/<uuid:id>"
WRITES: dict[str, Any] = {**ABOUT, "problems": (DAY_TAKEN,)}


@operation("GET", PATTERNS, "artists.read", tag="working time", answers={200: schemas.StudioPatterns})
def list_studio_patterns(query: Query) -> Response:
    """The studio's working patterns, then those of its departments, in the order in which they begin to hold."""
    return reply({"data": [serialize(each) for each in EffectivePattern.of_studio()]})


@operation("GET", PATTERN, "artists.read", answers={200: schemas.StudioPattern}, **ABOUT)
def get_studio_pattern(id: UUID, query: Query) -> Response:
    """One working pattern of the studio or of a department."""
    return reply_with(get_living(EffectivePattern, id, artist_id=None))


@operation(
    "POST", PATTERNS, "tenant.write", body=schemas.StudioPatternIn, answers={201: schemas.StudioPattern}, **WRITES
)
def create_studio_pattern(body: schemas.StudioPatternIn, query: Any) -> Response:
    """A working pattern from a day on; without a department it is the whole studio's."""
    department = body.department or None
    added = one_a_day(
        lambda: EffectivePattern.add(current.member, body.effective_from, body.pattern, department=department)
    )
    return reply_with(added, 201, Location=f"{ROOT}/patterns/{added.id}")


@operation("PATCH", PATTERN, "tenant.write", body=schemas.PatternPatch, answers={200: schemas.StudioPattern}, **WRITES)
def change_studio_pattern(id: UUID, body: Any, query: Any) -> Response:
    """Change its day or its weeks; its department stays."""
    pattern = lock_living(EffectivePattern, id, artist_id=None)
    revise(pattern, body)
    return reply_with(pattern)


@operation("DELETE", PATTERN, "tenant.write", answers={204: None}, **ABOUT)
def delete_studio_pattern(id: UUID, query: Any) -> Response:
    """The pattern before it holds again."""
    lock_living(EffectivePattern, id, artist_id=None).remove(current.member, clock.now())
    return nothing()


def serialize(pattern: EffectivePattern) -> dict[str, Any]:
    return {"department": pattern.department, **serialize_weeks(pattern)}


def reply_with(pattern: EffectivePattern, status: int = 200, **headers: str) -> Response:
    return versioned_reply(serialize(pattern), pattern.version, status, **headers)
