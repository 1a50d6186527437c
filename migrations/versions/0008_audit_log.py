"""The audit log: who came in, and who changed what others may; and failed sign-ins at addresses nobody here has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
# What somebody does outside any studio is told in each of theirs. The policies hold for the owner of this function too,
# so it acts for one studio after the other, and goes back to where it was.
AUDIT_USER = """
CREATE FUNCTION audit_user(
    p_user uuid, p_name text, p_kind text, p_by_user boolean, p_at timestamptz, p_address text, p_agent text,
    p_request text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was_tenant text := coalesce(current_setting('app.tenant_id', true), '');
    was_user text := coalesce(current_setting('app.user_id', true), '');
    studios uuid[];
    members uuid[];
BEGIN
    IF p_kind NOT LIKE 'session.%' AND p_kind NOT LIKE 'password.%' THEN
        RAISE 'audit_user records what people do with sessions and passwords, not %', p_kind;
    END IF;
    PERFORM set_config('app.tenant_id', '', true), set_config('app.user_id', coalesce(p_user::text, ''), true);
    SELECT coalesce(array_agg(m.tenant_id), '{}'), coalesce(array_agg(m.id), '{}') INTO studios, members
    FROM memberships m WHERE m.user_id = p_user AND m.removed_at IS NULL;
    FOR n IN 1 .. cardinality(studios) LOOP
        PERFORM set_config('app.tenant_id', studios[n]::text, true);
        INSERT INTO audit_events (tenant_id, id, at, kind, actor_id, actor_name, subject_id, subject_name, details,
                                  address, agent, request_id)
        VALUES (studios[n], gen_random_uuid(), p_at, p_kind, CASE WHEN p_by_user THEN members[n] END,
                CASE WHEN p_by_user THEN p_name ELSE '' END, members[n], p_name, '{}', p_address, p_agent, p_request);
    END LOOP;
    IF cardinality(studios) = 0 AND p_kind = 'session.refused' THEN
        INSERT INTO failed_sign_ins (id, at, address, agent, request_id)
        VALUES (gen_random_uuid(), p_at, p_address, p_agent, p_request);
    END IF;
    PERFORM set_config('app.tenant_id', was_tenant, true), set_config('app.user_id', was_user, true);
END $$
"""
FORGET = """
CREATE FUNCTION forget_audit_events() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM audit_events
    WHERE tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)
      AND at < now() - interval '1 year';
    DELETE FROM failed_sign_ins WHERE at < now() - interval '90 days';
$$
"""
FUNCTIONS = {
    "audit_user(uuid, text, text, boolean, timestamptz, text, text, text)": AUDIT_USER,
    "forget_audit_events()": FORGET,
}


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind ~ '^[a-z]+[.][a-z_]+$'", name=op.f("ck_audit_events_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_audit_events_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_tenant_id_at"), "audit_events", ["tenant_id", "at", "id"], unique=False)
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_at"), "failed_sign_ins", ["at"], unique=False)
    op.execute("ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE audit_events FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON audit_events USING ({MINE}) WITH CHECK ({MINE})")
    op.execute("GRANT SELECT, INSERT ON audit_events TO studio_app")
    op.execute("GRANT SELECT ON audit_events, failed_sign_ins TO studio_backup")
    for name, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO studio_app")


def downgrade() -> None:
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}")
    op.drop_table("failed_sign_ins")
    op.drop_table("audit_events")
