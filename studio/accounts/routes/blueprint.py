"""The blueprint of everything about people and studios, and how often one may have mails sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, session
from flask_wtf import FlaskForm

from studio.accounts.login_throttle import submitted_email
from studio.accounts.models import address_key, digest
from studio.extensions import limiter
from studio.lib.web import fragment, never_keep

View = TypeVar("View", bound=Callable[..., Any])
pages = Blueprint("accounts", __name__)
pages.after_request(never_keep)


def form_page(template: str, form: FlaskForm, **values: Any) -> Response:
    """A page with a form: 422 when what was sent in it is wrong."""
    return fragment(template, 422 if form.errors else 200, form=form, **values)


def show_in_mailbox(mail_id: str) -> None:
    """In development, a browser that is not signed in may read the mail it asked for."""
    if current_app.config["DEVELOPMENT"]:
        session["mails"] = [*session.get("mails", ()), mail_id][-10:]


def succeeded(response: Response) -> bool:
    return response.status_code < 400


def mailed_address() -> str:
    return digest(address_key(submitted_email())).hex()


def throttle_mails(view: View) -> View:
    """Requests that mail somebody: 30 an hour from one place, 5 an hour to one address."""
    by_subject = limiter.limit("5 per hour", key_func=mailed_address, methods=["POST"], deduct_when=succeeded)
    by_place = limiter.limit("30 per hour", methods=["POST"], deduct_when=succeeded)
    return by_place(by_subject(view))  # type: ignore[return-value]
