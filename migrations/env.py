"""Alembic's environment: migrations run as the owner role, one transaction for all of them."""

import sys
from functools import partial

from alembic import context
from flask import current_app
from sqlalchemy import Engine, create_engine

from studio.imports import models  # noqa: F401  (every table hangs on it)
from studio.lib.db import Base
from studio.lib.resilience.migration_retry import LOCK_TIMEOUT, try_again
from studio.webhooks import models as webhooks  # noqa: F401


def run() -> None:
    engine = create_engine(current_app.config["SETTINGS"].database_url)
    try_again(partial(migrate, engine), partial(print, file=sys.stderr, flush=True))
    engine.dispose()


def migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")  # a pooler lends the connection on
            context.run_migrations()


run()
