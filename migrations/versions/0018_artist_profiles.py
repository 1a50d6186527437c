"""Artists' profiles: contacts, employment, levels of skills, a photo, rates from a day on, and custom fields."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
TABLES = ("artist_rates", "custom_fields")
TEXTS = ("pronouns", "phone", "emergency_contact", "notes", "photo")


def upgrade() -> None:
    for name in TEXTS:
        op.add_column("artists", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("artists", sa.Column("employment", sa.Text(), server_default="staff", nullable=False))
    for name in ("other_roles", "links"):
        op.add_column("artists", sa.Column(name, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    for name in ("skill_levels", "custom"):
        op.add_column("artists", sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False))
    op.create_check_constraint(
        op.f("ck_artists_employment"), "artists", "employment IN ('staff', 'freelance', 'placeholder')"
    )
    create_rates()
    create_custom_fields()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO studio_app")
        op.execute(f"GRANT SELECT ON {table} TO studio_backup")


def create_rates() -> None:
    op.create_table(
        "artist_rates",
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("hourly_rate", sa.Numeric(12, 2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        *of_a_tenant("artist_rates"),
        sa.CheckConstraint("hourly_rate >= 0", name=op.f("ck_artist_rates_hourly_rate")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"],
            name=op.f("fk_artist_rates_tenant_id_artist_id"),
        ),
    )  # fmt: skip
    op.create_index(
        "uq_artist_rates_effective_from", "artist_rates", ["tenant_id", "artist_id", "effective_from"], unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip


def create_custom_fields() -> None:
    op.create_table(
        "custom_fields",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *of_a_tenant("custom_fields"),
        sa.UniqueConstraint("tenant_id", "subject", "key", name=op.f("uq_custom_fields_tenant_id_subject_key")),
        sa.CheckConstraint("subject IN ('artist', 'project')", name=op.f("ck_custom_fields_subject")),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'date', 'choice', 'yes_no', 'link')", name=op.f("ck_custom_fields_kind")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_custom_fields_name")),
        sa.CheckConstraint("(kind = 'choice') = (cardinality(choices) > 0)", name=op.f("ck_custom_fields_choices")),
    )
    op.create_index(
        "uq_custom_fields_name", "custom_fields", ["tenant_id", "subject", sa.text("lower(name)")], unique=True,
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


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in (*TEXTS, "employment", "other_roles", "links", "skill_levels", "custom"):
        op.drop_column("artists", name)
