"""Tenants cannot reach each other, as the role the app really uses, whatever the query forgets to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from uuid_utils.compat import uuid7

from studio.accounts.models import digest
from studio.config import Settings
from tests.support.cast import World, days

TABLES = ("memberships", "artists", "projects", "bookings", "events")


@pytest.fixture
def app_role(app: Flask, settings: Settings) -> Iterator[Connection]:
    """A connection as the app's role, with no tenant set."""
    engine = create_engine(settings.app_database_url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture
def booked(world: World) -> World:
    ana, film = world.artist("Ana"), world.project("Film")
    world.booking(ana, film, days(0))
    return world


def become(connection: Connection, tenant: UUID | str) -> None:
    connection.rollback()
    connection.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(tenant)})


def count(connection: Connection, table: str) -> Any:
    return connection.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_there_are_no_rows(booked: World, app_role: Connection, table: str) -> None:
    assert count(app_role, table) == 0
    become(app_role, booked.tenant.id)
    assert count(app_role, table) > 0
    app_role.commit()
    assert count(app_role, table) == 0  # the setting fell back to '', and ended with its transaction


@pytest.mark.parametrize("table", TABLES)
def test_another_tenants_rows_are_invisible(booked: World, other: World, app_role: Connection, table: str) -> None:
    become(app_role, other.tenant.id)
    mine = app_role.scalar(text(f"SELECT count(*) FROM {table} WHERE tenant_id = :id"), {"id": other.tenant.id})
    assert count(app_role, table) == mine
    if table not in ("events", "memberships"):
        assert mine == 0


def test_another_tenants_rows_cannot_be_changed(booked: World, other: World, app_role: Connection) -> None:
    become(app_role, other.tenant.id)
    assert app_role.execute(text("UPDATE bookings SET title = 'mine'")).rowcount == 0
    assert app_role.execute(text("UPDATE artists SET name = 'mine'")).rowcount == 0


def test_a_row_cannot_be_given_to_another_tenant(booked: World, other: World, app_role: Connection) -> None:
    become(app_role, booked.tenant.id)
    with pytest.raises(ProgrammingError, match="row-level security"):
        app_role.execute(text("UPDATE projects SET tenant_id = :id"), {"id": other.tenant.id})


def test_a_row_cannot_be_written_for_another_tenant(booked: World, other: World, app_role: Connection) -> None:
    become(app_role, other.tenant.id)
    with pytest.raises(ProgrammingError, match="row-level security"):
        app_role.execute(
            text(
                "INSERT INTO memberships (tenant_id, id, user_id, role, created_at) "
                "VALUES (:tenant, :id, :user, 'owner', now())"
            ),
            {"tenant": booked.tenant.id, "id": uuid7(), "user": other.oscar.user_id},
        )


PLACE = text(
    "INSERT INTO bookings (tenant_id, id, artist_id, project_id, starts_at, ends_at, status, title, notes, location, "
    "counts, placed_at, version) "
    "VALUES (:tenant, :id, :artist, :project, now(), now() + interval '1 day', 'hold', '', '', '',"
    " 'working_time', now(), 1)"
)


@pytest.mark.parametrize("stolen", ["artist", "project"])
def test_another_tenants_artist_or_project_cannot_be_booked(
    booked: World, other: World, app_role: Connection, stolen: str
) -> None:
    theirs = {"artist": booked.artist("Kofi").id, "project": booked.project("Spot").id}
    mine = {"artist": other.artist("Olga").id, "project": other.project("Reel").id}
    row = {**mine, stolen: theirs[stolen], "tenant": other.tenant.id, "id": uuid7()}
    become(app_role, other.tenant.id)
    with pytest.raises(IntegrityError, match=f"fk_bookings_tenant_id_{stolen}_id"):
        app_role.execute(PLACE, row)


def test_two_tenants_may_book_the_same_time_of_artists_with_the_same_id(world: World, other: World) -> None:
    """The exclusion constraint leads with the tenant, so that it never tells one tenant of another's bookings."""
    ana, film = world.artist("Ana"), world.project("Film")
    world.booking(ana, film, days(0))
    assert other.booking(other.artist("Olga", id=ana.id), other.project("Reel"), days(0)).artist_id == ana.id


def authenticated(connection: Connection, token: str, slug: str | None) -> tuple[Any, str | None]:
    connection.rollback()
    row = connection.execute(text("SELECT * FROM authenticate(:t, :s)"), {"t": digest(token), "s": slug}).first()
    return row, connection.scalar(text("SELECT nullif(current_setting('app.tenant_id', true), '')"))


def test_signing_in_to_ones_own_tenant_sets_it(booked: World, app_role: Connection) -> None:
    row, tenant = authenticated(app_role, booked.tokens["sara"], "harbour")
    assert (row.role, tenant) == ("scheduler", str(booked.tenant.id))


@pytest.mark.parametrize("slug", ["harbour", "nowhere", None])
def test_an_outsider_gets_no_tenant(booked: World, other: World, app_role: Connection, slug: str | None) -> None:
    row, tenant = authenticated(app_role, other.tokens["oscar"], slug)
    assert row.user_id == other.oscar.user_id
    assert (row.membership_id, row.role, tenant) == (None, None, None)
    assert count(app_role, "bookings") == 0


def test_an_unknown_token_gets_nothing_at_all(booked: World, app_role: Connection) -> None:
    assert authenticated(app_role, "made up", "harbour") == (None, None)
    assert count(app_role, "bookings") == 0


def test_a_former_member_gets_no_tenant(booked: World, app_role: Connection) -> None:
    become(app_role, booked.tenant.id)
    app_role.execute(text("UPDATE memberships SET removed_at = now() WHERE id = :id"), {"id": booked.sara.id})
    app_role.commit()
    row, tenant = authenticated(app_role, booked.tokens["sara"], "harbour")
    assert (row.membership_id, tenant) == (None, None)


def test_truncate_which_knows_no_policy_is_refused(app_role: Connection) -> None:
    for table in TABLES:
        with pytest.raises(ProgrammingError, match="permission denied"):
            app_role.execute(text(f"TRUNCATE {table} CASCADE"))
        app_role.rollback()
