"""An artist's answer to a booking, and who is an artist, found out with who asks."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


COLUMNS = """
    session_id uuid, last_seen_at timestamptz, user_id uuid, user_name text, email text, user_zone text, user_locale text,
    tenant_id uuid, slug text, tenant_name text, tenant_zone text, currency text, tenant_locale text, hold_days int,
    event_seq bigint, membership_id uuid, role text, idle boolean
"""
BODY = """) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found_tenant uuid;
BEGIN
    SELECT id INTO found_tenant FROM tenants WHERE tenants.slug = p_slug;
    PERFORM set_config('app.tenant_id', coalesce(found_tenant::text, ''), true);
    RETURN QUERY
        SELECT s.id, s.last_seen_at, u.id, u.name, u.email, u.zone, u.locale,
               t.id, t.slug, t.name, t.zone, t.currency, t.locale, t.hold_days, t.event_seq,
               CASE WHEN NOT p.idle THEN m.id END, m.role, p.idle{is_artist}
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        LEFT JOIN tenants t ON t.id = found_tenant
        LEFT JOIN memberships m ON m.tenant_id = found_tenant AND m.user_id = u.id AND m.removed_at IS NULL
        CROSS JOIN LATERAL (
            SELECT m.id IS NOT NULL AND coalesce(
                greatest(s.longest_pause, now() - s.last_seen_at) > t.idle_hours * interval '1 hour', false) AS idle
        ) AS p
        WHERE s.token_hash = p_token AND s.revoked_at IS NULL AND s.expires_at > now();
    IF NOT EXISTS (
        SELECT FROM sessions s JOIN memberships m ON m.user_id = s.user_id AND m.tenant_id = found_tenant
        WHERE s.token_hash = p_token AND m.removed_at IS NULL
    ) THEN
        PERFORM set_config('app.tenant_id', '', true);
    END IF;
END $$
"""
IS_ARTIST = """, EXISTS (
                   SELECT FROM artists a
                   WHERE a.tenant_id = found_tenant AND a.member_id = m.id AND a.archived_at IS NULL
               )"""
HEAD = "CREATE FUNCTION authenticate(p_token bytea, p_slug text) RETURNS TABLE ("
AUTHENTICATE = f"{HEAD}{COLUMNS}, is_artist boolean{BODY.format(is_artist=IS_ARTIST)}"
BEFORE = f"{HEAD}{COLUMNS}{BODY.format(is_artist='')}"


def replace_authenticate(function: str) -> None:
    op.execute("DROP FUNCTION authenticate(bytea, text)")
    op.execute(function)
    op.execute("REVOKE ALL ON FUNCTION authenticate(bytea, text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION authenticate(bytea, text) TO studio_app")


def upgrade() -> None:
    # Without defaults: events that were written before know of no answer, and rebuild the same rows.
    op.add_column("bookings", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("answer_reason", sa.Text(), nullable=True))
    op.add_column("bookings", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_bookings_answer"), "bookings", "answer IN ('accepted', 'declined')")
    op.create_check_constraint(
        op.f("ck_bookings_answered"), "bookings",
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answer_reason IS NULL)"
        " AND (answer IS NULL OR status <> 'hold')",
    )  # fmt: skip
    op.create_check_constraint(op.f("ck_bookings_answer_reason"), "bookings", "length(answer_reason) <= 500")
    op.create_index(
        "ix_artists_member", "artists", ["tenant_id", "member_id"], postgresql_where=sa.text("member_id IS NOT NULL")
    )
    replace_authenticate(AUTHENTICATE)


def downgrade() -> None:
    replace_authenticate(BEFORE)
    op.drop_index("ix_artists_member", table_name="artists", postgresql_where=sa.text("member_id IS NOT NULL"))
    for check in ("answer_reason", "answered", "answer"):
        op.drop_constraint(op.f(f"ck_bookings_{check}"), "bookings")
    for column in ("answered_at", "answer_reason", "answer"):
        op.drop_column("bookings", column)
