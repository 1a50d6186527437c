"""Artists are found and sorted by columns that follow from their facts; addresses of their list can be saved."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from studio.artists.search_columns import search_columns

revision = "0028"
down_revision = "0027"

FACTS = "tenant_id, id, name, role, department, city, other_roles, skills, tags, custom"
NAMES = ("search_text", "search_custom", "sort_name", "sort_city")
BATCH = 5_000


def upgrade() -> None:
    op.add_column("artists", sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    op.add_column("artists", sa.Column("search_custom", postgresql.JSONB(), server_default="{}", nullable=False))
    for name in ("sort_name", "sort_city"):
        op.add_column("artists", sa.Column(name, sa.Text(collation="C"), server_default="", nullable=False))
    op.add_column("saved_views", sa.Column("page", sa.Text(), server_default="schedule", nullable=False))
    op.create_check_constraint(op.f("ck_saved_views_page"), "saved_views", "page IN ('schedule', 'artists')")
    op.execute("ALTER TABLE artists NO FORCE ROW LEVEL SECURITY")
    fill()
    op.execute("ALTER TABLE artists FORCE ROW LEVEL SECURITY")


def fill() -> None:
    connection = op.get_bind()
    artists = sa.table(
        "artists", sa.column("tenant_id", sa.Uuid()), sa.column("id", sa.Uuid()), sa.column("search_text"),
        sa.column("search_custom", postgresql.JSONB()), sa.column("sort_name"), sa.column("sort_city"),
    )  # fmt: skip
    update = (
        artists.update()
        .where(artists.c.tenant_id == sa.bindparam("of"), artists.c.id == sa.bindparam("one"))
        .values({name: sa.bindparam(f"new_{name}", type_=artists.c[name].type) for name in NAMES})
    )
    rows = connection.execute(sa.text(f"SELECT {FACTS} FROM artists")).all()
    for start in range(0, len(rows), BATCH):
        values = [
            {"of": row.tenant_id, "one": row.id, **{f"new_{k}": v for k, v in search_columns(row).items()}}
            for row in rows[start : start + BATCH]
        ]
        connection.execute(update, values)


def downgrade() -> None:
    op.drop_column("saved_views", "page")
    for name in reversed(NAMES):
        op.drop_column("artists", name)
