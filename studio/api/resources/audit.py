"""The audit log: who came in or tried to, and who changed what others may, from where."""

from __future__ import annotations

from flask import Response

from studio.api.http.pagination import Listing, Sort, page, parse_instant
from studio.api.operations.operation import operation
from studio.api.schemas import audit as schemas

LISTING = Listing(
    """
    SELECT a.id, a.at, a.kind, a.actor_id, a.actor_name AS actor, a.subject_id, a.subject_name AS subject, a.details,
           a.address, a.agent, a.request_id
    FROM audit_events a WHERE a.tenant_id = %(tenant)s
    """,
    "a.id",
    {"at": Sort("a.at", parse_instant)},
    {
        "subject": "split_part(a.kind, '.', 1) = ANY(%(subject)s)",
        "kind": "a.kind = ANY(%(kind)s)",
        "since": "a.at >= %(since)s",
        "actor_id": "a.actor_id = ANY(%(actor_id)s)",
    },
)


@operation("GET", "/audit", "audit.read", tag="audit", query=schemas.AuditQuery, answers={200: schemas.AuditPage})
def list_audit_events(query: schemas.AuditQuery) -> Response:
    """The audit log, a page at a time

    Sign-ins and failed ones, members, tokens, webhooks and settings: for owners and admins. It is kept for a year, and
    is no part of `/events`, of the stream or of webhooks.
    """
    return page(LISTING, query, lambda rows: [row._asdict() for row in rows], by_log=False)
