"""What an import brings: bookings or artists, and how many of them were found by what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("imports", sa.Column("kind", sa.Text(), server_default="bookings", nullable=False))
    op.add_column(
        "imports", sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    )
    op.create_check_constraint(op.f("ck_imports_kind"), "imports", "kind IN ('bookings', 'artists')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_imports_kind"), "imports")
    op.drop_column("imports", "counts")
    op.drop_column("imports", "kind")
