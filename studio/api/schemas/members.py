"""Members, as they are sent and shown."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, field_validator

from studio.api.schemas.common import (
    Instant,
    PageQuery,
    Query,
    Shown,
    Sparse,
    Strict,
    commas,
    email_address,
    fields_of,
    line,
    page_of,
)

Role = Literal["owner", "admin", "scheduler", "artist", "viewer"]


class InvitationIn(Strict):
    """Whom to invite. They become a member when they accept."""

    email: line(254, required=True) = Field(examples=["jo@example.com"])  # type: ignore[valid-type]
    role: Role

    check_email = field_validator("email")(email_address)


class MemberIn(Strict):
    """All that may be changed of a member."""

    role: Role


class Member(Sparse):
    """Somebody of the studio."""

    id: UUID
    name: str
    email: str
    role: Role
    created_at: Instant


class Invitation(Shown):
    """A mail is under way; its link makes its reader a member."""

    id: UUID
    email: str
    role: Role
    expires_at: Instant


class OneMember(Query):
    fields: fields_of(Member) = None  # type: ignore[valid-type]


class MembersQuery(PageQuery):
    sort: Literal["name", "-name", "created_at", "-created_at"] = "name"
    fields: fields_of(Member) = None  # type: ignore[valid-type]
    role: commas(Role) | None = None  # type: ignore[valid-type]


MemberPage = page_of(Member, "MemberPage")
