"""How often somebody may guess a password: the same count for pages and programs.

A guess is counted when it was wrong, so when it is answered: a process works on few at once, or a burst would pass the
limit before the first of it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, request, session

from studio.accounts.models import digest
from studio.extensions import limiter

View = TypeVar("View", bound=Callable[..., Any])
AT_ONCE, PATIENCE = 4, 10.0  # guesses, and seconds one waits for its turn
turns = BoundedSemaphore(AT_ONCE)


def init_app(app: Flask) -> None:
    app.teardown_request(end_turn)


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
    limited = by_place(by_subject(view))

    @wraps(view)
    def in_turn(*args: Any, **values: Any) -> Any:
        if request.method == "POST":
            wait_for_turn()
        return limited(*args, **values)

    return in_turn  # type: ignore[return-value]


def wait_for_turn() -> None:
    """503 for whoever waits too long. The turn ends with the request, when a wrong guess has been counted."""
    if not turns.acquire(timeout=PATIENCE):
        abort(503)
    g.guessing = True


def end_turn(error: BaseException | None) -> None:
    if g.pop("guessing", False):
        turns.release()
