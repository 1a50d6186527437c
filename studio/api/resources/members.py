"""Members: who they are, their roles, and inviting them. Nobody gives or takes a role above their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.accounts.invitations import AlreadyInvited, AlreadyMember, Invitation
from studio.accounts.models import AboveYou, LastOwner, Membership
from studio.api.http.conditional import hashed_reply
from studio.api.http.pagination import Listing, Sort, page, parse_instant, select_fields
from studio.api.http.problems import FORBIDDEN, Problem, declare, not_found
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.schemas import members as schemas
from studio.lib import clock, mail
from studio.lib.current import current
from studio.lib.web import get_or_404, link, url_in

SOURCE = """
SELECT m.id, u.name, u.email, m.role, m.created_at
FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = %(tenant)s AND m.removed_at IS NULL
"""
LISTING = Listing(
    SOURCE,
    "m.id",
    {"name": Sort("u.name"), "created_at": Sort("m.created_at", parse_instant)},
    {"role": "m.role = ANY(%(role)s)"},
)
LAST_OWNER = declare(
    "last-owner", 409, lazy_gettext("A studio keeps at least one owner"),
    lazy_gettext("Make somebody else an owner first."),
)  # fmt: skip
KNOWN = declare(
    "already-invited", 409, lazy_gettext("They are here already"),
    lazy_gettext("The address belongs to a member, or to somebody who has an open invitation."),
)  # fmt: skip
ABOUT: dict[str, Any] = {"tag": "members"}


def serialize(row: Any) -> dict[str, Any]:
    return row._asdict()


@operation("GET", "/members", "members.write", query=schemas.MembersQuery, answers={200: schemas.MemberPage}, **ABOUT)
def list_members(query: schemas.MembersQuery) -> Response:
    """The members, a page at a time."""
    return page(LISTING, query, lambda rows: [serialize(row) for row in rows], by_log=False)


@operation(
    "GET", "/members/<uuid:id>", "members.write", query=schemas.OneMember, answers={200: schemas.Member}, etag=True,
    **ABOUT,
)  # fmt: skip
def get_member(id: UUID, query: schemas.OneMember) -> Response:
    """One member."""
    return hashed_reply(select_fields(query.fields, [serialize(row_or_404(id))])[0])


def row_or_404(id: UUID) -> Any:
    row = LISTING.one(id)
    if row is None:
        raise not_found()
    return row


@operation(
    "POST", "/members", "members.write", body=schemas.InvitationIn, answers={202: schemas.Invitation},
    problems=(KNOWN,), **ABOUT,
)  # fmt: skip
def invite_member(body: schemas.InvitationIn, query: Any) -> Response:
    """Invite somebody by mail. They are a member once they accept."""
    try:
        invitation, token = Invitation.send(current.member, body.email, body.role, clock.now())
    except (AlreadyMember, AlreadyInvited):
        raise Problem(KNOWN, errors=[{"pointer": "/email", "detail": _("They are here already.")}]) from None
    except AboveYou:
        raise above_you() from None
    mail.send(
        invitation.email, _("%(name)s invites you to %(studio)s", name=current.member.name, studio=current.tenant.name),
        "invitation", by=current.member.name, studio=current.tenant.name, role=invitation.role,
        accept_at=link(url_in(current.tenant.slug, "accounts.invitation", token=token)),
    )  # fmt: skip
    serialize = {name: getattr(invitation, name) for name in ("id", "email", "role", "expires_at")}
    return reply(serialize, 202)


def give_role(id: UUID, body: schemas.MemberIn, query: Any) -> Response:
    """Give a member another role."""
    membership = member_or_404(id)
    judged(lambda: membership.give_role(current.member, body.role, clock.now()))
    return hashed_reply(serialize(row_or_404(id)))


for method, name in (("PUT", "replace_member"), ("PATCH", "change_member")):
    give_role.__name__ = name
    operation(
        method, "/members/<uuid:id>", "members.write", body=schemas.MemberIn, answers={200: schemas.Member},
        problems=(LAST_OWNER,), **ABOUT,
    )(give_role)  # fmt: skip


@operation("DELETE", "/members/<uuid:id>", "members.write", answers={204: None}, problems=(LAST_OWNER,), **ABOUT)
def remove_member(id: UUID, query: Any) -> Response:
    """Remove a member: out at once, with all their tokens."""
    membership = member_or_404(id)
    judged(lambda: membership.remove(current.member, clock.now()))
    return nothing()


def member_or_404(id: UUID) -> Membership:
    membership = get_or_404(Membership, id)
    if membership.removed_at:
        raise not_found()
    return membership


def judged(verb: Callable[[], None]) -> None:
    try:
        verb()
    except AboveYou:
        raise above_you() from None
    except LastOwner:
        raise Problem(LAST_OWNER) from None


def above_you() -> Problem:
    return Problem(FORBIDDEN, _("Nobody gives, or takes, a role above their own."))
