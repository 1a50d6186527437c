"""What is sealed is read again with the same key, for the same purpose, and by nobody else."""

from __future__ import annotations

import pytest
from flask import Flask

from studio.lib.encryption import Unreadable, seal, unseal


def test_what_is_sealed_can_be_read_again(app: Flask) -> None:
    sealed = seal("whsec_1", "webhook 1")
    assert b"whsec" not in sealed
    assert unseal(sealed, "webhook 1") == "whsec_1"
    assert seal("whsec_1", "webhook 1") != sealed


def test_it_is_bound_to_what_it_is_about(app: Flask) -> None:
    with pytest.raises(Unreadable):
        unseal(seal("whsec_1", "webhook 1"), "webhook 2")


def test_it_is_bound_to_the_key_and_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal("whsec_1", "webhook 1")
    for broken in (sealed[:-1], b"", sealed[:12] + bytes([sealed[12] ^ 1]) + sealed[13:]):
        with pytest.raises(Unreadable):
            unseal(broken, "webhook 1")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another" * 8)
    with pytest.raises(Unreadable):
        unseal(sealed, "webhook 1")
