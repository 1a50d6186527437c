"""A Studio as it runs in production."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from studio import create_app
from studio.config import Settings


@pytest.fixture
def production(app: Flask, clean: None, settings: Settings) -> Iterator[Flask]:
    yield create_app(replace(settings, environment="production"))
