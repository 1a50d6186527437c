"""One's own: name, zone and formats; where one is signed in."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import signed_in
from studio.accounts.forms import ProfileForm
from studio.accounts.routes.blueprint import form_page, pages
from studio.accounts.routes.sessions import end_session
from studio.accounts.user_agents import names
from studio.activity import audit
from studio.lib import clock
from studio.lib.web import see_other, url_in


@pages.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    user = current_user.user
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        form.populate_obj(user)
        flash(_("Your profile is saved."), "ok")
        return see_other(url_for("accounts.profile"))
    return form_page("accounts/profile.html", form, email=user.email)


@pages.get("/sessions")
@signed_in
def sessions() -> Answer:
    here = current_user.session_id
    opened = current_user.user.sessions(clock.now())
    listed = [(sign_in, browser_name(sign_in.agent), sign_in.id == here) for sign_in in opened]
    return Response(render_template("accounts/sessions.html", sessions=listed))


def browser_name(agent: str) -> str:
    browser, system = names(agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("An unknown browser")


@pages.post("/sessions/<uuid:id>/revocation")
@signed_in
def revoke_session(id: UUID) -> Answer:
    sign_in = current_user.user.session(id) or abort(404)
    if sign_in.id == current_user.session_id:
        end_session()
        return see_other(url_in(None, "accounts.sign_in"))
    sign_in.revoke(clock.now())
    audit.note_of_user("session.ended", current_user.user)
    flash(_("That browser is signed out."), "ok")
    return see_other(url_for("accounts.sessions"))


@pages.post("/sessions/others/revocation")
@signed_in
def revoke_other_sessions() -> Answer:
    current_user.user.sign_out_everywhere(clock.now(), keep=current_user.session_id)
    audit.note_of_user("session.ended_elsewhere", current_user.user)
    flash(_("Every other browser is signed out."), "ok")
    return see_other(url_for("accounts.sessions"))
