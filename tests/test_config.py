"""A bad setting stops the start with one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.config import BadSetting, as_role, beside_make_run, load

GOOD = {
    "DATABASE_URL": "postgresql://owner@db/studio",
    "REDIS_URL": "redis://cache/0",
    "SECRET_KEY": "x" * 32,
}


def test_production_is_the_default_and_the_app_never_runs_as_the_owner() -> None:
    settings = load(GOOD)
    assert not settings.development
    assert settings.database_url == "postgresql+psycopg://owner@db/studio"
    assert settings.app_database_url == "postgresql+psycopg://owner@db/studio?options=-c%20role%3Dstudio_app"


def test_the_apps_own_login_wins_over_the_role() -> None:
    settings = load({**GOOD, "APP_DATABASE_URL": "postgres://studio_app@db/studio"})
    assert settings.app_database_url == "postgresql+psycopg://studio_app@db/studio"


def test_the_role_joins_options_that_are_already_there() -> None:
    assert (
        as_role("postgresql://db/s?sslmode=require", "r") == "postgresql://db/s?sslmode=require&options=-c%20role%3Dr"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"REDIS_URL": ""}, "REDIS_URL is not set"),
        ({"SECRET_KEY": "short"}, "at least 32"),
        ({"STUDIO_ENV": "staging"}, "production or development"),
        ({"DATABASE_URL": "mysql://db"}, "must start with postgresql://"),
        ({"TRUSTED_PROXIES": "two"}, "whole number"),
    ],
)
def test_a_bad_value_is_named(change: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        load({**GOOD, **change})


def test_a_command_beside_make_run_uses_its_servers_unless_told_of_others(tmp_path: Path) -> None:
    alone = {"STUDIO_VAR": str(tmp_path)}
    assert beside_make_run(alone) == alone
    (tmp_path / "env").write_text("DATABASE_URL=postgresql://o:p=w@h/s\nSTUDIO_ENV=development\n")
    assert load({**GOOD, **beside_make_run(alone)}).database_url == "postgresql+psycopg://o:p=w@h/s"
    told = {**alone, "DATABASE_URL": "postgresql://mine"}
    assert beside_make_run(told) == told


def test_the_times_of_the_live_side_can_be_shortened() -> None:
    assert load(GOOD).live.sweep == 5
    assert load({**GOOD, "LIVE_SWEEP": "0.5"}).live.sweep == 0.5
    with pytest.raises(BadSetting, match="LIVE_PING"):
        load({**GOOD, "LIVE_PING": "soon"})
