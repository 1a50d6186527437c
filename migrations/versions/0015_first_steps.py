"""A studio's list of first steps can be put away; those that have begun have no use for it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("first_steps_hidden", sa.Boolean(), server_default="false", nullable=False))
    op.execute("UPDATE tenants SET first_steps_hidden = true WHERE event_seq > 0")


def downgrade() -> None:
    op.drop_column("tenants", "first_steps_hidden")
