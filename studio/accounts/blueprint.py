"""The blueprint of everything about people and studios, and how often a stranger may try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, request, session
from flask_wtf import FlaskForm

from studio.accounts.models import digest
from studio.extensions import limiter
from studio.lib.web import fragment

View = TypeVar("View", bound=Callable[..., Any])
pages = Blueprint("accounts", __name__)


def form_page(template: str, form: FlaskForm, **values: Any) -> Response:
    """A page with a form: 422 when what was sent in it is wrong."""
    return fragment(template, 422 if form.errors else 200, form=form, **values)


def typed_address() -> str:
    return request.form.get("email", "").strip().lower()[:254]


def attacked() -> str:
    """What a guess is about: an address, a mailed link or a session; hashed, for Redis has no business with them."""
    subject = typed_address() or (request.view_args or {}).get("token") or session.get("_user_id") or ""
    return digest(str(subject)).hex()


def was_refused(response: Response) -> bool:
    return response.status_code == 422


def was_done(response: Response) -> bool:
    return response.status_code < 400


def guesses(view: View) -> View:
    """Wrong passwords: 20 a minute from one place, 10 a quarter of an hour at one address or one link."""
    by_subject = limiter.limit("10 per 15 minutes", key_func=attacked, methods=["POST"], deduct_when=was_refused)
    by_place = limiter.limit("20 per minute; 200 per hour", methods=["POST"], deduct_when=was_refused)
    return by_place(by_subject(view))  # type: ignore[return-value]


def mails(view: View) -> View:
    """Requests that mail somebody: 30 an hour from one place, 5 an hour to one address."""
    by_subject = limiter.limit("5 per hour", key_func=attacked, methods=["POST"], deduct_when=was_done)
    by_place = limiter.limit("30 per hour", methods=["POST"], deduct_when=was_done)
    return by_place(by_subject(view))  # type: ignore[return-value]
