"""Real PostgreSQL and Valkey for every run, emptied between tests; the app as the role that may not bypass anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from rq import SimpleWorker
from sqlalchemy import Engine, create_engine
from werkzeug.test import TestResponse

from studio import create_app
from studio.accounts import models
from studio.config import ROOT, Settings, load
from studio.dev.servers import services as embedded
from studio.extensions import db
from studio.lib.jobs import MAIL, queue
from tests.support import cast
from tests.support.eraser import Eraser
from tests.support.mails import Mail, opened

# Examples of each law that hypothesis tries: a few in `make test`, many in `make explore`.
hypothesis.settings.register_profile("test", max_examples=100, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=5000, deadline=None)
hypothesis.settings.load_profile("test")
SECRET = "only-for-tests-only-for-tests-only"


class Browser(FlaskClient):
    """Each request begins with an empty `g`, as outside tests, though the tests hold one application context open."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        if has_app_context():
            vars(g._get_current_object()).clear()
        return super().open(*args, **options)


@pytest.fixture(scope="session", autouse=True)
def production_passwords() -> Iterator[PasswordHasher]:
    """The hasher that Studio has; the tests get one that costs next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        production, cheap = models.PASSWORDS, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(models, "PASSWORDS", cheap)
        patch.setattr(models, "NOBODY", cheap.hash("nobody's"))
        yield production


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Services]:
    running = embedded.start(tmp_path_factory.mktemp("services"), durable=False)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def environment(services: embedded.Services, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment variables of a Studio on the test services: for `load`, and for child processes."""
    return {
        "DATABASE_URL": services.database_url,
        "APP_DATABASE_URL": services.app_database_url,
        "RELAY_DATABASE_URL": services.relay_database_url,
        "BACKUP_DATABASE_URL": services.backup_database_url,
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": SECRET,
        "STUDIO_ENV": "development",
        "API_RATE": "1000000",
        "STUDIO_VAR": str(tmp_path_factory.mktemp("var")),
    }


@pytest.fixture(scope="session")
def settings(environment: dict[str, str]) -> Settings:
    return load(environment)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
    return app


@pytest.fixture(scope="session")
def owner_engine(app: Flask, settings: Settings) -> Iterator[Engine]:
    """The database as its owner sees it: for looking behind the app's back."""
    engine = create_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def eraser(app: Flask, services: embedded.Services) -> Iterator[Eraser]:
    with closing(Eraser(services.superuser_url)) as eraser:
        yield eraser


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that use the app begin with empty tables and an empty Valkey."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    app.extensions["redis"].flushall()
    request.getfixturevalue("eraser").empty()
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture
def world(app: Flask, clean: None) -> cast.World:
    return cast.harbour()


@pytest.fixture
def other(app: Flask, clean: None) -> cast.World:
    return cast.other()


@pytest.fixture
def mails(app: Flask, clean: None, settings: Settings) -> Callable[[], list[Mail]]:
    """Run the waiting jobs as a worker does, and read what was mailed, oldest first."""
    folder = settings.var / "mail"
    shutil.rmtree(folder, ignore_errors=True)

    def read() -> list[Mail]:
        jobs = queue(MAIL)
        SimpleWorker([jobs], connection=jobs.connection).work(burst=True)
        return [opened(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]

    return read


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with; it has a CSRF token."""
    return browser(app, None)


@pytest.fixture
def as_(app: Flask, world: cast.World) -> Callable[[str], FlaskClient]:
    """`as_("sara")`: a browser in which that member of Harbour Post is signed in."""
    return lambda name: browser(app, world.tokens[name])


def browser(app: Flask, token: str | None) -> FlaskClient:
    db.session.rollback()
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "raw"
        if token:
            session["_user_id"] = token
    signed = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
    client.environ_base["HTTP_X_CSRFTOKEN"] = signed
    return client
