"""Programs of Harbour Post's members."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.api_clients import api_client
from tests.support.cast import World


@pytest.fixture
def api(app: Flask, world: World) -> Callable[..., FlaskClient]:
    """`api("sara")`: a program with a token of that member of Harbour Post; `api("sara", ["schedule.read"])`."""
    return lambda name, scopes=None: api_client(app, world, name, scopes)


@pytest.fixture
def outsider(app: Flask, other: World) -> FlaskClient:
    """A program of Oscar, who owns another studio."""
    return api_client(app, other, "oscar")
