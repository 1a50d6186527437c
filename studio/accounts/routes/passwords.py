"""A forgotten password, and a changed one."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import public, signed_in
from studio.accounts.forms import ChangePasswordForm, ForgottenForm, ResetForm
from studio.accounts.identity import tenants_of
from studio.accounts.login_throttle import throttle_guesses
from studio.accounts.models import User
from studio.accounts.passwords import reset_token, user_for_reset
from studio.accounts.routes.blueprint import form_page, pages, show_in_mailbox, throttle_mails
from studio.accounts.routes.sessions import begin_session, note_wrong_guess
from studio.activity import audit
from studio.lib import clock, mail
from studio.lib.web import fragment, link, see_other, url_in


@pages.route("/password/forgotten", methods=["GET", "POST"])
@public
@throttle_mails
def forgotten() -> Answer:
    """The answer is the same for every address."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return form_page("accounts/forgotten.html", form)
    user = User.with_email(form.email.data)
    if user:
        reset_at = link(url_in(None, "accounts.reset", token=reset_token(user)))
        sent = mail.send(user.email, _("A new password for Studio"), "reset", name=user.name, reset_at=reset_at)
        show_in_mailbox(sent)
        audit.note_of_user("password.link_sent", user, by_user=False)
    return Response(render_template("accounts/check_mail.html", email=form.email.data))


def known_of(user: User) -> list[str]:
    """What anybody would try first as their password."""
    studios = [tenant.name for tenant in tenants_of(user.id)] if request.method == "POST" else []
    return [user.email, user.name, *studios]


def mailed_link() -> str:
    return str((request.view_args or {})["token"])


def own_email() -> str:
    return current_user.user.email if current_user.is_authenticated else ""


@pages.route("/password/resets/<token>", methods=["GET", "POST"])
@public
@throttle_guesses(mailed_link)
def reset(token: str) -> Answer:
    """Whoever reads the mail sets the password; everybody signed in with the old one is out."""
    user = user_for_reset(token)
    if user is None:
        return fragment("accounts/stale_link.html", 410)
    form = ResetForm(*known_of(user))
    if not form.validate_on_submit():
        return form_page("accounts/reset.html", form, email=user.email)
    user.set_password(form.password.data or "")
    user.sign_out_everywhere(clock.now())
    audit.note_of_user("password.reset", user)
    begin_session(user)
    flash(_("Your password is changed. Every other browser is signed out."), "ok")
    return see_other(url_in(None, "accounts.home"))


@pages.route("/password", methods=["GET", "POST"])
@signed_in
@throttle_guesses(own_email)
def password() -> Answer:
    user = current_user.user
    form = ChangePasswordForm(user, *known_of(user))
    if not form.validate_on_submit():
        if form.guessed_wrong:
            note_wrong_guess(user, "password.refused")
        return form_page("accounts/password.html", form)
    user.set_password(form.password.data or "")
    user.sign_out_everywhere(clock.now(), keep=current_user.session_id)
    audit.note_of_user("password.changed", user)
    flash(_("Your password is changed. Every other browser is signed out."), "ok")
    return see_other(url_for("accounts.profile"))
