"""Secrets that must be read again, encrypted at rest: a copy of the database alone does not give them away."""

from __future__ import annotations

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE = 12  # bytes, random for each sealing


class Unreadable(Exception):
    """It was sealed with another SECRET_KEY, or for something else."""


@lru_cache(maxsize=8)
def cipher(secret_key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"studio sealed").derive(secret_key.encode()))


def seal(text: str, about: str) -> bytes:
    """`text` encrypted with a key derived from SECRET_KEY; it can only be read as a secret `about` the same."""
    nonce = os.urandom(NONCE)
    return nonce + cipher(current_app.config["SECRET_KEY"]).encrypt(nonce, text.encode(), about.encode())


def unseal(sealed: bytes, about: str) -> str:
    """What was sealed. Raises Unreadable."""
    try:
        opened = cipher(current_app.config["SECRET_KEY"]).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise Unreadable from None
    return opened.decode()
