"""A form that comes when its session is over is kept: sealed, in the page that asks to sign in, and given back to
whoever typed it. They send it again by one press, or leave it; nobody else can read it, and nothing is sent by itself.

Whose it is its CSRF token tells: it was made for one session, and a session is one user's.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select

from studio.accounts.models import SignIn, digest
from studio.extensions import db
from studio.lib import clock
from studio.lib.encryption import Unreadable, seal, unseal
from studio.lib.text.parsing import parse_object
from studio.lib.web import local_path

TOKEN, LEFT = "csrf_token", "left"  # the form's token; in the cookie, the session this browser was in before
SECRETS = frozenset({"password", "current"})  # a form with one of these is not kept
MOST_FIELDS, MOST_CHARACTERS = 200, 50_000
LIFE = timedelta(hours=12)
ABOUT = "unsent form"


class UnsentForm(NamedTuple):
    """What was typed, and where it was sent."""

    address: str
    fields: list[tuple[str, str]]


def leave_session() -> None:
    """Forget everything of the session, but which it was: a form that was made in it may still be on its way."""
    left = [digest(session["_user_id"]).hex(), session[TOKEN]] if {"_user_id", TOKEN} <= session.keys() else None
    left = left or session.get(LEFT)
    session.clear()
    if left:
        session[LEFT] = left


def seal_form() -> str:
    """What the request's form says, sealed for its author; "" when nobody knows whose it is, or it cannot be kept."""
    made_in = session_of_form()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    size = sum(len(name) + len(value) for name, value in fields)
    files = any(file.filename for file in request.files.values())
    if not made_in or not fields or files or size > MOST_CHARACTERS or len(fields) > MOST_FIELDS:
        return ""
    if SECRETS & request.form.keys():
        return ""
    address = request.script_root + request.full_path.rstrip("?")
    said = {"session": made_in, "address": address, "fields": fields, "until": (clock.now() + LIFE).timestamp()}
    return urlsafe_b64encode(seal(json.dumps(said), ABOUT)).decode()


def session_of_form() -> str:
    """The hash of the session this request's form was made in; "" when its token does not tell."""
    signer = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    try:
        made_for = signer.loads(request.form.get(TOKEN) or request.headers.get("X-CSRFToken", ""))
    except BadData:
        return ""
    if made_for == session.get(TOKEN):
        return digest(session["_user_id"]).hex() if "_user_id" in session else ""
    left, token = session.get(LEFT, ("", None))
    return left if made_for == token else ""


def unseal_form(sealed: str | None, user_id: UUID, now: datetime) -> UnsentForm | None:
    """What was kept, if this user, who acts, typed it; None of anybody else's, and of what is old or not ours."""
    try:
        said = parse_object(unseal(urlsafe_b64decode(sealed or ""), ABOUT)) or {}
    except (Unreadable, ValueError):
        return None
    if said["until"] < now.timestamp() or not local_path(said["address"]):
        return None
    mine = select(SignIn.id).where(SignIn.token_hash == bytes.fromhex(said["session"]), SignIn.user_id == user_id)
    if db.session.scalar(mine) is None:
        return None
    return UnsentForm(said["address"], [(name, value) for name, value in said["fields"]])
