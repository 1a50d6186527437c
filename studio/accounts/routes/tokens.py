"""Tokens for programs: one's own, and those of the studio's services. A secret is shown once, and never kept."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from studio.accounts.api_logins import ApiLogin
from studio.accounts.authorization import allow
from studio.accounts.forms import ROLE_NAMES, SCOPE_NAMES, ServiceForm, TokenForm
from studio.accounts.models import AboveYou, Membership, User
from studio.accounts.routes.blueprint import pages
from studio.accounts.tokens import PERSONAL, SERVICE, ApiToken
from studio.extensions import db, limiter
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment, get_or_404, see_other


def own_page(form: TokenForm | None = None, made: str = "", status: int = 200) -> Response:
    now, member = clock.now(), current.member
    user = db.session.get_one(User, member.user_id)
    return fragment(
        "accounts/tokens.html", status, form=form or TokenForm(member.role), made=made, now=now,
        tokens=ApiToken.of(member), logins=ApiLogin.of(member.id, now, user.signed_out_at), scope_names=SCOPE_NAMES,
    )  # fmt: skip


def services_page(form: ServiceForm | None = None, made: str = "", status: int = 200) -> Response:
    oversees = current.member.can("tokens.oversee")
    tokens, personals = ApiToken.services(), ApiToken.personals() if oversees else []
    return fragment(
        "accounts/services.html", status, form=form or ServiceForm("admin"), made=made, now=clock.now(),
        tokens=tokens, personals=personals, makers=Membership.by_id({t.member_id for t in (*tokens, *personals)}),
        oversees=oversees, role_names=ROLE_NAMES, scope_names=SCOPE_NAMES,
    )  # fmt: skip


@pages.get("/tokens")
@allow("tokens.write")
def tokens() -> Answer:
    return own_page()


@pages.post("/tokens")
@allow("tokens.write")
@limiter.limit("60 per hour")
def make_token() -> Answer:
    form, now = TokenForm(current.member.role), clock.now()
    if not form.validate_on_submit():
        return own_page(form, status=422)
    _token, secret = ApiToken.personal(current.member, form.name.data, form.scopes.data, form.expires_at(now), now)
    return own_page(TokenForm(current.member.role, formdata=None), secret, 201)


@pages.post("/tokens/<uuid:id>/revocation")
@allow("tokens.write")
def revoke_token(id: UUID) -> Answer:
    token = get_or_404(ApiToken, id)
    if token.kind != PERSONAL or token.member_id != current.member.id:
        abort(404)
    token.revoke(clock.now())
    flash(_("%(name)s is revoked.", name=token.name), "ok")
    return see_other(url_for("accounts.tokens"))


@pages.post("/logins/<uuid:id>/revocation")
@allow("tokens.write")
def end_login(id: UUID) -> Answer:
    login = get_or_404(ApiLogin, id)
    if login.member_id != current.member.id:
        abort(404)
    login.revoke(clock.now())
    flash(_("That program is signed out."), "ok")
    return see_other(url_for("accounts.tokens"))


@pages.get("/settings/tokens")
@allow("tenant.write")
def services() -> Answer:
    return services_page()


@pages.post("/settings/tokens")
@allow("tenant.write")
@limiter.limit("60 per hour")
def make_service() -> Answer:
    form, now = ServiceForm("admin"), clock.now()
    if not form.validate_on_submit():
        return services_page(form, status=422)
    try:
        _token, secret = ApiToken.service(
            current.member, form.name.data, form.role.data, form.scopes.data, form.expires_at(now), now
        )
    except AboveYou:
        abort(403)
    return services_page(ServiceForm("admin", formdata=None), secret, 201)


@pages.post("/settings/tokens/<uuid:id>/revocation")
@allow("tenant.write")
def revoke_service(id: UUID) -> Answer:
    token = get_or_404(ApiToken, id)
    if token.kind != SERVICE and not current.member.can("tokens.oversee"):
        abort(404)
    token.revoke(clock.now())
    flash(_("%(name)s is revoked.", name=token.name), "ok")
    return see_other(url_for("accounts.services"))


@pages.post("/settings/tokens/<uuid:id>/confirmation")
@allow("tokens.oversee")
def confirm_service(id: UUID) -> Answer:
    token = get_or_404(ApiToken, id)
    if token.kind != SERVICE or token.revoked_at is not None:
        abort(404)
    token.confirm(current.member)
    flash(_("%(name)s is confirmed: you answer for it.", name=token.name), "ok")
    return see_other(url_for("accounts.services"))
