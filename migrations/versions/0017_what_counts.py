"""A booking says what of it counts: working time, days off too, or every hour."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("bookings", sa.Column("counts", sa.Text(), server_default="working_time", nullable=False))
    for_all_tenants("UPDATE bookings SET counts = 'days_off_too' WHERE includes_non_working")
    op.alter_column("bookings", "counts", server_default=None)
    op.create_check_constraint(
        op.f("ck_bookings_counts"), "bookings", "counts IN ('working_time', 'days_off_too', 'every_hour')"
    )
    op.drop_column("bookings", "includes_non_working")


def downgrade() -> None:
    op.add_column(
        "bookings", sa.Column("includes_non_working", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    for_all_tenants("UPDATE bookings SET includes_non_working = true WHERE counts <> 'working_time'")
    op.alter_column("bookings", "includes_non_working", server_default=None)
    op.drop_constraint(op.f("ck_bookings_counts"), "bookings")
    op.drop_column("bookings", "counts")


def for_all_tenants(statement: str) -> None:
    """The policies hold for the owner of the table, too."""
    op.execute("ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY")
    op.execute(statement)
    op.execute("ALTER TABLE bookings FORCE ROW LEVEL SECURITY")
