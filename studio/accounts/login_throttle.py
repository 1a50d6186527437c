"""How often somebody may guess a password: the same count for pages and programs.

A guess is counted at the account it is about, whatever else was sent with it. Browsers that have signed in to the
account before are counted each by itself (`device_cookies`): a stranger's guesses shut out other strangers, and nobody
else.

A guess is counted when it was wrong, so when it is answered: a process works on few at once, or a burst would pass the
limit before the first of it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, request

from studio.accounts import device_cookies
from studio.accounts.models import address_key, digest
from studio.extensions import limiter

View = TypeVar("View", bound=Callable[..., Any])
Attacked = Callable[[], str]
AT_ONCE, PATIENCE = 4, 10.0  # guesses, and seconds one waits for its turn
turns = BoundedSemaphore(AT_ONCE)


def init_app(app: Flask) -> None:
    app.teardown_request(end_turn)


def submitted_email() -> str:
    """The address in the form or the document, for views that look their account up by it; "" when there is none. It
    must never raise: a limit whose key cannot be told is no limit."""
    try:
        sent = request.get_json(silent=True) if request.is_json else request.form
    except RecursionError:
        return ""
    email = sent.get("email") if isinstance(sent, Mapping) else None
    return email if isinstance(email, str) else ""


def count_of(email: str) -> str:
    """Which count guesses at an account go into, hashed: Redis has no business with addresses."""
    key = address_key(email).encode(errors="replace").decode()  # half a surrogate is no address, and no way out
    return digest(device_cookies.current_device(key) or key).hex()


def was_wrong(response: Response) -> bool:
    return response.status_code in (401, 422)


def throttle_guesses(attacked: Attacked) -> Callable[[View], View]:
    """Wrong passwords: 20 a minute from one place, 10 a quarter of an hour at one account, whose address `attacked()`
    says; it must be the account that the view compares the password with."""
    when: dict[str, Any] = {"methods": ["POST"], "deduct_when": was_wrong}

    def throttle(view: View) -> View:
        at_account = limiter.shared_limit(
            "10 per 15 minutes", "guesses at", key_func=lambda: count_of(attacked()), **when
        )
        from_place = limiter.shared_limit("20 per minute; 200 per hour", "guesses from", **when)
        limited = from_place(at_account(view))

        @wraps(view)
        def in_turn(*args: Any, **values: Any) -> Any:
            if request.method == "POST":
                wait_for_turn()
            return limited(*args, **values)

        return in_turn  # type: ignore[return-value]

    return throttle


def wait_for_turn() -> None:
    """503 for whoever waits too long. The turn ends with the request, when a wrong guess has been counted."""
    if not turns.acquire(timeout=PATIENCE):
        abort(503)
    g.guessing = True


def end_turn(error: BaseException | None) -> None:
    if g.pop("guessing", False):
        turns.release()
