"""What every table of a tenant must have, read from PostgreSQL's own catalogue: nobody can forget it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import CheckConstraint, Connection, Engine, text

from studio.config import ROOT
from studio.lib.db import Base

TENANT_TABLES = """
SELECT c.oid, c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
ORDER BY 2
"""
POLICIES = """
SELECT polname AS name, polcmd AS command, pg_get_expr(polqual, polrelid) AS seen,
       pg_get_expr(polwithcheck, polrelid) AS written, polroles::regrole[]::text[] AS roles
FROM pg_policy WHERE polrelid = :table
"""
INDEXES = """
SELECT i.relname AS name, x.indisprimary AS is_primary, array_agg(a.attname::text ORDER BY k.n) AS columns
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
WHERE x.indrelid = :table AND (x.indisunique OR x.indisexclusion) GROUP BY 1, 2
"""
FOREIGN_KEYS = """
SELECT conname AS name, confrelid::regclass::text AS target,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(n, o)
             JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY o) AS columns,
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(n, o)
             JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY o) AS targets
FROM pg_constraint WHERE conrelid = :table AND contype = 'f'
"""
MINE = "tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid"
INSERT_ONLY = {"events", "audit_events"}
ROWS_OF_NOBODY = {"alembic_version", "signing_keys"}  # they are the installation's
OPEN_READS = {"relay": ["studio_relay"]}  # policies that show every tenant's rows, and to whom


@pytest.fixture
def owner(owner_engine: Engine) -> Iterator[Connection]:
    """The owner's connection, in a transaction that never commits."""
    with owner_engine.connect() as connection:
        yield connection
        connection.rollback()


def faults(owner: Connection) -> list[str]:
    """What is wrong with the tables that have a `tenant_id`."""
    found: list[str] = []
    tables = owner.execute(text(TENANT_TABLES)).all()
    tenant_tables = {table.name for table in tables}
    for table in tables:
        if not (table.enabled and table.forced):
            found.append(f"{table.name}: row-level security is not enabled and FORCEd")
        about = {"table": table.oid}
        found += [f"{table.name}: {fault}" for fault in policy_faults(owner, about)]
        found += [f"{table.name}: {fault}" for fault in key_faults(owner, about)]
        found += [f"{table.name}: {fault}" for fault in reference_faults(owner, about, tenant_tables)]
    return found


def policy_faults(owner: Connection, about: dict[str, int]) -> Iterator[str]:
    policies = owner.execute(text(POLICIES), about).all()
    if not any(p.command == "*" and p.roles == ["-"] and MINE in p.seen for p in policies):
        yield "no policy on tenant_id for everybody"
    for policy in policies:
        if policy.seen == "true" and OPEN_READS.get(policy.name) != policy.roles:
            yield f"the policy {policy.name} shows every row"
        if policy.command != "r" and (policy.written is None or not policy.written.strip("(").startswith(MINE)):
            yield f"the policy {policy.name} does not check what is written"


def key_faults(owner: Connection, about: dict[str, int]) -> Iterator[str]:
    indexes = owner.execute(text(INDEXES), about).all()
    if not any(index.is_primary and index.columns == ["tenant_id", "id"] for index in indexes):
        yield "its primary key is not (tenant_id, id)"
    for index in indexes:
        if index.columns[0] != "tenant_id":
            yield f"{index.name} does not lead with tenant_id"


def reference_faults(owner: Connection, about: dict[str, int], tenant_tables: set[str]) -> Iterator[str]:
    for key in owner.execute(text(FOREIGN_KEYS), about):
        if key.target in tenant_tables and (key.columns[0], key.targets[0]) != ("tenant_id", "tenant_id"):
            yield f"{key.name} would accept another tenant's row"


def test_every_table_of_a_tenant_keeps_tenants_apart(owner: Connection) -> None:
    assert len(owner.execute(text(TENANT_TABLES)).all()) >= 6
    assert faults(owner) == []


GOOD_TABLE = """
CREATE TABLE notes (tenant_id uuid NOT NULL, id uuid NOT NULL, artist_id uuid, code text,
  CONSTRAINT pk_notes PRIMARY KEY (tenant_id, id),
  CONSTRAINT uq_notes_code UNIQUE (tenant_id, code),
  CONSTRAINT fk_notes_artist FOREIGN KEY (tenant_id, artist_id) REFERENCES artists (tenant_id, id));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
"""


@pytest.mark.parametrize(
    "spoil, fault",
    [
        ("", None),
        ("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY", "row-level security is not enabled and FORCEd"),
        ("ALTER TABLE notes DISABLE ROW LEVEL SECURITY", "row-level security is not enabled and FORCEd"),
        ("DROP POLICY tenant ON notes", "no policy on tenant_id for everybody"),
        ("ALTER POLICY tenant ON notes WITH CHECK (true)", "the policy tenant does not check what is written"),
        ("CREATE POLICY all_of_it ON notes FOR SELECT USING (true)", "the policy all_of_it shows every row"),
        (
            "ALTER TABLE notes DROP CONSTRAINT pk_notes, ADD PRIMARY KEY (id, tenant_id)",
            "its primary key is not (tenant_id, id)",
        ),
        ("CREATE UNIQUE INDEX notes_code ON notes (code)", "notes_code does not lead with tenant_id"),
        ("CREATE UNIQUE INDEX notes_code ON notes (lower(code))", "notes_code does not lead with tenant_id"),
        (
            "ALTER TABLE notes ADD CONSTRAINT once EXCLUDE USING gist (artist_id WITH =)",
            "once does not lead with tenant_id",
        ),
        (
            "ALTER TABLE artists ADD UNIQUE (id); ALTER TABLE notes DROP CONSTRAINT fk_notes_artist, "
            "ADD CONSTRAINT fk_notes_artist FOREIGN KEY (artist_id) REFERENCES artists (id)",
            "fk_notes_artist would accept another tenant's row",
        ),
    ],
)
def test_a_table_that_forgets_it_is_found(owner: Connection, spoil: str, fault: str | None) -> None:
    owner.execute(text(GOOD_TABLE))
    for statement in filter(None, spoil.split(";")):
        owner.execute(text(statement))
    found = [line.removeprefix("notes: ") for line in faults(owner) if line.startswith("notes: ")]
    assert fault in found if fault else found == []


