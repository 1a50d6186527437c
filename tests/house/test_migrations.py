"""Every migration can be taken back, and made again: the schema is then the same, with its rights and policies."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, text

from studio.config import ROOT

FOLDER = str(ROOT / "migrations")
COLUMNS = """
SELECT table_name, column_name, column_default, is_nullable, data_type FROM information_schema.columns
WHERE table_schema = 'public'
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""
POLICIES = "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
RIGHTS = "SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class WHERE relkind = 'r'"
FUNCTIONS = """
SELECT proname, pg_get_functiondef(oid), proacl::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND probin IS NULL AND prokind = 'f'
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
PARTS = (COLUMNS, CONSTRAINTS, POLICIES, RIGHTS, FUNCTIONS, INDEXES)


def schema(engine: Engine) -> list[set[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [{tuple(row) for row in connection.execute(text(part))} for part in PARTS]


def test_every_migration_can_be_taken_back_and_made_again(app: Flask, owner_engine: Engine) -> None:
    before = schema(owner_engine)
    assert all(before)
    try:
        downgrade(FOLDER, "base")
        with owner_engine.connect() as connection:
            left = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        assert left == ["alembic_version"]
    finally:
        upgrade(FOLDER)
    assert schema(owner_engine) == before
