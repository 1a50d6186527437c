"""Passwords: which are good enough, and the mailed link that sets a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from zxcvbn_rs_py import zxcvbn

from studio.accounts.models import User, digest
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import act_as

SHORTEST, LONGEST = 10, 200  # a longer one only makes the hash work: argon2 takes what it is given
RESET_LIFE = 3600  # seconds
JUDGED = 24  # characters, which must be hard to guess by themselves: estimating a longer one takes up to seconds
ENOUGH = 9.0  # orders of magnitude of guesses
KNOWN_TO_ALL = ("studio", "correct horse battery staple")


def is_weak(password: str, *about: str) -> bool:
    """Whether a billion informed guesses find it: common passwords, words, names, dates and patterns, and what is known
    of its owner, such as their address and name. At most about 50 ms, mostly 1."""
    known = [text.strip()[:254] for text in (*KNOWN_TO_ALL, *about) if text and text.strip()]
    if letters_of(password) in map(letters_of, known):
        return True
    return zxcvbn(password.strip()[:JUDGED], [*known, *words_of(known)]).guesses_log10 < ENOUGH


def letters_of(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def words_of(texts: Iterable[str]) -> list[str]:
    """Of "mia@studio.test": "mia", "studio" and "test"."""
    return list(dict.fromkeys(word for text in texts for word in re.split(r"[\W_]+", text) if len(word) > 2))


def reset_token(user: User) -> str:
    """Good for an hour and for one change: it holds a fingerprint of the password it replaces."""
    return _serializer().dumps([str(user.id), _fingerprint(user)])


def user_for_reset(token: str) -> User | None:
    try:
        user_id, fingerprint = _serializer().loads(token, max_age=RESET_LIFE)
    except BadData:
        return None
    before = current.user_id
    act_as(UUID(user_id))
    user = db.session.get(User, UUID(user_id), with_for_update=True)
    if user and _fingerprint(user) == fingerprint:
        return user
    act_as(before)
    return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="password-reset")


def _fingerprint(user: User) -> str:
    return digest(user.password_hash).hex()[:32]
