"""Sign in again after a while of doing nothing: a studio's choice, enforced where it is found out who asks."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


COLUMNS = """
    session_id uuid, last_seen_at timestamptz, user_id uuid, user_name text, email text, user_zone text, user_locale text,
    tenant_id uuid, slug text, tenant_name text, tenant_zone text, currency text, tenant_locale text, hold_days int,
    event_seq bigint, membership_id uuid, role text
"""
BODY = """) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found_tenant uuid;
BEGIN
    SELECT id INTO found_tenant FROM tenants WHERE tenants.slug = p_slug;
    PERFORM set_config('app.tenant_id', coalesce(found_tenant::text, ''), true);
    RETURN QUERY
        SELECT s.id, s.last_seen_at, u.id, u.name, u.email, u.zone, u.locale,
               t.id, t.slug, t.name, t.zone, t.currency, t.locale, t.hold_days, t.event_seq, {member}
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        LEFT JOIN tenants t ON t.id = found_tenant
        LEFT JOIN memberships m ON m.tenant_id = found_tenant AND m.user_id = u.id AND m.removed_at IS NULL
        {idle}
        WHERE s.token_hash = p_token AND s.revoked_at IS NULL AND s.expires_at > now();
    IF NOT EXISTS (
        SELECT FROM sessions s JOIN memberships m ON m.user_id = s.user_id AND m.tenant_id = found_tenant
        WHERE s.token_hash = p_token AND m.removed_at IS NULL
    ) THEN
        PERFORM set_config('app.tenant_id', '', true);
    END IF;
END $$
"""
# A member whose browser did nothing for longer than the studio allows, once since they signed in, is no member here.
IDLE = """CROSS JOIN LATERAL (
            SELECT m.id IS NOT NULL AND coalesce(
                greatest(s.longest_pause, now() - s.last_seen_at) > t.idle_hours * interval '1 hour', false) AS idle
        ) AS p"""
HEAD = "CREATE FUNCTION authenticate(p_token bytea, p_slug text) RETURNS TABLE ("
MEMBER = "CASE WHEN NOT p.idle THEN m.id END, m.role, p.idle"
AUTHENTICATE = f"{HEAD}{COLUMNS}, idle boolean{BODY.format(member=MEMBER, idle=IDLE)}"
BEFORE = f"{HEAD}{COLUMNS}{BODY.format(member='m.id, m.role', idle='')}"


def replace_authenticate(function: str) -> None:
    op.execute("DROP FUNCTION authenticate(bytea, text)")
    op.execute(function)
    op.execute("REVOKE ALL ON FUNCTION authenticate(bytea, text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION authenticate(bytea, text) TO studio_app")


def upgrade() -> None:
    op.add_column("tenants", sa.Column("idle_hours", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_tenants_idle_hours"), "tenants", "idle_hours BETWEEN 1 AND 720")
    op.add_column("sessions", sa.Column("longest_pause", sa.Interval(), server_default="0", nullable=False))
    replace_authenticate(AUTHENTICATE)


def downgrade() -> None:
    replace_authenticate(BEFORE)
    op.drop_column("sessions", "longest_pause")
    op.drop_column("tenants", "idle_hours")
