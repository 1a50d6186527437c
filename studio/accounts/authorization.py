"""Who may call which route. A route without a rule is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Request, abort, current_app, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import func, update
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized
from werkzeug.wrappers import Response

from studio.accounts import bearer, unsent_forms
from studio.accounts.api_logins import ApiLogin
from studio.accounts.bearer import Bearer
from studio.accounts.demo import offers
from studio.accounts.forms import SignInForm
from studio.accounts.identity import Identity, TenantInfo, identify
from studio.accounts.models import SignIn, Tenant
from studio.accounts.roles import PERMISSIONS, may
from studio.accounts.tokens import ApiToken
from studio.extensions import db, login
from studio.lib import clock
from studio.lib.current import current
from studio.lib.http.error_pages import show_error
from studio.lib.web import fragment, is_htmx, reads_itself, url_in

View = TypeVar("View", bound=Callable[..., Any])
MACHINE, PUBLIC, SIGNED_IN = "machine", "public", "signed in"
MACHINES = "/api/"  # what lies below is asked by programs, with tokens
READS = ("GET", "HEAD", "OPTIONS")
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
    login.request_loader(load_bearer)
    login.session_protection = None  # sessions live on the server: an address that changes is no reason to end one
    app.before_request(admit)
    app.register_error_handler(CSRFError, refuse_form)


def load_identity(token: str) -> Identity | None:
    """Whose cookie this is. For programs' addresses a cookie never writes, and never stands in for a token."""
    if asks_as_program() and (request.method not in READS or "Authorization" in request.headers):
        return None
    return identify(token, request.environ.get("studio.tenant"))


def load_bearer(request: Request) -> Bearer | None:
    given = request.authorization
    if not asks_as_program() or given is None or given.type != "bearer" or not given.token:
        return None
    return bearer.identify(given.token, clock.now())


def asks_as_program() -> bool:
    return request.path.startswith(MACHINES)


def admit() -> Response | None:
    """Let the request in, send it to sign in, or answer 404 or 403."""
    slug = request.environ.get("studio.tenant")
    rule = rule_of(request.endpoint)
    if rule == MACHINE:
        return None
    if asks_as_program():
        admit_program(rule, slug)
        return None
    if request.is_json:
        abort(415)  # pages take forms; a form would read JSON as one, however deep it is
    identity = current_user if current_user.is_authenticated else None
    act_as_identity(identity)
    if rule == PUBLIC:
        name_the_tenant(slug)
        return None
    if identity is None or identity.idle:
        return ask_to_sign_in(again=identity is not None)
    touch(identity)
    if rule == SIGNED_IN and (slug is None or identity.member):
        return None
    if identity.member is None:
        abort(404)
    if rule not in PERMISSIONS or not identity.member.can(rule):
        abort(403)
    return None


def act_as_identity(identity: Identity | Bearer | None) -> None:
    """The request is theirs from here on, in their tenant if they have one; or nobody's."""
    if identity is None:
        current.set()
    else:
        current.set(identity.tenant, identity.member, identity.user_id)


def admit_program(rule: str | None, slug: str | None) -> None:
    """Let a program in, or answer 401, 403 or 404. Its token says which tenant: the address never does."""
    if slug is not None:
        abort(404)
    if request.method == "OPTIONS":
        return
    identity = current_user._get_current_object() if current_user.is_authenticated else None
    act_as_identity(identity)
    if isinstance(identity, Bearer):
        touch_token(identity)
    if rule == PUBLIC:
        return
    if not isinstance(identity, Bearer):
        raise Unauthorized(www_authenticate=challenge(error="invalid_token" if request.authorization else None))
    if rule != SIGNED_IN and (rule not in PERMISSIONS or not identity.member.can(rule)):
        refuse_program(identity, rule)


def refuse_program(identity: Bearer, rule: str | None) -> None:
    """403, and whether another token would do or only another role."""
    if rule in PERMISSIONS and may(identity.member.role, rule):
        raise OutOfScope(rule)
    raise Forbidden(_("The role %(role)s does not allow this.", role=identity.member.role))


