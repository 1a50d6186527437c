"""Who may call which route. A route without a rule is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request
from flask_login import current_user
from sqlalchemy import update
from werkzeug.wrappers import Response

from studio.accounts.identity import Identity, TenantInfo, identify
from studio.accounts.models import SignIn, Tenant
from studio.accounts.roles import PERMISSIONS
from studio.extensions import db, login
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import local_path, url_in

View = TypeVar("View", bound=Callable[..., Any])
MACHINE, PUBLIC, SIGNED_IN = "machine", "public", "signed in"
SEEN_EVERY = timedelta(minutes=5)  # how stale "last seen" may be: it saves a write on every request


def machine(view: View) -> View:
    """Anyone may call this route, and nobody is asked who they are."""
    view.rule = MACHINE  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anyone may call this route, signed in or not."""
    view.rule = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any signed-in user may call this route, in a tenant or not."""
    view.rule = SIGNED_IN  # type: ignore[attr-defined]
    return view


def allow(permission: str) -> Callable[[View], View]:
    """Members whose role has `permission` may call this route."""
    if permission not in PERMISSIONS:
        raise LookupError(f"There is no permission {permission!r}.")

    def mark(view: View) -> View:
        view.rule = permission  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    login.user_loader(load_identity)
    login.session_protection = None  # sessions live on the server: an address that changes is no reason to end one
    app.before_request(admit)


def load_identity(token: str) -> Identity | None:
    return identify(token, request.environ.get("studio.tenant"))


def admit() -> Response | None:
    """Let the request in, send it to sign in, or answer 404 or 403."""
    slug = request.environ.get("studio.tenant")
    rule = rule_of(request.endpoint)
    if rule == MACHINE or request.endpoint == "static":
        return None
    identity = current_user if current_user.is_authenticated else None
    current.set(identity and identity.tenant, identity and identity.member)
    if rule == PUBLIC:
        name_the_tenant(slug)
        return None
    if identity is None:
        return ask_to_sign_in()
    touch(identity)
    if rule == SIGNED_IN and (slug is None or identity.member):
        return None
    if identity.member is None:
        abort(404)
    if rule not in PERMISSIONS or not identity.member.can(rule):
        abort(403)
    return None


def rule_of(endpoint: str | None) -> str | None:
    if endpoint is None:
        abort(404)
    return getattr(current_app.view_functions[endpoint], "rule", None)


def name_the_tenant(slug: str | None) -> None:
    """A public page under a tenant's prefix (an invitation, its sign-in) knows the tenant, but no member."""
    if slug and not current.has_tenant:
        tenant = Tenant.named(slug) or abort(404)
        current.set(TenantInfo.of(tenant))
        db.session.rollback()  # the next statement begins a transaction that belongs to the tenant


def ask_to_sign_in() -> Response:
    back = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else None
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", ""))._replace(scheme="", netloc="").geturl()
        return Response(status=401, headers={"HX-Redirect": url_in(None, "accounts.sign_in", next=local_path(page))})
    return redirect(url_in(None, "accounts.sign_in", next=None if back == "/" else back), 303)


def touch(identity: Identity) -> None:
    now = clock.now()
    if now - identity.last_seen_at > SEEN_EVERY:
        db.session.execute(
            update(SignIn)
            .where(SignIn.id == identity.session_id)
            .values(last_seen_at=now, ip=request.remote_addr or "")
        )
        db.session.commit()  # whatever becomes of the request, its sender was seen
