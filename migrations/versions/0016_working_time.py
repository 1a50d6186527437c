"""Working patterns from a day on, time blocks, and public holidays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
TABLES = ("working_patterns", "time_blocks", "studio_holidays")


def upgrade() -> None:
    op.add_column("tenants", sa.Column("holiday_region", sa.Text(), server_default="", nullable=False))
    op.add_column("artists", sa.Column("holiday_region", sa.Text(), nullable=True))
    create_patterns()
    create_blocks()
    create_holidays()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO studio_app")
        op.execute(f"GRANT SELECT ON {table} TO studio_backup")


def create_patterns() -> None:
    op.create_table(
        "working_patterns",
        sa.Column("artist_id", sa.Uuid(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("weeks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *of_a_tenant("working_patterns"),
        sa.CheckConstraint("artist_id IS NULL OR department IS NULL", name=op.f("ck_working_patterns_whose")),
        sa.CheckConstraint("jsonb_array_length(weeks) BETWEEN 1 AND 4", name=op.f("ck_working_patterns_weeks")),
        artist_key("working_patterns"),
    )
    op.create_index(
        "uq_working_patterns_effective_from", "working_patterns",
        ["tenant_id", "artist_id", "department", "effective_from"], unique=True, postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip


def create_blocks() -> None:
    op.create_table(
        "time_blocks",
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *of_a_tenant("time_blocks"),
        sa.CheckConstraint(
            "kind IN ('available', 'busy', 'vacation', 'sick', 'travel')", name=op.f("ck_time_blocks_kind")
        ),
        sa.CheckConstraint(
            "(starts_on <= ends_on AND starts_at IS NULL AND ends_at IS NULL) IS TRUE"
            " OR (starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)"
            " AND starts_on IS NULL AND ends_on IS NULL) IS TRUE",
            name=op.f("ck_time_blocks_span"),
        ),
        sa.CheckConstraint("length(note) <= 500 AND length(rule) <= 200", name=op.f("ck_time_blocks_text")),
        artist_key("time_blocks"),
    )
    op.create_index("ix_time_blocks_artist", "time_blocks", ["tenant_id", "artist_id"])


def create_holidays() -> None:
    op.create_table(
        "studio_holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        *of_a_tenant("studio_holidays"),
        sa.CheckConstraint("length(name) <= 120 AND (worked OR length(name) > 0)", name=op.f("ck_studio_holidays_name")),
    )
    op.create_index(
        "uq_studio_holidays_day", "studio_holidays", ["tenant_id", "day"], unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip


def of_a_tenant(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{table}"),
    )


def artist_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"], name=f"fk_{table}_tenant_id_artist_id"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("artists", "holiday_region")
    op.drop_column("tenants", "holiday_region")
