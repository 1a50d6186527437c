"""Time off that is asked for, and how much of it there is in a year."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"

MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
TENANT_CHECKS = {
    "approval_kinds": "approval_kinds <@ ARRAY['vacation', 'travel', 'busy', 'available']",
    "leave_days": "vacation_days BETWEEN 0 AND 366 AND sick_days BETWEEN 0 AND 366",
    "leave_year_starts": "leave_year_starts BETWEEN 1 AND 12",
}


def upgrade() -> None:
    add_requests()
    add_settings()
    create_allowances()


def add_requests() -> None:
    op.add_column("time_blocks", sa.Column("status", sa.Text(), server_default="approved", nullable=False))
    op.add_column("time_blocks", sa.Column("requested_by", sa.Uuid(), nullable=True))
    op.add_column("time_blocks", sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("time_blocks", sa.Column("decided_by", sa.Uuid(), nullable=True))
    op.add_column("time_blocks", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("time_blocks", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_time_blocks_status"), "time_blocks", "status IN ('requested', 'approved', 'declined')"
    )
    op.create_check_constraint(op.f("ck_time_blocks_reason"), "time_blocks", "length(reason) <= 500")
    op.create_index(
        "ix_time_blocks_requests", "time_blocks", ["tenant_id"],
        postgresql_where=sa.text("removed_at IS NULL AND status = 'requested'"),
    )  # fmt: skip


def add_settings() -> None:
    kinds = postgresql.ARRAY(sa.Text())
    op.add_column("tenants", sa.Column("approval_kinds", kinds, server_default="{}", nullable=False))
    op.add_column("tenants", sa.Column("vacation_days", sa.Numeric(5, 2), nullable=True))
    op.add_column("tenants", sa.Column("sick_days", sa.Numeric(5, 2), nullable=True))
    op.add_column("tenants", sa.Column("leave_year_starts", sa.Integer(), server_default="1", nullable=False))
    for name, check in TENANT_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_tenants_{name}"), "tenants", check)


def create_allowances() -> None:
    op.create_table(
        "allowances",
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.Numeric(5, 2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('vacation', 'sick')", name=op.f("ck_allowances_kind")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2200", name=op.f("ck_allowances_year")),
        sa.CheckConstraint("days BETWEEN 0 AND 366", name=op.f("ck_allowances_days")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_allowances_tenant_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"], name="fk_allowances_tenant_id_artist_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_allowances"),
    )
    op.create_index(
        "uq_allowances_year", "allowances", ["tenant_id", "artist_id", "kind", "year"], unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip
    op.execute("ALTER TABLE allowances ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE allowances FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON allowances USING ({MINE}) WITH CHECK ({MINE})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON allowances TO studio_app")
    op.execute("GRANT SELECT ON allowances TO studio_backup")


def downgrade() -> None:
    op.drop_table("allowances")
    for name in TENANT_CHECKS:
        op.drop_constraint(op.f(f"ck_tenants_{name}"), "tenants")
    for name in ("approval_kinds", "vacation_days", "sick_days", "leave_year_starts"):
        op.drop_column("tenants", name)
    op.drop_index("ix_time_blocks_requests", "time_blocks")
    for name in ("status", "requested_by", "requested_at", "decided_by", "decided_at", "reason"):
        op.drop_column("time_blocks", name)
