"""Tokens of programs, logins through the API with their refresh tokens, the keys that sign, and who may call from where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
FOUND = """RETURNS TABLE (
    bearer_id uuid, kind text, last_used_at timestamptz, expires_at timestamptz, scopes text[],
    membership_id uuid, user_id uuid, user_name text, email text, role text, user_zone text, user_locale text,
    tenant_id uuid, slug text, tenant_name text, tenant_zone text, currency text, tenant_locale text, hold_days int,
    event_seq bigint, origins text[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.tenant_id', coalesce(p_tenant::text, ''), true);
    RETURN QUERY """
OF_TENANT = "t.id, t.slug, t.name, t.zone, t.currency, t.locale, t.hold_days, t.event_seq, t.cors_origins"
FINISH = """;
    IF NOT FOUND THEN
        PERFORM set_config('app.tenant_id', '', true);
    END IF;
END $$
"""
# A service acts under its own name and role, whoever made it; a personal token is as much as its member.
AUTHENTICATE_TOKEN = f"""
CREATE FUNCTION authenticate_token(p_tenant uuid, p_token bytea) {FOUND}
        SELECT a.id, a.kind, a.last_used_at, a.expires_at, a.scopes,
               CASE a.kind WHEN 'service' THEN a.id ELSE m.id END, CASE a.kind WHEN 'service' THEN a.id ELSE u.id END,
               CASE a.kind WHEN 'service' THEN a.name ELSE u.name END,
               CASE a.kind WHEN 'service' THEN '' ELSE u.email END,
               CASE a.kind WHEN 'service' THEN a.role ELSE m.role END,
               CASE a.kind WHEN 'service' THEN NULL ELSE u.zone END,
               CASE a.kind WHEN 'service' THEN NULL ELSE u.locale END, {OF_TENANT}
        FROM api_tokens a
        JOIN tenants t ON t.id = p_tenant
        JOIN memberships m ON m.tenant_id = p_tenant AND m.id = a.member_id
        JOIN users u ON u.id = m.user_id
        WHERE a.tenant_id = p_tenant AND a.token_hash = p_token AND a.revoked_at IS NULL
          AND (a.expires_at IS NULL OR a.expires_at > now()) AND (a.kind = 'service' OR m.removed_at IS NULL){FINISH}
"""
AUTHENTICATE_LOGIN = f"""
CREATE FUNCTION authenticate_login(p_tenant uuid, p_login uuid) {FOUND}
        SELECT l.id, 'login', l.last_used_at, l.expires_at, NULL::text[],
               m.id, u.id, u.name, u.email, m.role, u.zone, u.locale, {OF_TENANT}
        FROM api_logins l
        JOIN tenants t ON t.id = p_tenant
        JOIN memberships m ON m.tenant_id = p_tenant AND m.id = l.member_id AND m.removed_at IS NULL
        JOIN users u ON u.id = m.user_id AND (u.signed_out_at IS NULL OR u.signed_out_at < l.created_at)
        WHERE l.tenant_id = p_tenant AND l.id = p_login AND l.revoked_at IS NULL AND l.expires_at > now(){FINISH}
"""
FUNCTIONS = ("authenticate_token(uuid, bytea)", "authenticate_login(uuid, uuid)")


def upgrade() -> None:
    op.add_column(
        "tenants", sa.Column("cors_origins", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.create_index("ix_tenants_cors_origins", "tenants", ["cors_origins"], postgresql_using="gin")
    op.add_column("users", sa.Column("signed_out_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("public", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name="pk_signing_keys"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('personal', 'service')", name="ck_api_tokens_kind"),
        sa.CheckConstraint(
            "CASE kind WHEN 'service' THEN role IN ('admin', 'scheduler', 'viewer') ELSE role IS NULL END",
            name="ck_api_tokens_role",
        ),
        sa.CheckConstraint("cardinality(scopes) > 0", name="ck_api_tokens_scopes"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name="ck_api_tokens_name"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["memberships.tenant_id", "memberships.id"],
            name="fk_api_tokens_tenant_id_member_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_tokens_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_api_tokens"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_api_tokens_tenant_id_token_hash"),
    )
    op.create_index("ix_api_tokens_tenant_id_member_id", "api_tokens", ["tenant_id", "member_id"], unique=False)
    op.create_table(
        "api_logins",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["memberships.tenant_id", "memberships.id"],
            name="fk_api_logins_tenant_id_member_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_logins_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_api_logins"),
    )
    op.create_index("ix_api_logins_tenant_id_member_id", "api_logins", ["tenant_id", "member_id"], unique=False)
    for table in ("api_tokens", "api_logins"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON api_tokens, api_logins TO studio_app")
    op.execute("GRANT SELECT, INSERT, UPDATE (expires_at) ON signing_keys TO studio_app")
    op.execute("GRANT SELECT ON api_tokens, api_logins, signing_keys TO studio_backup")
    op.execute(AUTHENTICATE_TOKEN)
    op.execute(AUTHENTICATE_LOGIN)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO studio_app")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("api_logins")
    op.drop_table("api_tokens")
    op.drop_table("signing_keys")
    op.drop_column("users", "signed_out_at")
    op.drop_index("ix_tenants_cors_origins", table_name="tenants")
    op.drop_column("tenants", "cors_origins")
