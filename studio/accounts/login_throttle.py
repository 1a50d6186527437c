"""How often somebody may guess a password: the same count for pages and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Response, request, session

from studio.accounts.models import digest
from studio.extensions import limiter

View = TypeVar("View", bound=Callable[..., Any])


def submitted_email() -> str:
    sent = request.get_json(silent=True) if request.is_json else request.form
    email = sent.get("email") if isinstance(sent, Mapping) else None
    return email.strip().lower()[:254] if isinstance(email, str) else ""


def throttled_subject() -> str:
    """What a guess is about: an address, a mailed link or a session; hashed, for Redis has no business with them."""
    subject = submitted_email() or (request.view_args or {}).get("token") or session.get("_user_id") or ""
    return digest(str(subject)).hex()


def was_wrong(response: Response) -> bool:
    return response.status_code in (401, 422)


def throttle_guesses(view: View) -> View:
    """Wrong passwords: 20 a minute from one place, 10 a quarter of an hour at one address or one link."""
    when: dict[str, Any] = {"methods": ["POST"], "deduct_when": was_wrong}
    by_subject = limiter.shared_limit("10 per 15 minutes", "guesses at", key_func=throttled_subject, **when)
    by_place = limiter.shared_limit("20 per minute; 200 per hour", "guesses from", **when)
    return by_place(by_subject(view))  # type: ignore[return-value]
