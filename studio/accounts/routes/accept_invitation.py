"""Accepting an invitation: by whoever is signed in with its address, by its password, or as somebody new."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import public
from studio.accounts.forms import ROLE_NAMES, JoinForm, ProveForm
from studio.accounts.invitations import Invitation
from studio.accounts.login_throttle import throttle_guesses
from studio.accounts.models import User, matches
from studio.accounts.routes.blueprint import form_page, pages
from studio.accounts.routes.sessions import begin_session, note_wrong_guess
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.web import fragment, see_other


def invited_email() -> str:
    """Whoever opens the link proves to be the account with its address."""
    token = str((request.view_args or {})["token"])
    invitation = Invitation.for_token(token) if current.has_tenant else None
    return invitation.email if invitation else token


@pages.route("/invitations/<token>", methods=["GET", "POST"])
@public
@throttle_guesses(invited_email)
def invitation(token: str) -> Answer:
    invitation = Invitation.for_token(token) if current.has_tenant else None
    state = invitation.state(clock.now()) if invitation else "unknown"
    if invitation is None or state != "open":
        return fragment("accounts/invitations/closed.html", 410, state=state)
    if current_user.is_authenticated:
        return for_signed_in(invitation)
    user = User.with_email(invitation.email)
    return for_known(invitation, user) if user else for_new(invitation)


def for_signed_in(invitation: Invitation) -> Answer:
    user, form = current_user.user, FlaskForm()
    theirs = user.email.lower() == invitation.email.lower()
    if theirs and form.validate_on_submit():
        invitation.accept(user, clock.now())
        return welcome()
    return page(invitation, form, "confirm" if theirs else "somebody_else", signed_in_as=user.email)


def for_known(invitation: Invitation, user: User) -> Answer:
    form = ProveForm()
    if form.validate_on_submit():
        if matches(user.password_hash, form.password.data or ""):
            invitation.accept(user, clock.now())
            begin_session(user)
            return welcome()
        note_wrong_guess(user)
        form.password.errors = [_("This is not the password of %(email)s.", email=invitation.email)]
    return page(invitation, form, "known")


def for_new(invitation: Invitation) -> Answer:
    form = JoinForm(invitation.email, current.tenant.name)
    faster = {"uq_users_email": ("name", _("This address was signed up meanwhile. Open the link again."))}

    def change() -> None:
        user = User.join(invitation.email, form.name.data, form.password.data or "")
        invitation.accept(user, clock.now())
        begin_session(user)

    if form.validate_on_submit() and save_or_errors(form, faster, change):
        return welcome()
    return page(invitation, form, "new")


def welcome() -> Answer:
    flash(_("Welcome to %(studio)s.", studio=current.tenant.name), "ok")
    return see_other(url_for("accounts.home"))


def page(invitation: Invitation, form: FlaskForm, who: str, signed_in_as: str = "") -> Answer:
    return form_page(
        "accounts/invitations/show.html", form, invitation=invitation, role=ROLE_NAMES[invitation.role], who=who,
        signed_in_as=signed_in_as, here=request.script_root + request.path,
    )  # fmt: skip
