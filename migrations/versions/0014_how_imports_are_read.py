"""How a file is read: what somebody chose, and what it was taken for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for name in ("reading", "found"):
        op.add_column(
            "imports", sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
        )


def downgrade() -> None:
    op.drop_column("imports", "found")
    op.drop_column("imports", "reading")