class OutOfScope(Forbidden):
    """The member may do it, this token of theirs may not."""

    def __init__(self, scope: str):
        super().__init__(_("This token does not have the scope %(scope)s.", scope=scope))
        self.scope = scope

    def get_headers(self, *args: Any) -> list[tuple[str, str]]:
        asked = challenge(error="insufficient_scope", scope=self.scope)
        return [*super().get_headers(*args), ("WWW-Authenticate", str(asked))]


def challenge(**parts: str | None) -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "studio", **{name: value for name, value in parts.items() if value}})


def rule_of(endpoint: str | None) -> str | None:
    if endpoint is None:
        raise request.routing_exception or NotFound()  # 405 knows which methods there are
    return getattr(current_app.view_functions[endpoint], "rule", None)


def name_the_tenant(slug: str | None) -> None:
    """A public page under a tenant's prefix (an invitation, its sign-in) knows the tenant, but no member."""
    if slug and not current.has_tenant:
        tenant = Tenant.named(slug) or abort(404)
        current.set(TenantInfo.of(tenant), user_id=current.user_id)
        db.session.rollback()  # the next statement begins a transaction that belongs to the tenant


def ask_to_sign_in(again: bool) -> Response:
    """To the sign-in page and back; `again`, although there is a session. What was typed into a form is kept there. A
    page with scripts is told only that it is over: it stays as it is, and asks (static/js/live/session.js)."""
    if request.path.startswith("/api/"):
        abort(401)
    if "HX-Request" in request.headers:
        return Response(status=401)
    if request.method == "POST" and (kept := unsent_forms.seal_form()):
        return sign_in_page(SignInForm(formdata=None, kept=kept), 401, again=again)
    flag = 1 if again else None
    back = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_in(None, "accounts.sign_in", next=None if back == "/" else back, again=flag), 303)


def sign_in_page(form: SignInForm, status: int, again: bool = False, expired: bool = False) -> Response:
    no_copy = {"Cache-Control": "no-store"}
    return fragment(
        "accounts/sign_in.html", status, no_copy, form=form, offers=offers(), again=again, expired=expired,
        late=bool(form.kept.data),
    )  # fmt: skip


def refuse_form(error: CSRFError) -> Any:
    """A form of another session than the browser is in by now. What was typed is kept for whoever typed it."""
    rule, here = rule_of(request.endpoint), current_user if current_user.is_authenticated else None
    if rule not in (MACHINE, PUBLIC) and (here is None or here.idle) and (is_htmx() or unsent_forms.session_of_form()):
        return ask_to_sign_in(again=here is not None)
    if is_htmx():
        refused = show_error(400, _("This form has expired"), _("Send it once more."))
        refused.headers["HX-Trigger"] = "sessionChanged"
        return refused
    if request.endpoint == "accounts.sign_in":
        typed = {name: request.form.get(name, "") for name in ("email", "next", "kept")}
        return sign_in_page(SignInForm(formdata=None, **typed), 400, expired=True)
    if here and not here.idle:
        act_as_identity(here)
        if kept := unsent_forms.unseal_form(unsent_forms.seal_form(), here.user_id, clock.now()):
            return unsent_page(kept, 400)
    return show_error(400, _("This form has expired"), _("Reload the page and try again."))


def unsent_page(kept: unsent_forms.UnsentForm, status: int = 200) -> Response:
    """What was typed and not sent, to be sent by its author."""
    return fragment("accounts/unsent_form.html", status, {"Cache-Control": "no-store"}, kept=kept)


def touch(identity: Identity) -> None:
    """Note that somebody is there, and how long they were not; a part of a page that reads itself again is nobody."""
    now = clock.now()
    if now - identity.last_seen_at > SEEN_EVERY and not reads_itself():
        pause = func.greatest(SignIn.longest_pause, now - SignIn.last_seen_at)
        db.session.execute(
            update(SignIn)
            .where(SignIn.id == identity.session_id)
            .values(last_seen_at=now, longest_pause=pause, ip=request.remote_addr or "")
        )
        db.session.commit()  # whatever becomes of the request, its sender was seen


def touch_token(identity: Bearer) -> None:
    now = clock.now()
    if identity.last_used_at is None or now - identity.last_used_at > SEEN_EVERY:
        table = ApiLogin if identity.kind == "login" else ApiToken
        db.session.execute(update(table).where(table.id == identity.id).values(last_used_at=now))
        db.session.commit()
