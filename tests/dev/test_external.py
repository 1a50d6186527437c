"""Somebody else's PostgreSQL made ready for the first migration, by users of every power."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from studio.config import as_role
from studio.dev.servers import postgres, roles
from studio.dev.servers.external_database import prepare_external
from studio.dev.servers.processes import ServicesError


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Postgres]:
    running = postgres.start(tmp_path_factory.mktemp("theirs") / "postgres", "pw", durable=False)
    yield running
    running.stop()


@pytest.fixture
def admin(server: postgres.Postgres) -> Iterator[roles.Connection]:
    with roles.connect(roles.address(postgres.ADMIN, "pw", server.port, "postgres")) as connection:
        yield connection
        connection.execute("DROP DATABASE IF EXISTS theirs WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS studio_app, studio_relay, studio_backup, them")


@pytest.fixture
def theirs(admin: roles.Connection, server: postgres.Postgres) -> str:
    """The URL of a database whose owner has no other power."""
    admin.execute("CREATE ROLE them LOGIN PASSWORD 'pw'")
    admin.execute("CREATE DATABASE theirs OWNER them")
    return roles.address("them", "pw", server.port, "theirs")


def who_am_i(url: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_user").fetchone()
        return row and row[0]


def test_a_superuser_gets_the_roles_and_can_become_them(theirs: str, server: postgres.Postgres) -> None:
    url = roles.address(postgres.ADMIN, "pw", server.port, "theirs")
    assert prepare_external(url.replace("postgresql://", "postgresql+psycopg://")) == []
    assert prepare_external(url) == []
    assert who_am_i(as_role(url)) == "studio_app"
    assert who_am_i(as_role(url, "studio_backup")) == "studio_backup"


def test_an_owner_who_may_create_roles_gets_them_and_is_told_what_backup_lacks(
    theirs: str, admin: roles.Connection
) -> None:
    admin.execute("ALTER ROLE them CREATEROLE")
    notes = prepare_external(theirs)
    assert [note.split(":")[0] for note in notes] == ["studio_backup cannot read past row-level security"]
    assert who_am_i(as_role(theirs)) == "studio_app"
    assert who_am_i(as_role(theirs, "studio_relay")) == "studio_relay"


def test_an_owner_without_power_is_told_what_to_ask_for(theirs: str) -> None:
    with pytest.raises(ServicesError) as refusal:
        prepare_external(theirs)
    assert "them may not create the role studio_app; ask a superuser for CREATE ROLE studio_app" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_roles_that_exist_but_may_not_be_taken_are_named(theirs: str, admin: roles.Connection) -> None:
    admin.execute("CREATE ROLE studio_app")
    with pytest.raises(ServicesError, match="them may not become studio_app; ask a superuser for GRANT studio_app"):
        prepare_external(theirs)


def test_an_owner_without_power_will_do_when_the_roles_are_there(theirs: str, admin: roles.Connection) -> None:
    admin.execute("CREATE ROLE studio_app; CREATE ROLE studio_relay; CREATE ROLE studio_backup BYPASSRLS")
    admin.execute("GRANT studio_app, studio_relay, studio_backup TO them")
    assert prepare_external(theirs) == []
    assert who_am_i(as_role(theirs)) == "studio_app"


def test_somebody_who_may_not_create_tables_is_refused(theirs: str, admin: roles.Connection) -> None:
    admin.execute("ALTER DATABASE theirs OWNER TO CURRENT_USER")
    with pytest.raises(ServicesError, match="them may not create tables; make it the owner of the database"):
        prepare_external(theirs)


def test_a_database_in_another_encoding_is_refused(theirs: str, admin: roles.Connection) -> None:
    admin.execute("DROP DATABASE theirs")
    admin.execute(
        "CREATE DATABASE theirs OWNER them TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    with pytest.raises(ServicesError, match="encoding is LATIN1; Studio needs UTF8"):
        prepare_external(theirs)


@pytest.mark.parametrize(
    ("change", "says"),
    [(("them:pw", "them:no"), "no connection: .*password"), (("/theirs", "/nowhere"), "no connection: .*not exist")],
)
def test_a_wrong_url_is_one_line(theirs: str, change: tuple[str, str], says: str) -> None:
    with pytest.raises(ServicesError, match=f"DATABASE_URL: {says}") as refusal:
        prepare_external(theirs.replace(*change))
    assert "\n" not in str(refusal.value)
