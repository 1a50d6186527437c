"""What makes two names the same is worked out in one place, and kept beside each name."""

import sqlalchemy as sa
from alembic import op

from studio.lib.text.names import name_key

revision = "0013"
down_revision = "0012"

TABLES = ("artists", "projects")
ACTIVE = "archived_at IS NULL"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("name_key", sa.Text(), nullable=True))
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        keep_keys(table)
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.alter_column(table, "name_key", nullable=False)
        op.drop_index(f"uq_{table}_name", table_name=table)
        op.create_index(
            op.f(f"uq_{table}_name"), table, ["tenant_id", "name_key"], unique=True, postgresql_where=sa.text(ACTIVE)
        )


def keep_keys(table: str) -> None:
    """Two that were taken for different until now both stay: the later one has its id in its key until it is renamed."""
    rows = op.get_bind().execute(
        sa.text(f"SELECT tenant_id, id, name, {ACTIVE} AS active FROM {table} ORDER BY created_at, id")
    )
    taken, keys = set(), []
    for row in rows.all():
        key = name_key(row.name)
        if row.active and (row.tenant_id, key) in taken:
            key = f"{key} {row.id}"
        if row.active:
            taken.add((row.tenant_id, key))
        keys.append({"tenant": row.tenant_id, "id": row.id, "key": key})
    if keys:
        update = sa.text(f"UPDATE {table} SET name_key = :key WHERE tenant_id = :tenant AND id = :id")
        op.get_bind().execute(update, keys)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"uq_{table}_name", table_name=table)
        op.create_index(
            op.f(f"uq_{table}_name"), table, ["tenant_id", sa.text("lower(name)")], unique=True,
            postgresql_where=sa.text(ACTIVE),
        )  # fmt: skip
        op.drop_column(table, "name_key")
