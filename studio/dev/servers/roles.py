"""The four database roles, and databases that belong to the owner."""

import psycopg
from psycopg import sql

from studio.dev.servers.secrets import Passwords

OWNER = "studio_owner"
SERVING = ("studio_app", "studio_relay", "studio_backup")
ROLES = (OWNER, *SERVING)
# At most, for whoever signs in as them by hand: Studio gives its own transactions less. A backup takes its time.
TIMES = {"statement_timeout": "10min", "lock_timeout": "2min", "idle_in_transaction_session_timeout": "10min"}
HURRIED = ("studio_app", "studio_relay")
EXTENSION = "btree_gist"  # for the constraint that makes a double booking impossible
Connection = psycopg.Connection[tuple[object, ...]]


def address(role: str, password: str, port: int, database: str) -> str:
    return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database}"


def connect(url: str) -> Connection:
    return psycopg.connect(url, autocommit=True, connect_timeout=10)


def ensure_roles(admin: Connection, passwords: Passwords) -> None:
    """Make the roles that are missing and set every password to the kept one."""
    present = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        verb = sql.SQL("ALTER ROLE" if role in present else "CREATE ROLE")
        rls = sql.SQL("BYPASSRLS" if role == "studio_backup" else "NOBYPASSRLS")
        admin.execute(
            sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB {} PASSWORD {}").format(
                verb, sql.Identifier(role), rls, sql.Literal(passwords[role])
            )
        )
        for name, value in TIMES.items() if role in HURRIED else ():
            admin.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
                )
            )
    # The owner may become one of them, without having their rights (and row-level policies) all the time.
    admin.execute(
        sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
            sql.SQL(", ").join(map(sql.Identifier, SERVING)), sql.Identifier(OWNER)
        )
    )


def ensure_database(admin: Connection, name: str, template: str = "template1") -> None:
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )


def drop_database(admin: Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_extension(owner_url: str) -> None:
    with connect(owner_url) as owner:  # a trusted extension: the owner may make it
        owner.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
