"""Makes a database that somebody else runs ready for the first migration."""

import psycopg
from psycopg import sql

from studio.dev.servers import roles
from studio.dev.servers.processes import ServicesError

OLDEST = 150_000  # PostgreSQL 15
_ONE_AT_A_TIME = 0x53545544  # advisory lock: two deployments may start together


def prepare_external(database_url: str) -> list[str]:
    """Make the roles studio_app, studio_relay and studio_backup if missing (NOLOGIN), let the current user become
    them, and add btree_gist. Returns notes for the operator; raises ServicesError, one line, where it may not."""
    try:
        with roles.connect(plain(database_url)) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
            _check_version(connection)
            notes = _roles(connection)
            _extension(connection)
            return notes
    except psycopg.OperationalError as error:
        raise ServicesError(f"DATABASE_URL: no connection: {first_line(error)}") from None
    except psycopg.ProgrammingError as error:
        raise ServicesError(f"DATABASE_URL: {first_line(error)}") from None


def plain(database_url: str) -> str:
    """The URL as libpq wants it, without SQLAlchemy's name of a driver."""
    scheme, separator, rest = database_url.partition("://")
    return scheme.partition("+")[0] + separator + rest


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _check_version(connection: roles.Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST:
        raise ServicesError(f"DATABASE_URL: PostgreSQL {version // 10_000} is too old; Studio needs 15 or newer.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServicesError(f"DATABASE_URL: the database's encoding is {encoding}; Studio needs UTF8.")
    may_create = connection.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
    if not may_create or not may_create[0]:
        user = connection.info.user
        raise ServicesError(f"DATABASE_URL: {user} may not create tables; make it the owner of the database.")


def _roles(connection: roles.Connection) -> list[str]:
    notes = []
    for role in roles.SERVING:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
            notes += _create(connection, role)
        _let_me_become(connection, role)
    return notes


def _create(connection: roles.Connection, role: str) -> list[str]:
    create = sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role))
    try:
        if role == "studio_backup":
            try:
                connection.execute(create + sql.SQL(" BYPASSRLS"))
            except psycopg.errors.InsufficientPrivilege:
                connection.execute(create)
                return ["studio_backup cannot read past row-level security: ask a superuser to give it BYPASSRLS."]
        else:
            connection.execute(create)
    except psycopg.errors.InsufficientPrivilege:
        user = connection.info.user
        raise ServicesError(
            f"DATABASE_URL: {user} may not create the role {role}; ask a superuser for CREATE ROLE {role};"
            f" GRANT {role} TO {user};"
        ) from None
    return []


def _let_me_become(connection: roles.Connection, role: str) -> None:
    """Grant membership, without inheriting where PostgreSQL can say so (16 and newer)."""
    modern = connection.info.server_version >= 160_000
    can = connection.execute("SELECT pg_has_role(%s, %s)", (role, "SET" if modern else "MEMBER")).fetchone()
    if can and can[0]:
        return
    how = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if modern else "")
    try:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)) + how)
    except psycopg.errors.InsufficientPrivilege:
        user = connection.info.user
        raise ServicesError(
            f"DATABASE_URL: {user} may not become {role}; ask a superuser for GRANT {role} TO {user};"
        ) from None


def _extension(connection: roles.Connection) -> None:
    try:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {roles.EXTENSION}")
    except psycopg.Error as error:
        raise ServicesError(f"DATABASE_URL: {roles.EXTENSION} is not to be had: {first_line(error)}") from None
