"""Calendar feeds: addresses that calendars outside read bookings from."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("view_id", sa.Uuid(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('mine', 'project', 'view')", name=op.f("ck_feeds_kind")),
        sa.CheckConstraint(
            "(kind = 'project') = (project_id IS NOT NULL) AND (kind = 'view') = (view_id IS NOT NULL)",
            name=op.f("ck_feeds_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"], ["memberships.tenant_id", "memberships.id"], name="fk_feeds_tenant_id_member_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], name="fk_feeds_tenant_id_project_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "view_id"], ["saved_views.tenant_id", "saved_views.id"], name="fk_feeds_tenant_id_view_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_feeds_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_feeds"),
        sa.UniqueConstraint("tenant_id", "secret_hash", name="uq_feeds_tenant_id_secret_hash"),
    )
    op.create_index("ix_feeds_tenant_id_member_id", "feeds", ["tenant_id", "member_id"])
    op.execute("ALTER TABLE feeds ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE feeds FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON feeds USING ({MINE}) WITH CHECK ({MINE})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON feeds TO studio_app")
    op.execute("GRANT SELECT ON feeds TO studio_backup")


def downgrade() -> None:
    op.drop_table("feeds")
