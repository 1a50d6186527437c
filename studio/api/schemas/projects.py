"""Projects, as they are sent and shown."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.api.schemas.common import (
    BigMoney,
    Day,
    Hue,
    Instant,
    PageQuery,
    Query,
    Sparse,
    Strict,
    Truth,
    commas,
    fields_of,
    line,
    lines,
    named,
    page_of,
    partial,
)

Status = Literal["lead", "active", "on_hold", "completed", "cancelled"]


class ProjectIn(Strict):
    """A project. Its dates are calendar days, both included."""

    name: named(120)  # type: ignore[valid-type]
    code: line(40) = ""  # type: ignore[valid-type]
    client: line(120) = ""  # type: ignore[valid-type]
    status: Status = "active"
    hue: Hue | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    deadline: Day | None = None
    budget: BigMoney | None = None
    notes: lines(5000) = ""  # type: ignore[valid-type]


ProjectPatch = partial(ProjectIn, "ProjectPatch")


class Project(Sparse):
    """A job for a client. `budget` is there for those who may see money."""

    id: UUID
    name: str
    code: str
    client: str
    status: Status
    hue: str
    starts_on: Day | None
    ends_on: Day | None
    deadline: Day | None
    notes: str
    archived_at: Instant | None
    created_at: Instant
    version: int
    budget: BigMoney | None = None


class OneProject(Query):
    fields: fields_of(Project) = None  # type: ignore[valid-type]


class ProjectsQuery(PageQuery):
    sort: Literal["name", "-name", "created_at", "-created_at"] = "name"
    fields: fields_of(Project) = None  # type: ignore[valid-type]
    archived: Truth | None = Field(None, description="Only archived ones, or only active ones.")
    status: commas(Status) | None = None  # type: ignore[valid-type]
    client: line(120) | None = None  # type: ignore[valid-type]


ProjectPage = page_of(Project, "ProjectPage")
