"""Row-level security for users, sessions and tenants, and functions for the little that is asked across them."""

from alembic import op

revision = "0012"
down_revision = "0011"


TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"
MEMBERS = "EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id)"  # those whom its own policy shows
MINE = f"id IN (SELECT m.tenant_id FROM memberships m WHERE m.user_id = {USER})"
# These tables are not FORCEd: the owner's functions, which find out who asks, look at all of them.
TABLES = ("users", "sessions", "tenants")
POLICIES = (
    f"seen ON users FOR SELECT TO studio_app USING (id = {USER} OR {MEMBERS})",
    f"joining ON users FOR INSERT TO studio_app WITH CHECK (id = {USER})",
    f"own ON users FOR UPDATE TO studio_app USING (id = {USER})",
    f"own ON sessions TO studio_app USING (user_id = {USER})",
    f"seen ON tenants FOR SELECT TO studio_app USING (id = {TENANT} OR {MINE})",
    f"opening ON tenants FOR INSERT TO studio_app WITH CHECK (id = {TENANT})",
    f"own ON tenants FOR UPDATE TO studio_app USING (id = {TENANT})",
    "relay ON tenants TO studio_relay USING (true)",
)
FUNCTIONS = {
    "user_by_email(p_email text)": ("SETOF users", "SELECT * FROM users WHERE lower(email) = p_email"),
    "tenant_by_slug(p_slug text)": ("SETOF tenants", "SELECT * FROM tenants WHERE slug = p_slug"),
    "every_tenant()": ("SETOF tenants", "SELECT * FROM tenants"),
    "events_counted(p_tenants uuid[])": (
        "TABLE (tenant_id uuid, event_seq bigint)",
        "SELECT id, event_seq FROM tenants WHERE id = ANY (p_tenants)",
    ),
    "is_cors_origin(p_origin text)": (
        "boolean",
        "SELECT EXISTS (SELECT FROM tenants WHERE cors_origins @> ARRAY[p_origin])",
    ),
    "pauses_of_sessions(p_sessions uuid[])": (
        "TABLE (session_id uuid, pause interval)",
        "SELECT id, greatest(longest_pause, now() - last_seen_at) FROM sessions "
        "WHERE id = ANY (p_sessions) AND revoked_at IS NULL AND expires_at > now()",
    ),
}


def see_memberships(when: str) -> None:
    op.execute(f"ALTER POLICY tenant ON memberships USING (tenant_id = {TENANT} OR {when})")


def upgrade() -> None:
    # One's own of every studio, outside any: who acts is set on each transaction from now on, inside a studio too.
    see_memberships(f"({TENANT} IS NULL AND user_id = {USER})")
    for signature, (returned, body) in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {signature} RETURNS {returned} LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $$ {body} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO studio_app")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(f"CREATE POLICY {policy}")


def downgrade() -> None:
    for policy in POLICIES:
        name, _, table, *_ = policy.split()
        op.execute(f"DROP POLICY {name} ON {table}")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    see_memberships(f"user_id = {USER}")
