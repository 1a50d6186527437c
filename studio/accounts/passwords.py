"""Passwords: which are good enough, and the mailed link that sets a new one."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from studio.accounts.models import User, digest
from studio.extensions import db

SHORTEST, LONGEST = 10, 200  # a longer one only makes the hash work: argon2 takes what it is given
RESET_LIFE = 3600  # seconds
GUESSED_FIRST = """
1234567890 0123456789 12345678910 123456789a 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwerty1234 qwerty12345
qwertyuiop123 asdfghjkl1 zxcvbnm123 password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123
p@ssword123 mypassword iloveyou123 iloveyou12 welcome123 welcome1234 letmein123 letmein1234 administrator admin12345
admin123456 adminadmin changeme123 football123 baseball123 superman123 sunshine123 princess123 dragon12345
monkey12345 abcd123456 abc1234567 abcdefghij aaaaaaaaaa 0000000000 1111111111 9876543210 0987654321 secret12345
testtest123 test123456 studio12345 studiostudio trustno1trustno1 whatever123 computer123
correcthorsebatterystaple
"""
COMMON = frozenset(GUESSED_FIRST.split())


def is_common(password: str, *about: str) -> bool:
    """Whether it is on everybody's first list, nearly all one character, or on the page beside it."""
    plain = password.strip().casefold()
    known = {word.strip().casefold() for word in about if word}
    return plain in COMMON or plain in known or len(set(plain)) < 3


def reset_token(user: User) -> str:
    """Good for an hour and for one change: it holds a fingerprint of the password it replaces."""
    return _serializer().dumps([str(user.id), _fingerprint(user)])


def user_for_reset(token: str) -> User | None:
    try:
        user_id, fingerprint = _serializer().loads(token, max_age=RESET_LIFE)
    except BadData:
        return None
    user = db.session.get(User, UUID(user_id), with_for_update=True)
    return user if user and _fingerprint(user) == fingerprint else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="password-reset")


def _fingerprint(user: User) -> str:
    return digest(user.password_hash).hex()[:32]
