"""Alive is cheap; ready says which of the two is not."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio import create_app
from studio.config import Settings


def test_the_process_says_it_is_alive_without_asking_anybody(settings: Settings) -> None:
    dead = replace(settings, app_database_url="postgresql+psycopg://nobody@127.0.0.1:1/x")
    assert create_app(dead).test_client().get("/healthz").json == {"status": "ok"}


def test_ready_when_the_database_is_migrated_and_redis_answers(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "database": "ok", "redis": "ok"})


def test_not_ready_names_the_database(app: Flask, settings: Settings) -> None:
    dead = replace(settings, app_database_url="postgresql+psycopg://nobody@127.0.0.1:1/x")
    answer = create_app(dead).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "unreachable or not migrated" and answer.json["redis"] == "ok"


def test_not_ready_names_redis(app: Flask, settings: Settings) -> None:
    answer = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0")).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["redis"] == "unreachable" and answer.json["database"] == "ok"


def test_not_ready_while_a_migration_is_missing(client: FlaskClient, owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        now = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        answer = client.get("/readyz")
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": now})
    assert answer.status_code == 503
    assert "migrated to 0000" in answer.text
