"""Check constraints are called what the models call them: `ck_bookings_title`, not `ck_bookings_ck_bookings_title`.

The naming convention went over names that already followed it, so no refusal was ever recognised by its name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

CHECKS = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'ck\\_%'"


def upgrade() -> None:
    for table, name in op.get_bind().execute(sa.text(CHECKS)).all():
        prefix = f"ck_{table}_"
        if name.startswith(prefix + prefix):
            rename(table, name, name.removeprefix(prefix))


def downgrade() -> None:
    for table, name in op.get_bind().execute(sa.text(CHECKS)).all():
        prefix = f"ck_{table}_"
        if name.startswith(prefix) and not name.startswith(prefix + prefix):
            rename(table, name, prefix + name)


def rename(table: str, name: str, other: str) -> None:
    op.execute(f'ALTER TABLE {table} RENAME CONSTRAINT "{name}" TO "{other}"')
