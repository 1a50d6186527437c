"""The first tables: tenants and people, artists, projects, bookings that cannot overlap, and the log.

Every table with `tenant_id` gets row-level security, enabled and FORCEd, in `keep_tenants_apart`.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


TENANT_TABLES = ("memberships", "invitations", "artists", "projects", "bookings", "events")
MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
MY_OWN = "user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid)"

AUTHENTICATE = """
CREATE FUNCTION authenticate(p_token bytea, p_slug text) RETURNS TABLE (
    session_id uuid, last_seen_at timestamptz, user_id uuid, user_name text, email text, user_zone text, user_locale text,
    tenant_id uuid, slug text, tenant_name text, tenant_zone text, currency text, tenant_locale text, hold_days int,
    event_seq bigint, membership_id uuid, role text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found_tenant uuid;
BEGIN
    SELECT id INTO found_tenant FROM tenants WHERE tenants.slug = p_slug;
    PERFORM set_config('app.tenant_id', coalesce(found_tenant::text, ''), true);
    RETURN QUERY
        SELECT s.id, s.last_seen_at, u.id, u.name, u.email, u.zone, u.locale,
               t.id, t.slug, t.name, t.zone, t.currency, t.locale, t.hold_days, t.event_seq, m.id, m.role
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        LEFT JOIN tenants t ON t.id = found_tenant
        LEFT JOIN memberships m ON m.tenant_id = found_tenant AND m.user_id = u.id AND m.removed_at IS NULL
        WHERE s.token_hash = p_token AND s.revoked_at IS NULL AND s.expires_at > now();
    IF NOT EXISTS (
        SELECT FROM sessions s JOIN memberships m ON m.user_id = s.user_id AND m.tenant_id = found_tenant
        WHERE s.token_hash = p_token AND m.removed_at IS NULL
    ) THEN
        PERFORM set_config('app.tenant_id', '', true);
    END IF;
END $$
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("published_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$'", name="ck_tenants_slug"),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
        sa.UniqueConstraint("slug", name="uq_tenants_slug"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_index("uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_events_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_events"),
        sa.UniqueConstraint("tenant_id", "seq", name="uq_events_tenant_id_seq"),
    )
    op.create_index("ix_events_tenant_id_subject_id_seq", "events", ["tenant_id", "subject_id", "seq"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'admin', 'scheduler', 'artist', 'viewer')", name="ck_invitations_role"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_invitations_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_invitations"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_invitations_tenant_id_token_hash"),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'admin', 'scheduler', 'artist', 'viewer')", name="ck_memberships_role"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_memberships_tenant_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_memberships"),
        sa.UniqueConstraint("tenant_id", "user_id", name="uq_memberships_tenant_id_user_id"),
    )
    op.create_table(
        "projects",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("hue", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "hue IN ('red', 'orange', 'amber', 'olive', 'green', 'teal', 'cyan', 'blue', 'indigo', 'violet', 'plum', 'rose')",
            name="ck_projects_hue",
        ),
        sa.CheckConstraint(
            "status IN ('lead', 'active', 'on_hold', 'completed', 'cancelled')", name="ck_projects_status"
        ),
        sa.CheckConstraint("budget >= 0", name="ck_projects_budget"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name="ck_projects_name"),
        sa.CheckConstraint("starts_on <= ends_on", name="ck_projects_dates"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_projects_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_projects"),
    )
    op.create_index(
        "uq_projects_name",
        "projects",
        ["tenant_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "artists",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("hourly_rate", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("hue", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "hue IN ('red', 'orange', 'amber', 'olive', 'green', 'teal', 'cyan', 'blue', 'indigo', 'violet', 'plum', 'rose')",
            name="ck_artists_hue",
        ),
        sa.CheckConstraint("hourly_rate >= 0", name="ck_artists_hourly_rate"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name="ck_artists_name"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["memberships.tenant_id", "memberships.id"],
            name="fk_artists_tenant_id_member_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_artists_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_artists"),
    )
    op.create_index(
        "uq_artists_name",
        "artists",
        ["tenant_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "bookings",
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("includes_non_working", sa.Boolean(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("artist_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at, '[)')"), "&&"),
            where=sa.text("status IN ('pencil', 'confirmed')"),
            using="gist",
            name="bookings_no_double_booking",
        ),
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="ck_bookings_cancelled"),
        sa.CheckConstraint("status IN ('hold', 'pencil', 'confirmed', 'cancelled')", name="ck_bookings_status"),
        sa.CheckConstraint("length(title) <= 200", name="ck_bookings_title"),
        sa.CheckConstraint(
            "starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)", name="ck_bookings_span"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"], name="fk_bookings_tenant_id_artist_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], name="fk_bookings_tenant_id_project_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_bookings_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_bookings"),
    )
    op.create_index("ix_bookings_artist", "bookings", ["tenant_id", "artist_id", "starts_at"], unique=False)
    op.create_index(
        "ix_bookings_holds",
        "bookings",
        ["tenant_id", "artist_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("status = 'hold'"),
    )
    op.create_index("ix_bookings_project", "bookings", ["tenant_id", "project_id", "starts_at"], unique=False)
    op.create_index("ix_bookings_window", "bookings", ["tenant_id", "starts_at", "ends_at"], unique=False)
    keep_tenants_apart()
    grant()
    op.execute(AUTHENTICATE)
    op.execute("REVOKE ALL ON FUNCTION authenticate(bytea, text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION authenticate(bytea, text) TO studio_app")


def keep_tenants_apart() -> None:
    for table in TENANT_TABLES:
        seen = f"{MINE} OR {MY_OWN}" if table == "memberships" else MINE
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({seen}) WITH CHECK ({MINE})")
        op.execute(f"CREATE POLICY relay ON {table} FOR SELECT TO studio_relay USING (true)")


def grant() -> None:
    """Least privilege by table: TRUNCATE ignores row-level security, so nobody but the owner has it."""
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants, users, sessions TO studio_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON memberships, invitations, artists, projects, bookings TO studio_app")
    op.execute("GRANT SELECT, INSERT ON events TO studio_app")
    op.execute("GRANT SELECT ON tenants, events TO studio_relay")
    op.execute("GRANT UPDATE (published_seq) ON tenants TO studio_relay")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO studio_backup")
    op.execute("GRANT SELECT ON alembic_version TO studio_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION authenticate(bytea, text)")
    op.drop_index("ix_bookings_window", table_name="bookings")
    op.drop_index("ix_bookings_project", table_name="bookings")
    op.drop_index("ix_bookings_holds", table_name="bookings", postgresql_where=sa.text("status = 'hold'"))
    op.drop_index("ix_bookings_artist", table_name="bookings")
    op.drop_table("bookings")
    op.drop_index("uq_artists_name", table_name="artists", postgresql_where=sa.text("archived_at IS NULL"))
    op.drop_table("artists")
    op.drop_index("ix_sessions_user_id", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("uq_projects_name", table_name="projects", postgresql_where=sa.text("archived_at IS NULL"))
    op.drop_table("projects")
    op.drop_table("memberships")
    op.drop_table("invitations")
    op.drop_index("ix_events_tenant_id_subject_id_seq", table_name="events")
    op.drop_table("events")
    op.drop_index("uq_users_email", table_name="users")
    op.drop_table("users")
    op.drop_table("tenants")
