"""The people of a studio: their roles, and who is invited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow
from studio.accounts.forms import ROLE_HINTS, ROLE_NAMES, InviteForm, RoleForm
from studio.accounts.invitations import AlreadyInvited, AlreadyMember, Closed, Invitation
from studio.accounts.models import AboveYou, LastOwner, Membership
from studio.accounts.roles import grantable
from studio.accounts.routes.blueprint import pages
from studio.extensions import limiter
from studio.lib import clock, mail
from studio.lib.current import current
from studio.lib.web import dom_id, fragment, get_or_404, is_htmx, link, see_other, url_in

LAST_OWNER = lazy_gettext("A studio keeps at least one owner. Make somebody else an owner first.")
TOO_LATE = lazy_gettext("This invitation was used, withdrawn or ran out meanwhile.")
NOBODY: Mapping[UUID, str] = MappingProxyType({})


def members_page(
    form: InviteForm | None = None, refusal: str = "", status: int = 200, refused: Mapping[UUID, str] = NOBODY
) -> Response:
    return fragment(
        "accounts/members.html", status, form=form or InviteForm(roles_given()), refusal=refusal, refused=refused,
        members=Membership.everyone(), invitations=Invitation.pending(clock.now()), roles=roles_given(),
        role_names=ROLE_NAMES, role_hints=ROLE_HINTS,
    )  # fmt: skip


def member_row(member: Membership, status: int = 200, problem: str = "", said: str = "") -> Response:
    """One member's line: with what was in the way, or with what was done, which is said aloud too."""
    headers = {"HX-Trigger": json.dumps({"flash": {"message": said, "tone": "ok"}})} if said else None
    return fragment(
        "accounts/_member.html", status, headers, member=member, roles=roles_given(), role_names=ROLE_NAMES,
        refused={member.id: problem},
    )  # fmt: skip


def roles_given() -> tuple[str, ...]:
    """The roles the acting member may give, the least first."""
    return grantable(current.member.role, current.member.scopes)[::-1]


@pages.get("/members")
@allow("members.write")
def members() -> Answer:
    return members_page()


@pages.post("/members/<uuid:id>/role")
@allow("members.write")
def give_role(id: UUID) -> Answer:
    membership, form = get_or_404(Membership, id), RoleForm()
    if not form.validate_on_submit():
        return role_refused(membership, _("Choose one of the roles."), 422)
    try:
        membership.give_role(current.member, form.role.data, clock.now())
    except AboveYou:
        abort(403)
    except LastOwner:
        return role_refused(membership, str(LAST_OWNER), 409)
    return role_given(membership)


def role_refused(membership: Membership, problem: str, status: int) -> Response:
    if is_htmx():
        return member_row(membership, status, problem)
    return members_page(status=status, refused={membership.id: problem})


def role_given(membership: Membership) -> Answer:
    """The line anew, or the page at that line; whoever changed themselves goes where they still may."""
    words = _("%(name)s is now: %(role)s.", name=membership.user.name, role=ROLE_NAMES[membership.role])
    oneself = membership.id == current.member.id
    if is_htmx() and not oneself:
        return member_row(membership, said=words)
    flash(words, "ok")
    return see_other(url_for("accounts.home") if oneself else url_for("accounts.members", _anchor=dom_id(membership)))


@pages.post("/members/<uuid:id>/removal")
@allow("members.write")
def remove_member(id: UUID) -> Answer:
    membership = get_or_404(Membership, id)
    try:
        membership.remove(current.member, clock.now())
    except AboveYou:
        abort(403)
    except LastOwner:
        return members_page(refusal=str(LAST_OWNER), status=409)
    if membership.id == current.member.id:
        return see_other(url_in(None, "accounts.tenants"))
    flash(_("%(name)s is no longer a member.", name=membership.user.name), "ok")
    return see_other(url_for("accounts.members"))


@pages.post("/invitations")
@allow("members.write")
@limiter.limit("60 per hour")
def invite() -> Answer:
    form = InviteForm(roles_given())
    if not form.validate_on_submit():
        return members_page(form, status=422)
    try:
        invitation, token = Invitation.send(current.member, form.email.data, form.role.data, clock.now())
    except AlreadyMember:
        form.email.errors = [_("They are a member already.")]
    except AlreadyInvited:
        form.email.errors = [_("They are invited already. You can send the mail again below.")]
    if form.errors:
        return members_page(form, status=422)
    post(invitation, token)
    return see_other(url_for("accounts.members"))


def post(invitation: Invitation, token: str) -> None:
    mail.send(
        invitation.email, _("%(name)s invites you to %(studio)s", name=current.member.name, studio=current.tenant.name),
        "invitation", by=current.member.name, studio=current.tenant.name, role=ROLE_NAMES[invitation.role],
        accept_at=link(url_for("accounts.invitation", token=token)),
    )  # fmt: skip
    flash(_("The invitation is on its way to %(email)s.", email=invitation.email), "ok")


@pages.post("/invitations/<uuid:id>/mails")
@allow("members.write")
@limiter.limit("60 per hour")
def resend_invitation(id: UUID) -> Answer:
    invitation = get_or_404(Invitation, id)
    try:
        post(invitation, invitation.resend(current.member, clock.now()))
    except AboveYou:
        abort(403)
    except Closed:
        flash(str(TOO_LATE), "warn")
    return see_other(url_for("accounts.members"))


@pages.post("/invitations/<uuid:id>/withdrawal")
@allow("members.write")
def withdraw_invitation(id: UUID) -> Answer:
    invitation = get_or_404(Invitation, id)
    try:
        invitation.withdraw(current.member, clock.now())
        flash(_("The invitation to %(email)s is withdrawn.", email=invitation.email), "ok")
    except AboveYou:
        abort(403)
    except Closed:
        flash(str(TOO_LATE), "warn")
    return see_other(url_for("accounts.members"))
