"""A booking says why it was put over time off or a holiday, and over which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("bookings", sa.Column("override", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(
        op.f("ck_bookings_override"),
        "bookings",
        "override IS NULL OR length(override->>'reason') BETWEEN 1 AND 500",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_bookings_override"), "bookings")
    op.drop_column("bookings", "override")
