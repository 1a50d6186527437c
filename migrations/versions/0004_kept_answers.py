"""Answers kept by Idempotency-Key, and an index to find what changed since a moment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
# The policy holds for the owner too: only the current tenant's rows go.
FORGET = """
CREATE FUNCTION forget_kept_answers() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM kept_answers
    WHERE tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)
      AND created_at < now() - interval '24 hours'
$$
"""


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_kept_answers_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_kept_answers"),
        sa.UniqueConstraint("tenant_id", "member_id", "key", name="uq_kept_answers_tenant_id_member_id_key"),
    )
    op.create_index("ix_kept_answers_tenant_id_created_at", "kept_answers", ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_events_tenant_id_at", "events", ["tenant_id", "at"], unique=False)
    op.execute("ALTER TABLE kept_answers ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE kept_answers FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON kept_answers USING ({MINE}) WITH CHECK ({MINE})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON kept_answers TO studio_app")
    op.execute("GRANT SELECT ON kept_answers TO studio_backup")
    op.execute(FORGET)
    op.execute("REVOKE ALL ON FUNCTION forget_kept_answers() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION forget_kept_answers() TO studio_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION forget_kept_answers()")
    op.drop_index("ix_events_tenant_id_at", table_name="events")
    op.drop_table("kept_answers")