def test_every_table_the_app_may_touch_has_row_security_that_shows_it_no_row_by_itself(owner: Connection) -> None:
    tables = owner.execute(
        text(
            "SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
            "AND has_any_column_privilege('studio_app', c.oid, 'SELECT, INSERT, UPDATE')"
        )
    ).all()
    assert {table.relname for table in tables if not table.relrowsecurity} == ROWS_OF_NOBODY
    for table in tables:
        policies = owner.execute(text(POLICIES), {"table": table.oid})
        shown = [policy for policy in policies if {"-", "studio_app"} & set(policy.roles)]
        conditions = [one for policy in shown for one in (policy.seen, policy.written) if one]
        assert all("app.tenant_id" in one or "app.user_id" in one or "memberships" in one for one in conditions)


def test_the_app_is_neither_owner_nor_above_the_policies(owner: Connection) -> None:
    role = owner.execute(
        text("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'studio_app'")
    ).one()
    assert tuple(role) == (False, False, False, False)
    owners = owner.scalars(text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).all()
    assert "studio_app" not in owners
    member = text("SELECT bool_or(pg_has_role('studio_app', oid, 'USAGE')) FROM pg_roles WHERE rolname = ANY(:roles)")
    assert owner.scalar(member, {"roles": [*owners, "studio_relay", "studio_backup"]}) is False


def test_the_app_may_not_delete_truncate_or_rewrite_the_log(owner: Connection) -> None:
    granted = owner.execute(
        text(
            "SELECT c.relname, p FROM pg_class c, "
            "unnest('{INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND has_table_privilege('studio_app', c.oid, p)"
        )
    ).all()
    assert {privilege for _, privilege in granted} <= {"INSERT", "UPDATE"}
    assert not {table for table, privilege in granted if privilege == "UPDATE"} & INSERT_ONLY


def test_the_other_roles_only_read(owner: Connection) -> None:
    writable = owner.execute(
        text(
            "SELECT r.rolname, c.relname, p "
            "FROM pg_class c, pg_roles r, unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) p "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND r.rolname IN ('studio_relay', 'studio_backup') AND has_table_privilege(r.rolname, c.oid, p)"
        )
    ).all()
    assert writable == []


def test_functions_above_the_policies_are_named_here(owner: Connection) -> None:
    """A SECURITY DEFINER function sees every tenant: each is deliberate, has a fixed path, and is not for PUBLIC."""
    functions = owner.execute(
        text(
            "SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE') AS public FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        )
    ).all()
    authenticating = {"authenticate", "authenticate_token", "authenticate_login"}
    auditing = {"audit_user", "forget_audit_events"}
    for_strangers = {"user_by_email", "tenant_by_slug", "is_cors_origin"}
    for_jobs = {"every_tenant", "events_counted", "pauses_of_sessions", "forget_kept_answers", "forget_busy_times"}
    assert {f.proname for f in functions} == authenticating | auditing | for_strangers | for_jobs
    assert all(f.proconfig == ["search_path=public, pg_temp"] and not f.public for f in functions)


def test_checks_are_called_what_the_models_call_them(owner: Connection) -> None:
    """A refusal is recognised by the name of its constraint."""
    found = owner.execute(text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"))
    checks = {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert checks and {tuple(row) for row in found if row.conname.startswith("ck_")} == checks


NAMES = """
SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x')
UNION SELECT indrelid::regclass::text, i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid
WHERE i.relnamespace = 'public'::regnamespace
"""
# A table that only functions touch has no model.
BEHIND_THE_MODELS = {("failed_sign_ins", "pk_failed_sign_ins"), ("failed_sign_ins", "ix_failed_sign_ins_at")}
LONGEST_NAME = 63  # bytes; PostgreSQL cuts what is longer
LOOKED_FOR = re.compile(r'"((?:ck|uq|fk|ix|pk)_[a-z_]+|\w+_no_double_booking)"')


def test_constraints_and_indexes_are_called_what_the_models_call_them(owner: Connection) -> None:
    found = {tuple(row) for row in owner.execute(text(NAMES))}
    named = {
        (table.name, str(name)[:LONGEST_NAME])
        for table in Base.metadata.tables.values()
        for name in (*(one.name for one in table.constraints), *(one.name for one in table.indexes))
    }
    assert len(named) > 100 and named - found == set()
    assert {pair for pair in found - named if pair[0] != "alembic_version"} == BEHIND_THE_MODELS


def test_every_name_that_code_looks_for_is_there(owner: Connection) -> None:
    known = {name for _, name in owner.execute(text(NAMES))}
    asked = {name for path in (ROOT / "studio").rglob("*.py") for name in LOOKED_FOR.findall(path.read_text())}
    assert len(asked) > 30 and asked - known == set()
