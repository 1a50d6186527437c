"""Alembic's environment: migrations run as the owner role, one transaction for all of them."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine

from studio.imports import models  # noqa: F401  (every table hangs on it)
from studio.lib.db import Base
from studio.webhooks import models as webhooks  # noqa: F401


def run() -> None:
    engine = create_engine(current_app.config["SETTINGS"].database_url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
