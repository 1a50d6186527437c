"""Webhooks: endpoints of a studio, and what was delivered to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'paused', 'gone', 'removed')", name="ck_webhook_endpoints_status"),
        sa.CheckConstraint("length(url) BETWEEN 1 AND 500", name="ck_webhook_endpoints_url"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_webhook_endpoints_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_webhook_endpoints"),
    )
    op.create_index(
        "ix_webhook_endpoints_active", "webhook_endpoints", ["tenant_id"], postgresql_where=sa.text("status = 'active'")
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sending", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead', 'replaced')", name="ck_webhook_deliveries_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"],
            ["webhook_endpoints.tenant_id", "webhook_endpoints.id"],
            name="fk_webhook_deliveries_tenant_id_endpoint_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_webhook_deliveries_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_webhook_deliveries"),
    )
    waiting = {"postgresql_where": sa.text("state = 'waiting'")}
    lane = ["tenant_id", "endpoint_id", "subject_id", "round", "seq"]
    op.create_index(
        "uq_webhook_deliveries_round",
        "webhook_deliveries",
        ["tenant_id", "endpoint_id", "round", "seq"],
        unique=True,
        postgresql_where=sa.text("name <> 'ping'"),
    )
    op.create_index("ix_webhook_deliveries_lane", "webhook_deliveries", lane, **waiting)
    op.create_index(
        "ix_webhook_deliveries_waiting", "webhook_deliveries", ["tenant_id", "endpoint_id", "round", "seq"], **waiting
    )
    op.create_index(
        "ix_webhook_deliveries_dead",
        "webhook_deliveries",
        ["tenant_id", "endpoint_id", "seq"],
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index("ix_webhook_deliveries_newest", "webhook_deliveries", ["tenant_id", "endpoint_id", "id"])
    keep_tenants_apart()


def keep_tenants_apart() -> None:
    """The relay learns which studios have something to send, and neither where to nor what."""
    for table in ("webhook_endpoints", "webhook_deliveries"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO studio_app")
        op.execute(f"GRANT SELECT ON {table} TO studio_backup")
    op.execute("CREATE POLICY relay ON webhook_endpoints FOR SELECT TO studio_relay USING (true)")
    op.execute("GRANT SELECT (tenant_id, status, cursor, rests_until, due_at) ON webhook_endpoints TO studio_relay")


def downgrade() -> None:
    op.drop_table("webhook_deliveries")
    op.drop_table("webhook_endpoints")
