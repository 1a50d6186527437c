"""Services are as much as whoever answers for them: who made the token, or the owner who confirmed it since."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


HEAD = """
CREATE OR REPLACE FUNCTION authenticate_token(p_tenant uuid, p_token bytea) RETURNS TABLE (
    bearer_id uuid, kind text, last_used_at timestamptz, expires_at timestamptz, scopes text[],
    membership_id uuid, user_id uuid, user_name text, email text, role text, user_zone text, user_locale text,
    tenant_id uuid, slug text, tenant_name text, tenant_zone text, currency text, tenant_locale text, hold_days int,
    event_seq bigint, origins text[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.tenant_id', coalesce(p_tenant::text, ''), true);
    RETURN QUERY
        SELECT a.id, a.kind, a.last_used_at, a.expires_at, a.scopes,
               CASE a.kind WHEN 'service' THEN a.id ELSE m.id END, CASE a.kind WHEN 'service' THEN a.id ELSE u.id END,
               CASE a.kind WHEN 'service' THEN a.name ELSE u.name END,
               CASE a.kind WHEN 'service' THEN '' ELSE u.email END,
               {role},
               CASE a.kind WHEN 'service' THEN NULL ELSE u.zone END,
               CASE a.kind WHEN 'service' THEN NULL ELSE u.locale END,
               t.id, t.slug, t.name, t.zone, t.currency, t.locale, t.hold_days, t.event_seq, t.cors_origins
        FROM api_tokens a
        JOIN tenants t ON t.id = p_tenant
        JOIN memberships m ON m.tenant_id = p_tenant AND m.id = {answers}
        JOIN users u ON u.id = m.user_id
        WHERE a.tenant_id = p_tenant AND a.token_hash = p_token AND a.revoked_at IS NULL
          AND (a.expires_at IS NULL OR a.expires_at > now()) AND {stands};
    IF NOT FOUND THEN
        PERFORM set_config('app.tenant_id', '', true);
    END IF;
END $$
"""
ROLES = "ARRAY['owner', 'admin', 'scheduler', 'artist', 'viewer']"  # each may no more than the one before it
LESSER = f"({ROLES})[greatest(array_position({ROLES}, a.role), array_position({ROLES}, m.role))]"
BOUNDED = HEAD.format(
    role=f"CASE a.kind WHEN 'service' THEN {LESSER} ELSE m.role END",
    answers="coalesce(a.confirmed_by, a.member_id)",
    stands="a.suspended_at IS NULL AND m.removed_at IS NULL",
)
BEFORE = HEAD.format(
    role="CASE a.kind WHEN 'service' THEN a.role ELSE m.role END",
    answers="a.member_id",
    stands="(a.kind = 'service' OR m.removed_at IS NULL)",
)
# Made before tokens were suspended, by somebody who left or may less by now.
SUSPEND = f"""
UPDATE api_tokens a SET suspended_at = now() FROM memberships m
WHERE m.tenant_id = a.tenant_id AND m.id = a.member_id AND a.kind = 'service' AND a.revoked_at IS NULL
  AND (m.removed_at IS NOT NULL OR array_position({ROLES}, m.role) > array_position({ROLES}, a.role))
"""


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("api_tokens", sa.Column("confirmed_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_api_tokens_tenant_id_confirmed_by", "api_tokens", "memberships", ["tenant_id", "confirmed_by"],
        ["tenant_id", "id"],
    )  # fmt: skip
    for table in ("api_tokens", "memberships"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(SUSPEND)
    for table in ("api_tokens", "memberships"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(BOUNDED)


def downgrade() -> None:
    op.execute(BEFORE)
    op.drop_column("api_tokens", "confirmed_by")
    op.drop_column("api_tokens", "suspended_at")
