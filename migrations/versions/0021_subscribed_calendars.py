"""Calendars subscribed from outside, and when they say that artists are busy."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

MINE = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
CALENDARS, BUSY = "subscribed_calendars", "calendar_busy_times"
# The app deletes nothing itself; what is forgotten here was read from elsewhere, and can be read there again.
FORGET = """
CREATE FUNCTION forget_busy_times(p_calendar uuid, p_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM calendar_busy_times
    WHERE tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)
      AND calendar_id = p_calendar AND id = ANY(p_ids)
$$
"""


def upgrade() -> None:
    create_calendars()
    create_busy_times()
    for table, granted in ((CALENDARS, "SELECT, INSERT, UPDATE"), (BUSY, "SELECT, INSERT")):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(f"GRANT {granted} ON {table} TO studio_app")
        op.execute(f"GRANT SELECT ON {table} TO studio_backup")
    op.execute(FORGET)
    op.execute("REVOKE ALL ON FUNCTION forget_busy_times(uuid, uuid[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION forget_busy_times(uuid, uuid[]) TO studio_app")


def create_calendars() -> None:
    op.create_table(
        CALENDARS,
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "host", "etag", "modified", "zone", "problem")),
        sa.Column("titles", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("address", "upload")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("busy_times", "skipped", "failures", "version")),
        sa.Column("known_until", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=name != "created_at")
            for name in ("tried_at", "read_at", "whole_at", "due_at", "created_at", "removed_at")
        ),
        *of_an_artist(CALENDARS),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 120 AND length(host) <= 255", name=op.f("ck_subscribed_calendars_text")
        ),
        sa.CheckConstraint("address IS NULL OR upload IS NULL", name=op.f("ck_subscribed_calendars_source")),
    )
    op.create_index("ix_subscribed_calendars_artist", CALENDARS, ["tenant_id", "artist_id"])
    op.create_index(
        "ix_subscribed_calendars_due", CALENDARS, ["tenant_id", "due_at"],
        postgresql_where=sa.text("removed_at IS NULL AND due_at IS NOT NULL"),
    )  # fmt: skip


def create_busy_times() -> None:
    op.create_table(
        BUSY,
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("artist_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        *of_an_artist(BUSY),
        sa.ForeignKeyConstraint(
            ["tenant_id", "calendar_id"], [f"{CALENDARS}.tenant_id", f"{CALENDARS}.id"],
            name="fk_calendar_busy_times_tenant_id_calendar_id",
        ),
        sa.CheckConstraint(
            "starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)",
            name=op.f("ck_calendar_busy_times_span"),
        ),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (ends_on IS NULL) AND starts_on <= ends_on IS NOT FALSE",
            name=op.f("ck_calendar_busy_times_days"),
        ),
        sa.CheckConstraint("length(title) <= 200", name=op.f("ck_calendar_busy_times_title")),
    )  # fmt: skip
    op.create_index("ix_calendar_busy_times_artist", BUSY, ["tenant_id", "artist_id", "ends_at"])
    op.create_index("ix_calendar_busy_times_ends_at", BUSY, ["tenant_id", "ends_at"])
    op.create_index("ix_calendar_busy_times_calendar", BUSY, ["tenant_id", "calendar_id", "starts_at"])


def of_an_artist(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"], name=f"fk_{table}_tenant_id_artist_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{table}"),
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION forget_busy_times(uuid, uuid[])")
    op.drop_table(BUSY)
    op.drop_table(CALENDARS)
