"""The audit log, as it is shown."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio.api.schemas.common import Ids, Instant, PageQuery, Sparse, commas, fields_of, line, page_of

Subject = Literal["session", "password", "login", "member", "token", "webhook", "studio"]


class AuditEvent(Sparse):
    """Something an owner may ask about later."""

    id: UUID
    at: Instant
    kind: str = Field(examples=["member.role_changed"])
    actor_id: UUID | None = Field(description="The member or service that did it; none for a stranger.")
    actor: str
    subject_id: UUID | None
    subject: str = Field(description="Whom or what it is about: a member's name, a token's, an address.")
    details: dict[str, Any] = Field(description="What changed; a pair is before and after.")
    address: str = Field(description="The client's IP address.")
    agent: str
    request_id: str


class AuditQuery(PageQuery):
    sort: Literal["at", "-at"] = "-at"
    fields: fields_of(AuditEvent) = None  # type: ignore[valid-type]
    subject: commas(Subject) | None = None  # type: ignore[valid-type]
    kind: commas(line(60)) | None = None  # type: ignore[valid-type]
    since: Instant | None = Field(None, description="Only what happened at this time or later.")
    actor_id: Ids | None = None


AuditPage = page_of(AuditEvent, "AuditPage")
