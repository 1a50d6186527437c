"""Signing in, out and up."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as Answer

from studio.accounts import device_cookies
from studio.accounts.authorization import public, sign_in_page, unsent_page
from studio.accounts.forms import SLUG_WORDS, NewTenantForm, SignInForm, SignUpForm
from studio.accounts.identity import identity_of_new_session
from studio.accounts.login_throttle import submitted_email, throttle_guesses
from studio.accounts.models import SignIn, User, address_key, matches
from studio.accounts.routes.blueprint import form_page, pages, show_in_mailbox, throttle_mails
from studio.accounts.tenants import open_tenant, slug_state, suggest_slug
from studio.accounts.unsent_forms import leave_session, unseal_form
from studio.activity import audit
from studio.extensions import db, limiter
from studio.lib import clock, mail
from studio.lib.db import act_as
from studio.lib.forms.saving import save_or_errors
from studio.lib.web import fragment, keep_despite_refusal, link, local_path, see_other, url_in


def begin_session(user: User) -> None:
    """Sign `user` in: a new session, and nothing is left of the visitor's cookie, its CSRF token included."""
    end_session()
    act_as(user.id)
    token = user.sign_in(clock.now(), request.remote_addr or "", request.user_agent.string)
    audit.note_of_user("session.opened", user)
    session.permanent = True
    login_user(identity_of_new_session(token))
    device_cookies.remember(address_key(user.email))


def end_session() -> None:
    if current_user.is_authenticated:
        act_as(current_user.user_id)
        db.session.get_one(SignIn, current_user.session_id).revoke(clock.now())
        audit.note_of_user("session.closed", current_user.user)
    leave_session()
    g.pop("csrf_token", None)  # the one of this request was of the session that is over


def note_wrong_guess(user: User | None, kind: str = "session.refused") -> None:
    """Somebody gave a wrong password of this user's, or an address nobody has: kept, although it is refused."""
    audit.note_of_user(kind, user, by_user=False)
    keep_despite_refusal()


@pages.route("/sign-in", methods=["GET", "POST"])
@public
@throttle_guesses(submitted_email)
def sign_in() -> Answer:
    form = SignInForm(next=request.args.get("next"))
    onwards = local_path(form.next.data) or url_in(None, "accounts.home")
    again = "again" in request.args
    if request.method == "GET" and current_user.is_authenticated and not again:
        return redirect(onwards, 303)
    user = signed_in_by(form)
    if user is None:
        return sign_in_page(form, 422 if form.errors else 200, again)
    kept = unseal_form(form.kept.data, user.id, clock.now())
    return unsent_page(kept) if kept else see_other(onwards)


def signed_in_by(form: SignInForm) -> User | None:
    """Whose email and password the form gives, signed in; None with errors, or when nothing was sent yet."""
    if not form.validate_on_submit():
        return None
    user = User.authenticated(form.email.data, form.password.data or "")
    if user:
        begin_session(user)
        return user
    note_wrong_guess(User.with_email(form.email.data))
    form.form_errors.append(_("The email or the password is wrong."))
    return None


@pages.get("/sessions/current")
@public
def session_of_page() -> Answer:
    """Who is signed in by now, for a page whose session is over: the member, or the form to sign in beside the page."""
    if current_user.is_authenticated and not current_user.idle:
        return fragment("accounts/_signed_in.html", member=current_user.member)
    return signed_out_bar(SignInForm(formdata=None))


@pages.post("/sessions/current")
@public
@throttle_guesses(submitted_email)
def sign_in_beside() -> Answer:
    """Sign in beside a page that stands."""
    form = SignInForm()
    return redirect(url_for("accounts.session_of_page"), 303) if signed_in_by(form) else signed_out_bar(form)


def signed_out_bar(form: SignInForm) -> Response:
    """Its fields have names of their own on the page: a form there may ask for an email, too."""
    for field in form:
        field.id = f"session-{field.id}"
    return fragment("accounts/_signed_out.html", 422 if form.errors else 200, form=form)


@pages.post("/sign-out")
@public
def sign_out() -> Answer:
    end_session()
    return see_other(local_path(request.form.get("next")) or url_in(None, "accounts.sign_in"))


@pages.route("/sign-up", methods=["GET", "POST"])
@public
@throttle_mails
def sign_up() -> Answer:
    if current_user.is_authenticated:
        return redirect(url_in(None, "accounts.new_tenant"), 303)
    form = SignUpForm()
    if not form.validate_on_submit():
        return form_page("accounts/sign_up.html", form)
    user = User.with_email(form.email.data)
    if user and not matches(user.password_hash, form.password.data or ""):
        audit.note_of_user("session.refused", user, by_user=False)
        return tell_by_mail(user, form)
    return open_studio(user, form)


def tell_by_mail(user: User, form: SignUpForm) -> Answer:
    """Whoever typed this address is not told that it is known here: its owner is, by mail."""
    sign_in_at = link(url_in(None, "accounts.sign_in", next=url_in(None, "accounts.new_tenant")))
    sent = mail.send(
        user.email, _("Your new studio on Studio"), "known",
        name=user.name, studio=form.studio.data, sign_in_at=sign_in_at,
    )  # fmt: skip
    show_in_mailbox(sent)
    return Response(render_template("accounts/check_mail.html", email=form.email.data))


def open_studio(user: User | None, form: SignUpForm) -> Answer:
    taken = {
        "uq_tenants_slug": ("slug", SLUG_WORDS["taken"]),
        "uq_users_email": ("email", _("Somebody signed up with this address just now. Send it once more.")),
    }

    def change() -> None:
        owner = user or User.join(form.email.data, form.name.data, form.password.data or "")
        open_tenant(owner, form.studio.data, form.slug.data, **form.habits)
        begin_session(owner)

    if not save_or_errors(form, taken, change):
        return form_page("accounts/sign_up.html", form)
    return see_other(url_in(form.slug.data, "accounts.home"))


@pages.get("/sign-up/slug")
@public
@limiter.limit("120 per minute")
def slug() -> Answer:
    """The address field while the form is filled in: a suggestion until somebody types their own."""
    form = NewTenantForm(request.args, meta={"csrf": False})
    typed, suggested = form.slug.data or "", request.args.get("suggested", "")
    if not typed or typed == suggested:
        suggested = typed = suggest_slug(form.studio.data or "") if form.studio.data else ""
    form.slug.raw_data, form.slug.data = None, typed
    state = slug_state(typed) if typed else None
    return Response(render_template("accounts/_slug.html", form=form, suggested=suggested, state=state))
