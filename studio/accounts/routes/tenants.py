"""Studios: the way into one, which are mine, a new one, its settings."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow, signed_in
from studio.accounts.forms import SLUG_WORDS, NewTenantForm, SettingsForm
from studio.accounts.identity import roles_of
from studio.accounts.models import Tenant
from studio.accounts.roles import ARTIST
from studio.accounts.routes.blueprint import form_page, pages
from studio.accounts.tenants import open_tenant
from studio.extensions import db, limiter
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.web import see_other, url_in


@pages.get("/")
@signed_in
def home() -> Answer:
    """Where one begins in this studio, in the only one, or the choice of one."""
    if current.member:
        return redirect(url_for(landing_of(current.member.role)), 303)
    mine = roles_of(current_user.user_id)
    if len(mine) == 1:
        [(tenant, role)] = mine
        return redirect(url_in(tenant.slug, landing_of(role)), 303)
    return redirect(url_for("accounts.tenants"), 303)


def landing_of(role: str) -> str:
    """The page a member begins on: an artist's is of their own bookings."""
    return "my_bookings.show" if role == ARTIST else "schedule.show"


@pages.get("/tenants")
@signed_in
def tenants() -> Answer:
    mine = [(tenant, url_in(tenant.slug, landing_of(role))) for tenant, role in roles_of(current_user.user_id)]
    return Response(render_template("accounts/tenants.html", mine=mine, user=current_user.user))


@pages.route("/tenants/new", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per hour", methods=["POST"])
def new_tenant() -> Answer:
    form = NewTenantForm()
    taken = {"uq_tenants_slug": ("slug", SLUG_WORDS["taken"])}
    if form.validate_on_submit() and save_or_errors(
        form, taken, lambda: open_tenant(current_user.user, form.studio.data, form.slug.data, **form.habits)
    ):
        return see_other(url_in(form.slug.data, "schedule.show"))
    return form_page("accounts/new_tenant.html", form)


@pages.route("/settings", methods=["GET", "POST"])
@allow("tenant.write")
def settings() -> Answer:
    tenant = db.session.get_one(Tenant, current.tenant.id)
    form = SettingsForm(obj=tenant)
    if form.validate_on_submit():
        tenant.change(**{name: form[name].data for name in Tenant.SETTINGS})
        flash(_("The settings are saved."), "ok")
        return see_other(url_for("accounts.settings"))
    return form_page("accounts/settings.html", form)
